"""Opens sources: the only module that handles both local and remote ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from actioncli.inputs.remote.stores import RemoteFile
from actioncli.inputs.sources import Source
from actioncli.inputs.streams import Opened, open_local


def open_source(source: Source) -> Opened:
    """Open a source for reading its decompressed bytes.

    It never waits for more than the first line of a stream of text.

    Raises:
        UnreadableSource: it cannot be opened, or is of a kind that cannot be read.

    """
    if isinstance(source.path, RemoteFile):
        from actioncli.inputs.remote.prefetch import open_remote  # noqa: PLC0415 - an extra, and slow to import

        return open_remote(source)
    return open_local(source)


def openings(sources: Sequence[Source]) -> Iterator[tuple[Source, Callable[[], Opened]]]:
    """Each source with the function that opens it. The first bytes of the next remote sources are fetched meanwhile."""
    if any(isinstance(source.path, RemoteFile) for source in sources):
        from actioncli.inputs.remote.prefetch import prefetched  # noqa: PLC0415 - an extra, and slow to import

        return prefetched(sources)
    return ((source, partial(open_local, source)) for source in sources)
