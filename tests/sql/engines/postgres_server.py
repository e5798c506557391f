"""A PostgreSQL server for as long as the tests run: in a directory of its own, on a unix socket, gone afterwards.

    server = start(binaries())
    psycopg.connect(server.address)

It listens on no port. As root, who may not run it, it runs as the user that Debian's package makes for it.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATABASE = "events"
ACCOUNT = "actioncli"
PATIENCE = 300
"""Seconds that a server may take to begin or to end."""

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "10",
    "shared_buffers": "64MB",
    "jit": "off",
    "timezone": "America/St_Johns",
    "log_min_messages": "fatal",
}
"""Nothing outlives the run, so nothing is written safely; and half an hour off, no statement may lean on the zone."""


KEEPER = """
home=$1; shift
"$@" < /dev/null > /dev/null 2>&1 &
trap '' INT TERM
read -r _
kill -INT $!
wait $!
rm -rf "$home"
"""
"""Runs the server until its standard input ends: at the latest when the tests do, whatever ends them."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs."""

    home: Path
    keeper: subprocess.Popen[bytes]

    def address(self, database: str = DATABASE) -> str:
        """What to connect to."""
        return f"host={self.home} user={ACCOUNT} dbname={database}"

    def stop(self) -> None:
        """Ends the server, and removes what it kept."""
        atexit.unregister(self.stop)
        self.keeper.communicate(timeout=PATIENCE)


def binaries() -> Path | None:
    """The directory of `initdb` and `postgres`, the newest of Debian's; None where there is no server."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    found = [path.parent for path in reversed(debian)] + ([Path(on_path).resolve().parent] if on_path else [])
    return next((path for path in found if (path / "initdb").exists() and (path / "postgres").exists()), None)


def version(directory: Path) -> int:
    """The major version of a server."""
    told = subprocess.run([str(directory / "postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    return int(told.split()[2].split(".")[0])


def account() -> str | None:
    """The user to run a server as; None: this one."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def start(directory: Path, options: str = "") -> Server:
    """A new server, with an empty database created with the options; it ends with this process at the latest."""
    user = account()
    home = Path(tempfile.mkdtemp(prefix="actioncli-postgres-"))
    if user is not None:
        shutil.chown(home, user)
    data = home / "data"
    # --locale=C: its `lower` knows A-Z only, so that a statement which leans on the database's own rules is found out.
    cluster = ["--auth=trust", f"--username={ACCOUNT}", "--encoding=UTF8", "--locale=C", "--no-sync"]
    _run([str(directory / "initdb"), f"--pgdata={data}", *cluster], home, user)
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    postgres = [str(directory / "postgres"), "-D", str(data), "-k", str(home), *settings]
    keeper = subprocess.Popen(
        ["sh", "-c", KEEPER, "sh", str(home), *postgres], cwd=home, user=user, stdin=subprocess.PIPE
    )
    server = Server(home, keeper)
    atexit.register(server.stop)
    with _connected(server) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE} {options}")
    return server


def _run(command: list[str], home: Path, user: str | None) -> None:
    done = subprocess.run(command, cwd=home, user=user, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0, f"{command[0]} failed: {done.stderr}"


def _connected(server: Server) -> Any:
    """A connection to a server that has only just been started."""
    import psycopg

    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return psycopg.connect(server.address("postgres"), autocommit=True)
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.05)
