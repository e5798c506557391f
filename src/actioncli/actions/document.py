"""From the YAML of one actions file to its actions; the files it includes are only named here."""

from __future__ import annotations

import math

from msgspec import Struct
from msgspec.structs import replace

from actioncli.actions.matchers import MATCHER_KEYS, read_matchers
from actioncli.actions.model import Action, ActionTest, Matcher, Source
from actioncli.actions.nodes import Mapping, Node, Scalar, Sequence, Unreadable, kind_of
from actioncli.actions.posthog_hints import action_hint, file_hint
from actioncli.actions.reporter import Reporter
from actioncli.actions.source import read_source
from actioncli.near import near, one_of, shown

FILE_KEYS = ("actions", "except", "include", "source")
ACTION_KEYS = ("description", "tags", "match", "except", "tests")
TEST_KEYS = ("it", "matches", "rejects")


class Document(Struct, frozen=True):
    """What one file says."""

    actions: tuple[Action, ...] = ()
    exceptions: tuple[Matcher, ...] = ()
    includes: tuple[tuple[Scalar, Reporter], ...] = ()
    """The files to include, each with its reporter."""
    source: Source | None = None


def read_document(root: Node, reporter: Reporter) -> Document:
    """The actions and other top-level keys of a file; problems go to the reporter."""
    if not isinstance(root, Mapping):
        reporter.problem(root, f"{kind_of(root)}, expected a mapping with the key `actions`")
        return Document()
    actions: tuple[Action, ...] = ()
    exceptions: tuple[Matcher, ...] = ()
    includes: tuple[tuple[Scalar, Reporter], ...] = ()
    source: Source | None = None
    for key, value in root.entries:
        here = reporter.at(key.text)
        if key.text not in FILE_KEYS:
            here.problem(
                key,
                "unknown key",
                file_hint(key.text) or near(key.text, FILE_KEYS) or f"keys of a file are {one_of(FILE_KEYS)}",
            )
        elif key.text == "actions":
            actions = _read_actions(value, here)
        elif _is_null(value):
            continue
        elif key.text == "except":
            exceptions = read_matchers(value, here)
        elif key.text == "include":
            includes = tuple(_read_texts(value, here, "the path of a file"))
        else:
            source = read_source(key, value, here)
    if not any(key.text == "actions" for key, _ in root.entries):
        reporter.problem_at(replace(root.place, length=1), "`actions` is missing")
    return Document(actions, exceptions, includes, source)


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None


def _read_actions(node: Node, reporter: Reporter) -> tuple[Action, ...]:
    """The actions of a file; `{}` is none, on purpose: a file may only include others, or refuse events."""
    if not isinstance(node, Mapping):
        reporter.problem(node, f"{kind_of(node)}, expected a mapping from action names to matchers", "write `name:`")
        return ()
    return tuple(_read_action(key, value, reporter.of_action(key.text)) for key, value in node.entries)


def _read_action(name: Scalar, node: Node, reporter: Reporter) -> Action:
    if not name.text.strip():
        reporter.problem(name, "a blank action name")
    action = Action(name.text, (), place=name.place)
    if _is_null(node):
        reporter.problem(name, "an action without matchers", "write `- event: ...` under it")
        return action
    if isinstance(node, Mapping) and _is_long(node):
        return _read_long(action, name, node, reporter)
    return replace(action, matchers=read_matchers(node, reporter))


def _is_long(node: Mapping) -> bool:
    """Whether a mapping is the long form of an action, however wrong, and no matcher without its `- `."""
    keys = {key.text for key, _ in node.entries}
    return not keys.isdisjoint(ACTION_KEYS) or keys.isdisjoint(MATCHER_KEYS)


def _read_long(action: Action, name: Scalar, node: Mapping, reporter: Reporter) -> Action:
    for key, value in node.entries:
        here = reporter.at(key.text)
        if key.text in MATCHER_KEYS:
            here.problem(key, "a field of a matcher", "write it under `match`, after `- `")
        elif key.text not in ACTION_KEYS:
            here.problem(
                key,
                "unknown key",
                action_hint(key.text) or near(key.text, ACTION_KEYS) or f"expected {one_of(ACTION_KEYS)}",
            )
        elif _is_null(value):
            continue
        elif key.text == "match":
            action = replace(action, matchers=read_matchers(value, here))
        elif key.text == "except":
            action = replace(action, exceptions=read_matchers(value, here))
        elif key.text == "tests":
            action = replace(action, tests=_read_tests(value, here))
        elif key.text == "tags":
            action = replace(action, tags=_read_tags(value, here))
        elif isinstance(value, Scalar):
            action = replace(action, description=value.text)
        else:
            here.problem(value, f"{kind_of(value)}, expected a text")
    if not any(key.text == "match" and not _is_null(value) for key, value in node.entries):
        reporter.problem(name, "an action without matchers", "write them under `match`")
    return action


