r"""RE2 patterns as ClickHouse takes them: where it would look for a text that need not be there, it is led past that.

ClickHouse looks for a text of three bytes and more that a pattern must hold before it asks RE2,
and two things it takes for a part of that text although they may be missing:
of a letter of several bytes before `?`, `*` or `{0,1}`, all bytes but the last, and
any letter that an empty `\Q\E` keeps apart from these.
So `match('a', 'a🔥?')` is 0 there, and `match('ab', 'abc\\Q\\E?')` is, too.

Of a pattern with two alternatives it looks for nothing that only one of them holds.
"""

from __future__ import annotations

import re

_MISREAD = re.compile(r"[^\x00-\x7f](?:\(\?[a-zA-Z-]+\))*[?*{]|\\Q")
"""What such a pattern has; some that are read well have it too, and only take longer.

Flags such as `(?i)` may stand before a `?`, which then is about what stands before them.
"""

_NEVER = r"[^\x{0}-\x{10ffff}]|"
r"""An alternative that no text meets; it goes first, for a `\Q` behind it may have no end."""


def re2_workaround(pattern: str) -> str:
    """The pattern with the same meaning, and nothing that ClickHouse takes for more than it is."""
    return _NEVER + pattern if _MISREAD.search(pattern) else pattern
