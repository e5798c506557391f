"""However a log is packed, its events come out; and what is wrong with it is said after them."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

import brotli
import lz4.frame
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from actioncli.inputs.containers import CONTAINERS
from actioncli.inputs.opening import open_source
from actioncli.inputs.sources import Source, UnreadableSource
from actioncli.inputs.streams import Opened, Reader
from actioncli.inputs.unpacking import DamagedSource

RANDOM = random.Random(7)
EVENTS = [b'{"event":"x","n":%d,"noise":"%s"}\n' % (n, RANDOM.randbytes(200).hex().encode()) for n in range(3000)]
LOG = b"".join(EVENTS)


def unpacked(kind: str, blocks: list[bytes]) -> Iterator[bytes]:
    unpack = next(one.unpack for one in CONTAINERS if one.name == kind)
    assert unpack is not None
    return filter(None, unpack("log", blocks))


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def pack_brotli(data: bytes) -> bytes:
    packed: bytes = brotli.compress(data, quality=3)
    return packed


def pack_lz4(data: bytes) -> bytes:
    packed: bytes = lz4.frame.compress(data)
    return packed


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zstd": zstd,
    "bzip2": bz2.compress,
    "xz": partial(lzma.compress, preset=0),
    "lz4": pack_lz4,
    "brotli": pack_brotli,
}
MANY = [kind for kind in PACKERS if kind != "brotli"]


@cache
def packed_log(kind: str) -> bytes:
    return PACKERS[kind](LOG)


@pytest.fixture
def source(tmp_path: Path) -> Callable[..., Source]:
    def made(content: bytes, name: str = "log") -> Source:
        (tmp_path / name).write_bytes(content)
        return Source(name, tmp_path / name)

    return made


def drained(opened: Opened) -> tuple[bytes, str]:
    """All bytes, and the message of the damage after them."""
    pieces = []
    try:
        while piece := opened.reader.read(1 << 16):
            assert len(piece) <= 1 << 16
            pieces.append(piece)
    except DamagedSource as error:
        return b"".join(pieces), str(error)
    return b"".join(pieces), ""


def content(source: Source) -> tuple[str, bytes, str]:
    with open_source(source) as opened:
        return opened.kind, *drained(opened)


@pytest.mark.parametrize("kind", PACKERS)
def test_a_packed_log_is_unpacked_by_its_bytes_whatever_its_name(kind: str, source: Callable[..., Source]) -> None:
    assert content(source(packed_log(kind), "log.jsonl")) == (kind, LOG, "")


@pytest.mark.parametrize("name", ["log.jsonl", "log.gz", "log.br", "log.zst"])
def test_plain_text_is_plain_whatever_its_name(name: str, source: Callable[..., Source]) -> None:
    with open_source(source(LOG, name)) as opened:
        assert (opened.kind, opened.mappable) == ("plain", True)
        assert drained(opened) == (LOG, "")


@pytest.mark.parametrize("kind", MANY)
def test_all_members_are_read(kind: str, source: Callable[..., Source]) -> None:
    pack = PACKERS[kind]
    packed = b"".join(pack(event) for event in EVENTS[:500]) + pack(b"") + packed_log(kind)
    assert content(source(packed)) == (kind, b"".join(EVENTS[:500]) + LOG, "")


@pytest.mark.parametrize("kind", MANY)
def test_zeros_after_a_stream_are_padding(kind: str, source: Callable[..., Source]) -> None:
    packed = packed_log(kind)
    padding = bytes(-len(packed) % 512 + 512)
    assert content(source(packed + padding + packed + padding)) == (kind, LOG + LOG, "")


@pytest.mark.parametrize("kind", PACKERS)
def test_what_follows_a_stream_and_is_none_is_damage(kind: str, source: Callable[..., Source]) -> None:
    _, data, damage = content(source(packed_log(kind) + b"junk" * 5000, "log.br"))
    assert LOG.startswith(data)
    assert data == LOG or kind == "brotli"
    assert len(data) > len(LOG) - 10_000
    assert damage in (
        f"log.br: the data after the {kind} stream is not {kind}; everything before it was read",
        f"log.br: the {kind} stream is damaged; everything before it was read",
    )


@pytest.mark.parametrize("kind", PACKERS)
def test_a_stream_that_is_cut_off_gives_what_it_has(kind: str, source: Callable[..., Source]) -> None:
    packed = packed_log(kind)
    _, data, damage = content(source(packed[: len(packed) * 3 // 4], "log.br"))
    assert LOG.startswith(data)
    assert len(data) > len(LOG) // 3 or kind == "bzip2"  # whose blocks are large
    assert damage == f"log.br: the {kind} stream is cut off; everything before it was read"


def test_members_before_a_damaged_one_are_all_read(source: Callable[..., Source]) -> None:
    members = [gzip.compress(event) for event in EVENTS]
    broken = bytearray(members[1500])
    broken[-6] ^= 1  # in the checksum: all of the member is there
    packed = b"".join([*members[:1500], bytes(broken), *members[1501:]])
    _, data, damage = content(source(packed))
    assert data == b"".join(EVENTS[:1501])
    assert damage == "log: the gzip stream is damaged; everything before it was read"


def test_a_gzip_stream_gives_all_before_its_damage(source: Callable[..., Source]) -> None:
    packed = bytearray(gzip.compress(LOG[:300_000]))
    packed[len(packed) // 2] ^= 0xFF
    _, data, damage = content(source(bytes(packed)))
    assert data[:140_000] == LOG[:140_000]
    assert damage == "log: the gzip stream is damaged; everything before it was read"


@given(st.sampled_from(MANY), st.integers(1, 5), st.integers(1, 700), st.booleans())
def test_blocks_may_end_anywhere(kind: str, members: int, size: int, padded: bool) -> None:
    pack, padding = PACKERS[kind], b"\x00" * (4 if padded else 0)
    packed = b"".join(pack(b"".join(EVENTS[: n * n])) + padding for n in range(members))
    blocks = [packed[start : start + size] for start in range(0, len(packed), size)]
    expected = b"".join(b"".join(EVENTS[: n * n]) for n in range(members))
    assert b"".join(unpacked(kind, blocks)) == expected


@given(st.sampled_from(list(PACKERS)), st.integers(0, 400), st.integers(0, 255), st.integers(1, 400))
def test_no_damage_is_an_error_of_ours(kind: str, position: int, value: int, size: int) -> None:
    packed = bytearray(PACKERS[kind](EVENTS[0] * 3) + (PACKERS[kind](EVENTS[1]) if kind in MANY else b""))
    packed[position % len(packed)] = value
    blocks = [bytes(packed[start : start + size]) for start in range(0, len(packed), size)]
    pieces: list[bytes] = []
    with suppress(DamagedSource):
        pieces.extend(unpacked(kind, blocks))
    assert all(pieces)


def test_packed_twice_is_unpacked_twice(source: Callable[..., Source]) -> None:
    assert content(source(zstd(gzip.compress(LOG)))) == ("zstd, gzip", LOG, "")


def test_packed_without_end_is_refused(source: Callable[..., Source]) -> None:
    packed = LOG
    for _ in range(4):
        packed = gzip.compress(packed)
    with pytest.raises(UnreadableSource, match="more than 3 layers of compression"):
        open_source(source(packed))


def test_brotli_is_known_by_its_name_or_by_what_comes_out(source: Callable[..., Source]) -> None:
    text = b"not an object\n" * 100
    assert content(source(pack_brotli(text), "log.br")) == ("brotli", text, "")
    assert content(source(pack_brotli(LOG), "log")) == ("brotli", LOG, "")


@pytest.mark.parametrize("order", ["le", "be"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_utf_16_with_a_byte_order_mark_is_read_as_utf_8(
    order: str, pack: Callable[[bytes], bytes], source: Callable[..., Source]
) -> None:
    text = '{"event":"ü😀"}\n' * 100_000
    kind, found, trouble = content(source(pack(("\ufeff" + text).encode(f"utf-16-{order}")), "a.jsonl"))
    assert (kind, found, trouble) == ("utf-16" if pack is bytes else "gzip, utf-16", text.encode(), "")


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"PARE\x15\x00", "an encrypted Parquet file"),
        (b"Obj\x01\x04\x14", "an Avro file"),
        (b"SQLite format 3\x00", "an SQLite database"),
        (b"ORC\x08\x03", "an ORC file"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        ('{"event":"x"}\n'.encode("utf-16-le"), "UTF-16 text"),
        ('{"event":"x"}\n'.encode("utf-16-be"), "UTF-16 text"),
        (b"\x02\x21\x4c\x18", "a file of lz4's legacy format"),
        (b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml", "an Excel workbook"),
        (b'<?xml version="1.0"?><Error>', "XML or HTML"),
        (b"\n<!DOCTYPE html>", "XML or HTML"),
    ],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_known_kinds_are_named(
    head: bytes, what: str, pack: Callable[[bytes], bytes], source: Callable[..., Source]
) -> None:
    with pytest.raises(UnreadableSource) as caught:
        open_source(source(pack(head + bytes(600)), "export.jsonl"))
    assert str(caught.value).startswith(f"export.jsonl: looks like {what}, not JSON Lines")


@pytest.mark.parametrize(
    ("head", "content"),
    [(b"PK\x03\x04", "zip"), (b"PAR1", "parquet"), (b"log.jsonl" + bytes(248) + b"ustar\x0000", "tar")],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_what_holds_other_than_text_is_known(
    head: bytes, content: str, pack: Callable[[bytes], bytes], source: Callable[..., Source]
) -> None:
    with open_source(source(pack(head + bytes(600)), "export.jsonl")) as opened:
        assert opened.container is not None
        assert opened.container.name == content


def test_other_binary_files_are_refused(source: Callable[..., Source]) -> None:
    for binary in (bytes(range(256)) * 20, b"\x93\x8f\xe9\x02" * 2000, b"text with a \x00 in it\n" * 100):
        with pytest.raises(UnreadableSource, match="log: looks like a binary file, not JSON Lines"):
            open_source(source(binary))


@pytest.mark.parametrize(
    "text",
    [
        b"uuid,event\n1,x\n",
        b"\n\n \n" + LOG,
        b"\xef\xbb\xbf" + LOG,
        bytes(64) + b"\n" + LOG,
        bytes(10_000) + b"\n" + LOG,
        "日本語のログ\n".encode() * 500,
        b"caf\xe9 au lait " * 500,
        b"[1, 2]\n",
    ],
)
def test_whatever_may_hold_lines_is_plain(text: bytes, source: Callable[..., Source]) -> None:
    assert content(source(text)) == ("plain", text, "")


@pytest.mark.parametrize("packed", [b"", gzip.compress(b"", mtime=0), zstd(b"")])
def test_an_empty_log_is_a_note_and_no_trouble(packed: bytes, source: Callable[..., Source]) -> None:
    with open_source(source(packed)) as opened:
        assert opened.notes == ["log: is empty"]
        assert not opened.mappable
        assert drained(opened) == (b"", "")


def test_a_stream_that_is_cut_off_at_once_is_damage_and_not_empty(source: Callable[..., Source]) -> None:
    with open_source(source(gzip.compress(LOG)[:5])) as opened:
        assert opened.notes == []
        assert drained(opened) == (b"", "log: the gzip stream is cut off; everything before it was read")


def test_what_cannot_be_opened_says_why(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match=r"^no such file: x$"):
        open_source(Source("x", tmp_path / "x"))
    with pytest.raises(UnreadableSource, match=r"^d: is a directory$"):
        open_source(Source("d", tmp_path))


@pytest.mark.parametrize("kind", ["plain", *PACKERS])
def test_standard_input_is_read_as_it_comes(kind: str) -> None:
    packed = LOG if kind == "plain" else packed_log(kind)
    reading, writing = os.pipe()

    def write() -> None:
        with open(writing, "wb", buffering=0) as file:  # noqa: PTH123  (a descriptor)
            file.write(packed[:3])  # fewer bytes than tell anything
            file.write(packed[3:])

    writer = threading.Thread(target=write)
    keep = os.dup(0) if _is_open(0) else None
    os.dup2(reading, 0)
    os.close(reading)
    try:
        writer.start()
        with open_source(Source("<stdin>", None)) as opened:
            assert (opened.kind, opened.mappable) == (kind, False)
            assert drained(opened) == (LOG, "")
        assert _is_open(0)
        writer.join()
    finally:
        if keep is not None:
            os.dup2(keep, 0)
            os.close(keep)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def test_a_live_pipe_is_open_after_its_first_line(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writing = os.open(path, os.O_RDWR)
    try:
        os.write(writing, b"{}\n")
        with open_source(Source("pipe", path)) as opened:
            assert opened.reader.taken() == b"{}\n"
    finally:
        os.close(writing)


def test_a_reader_can_be_looked_at_before_it_is_read() -> None:
    reader = Reader(iter([b"ab", b"cd", b"ef"]))
    assert reader.peek(3) == b"abcd"
    assert reader.peek(9, stop=b"b") == b"abcd"
    assert [reader.read(3), reader.read(3), reader.read(3), reader.read(3)] == [b"abc", b"d", b"ef", b""]
