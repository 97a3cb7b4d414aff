"""`videogen doctor`: is everything there that this deployment needs, and what mends what is not."""

import platform
import shutil
import uuid
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, cast

from videogen_dagster.cli.findings import Finding, tell
from videogen_dagster.cli.gpu_diagnosis import Gpu, gpus, model_told
from videogen_dagster.cli.place_diagnosis import FIRST_NEEDED, database_told, drop_told
from videogen_dagster.cli.price_diagnosis import prices_told
from videogen_dagster.cli.provider_diagnosis import asks_provider, provider_told
from videogen_dagster.core.errors import EngineUnavailable, VideogenError
from videogen_dagster.engines.protocols import Capabilities, Engine
from videogen_dagster.engines.registry import load_engine, runs_model
from videogen_dagster.instance_configuration import FILE, is_production, state_of
from videogen_dagster.media.encoders import HARDWARE
from videogen_dagster.settings import Settings, load_settings

PACKAGES: Final = (
    "dagster",
    "av",
    "opencv-python-headless",
    "resvg",
    "espeakng-loader",
    "obstore",
    "scipy",
    "numpy",
    "opentimelineio",
)
EXTRAS: Final = (
    ("torch", "gpu"),
    ("diffusers", "gpu"),
    ("transformers", "gpu"),
    ("peft", "gpu"),
    ("torchvision", "qwen"),
    ("ray", "ray"),
    ("openai", "openai"),
    ("httpx2", "http"),
    ("dagster-aws", "s3"),
    ("dagster-postgres", "postgres"),
    ("moviepy", "composites"),
)
_USE: Final = "VIDEOGEN_ENCODER={} encodes with it"
LEAST_FREE_GB: Final = 2.0
"""A film of ten minutes at 1080p needs about half of that."""


class DeploymentBroken(VideogenError):
    """Something that this deployment needs is missing or broken."""

    code = "deployment_broken"


def tell_diagnosis(*, as_json: bool) -> None:
    """Print all findings.

    Raises:
        DeploymentBroken: Something that is needed is not there.
    """
    tell(tuple(diagnose(load_settings())), error=DeploymentBroken, as_json=as_json)


def diagnose(settings: Settings) -> Iterator[Finding]:
    """Yield what was found, needed things first."""
    yield Finding("python", "ok", platform.python_version())
    yield from (_package(name) for name in PACKAGES)
    yield _checked("encoder", lambda: _encoder(settings))
    yield from _hardware_encoders()
    yield _checked("fonts", _fonts)
    yield _checked("home", lambda: _home(settings))
    yield _checked("store", lambda: _store(settings))
    yield _instance(settings)
    yield _checked("database", lambda: database_told(settings))
    yield _checked("drop folder", lambda: drop_told(settings))
    yield from _engines_and_models(settings)
    yield _checked("prices", lambda: prices_told(settings))
    yield _checked("composites", lambda: _composites(settings))
    yield from (_extra(name, extra) for name, extra in EXTRAS)


def _engines_and_models(settings: Settings) -> Iterator[Finding]:
    """Yield the GPUs of this machine, every engine, and the model of each engine that runs one."""
    found: list[Gpu] = []
    yield from _gpus(found)
    for kind, name in settings.engines.items():
        choice = settings.model_choice(kind)
        yield _checked(
            f"{kind} engine", lambda kind=kind, name=name, choice=choice: _engine(load_engine(kind, name, model=choice))
        )
        if asks_provider(name):
            yield _checked(f"{kind} provider", lambda name=name, choice=choice: provider_told(name, choice.provider))
        if runs_model(kind, name):
            yield _checked(f"{kind} model", lambda kind=kind, choice=choice: model_told(choice, kind, found))


def _gpus(found: list[Gpu]) -> Iterator[Finding]:
    """Yield what each GPU is, and keep it in `found`."""
    try:
        found.extend(gpus())
    except EngineUnavailable as error:
        yield Finding("gpu", "broken", error.message, error.remedy or "")
        return
    yield from (Finding(f"gpu {gpu.index}", "ok", str(gpu)) for gpu in found)
    if not found:
        yield Finding("gpu", "optional", "none with an NVIDIA driver", "models run on the CPU, slowly")


