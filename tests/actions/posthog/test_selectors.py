"""Selectors on import: section 13.8 and the table of 13.9 of `docs/semantics.md`."""

from __future__ import annotations

import pytest
from hypothesis import given

from actioncli.actions.model import Condition, Field
from actions.posthog.samples import conditions, findings, imported
from event_strategies import selectors


def selector_findings(selector: str) -> list[str]:
    prefix = " A › step 1 › selector: "
    return [line.replace(prefix, " ") for line in findings({"event": "$autocapture", "selector": selector})]


@pytest.mark.parametrize(
    ("raw", "escaped"),
    [
        (".hover:bg-blue", ".hover\\:bg-blue"),
        (".bg-yellow/50", ".bg-yellow\\/50"),
        (".max-w-[1045px]", ".max-w-\\[1045px\\]"),
    ],
)
def test_raw_class_names_are_escaped_with_a_note(raw: str, escaped: str) -> None:
    result = imported({"event": "$autocapture", "selector": raw})
    assert result.actions.actions[0].matchers[0].conditions[1] == Condition(Field("selector"), "exact", escaped)
    assert selector_findings(raw)[0] == f"note: the class names of `{raw}` are escaped: `{escaped}`"
    assert not any("escapes other" in line for line in selector_findings(raw))


@pytest.mark.parametrize("selector", ["button:hover", "div + span", "a >", "[data-id=123]", "li:nth-child(2n+1)"])
def test_a_selector_that_cannot_be_answered_is_an_error_with_its_position(selector: str) -> None:
    (finding,) = imported({"event": "$autocapture", "selector": selector}).findings
    assert (finding.level, finding.step, finding.field) == ("error", 1, "selector")
    assert finding.message.startswith(f"`{selector}`, at character ")


CLASSES = "note: insights also hit classes that only begin like the one asked for: more than here"
TAGS = "note: insights also hit tags that only begin like the one asked for: more than here"
ATTRIBUTES = 'note: insights take `[x="v"]` as any attribute whose name ends in x, such as `data-x`: more than here'
ADJACENT = "warning: insights require adjacent elements for a space between two tags: fewer than here"
DISTANCE = "warning: insights take this `>` as any distance: more than here"
STAR = "warning: insights delete `> *`: more than here, at times fewer"
TAG_LOST = "warning: insights lose a tag with a digit or hyphen before an attribute: more than here"
THROWN_AWAY = "warning: insights ignore everything after `]`: more than here"
WRITTEN = "warning: insights compare tags and attribute names case-sensitively: fewer than here"
ESCAPES = "warning: insights compare escapes other than `\\:` as written: fewer than here"


def never(what: str) -> str:
    return f"warning: insights never match a selector with {what}: fewer than here"


@pytest.mark.parametrize(
    ("selector", "said"),
    [
        ("button", []),
        ("form button", [ADJACENT]),
        ("form > button", []),
        ("button#id", []),
        (".btn", [CLASSES]),
        ("nav", [TAGS]),
        ("form .btn a", [CLASSES]),
        (".btn > a", [CLASSES, DISTANCE]),
        ("form > label > a", [DISTANCE]),
        ("form > *", [STAR]),
        ("form > * > a", [STAR]),
        ("form > *.x", [STAR, CLASSES]),
        (".c[a='v']", [never("a class or id before an attribute")]),
        ("#i[a='v']", [never("a class or id before an attribute")]),
        ("a.c[a='v']", [never("a class or id before an attribute")]),
        (".c#i", [never("a class before an id")]),
        ("[a='1'][b='2']", [never("two attributes on one element")]),
        ("h2[a='v']", [TAG_LOST, TAGS, ATTRIBUTES]),
        ("a[a='v']", [ATTRIBUTES]),
        ("[a='v']:nth-child(2)", [THROWN_AWAY, ATTRIBUTES]),
        ("[a='v']:nth-of-type(2)", [THROWN_AWAY, ATTRIBUTES]),
        ("a:nth-child(2)", []),
        ("a:nth-of-type(2)", [never("`:nth-of-type`")]),
        ("[disabled]", [never("an attribute without a value, `[disabled]`")]),
        ("[a=v]", [never("an unquoted value, `[a=v]`")]),
        ("[a^='v']", [never("`^=`")]),
        ("a, form", [never("`,`")]),
        ("a:not(.x)", [never("`:not`")]),
        ("form>a", [never("`>` without blanks around it")]),
        ("form>a, [b]", [never("`>` without blanks around it, `,`, an attribute without a value, `[b]`")]),
        ("[title='a > b, c:not(d)[e]']", [ATTRIBUTES]),
        ("BUTTON", [WRITTEN]),
        ("[Data-x='V']", [ATTRIBUTES, WRITTEN]),
        (".hover\\:x", [CLASSES]),
        (".w-1\\/2", [CLASSES, ESCAPES]),
    ],
)
def test_what_insights_count_differently_is_said(selector: str, said: list[str]) -> None:
    assert sorted(selector_findings(selector)) == sorted(said)


@given(selectors())
def test_no_selector_is_too_odd_and_nothing_is_said_twice(selector: str) -> None:
    lines = selector_findings(selector)
    assert len(set(lines)) == len(lines)
    assert all(line.startswith(("warning: insights ", "note: insights ")) for line in lines)


def test_what_is_true_of_most_selectors_is_said_once() -> None:
    steps = [{"event": "$autocapture", "selector": selector} for selector in (".a", ".b > a", "nav.c")]
    assert findings(*steps) == [
        f"note: A › step 1 › selector: {CLASSES.removeprefix('note: ')}",
        f"warning: A › step 2 › selector: {DISTANCE.removeprefix('warning: ')}",
        f"note: A › step 3 › selector: {TAGS.removeprefix('note: ')}",
    ]


def test_selectors_in_element_filters_are_read_alike() -> None:
    entry = {"key": "selector", "type": "element", "operator": "is_not", "value": [".hover:x", "form>a"]}
    step = {"event": "$autocapture", "properties": [entry]}
    assert conditions(step)[1] == Condition(Field("selector"), "is_not", (".hover\\:x", "form>a"))
    assert [line.partition("selector: ")[2] for line in findings(step)] == [
        "the class names of `.hover:x` are escaped: `.hover\\:x`",
        CLASSES.removeprefix("note: "),
        never("`>` without blanks around it").removeprefix("warning: "),
    ]
