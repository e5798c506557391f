r"""The JSON documents of a text: one, or several one behind another, each on a line of its own or over many lines.

    documents('{"a": 1}\n{"b": 2}')  # [{"a": 1}, {"b": 2}]

So pages that were appended to one file are read, and what `jq -c '.results[]'` writes.
"""

from __future__ import annotations

import json
import re
from typing import Never

_BETWEEN = re.compile(r"[\s\x1e]*")
"""What may stand between documents: white space, and the record separator of JSON text sequences (RFC 7464)."""


def documents(text: str) -> list[object]:
    """The documents of a text; raises `ValueError` where one is not JSON, or holds what no text can."""
    decoder = json.JSONDecoder(parse_constant=_not_json)
    found: list[object] = []
    start = _after_blanks(text, 0)
    while start < len(text) or not found:
        try:
            document, end = decoder.raw_decode(text, start)
            # A lone half of a surrogate pair (`"\ud800"`) is JSON but not text, and could not be written anywhere.
            json.dumps(document, ensure_ascii=False).encode()
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        found.append(document)
        start = _after_blanks(text, end)
    return found


def decoded_json(text: str) -> object:
    """The only document of a text; raises `ValueError` as `documents` does, and for more than one."""
    found = documents(text)
    if len(found) > 1:
        raise ValueError(f"{len(found)} documents one behind another, expected one")
    return found[0]


def _after_blanks(text: str, start: int) -> int:
    match = _BETWEEN.match(text, start)
    return match.end() if match else start


def _not_json(constant: str) -> Never:
    """Refuses `NaN` and `Infinity`, which Python reads and JSON does not have."""
    raise ValueError(f"{constant} is not a JSON value")
