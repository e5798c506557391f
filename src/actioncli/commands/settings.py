"""The common options, resolved once: a command takes what it needs from its `Settings`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from actioncli.actions.model import Actions
from actioncli.commands.options import Color, InputOptions, OnBadLine
from actioncli.errors import ActioncliError
from actioncli.events.making import AUTO
from actioncli.inputs.containers import SUFFIXES
from actioncli.inputs.remote.stores import RemoteFile
from actioncli.inputs.sources import Source
from actioncli.near import near
from actioncli.scanning.job import Job
from actioncli.scanning.scanned import Collector
from actioncli.scanning.windows import Window, now_of, window_of
from actioncli.zones import UTC_ZONE, zone

Result = TypeVar("Result")

THOROUGH = 32 << 20
"""Up to this many bytes of input, the uuids of all events are compared; above, only a sample of them."""
PACKED = SUFFIXES - {".tar"}
"""Suffixes of compressed files, whose size says little about the size of their content."""


class Settings(Struct, frozen=True):
    """The resolved options of one command."""

    sources: tuple[str, ...]
    """Files, globs, directories, addresses and `-`, as typed."""
    actions: str | None
    """The named actions file, if any."""
    only: tuple[str, ...]
    """The globs of `--action`."""
    now: datetime
    """The moment that relative dates count back from."""
    window: Window
    shape: str
    processes: int
    cluster: str | None
    bad_lines: Path | None
    """The file to write the bad lines to."""
    stop_at_bad: bool
    unique: bool
    prefilter: bool
    profile: bool
    progress: bool | None
    """Whether to show a progress bar; None: on a terminal, if the run is long."""
    color: Color

    def job(
        self,
        actions: Actions,
        collector: Collector[Result],
        sources: Sequence[Source],
        *,
        names: bool = False,
        repeats: bool = True,
    ) -> Job[Result]:
        """The job of a run over these sources.

        `names`: note the names of the fields that events have. `repeats`: look for events that repeat a uuid, which
        `--unique` makes needless.
        """
        mapped = len(actions.source.paths) if actions.source and self.shape == AUTO else 0
        return Job(
            actions,
            collector,
            self.now,
            self.only,
            self.window,
            keep_bad=self.bad_lines is not None,
            stop_at_bad=self.stop_at_bad,
            prefilter=self.prefilter,
            profile=self.profile,
            unique=self.unique,
            repeats=repeats and not self.unique,
            names=names or mapped > 1,
            thorough=sum(size or 0 for size in map(size_of, sources)) < THOROUGH,
            shape=self.shape,
        )


def settings_of(options: InputOptions, timezone: str = UTC_ZONE) -> Settings:
    """Resolve the options. Times without a zone are in the time zone.

    Raises:
        ActioncliError: an option is invalid, alone or with another one.

    """
    of = zone(timezone)
    now = now_of(options.now, of, prefix="--")
    window = window_of(options.since, options.until, now, of, prefix="--")
    _check_shape(options.shape)
    if options.cluster is not None and options.jobs is not None:
        raise ActioncliError("--jobs cannot be used with --cluster")
    if options.cluster is not None and options.unique:
        raise ActioncliError("--unique cannot be used with --cluster: one process must read all events in order")
    return Settings(
        sources=tuple(options.events or ()),
        actions=options.actions,
        only=options.only,
        now=now,
        window=window,
        shape=options.shape,
        processes=1 if options.unique else options.jobs or cores(),
        cluster=options.cluster,
        bad_lines=None if options.bad_lines is None else Path(options.bad_lines),
        stop_at_bad=options.on_bad_line is OnBadLine.fail,
        unique=options.unique,
        prefilter=not options.no_prefilter,
        profile=options.profile,
        progress=options.progress,
        color=options.color,
    )


def _check_shape(name: str) -> None:
    """Raise `ActioncliError` for an unknown shape."""
    if name == AUTO:
        return
    from actioncli.events.shapes.catalogue import BY_NAME  # noqa: PLC0415 - few runs name a shape

    if name not in BY_NAME:
        known = (AUTO, *BY_NAME)
        raise ActioncliError(f"no shape is named {name!r}; {near(name, known) or 'there are: ' + ', '.join(known)}")


def cores() -> int:
    """The number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def size_of(source: Source) -> int | None:
    """The number of bytes of a source; None if unknown until it is unpacked."""
    if source.path is None or source.path.suffix in PACKED:
        return None
    if isinstance(source.path, RemoteFile):
        return source.path.size
    try:
        return source.path.stat().st_size
    except OSError:
        return None
