"""Every message that the program can print is in one file, tests/messages.txt, so that a change of words is seen.

    UPDATE_MESSAGES=1 pytest tests/test_messages.py

writes the file anew: read the difference as a user would.

The messages are collected from the source, which is not run: all texts of two words or more but docstrings, patterns,
SQL and examples, and the docstrings of commands, which are their help pages. `{…}` is a part that is filled in.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "actioncli"
SNAPSHOT = ROOT / "tests" / "messages.txt"

WORDS = re.compile(r"(?<![\w$.\\-])[A-Za-z]*[a-z]{2}[,;:]? (?:[a-z]{2}|[a-z]\b|[A-Z][a-z]|\{…\}|`)|\{…\}:? [a-z]{3}")
"""Two words in a row, or a word after a part that is filled in."""
CODE = re.compile(
    r"\b(?:SELECT|FROM|CASE|CAST|CREATE|WHERE|OVER)\b|\(\?|\[\^|\]\*|[\])]\+|\w\(\{…\}"
    r"|^(?:- |actions:|tests:|\{\")"
)
"""What SQL, patterns and examples have, and no message."""
NOT_MESSAGES = {"example", "cure", "events", "examples", "given"}
"""Arguments that are files or events."""


def test_the_file_has_every_message() -> None:
    found = "\n".join("".join(f"{line}\n" for line in (f"# {name}", *lines)) for name, lines in collected().items())
    if os.environ.get("UPDATE_MESSAGES"):
        SNAPSHOT.write_text(found, encoding="utf-8")
    assert SNAPSHOT.read_text(encoding="utf-8") == found, "run UPDATE_MESSAGES=1 pytest tests/test_messages.py"


def test_texts_of_every_form_are_collected() -> None:
    source = '''
"""The docstring of a module."""
raise ActioncliError(f"cannot read {name}: " + reason("it is closed"))
print_message("one part "
              "and another" if x else "")
PATTERN = re.compile("not (?:a|this) message")
Rule(title="what it finds", example="actions: and so on")
'''
    assert list(messages(ast.parse(source))) == [
        *("cannot read {…}: {…}", "it is closed", "one part and another", "what it finds"),
    ]


def collected() -> dict[str, list[str]]:
    """The messages of each module, by its path."""
    found: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        lines = {" ".join(one.split()) for one in messages(tree)}
        lines |= set(help_texts(tree)) if name.startswith("cli/") else set()
        if lines:
            found[name] = sorted(lines)
    return found


def messages(node: ast.AST) -> Iterator[str]:
    """The texts below a node that read as messages, in the order of the source."""
    text = text_of(node)
    if text is not None and WORDS.search(text) and not CODE.search(text):
        yield text
    for child in children(node):
        yield from messages(child)


def children(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes below a node in which messages can be; of a text those that are filled in."""
    if text_of(node) is not None:
        yield from fillings(node)
    elif is_no_message(node):
        return
    elif isinstance(node, ast.Call):
        yield from (node.func, *node.args, *(one.value for one in node.keywords if one.arg not in NOT_MESSAGES))
    else:
        yield from ast.iter_child_nodes(node)


def is_no_message(node: ast.AST) -> bool:
    """Whether a node is a docstring, the alias of a type, a pattern, or a list of names such as `"one two".split()`."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.AnnAssign):
        return ast.unparse(node.annotation) == "TypeAlias"
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return ast.unparse(node.func) == "re.compile" or (
        node.func.attr == "split" and text_of(node.func.value) is not None
    )


def text_of(node: ast.AST) -> str | None:
    """The text that an expression makes; None if it makes none."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) or "{…}" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = text_of(node.left), text_of(node.right)
        return None if left is None and right is None else (left or "{…}") + (right or "{…}")
    return None


def fillings(node: ast.AST) -> Iterator[ast.AST]:
    """The expressions that fill in the parts of a text."""
    if isinstance(node, ast.JoinedStr):
        yield from (part.value for part in node.values if isinstance(part, ast.FormattedValue))
    elif isinstance(node, ast.BinOp):
        for side in (node.left, node.right):
            yield from [side] if text_of(side) is None else fillings(side)


def help_texts(tree: ast.Module) -> Iterator[str]:
    """The paragraphs of the help pages of commands, without their examples, which run in test_help.py."""
    for node in tree.body:
        paragraphs = ((isinstance(node, ast.FunctionDef) and ast.get_docstring(node)) or "").split("\n\n")
        if any(one.startswith("\b") for one in paragraphs):
            yield from (" ".join(one.split()) for one in paragraphs if not one.startswith("\b"))
