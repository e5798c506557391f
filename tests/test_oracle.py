"""The oracle itself, tested: hand-made models and events for the sentences of `docs/semantics.md`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from actioncli.actions.model import Action, Actions, Condition, Field, Matcher
from actioncli.values import Operand
from event_strategies import NOW, Spelling, events, json_line, small_actions, spellings
from laws import examples
from oracle import Element, Event, condition_holds, elements, matched, matcher_hits, read_chain, selector_fits

MISSING = object()
CHAIN = (
    'span:text="Save";a.btn.md:flex:href="/buy"nth-child="2"attr_id="go"attr__class="btn md:flex py-2.5";div.card;main'
)


def holds(operator: str, operand: Operand, value: object) -> bool:
    """Whether a property of that value meets the operator."""
    event: Event = {"event": "e", "properties": {} if value is MISSING else {"key": value}}
    return condition_holds(Condition(Field("properties", "key"), operator, operand), event, NOW)


def reads(field: Field, event: Event, operand: Operand, operator: str = "exact") -> bool:
    return condition_holds(Condition(field, operator, operand), event, NOW)


def of_text(operator: str, operand: Operand, chain: str) -> bool:
    return reads(Field("text"), {"elements_chain": chain}, operand, operator)


@pytest.mark.parametrize(
    ("operand", "value"),
    [
        (5, 5.0), (5, "5.0"), ("5", 5), ("5.0", 5), (True, "true"), ("1.5", 1.50), ("[1,5]", [1, 5.0]),
        ('{"b":"ö","a":null}', {"b": "ö", "a": None}), ("1e-7", 1e-7), ("1e+21", 1e21),
        (98765432109876543210, "98765432109876543210"),
        (("a", "b"), "b"), (0.1, "0.1"), (1000, "1e3"), (".5", 0.5),
    ],
)  # fmt: skip
def test_these_are_equal(operand: Operand, value: object) -> None:
    assert holds("exact", operand, value)
    assert not holds("is_not", operand, value)


@pytest.mark.parametrize(
    ("operand", "value"),
    [
        ("5", "5.0"), (True, 1), (True, "1"), ("", 0), ("true", "True"), ("a", ["a"]),
        (98765432109876543210, 98765432109876543211),
        (1, " 1"), (16, "0x10"), ("null", None), (("a", "b"), "c"), (float(2**53), 2**53 + 1),
    ],
)  # fmt: skip
def test_these_are_not_equal(operand: Operand, value: object) -> None:
    assert not holds("exact", operand, value)
    assert holds("is_not", operand, value)


@pytest.mark.parametrize(
    ("operator", "operand", "value", "expected"),
    [
        ("contains", "a%d", "xa\nbd", True), ("contains", "a_d", "ad", False), ("contains", "A", "a", False),
        ("contains", ("x", "b%d"), "abcd", True), ("contains", "a\\b", "a\\b", True), ("contains", "a.c", "abc", False),
        ("icontains", "É", "é", True), ("icontains", "ss", "ß", False), ("icontains", "a_c", "ABC", True),
        ("icontains", ("a_c", "zz"), "ABC", False), ("icontains", ("a_c",), "ABC", True),
        ("not_icontains", "b", "ABC", False), ("icontains_multi", "a_c", "abc", False),
        ("not_icontains_multi", ("x", "B"), "abc", False), ("starts_with", "FOO", "foobar", True),
        ("starts_with", "É", "é", True), ("ends_with", ("x", "BAR"), "foobar", True),
        ("starts_with", "f%b", "foobar", True), ("starts_with", "f_b", "foobar", False),
        ("ends_with", "o%", "foobar", True), ("ends_with", "b_", "foobar", False), ("ends_with", "b_r", "foobar", True),
        ("not_ends_with", "BAR", "bar", False),
        ("regex", "^a.b$", "a\nb", True), ("regex", "b$", "ab\n", False), ("regex", r"[$]b\$", "$b$", True),
        ("not_regex", ("x", "^a"), "abc", False), ("regex", "A", "a", False),
        ("gt", "9", "10", True), ("gt", 5, "x", False), ("lt", 5, True, False), ("gte", (9, 5), 6, True),
        ("lt", 12345678901234567890, 12345678901234567889, True),
        ("between", (1, "3"), 3, True), ("between", (1, 3), 3.5, False), ("not_between", (1, 3), 3.5, True),
        ("not_between", (1, 3), "x", False), ("is_set", True, "", True), ("is_set", False, 0, False),
        ("is_not_set", False, [], True), ("is_not_set", True, {}, False),
    ],
)  # fmt: skip
def test_operators_of_present_values(operator: str, operand: Operand, value: object, expected: bool) -> None:
    assert expected == holds(operator, operand, value)


@pytest.mark.parametrize("value", [MISSING, None])
@pytest.mark.parametrize(
    ("operator", "operand", "expected"),
    [
        ("exact", "null", False), ("is_not", "null", True), ("not_in", ("a",), True), ("icontains", "", False),
        ("not_icontains", "a", True), ("not_icontains_multi", "a", True), ("not_starts_with", "a", True),
        ("not_ends_with", "a", True), ("not_regex", "", True), ("regex", "", False), ("lt", 5, False),
        ("not_between", (1, 2), False), ("semver_neq", "1", False), ("is_date_before", "2026-01-01", False),
        ("is_set", True, False), ("is_set", False, True), ("is_not_set", True, True), ("contains", "%", False),
    ],
)  # fmt: skip
def test_absent_and_null_are_one(value: object, operator: str, operand: Operand, expected: bool) -> None:
    assert expected == holds(operator, operand, value)


@pytest.mark.parametrize(
    ("operator", "operand", "value", "expected"),
    [
        ("is_date_after", "2026-03-19", "2026-03-19T18:00:00Z", True),
        ("is_date_exact", "2026-03-19", "2026-03-19 10:00", False),
        ("is_date_exact", "2026-03-19T12:00:00.5+02:00", "2026-03-19T10:00:00.500Z", True),
        ("is_date_exact", 1774953000, "2026-03-31T10:30", True), ("is_date_exact", "1774953000000", 1774953000, True),
        ("is_date_before", "2026-01-01", 177495300, True), ("is_date_before", "2026-01-01", "19/03/2026", False),
        ("is_date_before", "2027-01-01", "2026-02-30", False),
        ("is_date_before", "2027-01-01", "2026-03-19T24:00", False),
        ("is_date_exact", "-1m", "2026-02-28T10:30:00Z", True), ("is_date_exact", "60M", "2026-03-31T09:30:00Z", True),
        ("is_date_exact", "1Q", "2025-12-31T10:30:00Z", True), ("is_date_exact", "-1Y", "2025-03-31T10:30:00Z", True),
        ("is_date_exact", "-2w", "2026-03-17 10:30", True), ("is_date_exact", "90s", "2026-03-31T10:28:30Z", True),
        ("is_date_exact", "-13m", "2025-02-28 10:30:00", True),
    ],
)  # fmt: skip
def test_dates(operator: str, operand: Operand, value: object, expected: bool) -> None:
    assert expected == holds(operator, operand, value)


def test_a_quarter_cuts_the_day_to_a_leap_february() -> None:
    condition = Condition(Field("timestamp"), "is_date_exact", "-1q")
    assert condition_holds(condition, {"timestamp": "2028-02-29"}, datetime(2028, 5, 31, tzinfo=UTC))


@pytest.mark.parametrize(
    ("operator", "operand", "value", "expected"),
    [
        ("eq", "1.2", "1.2.0", True), ("eq", "1.2.3", " v1.2.3-rc.1+b ", True), ("neq", "1.2.3", "1.2.4", True),
        ("neq", "1.2.3", "1.2", False), ("gt", "3.9.0", "3.10.0", True), ("lte", "1", "1.0.0", True),
        ("gte", "3.0.0", "3.08.0", False), ("lt", "2", "1.9.9", True), ("eq", "1.2.3", "1.2.3.4", False),
        ("tilde", "1.2.3", "1.2.9", True), ("tilde", "1.2.3", "1.3.0", False), ("tilde", "1", "1.9.0", True),
        ("tilde", "1.2", "1.3.0", False), ("caret", "1.2.3", "1.9.0", True), ("caret", "0.2.3", "0.3.0", False),
        ("caret", "0.0.3", "0.0.4", False), ("caret", "0.0.3", "0.0.3", True), ("wildcard", "1.2.*", "1.2.9", True),
        ("wildcard", "1.2.*", "1.3.0", False), ("wildcard", "1.*", "1.9.0", True), ("wildcard", "1.*", "2.0.0", False),
    ],
)  # fmt: skip
def test_versions(operator: str, operand: Operand, value: object, expected: bool) -> None:
    assert expected == holds(f"semver_{operator}", operand, value)


@pytest.mark.parametrize(
    ("key", "operand"),
    [("a.b", "flat"), ("/a/b", "deep"), ("/x~1y/1", "two"), ("/~1z", "slash"), ("$elements_chain", "a;b")],
)
def test_keys_are_flat_and_pointers_descend(key: str, operand: str) -> None:
    properties = {"a.b": "flat", "a": {"b": "deep"}, "x/y": ["one", "two"], "/z": "slash", "$elements_chain": "a;b"}
    assert reads(Field("properties", key), {"properties": properties}, operand)


@pytest.mark.parametrize("key", ["/x/01", "/x/-", "/x/2", "/x/0/a", "/x/y"])
def test_pointers_that_lead_nowhere_are_absent(key: str) -> None:
    assert not reads(Field("properties", key), {"properties": {"x": ["one", "two"]}}, True, "is_set")


@pytest.mark.parametrize(
    ("field", "event"),
    [
        (Field("person", "plan"), {"person_properties": {"plan": "pro"}, "person": {"properties": {"plan": "free"}}}),
        (Field("person", "plan"), {"person_properties": '{"plan":"pro"}'}),
        (Field("person", "plan"), {"person_properties": None, "person": {"properties": {"plan": "pro"}}}),
        (Field("person", "distinct_id"), {"distinct_id": "pro", "person_properties": {"distinct_id": "other"}}),
        (Field("group", "plan", 2), {"group2_properties": {"plan": "pro"}, "group0_properties": {"plan": "free"}}),
        (Field("$group_1"), {"$group_1": "pro", "properties": {"$group_1": "free"}}),
        (Field("$group_1"), {"$group_1": None, "properties": {"$group_1": "pro"}}),
        (Field("url"), {"properties": '{"$current_url":"pro"}'}),
        (Field("uuid"), {"uuid": "pro"}),
    ],
)
def test_fields_read_their_part_of_the_record(field: Field, event: Event) -> None:
    assert reads(field, event, "pro")


@pytest.mark.parametrize(
    ("event", "tag"),
    [
        ({"elements_chain": "a", "elements": "b"}, "a"),
        ({"elements_chain": "", "properties": {"$elements_chain": "b"}, "elements": "c"}, "b"),
        ({"elements": '"c:text=\\"x\\""'}, "c"),
        ({"elements": '[{"tag_name": "d"}]', "properties": {"$elements": [{"tag_name": "e"}]}}, "d"),
        ({"elements": "{}", "properties": {"$elements": [{"tag_name": "e"}]}}, "e"),
        ({"elements": [{"tag_name": "g", "order": 1}, {"tag_name": "f", "order": 0}]}, "f"),
    ],
)
def test_the_first_source_that_is_not_empty_has_the_elements(event: Event, tag: str) -> None:
    assert tag == elements(event)[0].tag


def test_a_member_of_an_array_is_read_by_all_its_names() -> None:
    member = {
        "tag_name": "a",
        "text": "",
        "$el_text": "Go",
        "attr__href": "/x",
        "attr__id": "i",
        "classes": ["b"],
        "nth_child": 2,
    }
    read = Element("a", ["b"], "Go", "/x", "i", 2, None, {"href": "/x", "id": "i", "lang": "en"})
    assert [read] == elements({"elements": [{**member, "attributes": {"attr__lang": "en", "attr__title": None}}]})


@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        ("a.md:flex.:", [("a", ["md:flex"], None)]), ("a...small b:text=\"x\"", [("a", ["small", "b"], "x")]),
        (".c:text=\"\"", [("", ["c"], "")]), ("a:text=\"x;div:1\";b;", [("a", [], "x;div:1"), ("b", [], None)]),
        ("a:text=\"say \\\"hi\\\" C:\\new\"", [("a", [], 'say "hi" C:\\new')]),
        ("a:text=\"D:\\\"nth-child=\"1\";b", [("a", [], "D:\\"), ("b", [], None)]),
        ("a:text=\"D:\\\"", [("a", [], "D:\\")]), ("a:text=\"D:\\\";b:text=\"E\"", [("a", [], "D:\\"), ("b", [], "E")]),
        ("a:text=\"cut", [("a", [], "cut")]), ("a:text=\"x\"!? text=\"y\"", [("a", [], "x")]),
        ("a:href=\"/x\" junk;b", [("a", [], None), ("b", [], None)]),
        ("a:attr__text=\"x\"data-text=\"y\"", [("a", [], None)]),
        ("a:attr__x:y=\"1\"text=\"z\"", [("a", [], "z")]), ("a:text=x;b", [("a:text=x", [], None), ("b", [], None)]),
    ],
)  # fmt: skip
def test_chains(chain: str, expected: list[tuple[Any, ...]]) -> None:
    assert expected == [(element.tag, element.classes, element.text) for element in read_chain(chain)]


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("A", True), ("*", True), ("p", False), (".btn.md\\:flex", True), (".py-2\\.5", True), (".py-2", False),
        (".card", True),
        ("#go", True), ("[id=go]", True), ("[href^='/b']", True), ("[HREF$=uy]", True), ("[href*='']", False),
        ("[class~='md:flex']", True), ("[class|=btn]", False), ("[title]", False), ("a:nth-child(2)", True),
        ("span:nth-of-type(1)", False), ("a:not(.btn)", False), ("a:not(.card)", True), ("main a", True),
        ("main > a", False),
        ("main>div>a", True), ("div > *", True), ("main > * > a", True), ("main > * > * > a", False), ("span *", False),
        ("p, #go", True), ("main span", True), ("[class='btn md:flex py-2.5']", True), ("[class=card]", True),
        ("\\61", True),
    ],
)  # fmt: skip
def test_selectors(selector: str, expected: bool) -> None:
    assert expected == selector_fits(selector, read_chain(CHAIN))


@pytest.mark.parametrize(
    "selector", ["a + b", "a:hover", "[a=1]", "#1a", ".a/b", "a >", "a,", "", "a:nth-child(0)", "[a='x]"]
)
def test_an_unsupported_selector_is_no_silent_no(selector: str) -> None:
    with pytest.raises(ValueError, match=r"expected|too early"):
        selector_fits(selector, [])


@pytest.mark.parametrize(
    ("operator", "operand", "chain", "expected"),
    [
        ("exact", "B", 'a:text="A";b:text="B"', True), ("is_not", "A", 'a:text="A";b:text="B"', False),
        ("is_not", "A", "a;b", True), ("not_regex", "A", "", True), ("is_set", True, 'a;b:text=""', True),
        ("is_set", False, 'a;b:text=""', False), ("is_not_set", True, "a;b", True),
        ("contains", "SI_N%", 'a:text="Sign"', True),
        ("exact", "sign", 'a:text="Sign"', False), ("gt", 5, 'a:text="4";b:text="6"', True), ("lt", 5, "a", False),
    ],
)  # fmt: skip
def test_texts_of_elements(operator: str, operand: Operand, chain: str, expected: bool) -> None:
    assert expected == of_text(operator, operand, chain)


@pytest.mark.parametrize(("name", "operand"), [("selector", ("p", "q")), ("tag_name", ("p", "Q"))])
def test_no_element_fits_a_negated_list_without_elements_too(name: str, operand: Operand) -> None:
    assert reads(Field(name), {"elements_chain": "a;b"}, operand, "is_not")
    assert reads(Field(name), {}, operand, "is_not")
    assert not reads(Field(name), {"elements_chain": "a;q"}, operand, "is_not")


def is_event(name: str) -> Matcher:
    return Matcher((Condition(Field("event"), "exact", name),))


def test_exceptions_and_references_decide_in_file_order() -> None:
    both = Action("Both", (is_event("a"), is_event("b"), Matcher()), (is_event("c"),))
    built = Action("Built", (Matcher(actions=("Both",)),))
    actions = Actions((built, both), (is_event("d"),))
    assert matched(actions, {"event": "b"}, NOW) == ["Built", "Both"]
    assert matched(actions, {"event": "c"}, NOW) == []
    assert matched(actions, {"event": "d"}, NOW) == []
    assert matcher_hits(actions, {"event": "b"}, NOW) == {"Built": [1], "Both": [2, 3]}
    assert matcher_hits(actions, {"event": "c"}, NOW) == {"Built": [], "Both": [3]}
    assert matcher_hits(actions, {"event": "d"}, NOW) == {"Built": [], "Both": [3]}


@examples(60)
@given(small_actions(), events(), spellings())
def test_the_spelling_of_a_line_changes_no_answer(actions: Actions, event: Event, spelling: Spelling) -> None:
    line = json_line(event, spelling)
    assert b"\n" not in line
    assert json_line(event, spelling) == line
    assert matched(actions, event, NOW) == matched(actions, json.loads(line), NOW)
    assert matcher_hits(actions, event, NOW) == matcher_hits(actions, json.loads(line), NOW)
