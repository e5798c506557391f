"""The counts of `stats` in every format but the table."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from actioncli.errors import ActioncliError
from actioncli.outputs.stats_formats import FORMATS, render_stats
from actioncli.stats import Stats

from .samples import GROUPED, HOSTILE, PLAIN, named
from .test_rows import read_csv, read_tsv

EMPTY = Stats(0, 0, 0, 0, 0, None, None, None, ())


def rendered(stats: Stats, name: str) -> str:
    return render_stats(stats, name, width=None, color=False).decode("utf-8")


def test_json_has_the_promised_keys_in_the_promised_order() -> None:
    document = json.loads(rendered(GROUPED, "json"))

    assert list(document) == [
        *("events", "matched", "unmatched", "bad_lines", "skipped", "first_seen", "last_seen", "by", "actions")
    ]
    assert [list(entry) for entry in document["actions"]] == [
        ["action", "events", "share", "users", "first_seen", "last_seen", "matchers", "groups"]
    ] * 2
    assert list(document["actions"][0]["groups"][0]) == ["key", "events", "users"]


def test_json_is_indented_unescaped_and_ends_with_a_line_feed() -> None:
    assert (
        rendered(Stats(9, 0, 9, 1, 2, None, None, None, (PLAIN.actions[1],)), "json")
        == """\
{
  "events": 9,
  "matched": 0,
  "unmatched": 9,
  "bad_lines": 1,
  "skipped": 2,
  "first_seen": null,
  "last_seen": null,
  "by": null,
  "actions": [
    {
      "action": "Größe, 大",
      "events": 20,
      "share": 0.01620745542949757,
      "users": 7,
      "first_seen": "2025-02-01T00:00:34.232000Z",
      "last_seen": "2025-02-14T23:59:00Z",
      "matchers": [
        {
          "matcher": 1,
          "events": 20
        }
      ]
    }
  ]
}
"""
    )


def test_jsonl_is_an_action_a_line_as_in_the_json() -> None:
    lines = rendered(GROUPED, "jsonl").splitlines()

    assert [json.loads(line) for line in lines] == json.loads(rendered(GROUPED, "json"))["actions"]
    assert lines[1] == (
        '{"action":"Never","events":0,"share":0.0,"users":0,"first_seen":null,"last_seen":null,"matchers":[],"groups":[]}'
    )


def test_csv_has_a_row_per_action_those_without_events_too() -> None:
    assert rendered(PLAIN, "csv") == (
        "action,events,share,users,first_seen,last_seen\n"
        "Signed up,400,0.3241491085899514,120,2025-02-01T00:00:34.232000Z,2025-02-14T23:59:00Z\n"
        '"Größe, 大",20,0.01620745542949757,7,2025-02-01T00:00:34.232000Z,2025-02-14T23:59:00Z\n'
        "Never,0,0.0,0,,\n"
    )


def test_csv_with_groups_has_a_row_per_action_and_group() -> None:
    assert rendered(GROUPED, "csv") == (
        "action,key,events,users,action_events,action_share,action_users,action_first_seen,action_last_seen\n"
        "Signed up,2025-02-01,75,9,100,1.0,9,2025-02-01T00:00:34.232000Z,2025-02-14T23:59:00Z\n"
        "Signed up,2025-02-02,25,4,100,1.0,9,2025-02-01T00:00:34.232000Z,2025-02-14T23:59:00Z\n"
        "Never,,0,0,0,0.0,0,,\n"
    )


@pytest.mark.parametrize("stats", [PLAIN, GROUPED, EMPTY])
def test_tsv_has_the_same_cells_as_csv(stats: Stats) -> None:
    assert read_tsv(render_stats(stats, "tsv", width=None, color=False)) == read_csv(
        render_stats(stats, "csv", width=None, color=False)
    )


def test_markdown_is_a_table_with_numbers_to_the_right_and_a_summary() -> None:
    assert (
        rendered(PLAIN, "markdown")
        == """\
