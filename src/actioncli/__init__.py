"""Named actions over exports of product-analytics events.

The library is `load_actions`, `scan` and `tally`; `actioncli.api` describes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from actioncli.api import ActioncliError, Actions, Match, Stats, load_actions, scan, tally

__all__ = ["ActioncliError", "Actions", "Match", "Stats", "__version__", "load_actions", "scan", "tally"]

__version__ = "0.2.0"


def __getattr__(name: str) -> Any:
    """The library's names, loaded when first used: the command line does not pay for them."""
    if name in __all__:
        from actioncli import api  # noqa: PLC0415

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """The library's names, those that are not loaded yet included."""
    return sorted({*globals(), *__all__})
