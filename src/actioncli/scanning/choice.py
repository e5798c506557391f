"""Chooses the scanner of a job: the compiled core's, or that in Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actioncli.core import core
from actioncli.events.event import EXPORTED
from actioncli.matching.engine import Engine
from actioncli.records.decoding import Decodable
from actioncli.records.record import Batch
from actioncli.scanning.job import Job
from actioncli.scanning.pure import Scanner
from actioncli.scanning.scanned import ScansChunks


def scanner_of(
    job: Job[Any],
    engine: Engine,
    decode: Callable[[Decodable], Batch],
    timed: Callable[[Callable[..., Any]], Callable[..., Any]] | None = None,
) -> ScansChunks:
    """The scanner of a job; `decode` returns the batch of a chunk that is read in Python.

    `timed` returns the function that scans a chunk on the core with its time measured.
    """
    pure = Scanner(job, engine, decode)
    compiled = core() if job.prefilter else None
    if compiled is None:
        return pure
    from actioncli.events.layouts import POSTHOG  # noqa: PLC0415 - only the compiled core needs it

    layouts = [POSTHOG]
    if pure.shape_name not in ("", EXPORTED):
        from actioncli.events.further_layouts import FURTHER  # noqa: PLC0415 - most logs are PostHog's exports

        layouts = [layout for layout in FURTHER if layout.shape == pure.shape_name]
        if not layouts:
            return pure
    from actioncli.scanning.compiled_scanner import CompiledScanner  # noqa: PLC0415

    scanner = CompiledScanner(compiled, job, engine, pure, layouts)
    if timed is not None:
        scanner.read = timed(scanner.read)
    return scanner
