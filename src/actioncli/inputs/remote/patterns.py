"""What a pattern matches in a store, by the rules for local ones: `*`, `?`, `[...]`, and `**` for any folders.

fsspec has globs of its own, but they take a folder that cannot be listed just now for an empty one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from glob import has_magic
from typing import Any, TypeAlias

from actioncli.inputs.remote.retries import persist

Info: TypeAlias = Mapping[str, Any]
"""How fsspec describes a file or a folder."""


async def matching(filesystem: Any, name: str, pattern: str) -> list[Info]:
    """The files and folders that a pattern matches, sorted by their names; `name` is for messages."""
    steps = pattern.split("/")
    first = next(place for place, step in enumerate(steps) if has_magic(step))
    root, wanted = "/".join(steps[:first]), steps[first:]
    if "**" in wanted:
        below: dict[str, Info] = await persist(name, lambda: filesystem._find(root, detail=True))
        found = [info for path, info in below.items() if _fits(path.strip("/").split("/")[first:], wanted)]
    else:
        found = await _level_by_level(filesystem, name, root, wanted)
    return sorted(found, key=lambda info: str(info["name"]))


async def _level_by_level(filesystem: Any, name: str, root: str, wanted: Sequence[str]) -> list[Info]:
    """Only the folders that can hold something are listed."""
    found: list[Info] = [{"name": root, "type": "directory"}]
    for step in wanted:
        folders = [str(info["name"]).rstrip("/") + "/" for info in found if info["type"] == "directory"]
        inside = await asyncio.gather(*(_listed(filesystem, name, folder) for folder in folders))
        found = [info for infos in inside for info in infos if _fits([last_step(info)], [step])]
    return found


async def _listed(filesystem: Any, name: str, folder: str) -> list[Info]:
    infos: list[Info] = await persist(name, lambda: filesystem._ls(folder, detail=True))
    return [info for info in infos if str(info["name"]).rstrip("/") != folder.rstrip("/")]


def last_step(info: Info) -> str:
    """The name of a file or folder within its folder."""
    return str(info["name"]).rstrip("/").rpartition("/")[2]


def _fits(steps: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether a path fits a pattern, both step by step; what is hidden must be asked for."""
    if not wanted:
        return not steps
    if wanted[0] == "**":
        into = bool(steps) and not steps[0].startswith(".") and _fits(steps[1:], wanted)
        return into or _fits(steps, wanted[1:])
    shows = bool(steps) and (wanted[0].startswith(".") or not steps[0].startswith("."))
    return shows and fnmatchcase(steps[0], wanted[0]) and _fits(steps[1:], wanted[1:])
