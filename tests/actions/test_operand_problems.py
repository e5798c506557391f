"""Fields, operators and operands that cannot be are named, with the caret where they are wrong."""

from __future__ import annotations

import pytest

from actioncli.actions.load import parse_actions
from actions.in_short import problems

OPERATORS = "operators are `exact`, `is_not`, `icontains`, `regex`, `gt`, `is_set` and so on"
NO_VALUE = "no value | write a value, or test with `{is_set: true}` or `{is_not_set: true}`"
POINTER = "write `/cart/items` as the key to look inside a property"
GROUP = "write `group: {0: {name: Acme}}`"
FIELD_KEYS = (
    "`event`, `url`, `selector`, `tag_name`, `text`, `href`, `properties`, `person`, `group`, `distinct_id`, `uuid`,"
    " `person_id`, `timestamp`, `created_at` or `action`"
)


def of_matcher(text: str) -> list[str]:
    """The problems of a matcher on a line of its own, without what they have in common."""
    head = "actions:\n  A:\n    - "
    return [problem.removeprefix("3:").replace(" actions › A › 1", "", 1) for problem in problems(head + text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tagname: a", ["7 › tagname: unknown field | did you mean `tag_name`?"]),
        ("zzz: a", [f"7 › zzz: unknown field | fields are {FIELD_KEYS}"]),
        ("event: ''", ["14 › event: an empty text | leave `event` out to match any"]),
        ("event: {exact: ''}", ["22 › event › exact: an empty text | leave `event` out to match any"]),
        ("event: [a, '']", ["18 › event › 2: an empty text | leave `event` out to match any"]),
        ("url: ''", ["12 › url: an empty text | leave `url` out to match any"]),
        ("selector: ' '", ["17 › selector: an empty text | leave `selector` out to match any"]),
        ("event: []", ["14 › event: an empty list: there is nothing to compare with | list at least one value"]),
        ("event: {}", ["14 › event: an empty mapping, expected operators | write `{operator: value}`"]),
        ("event: [[a], {b: c}, ~]", [
            "15 › event › 1: a list, expected a single value",
            "20 › event › 2: a mapping, expected a single value",
            f"28 › event › 3: {NO_VALUE}",
        ]),
        ("event: {exact: }", [f"22 › event › exact: {NO_VALUE}"]),
        ("event: {exact: {a: b}}", ["22 › event › exact: a mapping, expected a value or a list of values"]),
        ("event: {regx: a, zzz: b, min: 5}", [
            "15 › event › regx: unknown operator | did you mean `regex`?",
            f"24 › event › zzz: unknown operator | {OPERATORS}",
            "32 › event › min: unknown operator | did you mean `gte`?",
        ]),
        ("selector: {contains: a}", [
            "18 › selector › contains: `contains` is not an operator of `selector` | it takes `exact` or `is_not`",
        ]),
        ("tag_name: {regex: a}", [
            "18 › tag_name › regex: `regex` is not an operator of `tag_name` | it takes `exact` or `is_not`",
        ]),
        ("selector: 5", ["17 › selector: a number, expected a CSS selector"]),
        ("properties: {coupon: , b: ~}", [
            f"28 › properties › coupon: {NO_VALUE}",
            f"33 › properties › b: {NO_VALUE}",
        ]),
        ("properties: []", [
            "19 › properties: an empty list, expected mappings of property names to conditions",
        ]),
        ("person: plan", [
            "15 › person: a text, expected a mapping of property names to conditions | write `name: value`",
        ]),
        ("person: [{a: b}, plan]", [
            "24 › person › 2: a text, expected a mapping of property names to conditions | write `name: value`",
        ]),
        ("properties: {'': a}", ["20 › properties › : an empty property name"]),
        ("properties: {/a~2: b, /a~: c, /~0~1: d}", [
            "20 › properties › /a~2: not a JSON Pointer: `~` must be followed by `0` or `1` | write `~0` for `~`",
            "29 › properties › /a~: not a JSON Pointer: `~` must be followed by `0` or `1` | write `~0` for `~`",
        ]),
        ("properties: {cart: {items: 3}}", [
            f"27 › properties › cart › items: unknown operator | {POINTER}",
        ]),
        ("group: {5: {a: b}, name: {a: b}}", [
            "15 › group › 5: `5` is not a group type index | expected `0`, `1`, `2`, `3` or `4`",
            "26 › group › name: `name` is not a group type index | expected `0`, `1`, `2`, `3` or `4`",
        ]),
        ("group: [{a: b}]", [
            f"14 › group: a list, expected a mapping from group type index to properties | {GROUP}",
        ]),
        ("properties: {a: .inf, b: {lt: .nan}}", [
            "23 › properties › a: `.inf`: no event can hold this number | put it in quotes if it is text",
            "37 › properties › b › lt: `.nan`: no event can hold this number | put it in quotes if it is text",
        ]),
    ],
)  # fmt: skip
def test_a_matcher_has_the_fields_and_operators_there_are(text: str, expected: list[str]) -> None:
    assert expected == of_matcher(text)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("url: {regex: ab(c}", 22),
        ("url: {regex: 'ab(c'}", 23),
        ('url: {regex: "ab(c"}', 23),
        (r'url: {regex: "\x61b(c"}', 20),
        ("url: {regex: [ok, ab(c]}", 27),
        ("selector: a + b", 19),
        ("selector: 'a + b'", 20),
        ("selector: [.ok, a + b]", 25),
        ("properties: {a: {gt: [1, x, 3]}}", 32),
        ("properties: {a: {gt: x}}", 28),
        ("properties: {a: {between: [5, 1]}}", 33),
        ("properties: {a: {semver_gt: 1.10}}", 35),
        ("timestamp: {is_date_after: soon}", 34),
        ("event: {is_set: a}", 23),
    ],
)
def test_the_caret_stands_where_the_operand_is_wrong(text: str, column: int) -> None:
    (found,) = problems("actions:\n  A:\n    - " + text)

    assert found.startswith(f"3:{column} actions › A › 1 › {text.split(':', maxsplit=1)[0]}")


