"""What is found in the text of an actions file, held against events or not."""

from __future__ import annotations

from datetime import UTC, datetime

from actioncli.actions.model import Actions
from actioncli.checking.check import check_file, parse
from actioncli.checking.vocabulary import Vocabulary, VocabularyCollector, wanted_of
from actioncli.findings import FileReport
from actioncli.scanning.job import Job
from actioncli.scanning.worker import Worker
from actioncli.tasks.task import ChunkTask

NOW = datetime(2026, 3, 31, 10, 30, tzinfo=UTC)


def report(text: str, events: str = "", ignored: tuple[str, ...] = ()) -> FileReport:
    loaded = parse(text, "a.yaml")
    vocabulary = None
    if events:
        wanted = wanted_of([loaded.actions] if loaded.actions else [])
        vocabulary = Vocabulary(wanted)
        worker = Worker(Job(Actions(()), VocabularyCollector(wanted), NOW))
        for line in events.splitlines():
            vocabulary.merge(worker.run(ChunkTask("events", line.encode())).result)
    return check_file(loaded, NOW, vocabulary, ignored)


def codes(text: str, events: str = "") -> list[str]:
    return [finding.rule.code for finding in report(text, events).findings]


def action(matchers: str) -> str:
    """An actions file with one action."""
    return "actions:\n  A:\n" + "".join(f"    {line}\n" for line in matchers.splitlines())


def said(matchers: str, events: str = "") -> list[str]:
    """The findings on an action as `code line:column path: message | hint`, its path cut to what is beneath it."""
    lines = []
    for finding in report(action(matchers), events).findings:
        problem = finding.problem
        assert problem.place is not None
        hint = f" | {problem.hint}" if problem.hint else ""
        path = " › ".join(problem.path[2:])
        lines.append(f"{finding.rule.code} {problem.place.line}:{problem.place.column} {path}: {problem.message}{hint}")
    return lines
