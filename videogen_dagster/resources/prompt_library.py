"""The prompt library: what was written for which scene, by whom and when. Rows are added and never changed."""

import json
import time
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from videogen_dagster.core.prompt_versions import (
    PromptContent,
    PromptVersion,
    UserPrompt,
    is_instruction,
    read_prompt_id,
    storable,
)
from videogen_dagster.resources.database import transaction, unreachable
from videogen_dagster.resources.tables import PROMPT_VERSIONS, PROMPTS, USER_PROMPTS

MOST_ATTEMPTS: Final = 5
"""So often it is tried again when somebody else records the same project at the same time."""
MOST_COMPARED: Final = 5000
"""So many of the newest versions are compared with words."""

Missing = Callable[[dict[str, list[PromptVersion]]], Sequence[PromptVersion]]
"""Tells which versions the record lacks, by those that it has."""


class PromptLibrary:
    """The rows of one database.

    Args:
        engine: The database, with its tables.
        clock: Seconds since 1970.
    """

    def __init__(self, engine: sa.Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def record(self, project: str, missing: Missing, said: Sequence[UserPrompt] = ()) -> int:
        """Add what is missing of a project, all or nothing, and return how many versions that were.

        Args:
            project: The project; empty for instructions, which are no project's.
            missing: Tells which versions are, by those that are there; asked again if somebody else added some.
            said: Words of people; those that are recorded already are not recorded again.

        Raises:
            StorageFailure: The database cannot be used; so with all that is asked here.
        """
        for attempt in range(MOST_ATTEMPTS):
            try:
                with self._engine.begin() as connection:
                    return self._added(connection, project, missing, said)
            except IntegrityError as error:  # somebody else was faster
                if attempt == MOST_ATTEMPTS - 1:
                    raise unreachable(error) from error
            except SQLAlchemyError as error:
                raise unreachable(error) from error
        return 0

    def _added(self, connection: sa.Connection, project: str, missing: Missing, said: Sequence[UserPrompt]) -> int:
        known = _by_prompt(connection.execute(_of_project(project)))
        new = missing(known)
        places = {version.prompt for version in new} - known.keys()
        if places:
            names = ("project", "scene", "part")
            rows = [dict(zip(names, _place(prompt), strict=True)) | {"id": prompt} for prompt in sorted(places)]
            created = self._clock()
            connection.execute(sa.insert(PROMPTS), [{**row, "created": created} for row in rows])
        if new:
            connection.execute(sa.insert(PROMPT_VERSIONS), [_version_row(version) for version in new])
        if unsaid := _unsaid(connection, said):
            connection.execute(sa.insert(USER_PROMPTS), [_said_row(each) for each in unsaid])
        return len(new)

    def versions(self, prompt: str) -> tuple[PromptVersion, ...]:
        """Return all versions of a prompt, in order."""
        query = sa.select(PROMPT_VERSIONS).where(PROMPT_VERSIONS.c.prompt == prompt).order_by(PROMPT_VERSIONS.c.number)
        with transaction(self._engine) as connection:
            return tuple(_version(row) for row in connection.execute(query))

    def newest(self, project: str | None = None, *, limit: int | None = None) -> tuple[PromptVersion, ...]:
        """Return what counts now of every prompt, or of those of a project, sorted by their names."""
        last = (
            sa.select(PROMPT_VERSIONS.c.prompt, sa.func.max(PROMPT_VERSIONS.c.number).label("number"))
            .group_by(PROMPT_VERSIONS.c.prompt)
            .subquery()
        )
        query = sa.select(PROMPT_VERSIONS).join(
            last, (PROMPT_VERSIONS.c.prompt == last.c.prompt) & (PROMPT_VERSIONS.c.number == last.c.number)
        )
        if project is not None:
            query = query.join(PROMPTS, PROMPTS.c.id == PROMPT_VERSIONS.c.prompt).where(PROMPTS.c.project == project)
        with transaction(self._engine) as connection:
            found = connection.execute(query.order_by(PROMPT_VERSIONS.c.prompt).limit(limit))
            return tuple(_version(row) for row in found)

    def saying(self, fingerprints: Collection[str]) -> tuple[PromptVersion, ...]:
        """Return the versions, of whatever project, that say exactly what has one of these fingerprints."""
        query = (
            sa.select(PROMPT_VERSIONS)
            .where(PROMPT_VERSIONS.c.fingerprint.in_(sorted(fingerprints)))
            .order_by(PROMPT_VERSIONS.c.prompt, PROMPT_VERSIONS.c.number)
        )
        with transaction(self._engine) as connection:
            return tuple(_version(row) for row in connection.execute(query))

    def tagged(self, tag: str) -> tuple[PromptVersion, ...]:
        """Return the versions that have a tag, of whatever project, by their names."""
        query = (
            sa.select(PROMPT_VERSIONS)
            .where(PROMPT_VERSIONS.c.tags.contains(json.dumps(tag, ensure_ascii=False), autoescape=True))
            .order_by(PROMPT_VERSIONS.c.prompt, PROMPT_VERSIONS.c.number)
        )
        with transaction(self._engine) as connection:
            return tuple(_version(row) for row in connection.execute(query))

    def latest(self, limit: int = MOST_COMPARED) -> tuple[PromptVersion, ...]:
        """Return the versions that were recorded last, newest first."""
        query = (
            sa.select(PROMPT_VERSIONS)
            .order_by(PROMPT_VERSIONS.c.created.desc(), PROMPT_VERSIONS.c.prompt, PROMPT_VERSIONS.c.number)
            .limit(limit)
        )
        with transaction(self._engine) as connection:
            return tuple(_version(row) for row in connection.execute(query))

    def said(self, project: str | None = None) -> tuple[UserPrompt, ...]:
        """Return the words of people, of all projects or of one, oldest first."""
        query = sa.select(USER_PROMPTS).order_by(USER_PROMPTS.c.created, USER_PROMPTS.c.id)
        if project is not None:
            query = query.where(USER_PROMPTS.c.project == project)
        with transaction(self._engine) as connection:
            return tuple(_said(row) for row in connection.execute(query))


def _of_project(project: str) -> sa.Select[Any]:
    return (
        sa.select(PROMPT_VERSIONS)
        .join(PROMPTS, PROMPTS.c.id == PROMPT_VERSIONS.c.prompt)
        .where(PROMPTS.c.project == project)
        .order_by(PROMPT_VERSIONS.c.prompt, PROMPT_VERSIONS.c.number)
    )


def _by_prompt(rows: sa.CursorResult[Any]) -> dict[str, list[PromptVersion]]:
    known: dict[str, list[PromptVersion]] = {}
    for row in rows:
        known.setdefault(row.prompt, []).append(_version(row))
    return known


def _unsaid(connection: sa.Connection, said: Sequence[UserPrompt]) -> list[UserPrompt]:
    """Return those entries that are not recorded, each once."""
    entries = {each.entry: each for each in said}
    query = sa.select(USER_PROMPTS.c.entry).where(USER_PROMPTS.c.entry.in_(sorted(entries)))
    known = set(connection.execute(query).scalars()) if entries else set()
    return [each for entry, each in entries.items() if entry not in known]


def _place(prompt: str) -> tuple[str, str, str]:
    """Return project, scene and part of a prompt; an instruction is of no project and no scene."""
    return ("", "", "instruction") if is_instruction(prompt) else read_prompt_id(prompt)


def _version(row: sa.Row[Any]) -> PromptVersion:
    part = _place(row.prompt)[2]
    return PromptVersion(
        prompt=row.prompt,
        number=row.number,
        content=PromptContent.model_validate(
            {"part": part, "words": row.words, "parameters": json.loads(row.parameters)}
        ),
        author=row.author,
        origin=row.origin,
        tags=tuple(json.loads(row.tags)),
        created=datetime.fromtimestamp(row.created, UTC),
    )


def _version_row(version: PromptVersion) -> dict[str, object]:
    return {
        "prompt": version.prompt,
        "number": version.number,
        "fingerprint": version.content.fingerprint,
        "words": version.content.words,
        "parameters": version.content.parameters.model_dump_json(exclude_defaults=True),
        "tags": json.dumps(version.tags, ensure_ascii=False),
        "author": storable(version.author)[:128],
        "origin": version.origin,
        "created": version.created.timestamp(),
    }


def _said(row: sa.Row[Any]) -> UserPrompt:
    return UserPrompt(
        entry=row.entry,
        project=row.project,
        scene=row.scene,
        part=row.part,
        words=row.words,
        who=row.who,
        created=datetime.fromtimestamp(row.created, UTC),
    )


def _said_row(said: UserPrompt) -> dict[str, object]:
    told = said.model_dump(include={"entry", "project", "scene", "part"})
    return told | {
        "words": said.words,
        "fingerprint": said.fingerprint,
        "who": storable(said.who)[:128],
        "created": said.created.timestamp(),
    }
