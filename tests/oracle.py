"""The independent oracle of the tests: a slow, obvious matcher, written from `docs/semantics.md` and from nothing else.

It borrows the model classes and no other line of the package: what it expects comes from separate means.
Section numbers in the docstrings are those of `docs/semantics.md`.
It takes valid actions only, and reads regular expressions with `re`:
it evaluates patterns that mean the same to `re` and to RE2, as those of `event_strategies` do.

    matched(actions, json.loads(line), now)  # ["Signed up", "Big order"]

It is longer than other modules on purpose: one file to read against the one document.
"""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any

from actioncli.actions.model import Action, Actions, Condition, Field, Matcher
from actioncli.values import Operand, Scalar

Event = dict[str, Any]
"""One record of an export, as `json.loads` gives it."""

# --- actions and matchers (1) ---


def matched(actions: Actions, event: Event, now: datetime) -> list[str]:
    """The names of the actions that match the event, in file order."""
    if _is_taken(actions, event, now):
        return []
    return [action.name for action in actions.actions if _action_holds(action, actions, event, now)]


def matcher_hits(actions: Actions, event: Event, now: datetime) -> dict[str, list[int]]:
    """The numbers, from 1, of the matchers that match on their own: the `except` of their action is not asked.

    That of an action they refer to is, and so is the file-wide one for it: what it takes, no action matches (1.5).
    """
    taken = _is_taken(actions, event, now)
    return {
        action.name: [
            number
            for number, matcher in enumerate(action.matchers, start=1)
            if not (taken and matcher.actions) and _matcher_holds(matcher, actions, event, now)
        ]
        for action in actions.actions
    }


def _is_taken(actions: Actions, event: Event, now: datetime) -> bool:
    """Whether the file-wide `except` takes the event; an action it refers to is asked without that `except`."""
    return any(_matcher_holds(matcher, actions, event, now) for matcher in actions.exceptions)


def _action_holds(action: Action, actions: Actions, event: Event, now: datetime) -> bool:
    """Section 1.5 without the file-wide `except`, which is asked once for all actions."""
    claimed = any(_matcher_holds(matcher, actions, event, now) for matcher in action.matchers)
    excepted = any(_matcher_holds(matcher, actions, event, now) for matcher in action.exceptions)
    return claimed and not excepted


def _matcher_holds(matcher: Matcher, actions: Actions, event: Event, now: datetime) -> bool:
    for name in matcher.actions:
        [other] = [action for action in actions.actions if action.name == name]
        if not _action_holds(other, actions, event, now):
            return False
    return all(condition_holds(condition, event, now) for condition in matcher.conditions)


# --- conditions (2, 5, 11) ---

POSITIVE_OF = {
    "is_not": "exact",
    "not_in": "in",
    "not_icontains": "icontains",
    "not_icontains_multi": "icontains_multi",
    "not_starts_with": "starts_with",
    "not_ends_with": "ends_with",
    "not_regex": "regex",
}
"""The negated operators: those that hold for an absent value, and negate what they are named after."""

ITEMS_COMPARED = ("$exception_types", "$exception_values", "$exception_sources", "$exception_functions")
OF_ITEMS = ("exact", "in", "icontains", "icontains_multi", "contains", "starts_with", "ends_with", "regex")
"""Section 5.4: the event properties whose arrays are looked into, and by which operators."""


def condition_holds(condition: Condition, event: Event, now: datetime) -> bool:
    """Whether one condition holds for one event."""
    name, operator, operand = condition.field.name, condition.operator, condition.operand
    if name in ("selector", "tag_name"):
        chain = elements(event)
        fits = selector_fits if name == "selector" else _tag_fits
        hit = any(fits(_text_form(item), chain) for item in _items(operand))
        return hit if operator == "exact" else not hit
    if name in ("text", "href"):
        of_elements = [element.text if name == "text" else element.href for element in elements(event)]
        values = [value for value in of_elements if value is not None]
    else:
        value = _field_value(condition.field, event)
        values = [] if value is None else [value]
        if isinstance(value, list) and condition.field.name == "properties" and condition.field.key in ITEMS_COMPARED:
            return _array_holds([item for item in value if item is not None], operator, operand, now)
    if operator in ("is_set", "is_not_set"):
        return bool(values) == ((operator == "is_set") == (operand is not False))
    positive = POSITIVE_OF.get(operator, operator)
    hit = any(_meets(value, positive, operand, now, folds_case=name in ("text", "href")) for value in values)
    return hit if positive == operator else not hit