def test_every_wrong_item_of_a_list_is_reported() -> None:
    assert [
        problem.split(":")[0] for problem in of_matcher("{url: {regex: [a(, b, 'c[', d)]}, selector: [a+b, c, d~e]}")
    ] == [
        "23 › url › regex › 1",
        "31 › url › regex › 3",
        "36 › url › regex › 4",
        "53 › selector › 1",
        "61 › selector › 3",
    ]
    assert len(of_matcher("properties: {a: {between: [x, y]}}")) == 1


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("{gte: 100, lt: 10}", "`gte: 100` and `lt: 10`"),
        ("{lt: 10, gte: 100}", "`lt: 10` and `gte: 100`"),
        ("{gt: 5, lte: 5}", "`gt: 5` and `lte: 5`"),
        ("{gte: '5', lt: 5.0}", "`gte: 5` and `lt: 5.0`"),
        ("{gt: [7, 9], lt: [2, 7]}", "`gt: [7, 9]` and `lt: [2, 7]`"),
        ("{between: [1, 2], gt: 2}", "`between: [1, 2]` and `gt: 2`"),
        ("{is_date_after: 2026-03-19, is_date_before: 2026-03-19}",
         "`is_date_after: 2026-03-19` and `is_date_before: 2026-03-19`"),
        ("{semver_gte: 1.10.0, semver_lt: 1.9.0}", "`semver_gte: 1.10.0` and `semver_lt: 1.9.0`"),
    ],
)  # fmt: skip
def test_a_range_that_nothing_lies_in_is_an_error(text: str, bounds: str) -> None:
    (found,) = of_matcher(f"properties: {{a: {text}}}")
    (again,) = of_matcher(f"properties: [{{a: {text}}}]")

    assert found.split(" ", 1)[1] == f"› properties › a: impossible range: {bounds} cannot both hold"
    assert again.split(" ", 1)[1] == found.split(" ", 1)[1]


@pytest.mark.parametrize(
    "text",
    [
        "properties: {a: {gte: 5, lte: 5}}",
        "properties: {a: {gt: [7, 1], lt: 3}}",
        "properties: {a: {between: [1, 2], lt: 2}}",
        "properties: {a: {gt: 5}, b: {lt: 3}}",
        "properties: {a: {gt: 5}}\n      person: {a: {lt: 3}}",
        "text: {gt: 5, lt: 3}",
        "properties: {a: {is_date_after: -1m, is_date_before: -31d}}",
        "properties: {a: {is_date_after: 2026-03-19, is_date_before: -1d}}",
        "properties: {a: {gt: 5, is_not: 6, not_between: [1, 2]}}",
    ],
)
def test_a_range_that_something_may_lie_in_is_none(text: str) -> None:
    parse_actions("actions:\n  A:\n    - " + text)
