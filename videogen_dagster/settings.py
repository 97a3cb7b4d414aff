"""The deployment's settings: the one file that reads the environment.

| variable | meaning | default |
|---|---|---|
| `VIDEOGEN_HOME` | folder for everything that the program keeps | `.videogen` below the current directory |
| `VIDEOGEN_STORE_URL` | media store: `s3://bucket/prefix` or another object store | `<home>/store` |
| `VIDEOGEN_DROP_URL` | where files are dropped and films handed out: a folder, or `s3://bucket/prefix` | `<home>/drop` |
| `VIDEOGEN_DROP_QUEUE_URL` | queue of SQS to which the drop folder's bucket sends its events | none: the folder is listed |
| `VIDEOGEN_CALLBACK_HOSTS` | hosts that may be called back, with commas between them | nobody |
| `VIDEOGEN_CALLBACK_SECRET` | signs callbacks | none: callbacks are rejected |
| `VIDEOGEN_DATABASE_URL` | database of inbox, prompts, receipts and spending: `postgresql+psycopg2://...` | SQLite in `<home>/videogen.db` |
| `VIDEOGEN_ENCODER` | what encodes pictures: `software`, `auto`, `nvenc`, `videotoolbox`, `qsv`, `vaapi` | `software` |
| `VIDEOGEN_<KIND>_ENGINE` | engine for SCRIPT, IMAGE, ANIMATION, SPEECH, LIP_SYNC, MUSIC | the embedded offline engine |
| `VIDEOGEN_MODELS` | folder that holds the models, one folder each | `<home>/models` |
| `VIDEOGEN_<KIND>_MODEL` | model of an engine that runs one: id of a preset, or a model folder | none |
| `VIDEOGEN_<KIND>_LORA` | LoRA weights over it: `file.safetensors@0.8`, several with commas | none |
| `VIDEOGEN_<KIND>_IP_ADAPTER` | IP-Adapter over it: `folder@0.6` | none |
| `VIDEOGEN_<KIND>_BASE_URL` | where its provider is, for engines that ask one | the provider's own |
| `VIDEOGEN_<KIND>_API_KEY` | its key; with `_FILE` behind the name: a file | without a base URL: `OPENAI_API_KEY`, `FAL_KEY`, `REPLICATE_API_TOKEN`, `SYNC_API_KEY`, `PEXELS_API_KEY` |
| `VIDEOGEN_<KIND>_OPTIONS` | what else each request tells the provider: `quality=high, ...` | nothing |
| `VIDEOGEN_<KIND>_AT_ONCE` | requests in flight from this machine; also `_REQUESTS_PER_MINUTE`, `_TOKENS_PER_MINUTE` | 8 |
| `VIDEOGEN_<KIND>_WAIT_MINUTES` | how long a run waits for one job of a provider: 1 to 1440 | 60 |
| `VIDEOGEN_LIBRARY` | folder with photos and clips, for the image engine `library` | none |
| `VIDEOGEN_PRIVATE_HOSTS` | hosts of providers with a private address or without TLS: `localhost:11434` | none |
| `HTTPS_PROXY`, `NO_PROXY` | proxy through which public providers are called, and who is called without it | none |
| `VIDEOGEN_BUDGET_USD` | what a project may cost in all that has no budget of its own | no limit |
| `VIDEOGEN_PRICES` | file with prices of models; it wins over the packaged ones | none |
| `VIDEOGEN_UNPRICED_MODELS` | models that may run although nobody knows their price, by commas; `*`: all | none |
| `VIDEOGEN_DEVICE` | where models run: `auto`, `cuda`, `cuda:1`, `mps`, `cpu` | `auto` |
| `VIDEOGEN_DTYPE` | precision of models: `auto`, `bfloat16`, `float16`, `float32` | `auto`: each model's own |
| `VIDEOGEN_LOSSY` | levers against too little memory that may change pixels: `tiling` | none |
| `VIDEOGEN_MODEL_MEMORY_GB` | how much of the models stays on one device | a share of what it has |
| `VIDEOGEN_PRELOAD` | models that a GPU worker loads when it starts, by commas | none |
| `VIDEOGEN_LIP_SYNC_COMMAND` | program behind the lip sync engine `external`, with `{video}`, `{audio}`, `{output}` | none |
| `VIDEOGEN_LIP_SYNC_TIMEOUT_S` | how long it may take for one scene | 1800 |
| `VIDEOGEN_LIP_SYNC_VARIABLES` | variables of this process that it gets, by commas, beside `PATH` and those of CUDA | none |
| `VIDEOGEN_COMPOSITES` | Python files or modules whose functions may compose scenes | those that packages register |
| `VIDEOGEN_EXECUTOR` | where steps run: `local` (workers that stay), `ray`, `in_process` | `local` |
| `VIDEOGEN_GPUS` | GPUs that get a worker each: `0,1`, or `none` | those that are there |
| `VIDEOGEN_WORKERS` | how many steps without a GPU run at once | one a core, 2 to 4 |
| `VIDEOGEN_RUNS` | how many films the services make at once | as many as there are workers |
| `RAY_ADDRESS` | the Ray cluster, where the executor is `ray` | one on this machine alone, started when it is needed |
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from videogen_dagster.engines.composites import Composites
from videogen_dagster.engines.model_choice import ModelChoice
from videogen_dagster.engines.registry import EMBEDDED_ENGINES, EngineKind, check_engine, engine_names, pool_of
from videogen_dagster.media.encoders import SOFTWARE, Encoder
from videogen_dagster.provider_settings import provider_choice
from videogen_dagster.setting_values import (
    ExecutorName,
    Spending,
    composite_sources,
    connection_options,
    count_of,
    encoder_called,
    executor_name,
    gpus_of,
    listed,
    model_choice,
    spending_of,
    url_or_folder,
    without_session,
    worker_count,
)
from videogen_dagster.store.media_store import MediaStore


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment decides, not a film.

    Attributes:
        home: Absolute folder for everything that the program keeps.
        store_url: URL of the media store, or None for the folder in `home`.
        engines: Name of the engine of each kind.
        drop: URL or absolute folder where files are dropped, or None for the folder in `home`.
        drop_queue_url: URL of a queue that gets the events of the drop folder's bucket, or None.
        database: URL of the database of inbox, prompts, receipts and spending, or None for SQLite in `home`.
        composite_sources: Absolute paths of Python files, or names of modules, whose functions may compose scenes.
        encoder: What encodes pictures, as the deployment names it.
        models: Absolute folder that holds the models; None: in `home`.
        model_choices: Which model runs behind the engine of each kind, where one does.
        preload: Models that a GPU worker loads when it starts, as they are chosen.
        executor: Where steps run, unless a run is told otherwise.
        gpus: The GPUs that steps may use, as CUDA numbers them.
        workers: How many steps without a GPU run at once.
        runs: How many films the services make at once.
        ray_address: Address of the Ray cluster; None for one on this machine.
        callback_hosts: Where results may be posted to: `host`, `host:port` or `http://host:port`.
        callback_secret: Signs what is posted there.
        spending: What may be paid for.
        connection_options: What the environment says of connections to object stores, as obstore calls it.
    """

    home: Path
    store_url: str | None
    engines: Mapping[EngineKind, str]
    drop: str | None = None
    drop_queue_url: str | None = None
    database: str | None = field(default=None, repr=False)  # it may hold a password
    composite_sources: tuple[str, ...] = ()
    encoder: str = SOFTWARE.name
    models: Path | None = None
    model_choices: Mapping[EngineKind, ModelChoice] = field(default_factory=dict)
    preload: tuple[str, ...] = ()
    executor: ExecutorName = "local"
    gpus: tuple[str, ...] = ()
    workers: int = 2
    runs: int = 2
    ray_address: str | None = None
    callback_hosts: tuple[str, ...] = ()
    callback_secret: str | None = field(default=None, repr=False)
    spending: Spending = field(default_factory=Spending)
    connection_options: Mapping[str, str] = field(default_factory=dict)

    @property
    def gpu_workers(self) -> int:
        """Over how many workers the scenes of a stage are spread whose engine runs on GPUs."""
        return 1 if self.executor == "in_process" else max(1, len(self.gpus))

    @property
    def models_folder(self) -> Path:
        """Where models are, a folder each."""
        return self.models or self.home / "models"

    def model_choice(self, kind: EngineKind) -> ModelChoice:
        """Return which model runs behind the engine of a kind."""
        return self.model_choices.get(kind) or ModelChoice(self.models_folder, setting=f"VIDEOGEN_{kind.upper()}_MODEL")

    def preloaded(self) -> tuple[ModelChoice, ...]:
        """Return the models that a GPU worker loads when it starts: as the engine that runs each of them has it."""
        chosen = {choice.model: choice for choice in self.model_choices.values()}
        plain = self.model_choice("image")
        return tuple(
            chosen.get(model) or replace(plain, model=model, setting="VIDEOGEN_PRELOAD", loras=(), ip_adapter=None)
            for model in self.preload
        )

    @property
    def instance_directory(self) -> Path:
        """Where Dagster keeps runs, events and partitions."""
        return self.home / "dagster"

    @property
    def drop_url(self) -> str:
        """Where files are dropped and films handed out: a URL, or the absolute path of a folder."""
        return self.drop or str(self.home / "drop")

    @property
    def database_url(self) -> str:
        """URL of the database of drops, prompts and receipts."""
        return self.database or f"sqlite:///{self.home / 'videogen.db'}"

    @property
    def films(self) -> Path:
        """Where finished films appear under their project's name."""
        return self.home / "films"

    def film_path(self, project: str) -> Path:
        """Return where the finished film of a project appears."""
        return self.films / f"{project}.mp4"

    @property
    def exports(self) -> Path:
        """Where films for editing programs appear, a folder a project."""
        return self.home / "exports"

    @property
    def previews(self) -> Path:
        """Where previews of films appear, each in a folder of its project's name."""
        return self.home / "previews"

    @property
    def locks(self) -> Path:
        """Where this machine's processes see which project is being worked on."""
        return self.home / "locks"

    @property
    def scratch(self) -> Path:
        """Where engines write files that are not finished."""
        return self.home / "scratch"

    def check_engines(self) -> None:
        """See that every engine that is named is installed, and that the encoder works.

        Raises:
            InvalidInput: One is not; the remedy lists those that are.
            EngineUnavailable: The encoder does not work on this machine.
        """
        for kind, name in self.engines.items():
            check_engine(kind, name)
        self.chosen_encoder()

    def gpu_kinds(self) -> frozenset[EngineKind]:
        """Return the kinds whose engine runs on GPUs; one that is not installed is told by the steps that need it."""
        return frozenset(
            kind
            for kind, name in self.engines.items()
            if name != EMBEDDED_ENGINES[kind]
            and name in engine_names(kind)
            and pool_of(kind, name, model=self.model_choice(kind)) == "gpu"
        )

    def chosen_encoder(self) -> Encoder:
        """Return what encodes pictures; another one than software is tried first, once in a process.

        Raises:
            InvalidInput: None is called so; the remedy lists those that are.
            EngineUnavailable: It does not work on this machine.
        """
        return encoder_called(self.encoder)

    def composites(self) -> Composites:
        """Return the functions that may compose scenes."""
        return Composites(self.composite_sources)

    def open_store(self) -> MediaStore:
        """Open the media store.

        Raises:
            StorageFailure: It cannot be opened.
        """
        if self.store_url is None:
            return MediaStore.in_folder(self.home / "store")
        return MediaStore.at_url(self.store_url, self.home / "cache", options=self.connection_options)


