"""Laws of the compiled core: it says of every log what Python alone says, however the log is spelled or spoiled."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from actioncli.actions.model import Action, Actions, Condition, Field, Matcher
from actioncli.commands.match import CountCollector, LineCollector, RowCollector, Selection, SplitCollector
from actioncli.counting import TallyCollector
from actioncli.events.event_fields import parse_field
from actioncli.grouping import By
from actioncli.inputs.finding import find_sources
from actioncli.records.decoding import decoded
from actioncli.scanning.job import Job, Part
from actioncli.scanning.pure import Scanner
from actioncli.scanning.scanned import Collector
from actioncli.scanning.windows import Window
from actioncli.scanning.worker import Worker
from actioncli.tasks.splitting import tasks_of
from actioncli.tasks.task import Task
from actioncli.users import KINDS as USER_KINDS
from cores import NO_ACTIONS, Cores, needs_core
from event_strategies import NOW, TAGS, chain_text, events, parts, selectors, small_actions
from event_strategies import Part as ElementPart
from fuzzing import Fuzzer, groups
from laws import examples
from packings import KINDS
from spoiling import log_of, reshaped, spoiled_chain, written

pytestmark = needs_core

MANY_EVENTS = st.lists(events(), min_size=1, max_size=8)
SIZES = st.lists(st.integers(1, 3000), max_size=4)
ODDNESS = st.sampled_from((0.0, 0.05, 0.2, 0.5))
SEEDS = st.integers(0, 1 << 32)
MARCH_24 = 1774348200000000
WINDOWS = st.sampled_from(
    (Window(), Window(), Window(MARCH_24), Window(until=MARCH_24), Window(MARCH_24, MARCH_24 + 1), Window(None, 0))
)


@examples(120)
@given(
    actions=small_actions(),
    other=small_actions(),
    log=MANY_EVENTS,
    seed=SEEDS,
    oddness=ODDNESS,
    sizes=SIZES,
    window=WINDOWS,
)
def test_both_cores_say_the_same_of_every_spelling(
    actions: Actions,
    other: Actions,
    log: list[dict[str, Any]],
    seed: int,
    oddness: float,
    sizes: list[int],
    window: Window,
) -> None:
    dice = Random(seed)
    lines = log_of([written(event, dice, oddness) for event in reshaped(log, dice)], dice, oddness)
    pure, native = Cores(actions, other, window=window).facts(lines, *sizes)

    assert pure.difference(native) == ""


@examples(50)
@given(actions=small_actions(), log=MANY_EVENTS, seed=SEEDS, oddness=ODDNESS, sizes=SIZES, window=WINDOWS)
def test_both_cores_drop_the_same_repeats(
    actions: Actions, log: list[dict[str, Any]], seed: int, oddness: float, sizes: list[int], window: Window
) -> None:
    dice = Random(seed)
    lines = log_of([written(event, dice, oddness) for event in reshaped([*log, *log], dice)], dice, oddness)
    pure, native = Cores(actions, window=window, unique=True).facts(lines, *sizes)

    assert pure.difference(native) == ""


@examples(50)
@given(actions=small_actions(), log=MANY_EVENTS, seed=SEEDS, oddness=ODDNESS, sizes=SIZES)
def test_no_cut_changes_what_either_core_says(
    actions: Actions, log: list[dict[str, Any]], seed: int, oddness: float, sizes: list[int]
) -> None:
    dice = Random(seed)
    cores = Cores(actions)
    lines = log_of([written(event, dice, oddness) for event in reshaped(log, dice)], dice, oddness)

    for whole, cut in zip(cores.facts(lines), cores.facts(lines, *sizes), strict=True):
        assert whole.difference(cut) == ""


@examples(120)
@given(
    conditions=st.lists(
        st.builds(Condition, st.just(Field("selector")), st.just("exact"), selectors())
        | st.builds(Condition, st.just(Field("tag_name")), st.just("exact"), st.sampled_from(TAGS))
        | st.builds(Condition, st.sampled_from((Field("text"), Field("href"))), st.just("is_set"), st.booleans()),
        min_size=1,
        max_size=12,
    ),
    chains=st.lists(parts(), min_size=1, max_size=10),
    seed=SEEDS,
)
def test_both_cores_fit_the_same_elements(
    conditions: list[Condition], chains: list[list[ElementPart]], seed: int
) -> None:
    dice = Random(seed)
    texts = [chain_text(chain, dice) for chain in chains]
    events = [
        {"event": "a", "elements_chain": text} for text in (*texts, *(spoiled_chain(text, dice) for text in texts))
    ]
    actions = Actions(tuple(Action(str(number), (Matcher((one,)),)) for number, one in enumerate(conditions)))
    pure, native = Cores(actions).facts(b"".join(json.dumps(event).encode() + b"\n" for event in events))

    assert pure.difference(native) == ""


def test_both_cores_say_the_same_of_spoiled_logs() -> None:
    """`python tests/fuzzing.py` runs more of it."""
    fuzzer = Fuzzer()
    reports = [fuzzer.differs(seed) for seed in range(250 + settings().max_examples)]

    assert [report for report in reports if report] == []


def test_both_cores_say_the_same_of_sample_data_and_conformance_cases() -> None:
    for actions, log in groups():
        lines = b"".join(json.dumps(event, ensure_ascii=False).encode() + b"\n" for event in log)
        pure, native = Cores(actions).facts(lines)

        assert pure.difference(native) == ""
        assert len(native.events) == len(log)


def test_a_row_of_an_export_is_read_alike_beside_lines_of_other_shapes() -> None:
    """Its dotted keys stay what they are in a chunk of rows alone."""
    row = b'{"event":"a","elements_chain":"","uuid":"1","properties":{"x":1},"properties.plan":"pro"}\n'
    other = b'{"event":"a","properties.plan":"pro","type":"track","userId":"u","messageId":"m"}\n'
    condition = Condition(Field("properties", "plan"), "exact", "pro")
    cores = Cores(Actions((Action("A", (Matcher((condition,)),)),)))

    for facts in cores.facts(row + other + row):
        (alone,) = {event[2] for event in [*facts.events[::2], *cores.facts(row)[0].events]}
        assert alone == ((), ())


def test_equal_keys_of_different_layouts_have_different_hashes() -> None:
    """Without an object of properties, all keys are properties."""
    flat = b'{"event_id":"1","action":"a","userId":"u","ts":"2026-04-01T12:00:00Z","properties":null}\n'
    cores = Cores(NO_ACTIONS)
    (keys,) = cores.facts(flat)[1].names_by_hash.values()
    _, facts = cores.facts(flat + flat.replace(b"null", b'"{}"'))

    assert {"event_id", "properties.event_id"} <= keys
    assert list(facts.names_by_hash.values()) == [keys, {"event_id", "action", "userId", "ts", "properties"}]


# --- what collectors make of it ---

COLLECTORS: tuple[Collector[Any], ...] = (
    *(
        TallyCollector(None if by is None else By(by, zone), users, zone)
        for by in (None, "hour", "day", "week", "month", "matcher", "event", "properties.plan", "distinct_id", "url")
        for users in USER_KINDS
        for zone in ("UTC", "Asia/Kathmandu")
    ),
    *(
        LineCollector(Selection(unmatched, limit), tag)
        for unmatched, limit, tag in ((False, None, True), (True, 3, False))
    ),
    *(CountCollector(Selection(unmatched)) for unmatched in (False, True)),
    SplitCollector(unmatched=True, tag=True),
    RowCollector(
        Selection(unmatched=False),
        tuple(
            parse_field(name, "--fields")
            for name in ("event", "uuid", "timestamp", "properties.plan", "person.plan", "url", "matched_actions")
        ),
    ),
)


def run(job: Job[Any], tasks: list[Task], *, pure: bool) -> list[Part[Any]]:
    worker = Worker(job)
    if pure:
        worker._scanner = Scanner(job, worker.engine, decoded)
    assert isinstance(worker._scanner, Scanner) is pure
    return [worker.run(task) for task in tasks]


def comparable(part: Part[Any]) -> Part[Any]:
    """A part without where its bad lines lay in memory."""
    part.bad = [type(bad)(bad.index, bad.reason, 0, 0) for bad in part.bad]
    return part


@examples(50)
@given(
    actions=small_actions(),
    log=MANY_EVENTS,
    seed=SEEDS,
    oddness=ODDNESS,
    kind=st.sampled_from(["plain", "plain", "an array", "an array over many lines", "pages, one after another",
                          "lines of a container", "lines of Kubernetes", "values side by side"]),
    span=st.integers(40, 3000),
    chunk=st.integers(1, 3000),
    collectors=st.lists(st.sampled_from(COLLECTORS), min_size=4, max_size=4, unique_by=id),
    options=st.fixed_dictionaries({}, optional={
        "window": WINDOWS, "unique": st.just(True), "repeats": st.just(True), "thorough": st.booleans(),
        "stop_at_bad": st.just(True), "names": st.just(True),
    }),
)  # fmt: skip
def test_collectors_make_the_same_of_both_cores(
    actions: Actions,
    log: list[dict[str, Any]],
    seed: int,
    oddness: float,
    kind: str,
    span: int,
    chunk: int,
    collectors: list[Collector[Any]],
    options: dict[str, Any],
) -> None:
    dice = Random(seed)
    name, packed = KINDS[kind]
    lines = [written(event, dice, oddness).replace(b"\n", b" ") for event in reshaped(log, dice)]
    if kind == "lines of a container":
        lines = [json.dumps(event).encode() for event in log]
    data = log_of(lines, dice, oddness) if kind == "plain" else packed(lines)
    with TemporaryDirectory() as directory:
        path = Path(directory, name)
        path.write_bytes(data)
        sources, _ = find_sources([str(path)])
        tasks = [task for task in tasks_of(sources, span, chunk) if task is not None]
        for collector in collectors:
            job = Job(actions, collector, NOW, keep_bad=True, **options)
            alone, compiled = ([comparable(part) for part in run(job, tasks, pure=pure)] for pure in (True, False))

            assert alone == compiled
