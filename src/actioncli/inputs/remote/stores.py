"""The stores that files are read from over the network, one value each in `STORES`, and the files in them.

To add one, add an entry to `STORES`; everything else follows from it.
Libraries are imported when a file of the store is read.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from msgspec import Struct

CONNECT_TIMEOUT = 10.0
"""Seconds to make a connection."""
READ_TIMEOUT = 30.0
"""Seconds without a byte after which a read fails."""
PIECE = 1 << 18
"""Bytes of a response that are read at once."""


class Store(Struct, frozen=True, eq=False):
    """A kind of object store, or web servers, as an asynchronous file system of fsspec reads it."""

    extra: str
    """The optional dependencies that reading it requires."""
    schemes: tuple[str, ...]
    """Schemes of its addresses, in lower case."""
    loggers: tuple[str, ...] = ()
    """Loggers of its libraries; they are silenced, since actioncli reports errors itself."""
    options: Callable[[], Mapping[str, Any]] = dict
    """Makes the options of its file system, such as timeouts."""
    configure: Callable[[Any], None] | None = None
    """Sets what the options of its file system cannot."""
    read_range: Callable[[bytearray, Any, str, str, int, int], Awaitable[None]] | None = None
    """Appends a range to `data`, given the file system, path, version, start and stop. None: as fsspec reads ranges.

    A file that has another version makes it raise an error with the status 412.
    """
    is_web: bool = False
    """Whether files are read by plain HTTP requests: there are no directories, and a server may not support ranges."""
    account_in_address: bool = False
    """Whether addresses have the form `container@account`, and each account needs a file system of its own."""
    no_account: str = ""
    """The message for an address without an account."""
    query_in_key: bool = False
    """Whether a `?` is part of the key of an object, unless a signature follows it."""


def _s3_options() -> dict[str, Any]:
    once = {"total_max_attempts": 1}
    return {"config_kwargs": {"connect_timeout": CONNECT_TIMEOUT, "read_timeout": READ_TIMEOUT, "retries": once}}


async def _read_s3(data: bytearray, filesystem: Any, path: str, version: str, start: int, stop: int) -> None:
    """Reads a range with `If-Match`, so that S3 checks the version."""
    bucket, key, object_version = filesystem.split_path(path)
    which = {"Bucket": bucket, "Key": key} | ({"VersionId": object_version} if object_version else {})
    etag = {"IfMatch": f'"{version}"'} if version else {}
    response = await filesystem._call_s3("get_object", **which, **etag, Range=f"bytes={start}-{stop - 1}")
    body = response["Body"]
    try:
        while piece := await body.read(PIECE):
            data += piece
    finally:
        body.close()


def _configure_azure(filesystem: Any) -> None:
    """Sets retries and timeouts on Azure's client, since its file system does not pass them on."""
    client = filesystem.service_client
    client._config.retry_policy.total_retries = 0
    connection = client._pipeline._transport.connection_config
    connection.timeout, connection.read_timeout = CONNECT_TIMEOUT, READ_TIMEOUT


def _http_options() -> dict[str, Any]:
    from aiohttp import ClientTimeout  # noqa: PLC0415 - an extra

    timeout = ClientTimeout(total=None, sock_connect=CONNECT_TIMEOUT, sock_read=READ_TIMEOUT)
    # Bytes are not decompressed here: `containers` recognizes compressed files by their first bytes.
    client = {"timeout": timeout, "auto_decompress": False, "trust_env": True}
    return {"client_kwargs": client, "simple_links": False}


STORES = (
    Store(
        "s3",
        ("s3", "s3a"),
        ("s3fs",),
        options=_s3_options,
        read_range=_read_s3,
        query_in_key=True,
    ),
    Store("gcs", ("gs", "gcs"), ("gcsfs",), query_in_key=True),
    Store(
        "azure",
        ("az", "abfs", "abfss"),
        ("adlfs", "azure"),
        configure=_configure_azure,
        account_in_address=True,
        no_account="no storage account given: set AZURE_STORAGE_CONNECTION_STRING, "
        "or AZURE_STORAGE_ACCOUNT_NAME and a key",
    ),
    Store("http", ("http", "https"), options=_http_options, is_web=True),
)

BY_SCHEME = {scheme: store for store in STORES for scheme in store.schemes}


def scheme_of(address: str) -> str:
    """The scheme of an address, in lower case."""
    return address.partition("://")[0].lower()


def store_of(address: str) -> Store:
    """The store of an address; raises `KeyError` for a scheme that no store has."""
    return BY_SCHEME[scheme_of(address)]


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
