"""The preview of a film that is being made: it grows as scenes come.

A scene is shown from its own first frame until the next one begins, so that every frame stands at its time in the film and
is heard with its own sound. Transitions, moving lips and captions in pictures come with the preview of the finished film.
"""

from typing import TYPE_CHECKING

from videogen_dagster.assets.previewing import (
    STAGE,
    caption_files,
    make_proxies,
    proxy_request,
    proxy_size,
    sound_file,
)
from videogen_dagster.assets.soundtrack import mix_request
from videogen_dagster.core.captions import caption_track
from videogen_dagster.core.cues import Captions
from videogen_dagster.core.errors import Cancelled, VideogenError
from videogen_dagster.core.fingerprint import fingerprint
from videogen_dagster.core.media import Clip
from videogen_dagster.core.sound_balance import OFF
from videogen_dagster.core.stages import Music, Narration, Soundtrack
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.resources.stage_values import find_stage
from videogen_dagster.resources.studio import Studio

if TYPE_CHECKING:
    from videogen_dagster.media.joining import Part
    from videogen_dagster.media.streams import FilmStream


class GrowingPreview:
    """Adds scenes to a project's preview in the order of the film, in whatever order they come.

    A preview that fails costs no film: what is wrong is kept in `trouble`, and no more scenes are added.

    Args:
        studio: Where.
        project: The project.
        storyboard: The plan with the edits in it.
        narration: Which tells how long scenes last.
    """

    def __init__(self, studio: Studio, project: str, storyboard: Storyboard, narration: Narration) -> None:
        self._studio, self._project, self._settings = studio, project, storyboard.settings
        self._storyboard, self._narration = storyboard, narration
        self._timeline = narration.timeline(storyboard)
        starts = [*(timing.first_frame for timing in self._timeline.scenes), self._timeline.frames]
        self._alone = {
            timing.scene: end - timing.first_frame
            for timing, end in zip(self._timeline.scenes, starts[1:], strict=True)
        }
        self._ready: dict[str, Part] = {}
        self._shown = 0
        self._stream: FilmStream | None = None
        self.trouble: VideogenError | None = None

    def add(self, scene: str, clip: Clip) -> None:
        """Make a scene's proxy, and show it if all scenes before it are shown; with it those that waited for it.

        Raises:
            Cancelled: A person stopped the work.
        """
        if self.trouble is not None:
            return
        try:
            self._ready[scene] = self._part(scene, clip)
            self._show()
        except Cancelled:
            raise
        except VideogenError as error:
            self.trouble = error

    def told(self) -> str:
        """Return where it is or what went wrong."""
        if self.trouble is not None:
            return f"stopped after {self._shown} of {len(self._alone)} scenes: {self.trouble}"
        return str(self._studio.preview(self._project).playlist)

    def _part(self, scene: str, clip: Clip) -> "Part":
        from videogen_dagster.media.joining import Part

        frames, alone = self._timeline.scene(scene).frames, self._alone[scene]
        request = proxy_request(
            clip,
            proxy_size(self._settings),
            frames=frames,
            rate=self._timeline.frames_per_second,
            alone=alone,
        )
        made, _ = make_proxies({scene: request}, self._studio, self._project, beside=True)
        return Part(self._studio.store.fetch(made[scene].result.video), stop=alone if alone < frames else None)

    def _show(self) -> None:
        parts: list[Part] = []
        for scene in list(self._alone)[self._shown :]:
            if scene not in self._ready:
                break
            parts.append(self._ready[scene])
        if parts:
            with self._studio.alone(self._project, STAGE):
                self._stream = self._stream or self._begun()
                self._stream.append(parts)
            self._shown += len(parts)

    def _begun(self) -> "FilmStream":
        from videogen_dagster.media.streams import FilmStream, StreamPlan

        store, timeline = self._studio.store, self._timeline
        plan = StreamPlan(
            size=proxy_size(self._settings),
            frames_per_second=timeline.frames_per_second,
            lengths=tuple(self._alone.values()),
            sound=sound_file(store, self._soundtrack(), samples=timeline.samples),
            language=self._settings.language,
            captions=caption_files(store, self._captions(), frames=timeline.frames),
        )
        files = self._studio.preview(self._project)
        files.remove_stills()
        return FilmStream(files.playlist, plan)

    def _soundtrack(self) -> Soundtrack | None:
        """Return the soundtrack that is there if these words are heard in it: one of an older take may be as long."""
        from videogen_dagster.engines.assembly.mixer import SoundtrackMixer  # OpenCV and SciPy, 0.4 s

        store, project = self._studio.store, self._project
        soundtrack = find_stage(store, project, "soundtrack", Soundtrack)
        music = find_stage(store, project, "music", Music)
        if soundtrack is None or music is None or (music.result is None and self._settings.music_db != OFF):
            return None
        mix = mix_request(self._storyboard, self._narration, music)
        return soundtrack if soundtrack.fingerprint == fingerprint(mix, SoundtrackMixer().fingerprint()) else None

    def _captions(self) -> Captions | None:
        """Return the captions that are there if they are of these words."""
        captions = find_stage(self._studio.store, self._project, "captions", Captions)
        track = caption_track(self._storyboard, self._narration, self._timeline)
        return captions if captions is not None and captions.track == track else None
