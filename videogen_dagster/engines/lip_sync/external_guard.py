"""Runs a command, and kills its process group when whoever started this goes away.

Started as a script, with the command as arguments: `python -I -S external_guard.py program argument...`. Its standard
input is a pipe that nobody writes to: it ends when the process that holds its other end does, however that dies.
"""

import os
import signal
import subprocess
import sys
import threading


def _kill_with_parent() -> None:
    while os.read(0, 1):
        pass
    os.killpg(0, signal.SIGKILL)


def main() -> int:
    """Run the command; returns its exit status, 127 if it cannot be started, 128 and more if a signal ended it."""
    threading.Thread(target=_kill_with_parent, daemon=True).start()
    try:
        status = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, check=False).returncode  # noqa: S603 (the deployment's own)
    except OSError as error:
        print(f"{sys.argv[1]}: {error.strerror}", file=sys.stderr)  # noqa: T201 (a script)
        return 127
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main())
