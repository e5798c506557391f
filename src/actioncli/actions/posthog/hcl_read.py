"""Reads the `posthog_action` resources of Terraform's .tf files, as far as that can be done without Terraform.

    read_hcl('resource "posthog_action" "paid" { name = "Paid", steps_json = jsonencode([{ event = "paid" }]) }')

Values must be literals: what refers to anything else, `var.event` or `"${local.name}"`, only Terraform can work out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from msgspec import Struct

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

ATTRIBUTES = ("name", "description", "tags", "steps_json", "deleted")
"""What an action is read from; all else in a resource is Terraform's own affair."""
INSTEAD = "import the output of `terraform show -json`"

_TOKEN = re.compile(
    r"""
      (?P<space>[^\S\n]+ | \n | \#[^\n]* | //[^\n]* | /\*.*?\*/)
    | (?P<heredoc><<-?(?P<mark>\w+)\n.*?^[^\S\n]*(?P=mark)$)
    | (?P<quote>")
    | (?P<number>-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)
    | (?P<name>[^\W\d][\w-]*)
    | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_TEXT = re.compile(r'(?:[^"\\$%]|\\.|\$\$\{|%%\{|[$%](?!\{))*', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|\$(\$\{)|%(%\{)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_WORDS: dict[str, Json] = {"true": True, "false": False, "null": None}
_OPENING, _CLOSING = "([{", ")]}"


class HclError(ValueError):
    """A file that cannot be read without Terraform, or at all: the line, and why."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}; {INSTEAD}")


class _Token(Struct, frozen=True):
    """A piece of the file: its kind is a group of `_TOKEN`; of a quoted one `text`, or `template` if it has a `${`."""

    kind: str
    text: str
    line: int

    def is_sign(self, signs: str) -> bool:
        return self.kind == "sign" and self.text in signs


class _Reader:
    """The tokens that are left; it has state, as reading has."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens = tokens
        self._index = 0

    @property
    def ahead(self) -> _Token:
        return self._tokens[self._index]

    def take(self) -> _Token:
        token = self._tokens[self._index]
        self._index = min(self._index + 1, len(self._tokens) - 1)  # the end stays ahead for ever
        return token

    @property
    def line(self) -> int:
        """The line of what was taken last."""
        return self._tokens[self._index - 1].line

    def expect(self, sign: str) -> None:
        token = self.take()
        if not token.is_sign(sign):
            raise HclError(token.line, f"expected `{sign}`")

    def skip(self) -> None:
        """Leaves out a token, or everything from an opening bracket to its closing one."""
        token = self.take()
        depth = int(token.is_sign(_OPENING))
        while depth and self.ahead.kind != "end":
            token = self.take()
            depth += token.is_sign(_OPENING) - token.is_sign(_CLOSING)


def read_hcl(text: str) -> tuple[dict[str, Json], ...]:
    """The actions of a .tf file, in file order; raises `HclError` where one is not written in literals."""
    reader = _Reader(tuple(_tokens(text)))
    found = []
    while reader.ahead.kind != "end":
        is_resource = reader.ahead.kind == "name" and reader.ahead.text == "resource"
        reader.skip()
        if is_resource and reader.ahead.text == "posthog_action":
            reader.take()
            reader.take()
            found.append(_resource(reader))
    return tuple(found)


def read_expression(text: str) -> Json:
    """The value of an expression such as `jsonencode([{ event = "paid" }])`; raises `HclError` for no literal one."""
    reader = _Reader(tuple(_tokens(text)))
    value = _value(reader)
    if reader.ahead.kind != "end":
        raise HclError(reader.line, "only literal values can be read")
    return value


def _resource(reader: _Reader) -> dict[str, Json]:
    """The content of a resource, between its braces."""
    reader.expect("{")
    action: dict[str, Json] = {}
    while not reader.ahead.is_sign("}"):
        name = reader.take()
        if name.kind == "end":
            raise HclError(name.line, "the resource is never closed")
        if name.text in ATTRIBUTES and reader.ahead.is_sign("="):
            reader.take()
            action[name.text] = _whole_value(reader)
        else:
            while reader.ahead.line == name.line and not reader.ahead.is_sign("}") and reader.ahead.kind != "end":
                reader.skip()
    reader.take()
    return action


def _whole_value(reader: _Reader) -> Json:
    """A value at the end of a line, or before a comma or a closing bracket."""
    value = _value(reader)
    if reader.ahead.line == reader.line and not reader.ahead.is_sign(f",{_CLOSING}") and reader.ahead.kind != "end":
        raise HclError(reader.line, "only literal values can be read")
    return value


def _value(reader: _Reader) -> Json:
    token = reader.take()
    if token.kind == "text":
        return token.text
    if token.kind == "number":
        return int(token.text) if token.text.lstrip("-").isdigit() else float(token.text)
    if token.kind == "name" and token.text in _WORDS:
        return _WORDS[token.text]
    if token.kind == "name" and token.text == "jsonencode" and reader.ahead.is_sign("("):
        reader.take()
        encoded = _whole_value(reader)
        reader.expect(")")
        return encoded
    if token.is_sign("["):
        return list(_items(reader))
    if token.is_sign("{"):
        return dict(_entries(reader))
    raise HclError(token.line, "only literal values can be read")


def _items(reader: _Reader) -> Iterator[Json]:
    while not reader.ahead.is_sign("]"):
        yield _value(reader)
        if not reader.ahead.is_sign("]"):
            reader.expect(",")
    reader.take()


def _entries(reader: _Reader) -> Iterator[tuple[str, Json]]:
    while not reader.ahead.is_sign("}"):
        key = reader.take()
        if key.kind not in ("name", "text"):
            raise HclError(key.line, "only literal values can be read")
        sign = reader.take()
        if not sign.is_sign("=:"):
            raise HclError(sign.line, "expected `=`")
        yield key.text, _whole_value(reader)
        if reader.ahead.is_sign(","):
            reader.take()
    reader.take()


def _tokens(text: str) -> Iterator[_Token]:
    position, line = 0, 1
    while position < len(text):
        match = _TOKEN.match(text, position)
        assert match is not None  # noqa: S101 - `sign` takes any character
        kind, end = match.lastgroup or "", match.end()
        if kind == "mark":
            kind = "heredoc"
        if kind == "quote":
            kind, end = _quoted(text, position, line)
        if kind == "text":
            yield _Token(kind, _ESCAPE.sub(_unescaped, text[position + 1 : end - 1]), line)
        elif kind != "space":
            yield _Token(kind, text[position:end], line)
        line += text.count("\n", position, end)
        position = end
    yield _Token("end", "", line)


def _quoted(text: str, start: int, line: int) -> tuple[str, int]:
    """The kind and the end of what a quote opens; inside `${` and `}` quotes stand within quotes."""
    kind, position, depth = "text", start + 1, 0
    while position < len(text):
        if not depth:
            match = _TEXT.match(text, position)
            position = match.end() if match else position
            if text[position : position + 1] == '"':
                return kind, position + 1
            kind, depth, position = "template", 1, position + 2
        elif text[position] == '"':
            position = _quoted(text, position, line)[1]
        else:
            depth += (text[position] == "{") - (text[position] == "}")
            position += 1
    raise HclError(line, "this quote is never closed")


def _unescaped(match: re.Match[str]) -> str:
    short, long, character, dollar, percent = match.groups()
    if short or long:
        code = int(short or long, 16)
        is_character = code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
        return chr(code) if is_character else match[0]
    return dollar or percent or _ESCAPED.get(character, match[0])
