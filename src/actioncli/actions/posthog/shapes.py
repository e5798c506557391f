"""The shapes PostHog's actions come in, all brought to one: a list of actions as the API returns them.

one action                     GET /api/projects/:id/actions/:id/
a list, {"results": [...]}     GET /api/projects/:id/actions/
several of these               one behind another (`jq -c '.results[]'`, pages in one file), or in a list (`jq -s`)
{"name", "steps_json"}         a `posthog_action` of Terraform, alone or in a list
Terraform's JSON               plans, states and configurations (`terraform.py`)
a list of steps                the text of one `steps_json`
a .tf file                     its `posthog_action` resources, where they are written in literals
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import TypeGuard

from actioncli.actions.posthog.documents import documents
from actioncli.actions.posthog.findings import Finding
from actioncli.actions.posthog.hcl_read import read_hcl
from actioncli.actions.posthog.other_files import is_event, object_of_other_kind, text_of_other_kind
from actioncli.actions.posthog.pages import missing_pages, without_repeated
from actioncli.actions.posthog.terraform import RawAction, terraform_resources
from actioncli.errors import ActioncliError

STEP_KEYS = (
    "event",
    "properties",
    "selector",
    "selector_regex",
    "tag_name",
    "text",
    "text_matching",
    "href",
    "href_matching",
    "url",
    "url_matching",
)
"""The keys of a step that PostHog documents."""

_RESOURCE = re.compile(r'^\s*resource\s+"posthog_action"', re.MULTILINE)
"""What a .tf file holds, and at the beginning of a line no JSON can."""

EXPECTED = (
    "expected PostHog's actions: one action, a list of actions, an API page with `results`, "
    "or Terraform's `posthog_action` resources"
)


def raw_actions(text: bytes | str, file: str) -> tuple[tuple[RawAction, ...], tuple[Finding, ...]]:
    """The actions in a text of any known shape, and remarks about the text as a whole.

    Raises `ActioncliError` for a text that is not JSON or holds something else.
    """
    decoded = _decoded(text, file)
    if PurePath(file).suffix == ".tf" or _RESOURCE.search(decoded):
        return tuple(_written_resources(decoded, file)), ()
    parts = [part for document in _documents(decoded, file) for part in _parts(document)]
    if len(parts) > 1 and all(isinstance(part, dict) and _is_step(part) for part in parts):
        parts = [parts]
    found = [action for part in parts for action in _actions_of(part, file)]
    pages = [part for part in parts if _is_page(part)]
    actions, repeated = without_repeated(found)
    return tuple(actions), (*missing_pages(pages), *repeated)


def _decoded(text: bytes | str, file: str) -> str:
    """The text of a file without a byte order mark."""
    try:
        return text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise ActioncliError(f"{file}: not UTF-8: {error}") from error


def _documents(text: str, file: str) -> list[object]:
    """The text of a file as JSON."""
    try:
        return documents(text)
    except ValueError as error:
        other = text_of_other_kind(text)
        raise ActioncliError(f"{file}: {other or f'not JSON: {error}'}") from error


def _parts(document: object) -> Iterator[object]:
    """A document, or what a list of documents holds."""
    if isinstance(document, list) and any(isinstance(item, list) or _is_page(item) for item in document):
        for item in document:
            yield from _parts(item)
    else:
        yield document


def _is_page(document: object) -> TypeGuard[dict[str, object]]:
    return isinstance(document, dict) and "results" in document


def _actions_of(part: object, file: str) -> Iterator[RawAction]:
    """The actions of a page, a list, a document of Terraform, or one action."""
    if isinstance(part, list):
        yield from _listed(part, file)
        return
    if not isinstance(part, dict):
        raise ActioncliError(f"{file}: {EXPECTED}, found {_kind(part)}")
    try:
        resources = terraform_resources(part)
    except ValueError as error:
        raise ActioncliError(f"{file}: {error}") from error
    if resources is not None:
        yield from resources
    elif "results" in part:
        results = part["results"]
        if not isinstance(results, list):
            raise ActioncliError(f"{file}: `results` is {_kind(results)}, expected a list of actions")
        yield from _listed(results, file)
    else:
        yield _one_action(part, file)


def _one_action(document: RawAction, file: str) -> RawAction:
    """An object that is an action."""
    if "steps" in document or "steps_json" in document:
        return document
    other = object_of_other_kind(document)
    if not other and "name" in document:
        return document
    raise ActioncliError(f"{file}: {other or f'{EXPECTED}, found an object with none of their keys'}")


def _written_resources(text: str, file: str) -> Iterator[RawAction]:
    """The actions of a .tf file."""
    try:
        yield from read_hcl(text)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else error
        raise ActioncliError(f"{file}: {reason}") from error


def _listed(items: list[object], file: str) -> Iterator[RawAction]:
    """The actions of a list, or one action for a list of steps."""
    objects = [item for item in items if isinstance(item, dict)]
    if len(objects) < len(items):
        number, item = next((n, item) for n, item in enumerate(items, 1) if not isinstance(item, dict))
        raise ActioncliError(f"{file}: item {number} of the list is {_kind(item)}, expected an action")
    for item in objects:
        if is_event(item):
            raise ActioncliError(f"{file}: {object_of_other_kind(item)}")
    if objects and all(_is_step(item) for item in objects):
        # Standard input, `<stdin>`, names nothing.
        yield {"name": "" if file.startswith("<") else PurePath(file).stem, "steps": items}
    else:
        yield from objects


def _is_step(item: Mapping[str, object]) -> bool:
    """Whether an object is a step and not an action."""
    is_action = "steps" in item or "steps_json" in item
    return not is_action and any(key in item for key in STEP_KEYS) and not is_event(item)


def _kind(value: object) -> str:
    """What a JSON value is, in words."""
    names = {dict: "an object", list: "a list", str: "a text", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")
