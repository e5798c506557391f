"""The kinds of sources that give back the bytes of their events: each a name for a file, and what makes it of lines."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable

import brotli
import lz4.frame
import zstandard

CRI = b"2026-03-31T10:30:00.000000000Z stdout F "


def joined(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def wrapped(line: bytes) -> bytes:
    return (
        json.dumps({"log": line.decode() + "\n", "stream": "stdout", "time": "t"}, separators=(",", ":")).encode()
        + b"\n"
    )


def zipped(lines: list[bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, line in enumerate(lines):
            archive.writestr(f"{number}.jsonl.gz", gzip.compress(line))
    return written.getvalue()


def tarred(lines: list[bytes]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for number, line in enumerate(lines):
            member = tarfile.TarInfo(f"{number}.jsonl")
            member.size = len(line)
            archive.addfile(member, io.BytesIO(line))
    return written.getvalue()


KINDS: dict[str, tuple[str, Callable[[list[bytes]], bytes]]] = {
    "plain": ("log.jsonl", joined),
    "gzip": ("log.jsonl.gz", lambda lines: gzip.compress(joined(lines))),
    "gzip, a member an event": ("log.jsonl.gz", lambda lines: b"".join(gzip.compress(line + b"\n") for line in lines)),
    "bzip2": ("log.jsonl.bz2", lambda lines: bz2.compress(joined(lines))),
    "xz": ("log.jsonl.xz", lambda lines: lzma.compress(joined(lines))),
    "zstd": ("log.jsonl.zst", lambda lines: zstandard.compress(joined(lines))),
    "zstd, a frame an event": ("log.zst", lambda lines: b"".join(zstandard.compress(line + b"\n") for line in lines)),
    "lz4": ("log.jsonl.lz4", lambda lines: lz4.frame.compress(joined(lines))),
    "brotli": ("log.jsonl.br", lambda lines: brotli.compress(joined(lines), quality=1)),
    "a misleading name": ("log.jsonl.gz", joined),
    "zip, a gzipped member an event": ("log.zip", zipped),
    "tar": ("log.tar", tarred),
    "tar, gzipped": ("log.tar.gz", lambda lines: gzip.compress(tarred(lines))),
    "an array": ("log.json", lambda lines: b"[" + b",".join(lines) + b"]"),
    "an array over many lines": ("log.json", lambda lines: b"[\n  " + b",\n  ".join(lines) + b"\n]\n"),
    "values side by side": ("log.json", b" ".join),
    "a page of the API": ("log.json", lambda lines: b'{"next":null,"results":[' + b",".join(lines) + b"]}"),
    "pages, one after another": ("log.json", lambda lines: b"\n".join(b'{"results":[%b]}' % line for line in lines)),
    "lines of a container": ("log.log", lambda lines: b"".join(map(wrapped, lines))),
    "lines of Kubernetes": ("log.log", lambda lines: b"".join(CRI + line + b"\n" for line in lines)),
}
