"""`videogen doctor --security` finds what is wrong with a deployment, and tells no secret of it."""

import json
import os
import re
import subprocess
import sys

import pytest

from videogen_dagster.cli.commands import run
from videogen_dagster.cli.security_diagnosis import look
from videogen_dagster.settings import load_settings

OF_OTHERS = "pages"
"""What is told of all processes of this machine."""
SECRET = "hunter2-hunter2-hunter2-hunter2"  # noqa: S105  # nobody's


@pytest.fixture
def home(tmp_path):
    home = tmp_path / "home"
    for folder in ("dagster/storage", "drop/in", "drop/out", "store", "models"):
        (home / folder).mkdir(parents=True)
    home.chmod(0o700)
    (home / "videogen.db").touch()
    return home


def states(home, **variables: str) -> dict[str, str]:
    return {line.subject: line.state for line in look(load_settings(variables, home=home))}


def test_a_home_of_its_own_has_nothing_that_fails(home):
    found = states(home)
    assert {state for subject, state in found.items() if subject != OF_OTHERS} <= {"ok", "warn"}
    assert {found[each] for each in ("home", "database", "configuration", "drop folder", "pickles", "callbacks")} == {
        "ok"
    }


def test_rights_of_others_are_found(home):
    (home / "drop" / "in").chmod(0o777)
    (home / "drop" / "out").chmod(0o777)
    (home / "models").chmod(0o777)
    home.chmod(0o755)
    (home / "videogen.db").chmod(0o666)
    found = states(home)
    failing = {subject for subject, state in found.items() if state == "fail"}
    assert failing >= {"films handed out", "models", "database"}
    assert (found["drop folder"], found["home"]) == ("warn", "warn")


@pytest.mark.parametrize(
    "line",
    [
        f"    postgres_url: postgresql://videogen:{SECRET}@db/films",
        f"aws_secret_access_key: {SECRET}",
        "key: AKIAABCDEFGHIJKLMNOP",
        "secret = whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
        "-----BEGIN RSA PRIVATE KEY-----",
    ],
)
def test_a_password_in_a_file_is_found_and_not_shown(home, line):
    (home / "dagster" / "dagster.yaml").write_text(f"# of us\n{line}\n")
    (told,) = [each for each in look(load_settings({}, home=home)) if each.subject == "configuration"]
    assert told.state == "fail"
    assert "dagster.yaml:2" in told.detail
    assert SECRET not in told.detail


def test_a_reference_to_the_environment_is_no_password(home):
    lines = ["postgres_url:", "  env: VIDEOGEN_DATABASE_URL", "password: {env: PASSWORD}", "url: postgresql://db/films"]
    (home / "dagster" / "dagster.yaml").write_text("\n".join(lines))
    assert states(home)["configuration"] == "ok"


def test_callbacks_that_are_weak_are_found(home):
    secret = {"VIDEOGEN_CALLBACK_SECRET": SECRET}
    assert states(home, VIDEOGEN_CALLBACK_HOSTS="shop.example.com", **secret)["callbacks"] == "ok"
    assert states(home, VIDEOGEN_CALLBACK_HOSTS="http://shop.example.com", **secret)["callbacks"] == "warn"
    assert states(home, VIDEOGEN_CALLBACK_HOSTS="shop/x", **secret)["callbacks"] == "fail"
    short = {"VIDEOGEN_CALLBACK_SECRET": "x"}
    assert states(home, VIDEOGEN_CALLBACK_HOSTS="shop", **short)["callback secret"] == "fail"
    assert states(home, VIDEOGEN_CALLBACK_HOSTS="shop")["callback secret"] == "warn"


def test_a_pickle_in_the_instance_is_found(home):
    import pickle

    (home / "dagster" / "storage" / "asset").write_bytes(pickle.dumps({"a": 1}))
    assert states(home)["pickles"] == "fail"


def test_a_database_elsewhere_without_tls_is_found(home):
    url = "postgresql+psycopg2://videogen:x@db.example.com/films"
    assert states(home, VIDEOGEN_DATABASE_URL=url)["database"] == "warn"
    assert states(home, VIDEOGEN_DATABASE_URL=f"{url}?sslmode=verify-full")["database"] == "ok"
    hidden = "postgresql+psycopg2://videogen:x@/films?host=db.example.com"
    assert states(home, VIDEOGEN_DATABASE_URL=hidden)["database"] == "warn"


@pytest.mark.parametrize("where", ["@localhost/films", "@/films", "@/films?host=%2Frun%2Fpostgresql"])
def test_a_database_of_this_machine_needs_no_tls(home, where):
    assert states(home, VIDEOGEN_DATABASE_URL=f"postgresql+psycopg2://videogen:x{where}")["database"] == "ok"


def test_pages_that_everybody_reaches_are_found(home):
    program = "import time; time.sleep(60)"
    everywhere = "0.0.0.0"  # noqa: S104  # nothing is bound
    words = [sys.executable, "-c", program, "dagster-webserver", "-h", everywhere]
    process = subprocess.Popen(words)
    try:
        assert "fail" in {line.state for line in look(load_settings({}, home=home)) if everywhere in line.detail}
    finally:
        process.kill()
        process.wait()


def test_the_command_tells_all_and_exits_with_3_if_something_fails(home, capsys, monkeypatch):
    assert os.environ["VIDEOGEN_HOME"] == str(home)
    code = run(["doctor", "--security", "--json"])
    found = json.loads(capsys.readouterr().out)
    fails = {line["subject"] for line in found if line["state"] == "fail"}
    assert fails <= {OF_OTHERS}
    assert code == (3 if fails else 0)
    (home / "drop" / "out").chmod(0o777)
    assert run(["doctor", "--security"]) == 3
    told = capsys.readouterr()
    assert re.search(r"^fail +films handed out +", told.out, re.MULTILINE)
    assert f"chmod o-w {home}/drop/out" in told.out
    assert "deployment_unsafe" in told.err
