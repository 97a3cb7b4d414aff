"""One service as the supervisor has it: its process, what it writes, and how it is."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping
from typing import Final

from videogen_dagster.services.backoff import Backoff
from videogen_dagster.services.health import Watch
from videogen_dagster.services.line_log import LineLog, Lines, Readable
from videogen_dagster.services.processes import kill, start
from videogen_dagster.services.table import Service

START_S: Final = 240.0
"""How long a service may take until it is well: it imports the definitions, perhaps on a machine that is busy with films."""
START_TRIES: Final = 3
"""One that was never well and died so often cannot be started."""
SICK_S: Final = 60.0
"""How long one that was well may be unwell before it is started again: a busy machine answers late."""
CHUNK_BYTES: Final = 65536


class Member:
    """A service that is kept running.

    Args:
        service: What it is.
        environment: The variables that it sees.
        log: Where its lines go.
        readable: What is shown of them.
        selector: Where its pipe is watched.
    """

    def __init__(
        self,
        service: Service,
        environment: Mapping[str, str],
        log: LineLog,
        readable: Readable,
        selector: selectors.BaseSelector,
    ) -> None:
        self.service, self._environment = service, environment
        self._log, self._readable, self._selector = log, readable, selector
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: Watch | None = None
        self._backoff = Backoff()
        self._started_s = 0.0
        self._starts_at_s = 0.0
        self._was_well = False
        self.has_been_well = False
        self._has_taken_too_long = False
        self.sessions: set[int] = set()

    @property
    def name(self) -> str:
        """What the log calls it."""
        return self.service.name

    @property
    def pid(self) -> int | None:
        """Its process, or None while there is none."""
        return self._process.pid if self._process else None

    @property
    def is_well(self) -> bool:
        """Whether it is there, and well."""
        return self._watch is not None and self._watch.is_well

    @property
    def is_hopeless(self) -> bool:
        """Whether it was never well, although it was started often or had all the time that it may take."""
        return not self.has_been_well and (self._has_taken_too_long or self._backoff.deaths >= START_TRIES)

    def start(self) -> None:
        """Start it if it is time; nothing if it runs."""
        if self._process is not None or time.monotonic() < self._starts_at_s:
            return
        self._started_s = time.monotonic()
        self._was_well = False
        try:
            process = start(self.service.command, self._environment, ending=self.service.ending)
        except OSError as error:  # no memory or no process is left: the other services go on meanwhile
            self._buried(f"did not start ({error.strerror})")
            return
        self._process = process
        self.sessions.add(process.pid)
        self._listen(process)
        self._watch = Watch(self.service.probe(time.time()))

    def see(self) -> None:
        """Tell what became of it since the last look; one that died, or that is no good, is started again later."""
        if self._process is None or self._watch is None:
            return
        code = self._process.poll()
        if code is not None:
            self._buried(f"died ({_in_words(code)})")
            return
        if self.is_well and not self._was_well:
            self._was_well = self.has_been_well = True
            self._log.own(f"{self.name} is up, process {self.pid}, after {time.monotonic() - self._started_s:.1f} s")
        if fault := self._fault():
            self._has_taken_too_long = not self._was_well
            kill(self._process.pid)
            self._process.wait()
            self._buried(f"is no good: {fault}")

    def terminate(self) -> None:
        """Ask it to end."""
        self._forget_watch()
        if self._process is not None and self._process.poll() is None:
            kill(self._process.pid, signal.SIGTERM)

    def is_over(self) -> bool:
        """Return whether its process has ended, or never was."""
        return self._process is None or self._process.poll() is not None

    def _fault(self) -> str | None:
        """Return why it has to be started again, or None."""
        now_s = time.monotonic()
        reading = self._watch.reading if self._watch else None
        if not self._was_well:
            said = f"; {reading.fault}" if reading and reading.fault else ""
            return f"not up after {START_S:.0f} s{said}" if now_s - self._started_s > START_S else None
        if reading is None or reading.fault is None or now_s - reading.since_s < SICK_S:
            return None
        return reading.fault

    def _buried(self, why: str) -> None:
        reading = self._watch.reading if self._watch else None
        well_s = time.monotonic() - (reading.since_s if reading and self._was_well else time.monotonic())
        self._forget_watch()
        self._process = None
        wait_s = self._backoff.died(well_s=well_s)
        self._starts_at_s = time.monotonic() + wait_s
        self._log.own(f"{self.name} {why}; it is started again in {wait_s:.0f} s")

    def _forget_watch(self) -> None:
        if self._watch is not None:
            self._watch.end()
            self._watch = None

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        """Read what it writes, also what its own children write when it is gone, until nobody holds the pipe."""
        pipe = process.stdout
        assert pipe is not None  # noqa: S101  # it was started with one
        lines = Lines(self._show)
        os.set_blocking(pipe.fileno(), False)

        def read() -> None:
            try:
                data = os.read(pipe.fileno(), CHUNK_BYTES)
            except BlockingIOError:
                return
            lines.feed(data)
            if not data:
                lines.end()
                self._selector.unregister(pipe)
                pipe.close()

        self._selector.register(pipe, selectors.EVENT_READ, read)

    def _show(self, line: str) -> None:
        shown = self._readable(line)
        if shown is not None:
            self._log.write(self.name, shown)


def _in_words(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
