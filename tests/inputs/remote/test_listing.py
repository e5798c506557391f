"""What an address leads to is what a path of the same shape does."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

import actioncli
from actioncli.inputs.finding import search
from actioncli.inputs.remote import prefetch
from inputs.remote.servers import Web, index, put
from waiting import until

ROOT = Path(__file__).parents[3]
SAMPLE = (ROOT / "sample_data" / "events.jsonl").read_bytes()
ACTIONS = actioncli.load_actions(ROOT / "actions.example.yaml")
LINE = SAMPLE[: SAMPLE.index(b"\n") + 1]

FILES = {
    "a/2.jsonl": LINE,
    "a/10.jsonl.gz": gzip.compress(LINE * 2),
    "a/b/part-00000": LINE * 3,
    "a/b/_SUCCESS": b"done",
    "a/b.csv": b"event\nx\n",
    "a/.hidden.jsonl": LINE,
    "a/.trash/x.jsonl": LINE,
    "a/b_manifest.json": b"{}",
    "a/dump.sql.gz": b"x",
    "a/readme.md": b"x",
    "a/b-2/x.jsonl": LINE * 4,
    "days/dt=2025-01-01/x.jsonl": LINE,
    "days/dt=2025-01-02/y.ndjson": LINE * 2,
    "days/dt=2025-02-01/z.jsonl": LINE * 3,
    "bare/notes.md": b"x",
    "odd/what?.jsonl": LINE,
}


@pytest.fixture(scope="module")
def here(endpoint: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files on the disk; the store has the same."""
    folder = tmp_path_factory.mktemp("listing")
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        put(f"{endpoint}/logs/list/{name.replace('?', '%3F')}", content)
    put(f"{endpoint}/logs/list/a/folder/", b"")  # as consoles make one
    return folder


@pytest.mark.parametrize(
    "argument",
    [
        "a", "a/", "a/b", "a/b-2", "a/*", "a/*.jsonl*", "a/**/*.jsonl", "a/**", "*/*.jsonl", "days/dt=2025-01-*/*",
        "days/dt=2025-0?-01", "days/*", "days", "bare", "a/readme.md", "a/.hidden.jsonl", "a/.h*", "nothing", "no*",
        "a/[0-9].jsonl", "odd/what?.jsonl", "odd/what[?].jsonl", "days/dt=2025-01-01/x.jsonl/more",
    ],
)  # fmt: skip
def test_an_address_leads_where_a_path_does(argument: str, here: Path) -> None:
    local, remote = search([f"{here}/{argument}"]), search([f"s3://logs/list/{argument}"])

    def told(names: list[str], root: str) -> list[str]:
        return [name.replace(root, "").rstrip("/") for name in names]

    assert told([one.name for one in remote.sources], "s3://logs/list") == told(
        [one.name for one in local.sources], str(here)
    )
    assert told(remote.complaints, "s3://logs/list") == told(local.complaints, str(here))
    assert told(remote.left_out, "s3://logs/list") == told(local.left_out, str(here))


def test_a_file_is_read_once_whatever_leads_to_it(here: Path) -> None:
    found = search(["s3://logs/list/a/2.jsonl", "s3://logs/list/a/*.jsonl", f"{here}/a/2.jsonl", "s3://logs/list/a/"])

    assert [source.name for source in found.sources].count("s3://logs/list/a/2.jsonl") == 1
    assert len(found.sources) == 6


def test_files_here_and_there_are_read_in_the_order_of_the_arguments(here: Path, web: Web) -> None:
    page = web.put("/x.jsonl", LINE * 5)
    sources = [f"{here}/days/dt=2025-02-01", page, "s3://logs/list/a/b-2", str(here / "a" / "2.jsonl")]

    assert actioncli.tally(sources, ACTIONS).events == 3 + 5 + 4 + 1


def test_a_page_of_links_can_be_matched(web: Web) -> None:
    for name in ("b.jsonl", "a.jsonl", "a.txt"):
        web.put(f"/logs/{name}", LINE)
    index(web, "/logs/")
    found = search([f"{web.address}/logs/*.jsonl"])

    assert [source.name for source in found.sources] == [f"{web.address}/logs/{name}.jsonl" for name in "ab"]
    assert search([f"{web.address}/logs/*.csv"]).complaints == [f"pattern matches no link: {web.address}/logs/*.csv"]
    assert search([f"{web.address}/none/*"]).complaints == [f"no such file: {web.address}/none/*"]


def test_a_page_of_links_itself_is_no_log(web: Web) -> None:
    index(web, "/logs/")
    with pytest.raises(actioncli.ActioncliError, match="looks like XML or HTML"):
        actioncli.tally(f"{web.address}/logs/", ACTIONS)


def test_a_listing_that_fails_is_tried_again_and_not_taken_for_empty(web: Web, hasty: None) -> None:
    web.put("/logs/a.jsonl", LINE)
    index(web, "/logs/")
    web.pages["/logs/"].faults = ["500"]
    assert len(search([f"{web.address}/logs/*"]).sources) == 1

    web.pages["/logs/"].faults = ["always 500"]
    assert search([f"{web.address}/logs/*"]).complaints == [
        f"{web.address}/logs/*: cannot be read: the server returned 500 Internal Server Error (tried 4 times)"
    ]


def test_many_files_are_fetched_at_once(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the first one is opened, those after it have been asked for."""
    addresses = [web.put(f"/{number}.jsonl.gz", gzip.compress(LINE)) for number in range(20)]
    waiting = prefetch.prefetched(search(addresses).sources)
    _, open_first = next(waiting)
    with open_first() as first:
        assert first.reader.read(1 << 20) == LINE
    until(lambda: len(web.asked) >= prefetch.SOURCES)

    assert len(web.asked) == prefetch.SOURCES
    assert sum(1 for _ in waiting) == 19
    assert actioncli.tally(addresses, ACTIONS).events == 20
