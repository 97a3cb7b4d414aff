"""The commands of `videogen prompts`."""

from pathlib import Path

import click

from videogen_dagster.cli.options import OUT, STATUS_AS_JSON


@click.group()
def prompts() -> None:
    """Look up the words that pictures and movements are made from, and put earlier ones back.

    A PROMPT is PROJECT/SCENE/image or PROJECT/SCENE/animation. What language models are told to do are prompts, too:
    instructions/pictures.
    """


@prompts.command(name="list")
@click.argument("project", required=False)
@click.option("--tag", help="Only those with this tag: a style, wide, tall, square, an instruction.")
@click.option("--author", help="Only those that this person or engine wrote.")
@click.option("--json", "as_json", is_flag=True, help="Print the versions as JSON.")
def list_prompts(project: str | None, *, tag: str | None, author: str | None, as_json: bool) -> None:
    """List the prompts of a project, or of all, with the version that counts."""
    from videogen_dagster.cli.prompting import tell_prompts

    tell_prompts(project, tag=tag, author=author, as_json=as_json)


@prompts.command()
@click.argument("prompt")
@click.option("--version", type=click.IntRange(min=1), help="Show this one instead of the one that counts.")
@click.option("--json", "as_json", is_flag=True, help="Print all as JSON.")
def show(prompt: str, *, version: int | None, as_json: bool) -> None:
    """Show a prompt: its versions, which scenes of which projects say the same, and similar ones."""
    from videogen_dagster.cli.prompting import tell_prompt

    tell_prompt(prompt, version=version, as_json=as_json)


@prompts.command()
@click.argument("prompt")
@click.argument("old", type=click.IntRange(min=1), required=False)
@click.argument("new", type=click.IntRange(min=1), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print both versions and the differences as JSON.")
def diff(prompt: str, old: int | None, new: int | None, *, as_json: bool) -> None:
    """Tell what differs between two versions of a prompt; the last two if none are named."""
    from videogen_dagster.cli.prompting import tell_difference

    tell_difference(prompt, old, new, as_json=as_json)


@prompts.command()
@click.argument("prompt")
@click.option("--to", type=click.IntRange(min=1), required=True, help="The version that counts again.")
@OUT
@STATUS_AS_JSON
def rollback(prompt: str, *, to: int, out: Path | None, as_json: bool) -> None:
    """Make the scene from an earlier version again, as a new version, and make the film. Prints the film's path."""
    from videogen_dagster.cli.prompt_rollback import roll_back

    roll_back(prompt, to=to, out=out, as_json=as_json)


@prompts.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def similar(words: tuple[str, ...], *, limit: int, as_json: bool) -> None:
    """Find prompts with similar words, the most similar first: suggestions, that nothing ever uses by itself."""
    from videogen_dagster.cli.prompting import tell_similar

    tell_similar(" ".join(words), limit=limit, as_json=as_json)


@prompts.command()
@click.argument("project", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the entries as JSON.")
def log(project: str | None, *, as_json: bool) -> None:
    """List the words that people gave, for which project and scene, and when."""
    from videogen_dagster.cli.prompting import tell_log

    tell_log(project, as_json=as_json)
