"""What needs a CUDA device is left out without one."""

import ctypes

import pytest


@pytest.fixture(scope="session", autouse=True)
def cuda():
    """Look for the driver first: without one nobody waits three seconds for PyTorch to say that there is none."""
    try:
        ctypes.CDLL("libcuda.so.1")
    except OSError:
        pytest.skip("no CUDA driver")
    torch = pytest.importorskip("torch")
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")
