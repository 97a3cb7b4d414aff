"""The `videogen` command."""

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    from videogen_dagster.cli.commands import run  # the package itself stays importable without click

    sys.exit(run(sys.argv[1:]))
