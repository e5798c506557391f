"""Makes the file systems of fsspec that read the stores.

The stores' own libraries find credentials where their users usually keep them.
Only `retries` decides how often an operation is retried; retries by the libraries are disabled.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from actioncli.errors import ActioncliError
from actioncli.extras import missing_extra
from actioncli.inputs.remote.event_loop import background, run_loop_at_exit
from actioncli.inputs.remote.retries import reason_of
from actioncli.inputs.remote.stores import STORES, Store, scheme_of, shown, store_of


def filesystem_of(address: str) -> Any:
    """The file system that reads an address, made once per process; raises `ActioncliError` if its extra is missing."""
    store = store_of(address)
    key = f"{store.extra} {urlsplit(address).netloc}" if store.account_in_address else store.extra
    filesystems = background().filesystems
    if key not in filesystems:
        filesystems[key] = _made(address, store)
    return filesystems[key]


def path_in(filesystem: Any, address: str) -> str:
    """The path of an address in its file system."""
    path: str = filesystem._strip_protocol(address)
    return path


def version_of(info: Mapping[str, Any]) -> str:
    """What in fsspec's description of a file changes when the file does; empty if there is no such thing."""
    keys = ("generation", "ETag", "etag", "last_modified", "mtime")
    return next((str(info[key]).strip('"') for key in keys if info.get(key)), "")


def _made(address: str, store: Store) -> Any:
    for name in ("fsspec", *(name for one in STORES for name in one.loggers)):
        logging.getLogger(name).addHandler(logging.NullHandler())
    common = {"loop": background().loop, "skip_instance_cache": True, "use_listings_cache": False}
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra

        filesystem, _ = url_to_fs(address, **common, **store.options())
    except ValueError as error:  # Azure's file system raises it for a missing account
        reason = f"cannot be read: {reason_of(error)}"
        if store.no_account and "Must provide" in reason:
            reason = store.no_account
        raise ActioncliError(f"{shown(address)}: {reason}") from error
    except ImportError as error:
        what = f"{shown(address)}: reading {scheme_of(address)}://"
        raise missing_extra(what, "remote", smaller=store.extra) from error
    if hasattr(filesystem, "retries"):
        filesystem.retries = 1
    if store.configure is not None:
        store.configure(filesystem)
    run_loop_at_exit()
    return filesystem
