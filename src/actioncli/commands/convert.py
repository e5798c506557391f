"""`actioncli import` and `actioncli export`: PostHog's actions in and out.

What cannot be converted, or would count differently, is reported on stderr.
The exit code tells whether an action was left out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from actioncli.actions.load import load_actions
from actioncli.actions.posthog.export import export_posthog, export_terraform
from actioncli.actions.posthog.findings import Finding
from actioncli.actions.posthog.read import Imported, read_posthog
from actioncli.actions.posthog.selector_remarks import ONCE_PER_RUN
from actioncli.actions.write_yaml import write_yaml
from actioncli.commands.actions_file import find_actions
from actioncli.commands.terminal import stdout
from actioncli.errors import MATCHED, NOTHING_MATCHED, TROUBLE, ActioncliError
from actioncli.outputs.messages import print_error, print_message

LEFT_OUT = NOTHING_MATCHED
"""The exit code when an action was refused."""


def import_(file: str, output: str | None) -> int:
    """Convert PostHog's actions to an actions file."""
    name = "<stdin>" if file == "-" else file
    imported = read_posthog(_read(file), name)
    _report(imported.findings)
    if not imported.actions.actions:
        print_error(f"{name}: {'no action could be converted' if imported.findings else 'no actions in this file'}")
        return LEFT_OUT if imported.left_out else TROUBLE
    header = "Imported from PostHog" if file == "-" else f"Imported from PostHog: {Path(name).name}"
    _write(write_yaml(imported.actions, _notes(imported), header).encode(), output)
    return LEFT_OUT if imported.left_out else MATCHED


def export(actions: str | None, to: str, output: str | None) -> int:
    """Convert an actions file to JSON of PostHog's API or to Terraform."""
    loaded = load_actions(find_actions(actions, "actioncli export"))
    if to == "terraform":
        text, findings = export_terraform(loaded)
    else:
        exported, findings = export_posthog(loaded)
        text = json.dumps({"results": exported}, ensure_ascii=False, indent=2) + "\n"
    _report(findings)
    _write(text.encode(), output)
    return LEFT_OUT if any(finding.leaves_out for finding in findings) else MATCHED


def _notes(imported: Imported) -> dict[str, list[str]]:
    """The findings as comments by action; those about the whole file are under an empty name."""
    notes: dict[str, list[str]] = {}
    for finding in imported.findings:
        if finding.message in ONCE_PER_RUN:
            notes.setdefault("", []).append(f"{finding.level}: {finding.message}")
        elif finding.kept:
            notes.setdefault(finding.action, []).append(str(replace(finding, action="")))
        else:
            notes.setdefault("", []).append(str(finding))
    return notes


def _report(findings: Sequence[Finding]) -> None:
    for finding in findings:
        print_message(finding)


def _read(file: str) -> bytes:
    if file == "-" and sys.stdin is None:
        raise ActioncliError("cannot read <stdin>: it is closed")
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise ActioncliError(f"cannot read {file}: {error.strerror}") from error


def _write(data: bytes, output: str | None) -> None:
    if output is None:
        stdout().write(data)
        return
    try:
        Path(output).write_bytes(data)
    except OSError as error:
        raise ActioncliError(f"cannot write {output}: {error.strerror}") from error
