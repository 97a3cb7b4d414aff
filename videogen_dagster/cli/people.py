"""Who gives a command."""

import getpass


def person() -> str:
    """Return who gives this command, as the system calls them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container's user without a name, or Windows without its variables
        return "unknown"
