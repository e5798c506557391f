"""Events written in every spelling that JSON has, odd values in every place, and lines with spoiled bytes.

Everything follows from a `random.Random`, so that a seed repeats it.

    dice = Random(7)
    line = spoiled(written(event, dice), dice)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, TypeAlias

Pairs: TypeAlias = "list[tuple[str, Any]]"


class Raw(str):
    """JSON that is written as it is."""

    __slots__ = ()


NUMBERS = (
    "-0", "0", "-0.0", "1E5", "1e5", "1e+05", "5.0", "5.", ".5", "+5", "05", "-", "-5", "0.1e-5", "1e400", "-1e400",
    "1e-400", "123456789012345", "1234567890123456", "12345678901234567890", "-12345678901234567890", "9" * 400,
    "9" * 401, "9" * 4300, "9" * 4301, "0." + "1" * 5000, "1" * 300 + ".5", "1.7976931348623159e308", "4e15",
    "NaN", "Infinity", "-Infinity", "1774953000", "1774953000000.5", "1_000", "0x10",
)  # fmt: skip
CHAIN_PIECES = (
    '\\"', '"', "\\", "\\\\", "\n", ";", ";;", ":", "=", " ", ".", '=""', 'attr__', 'text="', 'text="a;b"', 'href="/x"',
    'nth-child="', 'a:', 'attr__class="btn  x\u00a0y"', 'attr__data-attr="buy\\', '\u003b', "é", "🔥", "\u2028", "\x1c",
    'attr_id="main"', 'text="say \\"hi\\""', 'button.btn:text="x";', 'attr__x:y="1"', "\\;", '\\\\"', "K", "İ",
)  # fmt: skip
ODD_VALUES: tuple[Any, ...] = (
    None, "", 0, 5, -1.5, True, False, [], {}, "[]", "{}", "null", '""', " ", "a", ["a"], {"a": 1}, "5", "[{}]",
    [{"tag_name": "a", "text": "x"}], '[{"tag_name":"a","text":"pro"}]', "a:text=\"pro\"", "{", '{"a":1}x', "NaN",
    '{"a":NaN}', "\ud800", "x\udc00", "\x00", "2026-03-24T10:30:00Z", "2026-02-30T00:00:00Z", 1774348200, "İK",
)  # fmt: skip
KEYS = (
    "event", "elements_chain", "properties", "uuid", "id", "distinct_id", "person_id", "person", "person_properties",
    "timestamp", "created_at", "elements", "group0_properties", "group4_properties", "$group_0", "now", "sent_at",
)  # fmt: skip
DOTTED = (
    "properties.plan", "properties.$current_url", "person.properties.plan", "person_properties.plan", "person.id",
    "a.b", "group0_properties.plan", "context.page.url", "properties.$elements_chain", "event.name", "properties.",
)  # fmt: skip
OTHER_LINES = (
    b"", b" \t", b"\r", b"nonsense", b"{}", b"[]", b"null", b"5", b'"a"', b'{"event":null}', b'{"event":5,"uuid":"1"}',
    b'{"event":"a"}{"event":"b"}', b'{"event":"a","elements_chain":""} {"event":"b","elements_chain":""}',
    b'{"type":"track","event":"order paid","userId":"u","messageId":"m","properties":{"plan":"pro"}}',
    b'{"type":"page","userId":"u","messageId":"m","timestamp":"2026-03-24T10:30:00Z","properties":{"url":"/pricing"}}',
    b'{"EVENT":"$pageview","UUID":"1","PROPERTIES":"{}","DISTINCT_ID":"u"}',
    b'{"event":"$pageview","properties.plan":"pro","properties.$current_url":"/pricing","distinct_id":"u","uuid":"1"}',
    b'{"event":"$pageview","distinct_id":"u","properties":{"token":"t","plan":"pro"}}',
    b'{"event_type":"click","user_id":"u","event_properties":{"plan":"pro"}}',
    b'{"event":"a","properties":{"plan":NaN},"elements_chain":""}', b'{"event":"a","elements_chain":"","x":Infinity}',
    b'{"log":"{\\"event\\":\\"$pageview\\",\\"uuid\\":\\"1\\",\\"properties\\":{}}\\n","stream":"stdout","time":"t"}',
    b'{"event":"$pageview","properties":{},"elements_chain":"","x":"\xff"}',
    b'\xef\xbb\xbf{"event":"a","elements_chain":""}',
    b'{"event":"a","elements_chain":"","x":"\t"}', b'{"event":"a","elements_chain":"","x":"\x00"}',
    b"\x00\x00", b'{"a":"',
    b'{"event":"a","elements_chain":"a:text=\\"x\\";"}\x00{"event":"b","elements_chain":""}',
)  # fmt: skip
TOKENS = (
    b'"', b"\\", b"{", b"}", b"[", b"]", b":", b",", b" ", b"\t", b"\r", b"\n", b"\x00", b"\xff", b"\xc3",
    b"\xed\xa0\x80",
    b"\\u", b"\\ud83d", b"\\udd25", b"\\u003b", b"\\u0022", b"\\u0000", b"\\\"", b"\\\\", b"null", b"true", b"-", b".",
    b"e9", b"NaN", b"//", b"\x7f", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b'""', b"{}", b"[]", b',"event":"a"', b'"a.b":1,',
    b";",
)  # fmt: skip


def as_segment(event: dict[str, Any]) -> dict[str, Any]:
    """An event as a call of Segment's."""
    found = {"type": "track", "messageId": event.get("uuid"), "event": event.get("event")}
    found |= {"userId": event.get("distinct_id"), "timestamp": event.get("timestamp")}
    properties = event.get("properties")
    url = properties.get("$current_url") if isinstance(properties, dict) else None
    context = {"page": {"url": url}, "traits": event.get("person_properties")}
    return found | {"properties": properties, "context": context}


