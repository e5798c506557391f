"""Tells text from binary files by their first bytes, and names the kinds of files that cannot be read.

Readable formats other than plain text are in `containers`.
"""

from __future__ import annotations

import re

from actioncli.records.chunks import BOM

PLENTY = 4096
"""The number of bytes that are needed to recognize text."""

_CONVERT = "convert it first, for example with DuckDB's COPY ... TO 'events.jsonl'"
_UNPACK = "unpack it first"
_FOREIGN = (
    (rb"version https://git-lfs", "a Git LFS pointer", "fetch the file itself with `git lfs pull`"),
    (rb"PARE", "an encrypted Parquet file", "decrypt it first"),
    (rb"Obj\x01", "an Avro file", "convert it first, for example with `avro-tools tojson` or `fastavro`"),
    (rb"PK\x03\x04.{26}(\[Content_Types\]|_rels/|xl/)", "an Excel workbook", "save it as CSV first"),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel or Word file", "save it as CSV first"),
    (rb"\x80[\x02-\x05][\x95(cX\]}]", "a Python pickle", "export JSON Lines from the program that wrote it"),
    (
        rb"\x93NUMPY|\x89HDF\r\n|FEA1",
        "a file of NumPy, HDF5 or Feather",
        "export JSON Lines or Parquet from the program that wrote it",
    ),
    (rb"SQLite format 3\x00", "an SQLite database", _CONVERT),
    (rb".{8}DUCK", "a DuckDB database", _CONVERT),
    (rb"ORC[^ -~]", "an ORC file", _CONVERT),
    (rb"ARROW1|\xff\xff\xff\xff.{3}\x00", "an Arrow file", _CONVERT),
    (rb"\xff\xfe\x00\x00|\x00\x00\xfe\xff", "UTF-32 text", "convert it to UTF-8, for example with iconv"),
    (rb"\{\x00|\x00\{", "UTF-16 text", "convert it to UTF-8, for example with iconv"),
    (rb"%PDF", "a PDF document", ""),
    (rb"\x89PNG\r\n|\xff\xd8\xff|GIF8|RIFF.{4}WEBP", "an image", ""),
    (rb"\x7fELF|MZ.{2}\x00|[\xfe\xcf\xca]\xfa\xed\xfe", "a program", ""),
    (rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07", "a 7-Zip or RAR archive", _UNPACK),
    (rb"\x02\x21\x4c\x18", "a file of lz4's legacy format", "unpack it first, for example with lz4 -dc"),
    (rb"\xff\x06\x00\x00sNaPpY", "a snappy file", _UNPACK),
    (rb"\x1f\x9d|\x1f\xa0|LZIP|\x89LZO", "a file compressed with compress, lzip or lzop", _UNPACK),
    (rb"(?i:\s*<(\?xml|!doctype|html|error))", "XML or HTML", "was an error page saved in place of the log?"),
)
_OBJECT_LINE = re.compile(rb"(?:^|\n)(?:\xef\xbb\xbf)?[ \t\r\x00]*\{")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def foreign(head: bytes) -> str:
    """The description of a known unreadable format with these first bytes, with a hint; empty for any other."""
    if head.startswith(b'{"'):  # most files are JSON, for which the patterns are not compiled
        return ""
    for pattern, what, hint in _FOREIGN:
        if re.match(pattern, head, re.DOTALL):
            return f"looks like {what}, not JSON Lines" + (f" ({hint})" if hint else "")
    return ""


def opens_object(head: bytes) -> bool:
    """Whether the text begins with an opening brace, after an optional byte order mark, record separator and spaces."""
    return head.removeprefix(BOM).lstrip(b" \t\r\n\x1e").startswith(b"{")


def is_text(head: bytes) -> bool:
    """Whether this is UTF-8 text without control characters. The last character may be truncated."""
    if _CONTROL.search(head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end == len(head) and len(head) - error.start < 4 and error.reason == "unexpected end of data"
    return True


def is_binary(head: bytes) -> bool:
    """Whether this is not a log: no line begins with an object, and much of it is not text.

    NULs alone do not count: a power failure, or rotation of a log, can leave them before valid lines.
    """
    if _OBJECT_LINE.search(head) or not head.strip(b"\x00"):
        return False
    if b"\x00" in head:
        return True
    strange = len(_CONTROL.findall(head)) + head.decode("utf-8", "replace").count("\ufffd")
    return strange * 10 > len(head) * 3
