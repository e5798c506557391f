"""Pages of PostHog's API: which of their neighbours are missing, and which actions they give twice."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from actioncli.actions.posthog.findings import Finding

_MEANING = ("id", "name", "description", "tags", "steps", "steps_json", "deleted")
"""The keys of an action that an import reads; others change from page to page."""


def missing_pages(pages: Sequence[Mapping[str, object]]) -> Iterator[Finding]:
    """A warning for each page that a page here names as its neighbour, and that is not here.

    Pages do not name themselves.
    All are here if they hold as many actions as each of them counts; otherwise neighbours are those in the text.
    """
    counts = {page.get("count") for page in pages}
    count = counts.pop() if len(counts) == 1 else None
    here = len(set(_identities(pages)))
    if len(pages) > 1 and isinstance(count, int) and here >= count:
        return
    is_whole = True
    for number, page in enumerate(pages):
        before = pages[number - 1] if number else {}
        after = pages[number + 1] if number + 1 < len(pages) else None
        if page.get("previous") and not before.get("next"):
            is_whole = False
            yield _missing("previous", f"more actions on the previous page, {page['previous']}")
        if page.get("next") and (after is None or _begins(after)):
            is_whole = False
            yield _missing("next", f"more actions on the next page, {page['next']}")
    if len(pages) > 1 and is_whole and isinstance(count, int):
        yield _missing("count", f"{here} of {count} actions are on these pages")


def _missing(key: str, message: str) -> Finding:
    return Finding("warning", "", None, key, message, incomplete=True)


def _begins(page: Mapping[str, object]) -> bool:
    """Whether a page says that none is before it."""
    return "previous" in page and not page["previous"]


def _identities(pages: Iterable[Mapping[str, object]]) -> Iterator[object]:
    """What tells the actions of pages from each other."""
    for page_number, page in enumerate(pages):
        results = page.get("results")
        for number, action in enumerate(results if isinstance(results, list) else ()):
            known = action.get("id") if isinstance(action, dict) else None
            yield (page_number, number) if known is None else str(known)


def without_repeated(raws: Iterable[Mapping[str, object]]) -> tuple[list[Mapping[str, object]], list[Finding]]:
    """The actions, each once, and notes on those that came again, with the same id and in the same words."""
    seen: set[str] = set()
    kept: list[Mapping[str, object]] = []
    notes = []
    for raw in raws:
        if raw.get("id") is not None:
            meaning = json.dumps({key: raw.get(key) for key in _MEANING}, sort_keys=True)
            if meaning in seen:
                message = "it occurs twice with the same content: imported once"
                notes.append(Finding("note", str(raw.get("name") or f"Action {raw['id']}"), None, "", message))
                continue
            seen.add(meaning)
        kept.append(raw)
    return kept, notes
