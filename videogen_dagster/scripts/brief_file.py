"""Briefs in JSON and YAML: settings and a prompt, a script, a product or scenes; also stories told as shots."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from videogen_dagster.core.brief import Idea, Outline
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.screenplay import Screenplay
from videogen_dagster.scripts.brief_shapes import BriefShape, ProductShape, ShotStoryShape, checked
from videogen_dagster.scripts.catalogue import list_drafts
from videogen_dagster.scripts.draft import SETTING_NAMES, Draft, check_budget, check_settings
from videogen_dagster.scripts.fountain import parse_fountain
from videogen_dagster.scripts.names import readable, slug
from videogen_dagster.scripts.own_media import own_media, own_music
from videogen_dagster.scripts.photos import PhotosOf, local_photos
from videogen_dagster.scripts.plain_text import parse_plain_text
from videogen_dagster.scripts.product import ShopValues, make_product
from videogen_dagster.scripts.reading import CATALOGUE_LIMIT_BYTES, read_text
from videogen_dagster.scripts.sayable import refuse_empty_script
from videogen_dagster.scripts.shots import introduced_characters, shot_scene
from videogen_dagster.scripts.structured import read_json, read_yaml

MOST_SHOTS: Final = 1000
_KINDS: Final = ("prompt", "script", "product", "scenes")
_PRODUCT_MARKS: Final = frozenset(
    {"price", "brand", "photos", "images", "image", "thumbnail", "sku", "vendor", "description"}
)


def read_list(path: Path, *, photos_of: PhotosOf) -> tuple[Draft, ...]:
    """Return the drafts of a JSON or YAML file that holds a list of products; none of one that holds anything else.

    Raises:
        InvalidInput: The file cannot be read, or an item is no product.
    """
    source = str(path)
    document = _document(path, source)
    products = document.get("products") if isinstance(document, dict) else document
    if not isinstance(products, list):
        return ()
    where = "products" if isinstance(document, dict) else ""
    drafts = list_drafts(products, folder=path.parent, source=source, path=where, photos_of=photos_of)
    return _with_budget(drafts, document, source)


def read_brief(path: Path, *, limit: int | None = None) -> tuple[Draft, ...]:
    """Return the drafts of a JSON or YAML file: one, or one for each product of a list.

    Args:
        path: The file, `.json`, `.yaml` or `.yml`.
        limit: At most so many products of a list.

    Raises:
        InvalidInput: The file cannot be read or says something that cannot be filmed; the field's path tells where.
    """
    source = str(path)
    document = _document(path, source)
    if isinstance(document, list):
        return list_drafts(document, folder=path.parent, source=source, limit=limit)
    if not isinstance(document, dict):
        raise InvalidInput(
            "the file holds neither a mapping nor a list",
            source=source,
            remedy=f"start with one of {', '.join(_KINDS)}",
        )
    products = document.get("products")
    if isinstance(products, list):
        drafts = list_drafts(products, folder=path.parent, source=source, limit=limit, path="products")
    else:
        drafts = (_draft(document, path, source),)
    return _with_budget(drafts, document, source)


def _with_budget(drafts: tuple[Draft, ...], document: object, source: str) -> tuple[Draft, ...]:
    """Return drafts with the budget that their file gives each of them; it wins over that of a script inside."""
    budget_usd = check_budget(document, source=source) if isinstance(document, dict) else None
    return drafts if budget_usd is None else tuple(replace(draft, budget_usd=budget_usd) for draft in drafts)


def _document(path: Path, source: str) -> object:
    text = read_text(path, limit_bytes=CATALOGUE_LIMIT_BYTES)
    return read_json(text, source=source) if path.suffix.lower() == ".json" else read_yaml(text, source=source)


def _draft(document: Mapping[str, object], path: Path, source: str) -> Draft:
    scenes = document.get("scenes")
    if isinstance(scenes, list) and scenes and isinstance(scenes[0], dict) and "shots" in scenes[0]:
        return _shot_story(document, path, source)
    if not any(kind in document for kind in _KINDS) and "title" in document and _PRODUCT_MARKS & document.keys():
        return list_drafts([dict(document)], folder=path.parent, source=source, limit=None)[0]
    brief = checked(BriefShape, document, source=source)
    given = [kind for kind in _KINDS if document.get(kind) is not None]
    if len(given) != 1:
        found = f"{' and '.join(given)} are given" if given else "there is nothing to film"
        raise InvalidInput(
            found, source=source, field=given[-1] if given else None, remedy=f"give one of {', '.join(_KINDS)}"
        )
    settings = check_settings(brief.model_dump(include=set(SETTING_NAMES)), source=source)
    music = own_music(brief.music, path.parent, source=source)
    if brief.product is not None:
        return replace(_product(brief, brief.product, settings, path, source), music=music)
    content = _content(brief, path, source)
    title = brief.title or (content.title if isinstance(content, Screenplay) else None) or readable(path.stem)
    return Draft(
        name=slug(path.stem),
        title=title,
        content=content,
        settings=settings,
        scenes=own_media(brief.scenes or (), path.parent, source=source),
        music=music,
        budget_usd=_budget_in(content, source) if isinstance(content, Screenplay) else None,
    )


def _budget_in(script: Screenplay, source: str) -> Decimal | None:
    """Return the budget on the title page of a script inside a brief: a limit that somebody wrote is never left out."""
    found = {key.lower(): value for key, value in script.title_page.items()}
    return check_budget(found, source=source, field="script: title page: ")


def _content(brief: BriefShape, path: Path, source: str) -> Screenplay | Outline | Idea:
    if brief.prompt is not None:
        return Idea(text=brief.prompt.strip())
    if brief.script is not None:
        script = _script(brief.script)
        refuse_empty_script(script, source=str(path), field="script")
        return script
    for index, scene in enumerate(brief.scenes or ()):
        if scene.is_empty():
            raise InvalidInput(
                "the scene has nothing to see or hear",
                source=source,
                field=f"scenes[{index}]",
                remedy="give it a heading, an action, an image_prompt, lines, or an image, video or audio of yours",
            )
        if scene.composite_options and not scene.composite:
            raise InvalidInput(
                "there is no composite that they are for",
                source=source,
                field=f"scenes[{index}].composite_options",
                remedy="add composite: NAME",
            )
        if scene.composite and scene.video:
            raise InvalidInput(
                "the scene has a video and a composite",
                source=source,
                field=f"scenes[{index}].composite",
                remedy="give one of them; a composite may use an image",
            )
    return brief.outline()


def _script(text: str) -> Screenplay:
    """Read a script inside a brief: a title page or a screenplay's layout makes it Fountain."""
    fountain = parse_fountain(text)
    return fountain if fountain.title_page else parse_plain_text(text)


