import subprocess
import sys


def test_what_the_asset_layer_imports_loads_no_scipy():
    code = "import sys, videogen_dagster.media.mixing; sys.exit('scipy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
