"""Makes the clips of the LTX lip sync engine. Apart from it, because a clip that is found again needs none of this."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import LipSyncRequest
from videogen_dagster.engines.diffusion.memory import within_memory
from videogen_dagster.engines.diffusion.moving_pictures import checked_pictures, film_frame, read_pictures
from videogen_dagster.engines.diffusion.presets import FrameRule, drawn_size
from videogen_dagster.engines.diffusion.residency import Resident
from videogen_dagster.engines.diffusion.sampling import StepProgress, generators, noise_seed
from videogen_dagster.engines.lip_sync.heard import heard_in
from videogen_dagster.engines.protocols import Workspace
from videogen_dagster.media.encoders import Encoder
from videogen_dagster.media.segments import SegmentWriter
from videogen_dagster.media.sound import SAMPLE_RATE_HZ, Samples, resample

if TYPE_CHECKING:
    import torch

ENGINE: Final = "ltx"

_RULE: Final = FrameRule(step=8, offset=1, most=241, frames_per_second=24)
_DENOISED: Final = 0.9

# The preprocessing that the sound autoencoder was trained with (Lightricks, ltx-core, AudioProcessor): magnitudes of a
# short-time Fourier transform on Slaney's mel scale, their logarithm above a floor.
_WINDOW: Final = 1024
_FLOOR: Final = 1e-5


def make_clip(
    index: int, request: LipSyncRequest, workspace: Workspace, resident: Resident, *, encoder: Encoder
) -> Clip:
    """Return the clip of one request, kept in the store.

    A clip longer than the model's longest is made in parts; each begins with the last picture of the one before.

    Raises:
        Cancelled: A person asked to stop.
        EngineFailure: The model cannot do it.
        StorageFailure: The clip cannot be written or kept.
    """
    clip = request.clip
    path = workspace.directory / f"lips_{index:05d}.mp4"
    with SegmentWriter(
        path,
        clip.size,
        frames=clip.frames,
        frames_per_second=clip.frames_per_second,
        intermediate=request.intermediate,
        encoder=encoder,
    ) as writer:
        for picture in _Lips(index, request, workspace, resident).pictures():
            workspace.check()
            writer.write(film_frame(picture, clip.size))
    workspace.progress(index, 1.0)
    video = workspace.keep(path)
    path.unlink()
    return clip.model_copy(update={"video": video})


@dataclass(frozen=True, slots=True)
class _Part:
    """Pictures of the clip that are denoised together: the first `shown` are the film's, the rest fill the model's count."""

    number: int
    of: int
    first_frame: int
    pictures: NDArray[np.uint8]
    shown: int


@dataclass(frozen=True, slots=True)
class _Lips:
    """One clip on its way through the model."""

    index: int
    request: LipSyncRequest
    workspace: Workspace
    resident: Resident

    def pictures(self) -> Iterator[NDArray[np.uint8]]:
        """Yield exactly the clip's number of pictures, in the model's size."""
        sound, last = heard_in(self.request, self.workspace), None
        for part in self._parts():
            made = self._denoised(part, sound, last)
            # The first picture of a later part is the last one of the part before: it was shown.
            yield from made[0 if last is None else 1 : part.shown]
            last = made[part.shown - 1]

    def _parts(self) -> Iterator[_Part]:
        # The pipeline denoises whole segments of its own; what it begins with must be as long.
        from diffusers.pipelines.ltx2.dfr_layout import resolve_canvas

        clip, preset = self.request.clip, self.resident.model.preset
        rule = preset.frames or _RULE
        width, height = drawn_size(preset, width=clip.size.width, height=clip.size.height)
        source = read_pictures(self.workspace.fetch(clip.video), width=width, height=height)
        count = max(1, -(-(clip.frames - 1) // (rule.most - 1)))
        held: list[NDArray[np.uint8]] = []
        first = 0
        for number in range(count):
            held = held[-1:] + list(islice(source, rule.most - len(held[-1:])))
            fill = [held[-1]] * (resolve_canvas(rule.at_least(len(held)))[0] - len(held))
            yield _Part(number, count, first, np.stack(held + fill), len(held))
            first += len(held) - 1

    def _denoised(self, part: _Part, sound: Samples, before: NDArray[np.uint8] | None) -> NDArray[np.uint8]:
        """Return a part with lips that follow its sound: `uint8[frames, height, width, 3]`."""
        request, preset = self.request, self.resident.model.preset
        progress = StepProgress(
            self.workspace,
            [self.index],
            steps=preset.steps,
            begins=part.number / part.of,
            ends=(part.number + _DENOISED) / part.of,
        )
        seed = noise_seed(noise_seed(request.seed, request.take), part.number + 1)
        height, width = part.pictures.shape[1:3]
        heard = _stretch(sound, part, rate=request.clip.frames_per_second)

        def call(_: int) -> NDArray[np.float32]:
            from diffusers.pipelines.ltx2.pipeline_ltx2_condition import LTX2VideoCondition
            from diffusers.pipelines.ltx2.utils import DISTILLED_SIGMA_VALUES

            (generator,) = generators([seed])
            opening = part.pictures[0] if before is None else before
            pipeline = self.resident.pipeline
            made = pipeline(
                prompt=_prompt(request),
                conditions=[LTX2VideoCondition(Image.fromarray(opening), crf=0)],
                width=width,
                height=height,
                num_frames=len(part.pictures),
                frame_rate=float(request.clip.frames_per_second),
                latents=_picture_latents(pipeline, part.pictures),
                audio_latents=_sound_latents(pipeline, heard),
                freeze_audio=True,
                generate_slots=False,
                sigmas=DISTILLED_SIGMA_VALUES[-preset.steps :],
                generator=generator,
                output_type="np",
                callback_on_step_end=progress,
            )
            return np.asarray(made.frames[0])

        return checked_pictures(within_memory(self.resident, call, engine=ENGINE), len(part.pictures), engine=ENGINE)


def _prompt(request: LipSyncRequest) -> str:
    speakers = {line.speaker.name: line.speaker.description for line in request.lines if line.on_screen}
    told = ", ".join(f"{name} ({looks})" if looks else name for name, looks in speakers.items())
    speaking = f"{told} speaking, lips moving in exact sync with the words" if told else "nobody speaks"
    return ". ".join(part.strip().rstrip(".") for part in (speaking, request.scene_prompt) if part.strip())


def _stretch(sound: Samples, part: _Part, *, rate: int) -> Samples:
    """Return what is heard during a part, silence after the clip's end: `float32[n, 1]`, 48 kHz."""
    first = round(part.first_frame * SAMPLE_RATE_HZ / rate)
    wanted = round(len(part.pictures) * SAMPLE_RATE_HZ / rate)
    stretch = sound[first : first + wanted]
    return np.pad(stretch, ((0, wanted - len(stretch)), (0, 0)))


