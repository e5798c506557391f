"""What people see on terminals of 60, 80 and 200 columns: nothing is wider, and no word or URL is broken."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import struct
import sys
import termios
from pathlib import Path

import pytest
from rich.cells import cell_len

LONG = "https://shop.example.com/catalogue/shoes/running?utm_source=newsletter&utm_campaign=spring-sale&page=17"
OLD = """\
actions:
  Bought the very fine running shoes:
    - event: $autocapture
      text: Buy
  Seen: [{event: $pageview}]
"""
NEW = """\
actions:
  Bought the very fine running shoes:
    - event: $autocapture
      text: Buy
      selector: main section.product-page > button.buy[data-attr="buy-now"]
      url: {exact: "https://shop.example.com/catalogue/shoes/running?page=17"}
  Seen: [{event: $pageview}]
"""


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    chain = 'button.buy:attr__data-attr="buy"text="Buy";section.product;main'
    events = [
        ("$autocapture", "019b7be4-07ea-7940-9b2f-6edc075f0e1d", {"$current_url": LONG}, chain),
        (
            "$pageview",
            "花子@例え.jp",
            {"$current_url": "https://例え.jp/商品/靴/ランニング/とても長い名前のページです"},
            "",
        ),
        ("$pageview", "👨‍👩‍👧@example.com", {"$current_url": "/"}, ""),
    ]
    with (tmp_path / "events.jsonl").open("w", encoding="utf-8") as file:
        for number, (name, user, properties, elements) in enumerate(events):
            event = {"uuid": f"{number}", "event": name, "distinct_id": user, "properties": properties}
            event |= {"timestamp": "2026-03-02T09:22:24.104000+00:00", "elements_chain": elements}
            file.write(json.dumps(event, ensure_ascii=False) + "\n")
    (tmp_path / "old.yaml").write_text(OLD)
    (tmp_path / "actions.yaml").write_text(NEW)
    return tmp_path


def seen(command: str, width: int, directory: Path, **environment: str) -> list[str]:
    """The lines that a terminal of some width shows."""
    process, terminal = pty.fork()
    if process == 0:  # pragma: no cover
        os.chdir(directory)
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        names = {"NO_COLOR": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": path, **environment}
        os.execvpe("bash", ["bash", "-c", command], {**os.environ, "COLUMNS": "", **names})
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.waitpid(process, 0)
    os.close(terminal)
    return shown.decode("utf-8").replace("\r\n", "\n").splitlines()


COMMANDS = [
    "actioncli match events.jsonl -v",
    "actioncli match events.jsonl -a old.yaml",
    "actioncli shapes events.jsonl",
    "actioncli explain events.jsonl --line 1 2>&1",
    "actioncli diff old.yaml actions.yaml events.jsonl",
    "actioncli diagnose events.jsonl",
    "actioncli stats events.jsonl -a old.yaml --by 'properties.$current_url'",
    "actioncli stats events.jsonl -a old.yaml | cat",
    "actioncli shapes events.jsonl | cat",
]


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("command", COMMANDS)
def test_no_line_is_wider_than_the_terminal(command: str, width: int, workplace: Path) -> None:
    lines = seen(command, width, workplace)
    assert lines
    assert [line for line in lines if cell_len(line) > width] == []


def test_match_shows_time_event_user_and_both_ends_of_a_url(workplace: Path) -> None:
    lines = seen("actioncli match events.jsonl -a old.yaml", 80, workplace)
    assert lines[0].split() == ["time", "(UTC)", "event", "user", "url", "actions"]
    assert "03-02 09:22:24  $autocapture  019b7…f0e1d  shop." in lines[2]
    assert "page=17" in lines[2]


def test_columns_stay_aligned_with_wide_characters(workplace: Path) -> None:
    lines = seen("actioncli match events.jsonl -a old.yaml", 200, workplace)
    start = cell_len(lines[0][: lines[0].index("url")])
    for line, url in zip(lines[2:], ("https://shop", "https://例え", "/"), strict=True):
        assert cell_len(line[: line.index(f"  {url}") + 2]) == start


def test_shapes_shows_where_fields_are_read_from(workplace: Path) -> None:
    text = "\n".join(seen("actioncli shapes events.jsonl", 80, workplace))
    for place in ("properties.$current_url", "properties.timestamp,", "person_properties,", "distinct_id"):
        assert f" {place}" in text


@pytest.mark.parametrize("command", [COMMANDS[3], COMMANDS[4], COMMANDS[5]])
def test_lines_are_wrapped_at_words(command: str, workplace: Path) -> None:
    narrow = " ".join(seen(command, 60, workplace)).split()
    wide = set(" ".join(seen(command, 400, workplace)).split())
    assert [word for word in narrow if word not in wide and not set("…─") & set(word)] == []


def test_an_exported_width_counts_behind_a_pipe_and_a_file_has_none(workplace: Path) -> None:
    command = "actioncli stats events.jsonl -a old.yaml --by 'properties.$current_url'"
    assert max(map(cell_len, seen(f"{command} | cat", 200, workplace, COLUMNS="60"))) <= 60
    assert any(LONG in line for line in seen(f"{command} > out.txt; cat out.txt", 60, workplace))
