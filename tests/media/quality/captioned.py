"""Small films with captions in their pictures and their track, right or spoiled: every fault is in the decoded film."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from videogen_dagster.core.assembly_requests import BurnedCaptions
from videogen_dagster.core.cues import CaptionStyle, CaptionTrack, Cue, CueWord
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.media.caption_burning import burn_captions
from videogen_dagster.media.caption_drawing import caption_image
from videogen_dagster.media.frames import YuvFrame
from videogen_dagster.media.joining import Part, join_segments
from videogen_dagster.media.quality.expected import ExpectedFilm, ExpectedScene
from videogen_dagster.media.quality.scans import SeenPart, scan_segment
from videogen_dagster.media.segments import SegmentWriter
from videogen_dagster.media.sprites import lay

FRAMES = 72
CUES = (
    Cue(first_frame=6, end_frame=36, rows=("The lamp has not been", "lit in forty years."), scene="001"),
    Cue(first_frame=36, end_frame=60, rows=("Then tonight", "we begin."), scene="001"),
)
WORD = CueWord(row=0, start_char=0, end_char=8, first_frame=6, end_frame=30)
HIGHLIGHTED = (CUES[0].model_copy(update={"words": (WORD,)}), CUES[1])

CLIPS: dict[FrameSize, bytes] = {}
"""The clips without captions that were made."""


@dataclass(frozen=True)
class Captioned:
    """A film of one scene in a folder, and the captions that should be in it."""

    folder: Path
    size: FrameSize
    captions: BurnedCaptions

    @classmethod
    def of(
        cls,
        folder: Path,
        style: CaptionStyle = CaptionStyle.PLAIN,
        size: FrameSize | None = None,
    ) -> "Captioned":
        """Make a clip without captions: a busy landscape that passes by."""
        captions = BurnedCaptions(cues=HIGHLIGHTED, style=style, language="en")
        made = cls(folder, size or FrameSize(width=640, height=360), captions)
        clip = folder / "clip.mp4"
        if made.size in CLIPS:
            clip.write_bytes(CLIPS[made.size])
        else:
            CLIPS[made.size] = made.write(clip).read_bytes()
        return made

    def write(self, path: Path, *, cues: Sequence[Cue] = (), right: int = 0, down: int = 0) -> Path:
        """Write the clip with captions that stand so far from their place."""
        width, height = self.size.width, self.size.height
        ground = np.random.default_rng(7).integers(30, 220, (height // 8 + 1, width // 4 + 1)).repeat(8, 0).repeat(8, 1)
        grey = np.full((height // 2, width // 2), 128, np.uint8)
        track = {frame: cue for cue in cues for frame in range(cue.first_frame, cue.end_frame)}
        with SegmentWriter(path, self.size, frames=FRAMES, quick=True) as segment:
            for frame in range(FRAMES):
                luma = ground[:height, 3 * frame : 3 * frame + width].astype(np.uint8)
                shown = YuvFrame(luma.copy(), grey.copy(), grey.copy())
                if frame in track:
                    image = caption_image(track[frame], self.size, self.captions.style)
                    lay(shown, image.sprite, image.x + right, image.y + down)
                segment.write(shown)
        return path

    def burned(self, cues: Sequence[Cue]) -> Path:
        """Return the clip with captions as they are drawn into films."""
        captions = self.captions.model_copy(update={"cues": tuple(cues)})
        target = self.folder / "burned.mp4"
        clip = self.folder / "clip.mp4"
        burn_captions(clip, target, captions, size=self.size, frames=FRAMES, frames_per_second=30)
        return target

    def joined(self, clip: Path) -> Path:
        """Return a film of the clip, with the captions in a track, too."""
        film = self.folder / "film.mp4"
        join_segments([Part(clip)], None, film, title="", language="en", captions=[self.track])
        return film

    def scanned(self, clip: Path) -> list[SeenPart]:
        """Return what is seen in the clip."""
        scan = clip.with_suffix(".npz")
        scan_segment(clip, scan, frames_per_second=30, captions=self.captions)
        return [SeenPart(Part(clip), scan)]

    @property
    def track(self) -> CaptionTrack:
        return CaptionTrack(language="en", frames_per_second=30, frames=FRAMES, cues=self.captions.cues)

    def expected(self) -> ExpectedFilm:
        return ExpectedFilm(
            size=self.size,
            frames=FRAMES,
            frames_per_second=30,
            samples=FRAMES * 1600,
            scenes=(ExpectedScene("001", 0, FRAMES),),
            transitions=(),
            lines=(),
            mix=None,
            least_bytes=1,
            most_bytes=10**8,
            tracks=(self.track,),
            burned=(self.captions,),
        )
