"""Which actions file a command means."""

from __future__ import annotations

import os
from pathlib import Path

from actioncli.errors import ActioncliError

NAMES = ("actions.yaml", "actions.yml")


def find_actions(named: str | None) -> str:
    """The actions file to use: the one named, else that of `$ACTIONCLI_ACTIONS`, else `actions.yaml` or `.yml` here."""
    found = named or os.environ.get("ACTIONCLI_ACTIONS")
    if found:
        return found
    for name in NAMES:
        if Path(name).is_file():
            return name
    raise ActioncliError(
        "no actions file: there is no actions.yaml here; name one with --actions FILE or in $ACTIONCLI_ACTIONS"
    )
