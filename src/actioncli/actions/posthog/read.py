"""Import PostHog's actions: from JSON to the model and findings (`docs/semantics.md`, section 13).

    read_posthog('{"name": "Paid", "steps": [{"event": "order paid"}]}', "paid.json").actions

An action that cannot be converted exactly is left out, with a finding; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from actioncli.actions.model import Action, Actions, Condition, Matcher
from actioncli.actions.posthog.documents import decoded_json
from actioncli.actions.posthog.findings import Finding, Remark
from actioncli.actions.posthog.selector_remarks import ONCE_PER_RUN
from actioncli.actions.posthog.shapes import raw_actions
from actioncli.actions.posthog.steps import step_parts
from actioncli.actions.posthog.terraform import RawAction


class Imported(Struct, frozen=True):
    """The imported actions, and the findings."""

    actions: Actions
    findings: tuple[Finding, ...]

    @property
    def left_out(self) -> bool:
        """Whether an action that is alive in PostHog is missing here."""
        return any(finding.leaves_out or finding.incomplete for finding in self.findings)


def read_posthog(text: bytes | str, file: str) -> Imported:
    """The actions in PostHog's JSON of any known shape (`shapes.py`), in their order.

    Raises `ActioncliError` for a text that is not JSON or has no actions; `file` is its name in messages.
    """
    raws, said = raw_actions(text, file)
    findings = list(said)
    given = {name for raw in raws if isinstance(name := raw.get("name"), str)}
    actions: dict[str, Action] = {}
    for raw in raws:
        action, about = _action(raw)
        if action is None:
            findings += about
            continue
        name = _free_name(action.name, actions, given)
        if name != action.name:
            about.append(Finding("note", name, None, "name", f"another action is called `{action.name}`: numbered"))
        findings += [replace(finding, action=name, kept=True) for finding in about]
        actions[name] = Action(name, action.matchers, description=action.description, tags=action.tags)
    return Imported(Actions(tuple(actions.values())), tuple(once_per_run(findings)))


def _action(raw: RawAction) -> tuple[Action | None, list[Finding]]:
    """One action, None if it is deleted or cannot be used, and the findings on it."""
    name, naming = _name(raw)
    if raw.get("deleted") is True:
        return None, [Finding("note", name, None, "", "deleted in PostHog: skipped")]
    findings = [remark.about(name) for remark in (*naming, *_extras(raw))]
    matchers: list[Matcher] = []
    steps = _steps(raw)
    if isinstance(steps, Remark):
        return None, [*findings, steps.about(name)]
    for number, step in enumerate(steps, 1):
        parts = tuple(step_parts(step))
        findings += [part.about(name, number) for part in parts if isinstance(part, Remark)]
        matchers.append(Matcher(tuple(part for part in parts if isinstance(part, Condition))))
    if any(finding.leaves_out for finding in findings):
        return None, findings
    description, tags = raw.get("description"), raw.get("tags")
    return Action(
        name,
        tuple(matchers),
        description=description if isinstance(description, str) else "",
        tags=tuple(tag for tag in map(str, tags) if tag.strip()) if isinstance(tags, list) else (),
    ), findings


def _name(raw: RawAction) -> tuple[str, tuple[Remark, ...]]:
    """The action's name; PostHog lets it be missing, then one is made of its number."""
    name = raw.get("name")
    if isinstance(name, str) and name.strip():
        return name, ()
    made = f"Action {raw['id']}" if raw.get("id") is not None else "Action"
    return made, (Remark("note", "name", f"missing in PostHog: called `{made}`"),)


def _steps(raw: RawAction) -> list[object] | Remark:
    """The action's steps, or the error that there are none."""
    key = "steps_json" if raw.get("steps_json") is not None else "steps"
    steps = raw.get(key)
    if isinstance(steps, str):
        try:
            steps = decoded_json(steps)
        except ValueError as error:
            return Remark("error", key, f"not JSON: {error}")
    if steps is not None and not isinstance(steps, list):
        return Remark("error", key, "must be a list of steps")
    return steps or Remark(
        "error", key, "there are no steps: insights would count every event, which is unlikely to be intended"
    )


def _extras(raw: RawAction) -> Iterator[Remark]:
    """Notes on what an actions file has no word for, and errors in what it has."""
    if raw.get("pinned_at") is not None:
        yield Remark("note", "pinned_at", "pinned in PostHog: not imported")
    if raw.get("post_to_slack") is True:
        yield Remark("note", "post_to_slack", "posts to Slack or a webhook from PostHog: not imported")
    if not isinstance(raw.get("description"), str | None):
        yield Remark("error", "description", "must be a text")
    tags = raw.get("tags")
    if tags is not None and not (isinstance(tags, list) and all(isinstance(tag, str) for tag in tags)):
        yield Remark("error", "tags", "must be a list of texts")


def _free_name(name: str, taken: Iterable[str], given: Iterable[object]) -> str:
    """The name, with ` (2)`, ` (3)` ... if an earlier action has it; never one that another action brings along."""
    if name not in taken:
        return name
    number = 2
    while f"{name} ({number})" in taken or f"{name} ({number})" in given:
        number += 1
    return f"{name} ({number})"


def once_per_run(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, of those in `ONCE_PER_RUN` only the first."""
    said = set()
    for finding in findings:
        if finding.message in ONCE_PER_RUN:
            if finding.message in said:
                continue
            said.add(finding.message)
        yield finding
