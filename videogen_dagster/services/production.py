"""What production needs: Postgres and buckets, all named by the environment."""

from importlib.util import find_spec
from typing import Final
from urllib.parse import urlsplit

from videogen_dagster.core import keys
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.instance_configuration import InstanceChoice
from videogen_dagster.settings import Settings

DATABASE: Final = "VIDEOGEN_DATABASE_URL"
STORE: Final = "VIDEOGEN_STORE_URL"
DROP: Final = "VIDEOGEN_DROP_URL"


def missing_for_production(settings: Settings) -> dict[str, str]:
    """Return what is not set, or not fit, by its variable: what to write there."""
    found: dict[str, str] = {}
    if not (settings.database or "").startswith("postgresql+psycopg2://"):
        found[DATABASE] = "postgresql+psycopg2://user:password@host/name"
    if "://" not in (settings.store_url or ""):
        found[STORE] = "s3://bucket/store"
    if "://" not in (settings.drop or ""):
        found[DROP] = "s3://bucket/films"
    return found


def check_production(settings: Settings) -> None:
    """See that all is set that production needs, and that its packages are there.

    Raises:
        InvalidInput: Something is not; all of it is listed.
    """
    missing = missing_for_production(settings)
    if missing:
        raise InvalidInput(
            f"production needs {' and '.join(f'{name} ({example})' for name, example in missing.items())}",
            field=", ".join(missing),
            remedy="set them in the environment; docs/how-to/leave-it-running.md shows a whole one",
        )
    needed = {"dagster_postgres": "postgres", **({"dagster_aws": "s3"} if bucket_of(settings)[0] else {})}
    absent = [extra for package, extra in needed.items() if find_spec(package) is None]
    if absent:
        raise InvalidInput(
            f"production needs the extra {' and '.join(absent)}",
            field="--production",
            remedy=f"pip install 'videogen-dagster[{','.join(absent)}]'",
        )


def bucket_of(settings: Settings) -> tuple[str | None, str]:
    """Return bucket and folder for the logs of steps: beside the media, if they are on S3."""
    found = urlsplit(settings.store_url or "")
    if found.scheme not in {"s3", "s3a"} or not found.netloc:
        return None, ""
    return found.netloc, "/".join(part for part in (found.path.strip("/"), keys.STEP_LOGS) if part)


def choice_for(settings: Settings, *, production: bool) -> InstanceChoice:
    """Return what the deployment decides about its Dagster instance."""
    bucket, prefix = bucket_of(settings) if production else (None, "")
    return InstanceChoice(production=production, runs=settings.runs, bucket=bucket, prefix=prefix)
