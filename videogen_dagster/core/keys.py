"""The one place that knows what things are called in the store."""

from typing import Final

from videogen_dagster.core.media import Media

OBJECTS: Final = "objects"
QUARANTINE: Final = "quarantine"
UNREFERENCED: Final = "unreferenced"
THUMBNAILS: Final = "thumbnails"
STEP_LOGS: Final = "step-logs"
"""Below it Dagster keeps what steps print, if it does so in the bucket of the store."""
PROJECTS: Final = "projects"
INTENTS: Final = "intents"
RECEIPTS: Final = "receipts"


def media_object(media: Media) -> str:
    """Return the key of stored media."""
    return f"{OBJECTS}/{media.name}"


def quarantined(media: Media) -> str:
    """Return where an object goes whose bytes do not match its name."""
    return f"{QUARANTINE}/{media.name}"


def unreferenced(name: str) -> str:
    """Return where an object waits to be deleted that nothing names."""
    return f"{UNREFERENCED}/{name}"


def unreferenced_since(name: str) -> str:
    """Return the key whose time tells since when an object has waited."""
    return f"{UNREFERENCED}/since/{name}"


def thumbnail(media: Media, most_bytes: int) -> str:
    """Return the key of the small picture of stored media."""
    return f"{THUMBNAILS}/{media.sha256}-{most_bytes}.webp"


def receipt(fingerprint: str) -> str:
    """Return the key of the receipt that names a result."""
    return f"{RECEIPTS}/{fingerprint}.json"


def intent(fingerprint: str) -> str:
    """Return the key of the record that a result was asked for."""
    return f"{INTENTS}/{fingerprint}.json"


def brief(project: str) -> str:
    """Return the key of what the person gave."""
    return f"{PROJECTS}/{project}/brief.json"


def budget(project: str) -> str:
    """Return the key of what a project may cost in all."""
    return f"{PROJECTS}/{project}/budget.json"


def taken_drop(project: str) -> str:
    """Return the key of the version of what was dropped that the brief was made from."""
    return f"{PROJECTS}/{project}/drop"


def storyboard(project: str) -> str:
    """Return the key of the plan that people read and edit."""
    return f"{PROJECTS}/{project}/storyboard.yaml"


def planned_storyboard(project: str) -> str:
    """Return the key of the record that tells a person's edit of the plan from our own writing."""
    return f"{PROJECTS}/{project}/storyboard.written.json"


def replaced_storyboard(project: str, digest: str) -> str:
    """Return where an edited plan is kept when a new brief replaces it."""
    return f"{PROJECTS}/{project}/storyboard.replaced-{digest[:12]}.yaml"


def stages(project: str) -> str:
    """Return the folder of the values that a project's assets hold."""
    return f"{PROJECTS}/{project}/stages"


def stage(project: str, asset: str) -> str:
    """Return the key of the value that an asset of a project holds."""
    return f"{stages(project)}/{asset}.json"


def progress(project: str) -> str:
    """Return the key of what is going on in a project right now."""
    return f"{PROJECTS}/{project}/progress.json"


def shards(project: str, stage: str) -> str:
    """Return the key of which shards a stage of a project is made in."""
    return f"{PROJECTS}/{project}/shards/{stage}.json"


def shard(project: str, stage: str, shard: str) -> str:
    """Return the key of how far one shard of a stage is."""
    return f"{PROJECTS}/{project}/shards/{stage}/{shard}.json"


def cancel_request(project: str) -> str:
    """Return the key whose presence asks the project's running work to stop."""
    return f"{PROJECTS}/{project}/cancel"


def direction(project: str, scene: str = "") -> str:
    """Return the folder of a project's edits, or of those of one scene."""
    return f"{PROJECTS}/{project}/direction/{scene}".rstrip("/")


def direction_version(project: str, scene: str, version: int) -> str:
    """Return the key of one version of a scene's edits."""
    return f"{direction(project, scene)}/{version:06d}.json"


def translations(project: str) -> str:
    """Return the folder of the captions that a person gave in other languages."""
    return f"{PROJECTS}/{project}/captions"


def translation(project: str, language: str) -> str:
    """Return the key of the given captions in one language."""
    return f"{translations(project)}/{language}"


def is_numbered(key: str) -> bool:
    """Return whether a key is that of a version or a take, not of what an editor keeps beside the file (`000001.json~`)."""
    name, _, extension = key.rpartition("/")[2].partition(".")
    return extension == "json" and name.isdecimal()


def takes(project: str, scene: str, part: str, *, shape: str = "") -> str:
    """Return the folder of the takes of one part of a scene: in the film's shape, or in that of a rendition (`9x16`)."""
    return f"{PROJECTS}/{project}/takes/{scene}/{part}" + (f"-{shape}" if shape else "")


def take(project: str, scene: str, part: str, number: int, *, shape: str = "") -> str:
    """Return the key of one take."""
    return f"{takes(project, scene, part, shape=shape)}/{number:06d}.json"
