"""A database of SQLite that several processes open for the first time at once."""

import sqlite3
import sys
from contextlib import closing
from types import FrameType

from videogen_dagster.resources.database import NEWEST, open_database, schema_version


def test_a_new_database_is_opened_though_somebody_else_writes_to_it_this_very_moment(tmp_path):
    with closing(sqlite3.connect(tmp_path / "videogen.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = []

        def end_the_other(_frame: FrameType, event: str, called: object) -> None:
            if event == "c_exception" and getattr(called, "__name__", "") == "execute":
                sys.setprofile(None)
                refused.append(called)
                other.execute("ROLLBACK")

        sys.setprofile(end_the_other)
        try:
            engine = open_database(f"sqlite:///{tmp_path / 'videogen.db'}")
        finally:
            sys.setprofile(None)
    assert len(refused) == 1, "it was refused once, and asked again"
    assert schema_version(engine) == NEWEST
    engine.dispose()
