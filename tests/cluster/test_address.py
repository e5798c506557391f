"""What is an address of a scheduler, and what is none."""

from __future__ import annotations

import pytest

from actioncli.cluster.address import scheduler_address
from actioncli.errors import ActioncliError


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("localhost", "tcp://localhost:8786"),
        ("10.0.0.5", "tcp://10.0.0.5:8786"),
        ("10.0.0.5:9000", "tcp://10.0.0.5:9000"),
        (" tcp://dask-scheduler.team.svc:8786/ ", "tcp://dask-scheduler.team.svc:8786"),
        ("tls://scheduler", "tls://scheduler:8786"),
        ("wss://gateway:443", "wss://gateway:443"),
        ("[::1]", "tcp://[::1]:8786"),
        ("tcp://[fe80::1%eth0]:1", "tcp://[fe80::1%eth0]:1"),
    ],
)
def test_an_address_is_completed(text: str, address: str) -> None:
    assert scheduler_address(text) == address


@pytest.mark.parametrize(
    "text",
    ["", " ", "8786", ":8786", "tcp://", "tcp://:8786", "a b", "http://a:1", "inproc://a", "a:0", "a:65536", "a:x",
     "a:1:2", "::1", "tcp://a:1/b", "/tmp/scheduler.json", "a\nb", "tcp://a:١"],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ActioncliError, match="not a scheduler address; use one such as"):
        scheduler_address(text)
