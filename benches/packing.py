"""The same events as users have them: packed with gzip or zstd, or in many small files."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import zlib
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

SMALL_FILE_LINES = 100


def packed(path: Path, kind: str) -> Path:
    """Beside the plain file, the same lines as `members`, `gz`, `zst` or `files`; made once."""
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


def joined(lines: Iterable[bytes], target: Path) -> Path:
    """A file of these lines; made once."""
    if not target.exists():
        target.write_bytes(b"".join(lines))
    return target


ENDINGS = {"members": ".members.jsonl.gz", "gz": ".jsonl.gz", "zst": ".jsonl.zst", "files": ".files"}
PACKERS = {"members": with_a_member_per_event, "gz": with_one_member, "zst": with_zstd, "files": in_many_files}
