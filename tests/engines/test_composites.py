"""Composite functions are found by name, and nothing of theirs runs before a scene needs it."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.engines.composites import Composites
from videogen_dagster.settings import load_settings

PROGRAM = """
raise SystemExit("this must not run")

def bar_chart(scene):
    return []

def _helper(scene):
    return []

class Split:
    def title(self): ...

split_title = bar_chart
"""


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.py"
    path.write_text(PROGRAM)
    return path


def test_public_functions_of_a_file_are_known_by_their_names_without_running_it(report):
    composites = Composites([str(report)])
    assert composites.names() == ("bar_chart",)
    found = composites.find("bar_chart")
    assert (found.path, found.source()) == (report, hashlib.sha256(report.read_bytes()).hexdigest())


def test_functions_of_an_importable_module_are_known_as_well():
    assert "composed" in Composites(["tests.fakes.composites"]).names()


@pytest.mark.parametrize(
    ("name", "told"),
    [("bar_charts", "did you mean bar_chart?"), ("_helper", "known are bar_chart"), ("x", "bar_chart")],
)
def test_an_unknown_name_is_told_with_those_that_are_known(report, name, told):
    with pytest.raises(InvalidInput, match="scenes") as failure:
        Composites([str(report)]).find(name, field="scenes[0].composite")
    assert told in str(failure.value)


def test_a_deployment_without_functions_says_how_to_get_some():
    with pytest.raises(InvalidInput, match="VIDEOGEN_COMPOSITES"):
        Composites().find("bar_chart")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("nowhere.py", "nowhere.py cannot be read"),
        ("no_such_module", "no module 'no_such_module'"),
        ("no_such_package.inner", "no module"),
        ("math", "no module 'math'"),
    ],
)
def test_a_source_that_is_not_there_is_told_by_the_name_of_its_setting(source, told):
    with pytest.raises(InvalidInput, match=told) as failure:
        Composites([source]).names()
    assert failure.value.field == "VIDEOGEN_COMPOSITES"


def test_a_file_that_is_no_program_is_told_with_its_line(report):
    report.write_text("def bar_chart(scene):\n    return [\n")
    with pytest.raises(InvalidInput, match=r"report\.py is no Python program: line 2"):
        Composites([str(report)]).names()


def test_two_functions_of_one_name_are_refused(report, tmp_path):
    other = tmp_path / "other.py"
    other.write_text("def bar_chart(scene): ...\n")
    with pytest.raises(InvalidInput, match=r"report\.py and .*other\.py"):
        Composites([str(report), str(other)]).names()


def test_what_runs_is_the_file_as_it_is_now(report):
    composites = Composites([str(report)])
    for number in (1, 2):
        report.write_text(f"def bar_chart(scene):\n    return {number}\n")
        function, source = composites.find("bar_chart").load()
        assert function(None) == number
        assert source == composites.find("bar_chart").source()


def test_what_runs_has_a_name_of_its_own_and_a_run_that_fails_leaves_nothing(report):
    found = Composites(["tests.fakes.composites"]).find("composed")
    function, _ = found.load()
    assert function.__module__ != "tests.fakes.composites"
    assert sys.modules[function.__module__].__dict__ is function.__globals__
    before = set(sys.modules)
    with pytest.raises(SystemExit):
        Composites([str(report)]).find("bar_chart").load()
    assert set(sys.modules) == before


def test_relative_paths_are_those_of_the_folder_in_which_the_settings_were_read():
    relative = load_settings({"VIDEOGEN_COMPOSITES": os.pathsep.join(["report.py", "my_package.skies"])})
    assert relative.composite_sources == (str(Path.cwd() / "report.py"), "my_package.skies")


def install(folder, name, entry_points, **files):
    """Lay a package into a folder as pip does."""
    record = folder / f"{name}-1.0.dist-info"
    record.mkdir()
    (record / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (record / "entry_points.txt").write_text(f"[videogen_dagster.composites]\n{entry_points}\n")
    (folder / name).mkdir()
    for file, text in files.items():
        (folder / name / f"{file}.py").write_text(text)


def test_a_package_registers_functions_and_is_imported_for_none_but_its_own(tmp_path):
    skies = "from .colours import DARK\ndef sunrise(scene): return DARK\n"
    install(
        tmp_path, "sky", "sun-rise = sky.skies:sunrise", __init__="print('sky')", skies=skies, colours="DARK = 'dark'\n"
    )
    install(
        tmp_path, "broken", "gone = broken.gone:gone\nnone = nowhere:none\nodd = broken", __init__="print('broken')"
    )
    program = (
        "from videogen_dagster.core.errors import InvalidInput\n"
        "from videogen_dagster.engines.composites import Composites\n"
        "composites = Composites()\n"
        "print(composites.names())\n"
        "found = composites.find('sun-rise')\n"
        "print(found.path, len(found.source()))\n"
        "print(found.load()[0](None))\n"
        "for name in ('gone', 'none', 'odd'):\n"
        "    try:\n"
        "        composites.find(name)\n"
        "    except InvalidInput as error:\n"
        "        print(error.message)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.splitlines() == [
        "('gone', 'none', 'odd', 'sun-rise')",
        f"{tmp_path / 'sky' / 'skies.py'} 64",
        "sky",
        "dark",
        "'gone' is registered as 'broken.gone:gone', which is not there",
        "'none' is registered as 'nowhere:none', which is not there",
        "'odd' is registered as 'broken', which is not there",
    ]
