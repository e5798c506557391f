"""What is wrong in an actions file is said with its place, its path and a cure, all of it at once."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actioncli.actions.load import parse_actions
from actioncli.errors import ActionsFileError, Problem
from actions.in_short import problems

FILE_KEYS = "`actions`, `except`, `include` or `source`"
NO_PATH = 'not a dotted path | write `user.id`, and a name with dots or blanks in double quotes: `user."first name"`'
SOURCE_KEYS = "`event`, `timestamp`, `distinct_id`, `url`, `properties`, `person` or `elements`"
NO_MATCHERS = "an empty list, expected at least one matcher | write a matcher, such as `- event: $pageview`"

ONE_NAME = "write a matcher for each name"


def test_the_example_of_the_documentation_looks_as_documented() -> None:
    text = (
        "actions:\n  Signed up:\n    # the button\n    - event: $autocapture\n      text: Sign Up\n\n"
        "    - evnt: $autocapture\n"
    )
    with pytest.raises(ActionsFileError) as caught:
        parse_actions(text, "actions.yaml")

    assert str(caught.value) == (
        "actions.yaml:7:7: actions › Signed up › 2 › evnt: unknown field\n"
        "    7 |     - evnt: $autocapture\n"
        "      |       ^^^^ did you mean `event`?"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]", ["1:1 a list, expected a mapping with the key `actions`"]),
        ("actions", ["1:1 a text, expected a mapping with the key `actions`"]),
        ("~", ["1:1 nothing, expected a mapping with the key `actions`"]),
        ("# later", ["1:1 the file is empty | it needs `actions:`"]),
        ("except: [{}]", ["1:1 `actions` is missing"]),
        ("actions:", ["1:9 actions: nothing, expected a mapping from action names to matchers | write `name:`"]),
        ("actions: []", ["1:10 actions: a list, expected a mapping from action names to matchers | write `name:`"]),
        ("actoins: {}\nactions: {}", ["1:1 actoins: unknown key | did you mean `actions`?"]),
        ("zzz: {}\nactions: {}", [f"1:1 zzz: unknown key | keys of a file are {FILE_KEYS}"]),
        ("actions: {}\nexcept: []", [f"2:9 except: {NO_MATCHERS}"]),
        ("actions: {}\nexcept: {event: a}", [
            "2:9 except: a single matcher, expected a list of matchers | begin it with `- `",
        ]),
        ("actions: {}\ninclude: []", ["2:10 include: an empty list, expected the path of a file or a list of them"]),
        ("actions: {}\ninclude: {a: b}", ["2:10 include: a mapping, expected the path of a file or a list of them"]),
        ("actions: {}\ninclude: [' ', [], ~]", [
            "2:11 include › 1: an empty text, expected the path of a file",
            "2:16 include › 2: a list, expected the path of a file",
            "2:20 include › 3: nothing, expected the path of a file",
        ]),
        ("actions: {}\ninclude: \"a\\0\"", ["2:10 include: cannot read a\\x00: embedded null byte"]),
        ("actions: {}\nsource: {event: type, url: a..b, person: [], elements: {}, time: ts, zzz: b, properties: }", [
            f"2:28 source › url: {NO_PATH}",
            "2:42 source › person: an empty list, expected dotted paths such as `user.id`",
            "2:56 source › elements: a mapping, expected a dotted path such as `user.id`",
            "2:60 source › time: unknown key | did you mean `timestamp`?",
            f"2:70 source › zzz: unknown key | expected {SOURCE_KEYS}",
            f"2:90 source › properties: {NO_PATH}",
        ]),
        ("actions: {}\nsource: {}", [f"2:9 source: names no field | expected {SOURCE_KEYS}"]),
        ("actions: {}\nsource: {url: [a, 'b c', [d]]}", [
            f"2:19 source › url › 2: {NO_PATH}",
            "2:26 source › url › 3: a list, expected a dotted path such as `user.id`",
        ]),
        ("actions: {}\nsource: 5", ["2:9 source: a number, expected a mapping from fields to dotted paths"]),
    ],
)  # fmt: skip
def test_a_file_has_the_keys_of_a_file(text: str, expected: list[str]) -> None:
    assert expected == problems(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A:", ["2:3 actions › A: an action without matchers | write `- event: ...` under it"]),
        ("A: []", [f"2:6 actions › A: {NO_MATCHERS}"]),
        ("A: {}", ["2:3 actions › A: an action without matchers | write them under `match`"]),
        ("A: sign up", ["2:6 actions › A: a text, expected a list of matchers | write `- event: sign up`"]),
        ("A: 5", ["2:6 actions › A: a number, expected a list of matchers | begin each matcher with `- `"]),
        ("A: [sign up]", ["2:7 actions › A › 1: a text, expected a matcher | write `event: sign up`"]),
        ("A: [~, []]", [
            "2:7 actions › A › 1: nothing, expected a matcher | write its conditions, such as `event: $pageview`",
            "2:10 actions › A › 2: a list, expected a matcher | write its conditions, such as `event: $pageview`",
        ]),
        ("A:\n    event: a\n    txt: b", [
            "3:5 actions › A: a single matcher, expected a list of matchers | begin it with `- `",
            "4:5 actions › A › txt: unknown field | did you mean `text`?",
        ]),
        ("A: {match: {event: a}}", [
            "2:14 actions › A › match: a single matcher, expected a list of matchers | begin it with `- `",
        ]),
        ("A: {match: [{}], event: a}", [
            "2:20 actions › A › event: a field of a matcher | write it under `match`, after `- `",
        ]),
        ("A: {tags: [a]}", ["2:3 actions › A: an action without matchers | write them under `match`"]),
        ("A: {match: , tags: [a]}", ["2:3 actions › A: an action without matchers | write them under `match`"]),
        ("A: {match: []}", [f"2:14 actions › A › match: {NO_MATCHERS}"]),
        ("A: {matches: [{}]}", [
            "2:3 actions › A: an action without matchers | write them under `match`",
            "2:7 actions › A › matches: unknown key | did you mean `match`?",
        ]),
        ("A: {match: [{}], zzz: 1}", [
            "2:20 actions › A › zzz: unknown key | expected `description`, `tags`, `match`, `except` or `tests`",
        ]),
        ("A: {match: [{}], except: [], tags: [], tests: []}", [
            f"2:28 actions › A › except: {NO_MATCHERS}",
            "2:38 actions › A › tags: an empty list, expected a tag or a list of them",
            "2:49 actions › A › tests: an empty list, expected at least one test",
        ]),
        ("A: {match: [{}], description: [a], tags: growth}", [
            "2:33 actions › A › description: a list, expected a text",
            "2:44 actions › A › tags: a text, expected a list of tags | write `[growth]`",
        ]),
        ("A: {match: [{}], tags: [a, '', {}]}", [
            "2:30 actions › A › tags › 2: an empty text, expected a tag",
            "2:34 actions › A › tags › 3: a mapping, expected a tag",
        ]),
        ("' ': [{}]", ["2:3 actions ›  : a blank action name"]),
        ("A: [{action: B}]", ["2:16 actions › A › 1 › action: there is no action `B`"]),
        ("Sign up: [{}]\n  A: [{action: Signup}]", [
            "3:16 actions › A › 1 › action: there is no action `Signup` | did you mean `Sign up`?",
        ]),
        ("A: [{action: [A, B]}, {action: {}}]", [
            f"2:16 actions › A › 1 › action: a list, expected the name of one action | {ONE_NAME}",
            "2:34 actions › A › 2 › action: a mapping, expected the name of an action",
        ]),
        ("A: [{action: A}]", [
            "2:16 actions › A › 1 › action: circular reference: A → A | an action cannot refer to itself",
        ]),
        ("A: [{action: B}]\n  B: {match: [{}], except: [{action: C}]}\n  C: [{action: B}]", [
            "4:16 actions › C › 1 › action: circular reference: B → C → B | an action cannot refer to itself",
        ]),
        ("A: [{}]\n  A: [{event: ''}]", [
            "3:3 actions › A: duplicate key | first used on line 2 already",
            "3:15 actions › A › 1 › event: an empty text | leave `event` out to match any",
        ]),
    ],
)  # fmt: skip
def test_an_action_has_the_parts_of_an_action(text: str, expected: list[str]) -> None:
    assert expected == problems("actions:\n  " + text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", ["a number, expected a list of tests | begin each test with `- `"]),
        ("[5]", ["› 1: a number, expected a test | write `it: ...` and `matches: {...}`"]),
        ("[{matches: {}}]", ["› 1: a test without `it` | describe the test, as in `it: matches a click`"]),
        ("[{it: a}]", ["› 1: neither `matches` nor `rejects`, expected one of them"]),
        ("[{it: a, matches: {}, rejects: {}}]", ["› 1: both `matches` and `rejects`, expected one of them"]),
        ("[{it: '', matches: a}]", [
            "› 1 › it: a text, expected a sentence such as `it: matches a click`",
            "› 1 › matches: a text, expected an event: a mapping",
        ]),
        ("[{it: a, match: {}}]", [
            "› 1: neither `matches` nor `rejects`, expected one of them",
            "› 1 › match: unknown key | did you mean `matches`?",
        ]),
        ("[{it: a, matches: {b: [.nan]}}]", [
            "› 1 › matches › b › 1: `.nan`: no event can hold this number | put it in quotes if it is text",
        ]),
    ],
)  # fmt: skip
def test_a_test_is_a_sentence_and_an_event(text: str, expected: list[str]) -> None:
    found = problems(f"actions:\n  A:\n    match: [{{}}]\n    tests: {text}")

    assert expected == [problem.split("tests", 1)[1].removeprefix(":").strip() for problem in found]


def test_all_problems_come_at_once_in_the_order_of_the_file() -> None:
    text = (
        "actions:\n  A:\n    - {action: gone, evnt: a}\n    - {event: *x}\n  B: []\nzzz: 1\n"
        "actions:\n  C: [{url: {regex: '('}}]\n"
    )

    assert [problem.split(" ")[0] for problem in problems(text)] == [
        "3:16",
        "3:22",
        "4:15",
        "5:6",
        "6:1",
        "7:1",
        "8:22",
    ]


def test_what_several_aliases_lead_to_is_reported_once() -> None:
    assert len(problems("actions:\n  A: [&a {evnt: x}]\n  B: [*a, {<<: *a}]\n")) == 1


def test_names_on_a_terminal_are_printable_and_short() -> None:
    text = 'actions: {"a\\e[31m": [{"\\e[0m": 1, action: "\\e[1m"}], "' + "n" * 300 + '": []}'
    shown = "\n".join(problems(text))

    assert shown.isprintable() or "\x1b" not in shown
    assert "actions › a\\x1b[31m › 1 › \\x1b[0m: unknown field" in shown
    assert f"actions › {'n' * 199}…: an empty list" in shown


def test_more_than_a_hundred_actions_in_a_row_are_refused_once() -> None:
    lines = [f"  A{n}: [{{action: A{n + 1}}}]" for n in range(1, 5000)]

    assert problems("\n".join(["actions:", *lines, "  A5000: [{}]"])) == [
        "4901:20 actions › A4900 › 1 › action: more than 100 actions refer to each other in a row"
    ]


WORDS = st.sampled_from([
    "actions", "except", "include", "source", "A", "event", "url", "selector", "properties", "person", "group",
    "action", "match", "tests", "it", "matches", "tags", "regex", "gte", "lt", "between", "is_set", "exact",
    "semver_gt", "is_date_after", "0", "/a~", "~", ".nan", "5", "''", "(", "a>b", "a:not(b)", "*x", "&x", "<<", "!t",
])  # fmt: skip
TREES = st.recursive(
    WORDS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(st.tuples(WORDS, inner), max_size=4).map(
            lambda entries: "{" + ", ".join(f"{key} : {value}" for key, value in entries) + "}"
        )
    ),
    max_leaves=20,
)


@given(TREES.map(lambda tree: f"actions: {{A: {tree}}}") | TREES | st.text() | st.binary())
@example("include: nowhere\nactions: {A: [{action: A}]}")
def test_any_text_is_read_or_refused_with_problems(text: str | bytes) -> None:
    found: tuple[Problem, ...] = ()
    try:
        actions = parse_actions(text).actions
    except ActionsFileError as error:
        actions, found = (), error.problems

    assert [bool(problem.message) for problem in found] == [True] * len(found)
    assert all(action.matchers for action in actions)
