"""The commands and their options. Dagster is imported inside the commands that need it, so that help is quick."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from videogen_dagster.cli.backfill_commands import backfill
from videogen_dagster.cli.cleaning_commands import clean
from videogen_dagster.cli.cost_commands import costs
from videogen_dagster.cli.database_commands import db
from videogen_dagster.cli.metrics_commands import metrics
from videogen_dagster.cli.model_commands import models
from videogen_dagster.cli.options import (
    BUDGET,
    FRAME_OPTIONS,
    OUT,
    RETAKE_OPTIONS,
    SOUND_OPTIONS,
    STALE_MODELS,
    STATUS_AS_JSON,
)
from videogen_dagster.cli.prompt_commands import prompts
from videogen_dagster.cli.reporting import tell_error, usage_error
from videogen_dagster.cli.resolve_commands import resolve
from videogen_dagster.cli.schema_commands import schema
from videogen_dagster.cli.service_commands import up
from videogen_dagster.cli.worker_commands import workers
from videogen_dagster.core.choices import PARTS, Part
from videogen_dagster.core.errors import Cancelled, InternalError, InvalidInput, VideogenError

CommandT = TypeVar("CommandT", bound=Callable[..., None])


def _with(options: Sequence[Callable[[CommandT], CommandT]]) -> Callable[[CommandT], CommandT]:
    """Return a decorator that gives a command several options, listed in their order."""

    def decorated(command: CommandT) -> CommandT:
        for option in reversed(options):
            command = option(command)
        return command

    return decorated


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
@_with(FRAME_OPTIONS)
@_with(SOUND_OPTIONS)
@click.option("--language", help="Language of the script, and of the narration if it is not dubbed: en, de, pt-BR.")
@click.option("--seed", help="Varies all that the input leaves open.")
@BUDGET
@click.option("--limit", type=click.IntRange(min=1), help="Make only the first so many products of a catalogue.")
@click.option("--preview", is_flag=True, help="Also make a small preview that can be watched while scenes are made.")
@STALE_MODELS
@OUT
@STATUS_AS_JSON
def make(inputs: tuple[Path, ...], **options: Any) -> None:
    """Make a film from a script, a brief, photos of a product, a catalogue or a prompt.

    INPUT is one file (.fountain .fdx .md .txt .json .yaml .csv), or the photos of one product. Prints the film's path.
    """
    from videogen_dagster.cli.making import MakeOptions, make_films

    make_films(inputs, MakeOptions(**options))


@videogen.command()
@click.argument("project")
@click.argument("scene")
@_with(RETAKE_OPTIONS)
@BUDGET
@STALE_MODELS
@OUT
@STATUS_AS_JSON
def retake(project: str, scene: str, *, out: Path | None, stale_models: bool, as_json: bool, **options: Any) -> None:
    """Change one scene and make the film again; all that the change does not touch is reused.

    SCENE is its number: 3 or 003. Prints the film's path.
    """
    from videogen_dagster.cli.retaking import RetakeOptions, retake_scene

    retake_scene(project, RetakeOptions(scene=scene, **options), out=out, stale_models=stale_models, as_json=as_json)


@videogen.command()
@click.argument("project")
@click.argument("scene", required=False)
@_with(RETAKE_OPTIONS)
@_with(FRAME_OPTIONS)
@_with(SOUND_OPTIONS)
@BUDGET
@STALE_MODELS
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
def plan(project: str, scene: str | None, *, stale_models: bool, as_json: bool, **options: Any) -> None:
    """Tell what the next film would make and reuse, why, and what that would cost; does nothing.

    With SCENE the options are those of `retake`. Without it they are those of `make --project`: --seed and --language
    are then the film's.
    """
    from videogen_dagster.cli.planning import tell_plan

    tell_plan(project, scene, options, stale_models=stale_models, as_json=as_json)


@videogen.command()
@click.argument("project")
@click.argument("scene", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the versions as JSON.")
def history(project: str, scene: str | None, *, as_json: bool) -> None:
    """List what was changed in a project's scenes, by whom and when."""
    from videogen_dagster.cli.revising import tell_history

    tell_history(project, scene, as_json=as_json)


