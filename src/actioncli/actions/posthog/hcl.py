"""PostHog's actions as HCL, the language of Terraform's .tf files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import TypeAlias

Value: TypeAlias = object
"""A JSON value."""

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def action_resource(name: str, action: Mapping[str, Value]) -> str:
    """A `posthog_action` resource: the action's name, description and tags, and its steps as `jsonencode([...])`."""
    attributes = {key: action[key] for key in ("name", "description", "tags") if action.get(key)}
    lines = [f'resource "posthog_action" "{name}" {{', *_attributes(attributes, 2)]
    lines += ["", f"  steps_json = jsonencode({_value(action['steps'], 2)})", "}"]
    return "\n".join(lines) + "\n"


def resource_names(names: Iterable[str]) -> Iterator[str]:
    """The names that resources go by: lower case, words joined by `_`, each once."""
    taken: set[str] = set()
    for name in names:
        words = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
        base = words if re.match("[a-z]", words) else f"action_{words}".rstrip("_")
        free, number = base, 2
        while free in taken:
            free, number = f"{base}_{number}", number + 1
        taken.add(free)
        yield free


def _value(value: Value, indent: int) -> str:
    """A JSON value as an HCL expression; lists of scalars stand on one line."""
    margin = " " * indent
    if isinstance(value, Mapping):
        return "\n".join(("{", *_attributes(value, indent + 2), f"{margin}}}"))
    if isinstance(value, list):
        if not any(isinstance(item, Mapping) for item in value):
            return f"[{', '.join(_value(item, indent) for item in value)}]"
        entries = "".join(f"{margin}  {_value(item, indent + 2)},\n" for item in value)
        return f"[\n{entries}{margin}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else _quoted(value) if isinstance(value, str) else str(value)


def _attributes(values: Mapping[str, Value], indent: int) -> Iterator[str]:
    """The lines of keys and values, set as `terraform fmt` does: `=` aligned in a run of values of one line each."""
    written = [(_key(key), _value(value, indent)) for key, value in values.items()]
    for one_line, run in groupby(written, key=lambda entry: "\n" not in entry[1]):
        entries = tuple(run)
        width = max(len(key) for key, _ in entries) if one_line else 0
        yield from (f"{' ' * indent}{key:{width}} = {value}" for key, value in entries)


def _key(key: str) -> str:
    """An object's key: bare if it is an identifier."""
    return key if re.fullmatch(r"[A-Za-z_][\w-]*", key, re.ASCII) else _quoted(key)


def _quoted(text: str) -> str:
    """A quoted text in which nothing is interpolated."""
    safe = "".join(map(_escaped, text))
    return '"' + re.sub(r"[$%]+(?=\{)", _not_interpolated, safe) + '"'


def _not_interpolated(match: re.Match[str]) -> str:
    """Dollars or percent signs before a brace, as text: `${` is written `$${`.

    What `$$${` would be is not clear, so after another sign the last one is escaped by its number.
    """
    signs = match[0]
    return signs * 2 if len(signs) == 1 else f"{signs[:-1]}\\u{ord(signs[-1]):04x}"


def _escaped(character: str) -> str:
    """A character inside quotes."""
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