def _array_holds(values: list[Any], operator: str, operand: Operand, now: datetime) -> bool:
    """Section 5.4: one item is enough, for a negation too, which also holds where there is none."""
    if operator in ("is_set", "is_not_set"):
        return (operator == "is_set") == (operand is not False)
    positive = POSITIVE_OF.get(operator, operator)
    if positive not in OF_ITEMS:
        return False
    hits = [_meets(value, positive, operand, now, folds_case=False) for value in values]
    return any(hits) if positive == operator else not hits or not all(hits)


def _items(operand: Operand) -> tuple[Scalar, ...]:
    return operand if isinstance(operand, tuple) else (operand,)


def _tag_fits(tag: str, chain: list[Element]) -> bool:
    return any(_ascii_lower(element.tag) == _ascii_lower(tag) for element in chain)


def _meets(value: Any, operator: str, operand: Operand, now: datetime, *, folds_case: bool) -> bool:
    """Whether a value that is present meets an operator that is no negation (5)."""
    items = _items(operand)
    text = _text_form(value)
    texts = [_text_form(item) for item in items]
    if operator in ("exact", "in"):
        return any(_equal(value, item) for item in items)
    if operator == "contains":
        return any(_like(text, pattern, folds_case=folds_case) for pattern in texts)
    if operator == "icontains" and len(texts) == 1:
        return _like(text, texts[0], folds_case=True)
    if operator in ("icontains", "icontains_multi"):
        return any(_lower(literal) in _lower(text) for literal in texts)
    if operator == "starts_with":
        return any(_like_at_the_ends(text, pattern, start=True) for pattern in texts)
    if operator == "ends_with":
        return any(_like_at_the_ends(text, pattern, start=False) for pattern in texts)
    if operator == "regex":
        return any(re.search(_as_python(pattern), text, re.DOTALL | re.ASCII) for pattern in texts)
    if operator.startswith("is_date_"):
        return _date_compares(value, operator, items[0], now)
    if operator.startswith("semver_"):
        return _version_compares(value, operator, texts[0])
    return _number_compares(value, operator, items)


# --- what a field reads (2, 4) ---


def _field_value(of: Field, event: Event) -> Any:
    """The value of a field that is not of elements; None is an absent one (3.1)."""
    properties = _object(event.get("properties"))
    if of.name == "url":
        url = properties.get("$current_url")
        return None if url is None else _text_form(url)
    if of.name == "properties":
        return _chain_text(event) if of.key == "$elements_chain" else _lookup(properties, of.key)
    if of.name == "person":
        return event.get("distinct_id") if of.key == "distinct_id" else _lookup(_person(event), of.key)
    if of.name == "group":
        return _lookup(_object(event.get(f"group{of.index}_properties")), of.key)
    value = event.get(of.name)
    return properties.get(of.name) if value is None and of.name.startswith("$group_") else value


def user(event: Event, kind: str = "person") -> str | None:
    """Section 15: the text of the id that an event counts for; None where it has none."""
    ids = []
    if kind == "person":
        person = _object(event.get("person"))
        ids = [event.get("person_id"), person.get("id"), person.get("uuid")]
    for found in ids:
        if found not in (None, ""):
            return _text_form(found)
    distinct_id = event.get("distinct_id")
    return None if distinct_id is None else _text_form(distinct_id)


