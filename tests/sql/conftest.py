"""The engines as a fixture: each test that asks for one runs on all of them, or says why one cannot run here."""

from __future__ import annotations

import pytest

from sql.engines import Engine
from sql.running import ENGINES


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.name)
def engine(request: pytest.FixtureRequest) -> Engine:
    engine: Engine = request.param
    reason = engine.unavailable()
    if reason is not None:
        pytest.skip(reason)
    return engine
