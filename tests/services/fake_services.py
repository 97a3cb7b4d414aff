"""A supervisor over small programs, as a process of its own: it takes the signals and adopts what descends from it.

Called with a folder, with how long services may take to end, in seconds, and, for each service, `name=program`: what `sh -c`
runs. A service is well once the file `<name>.well` is in the folder, which it makes itself. The log is `up.log` in the folder.
"""

import os
import selectors
import sys
from pathlib import Path

from videogen_dagster.core.errors import VideogenError
from videogen_dagster.services.health import Probe
from videogen_dagster.services.line_log import LineLog, Readable
from videogen_dagster.services.member import Member
from videogen_dagster.services.supervisor import Supervisor
from videogen_dagster.services.table import Service


def main(folder: Path, grace_s: float, programs: list[str]) -> int:
    log, selector = LineLog(folder / "up.log"), selectors.DefaultSelector()
    team = []
    for position, program in enumerate(programs):
        name, _, line = program.partition("=")
        after = (programs[0].partition("=")[0],) if position else ()
        service = Service(name, ("/bin/sh", "-c", line), lambda _, name=name: _is_there(folder / f"{name}.well"), after)
        team.append(Member(service, {**os.environ, "FOLDER": str(folder)}, log, Readable(), selector))
    supervisor = Supervisor(
        team,
        selector,
        log,
        on_ready=lambda: log.own("ready"),
        on_stop=lambda: log.own("the work is ended"),
        grace_s=grace_s,
    )
    try:
        supervisor.run()
    except VideogenError as error:
        log.own(str(error))
        return error.exit_code
    return 0


def _is_there(path: Path) -> Probe:
    return lambda: None if path.exists() else f"{path.name} is not there"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]))
