"""Options that several commands share."""

from pathlib import Path
from typing import Final

import click

from videogen_dagster.core.choices import PARTS, Aspect, CaptionChoice, Resolution, Style

RETAKE_OPTIONS: Final = (
    click.option("--prompt", help="What the picture shows."),
    click.option("--negative-prompt", help="What the picture must not show."),
    click.option("--seed", help="Varies what the picture's prompt leaves open: 0 to 2^63 - 1."),
    click.option("--size", help="Size of the picture in pixels: 1024x576."),
    click.option("--motion", help="How the camera moves: 'slow push in', 'static'."),
    click.option(
        "--transition", help="How it passes into the next scene: 'cut', 'crossfade', 'dip-black', 'wipe-left'."
    ),
    click.option("--duration", help="How long the scene lasts in seconds; longer if its lines need it."),
    click.option("--text", help="The words that are spoken; a scene of several lines takes one row for each."),
    click.option("--voice", help="A voice of the speech engine."),
    click.option("--language", help="Language of the voice: en, de, pt-BR, ..."),
    click.option("--new-take", is_flag=True, help="Make it again although nothing else changes; the old take is kept."),
    click.option("--of", type=click.Choice(PARTS), help="Of what the new take is; of the picture if nothing says so."),
)
FRAME_OPTIONS: Final = (
    click.option(
        "--rendition",
        multiple=True,
        help="Make the film in this shape, too: 9:16, 1:1@720p; repeat it for more, 'none' for none any more.",
    ),
    click.option("--aspect", help=f"Shape of the picture: {', '.join(Aspect)}."),
    click.option("--resolution", help=f"Length of the shorter side: {', '.join(Resolution)}."),
    click.option("--style", help=f"Look of the pictures: {', '.join(Style)}."),
    click.option(
        "--dub-language",
        help="Translate what is spoken into this language: de, pt-BR; 'none' for the script's own words again.",
    ),
    click.option(
        "--caption-language",
        multiple=True,
        help="Translate the captions into this language, too: de, pt-BR; repeat it for more, 'none' for none any more.",
    ),
    click.option("--captions", help=f"Captions in the pictures: {', '.join(CaptionChoice)} (not in the pictures)."),
)
SOUND_OPTIONS: Final = (
    click.option("--music-db", help="Music louder or softer than usual, in decibels: -6, 3; off for none."),
    click.option("--speech-db", help="Words louder or softer than usual against the music, in decibels: 3."),
)
BUDGET: Final = click.option(
    "--budget-usd", help="What the project may cost in all, in US dollars: 5, 2.50. It is kept with the project."
)
OUT: Final = click.option("--out", type=click.Path(path_type=Path), help="Write the film to this file as well.")
STALE_MODELS: Final = click.option(
    "--stale-models", is_flag=True, help="Also make again what another engine or version made than the configured one."
)
STATUS_AS_JSON: Final = click.option(
    "--json", "as_json", is_flag=True, help="Print the project's status as JSON instead of the path."
)
