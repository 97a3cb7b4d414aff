"""The files of Docker Compose, read by Compose itself: its own loader, without a daemon."""

import importlib
import json
import re
import secrets
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "deploy" / "compose"
SAMPLE = COMPOSE / ".env.sample"
PROGRAM = Path(importlib.import_module("compose").__file__ or "").with_name("docker-compose")
"""The program itself: the script that the package installs loses its exit status."""
PASSWORDS = re.compile(r"^(\w*(?:PASSWORD|SECRET_ACCESS_KEY|PASSWORD_HASH))=(?:'')?$", re.MULTILINE)
CLUSTER = "HEAD_IP=10.0.0.5\nRAY_AUTH_TOKEN=token\n"


def filled(path: Path) -> Path:
    """Write the sample as a person does who fills in what is empty."""
    path.write_text(PASSWORDS.sub(lambda found: f"{found[1]}={secrets.token_hex(12)}", SAMPLE.read_text()) + CLUSTER)
    return path


def composed(*files: str, variables: Path) -> subprocess.CompletedProcess[str]:
    """Let Compose read files, with all profiles."""
    chosen = [option for file in files for option in ("--file", str(COMPOSE / file))]
    return subprocess.run(
        [str(PROGRAM), "--env-file", str(variables), *chosen, "--profile", "*", "config", "--format", "json"],
        env={"PATH": "/usr/bin:/bin", "HOME": str(variables.parent)},
        check=False,
        capture_output=True,
        text=True,
    )


def services_of(*files: str, variables: Path) -> dict[str, dict[str, Any]]:
    """Return the services as Compose starts them."""
    said = composed(*files, variables=variables)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout.replace("$$", "$"))["services"]
