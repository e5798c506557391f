"""Patterns of RE2, written for other libraries, find what RE2 finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from actioncli.conditions.patterns import PatternError, finding
from actioncli.sql import expressions as sql
from actioncli.sql.dialect import Dialect
from actioncli.sql.regex_sets import POSIX, complement, orbits, union
from actioncli.sql.regexes import JAVA, POSTGRES, Syntax, translate_regex
from actioncli.sql.request import dialect_by_name
from actioncli.sql.unsupported import UnsupportedError
from sql.drawing import few
from sql.engines import Engine

PYTHON = Syntax("re", start=r"\A", end=r"\Z", any="[\0-\U0010ffff]", code=lambda code: f"\\U{code:08x}", possessive="+")
"""A third library, close at hand: what is wrong with a tree is wrong here, too."""

LETTERS = "aAkKsSiIzZ09_ \n\t\v\r.-]^$\\éÉßẞſ\u212aİı☃🔥"
ATOMS = (
    *"aksiZ0_ é☃🔥", ".", "^", "$", r"\b", r"\B", r"\A", r"\z", r"\d", r"\D", r"\s", r"\S", r"\w", r"\W", r"\.", r"\\",
    r"\n", r"\x{e9}", r"\x41", r"\101", r"\011", r"\-", r"\Qa.\E", r"\Q\E", "[a-k]", "[^a-k]", "[]a]", "[^]a]", "[a-]",
    "[-a]", r"[\d.-]", r"[^\w☃]", "[[:alpha:]é]", "[[:^alpha:]]", r"[\]\\^]", "[^\n]", "[.$^&-]", r"[\x{c0}-\x{ff}]",
    "{", "}", "a{", "{,2}", "-", "&&", "/", "'", '"', ":",
)  # fmt: skip
"""Pieces of patterns; a piece may end in what only the next one gives a meaning."""
COUNTS = ("", "", "", "*", "+", "?", "*?", "+?", "??", "{0}", "{2}", "{0,1}", "{1,}", "{2,3}?")
OPENINGS = ("(", "(?:", "(?i:", "(?m:", "(?-s:", "(?im-s:", "(?U:")
FLAGS = ("", "", "", "(?i)", "(?m)", "(?-s)", "(?ims)", "(?i-s)", "(?U)")


def pieces(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    groups = st.builds(lambda opening, body: f"{opening}{body})", st.sampled_from(OPENINGS), inner)
    counted = st.builds(lambda piece, count: piece + count, st.sampled_from(ATOMS) | groups, st.sampled_from(COUNTS))
    several = st.builds(
        lambda flags, parts: flags + "".join(parts), st.sampled_from(FLAGS), st.lists(counted, max_size=4)
    )
    return st.lists(several, min_size=1, max_size=2).map("|".join)


def is_sound(pattern: str) -> bool:
    try:
        finding(pattern)
    except PatternError:
        return False
    return True


PATTERNS = st.recursive(pieces(st.just("a")), pieces, max_leaves=4)
TEXTS = st.text(st.sampled_from(LETTERS), max_size=6)


@given(PATTERNS.filter(is_sound), st.lists(TEXTS, min_size=4, max_size=12))
def test_a_pattern_and_its_translation_find_the_same(pattern: str, texts: list[str]) -> None:
    try:
        translated = re.compile(PYTHON.pattern(pattern))
    except UnsupportedError:
        return
    test = finding(pattern)

    assert {text: test(text) for text in texts} == {text: translated.search(text) is not None for text in texts}


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("(?P<x>a)(?<y>b)(?:c)", r"(a)(b)c"),
        ("(?i)größe", "[Gg][Rr][Öö][ßẞ][Ee]"),
        ('(?:ab|c)*"', '(?:ab|c)*+"'),
        ("(?:a[bc]*)*d", "(?:(?:a[b-c]*)(?=[ad]))*+d"),
        ("(?:ab|a)*c", "(?:(?:ab|a)(?=[ac]))*+c"),
        ("(?:ab|a)*b", "(?:ab|a)*b"),
        ("(?:ab)*a", "(?:ab)*a"),
        ("a|b|[x-z]", "[a-bx-z]"),
    ],
)
def test_java_is_told_which_loops_never_step_back(pattern: str, written: str) -> None:
    assert written == JAVA.pattern(pattern)


def test_a_loop_with_thousands_of_ways_is_not_looked_through() -> None:
    assert JAVA.pattern("(?:[ab]*a[ab]{40})*c") == "(?:[a-b]*a[a-b]{40})*c"


def test_letters_fold_as_in_re2() -> None:
    """Each letter that has another case; but for those whose other case RE2 does not know yet."""
    cased = sorted(orbits())
    everything = "".join(map(chr, cased))
    wrong = {}
    for code in cased:
        found = [ord(letter) for letter in re2.findall(rf"(?i)\x{{{code:x}}}", everything)]
        if found not in (sorted(orbits()[code]), [code]):
            wrong[chr(code)] = found

    assert wrong == {}
    assert len(cased) > 2700


@pytest.mark.parametrize("name", POSIX)
def test_classes_are_those_of_re2(name: str) -> None:
    expected = [code for code in range(256) if finding(f"^[[:{name}:]]$")(chr(code))]

    assert expected == [code for first, last in POSIX[name] for code in range(first, last + 1)]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9)).map(lambda pair: (pair[0], sum(pair))), max_size=5))
def test_a_complement_is_all_the_rest(ranges: list[tuple[int, int]]) -> None:
    rest = complement(union(ranges))

    for code in range(50):
        assert any(low <= code <= high for low, high in ranges) != any(low <= code <= high for low, high in rest)
    assert complement(rest) == union(ranges)


@pytest.mark.parametrize(
    ("syntax", "pattern", "reason"),
    [
        (POSTGRES, r"\pL", "is a Unicode class"),
        (JAVA, r"[^\P{Greek}]", "is a Unicode class"),
        (JAVA, r"\C", "is a byte"),
        (JAVA, r"x|\B", "between the bytes"),
        (POSTGRES, r"(?:abc)?\B{2}", "between the bytes"),
        (POSTGRES, "a{256}", "PostgreSQL repeats a part at most 255 times"),
        (JAVA, r"[^\x{0}-\x{10ffff}]", "an empty class"),
    ],
)
def test_what_cannot_be_translated_says_why(syntax: Syntax, pattern: str, reason: str) -> None:
    with pytest.raises(UnsupportedError, match=reason):
        syntax.pattern(pattern)


def test_a_database_finds_what_re2_finds(engine: Engine) -> None:
    """The patterns of each example in one statement, over all texts."""
    dialect = dialect_by_name(engine.name)
    events = [{"event": text, "uuid": str(number), "timestamp": "2026-03-31"} for number, text in enumerate(ALL_TEXTS)]
    engine.load(events, "posthog-export")

    @few(3 if engine.name == "spark" else 6)
    @given(st.lists(PATTERNS.filter(is_sound), min_size=20, max_size=30))
    def agrees(patterns: list[str]) -> None:
        found = [
            dialect.regex_like(sql.column("event"), written) for written in map(spelling(dialect), patterns) if written
        ]
        columns = [sql.alias(sql.case([(one, sql.integer(1))], sql.integer(0)), f"p{n}") for n, one in enumerate(found)]
        rows = engine.rows(dialect.render(exp.select("event", *columns).from_("events")))
        said = [pattern for pattern in patterns if spelling(dialect)(pattern)]
        for number, pattern in enumerate(said):
            expected = {text: finding(pattern)(text) for text in ALL_TEXTS}
            assert expected == {row["event"]: bool(row[f"p{number}"]) for row in rows}, pattern

    agrees()


ALL_TEXTS = (
    "",
    *LETTERS,
    "aa",
    "ak",
    "KK",
    "a\n",
    "\na",
    "a-z",
    "x_é",
    "éÉ 9",
    "s{2}",
    "{,2}",
    "a.\\",
    "two\nlines",
    "aaakkk",
    "Ω🔥",
)


def spelling(dialect: Dialect) -> Callable[[str], str]:
    """The pattern in the dialect; empty where it cannot be said there."""

    def written(pattern: str) -> str:
        try:
            return translate_regex(pattern, dialect.regex_flavor)
        except UnsupportedError:
            return ""

    return written


OPTIONAL = (
    "a🔥?", "^a🔥{0,1}$", "a🔥*k", "🔥*?", r"\Qaé\E?", "[é🔥?]", "[]é]*a", "[[:alpha:]é]?a", r"a\?é?", "(?i)aÉ?$",
    "🔥(?U)*", "é(?i)(?s)?k", "🔥{2,3}?", r"🔥{2,3}?\Q\E{2}", r"abc\Q\E?", r"é|abc\Q\E{0}", r"abc\Q\E*?k", r"🔥?\Qabc",
    "^abcé?", "^abc🔥{0,2}",
)  # fmt: skip
"""Each holds letters that may be missing, or looks as if it did, in a way that ClickHouse takes for another."""


def test_letters_that_may_be_missing_are_not_looked_for(engine: Engine) -> None:
    """ClickHouse would look for some, and in the order of a table for others (`sql.re2_workaround`)."""
    texts = ["a", "ak", "a🔥", "aé", "é", "]", "a?", "?", "", "ab", "abc", "abk", "abcé", "🔥🔥🔥🔥", "🔥abc"]
    assert_found(engine, OPTIONAL, texts)


def test_a_group_with_nothing_in_it_is_no_end_of_the_text(engine: Engine) -> None:
    """DuckDB takes one at an end of the pattern for `^` or `$`, unless another group stands before it."""
    patterns = ("(?:)a", "a(?:)", "(?i:)a", "(?:(?i))a", "(?:|)a", "k(?-s:(?m))", '(?-s)"(?im-s:(?-s))', "(?s)(?:).a")
    assert_found(engine, patterns, ["a", "ka", "ak", "kak", "\na\n", '""', ' " '])


def assert_found(engine: Engine, patterns: Sequence[str], texts: Sequence[str]) -> None:
    """Each pattern is found in the texts that it is found in here; asked as a column, and as a condition."""
    dialect = dialect_by_name(engine.name)
    events: list[dict[str, object]] = [
        {"event": text, "uuid": str(number), "timestamp": "2026-03-31"} for number, text in enumerate(texts)
    ]
    engine.load(events, "posthog-export")
    table = "events"
    if engine.name == "clickhouse":
        table = "in_order"
        order = "ORDER BY event SETTINGS index_granularity = 1, allow_nullable_key = 1"
        engine.rows(f"CREATE OR REPLACE TABLE in_order ENGINE = MergeTree {order} AS SELECT event FROM events")
    for pattern in patterns:
        found = dialect.regex_like(sql.column("event"), translate_regex(pattern, dialect.regex_flavor))
        flags = exp.select("event", sql.alias(sql.case([(found, sql.integer(1))], sql.integer(0)), "p"))
        expected = {text: finding(pattern)(text) for text in texts}
        rows = engine.rows(dialect.render(flags.from_("events")))
        assert expected == {row["event"]: bool(row["p"]) for row in rows}, pattern
        rows = engine.rows(dialect.render(exp.select("event").from_(table).where(found)))
        assert {text for text in texts if expected[text]} == {row["event"] for row in rows}, pattern
