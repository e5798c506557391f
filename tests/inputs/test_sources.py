"""What the arguments of the command line lead to."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from actioncli.inputs.finding import find_sources, search
from actioncli.inputs.sources import STANDARD_INPUT, Source


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(*names: str, content: bytes = b"{}\n") -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(content)


def names(*arguments: str) -> list[str]:
    sources, complaints = find_sources(arguments)
    assert complaints == []
    return [source.name for source in sources]


@pytest.mark.usefixtures("here")
class TestArguments:
    def test_files_come_as_given_whatever_their_names(self) -> None:
        make("b.jsonl", "a.weird", "x_manifest.json")
        assert names("b.jsonl", "x_manifest.json", "a.weird") == ["b.jsonl", "x_manifest.json", "a.weird"]

    def test_a_dash_is_standard_input_once(self) -> None:
        make("a.jsonl")
        sources, complaints = find_sources(["-", "a.jsonl", "-"])
        assert sources == [Source(STANDARD_INPUT, None), Source("a.jsonl", Path("a.jsonl"))]
        assert complaints == []

    def test_a_file_is_read_once_by_whatever_names(self) -> None:
        make("logs/a.jsonl", "logs/b.jsonl")
        Path("link.jsonl").symlink_to("logs/a.jsonl")
        assert names("logs/b.jsonl", "logs", "logs/*.jsonl", "./logs/../logs/a.jsonl", "link.jsonl") == [
            "logs/b.jsonl",
            "logs/a.jsonl",
        ]

    def test_what_is_missing_is_a_complaint_and_the_others_are_read(self) -> None:
        make("a.jsonl")
        sources, complaints = find_sources(["nowhere.jsonl", "a.jsonl", "*.csv", ""])
        assert [source.name for source in sources] == ["a.jsonl"]
        assert complaints == [
            "no such file: nowhere.jsonl",
            "pattern matches nothing: *.csv",
            "no such file: '' (an empty name)",
        ]

    def test_a_link_that_leads_nowhere_is_a_complaint(self) -> None:
        Path("a.jsonl").symlink_to("nowhere")
        assert find_sources(["a.jsonl"]) == ([], ["no such file: a.jsonl (a broken link)"])

    @pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
    def test_a_file_that_may_not_be_read_is_a_complaint(self) -> None:
        make("a.jsonl")
        Path("a.jsonl").chmod(0)
        assert find_sources(["a.jsonl"]) == ([], ["permission denied: a.jsonl"])

    @pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
    def test_a_file_in_a_directory_that_may_not_be_entered_is_a_complaint(self) -> None:
        make("logs/a.jsonl")
        Path("logs").chmod(0o600)
        try:
            found = [find_sources([argument]) for argument in ("logs", "logs/a.jsonl", "logs/*")]
        finally:
            Path("logs").chmod(0o700)
        assert found == [([], ["permission denied: logs/a.jsonl"])] * 3

    def test_a_name_that_no_file_can_have_is_a_complaint(self) -> None:
        assert find_sources(["x" * 300]) == ([], [f"file name too long: {'x' * 300}"])

    def test_a_name_that_is_no_text_can_be_shown(self) -> None:
        name = os.fsdecode(b"caf\xe9.jsonl")
        make(name)
        (source,), _ = find_sources([name])
        assert source == Source("caf�.jsonl", Path(name))


@pytest.mark.usefixtures("here")
class TestGlobs:
    def test_matches_are_sorted(self) -> None:
        make("b.jsonl", "a.jsonl", "c.txt", ".hidden.jsonl")
        assert names("*.jsonl") == ["a.jsonl", "b.jsonl"]

    def test_two_stars_go_down(self) -> None:
        make("x/b.jsonl", "x/y/a.jsonl", "c.jsonl")
        assert names("**/*.jsonl") == ["c.jsonl", "x/b.jsonl", "x/y/a.jsonl"]

    def test_brackets_are_a_class_of_characters(self) -> None:
        make("1.jsonl", "2.jsonl", "3.jsonl")
        assert names("[12].jsonl") == ["1.jsonl", "2.jsonl"]

    def test_a_file_of_that_very_name_wins(self) -> None:
        make("[12].jsonl", "1.jsonl")
        assert names("[12].jsonl") == ["[12].jsonl"]

    def test_directories_are_read_where_a_pattern_matches_nothing_else(self) -> None:
        make("2025-01/a.jsonl", "2025-02/b.jsonl", "2025-02/notes.md")
        assert names("2025-*") == ["2025-01/a.jsonl", "2025-02/b.jsonl"]


@pytest.mark.usefixtures("here")
class TestDirectories:
    def test_what_holds_events_is_read_and_the_rest_named(self) -> None:
        taken = ["a.jsonl", "b.ndjson", "c.json", "d.log", "e.txt", "f.jsonl.gz", "g.json.br", "h.zst", "i/j.jsonl.xz"]
        taken += ["k.2025-01-01T00:00:00+00:00.gz", "l.JSONL", "m.log.bz2"]
        taken += ["q.csv", "r.csv.gz", "s.tar.gz", "t.parquet", "t.parquet.zst", "v.zip", "w.tgz"]
        left = ["n_manifest.json", "o.yaml", "p.md", "u.jsonl.part"]
        make(*(f"logs/{name}" for name in [*taken, *left, ".DS_Store", ".git/x.jsonl"]))
        found = search(["logs"])
        assert [source.name for source in found.sources] == sorted(f"logs/{name}" for name in taken)
        assert found.left_out == [f"logs/{name}" for name in left]
        assert found.complaints == []

    def test_a_file_without_extension_is_taken_by_its_first_bytes(self) -> None:
        make("logs/part-00000", content=b'{"event":"x"}\n')
        make("logs/part-00001", content=gzip.compress(b"{}\n"))
        make("logs/LICENSE", content=b"MIT")
        make("logs/_SUCCESS", content=b"")
        assert names("logs") == ["logs/part-00000", "logs/part-00001"]

    def test_one_without_events_is_a_complaint(self) -> None:
        make("logs/notes.md")
        Path("empty").mkdir()
        found = search(["logs", "empty"])
        assert found.complaints == ["no event files in directory: logs", "no event files in directory: empty"]
        assert found.left_out == ["logs/notes.md"]

    def test_links_are_followed_to_files_and_not_round_in_circles(self) -> None:
        make("far/a.jsonl", "logs/b.jsonl")
        Path("logs/a.jsonl").symlink_to("../far/a.jsonl")
        Path("logs/again").symlink_to("../logs")
        assert names("logs") == ["logs/a.jsonl", "logs/b.jsonl"]

    def test_a_pipe_in_a_directory_is_not_waited_for(self) -> None:
        make("logs/b.jsonl")
        os.mkfifo("logs/a.jsonl")
        assert names("logs") == ["logs/b.jsonl"]

    @pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
    def test_a_directory_that_may_not_be_read_is_a_complaint(self) -> None:
        make("logs/a.jsonl", "logs/secret/b.jsonl")
        Path("logs/secret").chmod(0)
        try:
            sources, complaints = find_sources(["logs"])
        finally:
            Path("logs/secret").chmod(0o700)
        assert [source.name for source in sources] == ["logs/a.jsonl"]
        assert complaints == ["permission denied: logs/secret"]
