"""What an address leads to: a file, a glob's files, or those below a prefix; listed once, in the order of local ones.

A web server has no listings: an address there is one file, and only a `*` in its path looks at the links of a page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from glob import has_magic
from pathlib import PurePosixPath
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from msgspec import Struct

from actioncli.errors import ActioncliError
from actioncli.inputs.lakehouse import DELTA_LOG, refusal
from actioncli.inputs.remote.event_loop import wait
from actioncli.inputs.remote.filesystems import filesystem_of, path_in, version_of
from actioncli.inputs.remote.retries import Missing, persist
from actioncli.inputs.remote.stores import RemoteFile, shown, store_of
from actioncli.inputs.remote.transfer import beginning
from actioncli.inputs.sources import Found, Source, UnreadableSource, holds_events

Info: TypeAlias = Mapping[str, Any]
"""How fsspec describes a file or a folder."""
_HEAD = 512
"""First bytes of a file without extension, which tell whether it is a log."""
_AT_ONCE = 16


class _Listing(Struct, frozen=True):
    """An address and the store it is looked up in."""

    address: str
    filesystem: Any

    @property
    def name(self) -> str:
        return shown(self.address)

    @property
    def path(self) -> str:
        """What the store calls it: bucket and key."""
        return path_in(self.filesystem, self.address).rstrip("/")

    def file(self, info: Info) -> RemoteFile:
        """A file that the store found."""
        name = str(info["name"])
        if store_of(self.address).is_web:
            return RemoteFile(name)
        scheme, _, rest = self.address.partition("://")
        key = name.lstrip("/").partition("/")[2]
        return RemoteFile(f"{scheme}://{rest.partition('/')[0]}/{key}", int(info["size"] or 0), version_of(info))


def sources_at(address: str, found: Found) -> Iterator[Source]:
    """The sources at an address; what is wrong with it goes to the complaints.

    Raises `ActioncliError` where the extra is not installed.
    """
    listing = _Listing(address, filesystem_of(address))
    try:
        if store_of(address).is_web:
            files = _links(listing) if "*" in urlsplit(address).path else [RemoteFile(address)]
        elif not listing.path:
            raise UnreadableSource(f"no bucket in address: {listing.name}")
        elif has_magic(listing.path):
            files = list(_matching(listing, found))
        elif address.endswith("/") or (info := _described(listing))["type"] == "directory":
            files = list(_below(listing, listing.path, found))
        else:
            files = [listing.file(info)]
    except UnreadableSource as error:
        found.complaints.append(str(error))
        return
    for file in files:
        yield Source(file.name, file)


def _described(listing: _Listing) -> Info:
    info: Info = wait(persist(listing.name, lambda: listing.filesystem._info(listing.path)))
    return info


def _links(listing: _Listing) -> list[RemoteFile]:
    """The links of web pages that a pattern matches."""
    infos = wait(matching(listing.filesystem, listing.name, listing.address.partition("?")[0]))
    files = [listing.file(info) for info in infos if _is_file(info)]
    if not files:
        raise UnreadableSource(f"pattern matches no link: {listing.name}")
    return files


def _matching(listing: _Listing, found: Found) -> Iterator[RemoteFile]:
    """The files that a pattern matches, whatever their names; if it matches prefixes alone, what is below them."""
    try:
        infos = wait(matching(listing.filesystem, listing.name, listing.path))
    except Missing:
        infos = []
    files = [info for info in infos if _is_file(info)]
    if files:
        yield from map(listing.file, files)
        return
    if infos:
        for info in infos:
            yield from _below(listing, str(info["name"]).rstrip("/"), found)
        return
    try:
        yield listing.file(_described(listing))  # a `?` or `[` may be a letter of the key
    except Missing as error:
        raise UnreadableSource(f"pattern matches nothing: {listing.name}") from error


def _below(listing: _Listing, path: str, found: Found) -> Iterator[RemoteFile]:
    """The files below a prefix that hold events by their names, sorted as paths are."""
    infos: dict[str, Info] = wait(persist(listing.name, lambda: listing.filesystem._find(path, detail=True)))
    inner = {
        PurePosixPath(str(info["name"]).lstrip("/")[len(path) + 1 :]): listing.file(info)
        for info in infos.values()
        if _is_file(info) and str(info["name"]).strip("/") != path
    }
    if table := _table_among(inner):
        raise UnreadableSource(
            refusal(listing.file({"name": path, "size": 0}).name, table, "only tables here are read")
        )
    shown_paths = sorted(one for one in inner if not any(part.startswith(".") for part in one.parts))
    heads = wait(_heads(listing, [inner[one] for one in shown_paths if not one.suffix]))
    files = list[RemoteFile]()
    for one in shown_paths:
        file = inner[one]
        if holds_events(one, lambda file=file: heads[file.address]):  # type: ignore[misc]
            files.append(file)
        else:
            found.left_out.append(file.name)
    if not files:
        raise UnreadableSource(f"no event files in directory: {listing.file({'name': path, 'size': 0}).name}")
    yield from files


def _table_among(paths: Iterable[PurePosixPath]) -> str:
    """The kind of table with a log that some files belong to; empty if there is none."""
    for path in paths:
        if DELTA_LOG in path.parts:
            return "Delta"
        if path.name.endswith(".metadata.json") and "metadata" in path.parts:
            return "Iceberg"
        if ".hoodie" in path.parts:
            return "Hudi"
    return ""


async def _heads(listing: _Listing, files: Iterable[RemoteFile]) -> dict[str, bytes]:
    """The first bytes of files; of one that cannot be read, such as let it be read, which will say what is wrong."""
    turn = asyncio.Semaphore(_AT_ONCE)

    async def head(file: RemoteFile) -> tuple[str, bytes]:
        try:
            async with turn:
                return file.address, (await beginning(listing.filesystem, file, _HEAD)).data
        except ActioncliError:
            return file.address, b"{"

    return dict(await asyncio.gather(*map(head, files)))


def _is_file(info: Info) -> bool:
    """Whether it is a file, and none that a console made to show an empty folder."""
    return info["type"] != "directory" and not str(info["name"]).endswith("/")


async def matching(filesystem: Any, name: str, pattern: str) -> list[Info]:
    """The files and folders that a pattern matches, sorted by their names; `name` is for messages.

    fsspec has globs of its own, but they take a folder that cannot be listed for an empty one.
    """
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
