from __future__ import annotations

from collections.abc import Iterator

import pytest

from actioncli.inputs.remote import retries
from inputs.remote.servers import Web, s3_server, web_server


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """Where the store is; the stores' own variables lead there."""
    with s3_server() as endpoint, pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
            patch.delenv(name, raising=False)
        for name, value in {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": "/nowhere",
            "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
        }.items():
            patch.setenv(name, value)
        yield endpoint


@pytest.fixture
def web() -> Iterator[Web]:
    with web_server() as web:
        yield web


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries follow one another at once."""
    monkeypatch.setattr(retries, "DELAYS", (0.01, 0.01, 0.01))
