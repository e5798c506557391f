"""Hypothesis strategies for events and for actions over one small alphabet, so that the two often meet.

    @given(small_actions(), events(), spellings())
    def test_the_front_door_agrees_with_the_oracle(actions, event, spelling):
        line = json_line(event, spelling)
        assert matched(actions, json.loads(line), NOW) == ...

The alphabets are odd on purpose: numbers as text, nulls, wildcards, quotes, slashes, semicolons, non-ASCII.
Patterns and operands are valid, and mean the same to RE2 and to Python's `re`.
"""

from __future__ import annotations

import functools
import json
import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from actioncli.actions.model import Action, Actions, Condition, Field, Matcher
from actioncli.values import Operand, Scalar

NOW = datetime(2026, 3, 31, 10, 30, tzinfo=UTC)
"""The moment that the relative dates below are chosen around; the last day of a month, which months must cut."""

EVENT_NAMES = ("$autocapture", "$pageview", "order paid", "Order paid", "bestellung für 100%", 'say "hi"', "a_b", "a/b")
PERSONS = ("user-1", "User-1", "ana@example.org", "0190a5e0-0000-7000-8000-00000000000a", "12345678901234567890", "5")
PERSON_IDS = (*PERSONS, "", 5, 7, "7", 12345678901234567890)
"""Ids of persons: an empty one is none, and a number is the text of its digits."""
UUIDS = ("0190a5e0-0000-7000-8000-000000000001", "0190a5e0-0000-7000-8000-000000000002")
TIMES = (
    "2026-03-31T10:30:00Z",
    "2026-03-24 10:30:00.000000+00:00",
    "2026-02-28T10:30:00+00:00",
    "2026-03-31T11:30:00.25+02:00",
    "2026-03-31",
    "2025-12-31T10:30",
)
EPOCHS = (1774953000, 1774953000000, "1774348200", "1774348200000")
"""Unix times of NOW and of a week before, in seconds and milliseconds."""

COUNTS = (1774953000.5, 177495300, "1774953000000000", "1774953000000000000", -1774953000, "177495300012")
"""Counts from 1970 that only values may be."""

KEYS = ("plan", "amount", "$browser", "a.b", "/x", 'quo"te', "größe", "$feature/flag", "at", "version")
POINTERS = ("/plan", "/a.b", "/~1x", "/cart/items/0/sku", "/cart/items/1", "/cart/a~1b", "/cart/total", "/cart/items/-")
TEXTS = (
    "pro", "Pro", "free", "", " pro", "5", "5.0", "-0.50", "1e3", "true", "null", "100%", "a_b", "a-b",
    "größe", "GRÖSSE", "GRÖßE", 'say "hi"', "a;b", "C:\\new", "D:\\", "two\nlines", "/pricing/", "snow ☃ and 🔥",
    "Sign up", "[1,2]", '["a"]',
)  # fmt: skip
NUMBERS = (0, 5, 5.0, -0.5, 10, 1.5, 100, 1e21, 1e-7, 12345678901234567890, 98765432109876543210, 1774953000)
VERSIONS = ("1.2.3", "v1.2.4", "1.10.0", " 0.2.3-rc.1+b ", "2.0.0", "0.0.3", "1.2", "1.02.3", "1.2.3.4")
URLS = (
    "https://example.com/",
    "https://example.com/pricing",
    "https://example.com/pricing?plan=pro&x=100%",
    "https://EXAMPLE.com/größe#a_b",
    "/pricing",
)
TAGS = ("a", "button", "div", "span", "path", "p", "h1", "my-tag", "BUTTON")
CLASSES = ("btn", "btn-primary", "md:flex", "w-1/2", "py-2.5", "max-w-[10px]", "größe", "_x", "Btn")
IDS = ("main", "a:b", "1a", "größe")
ATTRIBUTES = ("data-attr", "title", "aria-label", "lang", "xlink:href", "@click")
ATTRIBUTE_VALUES = ("buy", "buy now", 'say "hi"', "a;b", "en", "en-US", "", "x:y=z", "C:\\new", "D:\\")
POSITIONS = (1, 2, 11)
PATTERNS = ("pro", "PRO", "%", "_", "a_b", "100%", "größe", "GRÖ", "s_y%hi", "/pricing", "a;", ":\\", "two%lines", "5")
REGEXES = (
    "pro", "^pro$", "(?i)pro", "[Pp]ro|free", "^$", "^.+$", "two.lines", r"^\d+(\.\d+)?$", r"\.com/pricing",
    r"\/pricing\/?$", "[$%]", r"^a[_;]b$", "größe", "^.{3}$", r"\\", '"', "^[0-9a-z-]+$",
)  # fmt: skip
VERSION_OPERANDS = ("1", "1.2", "1.2.3", "0.2.3", "0.0.3", "2.0.0", "1.10")
VERSION_WILDCARDS = ("1.*", "1.2.*", "0.0.*")
DATE_OPERANDS: tuple[Scalar, ...] = (
    *TIMES, *EPOCHS, "-7d", "7D", "-1m", "-60M", "1h", "-1w", "-3m", "1q", "-1Y", "0s", "-90S",
)  # fmt: skip
ACTION_NAMES = ("Signed up", "Big order", "Größe", "a")


