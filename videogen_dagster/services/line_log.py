"""One log for all services: each line with its time and who wrote it, in a file that does not grow for ever, and on the terminal."""

import logging
import re
import sys
from collections import deque
from collections.abc import Callable, Iterable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from videogen_dagster.core.errors import StorageFailure

OWN: Final = "up"
MOST_BYTES: Final = 10 * 1024 * 1024
KEPT_FILES: Final = 5
LONGEST_LINE: Final = 4000
REMEMBERED: Final = 12
"""So many lines of each service are told when it cannot start."""

_COLOURS: Final = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_DAGSTERS: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4} - (?P<logger>\S+) - (?P<level>[A-Z]+) - ")
_UVICORNS: Final = re.compile(r"(?P<level>DEBUG|INFO|WARNING|ERROR|CRITICAL): +")
_OF_A_RUN: Final = re.compile(r"\S+ - [0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12} - ")
_STEP_LEFT_OUT: Final = re.compile(r"\S+ - Dependencies for step \S+ (?:failed|were )")
"""Each step behind one that failed tells this."""
_NEW_HOME: Final = re.compile(r"No cursor for event type \S+, ignoring older events")
"""The daemon says so of the first runs of a home; there are no older ones."""
_LISTED: Final = re.compile(r"- \S+: [{]|[*]{2}\S|None$")
"""How the daemon goes on when it tells of a backfill, over dozens of lines."""
_HEADINGS: Final = {
    "Stack Trace:": False,
    "The above exception was caused by the following exception:": True,
    "The above exception occurred during handling of the following exception:": True,
}
"""What Dagster writes between the parts of an error, and whether an error follows."""
_NAME_WIDTH: Final = 9


class Readable:
    """Makes what one service writes readable: no colours, no time of its own, and by choice nothing below a warning.

    A line that says no level and is indented goes where the one before it went: it belongs to it. One that is not is shown, because
    a program that breaks down says so without a level. Of a run that failed it is shown what failed and why: its page has the rest.

    Args:
        least: The lowest level that is of interest, as `logging` numbers it.
        secrets: Texts that are never shown.
    """

    def __init__(self, least: int = logging.WARNING, secrets: Iterable[str] = ()) -> None:
        self._least = least
        self._secrets = tuple(secret for secret in secrets if len(secret) > 3)
        self._is_shown = True
        self._is_of_run = self._is_error_next = self._is_cause_due = False

    def __call__(self, line: str) -> str | None:
        """Return what is shown of a line, or None."""
        text = _COLOURS.sub("", line).rstrip()
        found = _DAGSTERS.match(text) or _UVICORNS.match(text)
        if found:
            self._begin(found["level"], text[found.end() :])
            text = f"{found['level'].lower()}: {text[found.end() :]}"
        elif text and not text[0].isspace():
            self._is_shown = self._shows(text)
        if not self._is_shown or not text:
            return None
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text if len(text) <= LONGEST_LINE else f"{text[:LONGEST_LINE]} ... ({len(text)} characters)"

    def _begin(self, level: str, text: str) -> None:
        """Take the first line of a record."""
        run = _OF_A_RUN.match(text) if self._least > logging.DEBUG else None
        is_left_out = run is not None and _STEP_LEFT_OUT.match(text, run.end()) is not None
        is_left_out |= self._least > logging.DEBUG and _NEW_HOME.match(text) is not None
        self._is_shown = logging.getLevelNamesMapping().get(level, logging.ERROR) >= self._least and not is_left_out
        self._is_of_run = self._is_error_next = run is not None
        self._is_cause_due = self._is_shown

    def _shows(self, text: str) -> bool:
        """Return whether a line is of interest that says no level and is not indented."""
        if self._is_of_run and text in _HEADINGS:
            self._is_error_next = _HEADINGS[text]
            return False
        if self._is_error_next:
            is_shown, self._is_error_next = self._is_cause_due, False
            self._is_cause_due = is_shown and text.endswith(":")  # it says in which step; the cause says why
            return is_shown
        return self._is_shown or not _LISTED.match(text)


class Lines:
    """Cuts what comes through a pipe into lines.

    Args:
        told: Called with each line.
    """

    def __init__(self, told: Callable[[str], None]) -> None:
        self._told, self._rest = told, b""

    def feed(self, data: bytes) -> None:
        """Take what came; what has no end yet waits for it, unless it grows without end."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > 16 * LONGEST_LINE:
            lines, self._rest = [*lines, self._rest], b""
        for line in lines:
            self._told(line.decode(errors="replace"))

    def end(self) -> None:
        """Take what is left as a line."""
        self.feed(b"\n" if self._rest else b"")


class LineLog:
    """The log of all services.

    Args:
        path: The file; older lines move to `path.1`, `path.2`, ...
        most_bytes: How large each of these files may become.

    Raises:
        StorageFailure: The file cannot be written.
    """

    def __init__(self, path: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self.path = path
        self._last: dict[str, deque[str]] = {}
        self._logger = logging.Logger("videogen.up", logging.DEBUG)  # noqa: LOG001  # two logs in one process share nothing
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            in_file = RotatingFileHandler(path, maxBytes=most_bytes, backupCount=KEPT_FILES, encoding="utf-8")
        except OSError as error:
            raise StorageFailure(f"cannot write {path}: {error.strerror}", remedy="set VIDEOGEN_HOME") from error
        for handler in (in_file, logging.StreamHandler(sys.stderr)):
            handler.setFormatter(logging.Formatter(f"%(asctime)s %(service)-{_NAME_WIDTH}s | %(message)s"))
            self._logger.addHandler(handler)

    def write(self, service: str, line: str) -> None:
        """Write a line of a service; control characters are shown and do nothing."""
        text = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in line)
        self._last.setdefault(service, deque(maxlen=REMEMBERED)).append(text)
        self._logger.info("%s", text, extra={"service": service})

    def own(self, line: str) -> None:
        """Write what the supervisor itself has to say."""
        self.write(OWN, line)

    def close(self) -> None:
        """Close the file."""
        for handler in tuple(self._logger.handlers):
            self._logger.removeHandler(handler)
            handler.close()

    def last(self, service: str) -> tuple[str, ...]:
        """Return the last lines of a service, oldest first."""
        return tuple(self._last.get(service, ()))
