"""The file systems of fsspec, one for each kind of store: which take which options, and what is asked of all.

Credentials are found by the stores' own libraries, where their users are used to keep them; none passes through here.
How often something is tried again is decided in one place, `trying.py`, and no library does so by itself.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from actioncli.errors import ActioncliError
from actioncli.extras import missing_extra
from actioncli.inputs.remote.background import awake_at_the_end, background
from actioncli.inputs.remote.files import extra_of, scheme_of, shown
from actioncli.inputs.remote.trying import reason_of

CONNECT = 10.0
"""Seconds for a connection to be made."""
_TALKATIVE = ("adlfs", "azure", "fsspec", "gcsfs", "s3fs")
"""Loggers whose words would go to stderr, where nobody has set up any; what fails is said by us."""
_AZURE = "AZURE_STORAGE_CONNECTION_STRING"
STALLED = 30.0
"""Seconds without a byte after which a server is taken to have stalled."""


def store_of(address: str) -> Any:
    """The file system that an address is read by, made once a process; raises `ActioncliError` without its extra."""
    extra = extra_of(address)
    # An account of Azure is a part of the address; S3 and Google keep all buckets in one place.
    key = extra if extra != "azure" else f"{extra} {urlsplit(address).netloc}"
    stores = background().stores
    if key not in stores:
        stores[key] = _made(address, extra)
    return stores[key]


def path_in(store: Any, address: str) -> str:
    """What the store calls the file."""
    path: str = store._strip_protocol(address)
    return path


def version_of(info: Mapping[str, Any]) -> str:
    """What of a store's description of a file changes when the file does."""
    keys = ("generation", "ETag", "etag", "last_modified", "mtime")
    return next((str(info[key]).strip('"') for key in keys if info.get(key)), "")


def _made(address: str, extra: str) -> Any:
    for name in _TALKATIVE:
        logging.getLogger(name).addHandler(logging.NullHandler())
    common = {"loop": background().loop, "skip_instance_cache": True, "use_listings_cache": False}
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra

        store, _ = url_to_fs(address, **common, **_options(extra))
    except ValueError as error:  # of Azure's
        reason = f"cannot be read: {reason_of(error)}"
        if "Must provide" in reason:
            reason = f"no storage account given: set {_AZURE}, or AZURE_STORAGE_ACCOUNT_NAME and a key"
        raise ActioncliError(f"{shown(address)}: {reason}") from error
    except ImportError as error:
        raise missing_extra(f"{shown(address)}: reading {scheme_of(address)}://", "remote", smaller=extra) from error
    if hasattr(store, "retries"):
        store.retries = 1
    if extra == "azure":
        _once(store.service_client)
    awake_at_the_end()
    return store


def _once(client: Any) -> None:
    """Have Azure's client try once, and wait no longer than others: its file system passes neither on to it."""
    client._config.retry_policy.total_retries = 0
    connection = client._pipeline._transport.connection_config
    connection.timeout, connection.read_timeout = CONNECT, STALLED


def _options(extra: str) -> dict[str, Any]:
    if extra == "s3":
        once = {"total_max_attempts": 1}
        return {"config_kwargs": {"connect_timeout": CONNECT, "read_timeout": STALLED, "retries": once}}
    if extra == "http":
        from aiohttp import ClientTimeout  # noqa: PLC0415 - an extra

        timeout = ClientTimeout(total=None, sock_connect=CONNECT, sock_read=STALLED)
        # The bytes as they are stored: their own first bytes say how they are packed.
        client = {"timeout": timeout, "auto_decompress": False, "trust_env": True}
        return {"client_kwargs": client, "simple_links": False}
    return {}