# --- events ---


_ANY: tuple[Scalar, ...] = (*TEXTS, *NUMBERS, *TIMES, *VERSIONS, *URLS, True, False)
_ODD: tuple[Any, ...] = (*_ANY, None, [], {}, ["a"], [1, 2], [5.0, None, "ö"], {"b": 1, "a": 'say "hi"'})
_CARTS: tuple[Any, ...] = (
    None,
    "pro",
    {"items": [{"sku": "pro"}, 5.0], "total": 10},
    {"items": [{"sku": None}, "Pro", ["a"]], "a/b": "free", "total": "5"},
    {"items": {"0": {"sku": "free"}, "1": True}, "total": None},
)
POOLS: dict[str, tuple[Any, ...]] = {
    "plan": TEXTS, "amount": (*NUMBERS, "5", "5.0", "1e3", "-.5"), "$browser": _ODD, "a.b": _ODD, "/x": TEXTS,
    'quo"te': _ODD, "größe": TEXTS, "$feature/flag": (True, False, "true", "false", "test"),
    "at": (*TIMES, *EPOCHS, *COUNTS),
    "version": VERSIONS, "cart": _CARTS,
}  # fmt: skip
"""What the values of each property are mostly drawn from."""

_PAIRS = tuple((key, value) for key, pool in POOLS.items() for value in pool)
_ODD_PAIRS = tuple((key, value) for key in KEYS for value in _ODD)
_CORE = st.fixed_dictionaries(
    {}, optional={key: st.sampled_from(POOLS[key]) for key in ("plan", "amount", "at", "version", "cart")}
)
_OTHERS = st.lists(st.sampled_from((*_PAIRS, *_ODD_PAIRS)), max_size=4).map(dict)
_PROPERTIES = st.builds(lambda core, others: core | others, _CORE, _OTHERS)


_PERSON_KEYS = st.dictionaries(st.sampled_from(("id", "uuid")), st.none() | st.sampled_from(PERSON_IDS))


def properties() -> st.SearchStrategy[dict[str, Any]]:
    """The properties of an event, a person or a group; among them a nested `cart` that the pointers lead into."""
    return _PROPERTIES


@dataclass(frozen=True)
class Part:
    """One element, before it is written as a chain or as a member of an array."""

    tag: str
    classes: tuple[str, ...]
    has_class_attribute: bool
    text: str | None
    href: str | None
    identifier: str | None
    nth_child: int | None
    nth_of_type: int | None
    attributes: tuple[tuple[str, str], ...]


