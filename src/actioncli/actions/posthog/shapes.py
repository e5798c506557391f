"""The shapes PostHog's actions come in, all brought to one: a list of actions as the API returns them.

one action                     GET /api/projects/:id/actions/:id/
a list, {"results": [...]}     GET /api/projects/:id/actions/
{"name", "steps_json"}         a `posthog_action` of Terraform, alone or in a list
terraform show -json           its resources of that type, from a state or a plan; `terraform.tfstate` too
a list of steps                the text of one `steps_json`
a .tf file                     its `posthog_action` resources, where they are written in literals
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Never, TypeAlias

from actioncli.actions.posthog.findings import Finding
from actioncli.actions.posthog.hcl_read import read_hcl
from actioncli.errors import ActioncliError

RawAction: TypeAlias = Mapping[str, object]
"""An action as JSON, nothing checked yet."""

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
    """The actions in a text of any known shape, and what is to be said of the text as a whole.

    Raises `ActioncliError` for a text that is not JSON or holds something else.
    """
    decoded = _decoded(text, file)
    if PurePath(file).suffix == ".tf" or _RESOURCE.search(decoded):
        return tuple(_written_resources(decoded, file)), ()
    document = _json(decoded, file)
    if isinstance(document, list):
        return tuple(_listed(document, file)), ()
    if not isinstance(document, dict):
        raise ActioncliError(f"{file}: {EXPECTED}, found {_kind(document)}")
    resources = _terraform_resources(document)
    if resources is not None:
        return tuple(resources), ()
    if "results" in document:
        results = document["results"]
        if not isinstance(results, list):
            raise ActioncliError(f"{file}: `results` is {_kind(results)}, expected a list of actions")
        return tuple(_listed(results, file)), tuple(_next_page(document))
    if any(key in document for key in ("steps", "steps_json", "name")):
        return (document,), ()
    raise ActioncliError(f"{file}: {EXPECTED}, found an object with none of their keys")


def decoded_json(text: str) -> object:
    """The text as JSON; raises `ValueError` for one that is not, or that holds what no text can."""
    try:
        document: object = json.loads(text, parse_constant=_not_json)
        # A lone half of a surrogate pair (`"\\ud800"`) is JSON but not text, and could not be written anywhere.
        json.dumps(document, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return document


def _decoded(text: bytes | str, file: str) -> str:
    """The text of a file without a byte order mark."""
    try:
        return text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise ActioncliError(f"{file}: not UTF-8: {error}") from error


def _json(text: str, file: str) -> object:
    """The text of a file as JSON."""
    try:
        return decoded_json(text)
    except ValueError as error:
        raise ActioncliError(f"{file}: not JSON: {error}") from error


def _written_resources(text: str, file: str) -> Iterator[RawAction]:
    """The actions of a .tf file."""
    try:
        yield from read_hcl(text)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else error
        raise ActioncliError(f"{file}: {reason}") from error


def _not_json(constant: str) -> Never:
    """Refuses `NaN` and `Infinity`, which Python reads and JSON does not have."""
    raise ValueError(f"{constant} is not a JSON value")


def _listed(items: list[object], file: str) -> Iterator[RawAction]:
    """The actions of a list, or one action for a list of steps."""
    objects = [item for item in items if isinstance(item, dict)]
    if len(objects) < len(items):
        number, item = next((n, item) for n, item in enumerate(items, 1) if not isinstance(item, dict))
        raise ActioncliError(f"{file}: item {number} of the list is {_kind(item)}, expected an action")
    if objects and all(_is_step(item) for item in objects):
        # Standard input, `<stdin>`, names nothing.
        yield {"name": "" if file.startswith("<") else PurePath(file).stem, "steps": items}
    else:
        yield from objects


def _is_step(item: Mapping[str, object]) -> bool:
    """Whether an object is a step and not an action."""
    return "steps" not in item and "steps_json" not in item and any(key in item for key in STEP_KEYS)


def _next_page(document: RawAction) -> Iterator[Finding]:
    """A warning when this page of the API is not the last one."""
    if document.get("next"):
        yield Finding("warning", "", None, "next", f"more actions on the next page, {document['next']}")


def _terraform_resources(document: RawAction) -> list[RawAction] | None:
    """The `posthog_action`s of a Terraform plan or state; None for a document that is neither."""
    for key in ("planned_values", "values"):
        values = document.get(key)
        if isinstance(values, dict):
            return list(_module_actions(values.get("root_module")))
    if isinstance(document.get("resources"), list):
        return list(_state_actions(document["resources"]))
    return None


def _module_actions(module: object) -> Iterator[RawAction]:
    """The actions of a module of `terraform show -json` and of the modules in it."""
    if not isinstance(module, dict):
        return
    for resource in _objects(module.get("resources")):
        values = resource.get("values")
        if resource.get("type") == "posthog_action" and isinstance(values, dict):
            yield values
    for child in _objects(module.get("child_modules")):
        yield from _module_actions(child)


def _state_actions(resources: object) -> Iterator[RawAction]:
    """The actions of a `terraform.tfstate`."""
    for resource in _objects(resources):
        if resource.get("type") == "posthog_action":
            for instance in _objects(resource.get("instances")):
                attributes = instance.get("attributes")
                if isinstance(attributes, dict):
                    yield attributes


def _objects(value: object) -> Iterator[RawAction]:
    """The objects in a list; nothing for anything else."""
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def _kind(value: object) -> str:
    """What a JSON value is, in words."""
    names = {dict: "an object", list: "a list", str: "a text", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")
