"""A read that fails goes on where it broke off; what cannot be read is one clear message, and the others are read."""

from __future__ import annotations

import gzip
import logging
import sys
import time
from pathlib import Path

import pytest

import actioncli
from actioncli.extras import missing_extra
from actioncli.inputs.finding import search
from actioncli.inputs.remote import event_loop, prefetch, retries, seeking, stores
from actioncli.inputs.remote.stores import RemoteFile, shown
from actioncli.tasks.splitting import tasks_of
from actioncli.tasks.task import SpanTask
from chunk_text import text_of
from inputs.remote.servers import Web, put

ROOT = Path(__file__).parents[3]
SAMPLE = (ROOT / "sample_data" / "events.jsonl").read_bytes()
ACTIONS = actioncli.load_actions(ROOT / "actions.example.yaml")
pytestmark = pytest.mark.usefixtures("hasty")


def events_of(*addresses: str) -> int:
    return actioncli.tally(addresses, ACTIONS).events


def trouble_of(*addresses: str) -> str:
    with pytest.raises(actioncli.ActioncliError) as caught:
        events_of(*addresses)
    return str(caught.value)


@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize(
    "faults",
    [["500"], ["503", "429", "502"], ["cut 100"], ["cut 20000", "500", "cut 100"], ["cut 0"]],
    ids=" ".join,
)
@pytest.mark.parametrize("packed", [True, False])
def test_what_passes_is_tried_again(faults: list[str], packed: bool, ranges: bool, web: Web) -> None:
    content = gzip.compress(SAMPLE) if packed else SAMPLE
    address = web.put("/events.jsonl" + ".gz" * packed, content, ranges=ranges, faults=list(faults), etag='"1"')

    assert events_of(address) == 430
    assert web.pages[address.removeprefix(web.address)].faults == []


def test_a_read_goes_on_where_it_broke_off(web: Web) -> None:
    address = web.put("/events.jsonl.gz", gzip.compress(SAMPLE), faults=["cut 1000", "cut 2000"])

    assert events_of(address) == 430
    assert [asked.partition("-")[0] for _, asked in web.asked] == ["bytes=0", "bytes=1000", "bytes=3000"]


def test_a_server_that_stalls_is_asked_again(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "READ_TIMEOUT", 0.5)
    monkeypatch.setattr(event_loop.background(), "filesystems", {})
    web.stalled = 1.5
    address = web.put("/events.jsonl", SAMPLE, faults=["stall"])

    assert events_of(address) == 430
    web.pages["/events.jsonl"].faults = ["always stall"]
    assert trouble_of(address) == f"{address}: cannot be read: the server did not respond in time (tried 4 times)"


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("ranges", [True, False])
def test_a_server_that_falls_silent_in_the_middle_is_asked_for_the_rest(
    packed: bool, ranges: bool, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "READ_TIMEOUT", 0.5)
    monkeypatch.setattr(event_loop.background(), "filesystems", {})
    web.stalled = 1.5
    content = gzip.compress(SAMPLE) if packed else SAMPLE
    address = web.put("/events.jsonl" + ".gz" * packed, content, ranges=ranges, faults=["stall 1000", "stall 2000"])
    began = time.monotonic()

    assert events_of(address) == 430
    page = web.pages[address.removeprefix(web.address)]
    assert page.faults == []
    page.faults = ["always stall 10"]
    assert trouble_of(address) == f"{address}: cannot be read: the server did not respond in time (tried 4 times)"
    assert 6 * 0.5 <= time.monotonic() - began < 60


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("404", "no such file: {}"),
        ("403", "permission denied: {}"),
        ("401", "permission denied: {}"),
        ("400", "{}: cannot be read: the server returned 400 Bad Request"),
        ("500", "{}: cannot be read: the server returned 500 Internal Server Error (tried 4 times)"),
        ("cut 0", "{}: cannot be read: the connection was lost (tried 4 times)"),
    ],
)
@pytest.mark.parametrize("ranges", [True, False])
def test_each_failure_is_one_message_and_the_others_are_read(fault: str, says: str, ranges: bool, web: Web) -> None:
    good = web.put("/good.jsonl", SAMPLE)
    bad = web.put("/bad.jsonl", SAMPLE[:5000], faults=[f"always {fault}"], ranges=ranges)
    found: list[actioncli.Match] = []
    with pytest.raises(actioncli.ActioncliError) as caught:
        found.extend(actioncli.scan([bad + "?sig=secret", good], ACTIONS))  # before the error

    assert str(caught.value) == says.format(bad)
    assert len(found) == 252


def test_what_the_libraries_of_stores_log_is_not_printed(web: Web) -> None:
    """A logger that nobody has set up prints its warnings on stderr."""
    assert events_of(web.put("/events.jsonl", SAMPLE)) == 430
    for name in ("adlfs", "azure", "fsspec", "gcsfs", "s3fs"):
        assert logging.NullHandler in map(type, logging.getLogger(name).handlers)


def test_a_server_that_is_not_there_says_so() -> None:
    assert "no connection: " in trouble_of("http://127.0.0.1:9/events.jsonl")


