"""What each rule finds, says and leaves alone."""

from __future__ import annotations

import pytest

from checking.found import codes, report, said

CLICK = '{"event":"$autocapture","elements_chain":"button:text=\\"Don’t wait\\"href=\\"/a\\""}'
BOUGHT = (
    '{"event":"purchase","properties":{"amount":5,"/x":1,"cart":{},"$current_url":"https://example.com/about/"},'
    '"person_properties":{"plan":"pro"},"group0_properties":{"size":3}}'
)
EVENTS = f"{CLICK}\n{BOUGHT}\n"


@pytest.mark.parametrize(
    ("matchers", "expected"),
    [
        ("- {}", ["AC101 3:7 1: matches every event | name at least one condition"]),
        ("match: [{event: a}]\nexcept: [{}]", [
            "AC101 4:14 except › 1: excludes every event | add the conditions of the events to exclude",
        ]),
        ("- event: {regex: .*}", ["AC101 3:7 1: matches every event | name at least one condition"]),
        ("- event: a\n  url: '%%'", [
            "AC101 4:12 1 › url: holds for any value | write `{is_set: true}`, or leave it out",
        ]),
        ("- url: /caf%C3%A9", [
            ("AC102 3:12 1 › url: `/caf%C3%A9`: `%` stands for any run of characters here"
            " | for the character itself, write `{regex: '/caf%C3%A9'}`"),
        ]),
        ("- url: '%/buy%'", [
            ("AC102 3:12 1 › url: `%/buy%`: `%` at the ends has no effect"
            " | it may stand anywhere already: write `/buy`"),
        ]),
        ("- url: {starts_with: /buy%}", [
            ("AC102 3:26 1 › url › starts_with: `/buy%`: `%` at the end has no effect"
            " | anything may follow already: write `/buy`"),
        ]),
        ("- url: {ends_with: a_b.pdf}", [
            ("AC102 3:24 1 › url › ends_with: `a_b.pdf`: `_` stands for any one character here"
            r" | for the character itself, write `{regex: '(?i)a_b\.pdf$'}`"),
        ]),
        ("- href: {contains: a_b.c}", [
            ("AC102 3:24 1 › href › contains: `a_b.c`: `_` stands for any one character here"
            " | for the character itself, write `{icontains_multi: ['a_b.c']}`"),
        ]),
        ("- url: a_b.c", [
            ("AC102 3:12 1 › url: `a_b.c`: `_` stands for any one character here"
            r" | for the character itself, write `{regex: 'a_b\.c'}`"),
        ]),
        ("- person: {mail: {not_icontains: a_b}}", [
            ("AC102 3:38 1 › person › mail › not_icontains: `a_b`: `_` stands for any one character here"
            " | for the character itself, write `{not_icontains_multi: ['a_b']}`"),
        ]),
        ("- event: $pageview\n  selector: a.b\n  text: {is_not: x}", [
            ("AC103 4:17 1 › selector: `$pageview` comes without elements, so this never holds"
            " | elements come with `event: $autocapture`"),
            ("AC103 5:22 1 › text › is_not: `$pageview` comes without elements, so this always holds"
            " | elements come with `event: $autocapture`"),
        ]),
        ("- event: [a, b]\n  href: /x", [
            ("AC103 4:13 1 › href: `a` or `b` comes without elements, so this never holds"
            " | elements come with `event: $autocapture`"),
        ]),
        ("- properties: {a: {exact: x, is_not_set: true}}", [
            ("AC104 3:46 1 › properties › a › is_not_set: `exact: x` and `is_not_set: true` cannot both hold"
            " | write two matchers to match either"),
        ]),
        ("- url: {exact: [a, b], in: [c]}", [
            ("AC104 3:32 1 › url › in: `exact: [a, b]` and `in: [c]` cannot both hold"
            " | write two matchers to match either"),
        ]),
        ("- event: a\n- event: b\n- event: {in: [a]}", [
            "AC105 5:7 3: is the same as matcher 1 (line 3) | leave one out",
        ]),
        ("- event: a\n  url: /x\n- event: [a, b]", [
            ("AC106 3:7 1: matcher 2 (line 5) matches all events that this one matches"
            " | leave one of them out, or narrow the other"),
        ]),
        ("match: [{event: a, url: {exact: /admin/x}}]\nexcept:\n  - url: /admin", [
            "AC113 3:13 1: never matches: the `except` (line 5) excludes all its events | narrow the `except`",
        ]),
        ("- selector: '.a, :not(.b)'", [
            ("AC108 3:17 1 › selector: `.a, :not(.b)`: almost every click has an element that meets it,"
            " at least the page's `body` | put a tag or a class before `:not`"),
        ]),
        ("- text: Don’t", [
            "AC109 3:13 1 › text: `Don’t` has U+2019 RIGHT SINGLE QUOTATION MARK | as typed: `Don't`",
        ]),
        ("- text: {contains: a\u00a0b}", [
            ("AC109 3:24 1 › text › contains: `a\\u00a0b` has U+00A0 NO-BREAK SPACE"
                ' | as typed: `a b`; if it is intended, write "a\\u00a0b"'),
        ]),
        ("- properties: {'plan ': pro}", [
            "AC110 3:29 1 › properties › plan : `plan ` has a blank at its end | write `plan`",
        ]),
        ("- text: ' Buy '", ["AC110 3:13 1 › text: ` Buy ` has a blank at both ends | write `Buy`"]),
        ("- url: {regex: ^/a_b$}", [
            ("AC111 3:20 1 › url › regex: `^/a_b$` is plain text, not a regular expression"
            " | write `exact`: it is the whole text"),
        ]),
        ("- text: {regex: buy}", [
            ("AC111 3:21 1 › text › regex: `buy` is plain text, not a regular expression"
            " | write `contains`, which ignores case here"),
        ]),
        ("- url: {regex: www.shop.test/a.*}", [
            (r"AC112 3:20 1 › url › regex: `www.shop.test/a.*`: the dot in `www.shop.test` stands for any character"
            r" | write `www\.shop\.test/a.*`"),
        ]),
        (r"- person: {email: {regex: '@(a|b)\.example.com$'}}", [
            (r"AC112 3:31 1 › person › email › regex: `@(a|b)\.example.com$`: the dot in `.example.com` stands for any"
            r" character | write `@(a|b)\.example\.com$`"),
        ]),
    ],
)  # fmt: skip
def test_this_is_found(matchers: str, expected: list[str]) -> None:
    assert expected == said(matchers)


