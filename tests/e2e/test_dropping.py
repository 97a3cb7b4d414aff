"""Files are dropped into a real bucket while the real daemon is killed: each becomes one film, or one reason."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import obstore
import pytest

from tests.e2e.conftest import ROOT, Workplace
from tests.e2e.serving import until
from tests.fakes.s3_server import ACCESS, s3_server, store_at
from videogen_dagster.partitions import VERSION_TAG
from videogen_dagster.runs import open_instance
from videogen_dagster.settings import load_settings

pytestmark = pytest.mark.slow

SCRIPT = "Title: {title}\nresolution: 360p\n\nEXT. HARBOUR - DAY\n\nANN\n{title} it is.\n"


@contextmanager
def daemon(place: Workplace, server: str) -> Generator[subprocess.Popen[bytes]]:
    """Run the daemon with its code server, in a group of their own, over a drop folder in a bucket."""
    instance = place.home / "dagster"
    instance.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "dagster.yaml", instance)
    environment = {
        **os.environ,
        **place.settings,
        "DAGSTER_HOME": str(instance),
        "VIDEOGEN_DROP_URL": "s3://films/team",
        "AWS_ENDPOINT_URL": server,
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": ACCESS["region"],
        "AWS_ACCESS_KEY_ID": ACCESS["access_key_id"],
        "AWS_SECRET_ACCESS_KEY": ACCESS["secret_access_key"],
    }
    command = [str(Path(sys.executable).with_name("dagster-daemon")), "run", "-w", str(ROOT / "workspace.yaml")]
    with (place.folder / "daemon.log").open("a") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=60)


def test_every_version_becomes_one_film_or_one_reason_although_the_daemon_is_killed(tmp_path):
    place = Workplace(tmp_path)
    with s3_server() as server:
        bucket = store_at(server, "films")

        def status(project: str) -> dict:
            try:
                return json.loads(bytes(obstore.get(bucket, f"out/{project}/status.json").bytes()))
            except FileNotFoundError:
                return {"state": ""}

        with daemon(place, server) as first:
            obstore.put(bucket, "in/kettle.fountain", SCRIPT.format(title="The kettle").encode())
            obstore.put(bucket, "in/mug/metadata.json", b'{"style": "cubist"}')
            instance = open_instance(load_settings({}, home=place.home))
            until(
                lambda: [run.status for run in instance.get_runs()],
                lambda all_: dg.DagsterRunStatus.STARTED in all_,
                within_s=120,
            )
            os.killpg(first.pid, signal.SIGKILL)
            first.wait()
        obstore.put(bucket, "in/lamp/script.fountain", SCRIPT.format(title="The lamp").encode())
        obstore.put(bucket, "in/lamp/metadata.json", b'{"aspect": "1:1", "members": [{"name": "script.fountain"}]}')
        with daemon(place, server):
            for project in ("kettle", "lamp"):
                until(lambda name=project: status(name)["state"], lambda state: state == "completed", within_s=300)
        told = status("lamp")
        film = bytes(obstore.get(bucket, "out/lamp/lamp.mp4").bytes())
        assert (told["film"]["width"], told["film"]["height"]) == (360, 360)
        assert told["film"]["sha256"] in {path.stem for path in (place.home / "store" / "objects").glob("*.mp4")}
        assert len(film) > 10_000
        assert status("mug")["reason"]["field"] == "style"
        runs = instance.get_runs()
        finished = [run for run in runs if run.status is dg.DagsterRunStatus.SUCCESS]
        assert sorted(run.tags["dagster/partition"] for run in finished) == ["kettle", "lamp"]
        assert len({run.tags[VERSION_TAG] for run in runs}) == 2
