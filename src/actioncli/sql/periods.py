"""How the periods of `--by` are printed, for databases that print times as C does."""

from __future__ import annotations

PERIODS = {"hour": "%Y-%m-%dT%H:00", "day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m"}
"""A week by its Monday."""
