"""The values of options for shell completion."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable

from actioncli.actions.load import load_actions
from actioncli.actions.model import Actions
from actioncli.commands.actions_file import find_actions
from actioncli.conditions.fields import BY_NAME as FIELDS
from actioncli.errors import ActioncliError

_UNQUOTED = re.compile(r"[^\w@%+=:,./-]")
"""Characters that bash interprets."""

COMMON_FIELDS = (
    *("distinct_id", "url", "properties.$browser", "properties.$os", "properties.$device_type", "properties.$host"),
    *("properties.$pathname", "properties.$referring_domain", "properties.$geoip_country_code"),
)
"""Fields that most PostHog events have."""


def completions(what: str, file: str | None, beginning: str) -> list[str]:
    """The values of a kind of `VALUES` that start with `beginning`; of a comma-separated list, the last item counts."""
    before = ""
    if what in LISTED:
        before, _, beginning = beginning.rpartition(",")
        before += "," * bool(before)
    found = [before + value for value in VALUES[what](file) if value.startswith(beginning)]
    if os.environ.get("_ACTIONCLI_COMPLETE") == "complete_bash":  # bash inserts values unquoted
        return [_UNQUOTED.sub(r"\\\g<0>", value) for value in found]
    return found


def _actions(file: str | None) -> Actions:
    """The actions; none if the file cannot be read, because a shell cannot show errors."""
    try:
        return load_actions(find_actions(file))
    except ActioncliError:
        return Actions(())


def _fields(file: str | None) -> list[str]:
    """The fields of the actions, and common ones."""
    matchers = [matcher for action in _actions(file).actions for matcher in action.matchers]
    asked = [condition.field for matcher in matchers for condition in matcher.conditions]
    return list(dict.fromkeys((*(str(one) for one in asked if not FIELDS[one.name].elements), *COMMON_FIELDS)))


def _groups(file: str | None) -> list[str]:
    from actioncli.grouping import MATCHER, PERIODS  # noqa: PLC0415 - only this value needs it

    return list(dict.fromkeys((*PERIODS, MATCHER, "event", *_fields(file))))


def _columns(file: str | None) -> list[str]:
    return list(dict.fromkeys(("timestamp", "event", "matched_actions", *_fields(file))))


def _shapes(_file: str | None) -> list[str]:
    from actioncli.events.shapes.catalogue import BY_NAME  # noqa: PLC0415 - only this value needs it

    return ["auto", *BY_NAME]


def _kinds(_file: str | None) -> tuple[str, ...]:
    from actioncli.diagnosis import KINDS  # noqa: PLC0415 - only this value needs it

    return KINDS


def _dialects(_file: str | None) -> list[str]:
    try:
        from actioncli.sql.dialects import DIALECTS  # noqa: PLC0415 - an extra
    except ImportError:
        return []
    return [dialect.name for dialect in DIALECTS]


def _layouts(_file: str | None) -> list[str]:
    from actioncli.sql.layouts import BY_NAME  # noqa: PLC0415 - only this value needs it

    return list(BY_NAME)


def _zones(_file: str | None) -> list[str]:
    from zoneinfo import available_timezones  # noqa: PLC0415 - only this value needs it

    return sorted(available_timezones())


VALUES: dict[str, Callable[[str | None], Iterable[str]]] = {
    "actions": lambda file: _actions(file).names(),
    "groups": _groups,
    "fields": _columns,
    "shapes": _shapes,
    "kinds": _kinds,
    "dialects": _dialects,
    "layouts": _layouts,
    "zones": _zones,
}
"""The values of each kind of option."""

LISTED = ("fields", "kinds")
"""Kinds that are given as a comma-separated list."""
