"""Keeps the networks of a pipeline in the machine's memory and brings to the GPU what is computed next."""

from typing import Any, Final

MODEL_OFFLOAD: Final = "model offload"


def offload_networks(pipeline: Any, device: str) -> bool:
    """Bring one network of a pipeline at a time to its GPU; returns False where that is not possible."""
    if not device.startswith("cuda") or not getattr(pipeline, "model_cpu_offload_seq", None):
        return False
    pipeline.enable_model_cpu_offload(device=device)
    return True


def offload_layers(pipeline: Any, device: str) -> bool:
    """Bring one layer of a pipeline at a time to its GPU; returns False where that is not possible."""
    if not device.startswith("cuda") or not hasattr(pipeline, "enable_group_offload"):
        return False
    import torch  # loaded with the pipeline

    pipeline.remove_all_hooks()
    pipeline.to("cpu")
    pipeline.enable_group_offload(onload_device=torch.device(device), offload_type="leaf_level", use_stream=True)
    return True
