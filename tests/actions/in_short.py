"""Problems in one line, as the tests of `actions` compare them."""

from __future__ import annotations

import pytest

from actioncli.actions.load import parse_actions
from actioncli.errors import ActionsFileError, Problem


def problems(text: str) -> list[str]:
    """The problems as `line:column path: message | hint`."""
    with pytest.raises(ActionsFileError) as caught:
        parse_actions(text, "a.yaml")
    return [in_short(problem) for problem in caught.value.problems]


def in_short(problem: Problem) -> str:
    assert problem.place is not None
    path = f"{' › '.join(problem.path)}: " if problem.path else ""
    hint = f" | {problem.hint}" if problem.hint else ""
    return f"{problem.place.line}:{problem.place.column} {path}{problem.message}{hint}"