def _product(brief: BriefShape, shape: ProductShape, settings: Mapping[str, str], path: Path, source: str) -> Draft:
    values = ShopValues(
        title=shape.title,
        description=shape.description or "",
        price=shape.price,
        brand=shape.brand,
        category=shape.category,
        tags=shape.tags or (),
        currency=shape.currency,
    )
    product = make_product(values, source=source, field="product.")
    photos = local_photos(shape.photos or (), path.parent, source=source, field="product.photos")
    return Draft(
        name=slug(product.title), title=brief.title or product.title, content=product, settings=settings, photos=photos
    )


def _shot_story(document: Mapping[str, object], path: Path, source: str) -> Draft:
    story = checked(ShotStoryShape, document, source=source)
    settings = check_settings(story.model_dump(include=set(SETTING_NAMES)), source=source)
    shots = [shot for scene in story.scenes for shot in scene.shots]
    for index, scene in enumerate(story.scenes):
        for number, shot in enumerate(scene.shots):
            if not (shot.first_frame or "").strip() and not (shot.video_prompt or "").strip():
                raise InvalidInput(
                    "the shot says neither what is seen nor what happens",
                    source=source,
                    field=f"scenes[{index}].shots[{number}]",
                    remedy="give it a first_frame and a video_prompt",
                )
    if len(shots) > MOST_SHOTS:
        raise InvalidInput(
            f"the story has {len(shots)} shots, at most {MOST_SHOTS} are allowed",
            source=source,
            remedy="split the story",
        )
    outline = Outline(
        title=story.title,
        overview=story.story_overview or "",
        characters=introduced_characters([shot.first_frame or "" for shot in shots]),
        scenes=tuple(shot_scene(shot.first_frame or "", shot.video_prompt or "") for shot in shots),
    )
    return Draft(name=slug(path.stem), title=story.title or readable(path.stem), content=outline, settings=settings)
