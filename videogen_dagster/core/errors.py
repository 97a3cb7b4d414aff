"""The error tree: what happened, whether to try again, and how to mend it.

VideogenError
├── InvalidInput            the input or the usage is wrong             exit 2
│   ├── DropChanged         a dropped file is another one by now
│   └── UnsafeMedia         a media file is dangerous to decode
├── EngineFailure           an engine or a service failed               exit 3
│   ├── EngineUnavailable   not reachable or out of resources: retryable
│   ├── EngineRefused       it will not do this, ever
│   ├── CallUnsettled       a paid call whose outcome nobody knows: a person decides
│   ├── ModelMissing        its model is not on this machine, or not whole
│   ├── BudgetExceeded      it would cost more than there is left          exit 2
│   └── PriceMissing        nobody knows what its model costs              exit 2
├── FilmRefused             a finished film fails a quality gate        exit 3
├── ScenesFailed            some scenes of a stage were not made; see `core.shared_failures`
├── RenditionsFailed        some renditions of a film were not made
├── StorageFailure          the store cannot be read or written         exit 3
│   ├── StorageUnavailable  its server does not answer: retryable
│   ├── MissingObject       it is not in the store
│   └── DamagedObject       stored bytes do not match their name: retryable
└── Cancelled               a person stopped the work                   exit 4
"""

from collections.abc import Sequence
from dataclasses import dataclass


class VideogenError(Exception):
    """An error that is told to a person as one line: `error[code]: message`.

    Attributes:
        code: Stable name of the kind of error; part of the public API.
        retryable: Whether the same call may succeed later without a change.
        exit_code: What the command line exits with.
        field: Where the wrong value stands (`scenes[2].duration_s`, `--style`), or None.
        remedy: What mends it, as an instruction, or None.
    """

    code: str = "error"
    retryable: bool = False
    exit_code: int = 3

    def __init__(self, message: str, *, field: str | None = None, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.remedy = remedy

    def __str__(self) -> str:
        where = f"{self.field}: " if self.field else ""
        mend = f"; {self.remedy}" if self.remedy else ""
        return f"{where}{self.message}{mend}"

    def __reduce__(self) -> tuple[object, ...]:
        """Let an error cross from one process to another; keyword-only arguments are beyond what exceptions do alone."""
        return _revived, (type(self), self.args, self.__dict__)

    def report(self) -> "ErrorReport":
        """Return the error as the record that `--json` prints."""
        return ErrorReport(code=self.code, message=self.message, field=self.field, remedy=self.remedy)


def _revived(kind: type[VideogenError], arguments: tuple[object, ...], state: dict[str, object]) -> VideogenError:
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(state)
    return error


@dataclass(frozen=True, slots=True)
class ErrorReport:
    """The machine-readable form of an error: the same four fields everywhere."""

    code: str
    message: str
    field: str | None
    remedy: str | None


class InvalidInput(VideogenError):
    """What a person gave cannot be used; nothing was created.

    Args:
        message: The value and the rule that it breaks.
        source: The file that it came from, as the person named it.
        field: Where in the file, or which option.
        remedy: How to mend it.
    """

    code = "invalid_input"
    exit_code = 2

    def __init__(
        self, message: str, *, source: str | None = None, field: str | None = None, remedy: str | None = None
    ) -> None:
        super().__init__(f"{source}: {message}" if source else message, field=field, remedy=remedy)
        self.source = source

    def __str__(self) -> str:
        if not (self.source and self.field):
            return super().__str__()
        mend = f"; {self.remedy}" if self.remedy else ""
        return f"{self.source}: {self.field}: {self.message.removeprefix(f'{self.source}: ')}{mend}"

    def within(self, source: str) -> "InvalidInput":
        """Return the same error, told as one about the file `source`."""
        if self.source:
            return self
        return type(self)(self.message, source=source, field=self.field, remedy=self.remedy)


class DropChanged(InvalidInput):
    """A dropped file was replaced or removed before it was taken; its newer version is taken by itself."""

    code = "superseded"


class UnsafeMedia(InvalidInput):
    """A media file makes a decoder crash or fail, or take more computing, time or memory than a file may."""

    code = "unsafe_media"


class EngineFailure(VideogenError):
    """An engine could not do what a request asks.

    Args:
        message: What failed.
        engine: Name of the engine, as `capabilities().name` says it.
        field: Which scene or field it was about.
        remedy: How to mend it.
    """

    code = "engine_failed"

    def __init__(self, message: str, *, engine: str, field: str | None = None, remedy: str | None = None) -> None:
        super().__init__(f"{engine}: {message}", field=field, remedy=remedy)
        self.engine = engine


class EngineUnavailable(EngineFailure):
    """The engine is unreachable, overloaded or out of resources; later it may work.

    Args:
        message: What failed.
        engine: Name of the engine, as `capabilities().name` says it.
        field: Which scene or field it was about.
        remedy: How to mend it.
        retry_after_s: How long the provider asked us to wait (`Retry-After`, RFC 9110 section 10.2.3), or None.
    """

    code = "engine_unavailable"
    retryable = True

    def __init__(
        self,
        message: str,
        *,
        engine: str,
        field: str | None = None,
        remedy: str | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message, engine=engine, field=field, remedy=remedy)
        self.retry_after_s = retry_after_s


class EngineRefused(EngineFailure):
    """The engine will not do this request, however often it is asked.

    Attributes:
        of_content: Whether a provider's rules forbid what is asked for: other words may pass.
    """

    code = "engine_refused"
    of_content: bool = False


class CallUnsettled(EngineFailure):
    """A provider was asked for something that costs money, and nobody knows whether it did it; it is not asked again alone."""

    code = "unsettled_call"


class ModelMissing(EngineFailure):
    """The model that an engine runs is not on this machine, or what is there cannot be used; the remedy says what mends it."""

    code = "model_missing"


class BudgetExceeded(EngineFailure):
    """What a request costs does not fit into a budget, or nobody gave one to a run that nobody started; nothing was paid."""

    code = "budget_exceeded"
    exit_code = 2


class PriceMissing(EngineFailure):
    """No price is known for what a request uses; nothing was paid."""

    code = "price_missing"
    exit_code = 2


class FilmRefused(VideogenError):
    """A film was made and is not good enough to be delivered; the one before it stays.

    Args:
        findings: What is wrong, each with its scene and second.
    """

    code = "quality_failed"

    def __init__(self, findings: Sequence[str]) -> None:
        more = f", and {len(findings) - 1} more" if len(findings) > 1 else ""
        super().__init__(f"the film fails a quality gate: {findings[0]}{more}")
        self.findings = tuple(findings)


class StorageFailure(VideogenError):
    """The store cannot be read or written (disk full, no permission, service down)."""

    code = "storage_failed"


class StorageUnavailable(StorageFailure):
    """The server of a store or database does not answer, or not in time; it was asked several times.

    Attributes:
        retry_after_s: How long to wait before it is asked again; a database that is started again takes some seconds.
    """

    code = "storage_unavailable"
    retryable = True
    retry_after_s: float = 15.0


class MissingObject(StorageFailure):
    """An object that something names is not in the store; the stage that makes it makes it again when it is next run."""

    code = "missing_object"


class DamagedObject(StorageFailure):
    """Stored bytes do not match the hash in their name; the object was set aside, so that it is made again."""

    code = "damaged_object"
    retryable = True


class Cancelled(VideogenError):
    """A person stopped the work; what was finished is kept."""

    code = "cancelled"
    exit_code = 4


class InternalError(VideogenError):
    """A mistake of this program, not of the person who uses it."""

    code = "internal"