def as_flat(event: dict[str, Any]) -> dict[str, Any]:
    """An event whose keys are its properties."""
    found = {"event": event.get("event"), "time": event.get("timestamp"), "user_id": event.get("distinct_id")}
    properties = event.get("properties")
    return found | (properties if isinstance(properties, dict) else {}) | {"id": event.get("uuid")}


def as_nested(event: dict[str, Any]) -> dict[str, Any]:
    """An event with a name and an id of no known vendor."""
    names = {"event": "action", "distinct_id": "userId", "timestamp": "ts", "uuid": "event_id"}
    return {names.get(key, key): value for key, value in event.items() if key != "elements_chain"}


def as_row(event: dict[str, Any]) -> dict[str, Any]:
    """An event as the API returns it."""
    person = {"id": event.get("person_id"), "properties": event.get("person_properties")}
    others = {key: value for key, value in event.items() if key not in ("person_id", "person_properties")}
    return others | {"person": person, "elements": []}


def reshaped(events: Sequence[dict[str, Any]], dice: Random) -> list[dict[str, Any]]:
    """Events as they are, or all of another shape, or each of some shape."""
    shapes: list[Callable[[dict[str, Any]], dict[str, Any]]] = [as_segment, as_flat, as_nested, as_row]
    kind = dice.random()
    if kind < 0.5:
        return list(events)
    shape = dice.choice(shapes)
    return [(shape if kind < 0.8 else dice.choice([dict, *shapes]))(event) for event in events]


def written(event: dict[str, Any], dice: Random, oddness: float = 0.1) -> bytes:
    """An event as a line, in any spelling. `oddness` is how likely a part of it is made odd."""
    pairs: Pairs = [(key, _section(key, value, dice, oddness)) for key, value in event.items()]
    if dice.random() < oddness * 3:
        _make_odd(pairs, dice, oddness)
    if dice.random() < oddness:
        dice.shuffle(pairs)
    text = Writer(dice, oddness).of_pairs(pairs)
    return text.encode("utf-8", "surrogatepass")


def _section(key: str, value: Any, dice: Random, oddness: float) -> Any:
    """Properties, perhaps as JSON text; a chain, perhaps spoiled."""
    if key.endswith("properties") and isinstance(value, dict):
        pairs: Pairs = list(value.items())
        if dice.random() < oddness * 2:
            _make_odd(pairs, dice, oddness)
        if dice.random() < oddness * 2:
            return Writer(dice, oddness / 4).of_pairs(pairs)
        return pairs
    if key == "elements_chain" and isinstance(value, str) and dice.random() < oddness * 3:
        return spoiled_chain(value, dice)
    return value


def _make_odd(pairs: Pairs, dice: Random, oddness: float) -> None:
    """Drop a key, repeat one, add one with a dot, or change a value."""
    for _ in range(dice.choice((1, 1, 2, 3))):
        place = dice.randrange(len(pairs) + 1)
        kind = dice.randrange(6)
        key = dice.choice([*[key for key, _ in pairs], *KEYS])
        if kind == 0 and pairs:
            pairs.pop(place % len(pairs))
        elif kind == 1:
            pairs.insert(place, (key, dice.choice((None, dice.choice(ODD_VALUES)))))
        elif kind == 2:
            pairs.insert(place, (dice.choice(DOTTED), dice.choice(ODD_VALUES)))
        elif kind == 3:
            pairs.insert(place, (dice.choice(("x", key)), _deep(dice)))
        elif kind == 4 and pairs:
            name, _ = pairs[place % len(pairs)]
            pairs[place % len(pairs)] = (name, Raw(dice.choice(NUMBERS)))
        elif pairs:
            name, _ = pairs[place % len(pairs)]
            pairs[place % len(pairs)] = (name, dice.choice(ODD_VALUES))


def _deep(dice: Random) -> Raw:
    depth = dice.choice((3, 62, 63, 64, 65, 66, 500, 1023, 1024, 1025, 2000))
    opening, closing = dice.choice((("[", "]"), ('{"a":', "}")))
    return Raw(opening * depth + dice.choice(("1", '"x"', "null", "{}", "[]")) + closing * depth)


