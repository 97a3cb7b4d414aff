"""What runs: one run makes one project, whatever started it."""

import dagster as dg

make_film = dg.define_asset_job(
    "make_film", selection=dg.AssetSelection.all(), description="Makes one project's film, reusing what is there."
)
