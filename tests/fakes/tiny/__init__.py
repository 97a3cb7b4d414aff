"""Real model classes at tiny sizes with random weights. Nothing here may reach a hub: that is said before they are imported."""

import os

os.environ.setdefault("HF_HUB_OFFLINE", "1")