def _picture_latents(pipeline: Any, pictures: NDArray[np.uint8]) -> "torch.Tensor":
    """Return pictures as the pipeline's autoencoder writes them down."""
    import torch  # loaded with the pipeline

    vae = pipeline.vae
    video = torch.from_numpy(pictures.transpose(3, 0, 1, 2)[None].astype(np.float32) / 127.5 - 1)
    with torch.no_grad():
        return vae.encode(video.to(vae.device, vae.dtype)).latent_dist.mode().float()


def _sound_latents(pipeline: Any, sound: Samples) -> "torch.Tensor":
    """Return a sound (`float32[n, 1]`, 48 kHz) as the pipeline's autoencoder of sound writes it down."""
    import torch  # loaded with the pipeline
    from transformers.audio_utils import mel_filter_bank

    ear = pipeline.audio_vae
    rate = ear.config.sample_rate
    samples = torch.from_numpy(np.ascontiguousarray(resample(sound, from_hz=SAMPLE_RATE_HZ, to_hz=rate)[:, 0]))
    spectrum = torch.stft(
        samples,
        _WINDOW,
        hop_length=ear.config.mel_hop_length,
        window=torch.hann_window(_WINDOW),
        center=True,
        pad_mode="reflect",
        return_complex=True,
    ).abs()
    filters = mel_filter_bank(
        _WINDOW // 2 + 1, ear.config.mel_bins, 0.0, rate / 2, rate, norm="slaney", mel_scale="slaney"
    )
    mel = torch.log(torch.clamp(spectrum.T @ torch.from_numpy(filters).float(), min=_FLOOR))
    both = mel[None, None].repeat(1, ear.config.in_channels, 1, 1)
    with torch.no_grad():
        return ear.encode(both.to(ear.device, ear.dtype)).latent_dist.mode().float()