@videogen.command()
@click.argument("project")
@click.argument("scene")
@click.option("--to", type=int, required=True, help="The version that counts again; 0 is the plan as it is.")
@OUT
@STATUS_AS_JSON
def revert(project: str, scene: str, *, to: int, out: Path | None, as_json: bool) -> None:
    """Put an earlier version of a scene's edits back and make the film; nothing is generated."""
    from videogen_dagster.cli.revising import revert as put_back

    put_back(project, scene, to=to, out=out, as_json=as_json)


@videogen.command()
@click.argument("project")
@click.argument("scene")
@click.option("--json", "as_json", is_flag=True, help="Print the takes as JSON.")
def takes(project: str, scene: str, *, as_json: bool) -> None:
    """List all takes of a scene; those in the film are marked."""
    from videogen_dagster.cli.revising import tell_takes

    tell_takes(project, scene, as_json=as_json)


@videogen.command()
@click.argument("project")
@click.argument("scene")
@click.argument("take", type=int)
@click.option("--of", type=click.Choice(PARTS), default="image", show_default=True, help="Of what the take is.")
@OUT
@STATUS_AS_JSON
def use(project: str, scene: str, take: int, *, of: Part, out: Path | None, as_json: bool) -> None:
    """Use an earlier take of a scene and make the film; the other takes are kept."""
    from videogen_dagster.cli.revising import use as choose

    choose(project, scene, take, of=of, out=out, as_json=as_json)


@videogen.command()
@click.argument("project")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--language", required=True, help="Language of the captions: de, pt-BR, ar, ...")
@click.option("--remove", is_flag=True, help="Forget the captions of that language instead.")
@STATUS_AS_JSON
def captions(project: str, file: Path | None, *, language: str, remove: bool, as_json: bool) -> None:
    """Add captions in another language from an .srt or .vtt FILE, as a track of the film and beside it.

    Translate the .srt file beside the film and leave its times as they are. Prints the film's path.
    """
    from videogen_dagster.cli.captioning import add_captions

    add_captions(project, file, language=language, remove=remove, as_json=as_json)


@videogen.command()
@click.argument("project")
@click.option("--out", type=click.Path(path_type=Path), help="Folder that is written, instead of the home's.")
@click.option("--json", "as_json", is_flag=True, help="Print the timeline's path and all files as JSON.")
def export(project: str, *, out: Path | None, as_json: bool) -> None:
    """Write the finished film for editing programs: an OpenTimelineIO timeline with the clips and sounds that it names.

    An earlier export in the folder is replaced if nothing was changed or added there. Prints the timeline's path.
    """
    from videogen_dagster.cli.exporting import export_project

    export_project(project, out=out, as_json=as_json)


@videogen.command()
@click.argument("project")
@click.option("--json", "as_json", is_flag=True, help="Print the paths of all files as JSON.")
def preview(project: str, *, as_json: bool) -> None:
    """Make the preview of a finished film, if it is not there, and print the path of its playlist (HLS).

    A contact sheet and a poster stand beside it. Of a film that is being made with --preview: what is there of it.
    """
    from videogen_dagster.cli.previewing import tell_preview

    tell_preview(project, as_json=as_json)


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
@click.option("--security", is_flag=True, help="Check instead who can read, change and call what.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(*, security: bool, as_json: bool) -> None:
    """Check that everything this deployment needs is there, and tell how to mend what is not."""
    if security:
        from videogen_dagster.cli.security_diagnosis import tell_security

        tell_security(as_json=as_json)
        return
    from videogen_dagster.cli.diagnosis import tell_diagnosis

    tell_diagnosis(as_json=as_json)


for group in (up, workers, models, db, metrics, clean, costs, resolve, prompts, backfill, schema):
    videogen.add_command(group)


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
            from videogen_dagster.resources.database import database_error, unreachable  # 0.3 s; help does without

            if found := database_error(error):
                return unreachable(found)
            return InternalError(f"{type(error).__name__}: {error}", remedy="run again with --debug and report it")
