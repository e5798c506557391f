"""The compiled core decompresses gzip members exactly as the Python path does: content, damage, and their order."""

from __future__ import annotations

import gzip
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from actioncli.core import core
from actioncli.errors import ActioncliError
from actioncli.inputs import unpacking
from actioncli.inputs.streams import BLOCK

needs_core = pytest.mark.skipif(core() is None, reason="the compiled core is not installed")
HEADER, TRAILER = 10, 8
FLAGS = {"FTEXT": 1, "FHCRC": 2, "FEXTRA": 4, "FNAME": 8, "FCOMMENT": 16, "reserved": 32}


def member(content: bytes, level: int = 6, flags: int = 0) -> bytes:
    """A gzip member with the optional fields of the flags."""
    packer = zlib.compressobj(level, wbits=-15)
    header = b"\x1f\x8b\x08" + bytes([flags]) + bytes(4) + b"\x00\x03"
    header += b"\x03\x00abc" if flags & 4 else b""
    header += b"name\x00" if flags & 8 else b""
    header += b"comment\x00" if flags & 16 else b""
    header += struct.pack("<H", zlib.crc32(header) & 0xFFFF) if flags & 2 else b""
    return header + packer.compress(content) + packer.flush() + struct.pack("<II", zlib.crc32(content), len(content))


def line(seed: int) -> bytes:
    """An event whose compressed length is about that of a real one."""
    chosen = random.Random(seed)
    return b'{"event":"x%d","uuid":"%b"}\n' % (seed, chosen.randbytes(chosen.randrange(300, 900)).hex().encode())


MEMBERS = [member(line(seed)) for seed in range(900)]
"""More than two blocks."""
Outcome = tuple[bytes, str]


def outcome(pieces: Iterator[bytes]) -> Outcome:
    found = bytearray()
    try:
        for piece in pieces:
            found += piece
    except ActioncliError as error:
        return bytes(found), str(error)
    return bytes(found), ""


def blocks(data: bytes, size: int = BLOCK) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


@pytest.fixture
def outcomes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[bytes], list[Outcome]]:
    """What both cores make of a file, of its blocks, and of smaller blocks."""

    def of_one_core(data: bytes, path: Path) -> list[Outcome]:
        unpack = unpacking.decompressed(unpacking.gzip_codec)
        return [
            outcome(unpacking.unpack_gzip_file("log", path, blocks(data))),
            outcome(unpack("log", blocks(data))),
            outcome(unpack("log", blocks(data, 5_000))),
        ]

    def both(data: bytes) -> list[Outcome]:
        path = tmp_path / "log.gz"
        path.write_bytes(data)
        native = of_one_core(data, path)
        with monkeypatch.context() as patched:
            patched.setattr(unpacking, "core", lambda: None)
            assert native == of_one_core(data, path)
        return native

    return both


def taken(data: bytes, start: int = 0) -> tuple[bytes, int, int]:
    """What one call of the core takes."""
    compiled = core()
    assert compiled is not None
    found: tuple[bytes, int, int] = compiled.GzipMembers().take_from(data, start)
    return found


@needs_core
def test_one_call_takes_many_whole_members() -> None:
    data = b"".join(MEMBERS[:300])
    assert taken(data) == (gzip.decompress(data), len(data), len(MEMBERS[299]))
    begin = len(MEMBERS[0])
    assert taken(data[:-1], begin) == (
        gzip.decompress(data[begin : -len(MEMBERS[299])]),
        len(data) - len(MEMBERS[299]),
        len(MEMBERS[298]),
    )


@needs_core
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x1f",
        b"x" * 100,
        MEMBERS[0][:-1],
        MEMBERS[0][:-1] + b"\xff",
        member(b"a", flags=8),
        member(bytes(2 << 20)),
        b"\x00" + MEMBERS[0],
    ],
)
def test_a_call_leaves_the_first_member_that_is_not_plain_whole_and_valid(data: bytes) -> None:
    assert taken(data) == (b"", 0, 0)
    assert taken(MEMBERS[1] + data) == (line(1), len(MEMBERS[1]), len(MEMBERS[1]))


@needs_core
def test_a_start_after_the_end_is_an_error() -> None:
    with pytest.raises(ValueError, match="after the end"):
        taken(b"abc", 4)


@needs_core
def test_headers_inside_of_members_do_not_mislead(outcomes: Callable[[bytes], list[Outcome]]) -> None:
    # Stored blocks hold whole members and headers as they are.
    inner = [b"".join(MEMBERS[n : n + 5]) + b"\n" for n in range(0, 200, 5)]
    data = b"".join(member(content, level=0) + MEMBERS[n] for n, content in enumerate(inner * 4))
    assert outcomes(data) == [(gzip.decompress(data), "")] * 3
    assert taken(data)[1] > len(data) // 2


