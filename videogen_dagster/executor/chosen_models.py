"""What every GPU worker does before its first step, whichever backend it belongs to."""

from videogen_dagster.settings import load_settings


def load_chosen_models() -> None:
    """Load what the deployment wants loaded before the first step; trouble is told in the log."""
    chosen = load_settings().preloaded()
    if chosen:
        from videogen_dagster.engines.diffusion.preloading import preload  # imports torch

        preload(chosen)
