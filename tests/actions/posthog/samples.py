"""Short ways to import one action of PostHog's, and to say what came of it."""

from __future__ import annotations

import json
from typing import Any

from actioncli.actions.model import Action, Condition, Field, Matcher
from actioncli.actions.posthog.read import Imported, read_posthog

ACTION = {"name": "Paid", "steps": [{"event": "order paid"}]}
PAID = Action("Paid", (Matcher((Condition(Field("event"), "exact", "order paid"),)),))
"""The same in the model."""


def imported(*steps: object, **keys: Any) -> Imported:
    """The import of one action called A."""
    return read_posthog(json.dumps({"name": "A", "steps": list(steps), **keys}), "actions.json")


def findings(*steps: object, **keys: Any) -> list[str]:
    return list(map(str, imported(*steps, **keys).findings))


def conditions(step: object) -> list[Condition]:
    """The conditions that one step becomes."""
    result = imported(step)
    assert [finding for finding in result.findings if finding.leaves_out] == []
    return list(result.actions.actions[0].matchers[0].conditions)


def filtered(**entry: object) -> dict[str, object]:
    """A step with one property filter."""
    return {"event": "order", "properties": [entry]}


def filter_condition(**entry: object) -> Condition:
    (condition,) = conditions({"properties": [entry]})
    return condition
