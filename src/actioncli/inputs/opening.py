"""Opens sources, wherever they are: the only module that knows both local and remote ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from actioncli.inputs.remote.files import RemoteFile
from actioncli.inputs.sources import Source
from actioncli.inputs.streams import Opened, open_local


def open_source(source: Source) -> Opened:
    """Opens a source for reading its unpacked bytes.

    Never waits for more than the first line of a stream of text.

    Raises:
        UnreadableSource: it cannot be opened, or is of a kind that cannot be read.

    """
    if isinstance(source.path, RemoteFile):
        from actioncli.inputs.remote.prefetch import open_remote  # noqa: PLC0415 - an extra, and slow to import

        return open_remote(source)
    return open_local(source)


def openings(sources: Sequence[Source]) -> Iterator[tuple[Source, Callable[[], Opened]]]:
    """Each source with the function that opens it; the first bytes of the next remote ones are fetched meanwhile."""
    if any(isinstance(source.path, RemoteFile) for source in sources):
        from actioncli.inputs.remote.prefetch import prefetched  # noqa: PLC0415 - an extra, and slow to import

        return prefetched(sources)
    return ((source, partial(open_local, source)) for source in sources)
