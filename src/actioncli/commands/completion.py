"""What the shell's completion offers: the names of the actions in the actions file."""

from __future__ import annotations

from actioncli.actions.load import load_actions
from actioncli.commands.actions_file import find_actions
from actioncli.errors import ActioncliError


def action_names(file: str | None, beginning: str) -> list[str]:
    """The names that begin so; none where the file cannot be read: a shell that completes is no place for errors."""
    try:
        actions = load_actions(find_actions(file))
    except ActioncliError:
        return []
    return [name for name in actions.names() if name.startswith(beginning)]
