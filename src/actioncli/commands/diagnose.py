"""`actioncli diagnose`: problems of the actions, from the events that they match and do not match."""

from __future__ import annotations

from actioncli.commands.options import InputOptions
from actioncli.commands.run import run_of
from actioncli.commands.settings import settings_of
from actioncli.commands.terminal import stdout
from actioncli.diagnosing.collecting import EvidenceCollector
from actioncli.diagnosing.evidence import Evidence
from actioncli.diagnosing.findings import diagnosis_of
from actioncli.diagnosis import KINDS
from actioncli.errors import ActioncliError
from actioncli.matching.engine import Engine
from actioncli.near import near, one_of
from actioncli.outputs.diagnose_formats import render_diagnosis


def diagnose(options: InputOptions, *, fail_on: str | None, top: int, format: str) -> int:  # noqa: A002
    """Print the diagnosis, and return the exit code: 1 if a kind in `fail_on` was found."""
    kinds = kinds_of(fail_on)
    run = run_of(settings_of(options), EvidenceCollector())
    engine = Engine(run.job.actions, run.job.now, run.job.only)
    evidence = Evidence(engine)
    for partial in run.results():
        evidence.add(partial)
    diagnosis = diagnosis_of(
        evidence,
        engine,
        run.job.actions,
        run.chosen,
        run.job.now,
        top=top,
        bad_lines=run.intake.bad_lines,
        skipped=run.intake.skipped,
    )
    terminal = stdout(options.color)
    terminal.write(
        render_diagnosis(diagnosis, format, width=terminal.width, color=terminal.color, unicode=terminal.unicode)
    )
    return run.exit_code(bool(diagnosis.events) and not any(diagnosis.findings(kind) for kind in kinds))


def kinds_of(fail_on: str | None) -> tuple[str, ...]:
    """The kinds of findings that `--fail-on` names."""
    if fail_on is None:
        return ()
    kinds = tuple(kind.strip() for kind in fail_on.split(","))
    for kind in kinds:
        if kind not in KINDS:
            raise ActioncliError(
                f"--fail-on {kind!r}: no such finding; {near(kind, KINDS) or f'it is {one_of(KINDS)}'}"
            )
    return kinds
