"""The console script, and `python -m actioncli`.

The garbage collector is off while the modules load: they create only objects that stay, and looking through them
again and again takes a tenth of the time of a short run. `declaring` turns it on before the command's work.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from contextlib import suppress


def main() -> None:
    """Run the command line."""
    gc.disable()
    from actioncli.cli import main as run  # noqa: PLC0415 - with the collector off

    try:
        run()
    except SystemExit as end:
        _end(end.code)
        raise


def _end(code: object) -> None:
    """End the process without freeing every object, which takes 6 ms, or return if something is left to do at its end.

    That is a function that is registered for it, as by process pools, temporary files and libraries of stores;
    a thread; or an output that cannot be written.
    """
    gc.freeze()  # or the interpreter looks through all objects at its end
    threading = sys.modules.get("threading")
    registered = getattr(atexit, "_ncallbacks", lambda: 1)()
    if registered or not isinstance(code, int) or (threading and threading.active_count() > 1):
        return
    with suppress(OSError, ValueError):
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
