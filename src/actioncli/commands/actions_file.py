"""The actions file of a command."""

from __future__ import annotations

import os
from pathlib import Path

from actioncli.errors import ActioncliError

NAMES = ("actions.yaml", "actions.yml")


def find_actions(named: str | None, takes_argument: str = "") -> str:
    """The actions file to use: the given one, else that of `$ACTIONCLI_ACTIONS`, else `actions.yaml` or `.yml` here.

    `takes_argument` is a command that takes the file as its argument; others take it with `--actions`.
    """
    found = actions_here(named)
    if found is None:
        how = f"as in `{takes_argument} FILE`" if takes_argument else "with --actions FILE (-a)"
        raise ActioncliError(
            f"no actions file: no {' or '.join(NAMES)} here; give one {how}, or in $ACTIONCLI_ACTIONS; "
            "`actioncli init` writes one, and `actioncli suggest EVENTS` proposes actions"
        )
    return found


def actions_here(named: str | None) -> str | None:
    """The same; None if there is none."""
    found = named or os.environ.get("ACTIONCLI_ACTIONS")
    return found or next((name for name in NAMES if Path(name).is_file()), None)
