"""The commands and their options. Dagster is imported inside the commands that need it, so that help is quick."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from videogen_dagster.cli.reporting import tell_error, usage_error
from videogen_dagster.core.errors import Cancelled, InternalError, InvalidInput, VideogenError
from videogen_dagster.core.film_settings import Aspect, Resolution, Style


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.version_option(package_name="videogen-dagster")
def videogen(*, debug: bool) -> None:  # read by `run`
    """Turns scripts, prompts and products into finished films."""


@videogen.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT]...", type=click.Path(path_type=Path))
@click.option("--prompt", help="An idea or a topic instead of a file.")
@click.option("--title", help="Title of the film; with photos: of the product.")
@click.option("--description", help="Description of the product.")
@click.option("--price", help="Price of the product with its currency, as it is shown: '$9.99'.")
@click.option("--brand", help="Brand of the product.")
@click.option("--project", help="Name of the project; without an input: make an existing project again.")
@click.option("--aspect", help=f"Shape of the picture: {', '.join(Aspect)}.")
@click.option("--resolution", help=f"Length of the shorter side: {', '.join(Resolution)}.")
@click.option("--style", help=f"Look of the pictures: {', '.join(Style)}.")
@click.option("--language", help="Language of the narration: en, de, pt-BR, ...")
@click.option("--seed", help="Varies all that the input leaves open.")
@click.option("--limit", type=click.IntRange(min=1), help="Make only the first so many products of a catalogue.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the film to this file as well.")
@click.option("--json", "as_json", is_flag=True, help="Print the project's status as JSON instead of the path.")
def make(inputs: tuple[Path, ...], **options: Any) -> None:
    """Make a film from a script, a brief, photos of a product, a catalogue or a prompt.

    INPUT is one file (.fountain .fdx .md .txt .json .yaml .csv), or the photos of one product. Prints the film's path.
    """
    from videogen_dagster.cli.making import MakeOptions, make_films

    make_films(inputs, MakeOptions(**options))


@videogen.command()
@click.argument("project")
@click.option("--json", "as_json", is_flag=True, help="Print the whole record as JSON.")
def status(project: str, *, as_json: bool) -> None:
    """Tell what a project is doing and what it has."""
    from videogen_dagster.cli.telling import tell_status

    tell_status(project, as_json=as_json)


@videogen.command()
@click.option("--json", "as_json", is_flag=True, help="Print the records as JSON.")
def projects(*, as_json: bool) -> None:
    """List all projects with their state."""
    from videogen_dagster.cli.telling import tell_projects

    tell_projects(as_json=as_json)


@videogen.command()
@click.argument("project")
def cancel(project: str) -> None:
    """Ask the running work of a project to stop; what is finished is kept."""
    from videogen_dagster.cli.telling import request_cancel

    request_cancel(project)


@videogen.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(*, as_json: bool) -> None:
    """Check that everything this deployment needs is there, and tell how to mend what is not."""
    from videogen_dagster.cli.diagnosis import tell_diagnosis

    tell_diagnosis(as_json=as_json)


def run(arguments: Sequence[str]) -> int:
    """Run the command line; returns its exit code: 0 done, 2 input or usage wrong, 3 something failed, 4 cancelled."""
    as_json = "--json" in arguments
    try:
        return (
            videogen.main(args=[argument for argument in arguments if argument != "--debug"], standalone_mode=False)
            or 0
        )
    except click.exceptions.NoArgsIsHelpError as error:
        sys.stdout.write(error.format_message() + "\n")
        return InvalidInput.exit_code
    except click.exceptions.Exit as done:
        return done.exit_code
    except (Exception, KeyboardInterrupt) as error:  # the outermost boundary: one line, never a traceback
        if "--debug" in arguments:
            raise
        told = _as_ours(error)
        tell_error(told, as_json=as_json)
        return told.exit_code


def _as_ours(error: BaseException) -> VideogenError:
    match error:
        case VideogenError():
            return error
        case click.UsageError():
            return usage_error(error)
        case click.Abort() | KeyboardInterrupt():
            return Cancelled("stopped; what was finished is kept")
        case _:
            return InternalError(f"{type(error).__name__}: {error}", remedy="run again with --debug and report it")
