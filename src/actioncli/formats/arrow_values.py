"""Converts columns of Arrow to JSON values, with one function for each type.

A map is an object, JSON text is the value it says, decimals are numbers, times are ISO 8601 and bytes are text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any, TypeAlias

from actioncli.records.record import parse_text, plain

Convert: TypeAlias = Callable[[Any], Any]
"""A function from a Python value other than None to its JSON value."""


def values_of(array: Any) -> Sequence[Any]:
    """The JSON values of a column."""
    from pyarrow import compute, timestamp, types  # noqa: PLC0415 - an extra

    if types.is_dictionary(array.type):
        array = array.dictionary_decode()
    convert = _converter(array.type)
    kind = array.type
    if convert is None:
        values: list[Any] = array.to_pylist()
        return values
    if types.is_timestamp(kind):
        # Python's times have microseconds; further digits are truncated.
        array = compute.cast(array, timestamp("us", kind.tz), safe=False)
        if kind.tz in (None, "UTC"):
            return _moments(array.view("int64").to_pylist(), None if kind.tz is None else UTC)
    return [None if value is None else convert(value) for value in array.to_pylist()]


def _moments(numbers: list[int | None], zone: tzinfo | None) -> list[str | None]:
    """Times in ISO 8601; null for dates that do not exist."""
    epoch = datetime(1970, 1, 1, tzinfo=zone)
    moments: list[str | None] = []
    for number in numbers:
        try:
            moments.append(None if number is None else (epoch + timedelta(microseconds=number)).isoformat())
        except OverflowError:
            moments.append(None)
    return moments


def _converter(kind: Any) -> Convert | None:
    """The conversion of a type; None if values need none."""
    from pyarrow import types  # noqa: PLC0415 - an extra

    if types.is_dictionary(kind):
        kind = kind.value_type
    if getattr(kind, "extension_name", "") == "arrow.json":
        return _json
    if types.is_map(kind):
        return _of_map(kind)
    if types.is_struct(kind):
        fields = [kind.field(place) for place in range(kind.num_fields)]
        return _of_struct({field.name: _converter(field.type) for field in fields})
    if types.is_nested(kind) and hasattr(kind, "value_type"):
        item = _converter(kind.value_type)
        return None if item is None else lambda values: [None if value is None else item(value) for value in values]
    as_they_are = (types.is_string, types.is_large_string, types.is_integer, types.is_boolean, types.is_null)
    return None if any(is_kind(kind) for is_kind in as_they_are) else _scalar


def _of_map(kind: Any) -> Convert:
    key, item = _converter(kind.key_type), _converter(kind.item_type)

    def convert(pairs: Any) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, value in pairs.items() if isinstance(pairs, dict) else pairs:
            text = name if key is None else key(name)
            made.setdefault(str(text), value if item is None or value is None else item(value))
        return made

    return convert


def _of_struct(converters: dict[str, Convert | None]) -> Convert | None:
    if not any(converters.values()):
        return None

    def convert(values: Any) -> dict[str, Any]:
        made = {}
        for name, value in values.items():
            inner = converters.get(name)
            made[name] = value if inner is None or value is None else inner(value)
        return made

    return convert


def _json(text: Any) -> Any:
    """The value of a JSON text; other text is unchanged."""
    if not isinstance(text, str):
        return _scalar(text)
    bare = text.strip()
    if bare == "null":
        return None
    value = plain(parse_text(text))
    return text if value is None else value


def _scalar(value: Any) -> Any:
    """The JSON value of a scalar."""
    if isinstance(value, float):
        return value if value - value == 0 else None  # JSON has neither NaN nor infinities
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, str | int | bool | dict | list):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _number(value: Decimal) -> int | float | None:
    """A decimal as a JSON number; an integer if it is whole."""
    if not value.is_finite():
        return None
    return int(value) if value == value.to_integral_value() else float(value)
