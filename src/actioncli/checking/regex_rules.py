"""Rules on regular expressions: plain texts, and unescaped dots."""

from __future__ import annotations

import re
from collections.abc import Iterator

from actioncli.checking.matcher_paths import Checked, conditions, texts
from actioncli.conditions.fields import BY_NAME as FIELD_BY_NAME
from actioncli.conditions.operators import BY_NAME as OPERATOR_BY_NAME
from actioncli.errors import Problem
from actioncli.near import shown

_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$]")
_WILDCARD = re.compile("[%_]")

_ADDRESSES = ("url", "href")
_ADDRESS_KEYS = ("$current_url", "$host", "$referrer", "$referring_domain", "$pathname", "$initial_current_url")
_ENDINGS = (
    "com|org|net|edu|gov|io|dev|app|ai|co|me|info|biz|test|local|internal|localhost|shop|store|site|online|cloud|tech|"
    "eu|uk|us|ca|de|fr|es|it|nl|be|at|ch|se|no|dk|fi|pl|cz|ru|ua|br|mx|ar|in|jp|cn|kr|au|nz|za|"
    "html|htm|php|aspx|jsp|pdf|png|jpg|svg|js|css|xml|json"
)
_HOST = re.compile(rf"(?<=[A-Za-z0-9])\.(?=(?:{_ENDINGS})(?![A-Za-z0-9]))", re.IGNORECASE)
_AFTER_WWW = re.compile(r"(?<=www)\.(?=[A-Za-z0-9])", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<=[A-Za-z0-9])\.(?=[A-Za-z0-9])")
_CLASS = re.compile(r"(\\.)|\[\^?\]?(?:\\.|[^\]\\])*\]")
"""An escaped character or a class; a dot in these is literal."""


def plain_regex(checked: Checked) -> Iterator[Problem]:
    """Regular expressions without anything special in them."""
    for site, condition in conditions(checked.actions):
        operator = OPERATOR_BY_NAME[condition.operator]
        if not operator.positive.operand_is_regex:
            continue
        for text in texts(condition):
            whole = text.startswith("^") and text.endswith("$") and len(text) > 2
            inner = text[1:-1] if whole else text
            if not inner or _SPECIAL.search(inner) or (_WILDCARD.search(inner) and not whole):
                continue  # as a pattern of `contains`, a text with a wildcard would say something else
            if whole:
                hint = f"write `{'is_not' if operator.is_negated else 'exact'}`: it is the whole text"
            elif operator.is_negated:
                hint = "write `not_icontains`, which ignores case"
            elif FIELD_BY_NAME[condition.field.name].folds_case:
                hint = "write `contains`, which ignores case here"
            else:
                hint = "write `contains`"
            yield site.problem_of(condition, f"{shown(text)} is plain text, not a regular expression", hint)


def unescaped_dot(checked: Checked) -> Iterator[Problem]:
    """Dots of an address that stand for any character."""
    for site, condition in conditions(checked.actions):
        if not OPERATOR_BY_NAME[condition.operator].positive.operand_is_regex:
            continue
        is_address = condition.field.name in _ADDRESSES or condition.field.key in _ADDRESS_KEYS
        for text in texts(condition):
            places = _dots(text, is_address=is_address)
            if places:
                first = places[0]
                escaped = "".join(f"\\{letter}" if at in places else letter for at, letter in enumerate(text))
                part = re.split(r"[^\w.-]", text[:first])[-1] + re.split(r"[^\w.-]", text[first:])[0]
                message = f"{shown(text)}: the dot in {shown(part)} stands for any character"
                yield site.problem_of(condition, message, f"write {shown(escaped)}")


def _dots(text: str, *, is_address: bool) -> list[int]:
    """Where the dots are that look like those of a host or a file, and are not escaped."""
    bare = _CLASS.sub(lambda found: " " * len(found[0]), text)
    looks_like_address = "//" in text or bool(_AFTER_WWW.search(bare))
    patterns = (_BETWEEN,) if is_address and looks_like_address else (_HOST, _AFTER_WWW)
    places = {found.start() for pattern in patterns for found in pattern.finditer(bare)}
    return sorted(places)
