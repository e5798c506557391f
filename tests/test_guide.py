"""The examples in docs/guide.md run: its files are written, its commands run in order, and their output is compared.

    UPDATE_GUIDE=1 pytest tests/test_guide.py

writes the actual output into the guide instead.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs" / "guide.md"
BLOCK = re.compile(
    r"^(?:<!-- file: (?P<file>\S+) -->\n```yaml|```console)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)


def printed(command: str, directory: Path) -> str:
    """The output of a command of the guide, and its exit code if it is not 0."""
    environment = {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "HOME": os.environ.get("HOME", "/"),
        "NO_COLOR": "1",
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.stderr == ""
    return done.stdout + (f"[exit {done.returncode}]\n" if done.returncode else "")


def test_the_guide_shows_what_its_commands_print(tmp_path: Path) -> None:
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data")
    commands = 0

    def written(block: re.Match[str]) -> str:
        nonlocal commands
        if block["file"]:
            (tmp_path / block["file"]).write_text(block["body"], encoding="utf-8")
            return block[0]
        lines = []
        for line in re.findall(r"^\$ (.*)$", block["body"], re.MULTILINE):
            commands += 1
            lines.append(f"$ {line}\n{printed(line, tmp_path)}")
        return f"```console\n{''.join(lines)}```"

    guide = GUIDE.read_text(encoding="utf-8")
    actual = BLOCK.sub(written, guide)
    if os.environ.get("UPDATE_GUIDE"):
        GUIDE.write_text(actual, encoding="utf-8")

    assert commands >= 5
    assert GUIDE.read_text(encoding="utf-8") == actual
