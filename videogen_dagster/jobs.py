"""What runs: one run makes one project, whatever started it."""

import dagster as dg

from videogen_dagster.assets.automation import SCENES_GROUP

make_film = dg.define_asset_job(
    "make_film",
    selection=dg.AssetSelection.all() - dg.AssetSelection.groups(SCENES_GROUP),
    description="Makes one project's film, reusing what is there.",
)
