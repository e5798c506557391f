"""The `posthog_action` resources in Terraform's JSON: plans and states, and configurations in JSON syntax.

terraform show -json           its resources of that type, from a state or a plan; `terraform.tfstate` too
*.tf.json                      what CDK for Terraform writes (`cdk.tf.json`), where it is written in literals
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from actioncli.actions.posthog.hcl_read import ATTRIBUTES, INSTEAD, read_expression

RawAction: TypeAlias = Mapping[str, object]
"""An action as JSON, nothing checked yet."""

_TEMPLATE = re.compile(r"(?<!\$)(?:\$\$)*\$\{|(?<!%)(?:%%)*%\{")
_ESCAPED = re.compile(r"([$%])\1\{")


def terraform_resources(document: RawAction) -> list[RawAction] | None:
    """The actions of a plan, a state or a configuration; None for a document that is none of these.

    Raises `ValueError` for an action of a configuration that is not written in literals.
    """
    for key in ("planned_values", "values"):
        values = document.get(key)
        if isinstance(values, dict):
            return list(_module_actions(values.get("root_module")))
    if isinstance(document.get("resources"), list):
        return list(_state_actions(document["resources"]))
    if "resource" in document:
        return list(_configured_actions(document["resource"]))
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


def _configured_actions(resource: object) -> Iterator[RawAction]:
    """The actions of a configuration in JSON, where an object may stand for a list of objects at every level."""
    for by_type in _one_or_more(resource):
        for by_name in _one_or_more(by_type.get("posthog_action")):
            for name, body in by_name.items():
                if name == "//":  # a comment
                    continue
                for attributes in _one_or_more(body):
                    yield {key: _literal(attributes[key], f"{name}.{key}") for key in ATTRIBUTES if key in attributes}


def _literal(value: object, place: str) -> object:
    """A value without what Terraform would work out; raises `ValueError` for one that only Terraform can."""
    if isinstance(value, list):
        return [_literal(item, place) for item in value]
    if isinstance(value, dict):
        return {key: _literal(item, place) for key, item in value.items()}
    if not isinstance(value, str):
        return value
    if not _TEMPLATE.search(value):
        return _ESCAPED.sub(r"\1{", value)
    if value.startswith("${") and value.endswith("}"):
        try:
            return read_expression(value[2:-1])
        except ValueError:
            pass
    raise ValueError(f"posthog_action.{place}: only literal values can be read; {INSTEAD}")


def _one_or_more(value: object) -> Iterator[RawAction]:
    """The objects of a list, or an object alone."""
    return _objects(value if isinstance(value, list) else [value])


def _objects(value: object) -> Iterator[RawAction]:
    """The objects in a list; nothing for anything else."""
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))
