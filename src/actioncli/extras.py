"""Optional dependencies: the one message that says which extra is missing, with a command that installs it."""

from __future__ import annotations

import json
import shlex
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from actioncli.errors import ActioncliError

NAME = "actioncli"
CHECKOUT = Path(__file__).parents[2]
"""The root of the checkout, if the package runs from one."""


def missing_extra(what: str, extra: str, *, smaller: str = "") -> ActioncliError:
    """The error of something that needs an extra; `smaller` is an extra that would do too."""
    command = install_command(extra, installed_from())
    more = f", or the smaller extra `{smaller}`" if smaller else ""
    return ActioncliError(f"{what} requires the extra `{extra}`: {command}{more}")


def install_command(extra: str, origin: str, *options: str) -> str:
    """The command that installs the package with an extra (empty: none) from where it came.

    `origin` is a checkout, an address, or (empty) an index; `options` are options of pip.
    """
    chosen = f"[{extra}]" if extra else ""
    command = " ".join(("pip install", *options))
    if origin.startswith("git+"):
        return f"{command} {shlex.quote(f'{NAME}{chosen} @ {origin}')}"
    if not origin:
        return f"{command} {shlex.quote(NAME + chosen)}"
    path = "." if Path(origin) == Path.cwd() else origin
    return f"{command} -e {shlex.quote(path + chosen)}"


def installed_from() -> str:
    """The checkout or the address that the package was installed from; empty for an index."""
    if (CHECKOUT / "pyproject.toml").is_file() and (CHECKOUT / "src" / NAME).is_dir():
        return str(CHECKOUT)
    try:
        told = distribution(NAME).read_text("direct_url.json")
    except PackageNotFoundError:
        return ""
    origin = json.loads(told) if told else {}
    url = str(origin.get("url", ""))
    if "vcs_info" in origin:
        return f"{origin['vcs_info']['vcs']}+{url}"
    path = url.removeprefix("file://") if url.startswith("file:///") else ""
    return path if Path(path, "pyproject.toml").is_file() else ""
