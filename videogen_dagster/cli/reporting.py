"""How results and errors are told: one line for people, one JSON document for programs."""

import json
import sys
from dataclasses import asdict

import click

from videogen_dagster.core.errors import InvalidInput, VideogenError


def tell_error(error: VideogenError, *, as_json: bool) -> None:
    """Write an error to stderr: `error[code]: message`, or as `{"error": {...}}`."""
    if as_json:
        line = json.dumps({"error": asdict(error.report())}, ensure_ascii=False)
    else:
        line = " ".join(f"error[{error.code}]: {error}".split())
    sys.stderr.write(printable(line) + "\n")


def usage_error(error: click.UsageError) -> InvalidInput:
    """Return click's complaint as one of our errors."""
    if isinstance(error, click.NoSuchOption):
        near = f"did you mean {error.possibilities[0]}?" if error.possibilities else "see `videogen --help`"
        return InvalidInput(f"no such option {error.option_name}", field=error.option_name, remedy=near)
    parameter = getattr(error, "param", None)
    field = parameter.opts[0] if parameter and parameter.opts else None
    remedy = f"see `{error.ctx.command_path} --help`" if error.ctx else "see `videogen --help`"
    return InvalidInput(error.format_message().rstrip("."), field=field, remedy=remedy)


def printable(text: str) -> str:
    """Return `text` with control and direction characters written as escapes, so that it cannot change the terminal."""
    return "".join(
        char if char.isprintable() or char == "\n" else char.encode("unicode_escape").decode() for char in text
    )


def print_json(document: object) -> None:
    """Write a document to stdout as JSON."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