def _object(value: Any) -> dict[str, Any]:
    """An object that may have come as JSON text; whatever else came is none."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, dict) else {}


def _person(event: Event) -> dict[str, Any]:
    of_record = event.get("person_properties")
    return _object(_object(event.get("person")).get("properties") if of_record is None else of_record)


def _lookup(properties: dict[str, Any], key: str) -> Any:
    """A flat key, or a JSON Pointer if it begins with a slash (3.2)."""
    if not key.startswith("/"):
        return properties.get(key)
    value: Any = properties
    for escaped in key[1:].split("/"):
        step = escaped.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and re.fullmatch("0|[1-9][0-9]*", step) and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


# --- values (3) ---


def _text_form(value: Any) -> str:
    """Section 3.3; also of operands."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _as_javascript(value)
    return str(value) if isinstance(value, int) else _compact(value)


def _compact(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{_compact(key)}:{_compact(member)}" for key, member in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_compact(member) for member in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return "null" if value is None else _text_form(value)


def _as_javascript(number: float) -> str:
    """ECMAScript's Number::toString: the shortest digits that read back, with an exponent from 1e21 and below 1e-6."""
    exact = Decimal(repr(number)).normalize()
    if exact == 0:
        return "0"
    sign = "-" if exact < 0 else ""
    digits = "".join(str(digit) for digit in exact.as_tuple().digits)
    point = exact.adjusted() + 1
    """How many digits stand before the dot."""
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if digits[1:] else ""
    return f"{sign}{digits[0]}{fraction}e{'+' if point > 0 else '-'}{abs(point - 1)}"


def _number(value: Any) -> int | float | None:
    """Section 3.4: integers as they are, the others as 64-bit floats, None for what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str):
        if re.fullmatch("[+-]?[0-9]+", value):
            return int(value)
        if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", value):
            return None
        value = float(value)
    return value if isinstance(value, int) or isfinite(value) else None


def _equal(value: Any, item: Scalar) -> bool:
    """Section 5.1."""
    if any(isinstance(side, int | float) and not isinstance(side, bool) for side in (value, item)):
        left, right = _number(value), _number(item)
        if left is not None and right is not None:
            return left == right
    return _text_form(value) == _text_form(item)


def _number_compares(value: Any, operator: str, items: tuple[Scalar, ...]) -> bool:
    number = _number(value)
    if number is None:
        return False
    bounds = [bound for bound in map(_number, items) if bound is not None]
    if operator in ("between", "not_between"):
        low, high = bounds
        return (low <= number <= high) == (operator == "between")
    compare: dict[str, Callable[[int | float], bool]] = {
        "gt": lambda bound: number > bound,
        "lt": lambda bound: number < bound,
        "gte": lambda bound: number >= bound,
        "lte": lambda bound: number <= bound,
    }
    return any(compare[operator](bound) for bound in bounds)


def _lower(text: str) -> str:
    """Section 2.4: code point by code point; İ is the one letter whose full mapping is longer than its simple one."""
    return "".join("i" if character == "İ" else character.lower() for character in text)


def _ascii_lower(text: str) -> str:
    return "".join(character.lower() if "A" <= character <= "Z" else character for character in text)


def _like(text: str, pattern: str, *, folds_case: bool) -> bool:
    """Section 2.3: `%` and `_` are wildcards, and the pattern may match anywhere."""
    if folds_case:
        text, pattern = _lower(text), _lower(pattern)
    wildcards = {"%": ".*", "_": "."}
    return bool(re.search("".join(wildcards.get(part) or re.escape(part) for part in pattern), text, re.DOTALL))


def _like_at_the_ends(text: str, pattern: str, *, start: bool) -> bool:
    """Section 5, the affixes: `ILIKE 'pattern%'` or `ILIKE '%pattern'`."""
    wildcards = {"%": ".*", "_": "."}
    fitting = "".join(wildcards.get(part) or re.escape(part) for part in _lower(pattern))
    return bool(re.fullmatch(f"{fitting}.*" if start else f".*{fitting}", _lower(text), re.DOTALL))


def _as_python(pattern: str) -> str:
    r"""The pattern with `$` as the very end, `\Z` to `re` (2.5); `[$]` and `\$` stay."""
    tokens: list[str] = re.findall(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", pattern, re.DOTALL)
    return "".join(r"\Z" if token == "$" else token for token in tokens)


# --- dates (6) ---

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:Z|([+-])(\d\d):?(\d\d))?)?", re.ASCII
)


def _date_compares(value: Any, operator: str, operand: Scalar, now: datetime) -> bool:
    moment, other = _moment(value), _relative_moment(operand, now)
    if other is None:
        other = _moment(operand)
    if moment is None or other is None:
        return False
    return {
        "is_date_exact": moment == other,
        "is_date_before": moment < other,
        "is_date_after": moment > other,
    }[operator]


def _seconds(moment: datetime) -> Fraction:
    return Fraction((moment - EPOCH) // timedelta(microseconds=1), 1_000_000)


def _moment(value: Any) -> Fraction | None:
    """Seconds since 1970 (6.1), or None for what is no date."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value).removesuffix(".0") if isinstance(value, float) else str(value)
    if count := re.fullmatch(r"(-?)([0-9]{9,19})(\.[0-9]+)?", text, re.ASCII):
        digits = len(count[2])
        unit = 1 if digits < 12 else 1_000 if digits < 15 else 1_000_000 if digits < 18 else 1_000_000_000
        return Fraction(text) / unit
    read = _DATE.fullmatch(text)
    if read is None:
        return _spelled_moment(text)
    year, month, day, hour, minute, second = (int(read[number] or 0) for number in range(1, 7))
    try:
        moment = _seconds(datetime(year, month, day, hour, minute, second, tzinfo=UTC))
    except ValueError:
        return None
    offset = int(read[9] or 0) * 3600 + int(read[10] or 0) * 60
    return moment + Fraction(f"0.{read[7] or 0}") - (offset if read[8] == "+" else -offset)


_SPELLED = [
    f"{date}{time}"
    for date in ("%d/%m/%Y", "%d-%m-%Y", "%Y/%m/%d", "%d %b %Y", "%d %B %Y", "%B %d %Y", "%a, %d %b %Y")
    for time in ("", " %H:%M", " %H:%M:%S", " %H:%M:%S %z")
]


def _spelled_moment(text: str) -> Fraction | None:
    """The other ways of writing a date that tests use."""
    for spelling in _SPELLED:
        try:
            read = datetime.strptime(text, spelling)
        except ValueError:
            continue
        return _seconds(read if read.tzinfo else read.replace(tzinfo=UTC))
    return None


def _relative_moment(operand: Scalar, now: datetime) -> Fraction | None:
    """Section 6.2, or None for an operand that is not relative."""
    read = re.fullmatch("-?([0-9]+)([hdwmqysHDWQYSM])", operand) if isinstance(operand, str) else None
    if read is None:
        return None
    count, unit = int(read[1]), read[2] if read[2] == "M" else read[2].lower()
    start = now.astimezone(UTC)
    seconds = {"s": 1, "M": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
    if unit in seconds:
        return _seconds(start) - count * seconds[unit]
    months = start.year * 12 + start.month - 1 - count * {"m": 1, "q": 3, "y": 12}[unit]
    year, month = months // 12, months % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return _seconds(start.replace(year=year, month=month, day=day))


# --- versions (7) ---

Version = tuple[int, ...]


def _version_compares(value: Any, operator: str, operand: str) -> bool:
    part = "(0|[1-9][0-9]*)"
    read = (
        re.fullmatch(rf"v?{part}\.{part}\.{part}([-+].*)?", value.strip(), re.DOTALL)
        if isinstance(value, str)
        else None
    )
    if read is None:
        return False
    version: Version = (int(read[1]), int(read[2]), int(read[3]))
    given = [int(number) for number in operand.removesuffix(".*").split(".")]
    low: Version = (*given, 0, 0)[:3]
    if operator == "semver_tilde":
        return low <= version < _stepped(given, min(len(given), 2) - 1)
    if operator == "semver_caret":
        first = next((place for place, number in enumerate(given) if number), len(given) - 1)
        return low <= version < _stepped(given, first)
    if operator == "semver_wildcard":
        return low <= version < _stepped(given, len(given) - 1)
    return {
        "semver_eq": version == low,
        "semver_neq": version != low,
        "semver_gt": version > low,
        "semver_gte": version >= low,
        "semver_lt": version < low,
        "semver_lte": version <= low,
    }[operator]


def _stepped(given: list[int], place: int) -> Version:
    """The version with the number at `place` one higher and nothing after it."""
    return (*given[:place], given[place] + 1, 0, 0)[:3]


# --- elements (8, 9, 10) ---


@dataclass
class Element:
    """One element of a chain; None is a part it does not have."""

    tag: str = ""
    classes: list[str] = field(default_factory=list)
    """Those of the head."""
    text: str | None = None
    href: str | None = None
    attr_id: str | None = None
    nth_child: int | None = None
    nth_of_type: int | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    """The `attr__*` ones, by their names in ASCII lower case."""


def elements(event: Event) -> list[Element]:
    """The elements of an event, the clicked one first, from the first source that is not empty (8)."""
    text = _chain_text(event)
    if text is not None:
        return read_chain(text)
    for source in (_decoded_elements(event), _object(event.get("properties")).get("$elements")):
        if isinstance(source, list) and source:
            return _read_array(source)
    return []


def _chain_text(event: Event) -> str | None:
    """The chain as text, if the event has its elements as text."""
    for source in (
        event.get("elements_chain"),
        _object(event.get("properties")).get("$elements_chain"),
        _decoded_elements(event),
    ):
        if isinstance(source, str) and source:
            return source
    return None


def _decoded_elements(event: Event) -> Any:
    source = event.get("elements")
    return json.loads(source) if isinstance(source, str) and source.startswith(("[", "{", '"')) else source


def _read_array(array: list[Any]) -> list[Element]:
    members = [{key: part for key, part in member.items() if part is not None and part != ""} for member in array]
    if all("order" in member for member in members):
        members.sort(key=lambda member: int(member["order"]))
    return [_read_member(member) for member in members]


def _read_member(member: dict[str, Any]) -> Element:
    """Section 10, for a member without its nulls and empty texts."""

    def first(*keys: str) -> str | None:
        return next((_text_form(member[key]) for key in keys if key in member), None)

    classes: Any = next((member[key] for key in ("attr_class", "classes", "attr__class") if key in member), [])
    attributes: dict[str, str] = {}
    for source in (member, _object(member.get("attributes"))):
        for key, part in source.items():
            if key.startswith("attr__") and part is not None and part != "":
                attributes.setdefault(_ascii_lower(key[6:]), _text_form(part))
    return Element(
        tag=first("tag_name") or "",
        classes=classes.split() if isinstance(classes, str) else list(classes),
        text=first("text", "$el_text"),
        href=first("href", "attr__href"),
        attr_id=first("attr_id", "attr__id"),
        nth_child=_position(first("nth_child")),
        nth_of_type=_position(first("nth_of_type")),
        attributes=attributes,
    )


def _position(text: str | None) -> int | None:
    """Section 9.7: a whole number from 1, else unknown."""
    return int(text) if text is not None and re.fullmatch("[0-9]+", text) and int(text) > 0 else None


def read_chain(text: str) -> list[Element]:
    """The elements of an `elements_chain` text (9), character by character; never fails."""
    found: list[Element] = []
    place = 0
    while place < len(text):
        element, place = _read_element(text, place)
        found.append(element)
        place += 1  # the semicolon
    return found


def _read_element(text: str, start: int) -> tuple[Element, int]:
    """The element that starts here, and the place of the `;` or the end after it."""
    place = start
    while place < len(text) and text[place] != ";":
        if text[place] == ":" and _key_end(text, place + 1) is not None:
            break
        place += 1
    head: list[str] = re.split(r"[.\s]", text[start:place].removesuffix(":"))
    values: dict[str, str] = {}
    if text[place : place + 1] == ":":
        place += 1
        while (key_end := _key_end(text, place)) is not None:
            value, after = _read_value(text, key_end + 2)
            values.setdefault(text[place:key_end], value)
            place = after
    attributes: dict[str, str] = {}
    for key, value in values.items():
        if key.startswith("attr__"):
            attributes.setdefault(_ascii_lower(key[6:]), value)
    element = Element(
        tag=head[0].lstrip('"'),
        classes=[name for name in head[1:] if name],
        text=values.get("text"),
        href=values.get("href"),
        attr_id=values.get("attr_id"),
        nth_child=_position(values.get("nth-child")),
        nth_of_type=_position(values.get("nth-of-type")),
        attributes=attributes,
    )
    return element, place


def _key_end(text: str, start: int) -> int | None:
    """Where the key that starts here ends, if one does and `="` follows it (9.1)."""
    end = start
    if text.startswith("attr__", start):
        while end < len(text) and not text[end].isspace() and text[end] not in '"=;':
            end += 1
    else:
        while end < len(text) and text[end].isascii() and (text[end].isalnum() or text[end] in "_-"):
            end += 1
    return end if end > start and text.startswith('="', end) else None


def _read_value(text: str, start: int) -> tuple[str, int]:
    """The value whose opening quote stands before `start`, and where reading goes on (9.3 to 9.6)."""

    def goes_on(place: int) -> bool:
        return place >= len(text) or text[place] == ";" or _key_end(text, place) is not None

    end = start
    while end < len(text) and not (text[end] == '"' and text[end - 1] != "\\"):
        end += 1
    if end == len(text) or not goes_on(end + 1):
        for quote in range(start + 1, end):
            if text[quote - 1 : quote + 1] == '\\"' and goes_on(quote + 1):
                end = quote
                break
    after = end + 1
    while not goes_on(after):
        after += 1
    return text[start:end].replace('\\"', '"'), min(after, len(text))


# --- selectors (12) ---

Test = Callable[[Element], bool]
Compound = list[Test]


def selector_fits(selector: str, chain: list[Element]) -> bool:
    """Whether any element of the chain is the subject of the selector; ValueError for a selector we do not support."""
    parsed = _Selector(selector).read_list()
    return any(_is_subject(parts, len(parts) - 1, chain, place) for parts in parsed for place in range(len(chain)))


def _is_subject(parts: list[tuple[str, Compound]], last: int, chain: list[Element], place: int) -> bool:
    """Whether the parts up to `last` hold with the element at `place` as their subject, in any way of placing them."""
    combinator, compound = parts[last]
    if not all(test(chain[place]) for test in compound):
        return False
    if last == 0:
        return True
    ancestors = range(place + 1, len(chain))
    return any(_is_subject(parts, last - 1, chain, at) for at in (ancestors[:1] if combinator == ">" else ancestors))


class _Selector:
    """A recursive-descent reader; each method reads on from `place`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0

    def ahead(self) -> str:
        return self.text[self.place : self.place + 1]

    def take(self, literal: str) -> bool:
        if not self.text.startswith(literal, self.place):
            return False
        self.place += len(literal)
        return True

    def expect(self, literal: str) -> None:
        if not self.take(literal):
            message = f"expected {literal!r} at {self.place} of {self.text!r}"
            raise ValueError(message)

    def skip_blanks(self) -> bool:
        start = self.place
        while self.ahead() and self.ahead() in " \t\r\n\f":
            self.place += 1
        return self.place > start

    def read_list(self) -> list[list[tuple[str, Compound]]]:
        """`complex, complex`: each a list of compounds with the combinator before it."""
        found = [self.read_complex()]
        while self.take(","):
            found.append(self.read_complex())
        if self.ahead():
            self.expect("the end")
        return found

    def read_complex(self) -> list[tuple[str, Compound]]:
        self.skip_blanks()
        parts = [("", self.read_compound())]
        while True:
            blank = self.skip_blanks()
            if self.take(">"):
                self.skip_blanks()
                parts.append((">", self.read_compound()))
            elif blank and self.ahead() not in ("", ","):
                parts.append((" ", self.read_compound()))
            else:
                return parts

    def read_compound(self, *, inside_not: bool = False) -> Compound:
        tests: Compound = []
        if self.take("*"):
            tests.append(lambda _: True)
        elif self.ahead() and self.ahead() not in "*.#[:":
            tests.append(_has_tag(self.read_identifier()))
        while self.ahead() and self.ahead() in ".#[:":
            if self.take("."):
                tests.append(_has_class(self.read_identifier()))
            elif self.take("#"):
                tests.append(_has_attribute("id", "=", self.read_identifier()))
            elif self.take("["):
                tests.append(self.read_attribute())
            elif not inside_not and self.take(":not("):
                tests.append(self.read_not())
            else:
                tests.append(self.read_position())
        if not tests:
            self.expect("a compound selector")
        return tests

    def read_not(self) -> Test:
        self.skip_blanks()
        compound = self.read_compound(inside_not=True)
        self.skip_blanks()
        self.expect(")")
        return lambda element: not all(test(element) for test in compound)

    def read_position(self) -> Test:
        of_type = self.take(":nth-of-type(")
        if not of_type:
            self.expect(":nth-child(")
        self.skip_blanks()
        start = self.place
        while self.ahead() and self.ahead() in "0123456789":
            self.place += 1
        wanted = int(self.text[start : self.place])
        if wanted == 0:
            self.expect("a number from 1")
        self.skip_blanks()
        self.expect(")")
        return lambda element: (element.nth_of_type if of_type else element.nth_child) == wanted

    def read_attribute(self) -> Test:
        self.skip_blanks()
        name = self.read_identifier()
        self.skip_blanks()
        if self.take("]"):
            return _has_attribute(name, "", "")
        operator = next((sign for sign in ("=", "^=", "$=", "*=", "~=", "|=") if self.take(sign)), None)
        if operator is None:
            self.expect("an operator")
        self.skip_blanks()
        value = self.read_string() if self.ahead() in ('"', "'") else self.read_identifier()
        self.skip_blanks()
        self.expect("]")
        return _has_attribute(name, operator or "", value)

    def read_string(self) -> str:
        quote = self.ahead()
        self.place += 1
        read = ""
        while self.ahead() != quote:
            read += self.read_character()
        self.place += 1
        return read

    def read_identifier(self) -> str:
        if re.match(r"-?[0-9]|-(?![-\w\\])", self.text[self.place :], re.ASCII):
            self.expect("an identifier")
        read = ""
        while re.match(r"[-\w\\]|[^\x00-\x7f]", self.ahead(), re.ASCII):
            read += self.read_character()
        if not read:
            self.expect("an identifier")
        return read

    def read_character(self) -> str:
        r"""One character, or one CSS escape: `\:`, or `\3a ` with up to six hexadecimal digits and a blank."""
        escape = re.compile(r"\\(?:([0-9A-Fa-f]{1,6})[ \t\r\n\f]?|(.))|(.)", re.DOTALL).match(self.text, self.place)
        if escape is None:
            message = f"{self.text!r} ends too early"
            raise ValueError(message)
        self.place = escape.end()
        return chr(int(escape[1], 16)) if escape[1] else str(escape[2] or escape[3])


def _has_tag(tag: str) -> Test:
    return lambda element: _ascii_lower(element.tag) == _ascii_lower(tag)


def _has_class(name: str) -> Test:
    """Section 12.3: the words of `attr__class` where it is present, else the classes of the head."""
    return lambda element: (
        name in (element.attributes["class"].split() if "class" in element.attributes else element.classes)
    )


def _has_attribute(name: str, operator: str, wanted: str) -> Test:
    name = _ascii_lower(name)
    fits: dict[str, Callable[[str], bool]] = {
        "": lambda _: True,
        "=": lambda value: value == wanted,
        "^=": lambda value: wanted != "" and value.startswith(wanted),
        "$=": lambda value: wanted != "" and value.endswith(wanted),
        "*=": lambda value: wanted != "" and wanted in value,
        "~=": lambda value: wanted in value.split(),
        "|=": lambda value: value == wanted or value.startswith(f"{wanted}-"),
    }
    return lambda element: any(fits[operator](value) for value in _attribute_values(element, name))


def _attribute_values(element: Element, name: str) -> list[str]:
    """Section 12.2 and 12.3: what an attribute selector of that name may read."""
    values = [element.attributes.get(name)]
    if name == "href":
        values.append(element.href)
    if name == "id":
        values.append(element.attr_id)
    if name == "class" and values == [None] and element.classes:
        values.append(" ".join(element.classes))
    return [value for value in values if value is not None]
