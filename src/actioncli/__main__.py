"""The console script, and `python -m actioncli`.

The garbage collector is off while the modules load: they create only objects that stay, and looking through them
again and again takes a tenth of the time of a short run. `declaring` turns it on before the command's work.
"""

from __future__ import annotations

import gc


def main() -> None:
    """Run the command line."""
    gc.disable()
    from actioncli.cli import main as run  # noqa: PLC0415 - with the collector off

    try:
        run()
    finally:
        gc.freeze()  # or the interpreter looks through all objects at its end


if __name__ == "__main__":
    main()
