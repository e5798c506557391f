"""What holds for all tests: Hypothesis's profiles, the tests that share a worker of pytest-xdist, and readable ids."""

from __future__ import annotations

import os
import re
import signal
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

TESTS = os.path.dirname(__file__)  # noqa: PTH120

# Each start of the command would compile the whole package again, which takes longer than the command does.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A shell script starts what stands before `&` with SIGINT ignored, and the commands under test would ignore it too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No deadline and no check for slow generation: both fail on a busy machine.
settings.register_profile(
    "quick", max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("quick")


def pytest_make_parametrize_id(val: object) -> str | None:
    """The id of a parameter that pytest would number: its name if it has one, or the beginning of its `repr`."""
    if val is None or isinstance(val, str | bytes | int | float | complex | re.Pattern | type) or callable(val):
        return None
    name = getattr(val, "name", None)
    text = name if isinstance(name, str) else repr(val)
    # An address or the order of a set differs from worker to worker.
    return None if " at 0x" in text or "set({" in text or isinstance(val, set) else text[:80]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests that share a server, a database or a fixture of their module to one worker (`--dist loadgroup`)."""
    for item in items:
        group = shared_by(item)
        if group:
            item.add_marker(pytest.mark.xdist_group(group))


def shared_by(item: pytest.Item) -> str:
    """The name of what the test shares with others, or nothing."""
    engine: Any = getattr(getattr(item, "callspec", None), "params", {}).get("engine")
    if hasattr(engine, "unavailable"):
        return str(engine.name)
    package = os.path.relpath(item.path.parent, TESTS)
    if package in ("cluster", "inputs/remote"):
        return package
    fixtures = getattr(item, "_fixtureinfo").name2fixturedefs  # noqa: B009
    if any(one.scope == "module" for found in fixtures.values() for one in found):
        return os.path.relpath(item.path, TESTS)
    return ""
