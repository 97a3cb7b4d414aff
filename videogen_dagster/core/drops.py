"""What people drop into a folder: single files, and groups that are complete once their marker is there."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from videogen_dagster.core.budgets import MOST_USD
from videogen_dagster.core.errors import ErrorReport
from videogen_dagster.core.values import Value

MARKER: Final = "metadata.json"
"""The file of a group that is uploaded last."""
RETAKE_FILE: Final = "direction.yaml"
"""The file that, dropped beside a group or alone in a project's folder, edits scenes of the project."""
MOST_MEMBERS: Final = 1000
MOST_METADATA_BYTES: Final = 1024 * 1024


class DropState(StrEnum):
    """How far a version of a drop is."""

    PENDING = "pending"
    """It is complete, and no run was asked for yet."""
    REQUESTED = "requested"
    """A run was asked for; Dagster has it."""
    COMPLETED = "completed"
    FAILED = "failed"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    """A newer version of the same project came before this one was taken."""

    @property
    def is_end(self) -> bool:
        """Whether nothing more happens, unless a person starts a run again."""
        return self not in {DropState.PENDING, DropState.REQUESTED}


class Tier(StrEnum):
    """Who goes first."""

    FREE = "free"
    PREMIUM = "premium"


class Member(Value):
    """One dropped file: its name in the group, its size in bytes, and the tag by which its bytes are known."""

    name: str
    size: Annotated[int, Field(ge=0)]
    etag: str


class Drop(Value):
    """One version of what was dropped at a place.

    Attributes:
        place: `mug/` for a group, `mug.fountain` for a single file, as they stand below `in/`.
        members: The files, sorted by name.
    """

    place: str
    members: tuple[Member, ...]

    @property
    def is_group(self) -> bool:
        """Whether it is a folder of files."""
        return self.place.endswith("/")

    @property
    def stem(self) -> str:
        """The name of the group, or of the file without its extension."""
        return self.place.rstrip("/") if self.is_group else self.place.rpartition(".")[0] or self.place

    @property
    def version(self) -> str:
        """Name of exactly these bytes at this place."""
        told = [self.place, sorted((member.name, member.etag) for member in self.members)]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]

    def key(self, member: Member) -> str:
        """Return the name of a member below `in/`."""
        return f"{self.place}{member.name}" if self.is_group else self.place


class ListedMember(Value):
    """What `metadata.json` says of a file that belongs to the group."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    size: Annotated[int | None, Field(ge=0)] = None
    sha256: Annotated[str | None, Field(pattern=r"^[0-9a-f]{64}$")] = None


class Delivery(Value):
    """What `metadata.json` says beside the brief.

    Attributes:
        members: The files of the group; it is complete only when all of them are there. Nothing: those that are there.
        tier: Premium films are made before free ones.
        priority: Among those of a tier, the higher number is made first.
        callback: URL that gets a POST of `status.json` when the version ends; of a host that the deployment allows.
        budget_usd: What the project may cost in all, in US dollars; no more than the deployment allows each project.
    """

    members: Annotated[tuple[ListedMember, ...], Field(max_length=MOST_MEMBERS)] = ()
    tier: Tier = Tier.FREE
    priority: Annotated[int, Field(ge=-4, le=4)] = 0
    callback: Annotated[str | None, Field(max_length=2000)] = None
    budget_usd: Annotated[float | None, Field(strict=True, ge=0.01, le=float(MOST_USD), allow_inf_nan=False)] = None

    @property
    def budget(self) -> Decimal | None:
        """What the project may cost in all, exactly as it was written."""
        return None if self.budget_usd is None else Decimal(str(self.budget_usd))

    @property
    def run_priority(self) -> int:
        """The priority of the run: any premium film goes before any free one."""
        return self.priority + (10 if self.tier is Tier.PREMIUM else 0)


class Reason(Value):
    """Why a drop did not become a film: an error, as it is told."""

    code: str
    message: str
    field: str | None = None
    remedy: str | None = None

    @classmethod
    def of(cls, report: ErrorReport) -> "Reason":
        """Return what an error's report says."""
        return cls(code=report.code, message=report.message, field=report.field, remedy=report.remedy)


class Callback(Value):
    """Where the end of a version is posted, and how far that is.

    Attributes:
        url: The address.
        owed: Whether the end is still to be posted there.
        attempts: How often that was tried.
        due: When it is tried next, in seconds since 1970.
        error: Why the last attempt failed.
    """

    url: str
    owed: bool = False
    attempts: int = 0
    due: float = 0.0
    error: str | None = None


class InboxRow(Value):
    """One project of one version of a drop, and how far it is.

    Attributes:
        version: The drop's version; of a catalogue, one for each of its products.
        project: The project that it becomes.
        drop: What was dropped.
        part: Name of the product in a catalogue; empty for anything else.
        state: How far it is.
        reason: Why it failed, was rejected or superseded.
        run_id: The run that made it, or tried to.
        attempt: How many of its runs were lost: the next one is another one.
        tier: Who goes first.
        priority: Priority of its run.
        film: What is told of the film, once it was handed out.
        callback: Who wants to be told how it ends.
    """

    version: str
    project: str
    drop: Drop
    part: str = ""
    state: DropState = DropState.PENDING
    reason: Reason | None = None
    run_id: str | None = None
    attempt: int = 0
    tier: Tier = Tier.FREE
    priority: int = 0
    film: Mapping[str, str | int | float] | None = None
    callback: Callback | None = None

    def ending(self, now: float) -> "InboxRow":
        """Return the row with its end owed to whoever wants to be told; `now` in seconds since 1970."""
        if self.callback is None or not self.state.is_end:
            return self
        return self.model_copy(update={"callback": Callback(url=self.callback.url, owed=True, due=now)})


def place_of(key: str) -> tuple[str, str]:
    """Return where a key below `in/` belongs and what it is called there; a file of a folder in a group has `/` in it."""
    group, slash, name = key.partition("/")
    return (f"{group}/", name) if slash else (key, key)


def part_version(version: str, part: str) -> str:
    """Return the version of one product of a catalogue's version."""
    return hashlib.sha256(f"{version}\n{part}".encode()).hexdigest()[:32]


def missing_members(drop: Drop, delivery: Delivery) -> Sequence[str]:
    """Return the files that the metadata lists and that are not there, or not in that size."""
    sizes = {member.name: member.size for member in drop.members}
    return [
        listed.name
        for listed in delivery.members
        if listed.name not in sizes or (listed.size is not None and listed.size != sizes[listed.name])
    ]