| Action | Events | Share | Users | First seen | Last seen |
| --- | ---: | ---: | ---: | --- | --- |
| Signed up | 400 | 32.4 % | 120 | 2025-02-01 00:00 | 2025-02-14 23:59 |
| Größe, 大 | 20 | 1.6 % | 7 | 2025-02-01 00:00 | 2025-02-14 23:59 |
| Never | 0 | 0.0 % | 0 |  |  |

1,234 events · 420 matched (34.0 %) · 814 unmatched · 3 bad lines · 2 rows without an event · 2025-02-01 … 2025-02-14
"""
    )


def test_markdown_has_groups_beneath_their_action() -> None:
    assert (
        rendered(GROUPED, "markdown")
        == """\
| Action | day | Events | Share | Users | First seen | Last seen |
| --- | --- | ---: | ---: | ---: | --- | --- |
| Signed up |  | 100 | 100.0 % | 9 | 2025-02-01 00:00 | 2025-02-14 23:59 |
|  | 2025-02-01 | 75 | 75.0 % | 9 |  |  |
|  | 2025-02-02 | 25 | 25.0 % | 4 |  |  |
| Never |  | 0 | 0.0 % | 0 |  |  |

100 events · 100 matched (100.0 %) · 0 unmatched · 2025-02-01
"""
    )


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("a|b", r"a\|b"),
        ("a\\|b", r"a\\\|b"),
        ("*a* `b` <i> [c](d)", r"\*a\* \`b\` \<i> \[c\](d)"),
        ("snake_case _em_", r"snake_case \_em\_"),
        ("&amp; & &#65;", r"\&amp; & \&#65;"),
        ("two\nlines", r"two\\nlines"),
    ],
)
def test_markdown_reads_as_the_name_itself(name: str, cell: str) -> None:
    assert rendered(named(name), "markdown").splitlines()[2].startswith(f"| {cell} |  | 1 |")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_come_back_from_json_as_they_are(name: str) -> None:
    document = json.loads(rendered(named(name), "json"))

    assert (document["actions"][0]["action"], document["actions"][0]["groups"][0]["key"]) == (name, name)
    assert json.loads(rendered(named(name), "jsonl"))["action"] == name


@pytest.mark.parametrize("name", [name for name in HOSTILE if name != "\ud83d"])
def test_hostile_names_come_back_from_csv_and_tsv_as_they_are(name: str) -> None:
    stats = named(name)

    assert read_csv(render_stats(stats, "csv", width=None, color=False))[1][:3] == [name, name, "1"]
    assert read_tsv(render_stats(stats, "tsv", width=None, color=False))[1][:3] == [name, name, "1"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_keep_a_markdown_table_in_shape(name: str) -> None:
    lines = rendered(named(name), "markdown").split("\n")

    assert (len(lines), lines[4], lines[6]) == (7, "", "")
    assert "\x1b" not in "".join(lines)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("csv", "action,events,share,users,first_seen,last_seen\n"),
        ("jsonl", ""),
        ("table", "Action  Events          Share  Users  First seen"),
        ("markdown", "| Action | Events |"),
    ],
)
def test_no_actions_are_no_rows(name: str, text: str) -> None:
    assert rendered(EMPTY, name).startswith(text)


def test_an_unknown_format_is_an_error_that_names_the_known() -> None:
    with pytest.raises(
        ActioncliError, match=r"unknown format 'xml': the formats are table, json, jsonl, csv, tsv, markdown"
    ):
        render_stats(PLAIN, "xml", width=None, color=False)


def test_only_the_table_loads_rich() -> None:
    """Start-up time is what scripts that ask for JSON pay."""
    code = (
        "import sys; from actioncli.stats import Stats; from actioncli.outputs.stats_formats import *\n"
        "stats = Stats(0, 0, 0, 0, 0, None, None, None, ())\n"
        "for name in sorted((one.name for one in FORMATS), key='table'.__eq__):\n"
        "    render_stats(stats, name, width=None, color=False)\n"
        "    print(name, 'rich' in sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    loaded = dict(line.split() for line in run.stdout.splitlines())
    assert loaded == {one.name: str(one.name == "table") for one in FORMATS}
