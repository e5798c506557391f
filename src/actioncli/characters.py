r"""Characters that people cannot see or tell apart: their names, and their escapes in YAML.

named("\u00a0")                   # "U+00A0 NO-BREAK SPACE"
yaml_text("Start\u00a0trial")     # '"Start\u00a0trial"'
odd_in("Don\u2019t")              # ("\u2019",)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_QUOTES = {**dict.fromkeys("‘’‚‛ʼ´`′＇", "'"), **dict.fromkeys("“”„‟″«»＂", '"')}
_DASHES = dict.fromkeys("‐‑‒–—―−－", "-")
_LETTERS = dict(zip("АВЕЅІЈКМНОРСТХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABESIJKMHOPCTXaesijopcyxABEZHIKMNOPTYXo", strict=True))
PLAIN = {ord(odd): plain for odd, plain in (_QUOTES | _DASHES | _LETTERS).items()}
"""Quotes, dashes, and Cyrillic and Greek letters, with the similar characters that people type."""
QUOTES, DASHES, LETTERS = ({ord(odd): plain for odd, plain in table.items()} for table in (_QUOTES, _DASHES, _LETTERS))

_INVISIBLE_SET = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0001-\U000e007f\U000e0100-\U000e01ef"
)
INVISIBLE = re.compile(f"[{_INVISIBLE_SET}]")
"""Characters without width: soft hyphens, zero-width characters, direction marks, variation selectors, fillers."""
_BLANK_SET = "\t\n\x0b\x0c\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_HIDDEN = re.compile(f"[{_BLANK_SET}{_INVISIBLE_SET}]")
_JOINED = re.compile("(?<=[\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff])[\u200d\ufe0f]")
"""Joiners and variation selectors within an emoji."""

_CONTROL = {"\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN", "\ufeff": "BYTE ORDER MARK"}


def named(character: str) -> str:
    """The code point and the name of a character."""
    name = _CONTROL.get(character) or unicodedata.name(character, "CONTROL CHARACTER")
    return f"U+{ord(character):04X} {name}"


def names_of(characters: Iterable[str], most: int = 2) -> str:
    """Some characters by their names, as in "U+00A0 NO-BREAK SPACE and U+200B ZERO WIDTH SPACE"."""
    listed = list(dict.fromkeys(characters))
    names = [named(character) for character in listed[:most]]
    if len(listed) > most:
        names.append(f"{len(listed) - most} more")
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def odd_in(text: str) -> tuple[str, ...]:
    """The characters of a text that look like others or are invisible, each once."""
    return tuple(dict.fromkeys(character for character in _without_emoji(text) if is_odd(character)))


def is_odd(character: str) -> bool:
    """Whether a character is hidden, looks like another, or joins the one before it."""
    return bool(_HIDDEN.match(character)) or ord(character) in PLAIN or unicodedata.combining(character) > 0


def hidden_in(text: str) -> tuple[str, ...]:
    """The invisible characters, and the spaces other than U+0020, each once."""
    return tuple(dict.fromkeys(_HIDDEN.findall(_without_emoji(text))))


def _without_emoji(text: str) -> str:
    return text if text.isascii() else _JOINED.sub("", text)


def revealed(text: str) -> str:
    r"""The text with each hidden character as an escape, such as `\u00a0`; emoji stay whole."""
    if not _HIDDEN.search(text):
        return text
    kept = {match.start() for match in _JOINED.finditer(text)}
    return _HIDDEN.sub(lambda found: found[0] if found.start() in kept else escaped(found[0]), text)


def yaml_text(text: str) -> str:
    """The text in double quotes, as YAML reads it back, with every character escaped that looks like another one."""
    return '"' + "".join(escaped(c) if c in '"\\' or _is_escaped(c) else c for c in text) + '"'


def _is_escaped(character: str) -> bool:
    quote_or_dash = ord(character) in QUOTES or ord(character) in DASHES
    return (is_odd(character) and not quote_or_dash) or not character.isprintable()


def escaped(character: str) -> str:
    r"""The character as an escape of YAML: `\n`, `\t`, `\u00a0`, `\U000e0020`."""
    short = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\t": r"\t", "\r": r"\r"}.get(character)
    code = ord(character)
    return short or (f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")


def spaced(text: str) -> str:
    """The text without invisible characters, with white space collapsed and stripped."""
    return " ".join(INVISIBLE.sub("", text).split())


def same_look(text: str) -> str:
    """The text with every odd character replaced by what people type, so that similar texts become equal."""
    return spaced(unicodedata.normalize("NFKC", INVISIBLE.sub("", text).translate(PLAIN)).translate(PLAIN))
