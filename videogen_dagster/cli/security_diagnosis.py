"""`videogen doctor --security`: who can read, change and call what in this deployment, and what mends it."""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Final, Literal
from urllib.parse import parse_qsl, urlsplit

from videogen_dagster.cli.findings import Finding, tell
from videogen_dagster.core.errors import InvalidInput, VideogenError
from videogen_dagster.inspection.confinement import enforced
from videogen_dagster.resources.callbacks import AllowedHost
from videogen_dagster.settings import Settings, load_settings, runtime_folder
from videogen_dagster.upkeep.outcome import files_below

LEAST_SECRET_BYTES: Final = 24
MOST_FILES: Final = 50_000
_SECRET: Final = re.compile(
    r"://[^\s:/@{]+:[^\s@{]+@"  # a URL with a password
    r"|\bAKIA[0-9A-Z]{16}\b|\bwhsec_[A-Za-z0-9+/=]{16,}|\bsk-[A-Za-z0-9_-]{20,}|-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|(?i:\b(?:\w+_)?(?:password|passwd|secret_access_key|secret|token|api_key)\b\s*[:=]\s*[\"']?[^\s\"'{$]{6,})"
)
_WRITTEN: Final = (".yaml", ".yml", ".toml", ".env", ".ini", ".cfg", ".json")
_PICKLES: Final = (b"\x80\x02", b"\x80\x03", b"\x80\x04\x95", b"\x80\x05\x95")
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1", ""})


class DeploymentUnsafe(VideogenError):
    """Somebody can read, change or call what they should not."""

    code = "deployment_unsafe"


def tell_security(*, as_json: bool) -> None:
    """Print all findings.

    Raises:
        DeploymentUnsafe: One of them fails.
    """
    tell(tuple(look(load_settings())), error=DeploymentUnsafe, as_json=as_json)


def look(settings: Settings) -> Iterator[Finding]:
    """Yield what was found."""
    yield _user()
    yield _rights("home", settings.home, readable="warn")
    yield _database(settings)
    yield from _configuration(settings)
    yield from _drop_folder(settings)
    yield from _code(settings)
    yield _rights("sockets", runtime_folder(), readable="warn")
    yield from _callbacks(settings)
    yield from _pages()
    yield _pickles(settings)
    yield _confinement()


def _user() -> Finding:
    if os.geteuid() == 0:
        return Finding("user", "warn", "root", "run the services as a user of their own")
    return Finding("user", "ok", f"number {os.geteuid()}")


def _rights(subject: str, path: Path, *, readable: Literal["ok", "warn", "fail"]) -> Finding:
    """Return who beside its owner can change or read a path."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return Finding(subject, "ok", f"{path} is not there yet")
    shown = f"{path} ({stat.filemode(mode)})"
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        return Finding(subject, "fail", f"everybody may write {shown}", f"chmod o-w {path}")
    if mode & stat.S_IROTH and readable != "ok":
        return Finding(subject, readable, f"everybody on this machine may read {shown}", f"chmod o-rwx {path}")
    return Finding(subject, "ok", shown)


def _database(settings: Settings) -> Finding:
    url = urlsplit(settings.database_url)
    if url.scheme.startswith("sqlite"):
        path = Path(url.path.removeprefix("/") if url.path.startswith("//") else url.path)
        closed = settings.home.exists() and not settings.home.stat().st_mode & stat.S_IXOTH
        return _rights("database", path, readable="ok" if closed else "warn")
    host = url.hostname or dict(parse_qsl(url.query)).get("host", "")
    is_far = host not in _LOOPBACK and not host.startswith("/")  # libpq: none or a path is a socket
    if is_far and "sslmode=require" not in url.query and "sslmode=verify" not in url.query:
        return Finding("database", "warn", f"{host} without TLS", "add ?sslmode=verify-full to VIDEOGEN_DATABASE_URL")
    return Finding(
        "database", "ok", f"{host if is_far else 'of this machine'}; its password is in the environment alone"
    )


def _configuration(settings: Settings) -> Iterator[Finding]:
    """Yield files of the home that hold a password or key, by file and line: never what stands there."""
    folders = (settings.home, settings.instance_directory)
    files = [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir()) if _is_written(path)]
    found = [
        f"{path}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1)
        if _SECRET.search(line.partition("#")[0])
    ]
    if found:
        remedy = "put it into the environment, and write `env: NAME` there"
        yield Finding("configuration", "fail", f"a password or key in {', '.join(found[:4])}", remedy)
    else:
        yield Finding("configuration", "ok", f"no password or key in {len(files)} file(s)")


def _is_written(path: Path) -> bool:
    named = path.suffix in _WRITTEN or path.name == ".env"
    return named and path.is_file() and path.stat().st_size < 1_000_000


def _drop_folder(settings: Settings) -> Iterator[Finding]:
    if "://" in settings.drop_url:
        yield Finding("drop folder", "ok", f"{settings.drop_url}: who may write it, its bucket's policy says")
        return
    root = Path(settings.drop_url)
    yield _rights("films handed out", root / "out", readable="ok")
    given = _rights("drop folder", root / "in", readable="ok")
    if given.state == "fail":
        yield Finding("drop folder", "warn", f"{given.detail}: everybody can have films made", given.remedy)
    else:
        yield given


def _code(settings: Settings) -> Iterator[Finding]:
    """Yield who may change what runs with the program's rights."""
    for source in settings.composite_sources:
        if source.endswith(".py"):
            yield _rights("composites", Path(source), readable="ok")
    yield _rights("models", settings.models_folder, readable="ok")


