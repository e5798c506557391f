"""The stores that files are read from over the network: one value each, in `STORES`.

To add one, add an entry to `STORES`; everything else follows from it.
Libraries are imported when a file of the store is read.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

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