@pytest.mark.parametrize("ranges", [True, False])
def test_a_file_that_changes_is_not_mixed(ranges: bool, web: Web) -> None:
    address = web.put("/events.jsonl", SAMPLE, etag='"1"', ranges=ranges, faults=["cut 300000"] * (not ranges))
    tasks = tasks_of(search([address]).sources, 1 << 17)
    first = next(tasks)
    web.put("/events.jsonl", SAMPLE[::-1], etag='"2"', ranges=ranges)
    said: list[str] = []
    for task in [task for task in (first, *tasks) if task is not None]:
        try:
            lines = b"".join(text_of(chunk) for chunk in task.chunks())
            assert lines in SAMPLE
        except actioncli.ActioncliError as error:
            said.append(str(error))

    assert set(said) == {f"{address}: changed while being read; the rest was not read"}


@pytest.mark.parametrize("name", ["events.jsonl", "events.jsonl.gz"])
def test_an_object_that_changes_is_not_mixed(
    name: str, endpoint: str, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefetch, "HEAD", 1000)
    monkeypatch.setattr(prefetch, "STEP", 1000)
    content = gzip.compress(SAMPLE) if name.endswith("gz") else SAMPLE
    put(f"{endpoint}/logs/changes/{name}", content)
    (source,) = search([f"s3://logs/changes/{name}"]).sources
    put(f"{endpoint}/logs/changes/{name}", content[::-1])
    said = []
    for task in [task for task in tasks_of([source]) if task is not None]:
        with pytest.raises(actioncli.ActioncliError) as caught:
            list(task.chunks())
        said.append(str(caught.value))

    assert said == [f"s3://logs/changes/{name}: changed while being read; the rest was not read"]


def test_an_object_that_goes_is_named(endpoint: str) -> None:
    assert trouble_of("s3://logs/nothing.jsonl") == "no such file: s3://logs/nothing.jsonl"
    assert trouble_of("s3://nobucket/x.jsonl") == "no such file: s3://nobucket/x.jsonl"
    assert trouble_of("s3://") == "no bucket in address: s3://"


def test_without_credentials_it_says_so(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setattr(event_loop.background(), "filesystems", {})

    assert "no credentials found" in trouble_of("s3://logs/a.jsonl")


def test_a_redirection_is_followed(web: Web) -> None:
    target = web.put("/there/events.jsonl", SAMPLE)

    assert events_of(web.put("/events", b"", moved=target)) == 430


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://user:word@example.com/a.jsonl?sig=x#y", "https://example.com/a.jsonl"),
        ("s3://key:word@bucket/dt=1/a?.jsonl", "s3://bucket/dt=1/a?.jsonl"),
        ("s3://bucket/a.jsonl?X-Amz-Signature=abc", "s3://bucket/a.jsonl"),
        ("S3://bucket/A.jsonl", "s3://bucket/A.jsonl"),
        (
            "abfs://box@account.dfs.core.windows.net/a.jsonl?sv=1&sig=x",
            "abfs://box@account.dfs.core.windows.net/a.jsonl",
        ),
    ],
)
def test_a_name_holds_nothing_secret(address: str, name: str) -> None:
    assert shown(address) == name


@pytest.mark.parametrize("fault", ["403", "500", "cut 1"])
def test_no_message_holds_anything_secret(fault: str, web: Web) -> None:
    web.put("/a.jsonl", SAMPLE, faults=[f"always {fault}"])
    address = web.address.replace("//", "//user:password@") + "/a.jsonl?signature=hidden"
    message = trouble_of(address)

    assert not any(word in message for word in ("user", "password", "hidden", "signature"))


@pytest.mark.parametrize(
    ("missing", "address"), [("fsspec", "s3://b/a"), ("s3fs", "s3://b/a"), ("aiohttp", "https://h/")]
)
def test_without_the_extra_it_is_named_once(missing: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_loop.background(), "filesystems", {})
    for name in list(sys.modules):
        if name.split(".")[0] in ("fsspec", "s3fs", "aiobotocore", "aiohttp"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    scheme = address.partition(":")[0]
    extra = {"s3": "s3", "https": "http"}[scheme]

    assert trouble_of(address, address + "x") == str(
        missing_extra(f"{address}: reading {scheme}://", "remote", smaller=extra)
    )


def test_a_file_reads_on_in_order_what_it_fetched_ahead(web: Web) -> None:
    address = web.put("/events.jsonl", SAMPLE)
    (task,) = tasks_of(search([address]).sources)
    assert isinstance(task, SpanTask)
    assert isinstance(task.path, RemoteFile)
    with seeking.RangeFile(task.path, 50_000) as file:
        assert file.seek(-5, 2) == len(SAMPLE) - 5
        assert file.read() == SAMPLE[-5:]
        assert file.read() == b""
        file.seek(10)
        pieces = list(iter(lambda: file.read(30_000), b""))
        assert b"".join(pieces) == SAMPLE[10:]
        with pytest.raises(OSError, match="nothing before its start"):
            file.seek(-1)


def test_a_bug_of_ours_is_no_failure_of_the_network() -> None:
    async def attempt() -> None:
        raise TypeError("a bug")

    with pytest.raises(TypeError, match="a bug"):
        event_loop.wait(retries.persist("name", attempt))