@pytest.mark.parametrize(
    "matchers",
    [
        "- properties: {a: {is_set: true}}",
        "- action: A2\nA2:\n- event: a",
        "- url: {exact: /a_b%c}",
        "- properties: {a: {icontains: [a_b, c]}}",
        "- url: {starts_with: /a}\n- url: {ends_with: .pdf}",
        "- event: $rageclick\n  text: Buy",
        "- event: [$autocapture, a]\n  text: Buy",
        "- text: Buy",
        "- text: [{contains: a}, {contains: b}]",
        "- properties: {a: [pro, team]}\n- properties: {a: free}",
        "- event: a\n  url: /x\n- event: a\n  url: /y",
        "- selector: 'button:not(.x)'",
        "- text: {contains: ' or '}",
        "- text: {contains: Größe — 5 €}",
        "- url: {regex: /a_b}",
        "- url: {regex: '/a|/b'}",
        r"- url: {regex: 'example\.com/x?'}",
        "- url: {regex: 'example[.]com/x?'}",
        "- properties: {title: {regex: 'sign.up'}}",
        "- properties: {title: {regex: '[a.com]+'}}",
    ],
)
def test_this_is_clean(matchers: str) -> None:
    assert [code for code in codes("actions:\n  A:\n" + indented(matchers)) if code != "AC107"] == []


def indented(matchers: str) -> str:
    return "".join(f"{'  ' if line.endswith(':') else '    '}{line}\n" for line in matchers.splitlines())


@pytest.mark.parametrize(
    ("matchers", "expected"),
    [
        ("- event: Purchase", ["AC201 3:14 1 › event: no event is named `Purchase` | did you mean `purchase`?"]),
        ("- event: [purchase, zzz]", ["AC201 3:14 1 › event: no event is named `zzz`"]),
        ("- event: {is_not: Purchase}", [
            "AC201 3:23 1 › event › is_not: no event is named `Purchase` | did you mean `purchase`?",
        ]),
        ("- properties: {amout: {gte: 5}}", [
            "AC202 3:33 1 › properties › amout › gte: no event has the property `amout` | did you mean `amount`?",
        ]),
        ("- properties: {/carts/0: a}", [
            "AC202 3:30 1 › properties › /carts/0: no event has the property `carts` | did you mean `cart`?",
        ]),
        ("- properties: {zzz: a}", ["AC202 3:25 1 › properties › zzz: no event has the property `zzz`"]),
        ("- person: {Plan: pro}", [
            "AC203 3:22 1 › person › Plan: no person has the property `Plan` | did you mean `plan`?",
        ]),
        ("- group: {0: {sise: 3}}", [
            "AC203 3:25 1 › group › 0 › sise: no group has the property `sise` | did you mean `size`?",
        ]),
        ("- text: Don't wait", [
            ("AC204 3:13 1 › text: no text is `Don't wait`"
            ' | the value has U+2019 RIGHT SINGLE QUOTATION MARK: write "Don’t wait"'),
        ]),
        ("- url: {exact: 'http://www.example.com/About'}", [
            ("AC204 3:20 1 › url › exact: no address is `http://www.example.com/About`"
            " | did you mean `https://example.com/about/`?"),
        ]),
        ("- url: {exact: 'https://example.com/abouts'}", [
            ("AC204 3:20 1 › url › exact: no address is `https://example.com/abouts`"
            " | did you mean `https://example.com/about/`?"),
        ]),
    ],
)  # fmt: skip
def test_this_is_found_against_events(matchers: str, expected: list[str]) -> None:
    assert expected == said(matchers, EVENTS)


