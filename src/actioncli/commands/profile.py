"""The report of `--profile` at the end of a run."""

from __future__ import annotations

import time

from actioncli.core import core_name
from actioncli.outputs.messages import print_message, profile_text
from actioncli.profiling import Profile


class ProfileReport:
    """The sum of the profiles of all parts; printed by `close`."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._whole = Profile()

    def add(self, of_part: Profile | None, output: float) -> None:
        """Add a part, and the processor seconds that the command took for its result."""
        if of_part is not None:
            self._whole.merge(of_part)
            self._whole.add("output", output)

    def close(self) -> None:
        """Print the report."""
        print_message(profile_text(self._whole, time.perf_counter() - self._began, core_name()))
