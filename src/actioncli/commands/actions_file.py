"""Which actions file a command means."""

from __future__ import annotations

import os
from pathlib import Path

from actioncli.errors import ActioncliError

NAMES = ("actions.yaml", "actions.yml")


def find_actions(named: str | None) -> str:
    """The actions file to use: the one named, else that of `$ACTIONCLI_ACTIONS`, else `actions.yaml` or `.yml` here."""
    found = actions_here(named)
    if found is None:
        raise ActioncliError(
            "no actions file: there is no actions.yaml here; name one with --actions FILE or in $ACTIONCLI_ACTIONS"
        )
    return found


def actions_here(named: str | None) -> str | None:
    """The same; None if there is none."""
    found = named or os.environ.get("ACTIONCLI_ACTIONS")
    return found or next((name for name in NAMES if Path(name).is_file()), None)