@pytest.mark.parametrize(
    "matchers",
    [
        "- event: purchase\n  properties: {amount: 5, /cart/0: a, /~1x: 1, zzz: {is_set: false}, y: {is_not: a}}",
        "match: [{event: purchase}]\nexcept: [{event: zzz}, {properties: {zzz: 1}}, {person: {zzz: 1}}]",
        "- text: Don’t wait",
        "- text: Something else",
        "- properties: {$elements_chain: {is_set: true}}\n  person: {distinct_id: a}",
        "- url: {exact: 'https://example.com/about/'}",
        "- url: /elsewhere",
    ],
)
def test_this_is_clean_against_events(matchers: str) -> None:
    assert said(matchers, EVENTS) == []


def test_an_event_that_has_elements_in_the_data_may_be_asked_for_them() -> None:
    matchers = "- event: tapped\n  text: Buy"

    assert [line[:5] for line in said(matchers)] == ["AC103"]
    assert said(matchers, '{"event":"tapped","elements_chain":"b:text=\\"Buy\\""}') == []


def test_equal_actions_are_told_whatever_the_order_of_their_matchers() -> None:
    text = "actions:\n  A: [{event: a}, {event: b}]\n  B: [{event: {in: [b]}}, {event: a}]\n  C: [{event: a}]\n"
    (finding,) = report(text).findings

    assert finding.problem.path == ("actions", "B")
    assert finding.problem.message == "matches the same events as `A` (line 2)"


def test_what_several_aliases_lead_to_is_found_once() -> None:
    assert codes("actions:\n  A: [&a {url: a_b}]\n  B: [*a, {event: x}]\n") == ["AC102"]


@pytest.mark.parametrize(
    ("test", "message"),
    [
        ("matches: {event: b}", "1: does: the action does not match the event | none of its matchers holds"),
        ("rejects: {event: a}", "1: does: the action matches the event | matcher 2 holds"),
        ("matches: {event: a, distinct_id: us}",
         "1: does: the action does not match the event | matcher 2 holds, but an `except` excludes the event"),
        ("rejects: {distinct_id: us}",
         "1: does: the event has no name, so commands skip it | write `event: ...` in it"),
    ],
)  # fmt: skip
def test_a_test_that_fails_says_why(test: str, message: str) -> None:
    text = (
        f"actions:\n  A:\n    match: [{{event: x}}, {{event: a}}]\n    except: [{{distinct_id: us}}]\n"
        f"    tests: [{{it: does, {test}}}]\n"
    )
    (finding,) = report(text).findings

    assert (finding.rule.code, finding.problem.path) == ("AC002", ("actions", "A", "tests", "1"))
    assert finding.problem.place is not None
    assert (finding.problem.place.line, finding.problem.place.column) == (5, 13)
    assert message == f"1: {finding.problem.message} | {finding.problem.hint}"


def test_tests_that_pass_are_listed_and_nothing_is_found() -> None:
    text = (
        "actions:\n  A:\n    match: [{event: a}]\n"
        "    tests: [{it: one, matches: {event: a}}, {it: two, rejects: {event: b}}]\n"
    )
    found = report(text)

    assert found.findings == ()
    assert [(tested.it, tested.problem) for tested in found.tests] == [("one", None), ("two", None)]


def test_rules_can_be_left_out_by_code() -> None:
    text = "actions:\n  A: [{url: a_b}, {}]\n"

    assert [finding.rule.code for finding in report(text, ignored=("AC102",)).findings] == ["AC101"]