def parts() -> st.SearchStrategy[list[Part]]:
    """The elements of one event, the clicked one first."""
    attributes = st.dictionaries(st.sampled_from(ATTRIBUTES), st.sampled_from(ATTRIBUTE_VALUES), max_size=2)
    part = st.builds(
        Part,
        tag=st.sampled_from(TAGS) | st.just(""),
        classes=st.lists(st.sampled_from(CLASSES), max_size=2).map(tuple),
        has_class_attribute=st.booleans(),
        text=st.none() | st.sampled_from(TEXTS),
        href=st.none() | st.sampled_from(URLS),
        identifier=st.none() | st.sampled_from(IDS),
        nth_child=st.none() | st.sampled_from(POSITIONS),
        nth_of_type=st.none() | st.sampled_from(POSITIONS),
        attributes=attributes.map(lambda chosen: tuple(chosen.items())),
    )
    return st.lists(part, min_size=1, max_size=4)


def chain_text(chain: list[Part], style: random.Random) -> str:
    """The chain as PostHog writes it: only `"` is escaped, the attributes stand in one of two orders."""
    written = []
    for part in chain:
        pairs = {"text": part.text, "href": part.href, "attr_id": part.identifier}
        pairs |= {"nth-child": _or_none(part.nth_child), "nth-of-type": _or_none(part.nth_of_type)}
        pairs |= {f"attr__{name}": value for name, value in part.attributes}
        if part.has_class_attribute and part.classes:
            pairs["attr__class"] = " ".join(part.classes)
        if style.random() < 0.3:
            pairs["attr__id"], pairs["attr__href"] = part.identifier, part.href
            pairs["href"] = style.choice((part.href, None))
        keys = sorted(pairs) if style.random() < 0.5 else list(pairs)
        text = "".join(f'{key}="{value}"' for key in keys if (value := _escaped(pairs[key])) is not None)
        head = ".".join((part.tag, *part.classes)) or ("" if text else "div")
        written.append(f"{head}:{text}" if text or style.random() < 0.3 else head)
    chain_as_text = ";".join(written)
    if style.random() < 0.1:  # cut off: by rule 9.6 it is still read
        chain_as_text = chain_as_text[: style.randrange(len(chain_as_text) + 1)]
    return chain_as_text.removesuffix(";") + (";" if chain_as_text and style.random() < 0.1 else "")


def _or_none(number: int | None) -> str | None:
    return None if number is None else str(number)


def _escaped(value: str | None) -> str | None:
    return None if value is None else value.replace('"', '\\"')


