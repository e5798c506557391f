"""Files are found, and include others: one set of actions, and problems that say in which file they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from actioncli.actions.load import load_actions, parse_actions
from actioncli.errors import ActioncliError, ActionsFileError
from actions.in_short import in_short


def write(folder: Path, **files: str) -> Path:
    """Write `name.yaml` files, and return the first."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / f"{next(iter(files))}.yaml"


def test_included_files_follow_and_their_excepts_hold_for_all(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    write(tmp_path / "more", c="actions: {C: [{}]}\nexcept: [{event: c}]\ninclude: ../d.yaml")
    path = write(
        tmp_path,
        a="include: [b.yaml, more/c.yaml]\nactions: {A: [{action: D}]}\nexcept: [{event: a}]",
        b="actions: {B: [{}]}\ninclude: [d.yaml]",
        d="actions: {D: [{action: A1}], A1: [{}]}",
    )
    actions = load_actions(path)

    assert actions.names() == ("A", "B", "D", "A1", "C")
    assert [one.conditions[0].operand for one in actions.exceptions] == ["a", "c"]
    assert load_actions(str(path)) == actions
    assert parse_actions(path.read_bytes(), str(path)) == actions


def test_a_file_may_only_include_others(tmp_path: Path) -> None:
    path = write(tmp_path, a="actions: {}\ninclude: b.yaml", b="actions: {B: [{}]}")

    assert load_actions(path).names() == ("B",)


def problems_of(path: Path) -> list[str]:
    """The problems of a file and its includes, in one line each, with the name of the file."""
    with pytest.raises(ActionsFileError) as caught:
        load_actions(path)
    found = []
    for problem in caught.value.problems:
        assert problem.place is not None
        found.append(f"{problem.place.file}:{in_short(problem)}".replace(f"{path.parent}/", ""))
    return found


def test_problems_of_included_files_come_after_those_of_the_file(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        b="include: [a.yaml, gone.yaml]\nactions: {B: [{action: A}], C: []}",
        a="actions: {Y: [{evnt: a}]}",
    )

    assert problems_of(path) == [
        "b.yaml:1:19 include › 2: cannot read gone.yaml: No such file or directory",
        (
            "b.yaml:2:32 actions › C: an empty list, expected at least one matcher"
            " | write a matcher, such as `- event: $pageview`"
        ),
        "a.yaml:1:16 actions › Y › 1 › evnt: unknown field | did you mean `event`?",
    ]


def test_actions_of_a_file_that_cannot_be_read_are_not_missed(tmp_path: Path) -> None:
    text = "actions: {A: [{action: B}]}\ninclude: b.yaml"
    readable = write(tmp_path, a=text, b="actions: {C: [{}]}")

    assert problems_of(readable) == ["a.yaml:1:24 actions › A › 1 › action: there is no action `B`"]

    broken = write(tmp_path, a=text, b="actions: {B: [{}]")

    assert [problem.split(" ")[0] for problem in problems_of(broken)] == ["b.yaml:1:10"]


def test_a_name_defined_in_two_files_is_reported_with_both_places(tmp_path: Path) -> None:
    path = write(tmp_path, a="actions:\n  A: [{}]\ninclude: b.yaml", b="actions: {B: [{}], A: [{}]}")

    assert problems_of(path) == ["b.yaml:1:20 actions › A: action `A` is defined twice | first at a.yaml:2:3"]


def test_circular_includes_are_named(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        a="actions: {A: [{}]}\ninclude: b.yaml",
        b="actions: {B: [{}]}\ninclude: [c.yaml]",
        c="actions: {C: [{}]}\ninclude: [./b.yaml]",
    )

    assert problems_of(path) == ["c.yaml:2:11 include › 1: circular include: b.yaml → c.yaml → b.yaml"]


def test_a_file_cannot_include_itself_nor_a_folder(tmp_path: Path) -> None:
    path = write(tmp_path, a="actions: {}\ninclude: [a.yaml, .]")

    assert problems_of(path) == [
        "a.yaml:2:11 include › 1: circular include: a.yaml → a.yaml",
        f"a.yaml:2:19 include › 2: cannot read {tmp_path}: Is a directory",
    ]


def test_no_depth_of_includes_exhausts_the_stack(tmp_path: Path) -> None:
    for number in range(60):
        write(tmp_path, **{f"a{number}": f"actions: {{}}\ninclude: a{number + 1}.yaml"})

    assert problems_of(tmp_path / "a0.yaml") == ["a50.yaml:2:10 include: more than 50 files include each other"]


def test_a_circle_through_files_is_a_circle(tmp_path: Path) -> None:
    path = write(tmp_path, a="actions: {A: [{action: B}]}\ninclude: b.yaml", b="actions: {B: [{action: A}]}")

    assert problems_of(path) == [
        "b.yaml:1:24 actions › B › 1 › action: circular reference: A → B → A | an action cannot refer to itself"
    ]


def test_a_file_that_cannot_be_read_is_one_clear_line(tmp_path: Path) -> None:
    for path, reason in (
        (tmp_path / "gone.yaml", "No such file or directory"),
        (tmp_path, "Is a directory"),
        (tmp_path / "x\0y", "embedded null byte"),
    ):
        with pytest.raises(ActioncliError) as caught:
            load_actions(path)

        assert str(caught.value) == f"cannot read the actions file {path}: {reason}".replace("\0", "\\x00")
        assert not isinstance(caught.value, ActionsFileError)
