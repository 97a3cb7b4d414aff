"""What a finished film must be, as far as it is known before looking at it."""

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

from videogen_dagster.core.assembly_requests import BurnedCaptions
from videogen_dagster.core.cues import CaptionTrack
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.media.quality.findings import Finding, Gate, Severity
from videogen_dagster.media.sound import SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True)
class ExpectedScene:
    """When a scene is seen.

    Attributes:
        scene: Its id.
        first_frame: The first frame of the film in which anything of it is seen.
        frames: Length of its clip; the transitions on both sides are part of it.
        may_stand_still: Whether equal pictures in a row are right: nothing promises that it moves.
        may_be_plain: Whether nothing but one colour is right, as the script asks for a black screen.
        shows: What its picture is of; scenes that show the same may look alike.
        may_jump: Whether its pictures may change at once: footage of people holds cuts of its own.
    """

    scene: str
    first_frame: int
    frames: int
    may_stand_still: bool = False
    may_be_plain: bool = False
    shows: str = ""
    may_jump: bool = False

    @property
    def end_frame(self) -> int:
        """The first frame in which nothing of it is seen."""
        return self.first_frame + self.frames


@dataclass(frozen=True, slots=True)
class ExpectedTransition:
    """How one scene passes into the next.

    Attributes:
        first_frame: The first frame in which both are seen; in a cut the first one of the next scene.
        frames: How long both are seen; 0 for a cut.
        kind: What is seen meanwhile.
        into: Id of the scene that begins, or None: the film fades out.
    """

    first_frame: int
    frames: int
    kind: TransitionKind
    into: str | None

    @property
    def end_frame(self) -> int:
        """The first frame behind it."""
        return self.first_frame + self.frames


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """A spoken line.

    Attributes:
        scene: In which scene.
        first_sample: Where in the film it begins, in samples of 48 kHz.
        samples: How long it is, in samples of 48 kHz.
        speech: The words alone, a 16-bit WAV file of any rate.
        read: From its first word to its last one, as far as the scene is seen alone: then captions must be read. Samples of
            48 kHz from the line's start; None for a line without captions.
    """

    scene: str
    first_sample: int
    samples: int
    speech: Path
    read: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class ExpectedFilm:
    """A whole film.

    Attributes:
        size: Frame size in pixels.
        frames: Length in frames.
        frames_per_second: Frame rate.
        samples: Length of the sound in samples of 48 kHz.
        scenes: In order; neighbours overlap by the transition between them.
        transitions: What is seen between scenes, cuts too, and how the last one fades out if it does.
        lines: What is said, in order.
        mix: All that is heard: 48 kHz, stereo, 16-bit WAV, as long as the film; None for a silent film.
        least_bytes: A smaller file cannot hold it.
        most_bytes: A larger file holds something else.
        loudness_lufs: How loud the sound is meant to be.
        tracks: The captions that players can show, one entry a language, the film's own first.
        burned: The captions in its pictures on the film's frames, one entry a scene.
    """

    size: FrameSize
    frames: int
    frames_per_second: int
    samples: int
    scenes: tuple[ExpectedScene, ...]
    transitions: tuple[ExpectedTransition, ...]
    lines: tuple[ExpectedLine, ...]
    mix: Path | None
    least_bytes: int
    most_bytes: int
    loudness_lufs: float = -14.0
    tracks: tuple[CaptionTrack, ...] = ()
    burned: tuple[BurnedCaptions, ...] = ()

    def scene_at(self, frame: int) -> ExpectedScene:
        """Return the scene that is seen in a frame; inside a transition the one that begins, behind the end the last."""
        return self.scenes[max(0, bisect_right(self.scenes, frame, key=lambda scene: scene.first_frame) - 1)]

    def transition_at(self, frame: int) -> ExpectedTransition | None:
        """Return the transition that a frame is part of; a cut has no frames."""
        index = bisect_right(self.transitions, frame, key=lambda transition: transition.first_frame) - 1
        found = self.transitions[index] if index >= 0 else None
        return found if found and frame < found.end_frame else None

    def seconds(self, frame: int) -> float:
        """Return the time at which a frame begins."""
        return frame / self.frames_per_second

    def of_frame(self, gate: Gate, message: str, frame: int, *, severity: Severity = Severity.ERROR) -> Finding:
        """Return a finding about what is seen from a frame on; scene and second are told in front of the message."""
        return self._told(gate, message, self.scene_at(frame).scene, self.seconds(frame), severity)

    def of_sample(self, gate: Gate, message: str, sample: int, *, severity: Severity = Severity.ERROR) -> Finding:
        """Return a finding about what is heard from a sample of 48 kHz on."""
        at_s = sample / SAMPLE_RATE_HZ
        scene = self.scene_at(int(at_s * self.frames_per_second)).scene
        return self._told(gate, message, scene, at_s, severity)

    def _told(self, gate: Gate, message: str, scene: str, at_s: float, severity: Severity) -> Finding:
        return Finding(gate, f"scene {scene} at {at_s:.2f} s: {message}", scene, at_s, severity)