def element_array(chain: list[Part], style: random.Random) -> list[dict[str, Any]]:
    """The chain as an array, in the words of the events API or in those of posthog-js; sometimes out of order."""
    of_api = style.random() < 0.5
    array: list[dict[str, Any]] = []
    for order, part in enumerate(chain):
        attributes = {f"attr__{name}": value for name, value in part.attributes}
        if part.has_class_attribute and part.classes:
            attributes["attr__class"] = " ".join(part.classes)
        member: dict[str, Any] = {"tag_name": part.tag, "nth_child": part.nth_child, "nth_of_type": part.nth_of_type}
        if of_api:
            member |= {"text": part.text, "href": part.href, "attr_id": part.identifier, "order": order}
            member |= {"attr_class": list(part.classes) or None, "attributes": attributes}
        else:
            member |= {"$el_text": part.text, "attr__href": part.href, "attr__id": part.identifier, **attributes}
            if part.classes and "attr__class" not in member:
                member["classes"] = list(part.classes)
        array.append(member)
    if of_api and style.random() < 0.3:
        style.shuffle(array)
    return array


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    """An event as a batch export has it: the record's keys in some order, parts missing or null, odd values."""
    style = draw(st.randoms(use_true_random=False))
    event: dict[str, Any] = {
        "uuid": draw(st.sampled_from(UUIDS)),
        "event": draw(st.sampled_from(EVENT_NAMES)),
        "distinct_id": draw(st.sampled_from(PERSONS)),
        "timestamp": draw(st.sampled_from(TIMES)),
        "properties": draw(properties()),
    }
    for key, pool in (("person_id", PERSON_IDS), ("created_at", TIMES), ("$group_0", PERSONS), ("$group_4", PERSONS)):
        if draw(st.booleans()):
            event[key] = draw(st.none() | st.sampled_from(pool))
    if draw(st.booleans()):
        event["properties"]["$group_0"] = draw(st.sampled_from(PERSONS))
    if draw(st.booleans()):
        event["properties"]["$current_url"] = draw(st.none() | st.sampled_from((*URLS, *URLS, "", 100)))
    person = draw(st.sampled_from(("none", "flat", "nested", "both", "name")))
    if person in ("flat", "both"):
        event["person_properties"] = draw(properties())
    if person in ("nested", "both"):
        event["person"] = {"properties": draw(properties()), **draw(_PERSON_KEYS)}
    if person == "nested" and draw(st.booleans()):
        event["person_properties"] = None
    if person == "name":
        event["person"] = "Ana"
    for index in (0, 4):
        if draw(st.booleans()):
            event[f"group{index}_properties"] = draw(st.none() | properties())
    for _ in range(draw(st.sampled_from((0, 1, 1, 1, 2)))):
        _add_elements(event, draw(parts()), draw(st.sampled_from(ELEMENT_SOURCES)), style)
    if draw(st.integers(0, 19)) == 0:
        event["properties"] = None
    return event


ELEMENT_SOURCES = (
    "chain",
    "chain",
    "chain",
    "property",
    "text",
    "json text",
    "array json",
    "array",
    "properties",
    "none",
)


def _add_elements(event: dict[str, Any], chain: list[Part], source: str, style: random.Random) -> None:
    """Puts the elements where one of the sources of section 8 has them."""
    if source == "chain":
        event["elements_chain"] = chain_text(chain, style)
    elif source == "property":
        event["properties"]["$elements_chain"] = chain_text(chain, style)
    elif source == "text":
        event["elements"] = chain_text(chain, style)
    elif source == "json text":
        event["elements"] = json.dumps(chain_text(chain, style))
    elif source == "array json":
        event["elements"] = json.dumps(element_array(chain, style))
    elif source == "array":
        event["elements"] = element_array(chain, style)
    elif source == "properties":
        event["properties"]["$elements"] = element_array(chain, style)
    else:
        event |= {"elements_chain": "", "elements": style.choice(([], {}, "", "[]", "{}", '""', None))}


# --- spellings ---


@dataclass(frozen=True)
class Spelling:
    """One of the many ways to write an event as JSON; the same spelling of an event is the same bytes."""

    seed: int = 0
    shuffled: bool = False
    """The keys of the record and of its properties; a nested value keeps its order, which is part of its text form."""
    blanks: bool = False
    escapes: float = 0.0
    """How many of the characters are written as `\\uXXXX`, and of the slashes as `\\/`."""
    sections_as_text: bool = False
    """Properties, the person's and the groups' too, as JSON within a string."""


def spellings() -> st.SearchStrategy[Spelling]:
    """Plain ones, and odd ones."""
    return st.builds(
        Spelling,
        seed=st.integers(0, 1000),
        shuffled=st.booleans(),
        blanks=st.booleans(),
        escapes=st.sampled_from((0.0, 0.0, 0.1, 1.0)),
        sections_as_text=st.sampled_from((False, False, True)),
    )


def json_line(event: dict[str, Any], spelling: Spelling) -> bytes:
    """The event as one line of UTF-8, without the line break."""
    dice = random.Random(spelling.seed)
    written: dict[str, Any] = {}
    for key in _keys(event, spelling, dice):
        value = event[key]
        if key.endswith("properties") and isinstance(value, dict):
            value = {name: value[name] for name in _keys(value, spelling, dice)}
            value = _json(value, spelling, dice) if spelling.sections_as_text else value
        written[key] = value
    return _json(written, spelling, dice).encode()


