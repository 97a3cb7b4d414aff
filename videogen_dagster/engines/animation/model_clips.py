"""Makes the clips of the diffusers engine. Apart from it, because a clip that is found again needs no OpenCV."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from videogen_dagster.core.errors import EngineRefused, InvalidInput
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import ClipRequest
from videogen_dagster.engines.animation.model_calls import Wanted, call_arguments
from videogen_dagster.engines.animation.pieces import Cut, cut_scene
from videogen_dagster.engines.diffusion.memory import within_memory
from videogen_dagster.engines.diffusion.moving_pictures import checked_pictures, film_frame
from videogen_dagster.engines.diffusion.presets import FrameRule, drawn_size
from videogen_dagster.engines.diffusion.residency import Resident
from videogen_dagster.engines.diffusion.sampling import StepProgress, generators, noise_seed
from videogen_dagster.engines.protocols import Workspace
from videogen_dagster.media.encoders import Encoder
from videogen_dagster.media.interpolation import Between, between
from videogen_dagster.media.segments import SegmentWriter
from videogen_dagster.media.stills import poster

ENGINE: Final = "diffusers"

_DENOISED: Final = 0.9
"""Share of a piece's progress that its denoising is; the rest is drawing the film's frames."""

_USUAL: Final = FrameRule(step=1, offset=0, most=25, frames_per_second=8)
"""For a model of which nothing is known."""


def make_clip(index: int, request: ClipRequest, workspace: Workspace, resident: Resident, *, encoder: Encoder) -> Clip:
    """Return the clip of one request, kept in the store.

    Raises:
        Cancelled: A person asked to stop.
        EngineFailure: The picture or the model cannot be used.
        StorageFailure: The clip cannot be written or kept.
    """
    return _Scene(index, request, workspace, resident, encoder).film()


@dataclass(frozen=True, slots=True)
class _Scene:
    """One scene on its way from a picture to a clip."""

    index: int
    request: ClipRequest
    workspace: Workspace
    resident: Resident
    encoder: Encoder

    def film(self) -> Clip:
        """Make the clip and keep it."""
        request, preset = self.request, self.resident.model.preset
        cut = cut_scene(request.frames, frames_per_second=request.frames_per_second, rule=preset.frames or _USUAL)
        path = self.workspace.directory / f"shot_{self.index:05d}.mp4"
        picture = self._first_picture()
        with self._writer(path) as writer:
            for piece, (first, stop) in enumerate(cut.piece_frames(request.frames)):
                if first < stop:
                    pictures = self._denoised(picture, cut, piece)
                    picture = Image.fromarray(pictures[-1])
                    self._draw(writer, _Pictures(pictures), cut, piece, range(first, stop))
        self.workspace.progress(self.index, 1.0)
        video = self.workspace.keep(path)
        path.unlink()
        return Clip(
            video=video,
            size=request.picture.size,
            frames=request.frames,
            frames_per_second=request.frames_per_second,
        )

    def _writer(self, path: Path) -> SegmentWriter:
        return SegmentWriter(
            path,
            self.request.picture.size,
            frames=self.request.frames,
            frames_per_second=self.request.frames_per_second,
            intermediate=self.request.intermediate,
            encoder=self.encoder,
        )

    def _first_picture(self) -> Image.Image:
        """Return the scene's picture in the model's size.

        It is stretched by the few hundredths that the model's sizes differ from its shape, and the clip is stretched back.
        """
        try:
            picture = poster(self.workspace.fetch(self.request.picture.image))
        except InvalidInput as error:
            raise EngineRefused(error.message, engine=ENGINE, remedy="make the picture again") from error
        size = self.request.picture.size
        return picture.resize(drawn_size(self.resident.model.preset, width=size.width, height=size.height))

    def _denoised(self, picture: Image.Image, cut: Cut, piece: int) -> NDArray[np.uint8]:
        """Return the pictures of one clip of the model: `uint8[frames, height, width, 3]`."""
        request, preset = self.request, self.resident.model.preset
        progress = StepProgress(
            self.workspace,
            [self.index],
            steps=preset.steps,
            begins=piece / cut.pieces,
            ends=(piece + _DENOISED) / cut.pieces,
        )
        wanted = Wanted(picture, request.motion_prompt, request.scene_prompt, cut.model_frames)
        arguments = call_arguments(preset, wanted)
        # Each piece has noise of its own: the same noise would make it move like the one before.
        seed = noise_seed(noise_seed(request.seed, request.take), piece + 1)

        def call(_: int) -> NDArray[np.float32]:
            (generator,) = generators([seed])
            made = self.resident.pipeline(**arguments, generator=generator, callback_on_step_end=progress)
            return np.asarray(made.frames[0])

        return checked_pictures(within_memory(self.resident, call, engine=ENGINE), cut.model_frames, engine=ENGINE)

    def _draw(self, writer: SegmentWriter, pictures: "_Pictures", cut: Cut, piece: int, frames: range) -> None:
        begins = (piece + _DENOISED) / cut.pieces
        for frame in frames:
            self.workspace.check()
            if frame % self.request.frames_per_second == 0:
                done = (frame - frames.start) / len(frames)
                self.workspace.progress(self.index, begins + (1 - _DENOISED) * done / cut.pieces)
            writer.write(film_frame(pictures.at(cut.position(frame, piece)), self.request.picture.size))


class _Pictures:
    """The pictures of one clip of a model, and what lies between them."""

    def __init__(self, pictures: NDArray[np.uint8]) -> None:
        self._pictures = pictures
        self._gap = -1
        self._between: Between | None = None

    def at(self, position: Fraction) -> NDArray[np.uint8]:
        """Return the picture at a place between 0 and the last one."""
        gap = int(position)
        if position == gap:
            return self._pictures[gap]
        if self._between is None or gap != self._gap:
            self._gap, self._between = gap, between(self._pictures[gap], self._pictures[gap + 1])
        return self._between.at(float(position - gap))
