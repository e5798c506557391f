"""Broken and hostile YAML is refused in plain words, at its place, and never at any length."""

from __future__ import annotations

import pytest

from actioncli.actions.nodes import Mapping
from actioncli.actions.yaml_nodes import read_nodes
from actions.in_short import in_short

NO_TAG = "leave it out: values are read as they are written"
MISFIT = "this does not fit the lines above | check the indentation, and put text with special characters in quotes"


def problems(text: str | bytes) -> list[str]:
    """The problems as `line:column length path: message | hint`."""
    return [in_short(problem) for problem in read_nodes(text, "a.yaml")[1]]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1:1 the file is empty | it needs `actions:`"),
        ("---\n", "1:1 the file is empty | it needs `actions:`"),
        ("# nothing\n", "1:1 the file is empty | it needs `actions:`"),
        ("a: 1\nb: 2\na: 3", "3:1 a: duplicate key | first used on line 1 already"),
        ("x: [{a: 1, 'a': 2}]", "1:12 x › 1 › a: duplicate key | first used on line 1 already"),
        ("404: 1\n'404': 2", "2:1 404: duplicate key | first used on line 1 already"),
        ("a: &x {}\nb:\n  <<: *x\n  <<: *x", "4:3 b › <<: duplicate key | first used on line 3 already"),
        ("a: {<<: 5}", "1:9 a › <<: a number, expected a mapping to merge, such as `*name`"),
        ("[a]: 1", "1:1 a list cannot be a key"),
        ("? {a: 1}\n: 1", "1:3 a mapping cannot be a key"),
        ("a: *b", "1:4 a: no anchor above is named `&b`"),
        ("a: &b [*b]", "1:8 a › 1: the alias `*b` is inside its own anchor"),
        ("--- {a: 1}\n---\nb: 1", "2:1 a second document begins here | a file holds one document"),
        (
            "a: !!python/object:os.system {}",
            f"1:4 a: the tag `!!python/object:os.system` is not allowed | {NO_TAG}",
        ),
        ("- !foo 1", f"1:3 1: the tag `!foo` is not allowed | {NO_TAG}"),
        (
            "a: !!timestamp 2026-01-01",
            f"1:4 a: the tag `!!timestamp` is not allowed | {NO_TAG}",
        ),
        ("a: !!int x", "1:4 a: `x` does not fit its tag | leave the tag out"),
        ("a: !!int true", "1:4 a: `true` does not fit its tag | leave the tag out"),
        (f"a: {'1' * 501}", "1:4 a: a number of 501 characters | put it in quotes if it is text"),
        ("a:\n\t- b", "2:1 a tab cannot indent | indent with spaces"),
        ("a: b\n\tc: d", "2:1 a tab cannot indent | indent with spaces"),
        ("a: @b", "1:4 a plain text cannot begin with `@` | put it in quotes"),
        ("a: %b", "1:4 a plain text cannot begin with `%` | put it in quotes"),
        ("a: b: c", "1:5 a `:` is not allowed here | check the line above, or put the text in quotes"),
        ("a: - b", "1:4 a list cannot begin here | begin it on a line of its own"),
        ("a: 'x\nb: 1\n", "1:4 the quotes are never closed"),
        ("a: [1,\nb\n", "1:4 a `[` that is not closed by `]` | separate the items by `,`"),
        ("a: {b: 1\nc", "1:4 a `{` that is not closed by `}` | separate the entries by `,`"),
        ("a: ]", "1:4 expected a value here | put text that begins with a bracket or a comma in quotes"),
        (
            "a: b\nc\nd: e",
            "3:1 a key without `:` | write `key: value`, and text of several lines in quotes",
        ),
        (
            "a:\n  - b\n c: d",
            f"3:2 {MISFIT}",
        ),
        ("a: *", "1:5 `*` and `&` need a name | put the text in quotes if it begins so"),
        ("{a: b}}", "1:7 there is something after the end of the document | check the quotes and brackets"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(text: str, expected: str) -> None:
    assert [expected] == problems(text)


@pytest.mark.parametrize(
    ("text", "libyaml", "python"),
    [
        (
            "- a\nb: c",
            "2:1 expected a further `- ` of the list | check the indentation",
            f"2:1 {MISFIT}",
        ),
        (
            'a: "\\uZZZZ"',
            "1:7 an escape that is no character | write the character itself",
            "1:7 an escape that is no character | write the character itself",
        ),
        (
            'a: "\\ud83d"',
            "1:7 an escape that is no character | write the character itself",
            "1:4 a: half of a surrogate pair is not a character | write the character itself",
        ),
        (
            'a: "\\UFFFFFFFF"',
            "1:7 an escape that is no character | write the character itself",
            "1:1 not valid YAML: the number in an escape or a directive is too large",
        ),
    ],
)
def test_where_the_parsers_differ_both_refuse(text: str, libyaml: str, python: str, parser: str) -> None:
    assert [{"libyaml": libyaml, "python": python}[parser]] == problems(text)


def test_every_problem_of_the_yaml_is_reported_and_the_rest_can_be_read_on() -> None:
    text = "a: *x\nb: !foo 1\nb: 2\nc: [ok]"
    root, found = read_nodes(text, "a.yaml")

    assert [in_short(problem) for problem in found] == [
        "1:4 a: no anchor above is named `&x`",
        "2:4 b: the tag `!foo` is not allowed | leave it out: values are read as they are written",
        "3:1 b: duplicate key | first used on line 2 already",
    ]
    assert isinstance(root, Mapping)
    assert [key.text for key, _ in root.entries] == ["a", "b", "b", "c"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a: 1\nb: \xe4\n", "2:4 the byte 0xe4 is not UTF-8 | save the file as UTF-8"),
        ("a".encode("utf-16"), "1:1 the byte 0xff is not UTF-8 | save the file as UTF-8"),
        (b"a: \x00", "1:4 the character U+0000 is not allowed"),
        (b"a: 1\r\nb: \x1b[31m", '2:4 the character U+001B is not allowed | in double quotes, write `"\\x1b"`'),
        ("a: b\u2028c", '1:5 the character U+2028 LINE SEPARATOR is not allowed | in double quotes, write `"\\u2028"`'),
        ("a: b\x85c", '1:5 the character U+0085 is not allowed | in double quotes, write `"\\x85"`'),
        (
            "a: b\ufeffc",
            '1:5 the character U+FEFF BYTE ORDER MARK is not allowed | in double quotes, write `"\\ufeff"`',
        ),
        ("a: \ud800", "1:4 the character U+D800 is not allowed"),
        (b"a" * (8 * 2**20 + 1), "1:1 the file is larger than 8 MiB"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_text_is_refused(content: str | bytes, expected: str) -> None:
    assert [expected] == problems(content)


def test_a_problem_shows_no_character_that_a_terminal_obeys() -> None:
    shown = [str(problem) for problem in read_nodes('a: \x1b[31m\nb: "\\e"', "a.yaml")[1]]
    keyed = [str(problem) for problem in read_nodes('"\\e[31m": !foo 1', "a.yaml")[1]]

    assert "\x1b" not in "".join(shown + keyed)
    assert "a: \ufffd[31m" in shown[0]
    assert "\\x1b[31m: the tag" in keyed[0]


def test_a_line_too_long_to_read_is_not_shown() -> None:
    (problem,) = read_nodes(f"a: [{'b, ' * 300}!foo 1]", "a.yaml")[1]

    assert str(problem) == (
        "a.yaml:1:905: a › 301: the tag `!foo` is not allowed (leave it out: values are read as they are written)"
    )


@pytest.mark.usefixtures("parser")
def test_an_alias_bomb_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]

    (found,) = problems("\n".join(lines))

    assert found == "5:45 a4 › 8: the aliases expand to more than 100,000 values | write them out"


def test_a_merge_bomb_is_refused() -> None:
    lines = ["a0: &a0 {x: 1}", *(f"a{n}: &a{n} [{{<<: *a{n - 1}}}, *a{n - 1}, *a{n - 1}]" for n in range(1, 40))]

    assert "the aliases expand to more than 100,000 values" in problems("\n".join(lines))[-1]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "[{a: "])
def test_no_depth_exhausts_the_stack(opening: str) -> None:
    found = problems(opening * 5000)

    assert "more than 100 nested lists and mappings" in found[-1]