@needs_core
@pytest.mark.parametrize("where", [3, 150, 640])
@pytest.mark.parametrize(
    "position", [*range(HEADER), *range(-TRAILER, 0), HEADER, HEADER + 1, HEADER + 60, HEADER + 300]
)
def test_a_damaged_byte(outcomes: Callable[[bytes], list[Outcome]], where: int, position: int) -> None:
    damaged = bytearray(MEMBERS[where])
    damaged[position] ^= 1 << random.Random(position).randrange(8)
    before = b"".join(map(line, range(where)))
    for content, _ in outcomes(b"".join([*MEMBERS[:where], damaged, *MEMBERS[where + 1 :]])):
        assert content.startswith(before)


@needs_core
@pytest.mark.parametrize("seed", range(12))
def test_a_cut_off_file(outcomes: Callable[[bytes], list[Outcome]], seed: int) -> None:
    data, chosen = b"".join(MEMBERS), random.Random(seed)
    near = len(b"".join(MEMBERS[: chosen.randrange(900)]))  # at the end of a member, or around it
    cut = chosen.choice(
        [near, near + chosen.randrange(1, 18), near - chosen.randrange(1, 9), chosen.randrange(len(data))]
    )
    outcomes(data[: max(cut, 1)])


@needs_core
@pytest.mark.parametrize(
    "between", [b"\x00", bytes(512), bytes(70_000), b"x", b"\x1f", b"\x1f\x8b", b"\x1f\x8b\x08\x00rest"]
)
@pytest.mark.parametrize("where", [1, 300, 900])
def test_other_bytes_after_a_member(outcomes: Callable[[bytes], list[Outcome]], between: bytes, where: int) -> None:
    found = outcomes(b"".join([*MEMBERS[:where], between, *MEMBERS[where:]]))
    if not between.strip(b"\x00"):
        assert found == [(b"".join(map(line, range(900))), "")] * 3


@needs_core
@pytest.mark.parametrize("flag", [*FLAGS.values(), 2 + 4 + 8 + 16])
@pytest.mark.parametrize("every", [1, 2, 100])
def test_optional_fields_of_headers(outcomes: Callable[[bytes], list[Outcome]], flag: int, every: int) -> None:
    mixed = [member(line(n), flags=0 if n % every else flag) for n in range(300)]
    outcomes(b"".join(mixed))


@needs_core
def test_members_of_all_sizes(outcomes: Callable[[bytes], list[Outcome]]) -> None:
    large = [
        b"",
        b"\n",
        bytes(100_000),
        random.Random(1).randbytes(100_000),
        bytes(3 << 20),
        random.Random(2).randbytes(700_000),
    ]
    contents = [content for n in range(60) for content in (line(n), large[n % len(large)], line(n + 60))]
    assert outcomes(b"".join(map(member, contents))) == [(b"".join(contents), "")] * 3


@needs_core
@pytest.mark.parametrize("size", [60_000, 1_000_000, 200 << 20])
def test_a_bomb_after_small_members_comes_in_small_pieces(tmp_path: Path, size: int) -> None:
    path = tmp_path / "log.gz"
    bomb = member(bytes(size), level=9)
    path.write_bytes(b"".join([*MEMBERS[:100], *[bomb] * max((200 << 20) // size, 1)]))

    def pieces() -> Iterator[bytes]:
        return unpacking.unpack_gzip_file("log", path, blocks(path.read_bytes()))

    assert sum(map(len, pieces())) >= 190 << 20
    assert max(map(len, pieces())) <= 20 << 20


PARTS = st.one_of(
    st.sampled_from(MEMBERS[:30]),
    st.builds(member, st.binary(max_size=2_000), st.integers(0, 9), st.sampled_from([0, 0, 0, *FLAGS.values()])),
    st.binary(max_size=30),
    st.integers(0, 600).map(bytes),
    st.builds(lambda part, at: part[:at], st.sampled_from(MEMBERS[:5]), st.integers(0, 400)),
)


@needs_core
@given(parts=st.lists(st.tuples(PARTS, st.integers(1, 40)), max_size=12), size=st.integers(200, 100_000))
def test_any_concatenation(parts: list[tuple[bytes, int]], size: int) -> None:
    data = b"".join(part * times for part, times in parts)
    codec = unpacking.gzip_codec()
    pure = replace(codec, together=None)
    assert codec.together is not None
    native = outcome(unpacking.decompressed(lambda: codec)("log", blocks(data, size)))
    assert native == outcome(unpacking.decompressed(lambda: pure)("log", blocks(data, size)))
