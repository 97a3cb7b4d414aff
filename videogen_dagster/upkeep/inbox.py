"""What the inbox knows of versions that nobody asks for any more."""

from datetime import datetime

from videogen_dagster.resources.drops import Drops
from videogen_dagster.upkeep.outcome import Cleaned


def clean_inbox(drops: Drops, *, until: datetime, dry_run: bool) -> Cleaned:
    """Delete rows of versions that ended before a time.

    Those stay that still lie in the drop folder, because the sensor would take them for new; the newest version of each project,
    whose status is told anew when its film is; and those whose end is still to be posted.

    Raises:
        StorageFailure: The drop folder or the database cannot be used; nothing is deleted.
    """
    ended = drops.inbox.ended(until.timestamp())
    lying = _lying(drops) if ended else frozenset()
    old = [version for version, upload in ended.items() if upload not in lying]
    if not dry_run:
        drops.inbox.forget(old, until=until.timestamp())
    return Cleaned("rows of the inbox", len(old))


def _lying(drops: Drops) -> frozenset[str]:
    """Return the versions of all that lies in the drop folder."""
    found: set[str] = set()
    look = drops.folder.look()
    found.update(drop.version for drop in look.drops)
    while look.after is not None:
        look = drops.folder.look(after=look.after)
        found.update(drop.version for drop in look.drops)
    return frozenset(found)
