"""What the shell's completion offers: the names of the actions in the actions file."""

from __future__ import annotations

import os
import re

from actioncli.actions.load import load_actions
from actioncli.commands.actions_file import find_actions
from actioncli.errors import ActioncliError

_UNQUOTED = re.compile(r"[^\w@%+=:,./-]")
"""Characters that mean something to bash."""


def action_names(file: str | None, beginning: str) -> list[str]:
    """The names that begin so; none where the file cannot be read: a shell that completes is no place for errors."""
    try:
        actions = load_actions(find_actions(file))
    except ActioncliError:
        return []
    names = [name for name in actions.names() if name.startswith(beginning)]
    if os.environ.get("_ACTIONCLI_COMPLETE") == "complete_bash":  # bash puts what it gets on the line as it is
        return [_UNQUOTED.sub(r"\\\g<0>", name) for name in names]
    return names
