"""Connects to a cluster within seconds, and checks that its workers are compatible.

Logs and warnings of Dask are suppressed, since they would appear between the messages of a run.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from actioncli import __version__
from actioncli.cluster.working import PYTHON, SeenFile, missing_file, version_mismatch
from actioncli.errors import ActioncliError
from actioncli.extras import missing_extra

PATIENCE = 5.0
"""The seconds within which a scheduler must answer and have a worker."""
_LOGGERS = ("distributed", "distributed.client", "distributed.core", "distributed.comm", "tornado.application")
_NAMED = 3
"""The most incompatible workers to name."""


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """A client of the scheduler at an address. Its results are released when it is closed.

    Raises:
        ActioncliError: the extra is not installed, or no scheduler answers there.

    """
    try:
        from distributed import Client, Security  # noqa: PLC0415 - an extra, and slow to import
    except ImportError as error:
        raise missing_extra("--cluster", "cluster") from error
    seconds = patience(PATIENCE)
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    if address.startswith(("tls:", "wss:")) and not Security().get_connection_args("client").get("ssl_context"):
        raise ActioncliError(f"{address} requires certificates: set them in Dask's configuration, distributed.comm.tls")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"distributed\b")
        try:
            client = Client(address, timeout=seconds, set_as_default=False, name="actioncli")
        except OSError as error:
            raise ActioncliError(
                f"no Dask scheduler answers at {address} within {seconds:g} s: is it running, and reachable from here?"
            ) from error
        try:
            yield client
        finally:
            with suppress(TimeoutError):
                client.close(timeout=PATIENCE)


def patience(seconds: float) -> float:
    """The seconds to wait; Dask's configuration can set more, for clusters whose workers start slowly."""
    from dask import config, utils  # noqa: PLC0415 - an extra

    wanted = config.get("actioncli.patience", seconds)
    try:
        return float(utils.parse_timedelta(wanted))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ActioncliError(
            f"Dask's configuration has {wanted!r} as actioncli.patience: write a time such as 10min"
        ) from error


def threads_of(client: Any, address: str) -> int:
    """The number of threads of the workers; raises `ActioncliError` if there are none."""
    deadline = time.monotonic() + patience(PATIENCE)
    while not (threads := sum(client.nthreads().values())):
        if time.monotonic() > deadline:
            raise ActioncliError(
                f"the scheduler at {address} has no workers: start some, as in `dask worker {address}`"
            )
        time.sleep(0.1)
    return int(threads)


def check_workers(client: Any, files: Sequence[SeenFile]) -> None:
    """Raise `ActioncliError` for workers that would give other results, or cannot read the sources."""
    _refuse(
        client.run(version_mismatch, __version__, PYTHON, on_error="return"), "install the same version on all machines"
    )
    _refuse(
        client.run(missing_file, files, on_error="return"),
        "every worker must see the files at the same paths",
    )


def _refuse(answers: Mapping[str, Any], hint: str) -> None:
    """Raise `ActioncliError` for workers that report a problem, or fail to report."""
    unfit = [f"{worker} {words}" for worker, answer in sorted(answers.items()) if (words := _in_words(answer))]
    if unfit:
        named = "; ".join(unfit[:_NAMED])
        more = f"; and {len(unfit) - _NAMED:,} more" if len(unfit) > _NAMED else ""
        raise ActioncliError(f"workers are incompatible: {named}{more}: {hint}")


def _in_words(answer: Any) -> str:
    if not isinstance(answer, Exception):
        return str(answer)
    told = str(answer)  # an unpickling error on a worker arrives as text
    if "No module named 'actioncli'" in told:
        return "has no actioncli"
    if "actioncli" in told and ("No module named" in told or "AttributeError" in told):
        return f"has another version of actioncli, not {__version__}"
    return f"does not answer ({told})"