class Writer:
    """Writes JSON; the dice choose the spelling of each part."""

    def __init__(self, dice: Random, oddness: float) -> None:
        self._dice, self._oddness = dice, oddness
        self._blanks = ("", " ", "\t", " \r ") if dice.random() < oddness * 2 else ("",)
        self._escapes = dice.choice((0.0, 0.0, 0.0, 0.02, 0.5)) if dice.random() < oddness * 5 else 0.0

    def of_pairs(self, pairs: Pairs) -> str:
        """An object with these keys in order, also with equal ones."""
        blank = self._blank
        items = [f"{blank()}{self._text(key)}{blank()}:{blank()}{self.of(value)}{blank()}" for key, value in pairs]
        return "{" + ",".join(items) + "}"

    def of(self, value: Any) -> str:
        """Any value; a list of pairs is an object."""
        if isinstance(value, Raw):
            return str(value)
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return self.of_pairs(list(value.items()))
        if isinstance(value, list):
            if value and all(isinstance(item, tuple) for item in value):
                return self.of_pairs(value)
            return "[" + ",".join(f"{self._blank()}{self.of(item)}{self._blank()}" for item in value) + "]"
        if type(value) in (int, float) and self._dice.random() < self._oddness / 4:
            return self._dice.choice(NUMBERS)
        return json.dumps(value)

    def _blank(self) -> str:
        return self._dice.choice(self._blanks)

    def _text(self, text: str) -> str:
        return '"' + "".join(map(self._character, text)) + '"'

    def _character(self, character: str) -> str:
        if self._escapes and self._dice.random() < self._escapes:
            if character == "/" and self._dice.random() < 0.5:
                return "\\/"
            units = character.encode("utf-16-be", "surrogatepass").hex()
            units = units.upper() if self._dice.random() < 0.5 else units
            return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
        if "\ud800" <= character <= "\udfff":
            return f"\\u{ord(character):04x}"
        return json.dumps(character, ensure_ascii=False)[1:-1]


def spoiled_chain(chain: str, dice: Random) -> str:
    """A chain with a few pieces inserted, cut out or doubled."""
    for _ in range(dice.choice((1, 1, 2, 4))):
        start = dice.randrange(len(chain) + 1)
        stop = min(len(chain), start + dice.choice((0, 0, 1, 1, 3, 20)))
        piece = dice.choice((dice.choice(CHAIN_PIECES), dice.choice(CHAIN_PIECES), "", chain[start:stop] * 2))
        chain = chain[:start] + piece + chain[stop:]
    return chain


def spoiled(line: bytes, dice: Random, others: Sequence[bytes] = OTHER_LINES) -> bytes:
    """A line with a few bytes changed, added or gone, or spliced with another one. It may have become several lines."""
    changes: list[Callable[[bytearray, int], None]] = [
        lambda data, place: data.__setitem__(slice(place, place + 1), bytes([data[place] ^ 1 << dice.randrange(8)])),
        lambda data, place: data.__setitem__(slice(place, place + 1), bytes([dice.randrange(256)])),
        lambda data, place: data.__delitem__(slice(place, place + dice.choice((1, 1, 2, 7, 40)))),
        lambda data, place: data.__setitem__(slice(place, place), dice.choice(TOKENS)),
        lambda data, place: data.__setitem__(slice(place, place + 1), dice.choice(TOKENS)),
        lambda data, place: data.__setitem__(slice(place, place), data[place : place + dice.randrange(80)]),
        lambda data, place: data.__delitem__(slice(place, None)),
        lambda data, place: data.__setitem__(slice(place, None), dice.choice(others)[place:]),
        lambda data, place: data.__setitem__(slice(place, None), dice.choice(others)),
    ]
    data = bytearray(line)
    for _ in range(dice.choice((1, 1, 1, 2, 5))):
        if data:
            dice.choice(changes)(data, _place(data, dice))
    return bytes(data)


def _place(data: bytearray, dice: Random) -> int:
    """A place in a line: any, or one beside a byte that matters."""
    place = dice.randrange(len(data))
    if dice.random() < 0.5:
        found = data.find(dice.choice((b'"', b"\\", b",", b":", b"}", b";", b"{")), place)
        place = place if found < 0 else max(0, found - dice.randrange(2))
    return place


def log_of(lines: Sequence[bytes], dice: Random, oddness: float = 0.1) -> bytes:
    """Lines as a log: some are spoiled, other lines stand between them, and the last one may lack its end."""
    kept = []
    for line in lines:
        if dice.random() < oddness:
            kept.append(dice.choice(OTHER_LINES))
        kept.append(spoiled(line, dice) if dice.random() < oddness * 3 else line)
    ending = b"\r\n" if dice.random() < oddness else b"\n"
    log = ending.join(kept)
    if dice.random() < oddness:
        log = b"\xef\xbb\xbf" + log
    return log if dice.random() < 0.2 else log + ending