def _keys(section: dict[str, Any], spelling: Spelling, dice: random.Random) -> list[str]:
    return dice.sample(list(section), len(section)) if spelling.shuffled else list(section)


def _json(value: Any, spelling: Spelling, dice: random.Random) -> str:
    def blank() -> str:
        return dice.choice(("", " ", "  ", "\t")) if spelling.blanks else ""

    if isinstance(value, dict):
        pairs = [
            f"{blank()}{_json(key, spelling, dice)}{blank()}:{blank()}{_json(member, spelling, dice)}{blank()}"
            for key, member in value.items()
        ]
        return "{" + (",".join(pairs) or blank()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(f"{blank()}{_json(member, spelling, dice)}{blank()}" for member in value) + "]"
    if isinstance(value, str):
        return '"' + "".join(_character(character, spelling, dice) for character in value) + '"'
    if isinstance(value, float) and spelling.escapes and re.fullmatch(r"-?\d+\.\d+", repr(value)):
        return repr(value) + "0" * dice.randrange(2)
    return json.dumps(value)


def _character(character: str, spelling: Spelling, dice: random.Random) -> str:
    if dice.random() < spelling.escapes:
        if character == "/" and dice.random() < 0.5:
            return "\\/"
        units = character.encode("utf-16-be").hex()
        units = units.upper() if dice.random() < 0.5 else units
        return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
    return json.dumps(character, ensure_ascii=False)[1:-1]


# --- actions ---

EQUALITIES = ("exact", "is_not", "in", "not_in")
PATTERN_OPERATORS = ("contains", "icontains", "not_icontains", "icontains_multi", "not_icontains_multi")
AFFIX_OPERATORS = ("starts_with", "ends_with", "not_starts_with", "not_ends_with")
REGEX_OPERATORS = ("regex", "not_regex")
COMPARISONS = ("gt", "gte", "lt", "lte")
RANGES = ("between", "not_between")
PRESENCES = ("is_set", "is_not_set")
DATE_OPERATORS = ("is_date_exact", "is_date_before", "is_date_after")
VERSION_OPERATORS = tuple(f"semver_{name}" for name in ("eq", "neq", "gt", "gte", "lt", "lte", "tilde", "caret"))
OPERATORS = (
    *EQUALITIES, *PATTERN_OPERATORS, *AFFIX_OPERATORS, *REGEX_OPERATORS, *COMPARISONS, *RANGES, *PRESENCES,
    *DATE_OPERATORS, *VERSION_OPERATORS, "semver_wildcard",
)  # fmt: skip


@functools.cache
def operands(operator: str, pool: tuple[Scalar, ...]) -> st.SearchStrategy[Operand]:
    """Valid operands; `pool` are the values of the field, for the operators that compare with values."""
    texts = tuple(item for item in pool if isinstance(item, str) and item) or PATTERNS
    if operator in EQUALITIES:
        return _some(pool)
    if operator in PATTERN_OPERATORS:
        return _some((*texts, *PATTERNS))
    if operator in AFFIX_OPERATORS:
        ends = (*(text[:3] for text in texts), *(text[-2:].upper() for text in texts))
        with_wildcards = tuple(f"{text[:2]}%{text[-1:]}" for text in texts)
        return _some((*texts, *ends, *with_wildcards, *(f"_{text[1:]}" for text in texts)))
    if operator in REGEX_OPERATORS:
        return _some(REGEXES)
    if operator in COMPARISONS:
        return _some((*NUMBERS, "5", "5.0", "1e3", "-.5"))
    if operator in RANGES:
        bounds = st.tuples(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS))
        return bounds.map(lambda pair: (min(pair), max(pair)))
    if operator in PRESENCES:
        return st.booleans()
    if operator in DATE_OPERATORS:
        return st.sampled_from(DATE_OPERANDS)
    return st.sampled_from(VERSION_WILDCARDS if operator == "semver_wildcard" else VERSION_OPERANDS)


