"""The same events as users have them: packed with gzip or zstd, in many small files, or with a query string each."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import zlib
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from random import Random

SMALL_FILE_LINES = 100
ADDRESS = re.compile(rb'("\$current_url":")([^"#]*)([^"]*")')
"""The address up to its fragment, and the rest."""


def packed(path: Path, kind: str) -> Path:
    """Beside the plain file, the same lines as `members`, `gz`, `zst`, `files` or `queries`; made once."""
    target = path.with_name(f"{path.stem}{ENDINGS[kind]}")
    if not target.exists():
        partial = target.with_name(target.name + ".partial")
        if partial.is_dir():
            shutil.rmtree(partial)
        PACKERS[kind](path, partial)
        partial.rename(target)
    return target


def with_a_member_per_event(path: Path, target: Path) -> None:
    """As PostHog compresses: every event is a gzip file of its own, one after another."""
    with path.open("rb") as lines, target.open("wb", buffering=1 << 20) as out:
        for line in lines:
            packer = zlib.compressobj(6, wbits=31)
            out.write(packer.compress(line))
            out.write(packer.flush())


def with_one_member(path: Path, target: Path) -> None:
    with path.open("rb") as plain, gzip.GzipFile("", "wb", 6, target.open("wb"), mtime=0) as out:
        shutil.copyfileobj(plain, out, 1 << 20)


def with_zstd(path: Path, target: Path) -> None:
    subprocess.run(["zstd", "-q", "-3", "-f", str(path), "-o", str(target)], check=True)


def in_many_files(path: Path, target: Path) -> None:
    target.mkdir()
    with path.open("rb") as lines:
        number = 0
        while some := list(islice(lines, SMALL_FILE_LINES)):
            target.joinpath(f"{number:06}.jsonl").write_bytes(b"".join(some))
            number += 1


def with_query_strings(path: Path, target: Path) -> None:
    """Every address gets a query string of its own, as campaigns and sessions give it."""
    random = Random(path.stem)

    def longer(found: re.Match[bytes]) -> bytes:
        sign = b"&" if b"?" in found[2] else b"?"
        campaign, click, session = (random.getrandbits(bits) for bits in (4, 128, 64))
        query = f"utm_source=google&utm_campaign=c{campaign}&gclid={click:032x}&sid={session:016x}"
        return found[1] + found[2] + sign + query.encode() + found[3]

    with path.open("rb") as lines, target.open("wb", buffering=1 << 20) as out:
        out.writelines(ADDRESS.sub(longer, line, count=1) for line in lines)


def joined(lines: Iterable[bytes], target: Path) -> Path:
    """A file of these lines; made once."""
    if not target.exists():
        target.write_bytes(b"".join(lines))
    return target


ENDINGS = {
    "members": ".members.jsonl.gz",
    "gz": ".jsonl.gz",
    "zst": ".jsonl.zst",
    "files": ".files",
    "queries": ".queries.jsonl",
}
PACKERS = {
    "members": with_a_member_per_event,
    "gz": with_one_member,
    "zst": with_zstd,
    "files": in_many_files,
    "queries": with_query_strings,
}