def _callbacks(settings: Settings) -> Iterator[Finding]:
    if not settings.callback_hosts:
        yield Finding("callbacks", "ok", "nobody is called")
        return
    secret = settings.callback_secret or ""
    if len(secret) < LEAST_SECRET_BYTES:
        told = f"the secret has {len(secret)} bytes" if secret else "no secret: callbacks are rejected"
        remedy = "set VIDEOGEN_CALLBACK_SECRET to whsec_ and 32 random bytes in base64"
        yield Finding("callback secret", "fail" if secret else "warn", told, remedy)
    for text in settings.callback_hosts:
        try:
            host = AllowedHost.named(text)
        except InvalidInput as error:
            yield Finding("callbacks", "fail", error.message, error.remedy or "")
            continue
        if host.scheme == "http" and host.name not in _LOOPBACK:
            yield Finding("callbacks", "warn", f"{text}: results can be read on the way", "use https")
        else:
            yield Finding("callbacks", "ok", f"{text} may be called")


def _pages() -> Iterator[Finding]:
    """Yield where the pages and figures that run on this machine listen: they ask nobody who they are."""
    found = list(_webservers())
    for host in found:
        if host in _LOOPBACK:
            yield Finding("pages", "ok", f"on {host}")
        else:
            remedy = "bind 127.0.0.1, and put a proxy that signs people in before it: see deploy/compose"
            yield Finding("pages", "fail", f"on {host}: whoever reaches it can do everything", remedy)
    if not found:
        yield Finding("pages", "ok", "none run on this machine")


def _webservers() -> Iterator[str]:
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = process.read_bytes().decode(errors="replace").split("\0")
        except OSError:  # it ended, or is somebody else's
            continue
        names = {Path(word).name for word in words[:4]}
        if not names & {"dagster-webserver", "dagster_webserver"} and not names >= {"videogen", "metrics"}:
            continue
        named = [words[at + 1] for at, word in enumerate(words[:-1]) if word in {"-h", "--host"}]
        yield named[-1] if named else "127.0.0.1"


def _pickles(settings: Settings) -> Finding:
    """Return whether values stand in the store or the instance that would be run when they are read."""
    folders = [settings.instance_directory / "storage", *([] if settings.store_url else [settings.home / "store"])]
    files = (path for folder in folders for path in files_below(folder))
    found = []
    for path in islice(files, MOST_FILES):
        with suppress(FileNotFoundError), path.open("rb") as file:  # films may be made meanwhile
            if path.suffix in {".pkl", ".pickle"} or file.read(3).startswith(_PICKLES):
                found.append(str(path))
    if found:
        return Finding("pickles", "fail", f"{len(found)} file(s): {found[0]}", "remove them; nothing here reads them")
    return Finding("pickles", "ok", "none in the store" if not settings.store_url else "none in the instance")


def _confinement() -> Finding:
    found = enforced()
    if len(found) == 2:
        return Finding("decoders", "ok", f"confined by limits, {' and '.join(found)}")
    return Finding(
        "decoders",
        "warn",
        f"confined by limits{''.join(f' and {name}' for name in found)} alone",
        "use Linux 5.13 or later with landlock and seccomp, or drop files of people you trust",
    )
