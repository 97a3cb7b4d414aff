"""Reads JSON and YAML of strangers into plain values: nothing is constructed, nothing is taken for something else."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

import yaml

from videogen_dagster.core.errors import InvalidInput

_DEEPEST: Final = 32
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml is ten times faster; a PyYAML built without it still works."""
_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,18})")
_DECIMAL: Final = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}(?:[eE][-+]?[0-9]{1,2})?")
_WORDS: Final[Mapping[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters, and halves of characters: JSON and YAML can write both, and no text holds them."""
_PLAIN_TAGS: Final = "tag:yaml.org,2002:"


def read_json(text: str, *, source: str | None = None) -> object:
    """Return the value of a JSON text: None, bool, int, float, str, list, dict.

    Raises:
        InvalidInput: It is no JSON, is nested too deep, has a key twice in one object, or numbers such as NaN.
    """
    try:
        document = json.loads(text, object_pairs_hook=_Pairs, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise InvalidInput(
            f"not valid JSON: {error.msg}",
            source=source,
            field=f"line {error.lineno}, column {error.colno}",
            remedy="correct it there",
        ) from error
    except ValueError as error:  # NaN, or an integer of thousands of digits
        raise InvalidInput(f"not valid JSON: {error}", source=source, remedy="write a plain number") from error
    except RecursionError as error:
        raise _too_deep(source, None) from error
    return _checked(document, source=source, path="", depth=0)


def read_yaml(text: str, *, source: str | None = None) -> object:
    """Return the value of a YAML text by the rules of YAML 1.2: `16:9`, `no` and dates stay text.

    Raises:
        InvalidInput: It is no YAML, holds several documents, is nested too deep, uses aliases or tags, or has a key
            twice in one mapping.
    """
    try:
        _refuse_bombs(text, source)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise InvalidInput(
            f"not valid YAML: {error.problem}",
            source=source,
            field=f"line {mark.line + 1}" if mark else None,
            remedy="correct it there; quote texts that contain ': ' or ' #'",
        ) from error
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())[:120]
        raise InvalidInput(
            f"not valid YAML: {reason}", source=source, remedy="save it as plain text in UTF-8"
        ) from error
    return None if node is None else _node_value(node, source=source, path="")


class _Pairs(list[tuple[str, object]]):
    """The members of a JSON object in order, repeated keys included."""


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no number of JSON")


def _checked(value: object, *, source: str | None, path: str, depth: int) -> object:
    if depth > _DEEPEST:
        raise _too_deep(source, path)
    if isinstance(value, _Pairs):
        result: dict[str, object] = {}
        for key, member in value:
            where = f"{path}.{_plain_text(key, source, path)}" if path else _plain_text(key, source, path)
            if key in result:
                raise _twice(key, source, where)
            result[key] = _checked(member, source=source, path=where, depth=depth + 1)
        return result
    if isinstance(value, list):
        return [
            _checked(item, source=source, path=f"{path}[{index}]", depth=depth + 1) for index, item in enumerate(value)
        ]
    return _plain_text(value, source, path) if isinstance(value, str) else value


def _plain_text(text: str, source: str | None, path: str) -> str:
    """Return a text as it is, if it can be written into a file."""
    if found := _UNWRITABLE.search(text):
        raise InvalidInput(
            f"the control character {found.group()!a} does not belong into text",
            source=source,
            field=path or None,
            remedy="leave it out",
        )
    return text


def _refuse_bombs(text: str, source: str | None) -> None:
    """Refuse what would grow when it is put together, looking at one event of the parser at a time."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = f"line {event.start_mark.line + 1}"
        if isinstance(event, yaml.AliasEvent):
            raise InvalidInput(
                "YAML aliases (*name) are not allowed", source=source, field=line, remedy="write the value out"
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise _too_deep(source, line)


def _node_value(node: yaml.Node, *, source: str | None, path: str) -> object:
    """Return the plain value of a node. Depth was checked, so the recursion is bounded."""
    if not node.tag.startswith(_PLAIN_TAGS) or "python" in node.tag:
        raise InvalidInput(
            f"the YAML tag {node.tag!r} is not allowed", source=source, field=path or None, remedy="leave it out"
        )
    if isinstance(node, yaml.ScalarNode):
        _plain_text(node.value, source, path)
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return _sequence(node.value, source=source, path=path)
    result: dict[str, object] = {}
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
        if key is None:
            raise InvalidInput("a key is no text", source=source, field=path or None, remedy="use words as keys")
        where = f"{path}.{_plain_text(key, source, path)}" if path else _plain_text(key, source, path)
        if key in result:
            raise _twice(key, source, where)
        result[key] = _node_value(value_node, source=source, path=where)
    return result


def _sequence(nodes: Sequence[yaml.Node], *, source: str | None, path: str) -> list[object]:
    return [_node_value(node, source=source, path=f"{path}[{index}]") for index, node in enumerate(nodes)]


def _scalar(node: yaml.ScalarNode) -> object:
    text = node.value
    if node.style:  # quoted, or a block of text
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _twice(key: str, source: str | None, where: str) -> InvalidInput:
    return InvalidInput(f"the key {key!r} stands twice", source=source, field=where, remedy="keep one of them")


def _too_deep(source: str | None, field: str | None) -> InvalidInput:
    return InvalidInput(
        f"nested deeper than {_DEEPEST} levels", source=source, field=field or None, remedy="flatten it"
    )
