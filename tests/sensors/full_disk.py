"""What a tick does on a disk that is full to the last byte, told to the test that runs this on a small one."""

import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.fakes.instance import Records, instance_in_lists
from videogen_dagster.resources.drops import Drops
from videogen_dagster.sensors.dropped import Position, Tick
from videogen_dagster.settings import load_settings

PLENTY = 64 * 1024 * 1024


def drop(home: Path, name: str, content: str) -> None:
    path = home / "drop" / "in" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    os.utime(path, (time.time() - 60,) * 2)


def main(home: Path) -> None:
    drops, position = Drops(load_settings({}, home=home)), Position()
    instance = instance_in_lists(home, Records())
    drops.inbox.counts()
    drop(home, "kettle.txt", "Ann: The kettle is on.\n")
    drop(home, "mug/metadata.json", '{"style": "cubist"}')
    filler, told = home / "filler", []
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        for size in (4096, 1):
            with suppress(OSError):
                while file.tell() < PLENTY:
                    file.write(bytes(size))
    for _ in range(2):
        result = Tick(drops, instance, clock=lambda: 0.0).result(position)
        told.append(str(result.skip_reason and result.skip_reason.skip_message))
    kept = [path.name for path in (home / "drop" / "out").rglob("*") if path.is_file()]
    filler.unlink()
    asked = []
    for _ in range(3):
        result = Tick(drops, instance, clock=lambda: 0.0).result(position)
        position = Position.model_validate_json(result.cursor or "")
        asked += [request.partition_key for request in result.run_requests or []]
    states = {state.value: count for state, count in drops.inbox.counts().items()}
    reason = json.loads((home / "drop" / "out" / "mug" / "status.json").read_text())["reason"]["field"]
    sys.stdout.write(json.dumps({"full": told, "kept": kept, "asked": asked, "states": states, "reason": reason}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
