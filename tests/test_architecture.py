"""ARCHITECTURE.md says who may import whom; this reads its tables and the code, and compares."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "actioncli"
FRONT = {"__init__", "__main__"}
"""The package's own doors, which only open others."""


def table(heading: str) -> dict[str, list[str]]:
    """The rows of the table under a header that begins so: first cell, and the names quoted in the last."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rows = text.split(f"| {heading} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    found: dict[str, list[str]] = {}
    for row in rows:
        cells = row.strip("| ").split(" | ")
        last = row.rsplit("|", 2)[1]
        everything = list(found) if "everything above" in last else []
        left_out = re.findall(r"but `(\w+)`", last)
        for name in re.findall(r"`(\w+)`", cells[0]):
            found[name] = [other for other in everything if other not in left_out] or re.findall(r"`(\w+)`", last)
    return found


def imports(path: Path) -> Iterator[str]:
    """The full names of the modules that a file imports, wherever it does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            whole = node.module == "actioncli"
            yield from (f"actioncli.{alias.name}" if whole else node.module or "" for alias in node.names)


def package_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


FILES = [path for path in sorted(PACKAGE.rglob("*.py")) if package_of(path) not in FRONT]


def test_every_package_is_in_the_table() -> None:
    assert {package_of(path) for path in FILES} == set(table("package"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_package_imports_what_the_table_allows(path: Path) -> None:
    allowed = {package_of(path), "__version__", *table("package")[package_of(path)]}
    ours = {name.split(".")[1] for name in imports(path) if name.startswith("actioncli.")}

    assert ours <= allowed


def test_no_package_is_allowed_what_it_does_not_use() -> None:
    used: dict[str, set[str]] = {package: set() for package in table("package")}
    for path in FILES:
        used[package_of(path)] |= {name.split(".")[1] for name in imports(path) if name.startswith("actioncli.")}
    unused = {
        package: set(allowed) - used[package] for package, allowed in table("package").items() if package != "commands"
    }

    assert {package: names for package, names in unused.items() if names} == {}


def test_no_import_leads_in_a_circle_of_packages() -> None:
    done: set[str] = set()
    for package, allowed in table("package").items():
        assert set(allowed) <= done, f"{package} imports a package that stands below it in the table"
        done.add(package)


def files_imported_by(path: Path, modules: set[str]) -> set[str]:
    """The modules of the package that a file imports, wherever it does: in functions and for type checks too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= modules & {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found |= {whole} if whole in modules else modules & {node.module}
    return found


def test_no_import_leads_in_a_circle_of_files() -> None:
    names = {
        path: ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        for path in PACKAGE.rglob("*.py")
    }
    left = {name: files_imported_by(path, set(names.values())) - {name} for path, name in names.items()}
    while free := {name for name, needed in left.items() if not needed & left.keys()}:
        left = {name: needed for name, needed in left.items() if name not in free}
    # What only imports a circle is not in one.
    while ends := left.keys() - set().union(*left.values()):
        left = {name: needed for name, needed in left.items() if name not in ends}

    assert {name: sorted(needed & left.keys()) for name, needed in left.items()} == {}


def test_every_library_has_one_door() -> None:
    doors: dict[str, set[str]] = {}
    for path in FILES:
        for name in imports(path):
            library = name.split(".")[0]
            if library not in ("actioncli", "msgspec") and library not in sys.stdlib_module_names:
                doors.setdefault(library, set()).add(package_of(path))

    assert doors == {library: set(packages) for library, packages in table("library").items()}


def test_no_module_has_more_than_300_lines() -> None:
    assert [path.name for path in FILES if len(path.read_text(encoding="utf-8").splitlines()) > 300] == []


READ_RECORDS = {"events_of", "recognised", "late_time", "decode", "ShapedEvent"}
"""What reads records, or makes events of them."""


def test_only_one_package_reads_records_and_makes_events_of_them() -> None:
    """`events.making` is the door for all others."""
    found = []
    for path in FILES:
        if package_of(path) in ("events", "records", "formats"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("record", "_record"):
                found.append(f"{path.name}:{node.lineno}: reads a record")
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Event":
                found.append(f"{path.name}:{node.lineno}: makes an event")
            elif isinstance(node, ast.ImportFrom) and "events" in (node.module or ""):
                names = READ_RECORDS & {alias.name for alias in node.names}
                found += [f"{path.name}:{node.lineno}: imports {name}" for name in sorted(names)]

    assert found == []
