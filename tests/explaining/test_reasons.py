"""Why a value was not taken: each reason, and silence where there is none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from actioncli.actions.model import Condition, Field
from actioncli.explaining.reasons import reason_of
from actioncli.values import Operand

NOW = datetime(2026, 3, 31, tzinfo=UTC)


def code(field: str, operator: str, operand: Operand, value: str) -> str | None:
    name, _, key = field.partition(".")
    reason = reason_of(Condition(Field(name, key), operator, operand), value, NOW)
    return reason.code if reason else None


@pytest.mark.parametrize(
    ("field", "operator", "operand", "value", "expected"),
    [
        ("url", "exact", "https://a.com/b", "https://a.com/b/", "slash"),
        ("url", "exact", "https://a.com/b/", "https://a.com/b", "slash"),
        ("url", "contains", "/b/", "https://a.com/b", "slash"),
        ("url", "exact", "https://a.com/b", "https://a.com/b?x=1", "query"),
        ("url", "exact", "https://a.com/b", "https://a.com/b#x", "fragment"),
        ("url", "exact", "http://a.com/b", "https://a.com/b", "scheme"),
        ("url", "starts_with", "https://a.com", "https://www.a.com/", "www"),
        ("url", "exact", "https://a.com/b", "https://a.com/b/?x=1", "slash+query"),
        ("url", "exact", "https://a.com/é", "https://a.com/%C3%A9", "encoding"),
        ("text", "exact", "Sign up", "Sign Up", "case"),
        ("text", "exact", "Sign Up", " Sign Up ", "blanks"),
        ("text", "exact", "Sign Up", "Sign\u00a0Up", "blanks"),
        ("text", "exact", "Don't", "Don’t", "quotes"),
        ("text", "exact", "Don’t", "don't", "case+quotes"),
        ("text", "exact", "A-B", "A–B", "dashes"),
        ("text", "exact", "e\u0301", "é", "form"),
        ("text", "exact", "Sign", "Sign Up Now", "part"),
        ("event", "exact", "user signd up", "user signed up", "spelling"),
        ("properties.n", "exact", "5", "5.0", "number"),
        ("properties.n", "gt", 5, "about 7", "no_number"),
        ("url", "exact", "https://a.com/*", "https://a.com/b", "pattern"),
        ("url", "contains", r"a\.com", "https://a.com/b", "pattern"),
        ("url", "regex", r"/b\?x=1$", "/B?x=1", "case"),
        ("url", "regex", "/b?x=1", "/b?x=1", "escape"),
        ("url", "regex", "^/b$", "/b/", "slash"),
        ("url", "regex", "^/b/$", "/b", "slash"),
        ("url", "regex", "^/b$", "/b?x=1", "query"),
        ("url", "regex", "/foo.ar/", "foobar", "slashes"),
        ("url", "exact", "https://a.com/b", "https://a.com/c", None),
        ("text", "exact", "Sign Up", "Log in", None),
        ("properties.n", "gt", 5, "4", None),
        ("url", "contains", "/", "https", None),
        ("url", "not_icontains", "a", "A", None),
    ],
)
def test_the_reason_is_told(field: str, operator: str, operand: Operand, value: str, expected: str | None) -> None:
    assert code(field, operator, operand, value) == expected


def test_of_a_list_any_may_be_meant() -> None:
    assert code("text", "exact", ("Log in", "Sign up"), "Sign Up") == "case"