def _read_tags(node: Node, reporter: Reporter) -> tuple[str, ...]:
    if isinstance(node, Sequence):
        return tuple(tag.text for tag, _ in _read_texts(node, reporter, "a tag"))
    hint = f"write {shown(f'[{node.text}]')}" if isinstance(node, Scalar) else ""
    reporter.problem(node, f"{kind_of(node)}, expected a list of tags", hint)
    return ()


def _read_texts(node: Node, reporter: Reporter, what: str) -> list[tuple[Scalar, Reporter]]:
    """The texts of a list, or a single one, each with its reporter."""
    if isinstance(node, Mapping) or (isinstance(node, Sequence) and not node.items):
        found = "an empty list" if isinstance(node, Sequence) else kind_of(node)
        reporter.problem(node, f"{found}, expected {what} or a list of them")
    listed: list[tuple[Node, Reporter]] = [(node, reporter)] if isinstance(node, Scalar) else []
    if isinstance(node, Sequence):
        listed = [(item, reporter.at(number)) for number, item in enumerate(node.items, start=1)]
    texts = []
    for item, here in listed:
        if isinstance(item, Scalar) and item.value is not None and item.text.strip():
            texts.append((item, here))
        else:
            blank = isinstance(item, Scalar) and item.value is not None
            here.problem(item, f"{'an empty text' if blank else kind_of(item)}, expected {what}")
    return texts


def _read_tests(node: Node, reporter: Reporter) -> tuple[ActionTest, ...]:
    if not isinstance(node, Sequence):
        reporter.problem(node, f"{kind_of(node)}, expected a list of tests", "begin each test with `- `")
        return ()
    if not node.items:
        reporter.problem(node, "an empty list, expected at least one test")
    tests = (_read_test(item, reporter.at(number)) for number, item in enumerate(node.items, start=1))
    return tuple(test for test in tests if test is not None)


def _read_test(node: Node, reporter: Reporter) -> ActionTest | None:
    if not isinstance(node, Mapping):
        reporter.problem(node, f"{kind_of(node)}, expected a test", "write `it: ...` and `matches: {...}`")
        return None
    it = ""
    answers: list[tuple[bool, object]] = []
    for key, value in node.entries:
        here = reporter.at(key.text)
        if key.text not in TEST_KEYS:
            here.problem(key, "unknown key", near(key.text, TEST_KEYS) or f"expected {one_of(TEST_KEYS)}")
        elif key.text != "it":
            answers.append((key.text == "matches", _event_of(value, here)))
        elif isinstance(value, Scalar) and value.value is not None and value.text.strip():
            it = value.text
        else:
            here.problem(value, f"{kind_of(value)}, expected a sentence such as `it: matches a click`")
    if not any(key.text == "it" for key, _ in node.entries):
        reporter.problem(node, "a test without `it`", "describe the test, as in `it: matches a click`")
    if len(answers) != 1:
        found = "both `matches` and" if answers else "neither `matches` nor"
        reporter.problem(node, f"{found} `rejects`, expected one of them")
        return None
    matches, event = answers[0]
    return ActionTest(it, matches, event, node.place) if isinstance(event, dict) else None


def _event_of(node: Node, reporter: Reporter) -> object:
    if isinstance(node, Mapping):
        return _json(node, reporter)
    reporter.problem(node, f"{kind_of(node)}, expected an event: a mapping")
    return None


def _json(node: Node, reporter: Reporter) -> object:
    """A node as JSON has it."""
    match node:
        case Mapping():
            return {key.text: _json(value, reporter.at(key.text)) for key, value in node.entries}
        case Sequence():
            return [_json(item, reporter.at(number)) for number, item in enumerate(node.items, start=1)]
        case Unreadable():
            return None
    if isinstance(node.value, float) and not math.isfinite(node.value):
        reporter.problem(node, f"{shown(node.text)}: no event can hold this number", "put it in quotes if it is text")
    return node.value
