"""How many examples a law is tried with."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import HealthCheck, settings


def examples(count: int, *, suppress_health_check: Sequence[HealthCheck] = (HealthCheck.too_slow,)) -> settings:
    """Settings for a law whose examples are slow, or rarely to the point: `count` where others have 100.

    The profile decides how many that is: `quick` a quarter, `long` (`pytest --hypothesis-profile long`) four times.
    """
    scaled = count * settings().max_examples // 100
    return settings(max_examples=max(scaled, 10), suppress_health_check=list(suppress_health_check))
