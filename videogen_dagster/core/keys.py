"""The one place that knows what things are called in the store."""

from typing import Final

from videogen_dagster.core.media import Media

OBJECTS: Final = "objects"
QUARANTINE: Final = "quarantine"
PROJECTS: Final = "projects"


def media_object(media: Media) -> str:
    """Return the key of stored media."""
    return f"{OBJECTS}/{media.name}"


def quarantined(media: Media) -> str:
    """Return where an object goes whose bytes do not match its name."""
    return f"{QUARANTINE}/{media.name}"


def thumbnail(media: Media, most_bytes: int) -> str:
    """Return the key of the small picture of stored media."""
    return f"thumbnails/{media.sha256}-{most_bytes}.webp"


def receipt(fingerprint: str) -> str:
    """Return the key of the receipt that names a result."""
    return f"receipts/{fingerprint}.json"


def brief(project: str) -> str:
    """Return the key of what the person gave."""
    return f"{PROJECTS}/{project}/brief.json"


def storyboard(project: str) -> str:
    """Return the key of the plan that people read and edit."""
    return f"{PROJECTS}/{project}/storyboard.yaml"


def planned_storyboard(project: str) -> str:
    """Return the key of the record that tells a person's edit of the plan from our own writing."""
    return f"{PROJECTS}/{project}/storyboard.written.json"


def replaced_storyboard(project: str, digest: str) -> str:
    """Return where an edited plan is kept when a new brief replaces it."""
    return f"{PROJECTS}/{project}/storyboard.replaced-{digest[:12]}.yaml"


def stage(project: str, asset: str) -> str:
    """Return the key of the value that an asset of a project holds."""
    return f"{PROJECTS}/{project}/stages/{asset}.json"


def progress(project: str) -> str:
    """Return the key of what is going on in a project right now."""
    return f"{PROJECTS}/{project}/progress.json"


def cancel_request(project: str) -> str:
    """Return the key whose presence asks the project's running work to stop."""
    return f"{PROJECTS}/{project}/cancel"
