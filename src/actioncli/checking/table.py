"""The rules of `check`: code, name, level, title, reason, a bad and a good example, and the function.

`check`, `docs/checks.md`, the SARIF output and the tests read this table.
Scripts rely on codes: a code keeps its meaning and is never reused.
"""

from __future__ import annotations

from actioncli.checking.broad_rules import broad_not, elements_where_none_are, takes_everything
from actioncli.checking.data_rules import unknown_events, unknown_person_properties, unknown_properties, unknown_values
from actioncli.checking.logic_rules import (
    duplicate_matchers,
    equal_actions,
    excepted_matchers,
    impossible,
    shadowed_matchers,
)
from actioncli.checking.matcher_paths import Check
from actioncli.checking.operand_rules import arrays_as_text, blanks_at_the_ends, odd_characters, wildcards
from actioncli.checking.regex_rules import plain_regex, unescaped_dot
from actioncli.checking.whole_file import FAILED_TEST, INVALID
from actioncli.findings import Level, Rule


def _warning(code: str, name: str, title: str, why: str, example: str, cure: str, events: str = "") -> Rule:
    """A rule of level warning; the examples are matchers of an action `Example`, or whole files."""
    return Rule(code, name, Level.warning, title, why, _action(example), _action(cure), events)


def _action(matchers: str) -> str:
    if matchers.startswith("actions:"):
        return matchers
    return "actions:\n  Example:\n" + "".join(f"    {line}\n" for line in matchers.splitlines())


_EVENTS = """\
{"event":"purchase","properties":{"amount":100,"$current_url":"https://example.com/about/"},"person":{"properties":{"email":"ann@example.com"}}}
{"event":"$autocapture","elements_chain":"button:text=\\"Sign Up\\"","properties":{"$current_url":"https://example.com/"}}
"""

