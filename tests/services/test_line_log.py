"""What a service writes becomes lines that say when and who, and nothing that nobody may see."""

import logging
import re

import pytest

from videogen_dagster.core.errors import StorageFailure
from videogen_dagster.services.line_log import KEPT_FILES, LONGEST_LINE, LineLog, Lines, Readable

WARNING = "\x1b[32m2026-11-22 07:32:21 +0000\x1b[0m - dagster.daemon - \x1b[33mWARNING\x1b[0m - the queue is long"
INFO = "2026-11-22 07:32:21 +0000 - dagster.daemon.SensorDaemon - INFO - Checking for new runs"


def shown(readable: Readable, *lines: str) -> list[str]:
    return [text for line in lines if (text := readable(line)) is not None]


def test_a_line_of_dagster_loses_its_colours_and_its_time():
    assert shown(Readable(), WARNING) == ["warning: the queue is long"]


def test_what_is_of_no_interest_is_left_out_with_the_lines_that_belong_to_it():
    error = "2026-11-22 07:32:21 +0000 - dagster - ERROR - it broke"
    lines = (INFO, "  and more of it", error, "Stack Trace:", "  ValueError", INFO, "  more")
    assert shown(Readable(), *lines) == ["error: it broke", "Stack Trace:", "  ValueError"]
    assert len(shown(Readable(logging.DEBUG), *lines)) == len(lines)


def test_a_program_that_breaks_down_behind_lines_of_no_interest_is_heard():
    lines = (INFO, "Traceback (most recent call last):", '  File "x.py", line 1', "ImportError: no module")
    assert shown(Readable(), *lines) == list(lines[1:])


def of_run(level: str, *lines: str) -> list[str]:
    """Return a record of a run as it is written: its first line has time, level, job and run."""
    run = "make_dropped_film - 6b049c2f-e4f3-4efd-a578-fb191f1e70c8"
    return [f"2026-11-22 07:32:21 +0000 - dagster - {level} - {run} - {lines[0]}", *lines[1:]]


CAUSED = "The above exception was caused by the following exception:"
STACK = ("Stack Trace:", '  File "brief.py", line 95, in brief', "    with failures(context):", "         ^^^^")


def test_a_rejected_file_takes_two_lines():
    lines = [
        *of_run("ERROR", "storyboard - Dependencies for step storyboard failed: ['brief']. Not executing."),
        *of_run("ERROR", "film - Dependencies for step film were not executed: ['captions']. Not executing."),
        *of_run(
            "ERROR", "12366 - RUN_FAILURE - Steps failed: ['brief'].", "Failure: bad.fountain: a PDF document", *STACK
        ),
        *(CAUSED, "InvalidInput: bad.fountain: a PDF document", *STACK),
    ]
    first, second = shown(Readable(), *lines)
    assert first.endswith("12366 - RUN_FAILURE - Steps failed: ['brief'].")
    assert second == "Failure: bad.fountain: a PDF document"
    assert len(shown(Readable(logging.DEBUG), *lines)) == len(lines)


def test_of_a_step_that_broke_down_the_cause_is_told():
    failed = of_run(
        "ERROR", "12366 - RUN_FAILURE - Steps failed: ['film'].", "LoadInputError: while loading input:", *STACK
    )
    lines = [*failed, CAUSED, "StorageFailure: there are no captions", *STACK, CAUSED, "KeyError: 'x'", *STACK]
    assert shown(Readable(), *lines)[1:] == [
        "LoadInputError: while loading input:",
        "StorageFailure: there are no captions",
    ]
    assert shown(Readable(), *failed, "Segmentation fault")[-1] == "Segmentation fault"


def test_what_the_daemon_lists_of_a_backfill_is_of_no_interest():
    lines = (INFO, "**Materialized assets:**", "- film: {beta, alpha}", "None", "Killed", WARNING, "- film: {beta}")
    assert shown(Readable(), *lines) == ["Killed", "warning: the queue is long", "- film: {beta}"]


def test_a_new_home_is_no_warning():
    new = "2026-11-22 07:32:21 +0000 - dagster.daemon.X - WARNING - No cursor for event type Y, ignoring older events"
    assert shown(Readable(), new, WARNING) == ["warning: the queue is long"]
    assert len(shown(Readable(logging.DEBUG), new)) == 1


def test_what_says_no_level_is_shown():
    assert shown(Readable(), "Segmentation fault", "", "INFO:     Uvicorn running") == ["Segmentation fault"]


def test_secrets_are_not_shown():
    assert shown(Readable(secrets=("hunter2", "")), "login as me:hunter2@db") == ["login as me:***@db"]


def test_a_line_without_end_is_cut():
    (text,) = shown(Readable(), "x" * 100_000)
    assert len(text) < LONGEST_LINE + 50
    assert text.endswith("(100000 characters)")


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_bytes_become_lines_however_they_are_cut(size):
    told: list[str] = []
    lines = Lines(told.append)
    data = "eins\nzwei ä\n\nlast".encode()
    for start in range(0, len(data), size):
        lines.feed(data[start : start + size])
    assert told == ["eins", "zwei ä", ""]
    lines.end()
    assert told == ["eins", "zwei ä", "", "last"]


def test_a_line_that_never_ends_takes_no_more_and_more_memory():
    told: list[str] = []
    lines = Lines(told.append)
    for _ in range(100):
        lines.feed(b"x" * 10_000)
    assert sum(map(len, told)) > 900_000


def test_the_log_has_time_and_service_in_the_file_and_on_the_terminal(tmp_path, capsys):
    log = LineLog(tmp_path / "logs" / "up.log")
    log.write("daemon", "bad \x1b[31m news")
    log.own("starting")
    log.close()
    file = (tmp_path / "logs" / "up.log").read_text()
    assert file == capsys.readouterr().err
    first, second = file.splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} daemon    \| bad \\x1b\[31m news", first)
    assert second.endswith("up        | starting")
    assert log.last("daemon") == ("bad \\x1b[31m news",)
    assert log.last("webserver") == ()


def test_the_log_does_not_grow_for_ever(tmp_path, capsys):
    log = LineLog(tmp_path / "up.log", most_bytes=2000)
    for number in range(300):
        log.own(f"line {number:04d} " + "x" * 80)
    log.close()
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["up.log", *(f"up.log.{number}" for number in range(1, KEPT_FILES + 1))]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 2000 * (KEPT_FILES + 1)
    assert "line 0299" in (tmp_path / "up.log").read_text()


def test_a_log_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "logs").write_text("a file")
    with pytest.raises(StorageFailure, match="cannot write"):
        LineLog(tmp_path / "logs" / "up.log")
