"""Films that stay where they are until a test goes on, however long that takes it: their camera is held."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.e2e import held_camera

NEVER_S = 3600.0


@dataclass(frozen=True)
class Hold:
    """What keeps films from going on.

    Attributes:
        folder: Where the engine is laid that waits.
        at_most_s: How long a shot waits each time that it tells how far it is, for those who stop work by other means than
            asking for it.
    """

    folder: Path
    at_most_s: float = NEVER_S

    @property
    def file(self) -> Path:
        """As long as it is there, shots wait."""
        return self.folder / "hold"

    def begin(self, *, first: int = 0) -> None:
        """Hold films from that shot of a batch on."""
        whole = self.file.with_suffix(".new")
        whole.write_text(str(first))
        whole.replace(self.file)

    def end(self) -> None:
        self.file.unlink()

    def lay(self) -> Mapping[str, str]:
        """Lay the package of the engine, and return what the environment of those says who are held."""
        package = self.folder / "package"
        record = package / "held_camera-1.0.dist-info"
        record.mkdir(parents=True, exist_ok=True)
        (record / "METADATA").write_text("Metadata-Version: 2.1\nName: held_camera\nVersion: 1.0\n")
        engine = "[videogen_dagster.engines]\nanimation.held = held_camera:HeldCamera\n"
        (record / "entry_points.txt").write_text(engine)
        shutil.copy(held_camera.__file__, package / "held_camera.py")
        return {
            "PYTHONPATH": str(package),
            "VIDEOGEN_ANIMATION_ENGINE": "held",
            "HELD_BY": str(self.file),
            "HELD_FOR_S": str(self.at_most_s),
        }
