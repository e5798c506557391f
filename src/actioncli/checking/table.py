"""The table of rules: code, name, level, title, why, example, cure, and the function that finds.

Everything else derives from it: what `check` runs, `docs/checks.md`, the rules that SARIF lists, and tests.
A code is a promise to scripts: it keeps its meaning, and is never given to another rule.
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
    """A rule of the level warning, about the matchers that stand under `actions: Example:`."""
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
            "A matcher without conditions is met by every event, and so is a pattern that fits anything. Where that is"
            " meant for a property, `is_set` says it.",
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
            " takes more than it shows.",
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
            " or one that you send yourself, comes without: the condition never holds, or always, if it is a negation."
            " With `--events`, an event that has elements there is left alone.",
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
            "All conditions of a matcher must hold, and a property has one value. A list means any of, and a matcher of"
            " its own another way in. (A range that nothing lies in is an error already.)",
            "- properties:\n    - plan: pro\n    - plan: team",
            "- properties:\n    plan: [pro, team]",
        ),
        impossible,
    ),
    (
        _warning(
            "AC105",
            "duplicate-matcher",
            "Two matchers of an action say the same",
            "The second one adds nothing. Often one of them was to be changed after it was copied.",
            "- event: purchase\n- event: purchase",
            "- event: purchase\n- event: order paid",
        ),
        duplicate_matchers,
    ),
    (
        _warning(
            "AC106",
            "shadowed-matcher",
            "A matcher takes nothing that another one does not take",
            "Any matcher of an action is enough, so one whose conditions are those of another and more adds nothing."
            " Either it is left over, or the wider one lacks a condition.",
            "- event: $pageview\n- event: $pageview\n  url: /pricing",
            "- event: $pageview\n  url: /pricing",
        ),
        shadowed_matchers,
    ),
    (
        _warning(
            "AC107",
            "equal-actions",
            "Two actions take the same events",
            "Two names for one thing drift apart: somebody mends one of them.",
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
            "Any element of the chain may be the one that a selector means. Nearly always one of them, if only `body`,"
            " lacks the class that `:not` names, so nearly every click is taken.",
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
            "`’` is not `'`, and a non-breaking space is no space: text copied from a document looks right and equals"
            " nothing. A page may well have them, too; with `--events`, a text, address or name that occurs there is"
            " left alone.",
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
            "Nothing is trimmed: such a text equals only one with the same blanks. With `--events`, a text, address or"
            " name that occurs there is left alone.",
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
            "Nothing in it needs `regex`. The plain operator says what is meant, is faster, and will not surprise when"
            " a dot or a question mark is added one day.",
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
            "`.` is any character: `example.com` also takes `example-com.evil.test`.",
            "- url: {regex: '^https://example.com/(a|b)'}",
            "- url: {regex: '^https://example\\.com/(a|b)'}",
        ),
        unescaped_dot,
    ),
    (
        _warning(
            "AC113",
            "excepted-matcher",
            "An `except` takes away all that a matcher takes",
            "An event that meets the matcher meets the exception too, so the matcher never counts.",
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
            "The properties that PostHog makes of an exception, such as `$exception_types`, are arrays, and each item"
            " is compared by itself. No item is the text of the whole array.",
            "- properties: {$exception_types: '[\"TypeError\"]'}",
            "- properties: {$exception_types: TypeError}",
        ),
        arrays_as_text,
    ),
    (
        _warning(
            "AC201",
            "unknown-event",
            "No event of the data is called so",
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
            "With `--events`: a condition on a property that no event has never holds. One that holds for want of it"
            " (`is_not`, `is_not_set`) is named only if a similar property exists.",
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
            "An exact text or address never occurs, but one like it does",
            "With `--events`: a slash at the end, another case, a curly quote, `www.`: exact is exact. A value that"
            " nothing resembles is not named: it may just not have happened yet.",
            "- event: purchase\n  url: {exact: 'https://example.com/about'}",
            "- event: purchase\n  url: {exact: 'https://example.com/about/'}",
            _EVENTS,
        ),
        unknown_values,
    ),
)
"""The rules that look at a file that loads, in the order of their codes."""

RULES: tuple[Rule, ...] = (INVALID, FAILED_TEST, *(rule for rule, _ in CHECKS))
"""Every rule, in the order of the codes."""

CODES = tuple(rule.code for rule in RULES)
