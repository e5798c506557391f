"""The address of a scheduler, for `--cluster`."""

from __future__ import annotations

import re

from actioncli.errors import ActioncliError

PORT = 8786
"""The default port of a scheduler."""

_ADDRESS = re.compile(
    r"(?:(?P<protocol>tcp|tls|wss?)://)?(?P<host>\[[0-9A-Fa-f:.]+(?:%[\w.-]+)?\]|(?!\d+\Z|\d+:)[\w.-]+)(?::(?P<port>\d{1,5}))?/?",
    re.ASCII,
)


def scheduler_address(text: str) -> str:
    """The full address; `localhost` becomes `tcp://localhost:8786`."""
    found = _ADDRESS.fullmatch(text.strip())
    port = int(found["port"] or PORT) if found else 0
    if found is None or not 0 < port < 1 << 16:
        raise ActioncliError(f"--cluster {text!r}: not a scheduler address; use one such as tcp://10.0.0.5:{PORT}")
    return f"{found['protocol'] or 'tcp'}://{found['host']}:{port}"