CHECKS: tuple[tuple[Rule, Check], ...] = (
    (
        _warning(
            "AC101",
            "takes-everything",
            "A matcher matches every event, or a condition holds for any value",
            "Every event meets a matcher without conditions, and every value meets some patterns. To require only that"
            " a property is present, write `is_set`.",
            "- {}\n- event: {contains: '%'}\n- properties: {plan: {regex: .*}}",
            "- properties: {plan: {is_set: true}}",
        ),
        takes_everything,
    ),
    (
        _warning(
            "AC102",
            "wildcard",
            "`%` or `_` in a pattern is a wildcard",
            "In `contains`, `starts_with`, `ends_with` and an `icontains` of one text, `%` stands for any run of"
            " characters and `_` for any one character, as in PostHog. An address with `%20` or a name with `_` in it"
            " matches more than it seems to.",
            "- url: /sale_50%off",
            "- url: {regex: '/sale_50%off'}",
        ),
        wildcards,
    ),
    (
        _warning(
            "AC103",
            "elements-on-other-event",
            "A condition on elements stands beside an event that has none",
            "`selector`, `tag_name`, `text` and `href` look at the elements of a click. An event such as `$pageview`,"
            " or one that you send yourself, has none: the condition never holds, or always if it is negated."
            " With `--events`, nothing is reported for events that have elements there.",
            "- event: $pageview\n  text: Sign Up",
            "- event: $autocapture\n  text: Sign Up",
        ),
        elements_where_none_are,
    ),
    (
        _warning(
            "AC104",
            "impossible",
            "Two conditions cannot both hold",
            "All conditions of a matcher must hold, and a property has one value. To accept several values, write a"
            " list or several matchers. (An empty range is an error, AC001.)",
            "- properties:\n    - plan: pro\n    - plan: team",
            "- properties:\n    plan: [pro, team]",
        ),
        impossible,
    ),
    (
        _warning(
            "AC105",
            "duplicate-matcher",
            "Two matchers of an action are the same",
            "The second one adds nothing. Often one of them was copied and should have been changed.",
            "- event: purchase\n- event: purchase",
            "- event: purchase\n- event: order paid",
        ),
        duplicate_matchers,
    ),
    (
        _warning(
            "AC106",
            "shadowed-matcher",
            "A matcher adds nothing to another one",
            "Any matcher of an action is enough, so a matcher with all conditions of another one, and more, adds"
            " nothing. Either it is superfluous, or the wider one lacks a condition.",
            "- event: $pageview\n- event: $pageview\n  url: /pricing",
            "- event: $pageview\n  url: /pricing",
        ),
        shadowed_matchers,
    ),
    (
        _warning(
            "AC107",
            "equal-actions",
            "Two actions match the same events",
            "Two copies drift apart: someone fixes only one of them.",
            "actions:\n  Bought:\n    - event: purchase\n  Purchase:\n    - event: purchase\n",
            "actions:\n  Bought:\n    - event: purchase\n",
        ),
        equal_actions,
    ),
    (
        _warning(
            "AC108",
            "broad-not",
            "A bare `:not(...)` in a selector",
            "Any element of the chain may match a selector. Nearly always some element, such as `body`, lacks the class"
            " in `:not`, so nearly every click matches.",
            "- event: $autocapture\n  selector: ':not(.internal)'",
            "- event: $autocapture\n  selector: 'button:not(.internal)'",
        ),
        broad_not,
    ),
    (
        _warning(
            "AC109",
            "odd-character",
            "Curly quotes, special blanks or invisible characters",
            "`’` is not `'`, and a non-breaking space is not a space: text copied from a document looks right and"
            " matches nothing. A page may contain such characters too: with `--events`, nothing is reported for a text,"
            " address or name that occurs there.",
            "- event: $autocapture\n  text: Don’t wait",
            "- event: $autocapture\n  text: Don't wait",
        ),
        odd_characters,
    ),
    (
        _warning(
            "AC110",
            "blank-at-the-end",
            "Blanks at the beginning or end of a text",
            "Values are not trimmed: such a text equals only one with the same blanks. With `--events`, nothing is"
            " reported for a text, address or name that occurs there.",
            "- event: 'user signed up '",
            "- event: user signed up",
        ),
        blanks_at_the_ends,
    ),
    (
        _warning(
            "AC111",
            "plain-regex",
            "A regular expression that is a plain text",
            "Nothing in it needs `regex`. A plain operator is clearer and faster, and a dot or a question mark that is"
            " added later will not change its meaning.",
            "- url: {regex: /pricing}",
            "- url: {contains: /pricing}",
        ),
        plain_regex,
    ),
    (
        _warning(
            "AC112",
            "unescaped-dot",
            "An unescaped dot in a regular expression for an address",
            "`.` matches any character: `example.com` also matches `example-com.evil.test`.",
            "- url: {regex: '^https://example.com/(a|b)'}",
            "- url: {regex: '^https://example\\.com/(a|b)'}",
        ),
        unescaped_dot,
    ),
    (
        _warning(
            "AC113",
            "excepted-matcher",
            "An `except` excludes all events of a matcher",
            "Every event that the matcher matches meets the exception too, so the matcher has no effect.",
            "actions:\n  Example:\n    match:\n      - event: purchase\n        properties: {plan: free}\n"
            "    except:\n      - properties: {plan: [free, trial]}\n",
            "actions:\n  Example:\n    match:\n      - event: purchase\n"
            "    except:\n      - properties: {plan: [free, trial]}\n",
        ),
        excepted_matchers,
    ),
    (
        _warning(
            "AC114",
            "array-as-text",
            "An array is written as JSON where its items are compared",
            "The properties that PostHog derives from an exception, such as `$exception_types`, are arrays, and each"
            " item is compared on its own. No item equals the text of the whole array.",
            "- properties: {$exception_types: '[\"TypeError\"]'}",
            "- properties: {$exception_types: TypeError}",
        ),
        arrays_as_text,
    ),
    (
        _warning(
            "AC201",
            "unknown-event",
            "No event of the data has this name",
            "With `--events`: event names are exact, so a name in another case or with a typing error matches nothing.",
            "- event: Purchase",
            "- event: purchase",
            _EVENTS,
        ),
        unknown_events,
    ),
    (
        _warning(
            "AC202",
            "unknown-property",
            "No event of the data has the property",
            "With `--events`: a condition on a property that no event has never holds. A condition that holds because"
            " the property is absent (`is_not`, `is_not_set`) is reported only if a similar property exists.",
            "- event: purchase\n  properties: {ammount: {gte: 100}}",
            "- event: purchase\n  properties: {amount: {gte: 100}}",
            _EVENTS,
        ),
        unknown_properties,
    ),
    (
        _warning(
            "AC203",
            "unknown-person-property",
            "No person or group of the data has the property",
            "With `--events`: the same for the properties of persons and groups. They are not those of events.",
            "- event: purchase\n  person: {e_mail: {ends_with: '@example.com'}}",
            "- event: purchase\n  person: {email: {ends_with: '@example.com'}}",
            _EVENTS,
        ),
        unknown_person_properties,
    ),
    (
        _warning(
            "AC204",
            "unknown-value",
            "An exact text or address never occurs, but a similar one does",
            "With `--events`: the text differs by a slash at the end, by case, a curly quote or `www.`. A value without"
            " a similar one is not reported: it may not have happened yet.",
            "- event: purchase\n  url: {exact: 'https://example.com/about'}",
            "- event: purchase\n  url: {exact: 'https://example.com/about/'}",
            _EVENTS,
        ),
        unknown_values,
    ),
)
"""The rules for files that load, in the order of their codes."""

RULES: tuple[Rule, ...] = (INVALID, FAILED_TEST, *(rule for rule, _ in CHECKS))
"""Every rule, in the order of the codes."""

CODES = tuple(rule.code for rule in RULES)