def load_settings(environment: Mapping[str, str] | None = None, *, home: Path | None = None) -> Settings:
    """Return the settings of this process.

    Args:
        environment: Variables; the process's own if None.
        home: Overrides `VIDEOGEN_HOME`.
    """
    variables = os.environ if environment is None else environment
    home = (home or Path(variables.get("VIDEOGEN_HOME") or ".videogen")).expanduser().resolve()
    models = Path(variables.get("VIDEOGEN_MODELS") or home / "models").expanduser().resolve()
    workers = worker_count(variables.get("VIDEOGEN_WORKERS"))
    engines = {
        kind: variables.get(f"VIDEOGEN_{kind.upper()}_ENGINE") or embedded
        for kind, embedded in EMBEDDED_ENGINES.items()
    }
    return Settings(
        home=home,
        store_url=variables.get("VIDEOGEN_STORE_URL") or None,
        engines=engines,
        drop=url_or_folder(variables.get("VIDEOGEN_DROP_URL")),
        drop_queue_url=variables.get("VIDEOGEN_DROP_QUEUE_URL") or None,
        database=variables.get("VIDEOGEN_DATABASE_URL") or None,
        encoder=(variables.get("VIDEOGEN_ENCODER") or SOFTWARE.name).strip().lower(),
        composite_sources=composite_sources(variables.get("VIDEOGEN_COMPOSITES")),
        models=models,
        model_choices={
            kind: replace(
                model_choice(kind, variables, models),
                provider=provider_choice(kind, engines[kind], variables, home / "providers"),
            )
            for kind in EMBEDDED_ENGINES
        },
        preload=listed(variables.get("VIDEOGEN_PRELOAD")),
        executor=executor_name(variables.get("VIDEOGEN_EXECUTOR")),
        gpus=gpus_of(variables),
        workers=workers,
        runs=count_of(variables.get("VIDEOGEN_RUNS"), field="VIDEOGEN_RUNS", unset=workers),
        ray_address=variables.get("RAY_ADDRESS") or None,
        callback_hosts=listed(variables.get("VIDEOGEN_CALLBACK_HOSTS")),
        callback_secret=variables.get("VIDEOGEN_CALLBACK_SECRET") or None,
        spending=spending_of(variables),
        connection_options=connection_options(variables),
    )


def shared_environment(settings: Settings, environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables of a process that goes on working for runs like this one, whatever session each comes from.

    Args:
        settings: The deployment.
        environment: Variables; the process's own if None.
    """
    variables = os.environ if environment is None else environment
    kept = without_session(variables)
    return {"DAGSTER_HOME": str(settings.instance_directory), **kept, "VIDEOGEN_HOME": str(settings.home)}


def worker_environment(settings: Settings, environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the same for workers that run steps: without the secret that signs what services post, which no step does."""
    shared = shared_environment(settings, environment)
    return {name: value for name, value in shared.items() if name != "VIDEOGEN_CALLBACK_SECRET"}


def runtime_folder() -> Path:
    """Return this user's folder for sockets: short, as their names must be, and the same in every session."""
    return Path("/tmp") / f"videogen-{os.getuid()}"  # noqa: S108  # TMPDIR and XDG_RUNTIME_DIR differ between sessions