def _checked(subject: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, "ok", check())
    except VideogenError as error:
        told = f"{error.field}: {error.message}" if error.field else error.message
        return Finding(subject, "broken", told, error.remedy or "")
    except (OSError, ImportError, ValueError) as error:
        return Finding(
            subject, "broken", str(error), "install the package again: pip install --force-reinstall videogen-dagster"
        )


def _package(name: str) -> Finding:
    try:
        return Finding(name, "ok", version(name))
    except PackageNotFoundError:
        return Finding(name, "missing", "not installed", "pip install videogen-dagster")


def _extra(name: str, extra: str) -> Finding:
    try:
        return Finding(name, "ok", version(name))
    except PackageNotFoundError:
        return Finding(name, "optional", "not installed", f"pip install 'videogen-dagster[{extra}]'")


def _composites(settings: Settings) -> str:
    composites = settings.composites()
    return ", ".join(composites.find(name).name for name in composites.names()) or "none"


def _encoder(settings: Settings) -> str:
    import av  # 0.1 s; help and errors do without

    for codec in ("libx264", "aac"):
        av.codec.Codec(codec, "w")
    library = f"libavcodec {'.'.join(map(str, av.library_versions['libavcodec']))}"
    chosen = settings.chosen_encoder()
    return f"libx264 and aac in {library}; pictures are encoded by {chosen.codec} ({chosen.name})"


def _hardware_encoders() -> Iterator[Finding]:
    """Yield which encoders of devices this machine has, and why not."""
    from videogen_dagster.media.encoder_probing import PROBED_AT, probe_encoder  # PyAV, as above

    for encoder in HARDWARE:
        reason = probe_encoder(encoder).reason
        told = f"{encoder.codec}: {reason or f'works at {PROBED_AT}'}"
        yield Finding(
            f"{encoder.name} encoder", "optional" if reason else "ok", told, "" if reason else _USE.format(encoder.name)
        )


def _fonts() -> str:
    folder = Path(__file__).parent.parent / "media" / "fonts"
    fonts = sorted(font.stem for font in folder.glob("*.ttf"))
    if not fonts:
        raise FileNotFoundError(f"no fonts in {folder}")
    return ", ".join(fonts)


def _home(settings: Settings) -> str:
    folder = next(path for path in (settings.home, *settings.home.parents) if path.exists())
    free_gb = shutil.disk_usage(folder).free / 1e9
    if free_gb < LEAST_FREE_GB:
        raise OSError(f"{free_gb:.1f} GB free at {folder}; films need {LEAST_FREE_GB:.0f} GB")
    if settings.home.exists():
        probe = settings.home / f".probe-{uuid.uuid4().hex[:8]}"
        probe.touch()
        probe.unlink()
    return f"{settings.home}, {free_gb:.0f} GB free"


def _instance(settings: Settings) -> Finding:
    path = settings.instance_directory / FILE
    match state_of(settings.instance_directory):
        case "missing":
            return Finding("instance", "ok", FIRST_NEEDED)
        case "edited":
            remedy = f"move {path} away, start once, and put what you need into the new one"
            return Finding("instance", "optional", f"{path} was edited: new versions leave it as it is", remedy)
        case state:
            kind = "production" if is_production(settings.instance_directory) else "one machine"
            more = "" if state == "current" else ", of an older version: the next start replaces it"
            return Finding("instance", "ok", f"{path} for {kind}{more}")


def _store(settings: Settings) -> str:
    if settings.store_url is None and not (settings.home / "store").exists():
        return "made by the first film"
    settings.open_store().exists("objects/probe")
    return settings.store_url or str(settings.home / "store")


def _engine(engine: object) -> str:
    capabilities: Capabilities = cast("Engine[object, object]", engine).capabilities()
    voices = f", {len(capabilities.voices)} voices" if capabilities.voices else ""
    return f"{capabilities.name}{voices}, {'offline' if capabilities.offline else 'needs a network'}"
