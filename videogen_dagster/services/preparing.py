"""All that is seen to before the first service starts: who else runs, the port, the instance, the folders, the database."""

import errno
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from videogen_dagster.core.errors import InvalidInput, StorageFailure, VideogenError
from videogen_dagster.executor.local.places import FileLock, meeting_folder
from videogen_dagster.instance_configuration import State, keep_configuration
from videogen_dagster.resources.database import connect, upgrade
from videogen_dagster.resources.drop_folder import INBOX, OUTBOX, DropFolder
from videogen_dagster.resources.reachable import check_reachable
from videogen_dagster.services.production import DROP, STORE, check_production, choice_for
from videogen_dagster.settings import Settings, runtime_folder

LOCK: Final = "up.lock"
STARTED: Final = "up-"
"""How the folder of a start begins."""


class AlreadyUp(VideogenError):
    """The services of this home run already; nothing was changed."""

    code = "already_up"
    exit_code = 2


@contextmanager
def alone(settings: Settings, address: str) -> Generator[None]:
    """Keep other supervisors from a home during the block; this ends with the process, however that ends.

    Raises:
        AlreadyUp: There is one.
        StorageFailure: The home cannot be written.
    """
    lock = FileLock(settings.home / LOCK)
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        is_free = lock.take(told=json.dumps({"pid": os.getpid(), "address": address}))
    except OSError as error:
        raise StorageFailure(f"cannot write {lock.path}: {error.strerror}", remedy="set VIDEOGEN_HOME") from error
    if not is_free:
        raise _already_up(settings, lock.holder())
    try:
        yield
    finally:
        lock.leave()


def _already_up(settings: Settings, told: str) -> AlreadyUp:
    try:
        holder = json.loads(told)
        who, remedy = (
            f" by process {holder['pid']} at {holder['address']}",
            f"open it, or stop it: kill {holder['pid']}",
        )
    except (ValueError, KeyError, TypeError):  # it has just taken the lock
        who, remedy = "", "wait a moment and look again"
    return AlreadyUp(
        f"the services of {settings.home} run already{who}",
        field="VIDEOGEN_HOME",
        remedy=f"{remedy}; another VIDEOGEN_HOME has services of its own",
    )


def check_port(host: str, port: int, *, field: str) -> None:
    """See that a server can listen there.

    Raises:
        InvalidInput: It cannot.
    """
    try:
        family, kind, _, _, where = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0]
        with closing(socket.socket(family, kind)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the servers do: a port just left is free
            probe.bind(where)
    except socket.gaierror as error:
        raise InvalidInput(f"{host!r} is no address: {error.strerror}", field="--host", remedy="127.0.0.1") from error
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise InvalidInput(
                f"{host} is no address of this machine", field="--host", remedy="127.0.0.1, or 0.0.0.0 for all"
            ) from error
        if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
            raise
        why = "is taken" if error.errno == errno.EADDRINUSE else "needs other rights"
        raise InvalidInput(
            f"port {port} of {host} {why}", field=field, remedy=f"choose another one: {field} {port + 1}"
        ) from error


def prepare(settings: Settings, *, production: bool) -> State:
    """Make the home ready: the instance's file, the database's tables, the folders.

    Returns:
        How the instance's file was found.

    Raises:
        InvalidInput: Something that production needs is not set.
        StorageFailure: A folder cannot be made, or the database or a bucket does not answer.
    """
    if production:
        check_production(settings)
        engine = connect(settings.database_url)
        upgrade(engine)
        engine.dispose()
    if settings.store_url is not None:
        check_reachable(settings.store_url, settings.connection_options, field=STORE)
    if "://" in settings.drop_url:
        check_reachable(settings.drop_url, settings.connection_options, field=DROP)
    else:
        DropFolder.in_folder(Path(settings.drop_url))
    return keep_configuration(settings.instance_directory, choice_for(settings, production=production))


def places_of(settings: Settings) -> tuple[str, str]:
    """Return where files are dropped, and where films appear."""
    url = settings.drop_url.rstrip("/")
    return f"{url}/{INBOX}", f"{url}/{OUTBOX}"


@contextmanager
def private_folder(settings: Settings) -> Generator[Path]:
    """Make a folder for this start that nobody else can enter, with a name that is short enough for sockets.

    Whoever calls is alone: folders of earlier starts are those of supervisors that were killed, and go.

    Raises:
        StorageFailure: It cannot be made.
    """
    parent = meeting_folder(runtime_folder(), settings.home)
    for left in parent.glob(f"{STARTED}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=STARTED, dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def secrets_in(environment: Mapping[str, str], database_url: str) -> frozenset[str]:
    """Return the values that no log may show: those of variables with such names, and the database's password."""
    from sqlalchemy.engine import make_url

    named = {
        value
        for name, value in environment.items()
        if any(part in name.upper() for part in ("SECRET", "TOKEN", "PASSWORD", "API_KEY", "CREDENTIAL"))
    }
    passwords = {make_url(database_url).password, urlsplit(database_url).password}  # as it is, and as the URL writes it
    return frozenset(named | {str(password) for password in passwords if password})
