"""How much memory a device has, how much was used, and giving back what nothing uses any more."""

import gc
import os
import sys
from typing import Final

from videogen_dagster.core.errors import EngineUnavailable

GPU_SHARE: Final = 0.8
"""Share of a GPU's memory that weights may keep; the rest is for what is computed."""

CPU_SHARE: Final = 0.5
"""Share of the machine's memory that weights may keep on the CPU."""


_OUT_OF_MEMORY: Final = (
    "out of memory",
    "can't allocate memory",
    "CUBLAS_STATUS_ALLOC_FAILED",
    "CUDNN_STATUS_ALLOC_FAILED",
)
_DEVICE_FAILED: Final = ("CUDA error", "CUBLAS_STATUS", "CUDNN_STATUS", "HIP error")


def room_for_models(device: str, memory_gb: float | None) -> int:
    """Return how many bytes of weights may stay on a device.

    Args:
        device: `cuda:0`, `cpu`.
        memory_gb: What the deployment says, in 10^9 bytes; None: a share of what there is.
    """
    if memory_gb is not None:
        return round(memory_gb * 1e9)
    if device.startswith("cuda"):
        import torch  # loaded with the pipeline

        return round(torch.cuda.get_device_properties(device).total_memory * GPU_SHARE)
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * CPU_SHARE)


def free_unused() -> None:
    """Give memory back that nothing refers to. Call it outside of `except`: an error's frames hold what they computed."""
    gc.collect()
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        torch.cuda.synchronize()
        torch.cuda.empty_cache()
        torch.cuda.ipc_collect()


def reset_peak(device: str) -> None:
    """Begin to count the most memory that a GPU holds."""
    if device.startswith("cuda"):
        import torch  # loaded with the pipeline

        torch.cuda.reset_peak_memory_stats(device)


def peak_bytes(device: str) -> int | None:
    """Return the most memory that a GPU held since `reset_peak`; None on other devices, which do not tell."""
    if not device.startswith("cuda"):
        return None
    import torch  # loaded with the pipeline

    return torch.cuda.max_memory_allocated(device)


def is_out_of_memory(error: RuntimeError) -> bool:
    """Return whether a device or the machine had too little memory."""
    return type(error).__name__ == "OutOfMemoryError" or any(sign in str(error) for sign in _OUT_OF_MEMORY)


def is_device_failure(error: RuntimeError) -> bool:
    """Return whether the device itself failed: this process cannot use it any more."""
    if is_out_of_memory(error):
        return False
    return type(error).__name__ == "AcceleratorError" or any(sign in str(error) for sign in _DEVICE_FAILED)


def device_failed(reason: str, engine: str) -> EngineUnavailable:
    """Return the error of a device that failed."""
    return EngineUnavailable(
        f"the device failed: {reason}",
        engine=engine,
        remedy="stop the worker (videogen workers stop); a new one starts",
    )
