"""`actioncli diagnose` in each format, from one `Diagnosis`.

`json` is promised to scripts: change it only by adding.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import asdict

from actioncli.diagnosis import DeadMatcher, Diagnosis, Group, Instead, NearMiss, Overlap, Unclaimed
from actioncli.outputs.diagnosis_sections import Line, headline, sections
from actioncli.outputs.formats import Format, format_named
from actioncli.outputs.json_text import json_indented
from actioncli.outputs.screen import Screen
from actioncli.outputs.stats_formats import markdown_text


def render_diagnosis(diagnosis: Diagnosis, format: str, *, width: int | None, color: bool, unicode: bool) -> bytes:  # noqa: A002
    """The diagnosis in a format of `FORMATS`; only text uses the last three."""
    return format_named(FORMATS, format).write(diagnosis, Screen(width, color, unicode))


def _json(diagnosis: Diagnosis, _screen: Screen) -> bytes:
    """One object, indented."""
    document = {
        "events": diagnosis.events,
        "matched": diagnosis.matched,
        "unmatched": diagnosis.events - diagnosis.matched,
        "bad_lines": diagnosis.bad_lines,
        "skipped": diagnosis.skipped,
        "actions": [
            {
                "action": counts.action,
                "events": counts.events,
                "matchers": [{"matcher": n, "events": events} for n, events in enumerate(counts.matchers, 1)],
            }
            for counts in diagnosis.actions
        ],
        "dead_actions": [asdict(action) for action in diagnosis.dead_actions],
        "dead_matchers": [_dead_matcher(matcher) for matcher in diagnosis.dead_matchers],
        "shadowed": [asdict(found) for found in diagnosis.shadowed],
        "equal": [asdict(found) for found in diagnosis.equal],
        "subset": [_overlap(found) for found in diagnosis.subset],
        "overlapping": [_overlap(found) for found in diagnosis.overlapping],
        "everything": [asdict(found) for found in diagnosis.everything],
        "unclaimed": _unclaimed(diagnosis.unclaimed),
    }
    return json_indented(document)


def _dead_matcher(matcher: DeadMatcher) -> dict[str, object]:
    return {
        "action": matcher.action,
        "matcher": matcher.matcher,
        "place": matcher.place,
        "near_misses": [_near_miss(miss) for miss in matcher.near],
        "pair": matcher.pair and {"conditions": list(matcher.pair.lacking), "events": matcher.pair.events},
        "never": list(matcher.never),
        "absent_name": matcher.absent_name and {"nearest": _instead(matcher.absent_name)},
    }


def _near_miss(miss: NearMiss) -> dict[str, object]:
    return {
        "condition": miss.lacking[0],
        "events": miss.events,
        "found": [_instead(instead) for instead in miss.instead],
        "exact": miss.exact,
    }


def _instead(instead: Instead) -> dict[str, object]:
    return {
        "value": instead.value,
        "events": instead.events,
        "code": instead.code or None,
        "reason": instead.reason or None,
        "hint": instead.hint or None,
    }


def _overlap(overlap: Overlap) -> dict[str, object]:
    return {**asdict(overlap), "jaccard": overlap.jaccard}


def _unclaimed(unclaimed: Unclaimed) -> dict[str, object]:
    return {
        "events": unclaimed.events,
        "share": unclaimed.share,
        "excepted": unclaimed.excepted,
        "by_event": [_group(group, "event") for group in unclaimed.by_event],
        "by_page": [_group(group, "page") for group in unclaimed.by_page],
        "by_element": [_group(group, "tag", "text") for group in unclaimed.by_element],
        "groups": [_group(group, "event", "page", "tag", "text") for group in unclaimed.groups],
        "exact": unclaimed.exact,
    }


def _group(group: Group, *keys: str) -> dict[str, object]:
    return {**{key: getattr(group, key) for key in keys}, "events": group.events, "share": group.share}


def _markdown(diagnosis: Diagnosis, _screen: Screen) -> bytes:
    """Headings and lists, for an issue or a comment."""
    lines = [headline(diagnosis)]
    for section in sections(diagnosis):
        lines += ["", f"### {markdown_text(section.title)}", ""]
        lines += [_bullet(line) for line in section.lines]
    return ("\n".join(lines) + "\n").encode("utf-8", "backslashreplace")


def _bullet(line: Line) -> str:
    text = markdown_text(line.text)
    number = f"{line.number} × " if line.number else ""
    aside = f" ({markdown_text(line.aside)})" if line.aside else ""
    return f"{'  ' * (line.depth - 1)}- {number}{text}{aside}"


def _text(diagnosis: Diagnosis, screen: Screen) -> bytes:
    """Text for people."""
    from actioncli.outputs.diagnosis_text import diagnosis_text  # noqa: PLC0415 - loads rich, which other formats do not need

    return diagnosis_text(diagnosis, screen)


FORMATS: tuple[Format[Callable[[Diagnosis, Screen], bytes]], ...] = (
    Format("text", "sections for people", _text),
    Format("json", "one object", _json),
    Format("markdown", "headings and lists", _markdown),
)
"""The formats of `diagnose`; the first is the default."""
