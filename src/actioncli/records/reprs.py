r"""Objects and lists in cells that are not JSON: as Python, DuckDB, Spark and Java print them.

    {'plan': 'pro', 'trial': True, 'seats': None}     Python's repr, which pandas writes
    {'plan': pro, 'seats': 3, 'trial': NULL}          DuckDB's structs
    {plan=pro, seats=3}   {plan -> pro, seats -> 3}   maps of Java, Trino, DuckDB; of Spark

Python's is read everywhere. The others quote nothing: they are read only in columns that
hold objects, and only if no value could be read in another way; what their values were is lost, and they are text.
"""

from __future__ import annotations

import ast
import math
import re
from typing import Any

SECTIONS = frozenset(
    (
        *("properties", "person_properties", "event_properties", "user_properties", "group_properties", "traits"),
        *("context", "groups", "data", "set", "set_once", "people_set", "people_set_once", "$set", "$set_once"),
    )
)
"""Columns that hold objects."""

_LONGEST = 1 << 20
"""Longer texts are not converted."""
_PYTHON = re.compile(r"""[{\[(]\s*['"\d\-{\[(TFN\])}]""")
_KEY = r"[\w$.\- \[\]/:]+?"
_SIMPLE = r"[^,{}\[\]()'\"=>]*"
_STRUCT = re.compile(rf"'(?P<key>{_KEY})': (?P<value>{_SIMPLE}|'(?:[^'\\]|\\.|'')*')(?:, |$)")
_PAIR = re.compile(rf"(?P<key>{_KEY})(?:=| -> )(?P<value>{_SIMPLE})(?:, |$)")
_WORDS = {"NULL": None, "null": None, "true": True, "false": False}


def value_of(key: str, text: str) -> Any:
    """The object or list that a text represents; None if it represents neither."""
    if len(text) > _LONGEST:
        return None
    found = _python(text)
    if found is None and key in SECTIONS and text[:1] == "{" and text[-1:] == "}":
        found = _pairs(_STRUCT, text[1:-1]) or _pairs(_PAIR, text[1:-1])
    return found


def _python(text: str) -> dict[str, Any] | list[Any] | None:
    if not _PYTHON.match(text):
        return None
    try:
        value = ast.literal_eval(text)
        found = _as_json(value)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None
    return found if isinstance(found, dict | list) else None


def _as_json(value: Any) -> Any:
    """The JSON value of a Python literal; raises `ValueError` for values that JSON does not have."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, dict):
        return {_as_key(key): _as_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(inner) for inner in value]
    raise ValueError


def _as_key(key: Any) -> str:
    if isinstance(key, str):
        return key
    if isinstance(key, int) and not isinstance(key, bool):
        return str(key)
    raise ValueError


def _pairs(pattern: re.Pattern[str], inner: str) -> dict[str, Any] | None:
    """The entries of a struct or map, which must be plain values."""
    found: dict[str, Any] = {}
    position = 0
    if inner.endswith(", "):
        return None
    while position < len(inner):
        match = pattern.match(inner, position)
        if match is None or match["key"] in found:
            return None
        value = match["value"]
        if value.startswith("'"):
            value = value[1:-1].replace("''", "'").replace("\\'", "'").replace("\\\\", "\\")
            found[match["key"]] = value
        else:
            found[match["key"]] = _WORDS.get(value, value)
        position = match.end()
    return found or None
