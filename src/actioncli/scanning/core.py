"""Temporary."""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from types import ModuleType


@cache
def core() -> ModuleType | None:
    """The core."""
    return None if os.environ.get("ACTIONCLI_CORE") == "pure" else import_module("actioncli._core")
