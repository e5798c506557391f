"""The two sides of `diff`: actions files, or files of a git revision as in `git:main:actions.yaml`."""

from __future__ import annotations

import errno
import posixpath
import subprocess

from actioncli.actions.load import load_actions, parse_actions
from actioncli.actions.model import Actions
from actioncli.errors import ActioncliError

GIT = "git:"


def load_side(name: str) -> Actions:
    """The actions of a side; raises `ActioncliError` as `load_actions` does, and for errors of git.

    Files that it includes are read from the same revision.
    """
    if not name.startswith(GIT):
        return load_actions(name)
    revision, colon, path = name.removeprefix(GIT).partition(":")
    if not colon or not revision or not path:
        raise ActioncliError(f"{name}: write git:REV:path, as in git:main:actions.yaml")
    if revision.startswith("-"):
        raise ActioncliError(f"{name}: a revision cannot start with a hyphen")
    prefix = f"{GIT}{revision}:"

    def content(file: str) -> bytes:
        return _blob(revision, _normal(file.removeprefix(prefix)))

    try:
        text = content(name)
    except OSError as error:
        raise ActioncliError(f"{name}: {error.strerror}") from None
    return parse_actions(text, name, content)


def _normal(path: str) -> str:
    """The path as git takes it: from the root of the repository, or from here if it begins with `./` or `../`."""
    normal = posixpath.normpath(path)
    return f"./{normal}" if path.startswith("./") else normal


def _blob(revision: str, path: str) -> bytes:
    """The content of a file in a revision; raises `OSError` with the message of git."""
    command = ["git", "cat-file", "blob", f"{revision}:{path}"]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell, and no option: see above
    except FileNotFoundError:
        raise OSError(errno.ENOENT, "git is not installed, or not on the PATH") from None
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["git cannot read it"]
        raise OSError(errno.ENOENT, f"git: {words[0].removeprefix('fatal: ')}")
    return done.stdout
