"""What a file in a store or on a web server is: an address, a size, and what tells that it has changed.

Plain data, so that a worker on any machine can be told what to read.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit, urlunsplit

from msgspec import Struct

from actioncli.inputs.remote.stores import BY_SCHEME, store_of

_SCHEME = re.compile(rf"({'|'.join(BY_SCHEME)})://", re.IGNORECASE)
_SIGNED = re.compile(r"(?i)[?&](x-(amz|goog)-|awsaccesskeyid|googleaccessid|signature|sig|se|token)[^=]*=")


class RemoteFile(Struct, frozen=True):
    """A file to be read by its address; its size and version are those it had when it was found."""

    address: str
    """Whole, so it may hold secrets: messages show `name`."""
    size: int | None = None
    """None while nobody knows, as of a web page that was not asked for yet."""
    version: str = ""
    """An ETag or the like; empty where the server tells none."""
    ranges: bool = True
    """Whether a part of it can be asked for."""

    def __repr__(self) -> str:
        return f"RemoteFile({self.name!r})"

    @property
    def name(self) -> str:
        """The address as messages show it."""
        return shown(self.address)

    @property
    def suffix(self) -> str:
        """The last extension of its name."""
        return PurePosixPath(self.name).suffix


def is_address(argument: str) -> bool:
    """Whether an argument is an address that is read over the network, and no path."""
    return _SCHEME.match(argument) is not None


def shown(address: str) -> str:
    """An address without what may be secret in it: user and password, and the query, which may be a signature.

    In the key of an object a `?` is a letter like any other, and stays where no signature follows it;
    the `container@account` of Azure is a name.
    """
    parts = urlsplit(address)
    user, _, host = parts.netloc.rpartition("@")
    store = store_of(address)
    if store.account_in_address and ":" not in user:
        host = parts.netloc
    if store.query_in_key and not _SIGNED.search(address):
        return f"{parts.scheme}://{host}{address[len(parts.scheme) + 3 + len(parts.netloc) :]}"
    return urlunsplit((parts.scheme, host, parts.path, "", ""))
