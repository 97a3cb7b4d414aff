"""What the person gave: the start of every project."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import dagster as dg
from pydantic import Field

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.metadata import OWNERS, stage_output
from videogen_dagster.core.brief import Brief, Outline, Product
from videogen_dagster.core.choices import Aspect, CaptionChoice, Resolution, Style
from videogen_dagster.core.errors import DamagedObject, InvalidInput, MissingObject
from videogen_dagster.core.media import Media
from videogen_dagster.partitions import projects
from videogen_dagster.resources.briefing import accept_brief, load_brief
from videogen_dagster.resources.drops import Drops
from videogen_dagster.resources.studio import Studio
from videogen_dagster.scripts.open_input import idea_draft, read_drafts
from videogen_dagster.store.media_store import MediaStore


class BriefConfig(dg.Config):
    """Leave everything empty to keep the brief that the project has."""

    prompt: str = Field(
        default="", description="An idea or a topic in a sentence or a few; becomes a film of 4 to 8 scenes."
    )
    input: str = Field(
        default="",
        description="Path of a script (.fountain, .fdx, .md, .txt) or brief (.json, .yaml) that the server can read.",
    )
    drop: str = Field(default="", description="A version of the drop folder's inbox; the sensor fills it in.")
    style: Style | None = Field(default=None, description="The look of all pictures.")
    aspect: Aspect | None = Field(default=None, description="Width to height: 16:9, 9:16 or 1:1.")
    resolution: Resolution | None = Field(default=None, description="Length of the shorter side, 360p to 2160p.")
    captions: CaptionChoice | None = Field(
        default=None, description="soft: a track that players can show; plain, box or highlight: in the pictures, too."
    )
    language: str = Field(
        default="",
        description="Language of the script, and of the narration if it is not dubbed, as a BCP 47 tag (en, de, pt-BR).",
    )
    dub_language: str = Field(
        default="",
        description="Language into which what is spoken is translated: de, pt-BR; 'none' for the script's own words.",
    )
    caption_languages: list[str] = Field(
        default=[], description="Languages that the captions are translated into: de, pt-BR; 'none' for none any more."
    )
    music_db: str = Field(
        default="", description="How many decibels louder the music is than usual, -40 to 12, or off."
    )
    speech_db: float | None = Field(
        default=None, description="How many decibels louder the words are than usual, -12 to 12."
    )
    ducking_db: float | None = Field(
        default=None, description="The music's level while somebody speaks, -40 to 0; usually -12."
    )
    fade_in_s: float | None = Field(
        default=None, description="How long the music takes to come, in seconds; usually 0.3."
    )
    fade_out_s: float | None = Field(default=None, description="How long the music takes to go, in seconds; usually 1.")
    renditions: list[str] = Field(
        default=[], description="Other shapes that the film is made in, too: 9:16, 1:1@720p; 'none' for none any more."
    )
    seed: int | None = Field(default=None, description="Varies all that the brief leaves open; 0 to 2^63 - 1.")

    def overrides(self) -> dict[str, str]:
        """Return the settings that were filled in."""
        given = {
            "style": self.style,
            "aspect": self.aspect,
            "resolution": self.resolution,
            "captions": self.captions,
            "speech_db": self.speech_db,
            "ducking_db": self.ducking_db,
            "fade_in_s": self.fade_in_s,
            "fade_out_s": self.fade_out_s,
            "seed": self.seed,
        }
        named = {
            name: str(value.value if isinstance(value, StrEnum) else value)
            for name, value in given.items()
            if value is not None
        }
        texts = {
            "language": self.language,
            "dub_language": self.dub_language,
            "music_db": self.music_db,
            "renditions": ", ".join(self.renditions),
            "caption_languages": ", ".join(self.caption_languages),
        }
        return named | {name: text for name, text in texts.items() if text}


@dg.asset(partitions_def=projects, group_name="planning", kinds={"json"}, owners=OWNERS)
def brief(
    context: dg.AssetExecutionContext,
    config: BriefConfig,
    studio: dg.ResourceParam[Studio],
    drops: dg.ResourceParam[Drops],
) -> dg.MaterializeResult[Brief]:
    """What the person gave: a script, an outline, an idea or a product, with the film's settings."""
    project = context.partition_key
    with failures(context):
        if config.drop:
            drops.take(studio, project, config.drop)
        if config.prompt or config.input:
            draft = read_drafts([Path(config.input)])[0] if config.input else idea_draft(config.prompt)
            accept_brief(studio.store, project, draft, overrides=config.overrides())
        value = load_brief(studio.store, project, overrides=config.overrides())
        _check_media(studio.store, value)
    return stage_output(
        value,
        {
            "title": value.title,
            "kind": value.content.kind,
            **{name: str(setting) for name, setting in value.settings.model_dump(mode="json").items()},
        },
    )


def _check_media(store: MediaStore, brief: Brief) -> None:
    """See that the person's media is as it was given: all other media can be made again, this cannot."""
    for field, what, media in _given_media(brief):
        try:
            store.fetch(media)
        except (DamagedObject, MissingObject) as error:
            raise InvalidInput(
                f"{what} cannot be used any more: {error.message}",
                field=field,
                remedy="give the files to `videogen make` again, with the same --project",
            ) from error


def _given_media(brief: Brief) -> Iterator[tuple[str, str, Media]]:
    """Yield where each file of a person stands in their brief, what it is, and the file."""
    content = brief.content
    if isinstance(content, Product):
        for number, photo in enumerate(content.photos, start=1):
            yield "photos", f"photo {number} of the product", photo
    if isinstance(content, Outline):
        for index, scene in enumerate(content.scenes):
            for kind in ("image", "video", "audio"):
                if media := getattr(scene, kind):
                    yield f"scenes[{index}].{kind}", f"your {kind} of scene {index + 1}", media
    if brief.music:
        yield "music", "your music", brief.music
