"""The choice between the compiled core and pure Python. Only this module imports `actioncli._core`."""

from __future__ import annotations

import os
import sys
from functools import cache
from importlib import import_module
from types import ModuleType

from actioncli.errors import ActioncliError


@cache
def core() -> ModuleType | None:
    """The compiled core, or None for pure Python. The choice is made once in a process.

    `ACTIONCLI_CORE=native` requires the compiled core, and `pure` does not use it.
    Without the variable, it is used if it can be imported.

    Raises:
        ActioncliError: the variable has another value, or requires a core that cannot be imported.

    """
    wanted = os.environ.get("ACTIONCLI_CORE", "")
    if wanted not in ("", "native", "pure"):
        raise ActioncliError(f"ACTIONCLI_CORE is {wanted!r}: use native or pure")
    if wanted == "pure":
        return None
    try:
        return _of_this_version(import_module("actioncli._core"))
    except ImportError as error:
        if not wanted:
            return None
        from actioncli.extras import install_command, installed_from  # noqa: PLC0415 - only for errors

        command = install_command("", installed_from(), "--force-reinstall", "--no-deps", "--no-cache-dir")
        raise ActioncliError(
            f"ACTIONCLI_CORE=native: cannot import the compiled core ({error}); install Rust, then run: {command}"
        ) from error


def _of_this_version(module: ModuleType) -> ModuleType:
    """The module; raises `ImportError` if an earlier build left it behind."""
    ours = sys.modules["actioncli"].__version__
    if module.__version__ != ours:
        raise ImportError(f"it is of version {module.__version__}, and actioncli is {ours}")
    return module


def core_name() -> str:
    """The chosen core, as `--version` and `--profile` name it. Raises as `core` does."""
    return "compiled core" if core() else "pure Python"
