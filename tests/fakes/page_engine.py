"""The engine of the page that tells how to add one, as it stands there."""

import re
from pathlib import Path
from typing import Any, Final

from videogen_dagster.engines.protocols import ImageEngine

PAGE: Final = Path(__file__).parents[2] / "docs" / "how-to" / "add-an-engine.md"
_PROGRAM: Final = re.compile(r"```python\n(.*?)```", re.DOTALL)


def page_engine() -> ImageEngine:
    """Return a new engine of the class that the page's first program defines."""
    program = _PROGRAM.findall(PAGE.read_text())[0]
    names: dict[str, Any] = {}
    exec("\n".join(line.removeprefix("   ") for line in program.splitlines()), names)  # noqa: S102  # our own page
    return names["PlainImageEngine"]()
