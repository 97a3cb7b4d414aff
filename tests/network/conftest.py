"""Asks real services, which costs a little money: only where that is asked for, with `pytest -m network`."""

import pytest


@pytest.fixture(autouse=True)
def asked_for(request):
    """Leave a test out unless the marker itself was asked for: a key in the environment is no leave to spend."""
    if request.config.getoption("-m") != "network":
        pytest.skip("asks a real service: pytest -m network")
