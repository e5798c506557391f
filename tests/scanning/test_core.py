"""`ACTIONCLI_CORE` chooses the core, and `--version` and `--profile` name it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NATIVE, PURE = "compiled core", "pure Python"

FINDERS = {
    "present": "return spec_from_loader(name, Empty())",
    "old": "return spec_from_loader(name, Empty())",
    "missing": "raise ModuleNotFoundError(f'No module named {name!r}', name=name)",
    "broken": "raise ImportError('undefined symbol: PyFoo')",
}
"""What an import of the compiled module does, on machines that have it and on those that do not."""
START = """
import sys
from importlib.abc import Loader
from importlib.util import spec_from_loader

class Empty(Loader):
    def exec_module(self, module):
        from actioncli import __version__
        module.__version__ = {version}

class Finder:
    def find_spec(name, path=None, target=None):
        if name == "actioncli._core":
            {finder}

sys.meta_path.insert(0, Finder)
from actioncli.cli import main
main()
"""


def start(module: str) -> str:
    return START.format(finder=FINDERS[module], version="'0.0.1'" if module == "old" else "__version__")


def actioncli(*arguments: str, chosen: str, code: str = "") -> subprocess.CompletedProcess[str]:
    command = ["-c", code] if code else ["-m", "actioncli"]
    environment = {name: value for name, value in os.environ.items() if name != "ACTIONCLI_CORE"}
    if chosen:
        environment["ACTIONCLI_CORE"] = chosen
    return subprocess.run(
        [sys.executable, *command, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("module", "chosen", "core"),
    [
        ("present", "", NATIVE),
        ("present", "native", NATIVE),
        ("present", "pure", PURE),
        ("missing", "", PURE),
        ("missing", "pure", PURE),
        ("old", "", PURE),
        ("broken", "", PURE),
        ("broken", "pure", PURE),
    ],
)
def test_the_variable_chooses_the_core(module: str, chosen: str, core: str) -> None:
    done = actioncli("--version", chosen=chosen, code=start(module))

    assert re.fullmatch(rf"actioncli \d\S* \({core}\)\n", done.stdout)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        ("old", "it is of version 0.0.1, and actioncli is 0.2.0"),
        ("missing", "No module named 'actioncli._core'"),
        ("broken", "undefined symbol: PyFoo"),
    ],
)
def test_a_required_core_that_cannot_be_imported_is_an_error(module: str, reason: str) -> None:
    done = actioncli("--version", chosen="native", code=start(module))

    assert done.stderr == (
        f"actioncli: ACTIONCLI_CORE=native: cannot import the compiled core ({reason}); "
        "install Rust, then run: pip install --force-reinstall --no-deps --no-cache-dir -e .\n"
    )
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize(
    "arguments",
    [("--version",), ("stats", "-V"), ("stats", "sample_data/events.jsonl", "-a", "actions.example.yaml", "-j", "2")],
    ids=" ".join,
)
def test_another_value_is_an_error(arguments: tuple[str, ...]) -> None:
    done = actioncli(*arguments, chosen="rust")

    assert (done.returncode, done.stderr) == (2, "actioncli: ACTIONCLI_CORE is 'rust': use native or pure\n")


@pytest.mark.skipif(
    os.environ.get("ACTIONCLI_CORE") != "native" and find_spec("actioncli._core") is None,
    reason="the compiled core is not built: run make core",
)
def test_the_compiled_module_can_be_imported() -> None:
    assert f"({NATIVE})" in actioncli("--version", chosen="native").stdout


def test_the_profile_names_the_core() -> None:
    done = actioncli(
        *("stats", "sample_data/events.jsonl", "-a", "actions.example.yaml", "--profile"),
        chosen="native",
        code=start("present"),
    )

    assert re.match(rf"profile: .* processes, {NATIVE}\n", done.stderr)


def test_the_compiled_module_is_imported_only_when_it_is_needed() -> None:
    code = "import sys, actioncli.core; print('actioncli._core' in sys.modules)"

    assert actioncli(chosen="native", code=code).stdout == "False\n"


def test_readme_names_the_version_of_rust_that_the_crate_needs() -> None:
    cargo = (ROOT / "core" / "Cargo.toml").read_text(encoding="utf-8")
    needed = re.search(r'^rust-version = "(.+)"$', cargo, re.MULTILINE)

    assert needed is not None
    assert f"Rust {needed[1]} or newer" in (ROOT / "README.md").read_text(encoding="utf-8")