def _some(pool: tuple[Scalar, ...]) -> st.SearchStrategy[Operand]:
    """One of the pool, or a list of one to three."""
    one = st.sampled_from(pool)
    return one | st.lists(one, min_size=1, max_size=3).map(tuple)


def _identifier(name: str) -> str:
    """The name with CSS escapes."""
    escaped = re.sub(r"[^\w-]", r"\\\g<0>", name)
    return f"\\3{escaped[0]} {escaped[1:]}" if escaped[0].isdigit() else escaped


def _string(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


_PLAIN_PIECES = (
    st.sampled_from([f".{_identifier(name)}" for name in CLASSES]),
    st.sampled_from([f"#{_identifier(name)}" for name in IDS]),
    st.sampled_from([f":nth-{which}({position})" for which in ("child", "of-type") for position in POSITIONS]),
    st.sampled_from([f"[{_identifier(name)}]" for name in (*ATTRIBUTES, "id", "href", "class")]),
    st.builds(
        "[{}{}{}]".format,
        st.sampled_from([_identifier(name) for name in (*ATTRIBUTES, "DATA-ATTR", "id", "href", "class")]),
        st.sampled_from(("=", "^=", "$=", "*=", "~=", "|=")),
        st.sampled_from([_string(value) for value in (*ATTRIBUTE_VALUES, *IDS, *URLS, "btn", "x", "no")]),
    ),
)
_SUBJECTS = st.sampled_from(("*", *TAGS))
_NOT = st.one_of(_SUBJECTS, *_PLAIN_PIECES, st.builds("{}{}".format, _SUBJECTS, _PLAIN_PIECES[0])).map(
    ":not({})".format
)
_PIECES = st.one_of(*_PLAIN_PIECES, _NOT)
_COMPOUNDS = st.one_of(
    _SUBJECTS,
    _PIECES,
    st.builds("{}{}".format, _SUBJECTS, _PIECES),
    st.builds("{}{}".format, _PIECES, _PIECES),
)
_CHAINED = st.builds("{}{}{}".format, _COMPOUNDS, st.sampled_from((" ", " > ", ">", " * ", " > * > ")), _COMPOUNDS)
_TREBLE = st.builds("{}{}{}".format, _CHAINED, st.sampled_from((" ", " > ")), _COMPOUNDS)
_LISTED = st.builds("{}{}{}".format, _CHAINED, st.sampled_from((", ", ",")), _COMPOUNDS)
_SELECTORS = st.one_of(_COMPOUNDS, _CHAINED, _TREBLE, _LISTED)


def selectors() -> st.SearchStrategy[str]:
    """Supported selectors (section 12) over the alphabets."""
    return _SELECTORS


FIELD_POOLS: tuple[tuple[Field, tuple[Scalar, ...]], ...] = (
    (Field("event"), EVENT_NAMES),
    (Field("url"), (*URLS, "100")),
    (Field("text"), tuple(text for text in TEXTS if text)),
    (Field("href"), URLS),
    (Field("properties", "$elements_chain"), (*TAGS, *(text for text in TEXTS if text))),
    (Field("person", "distinct_id"), PERSONS),
    *((Field(name), PERSONS) for name in ("distinct_id", "person_id", "$group_0", "$group_4")),
    (Field("uuid"), UUIDS),
    *((Field(name), TIMES) for name in ("timestamp", "created_at")),
)
"""The fields without a key of their own, and what their values are drawn from."""

_SECTIONS = (*[("properties", 0)] * 4, *[("person", 0)] * 2, ("group", 0), ("group", 4))
_DATED = tuple(field for field in FIELD_POOLS if field[0].name in ("timestamp", "created_at"))
UNSETTLED_ON_ELEMENTS = ("not_between", "semver_neq")
"""Section 11 does not say whether these two count as negated where several elements may meet them."""


@functools.cache
def _fields(operator: str) -> st.SearchStrategy[tuple[Field, tuple[Scalar, ...]]]:
    """Fields that an operator may ask, mostly such as hold values of its kind."""
    any_key = [Field(name, key, index) for name, index in _SECTIONS for key in (*KEYS, *POINTERS, "cart")]
    anything = st.sampled_from([*FIELD_POOLS, *((field, _operand_pool(field.key)) for field in any_key)])
    if operator.startswith("semver_"):
        key = "version"
    elif operator in DATE_OPERATORS:
        key = "at"
    elif operator in (*COMPARISONS, *RANGES):
        key = "amount"
    else:
        return st.one_of(st.sampled_from(FIELD_POOLS), anything)
    suited = [(Field(name, key, index), _operand_pool(key)) for name, index in _SECTIONS]
    of_kind = st.sampled_from([*suited, *(_DATED if key == "at" else ())])
    return st.one_of(of_kind, of_kind, anything)


def _operand_pool(key: str) -> tuple[Scalar, ...]:
    pool = POOLS.get(key.removeprefix("/"), _ANY)
    return tuple(value for value in pool if isinstance(value, str | int | float)) or _ANY


_TAGS = st.sampled_from(TAGS)
_FITS = st.sampled_from(("exact", "exact", "is_not"))
_OPERATORS = st.sampled_from((*EQUALITIES, *OPERATORS))
_ELEMENT_CONDITIONS = st.one_of(
    *(
        st.builds(Condition, st.just(Field(name)), _FITS, pool | st.lists(pool, min_size=1, max_size=2).map(tuple))
        for name, pool in (("selector", _SELECTORS), ("selector", _SELECTORS), ("tag_name", _TAGS))
    )
)


@st.composite
def _value_conditions(draw: st.DrawFn) -> Condition:
    operator = draw(_OPERATORS)
    field, pool = draw(_fields(operator))
    if field.name in ("text", "href") and operator in UNSETTLED_ON_ELEMENTS:
        operator = "exact"
    return Condition(field, operator, draw(operands(operator, pool)))


_CONDITIONS = st.one_of(_value_conditions(), _value_conditions(), _value_conditions(), _ELEMENT_CONDITIONS)


def conditions() -> st.SearchStrategy[Condition]:
    """Valid conditions on any field, with any operator that the field takes."""
    return _CONDITIONS


@st.composite
def small_actions(draw: st.DrawFn) -> Actions:
    """One to four valid actions, with exceptions, with references that make no circle, and a file-wide exception."""
    actions: list[Action] = []
    for name in ACTION_NAMES[: draw(_SIZES)]:
        earlier = tuple(action.name for action in actions)
        matchers = draw(st.lists(_matchers(earlier), min_size=1, max_size=3))
        exceptions = draw(st.lists(_matchers(earlier), max_size=1))
        actions.append(Action(name, tuple(matchers), tuple(exceptions)))
    if draw(st.booleans()):
        actions.reverse()
    file_wide = draw(st.sampled_from((0, 0, 0, 1)).flatmap(lambda size: st.tuples(*[_matchers(())] * size)))
    return Actions(tuple(actions), file_wide)


_SIZES = st.integers(1, len(ACTION_NAMES))


@functools.cache
def _matchers(names: tuple[str, ...]) -> st.SearchStrategy[Matcher]:
    """Up to three conditions, and at times an action to refer to."""
    references = st.lists(st.sampled_from(names), max_size=1).map(tuple) if names else st.just(())
    one_or_two = _CONDITIONS.map(lambda condition: (condition,)) | st.tuples(_CONDITIONS, _CONDITIONS)
    return st.builds(Matcher, one_or_two | st.lists(_CONDITIONS, max_size=3).map(tuple), references)
