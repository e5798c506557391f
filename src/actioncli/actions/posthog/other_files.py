"""Files that people take for PostHog's actions: what each is, and what to do with it, in one line."""

from __future__ import annotations

import re
from collections.abc import Mapping

_EVENTS = "these are events, not actions: `actioncli stats` and `actioncli match` read them"
_ACTIONS_FILE = "this is an actions file already: use it with -a"

_OF_EVENTS = ("distinct_id", "uuid", "timestamp", "anonymousId", "userId", "messageId", "elements_chain", "user_id")
"""Keys that events of one vendor or another have, and neither actions nor steps."""


def text_of_other_kind(text: str) -> str:
    """A description of a text that is not JSON; empty if unknown."""
    beginning = text.lstrip()
    first_line = beginning.partition("\n")[0]
    if beginning.startswith("<"):
        return "this is a web page, not a response of PostHog's API: check the address and the API key"
    if re.search(r"^actions[ \t]*:", text, re.MULTILINE):
        return _ACTIONS_FILE
    if re.search(r"\b(?:distinct_id|elements_chain)\b", first_line) and re.search(r"[,;\t]", first_line):
        return _EVENTS
    return ""


def object_of_other_kind(document: Mapping[str, object]) -> str:
    """A description of an object without actions; empty if unknown."""
    if is_event(document):
        return _EVENTS
    if isinstance(document.get("actions"), dict):
        return _ACTIONS_FILE
    if "@message" in document:
        return "this is the log of a Terraform run: import the output of `terraform show -json`"
    if isinstance(document.get("deployment"), dict) or isinstance(document.get("checkpoint"), dict):
        return "this is a Pulumi stack, which is not supported: get the actions from PostHog's API"
    said = next((found for key in ("detail", "error", "errors", "message") if (found := document.get(key))), None)
    if said is not None and "results" not in document:
        kind = document.get("type")
        words = ", ".join(map(str, said)) if isinstance(said, list) else str(said)
        return f"this is an error response of the API, not actions: {f'{kind}: ' if kind else ''}{words}"
    return ""


def is_event(item: object) -> bool:
    """Whether an object is an event of a log, of PostHog's or another vendor's."""
    if not isinstance(item, dict) or "steps" in item or "steps_json" in item:
        return False
    if isinstance(item.get("properties"), dict) and item["properties"] and ("event" in item or "event_type" in item):
        return True
    named = any(key in item for key in ("event", "event_type", "type"))
    return named and any(key in item for key in _OF_EVENTS)
