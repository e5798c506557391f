"""What is worked out of a text, such as its moment, is what the engine makes of it: over texts that chance makes up."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.actions.load import parse_actions
from actioncli.actions.model import Action, Actions, Condition, Field, Matcher
from actioncli.conditions.operators import BY_NAME
from actioncli.conditions.operators.base import Context
from actioncli.conditions.patterns import fold
from actioncli.values import Operand, text_form
from sql.agreeing import EVERYTHING, ask
from sql.drawing import few
from sql.engines import Engine

NOW = datetime(2026, 3, 31, tzinfo=UTC)


def assert_answers(
    engine: Engine,
    operators: Iterable[str],
    operands: Sequence[Operand],
    values: Sequence[object],
    written: Sequence[str] = (),
) -> None:
    """Each operator says of each value what its predicate says; it may be written otherwise than Python would."""
    event = {"event": "e", "distinct_id": "d", "timestamp": "2026-03-31T00:00:00Z"}
    properties = written or [json.dumps({"v": value}) for value in values]
    rows: list[dict[str, object]] = [{**event, "uuid": str(n), "properties": v} for n, v in enumerate(properties)]
    engine.load(rows, EVERYTHING)
    asked = {f"{operator} {operand!r}": (operator, operand) for operator in operators for operand in operands}
    actions = Actions(
        tuple(
            Action(name, (Matcher((Condition(Field("properties", "v"), operator, operand),)),))
            for name, (operator, operand) in asked.items()
        )
    )
    answer = ask(engine, actions, NOW)
    assert answer is not None
    for name, (operator, operand) in asked.items():
        if name not in answer.skipped:
            holds = BY_NAME[operator].predicate(operand, Context(NOW))
            expected = [value for value in values if value is not None and holds(value)]  # type: ignore[arg-type]
            said = [value for n, value in enumerate(values) if name in answer.taken.get(str(n), [])]
            assert expected == said, name


@st.composite
def dates(draw: st.DrawFn) -> str:
    """Dates of all centuries, some of which do not exist, in the spellings that a statement reads.

    At the others it fails, as the next test says.
    """
    year = draw(st.integers(0, 9999) | st.sampled_from([1900, 2000, 2024, 2025]))
    day = f"{year:04}-{draw(st.integers(0, 13)):02}-{draw(st.sampled_from([0, 1, 15, 28, 29, 30, 31, 32])):02}"
    time = draw(st.sampled_from(["", "T00:00", " 23:59:59", "T12:30:05.25", "T12:30:05.123456789"]))
    zone = draw(st.sampled_from(["", "Z", "+02", "-0530", "+05:30", "-23:59"]))
    return f"{day}{time}{zone if time else ''}"


@few()
@given(log=st.lists(dates(), min_size=40, max_size=80), bounds=st.lists(dates(), min_size=5, max_size=10))
def test_dates_lie_where_they_lie(engine: Engine, log: list[str], bounds: list[str]) -> None:
    values = [*log, *bounds, "2026-03-31", 1774953000, 1774953000000, "1774953000", 1774953000.0, True, None, "x"]
    readable = [bound for bound in (*bounds, "2026-03-31T10:30", "-1m") if is_date(bound)]
    assert_answers(engine, ("is_date_exact", "is_date_before"), readable, values)


@pytest.mark.parametrize("value", ["2026-03-01T24:00", "2026-03-01T1:00", "2026-03-01T12:30 UTC", "31/03/2026"])
def test_a_statement_fails_at_a_date_that_only_we_read(engine: Engine, value: str) -> None:
    predicate = BY_NAME["is_date_before"].predicate("2027-01-01", Context(NOW))
    assert predicate(value)
    with pytest.raises(Exception, match="may be a date in a format"):
        assert_answers(engine, ("is_date_before",), ["2027-01-01"], [value])


def is_date(text: str) -> bool:
    try:
        BY_NAME["is_date_exact"].check(text)
    except ValueError:
        return False
    return True


LONG = (4.086212892326121e16, 40862128923261208, 40862128923261210, -40862128923261209, 1e20, 1.2345678901234567e19)
"""Floats print the digits that tell them from their neighbours, which may be those of another whole number."""
WHOLE = st.integers(-(10**39), 10**39) | st.integers(-20, 20) | st.integers(2**53 - 3, 2**53 + 3)
NUMBERS = (
    WHOLE
    | st.floats(2**53, 1e21)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([0.1, 1e21, 1e-7, -0.0, 5.0, 1e16])
)
SPELLED = NUMBERS.map(str) | st.from_regex(r"[+-]?[0-9]{0,3}\.?[0-9]{0,3}([eE][+-]?[0-9]{1,2})?", fullmatch=True)


@few()
@given(log=st.lists(NUMBERS | SPELLED, min_size=40, max_size=80), bounds=st.lists(NUMBERS, min_size=3, max_size=6))
def test_numbers_compare_as_numbers(engine: Engine, log: list[object], bounds: list[int | float]) -> None:
    plain = [value for value in (*log, *bounds, *LONG) if is_plain(value)]
    printed = [text_form(value) for value in plain if isinstance(value, int | float)]
    values = [*plain, *map(str, bounds), *printed, True, "", [5]]
    small = [bound for bound in (*bounds, *LONG) if abs(bound) < 10**37]
    assert_answers(engine, ("gt", "lte", "exact"), [*small, 5, 0.5], values)
    texts = [value for value in values if engine.name != "spark" or has_one_text(value)]
    assert_answers(engine, ("exact", "contains", "is_not"), [*printed[-10:], *map(str, small)], texts)


SPELLED_OUT = (
    "40862128923261210.0", "40862128923261210", "-40862128923261210.0", "4.086212892326121e16", '"40862128923261210"',
    "12345678901234567000.0", "12345678901234567000", "9007199254740993.0", "1e20", "100000000000000000000", "5.0",
)  # fmt: skip


def test_a_long_number_with_a_dot_is_a_float(engine: Engine) -> None:
    values = [json.loads(text) for text in SPELLED_OUT]
    written = [f'{{"v": {text}}}' for text in SPELLED_OUT]
    numbers, texts = [40862128923261208, 40862128923261209, 10**20, 5], [*map(text_form, values), "40862128923261208"]
    assert_answers(engine, ("exact", "gt", "lte"), numbers, values, written)
    assert_answers(engine, ("exact", "contains"), texts, values, written)


def test_what_a_float_cannot_hold_is_no_number_or_zero(engine: Engine) -> None:
    log = ["1e400", "-1e400", "1e99999", "1e-400", "-1e-99999", "0e99999", f"{'9' * 400}.5", "1.7976931348623157e308"]
    values = [*log, "4.9e-324", "2e-324", f"0.{'0' * 400}1", "9" * 400]
    assert_answers(engine, ("gt", "lte", "exact"), [0, 5, 0.5], values)


def has_one_text(value: object) -> bool:
    """Whether Java can tell the shortest text of a float: of 16 digits, there may be two (docs/sql.md says so)."""
    return not isinstance(value, float) or value in LONG or float(f"{value:.14e}") == value


def is_plain(value: object) -> bool:
    """Whether every database reads the number in JSON as it stands: whole ones of 64 bits, and floats."""
    return not isinstance(value, int) or abs(value) < 2**63


LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])
CASED = st.sampled_from("kKKiIİıſsSσςΣßẞéÉåÅΩΩǅ")


@few()
@given(log=st.lists(st.text(LETTERS | CASED, max_size=6), min_size=40, max_size=80))
def test_letters_have_the_cases_that_they_have(engine: Engine, log: list[str]) -> None:
    words = [word for word in log if word and not set("%_") & set(word)][:5]
    changed = [text for word in words for text in (word.upper(), word.lower(), word.swapcase(), fold(word))]
    assert_answers(engine, ("icontains", "starts_with"), words, [*log, *changed])


def test_texts_that_sql_could_take_for_something_else(engine: Engine) -> None:
    texts = [
        "'",
        "''",
        "\\",
        "\\'",
        "a\\nb",
        "a\nb",
        "a\tb",
        '"',
        "--",
        "/*",
        "*/",
        ";",
        "%",
        "_",
        "$$",
        "${x}",
        "{{x}}",
    ]
    texts += [":x", "?", "@x", "\\x41", "\\\\", "é", "🔥", "\u2028", "a\u00a0b", "\x01", "\x7f"]
    assert_answers(engine, ("exact", "contains", "icontains", "ends_with"), texts, texts)


def test_names_of_actions_and_keys_too(engine: Engine) -> None:
    names = ["it's", 'say "hi"', "back\\slash", "a\nb", "🔥", "a.b", "*/", "{{x}}"]
    written = "".join(f"  {quoted(name)}: [{{properties: {{{quoted(name)}: 1}}}}]\n" for name in names)
    actions = parse_actions(f"actions:\n{written}")
    row = {"uuid": "1", "event": "e", "distinct_id": "d", "timestamp": "2026-03-31T00:00:00Z"}
    engine.load([row | {"properties": dict.fromkeys(names, 1)}], EVERYTHING)
    answer = ask(engine, actions, NOW)

    assert answer is not None
    assert answer.taken == {"1": [name for name in names if name not in answer.skipped]}


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
