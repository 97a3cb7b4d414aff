"""The JSON Schema of `metadata.json`, made from the models that read it."""

import json
from collections.abc import Mapping
from typing import Any, Final

from videogen_dagster.core.drops import Delivery
from videogen_dagster.core.film_settings import Aspect, CaptionChoice, Resolution, Style
from videogen_dagster.scripts.brief_shapes import BriefShape
from videogen_dagster.scripts.shop_values import ALIASES

_TOLD: Final[Mapping[str, str]] = {
    "members": "The files that belong to the group; it waits until all are there.",
    "tier": "Premium films are made before free ones.",
    "priority": "Among those of a tier, the higher number is made first.",
    "budget_usd": "What the project may cost in all, in US dollars; no more than VIDEOGEN_BUDGET_USD where that is set.",
    "callback": "URL that gets a POST of status.json when the version ends; its host must be allowed by the deployment.",
    "prompt": "An idea or a topic in a sentence or a few.",
    "script": "A script in Fountain or plain form.",
    "scenes": "Scenes, or stories of shots with first_frame and video_prompt.",
    "music": "A member of the group.",
}
_CHOICES: Final = {"style": Style, "aspect": Aspect, "resolution": Resolution, "captions": CaptionChoice}
_KINDS: Final = ("prompt", "script", "product", "scenes")
_PRODUCT: Final = ("price", "brand", "photos", "images", "image", "thumbnail", "sku", "vendor", "description")
"""A title with one of these is a product, whose other keys are columns of a shop: those that are not known say nothing."""
_ONE_OR_MANY: Final = frozenset({"lines", "renditions", "caption_languages", "tags", "photos"})


def metadata_schema() -> dict[str, Any]:
    """Return the schema, as draft 2020-12 of JSON Schema."""
    brief, delivery = (model.model_json_schema() for model in (BriefShape, Delivery))
    named: dict[str, Any] = {**delivery["properties"], **brief["properties"], **delivery["properties"]}
    columns = {
        name: {"type": ["string", "number"]} for name in ALIASES if name not in {"image", "category", "tags", "key"}
    }
    named = {name: _field(name, schema) for name, schema in named.items()}
    stories = {"required": ["scenes"]}
    product = {
        "required": ["title"],
        "anyOf": [{"required": [mark]} for mark in _PRODUCT],
        "not": {"anyOf": [{"required": [kind]} for kind in _KINDS]},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "metadata.json",
        "description": "Says what a dropped group of files is; it is uploaded last. All fields are optional.",
        "type": "object",
        "properties": {**columns, **named},
        "anyOf": [{"propertyNames": {"enum": sorted(named)}}, product, stories],
        "$defs": {name: _loose(each) for name, each in {**delivery["$defs"], **brief["$defs"]}.items()},
    }


def schema_text() -> str:
    """Return the schema as it is published."""
    return json.dumps(metadata_schema(), indent=1, ensure_ascii=False) + "\n"


def _field(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    told = {"description": _TOLD[name]} if name in _TOLD else {}
    if name in _CHOICES:
        values = [each.value for each in _CHOICES[name]]
        # Case does not matter, and a resolution may lack its p: that is for the reader, the schema names what is shown.
        return {"enum": values, **told}
    if name == "scenes":
        return {"type": "array", "minItems": 1, "maxItems": 1000, "items": _scene(), **told}
    if name in _ONE_OR_MANY:
        return {"anyOf": [_loose(schema), {"type": ["string", "object"]}], **told}
    return {**_loose(schema), **told}


def _scene() -> dict[str, Any]:
    shots = {"type": "object", "required": ["shots"], "properties": {"shots": {"type": "array"}}}
    return {"anyOf": [{"$ref": "#/$defs/SceneShape"}, shots]}


def _loose(schema: Any) -> Any:
    """Return a schema that takes numbers for text, one text for a list of texts, and no titles that repeat names."""
    if isinstance(schema, list):
        return [_loose(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {
        key: value if key == "default" else _loose(value) for key, value in schema.items() if not _repeats(key, value)
    }
    if "properties" in schema:
        made["properties"] = {each: _loose_field(each, value) for each, value in schema["properties"].items()}
    if made.get("type") == "string" and "enum" not in made:
        made["type"] = ["string", "number"]
    if made.get("items") == {"$ref": "#/$defs/LineShape"}:
        made["items"] = {"anyOf": [made["items"], {"type": "string"}]}
    return made


def _loose_field(name: str, schema: Any) -> Any:
    loose = _loose(schema)
    return {"anyOf": [loose, {"type": ["string", "object"]}]} if name in _ONE_OR_MANY else loose


def _repeats(key: str, value: object) -> bool:
    return key == "title" and isinstance(value, str)
