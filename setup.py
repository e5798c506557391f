"""pyproject.toml describes the package. This only removes what earlier builds left behind.

Otherwise, setuptools would put it into the wheel: modules that no longer exist, or an outdated compiled core.
"""

import shutil
from pathlib import Path

from setuptools import setup

shutil.rmtree(Path(__file__).parent / "build", ignore_errors=True)
setup()
