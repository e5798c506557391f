"""How tests draw what databases are asked: few examples, the same in each run, and each of them large."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings


def few(examples: int = 6) -> settings:
    """A failure shows its example as it was drawn: to make it smaller, a database would be asked for minutes."""
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
    )
