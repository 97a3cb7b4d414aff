"""Finds composite functions by name: those that packages register, and those of files that the operator names.

Looking runs nothing of theirs, nor of the packages that they belong to: files are found on the path, functions are read from
the source, and loaded when a scene needs them. A function that a package registers is looked for when its name is asked for.
"""

import ast
import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Final

from videogen_dagster.core.composite import CompositeScene
from videogen_dagster.core.errors import InvalidInput

GROUP: Final = "videogen_dagster.composites"
FIELD: Final = "VIDEOGEN_COMPOSITES"

CompositeFunction = Callable[[CompositeScene], object]


@dataclass(frozen=True, slots=True)
class Composite:
    """A composite function.

    Attributes:
        name: As storyboards name it.
        path: The file that it stands in.
        attribute: Name of the function in it.
        package: Name of the package that the file belongs to, or empty: what its relative imports start from.
    """

    name: str
    path: Path
    attribute: str
    package: str = ""

    def source(self) -> str:
        """Return the SHA-256 of its file as it is now, in hexadecimal digits.

        Raises:
            InvalidInput: The file is gone.
        """
        return hashlib.sha256(_read(self.path)).hexdigest()

    def load(self) -> tuple[CompositeFunction, str]:
        """Run its file and return the function, and the SHA-256 of what was run.

        What runs is the file as it is now, also in a process that ran an earlier one, as a module with a name of its own:
        where the same file is imported under its usual name, that is another module, and stays as it is.

        Raises:
            InvalidInput: The file is gone.
            Exception: Whatever the file raises.
        """
        code = _read(self.path)
        spec = spec_from_file_location(self._alias(), self.path)
        if spec is None:
            raise InvalidInput(f"{self.path} is no Python file", field=FIELD, remedy="name a .py file or a module")
        module = module_from_spec(spec)
        with ExitStack() as failed:
            sys.modules[spec.name] = module  # dataclasses look their module up
            failed.callback(sys.modules.pop, spec.name, None)
            exec(compile(code, str(self.path), "exec", dont_inherit=True), module.__dict__)  # noqa: S102  # the operator's own program
            failed.pop_all()
        return getattr(module, self.attribute), hashlib.sha256(code).hexdigest()

    def _alias(self) -> str:
        name = f"videogen_composites_{hashlib.sha256(str(self.path).encode()).hexdigest()[:12]}"
        return f"{self.package}.{name}" if self.package else name


class Composites:
    """The composite functions of a deployment.

    Args:
        sources: Python files or names of modules; each public function of theirs is one.
    """

    def __init__(self, sources: Sequence[str] = ()) -> None:
        self._sources = sources

    def names(self) -> tuple[str, ...]:
        """Return the names of all functions, sorted.

        Raises:
            InvalidInput: A source cannot be read, or two functions have one name.
        """
        for name, found in self._known.items():
            _only(name, found)
        return tuple(sorted(self._known))

    def find(self, name: str, *, field: str | None = None) -> Composite:
        """Return the function of that name.

        Args:
            name: As a storyboard names it.
            field: Where it stands, for the message.

        Raises:
            InvalidInput: There is none, and the remedy names those that there are; there are two; what is registered under
                the name is not there; or a source cannot be read.
        """
        known = self._known
        if name in known:
            found = _only(name, known[name])
            return found if isinstance(found, Composite) else _registered(found)
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        there = f"known are {', '.join(sorted(known))}" if known else f"none is known: set {FIELD} to a Python file"
        raise InvalidInput(f"no composite is called {name!r}", field=field, remedy=f"{hint}{there}")

    @cached_property
    def _known(self) -> Mapping[str, Sequence[Composite | EntryPoint]]:
        known: dict[str, list[Composite | EntryPoint]] = {}
        for entry in entry_points(group=GROUP):
            known.setdefault(entry.name, []).append(entry)
        for source in self._sources:
            for composite in _functions(source):
                known.setdefault(composite.name, []).append(composite)
        return known


def _only(name: str, found: Sequence[Composite | EntryPoint]) -> Composite | EntryPoint:
    if len(found) > 1:
        places = (str(each.path) if isinstance(each, Composite) else each.value for each in found)
        raise InvalidInput(
            f"two composites are called {name!r}: {' and '.join(places)}", field=FIELD, remedy="rename one of them"
        )
    return found[0]


def _registered(entry: EntryPoint) -> Composite:
    """Return a function that an installed package registers."""
    module, _, attribute = (part.strip() for part in entry.value.partition(":"))
    path = _file_of(module)
    if path is None or not attribute:
        raise InvalidInput(
            f"{entry.name!r} is registered as {entry.value!r}, which is not there",
            remedy="mend or remove the package that registers it",
        )
    return Composite(entry.name, path, attribute, module.rpartition(".")[0])


def _functions(source: str) -> Iterator[Composite]:
    """Yield the public functions of a file or module, without running it."""
    is_file = source.endswith(".py")
    path = Path(source).expanduser().resolve() if is_file else _file_of(source)
    if path is None:
        raise InvalidInput(f"there is no module {source!r}", field=FIELD, remedy="install it, or name a .py file")
    try:
        tree = ast.parse(_read(path), filename=str(path))
    except (SyntaxError, ValueError) as error:
        where = f"line {error.lineno}: {error.msg}" if isinstance(error, SyntaxError) else str(error)
        raise InvalidInput(f"{path.name} is no Python program: {where}", field=FIELD, remedy="mend it") from error
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield Composite(node.name, path, node.name, "" if is_file else source.rpartition(".")[0])


def _file_of(module: str) -> Path | None:
    """Return the source of a module; unlike `find_spec` alone it does not import the packages around it."""
    top, *inner = module.split(".")
    try:
        spec = find_spec(top)
    except (ImportError, ValueError):
        spec = None
    if spec is None:
        return None
    if not inner:
        return Path(spec.origin) if spec.origin and spec.origin.endswith(".py") else None
    folders = [Path(folder, *inner[:-1]) for folder in spec.submodule_search_locations or ()]
    names = (f"{inner[-1]}/__init__.py", f"{inner[-1]}.py")
    return next((path for folder in folders for name in names if (path := folder / name).is_file()), None)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput(
            f"{path} cannot be read: {error.strerror}", field=FIELD, remedy="name a .py file or a module"
        ) from error
