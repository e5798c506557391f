r"""Suggested fixes for a text that looks like a value but differs: which characters differ, and the exact text.

fix("Start trial", "Start\u00a0trial")
# 'the value has U+00A0 NO-BREAK SPACE: write "Start\u00a0trial"'
"""

from __future__ import annotations

import re
import unicodedata

from actioncli.characters import names_of, odd_in, same_look, yaml_text

LONGEST_WRITTEN = 120
"""Code points of a text that a message writes out."""


def difference(wanted: str, found: str) -> str:
    """The characters that differ between two similar texts, in words; empty if unknown."""
    in_found = [character for character in odd_in(found) if character not in wanted]
    in_wanted = [character for character in odd_in(wanted) if character not in found]
    said = [f"the value has {names_of(in_found)}"] if in_found else []
    said += [f"the action has {names_of(in_wanted)}"] if in_wanted else []
    return " and ".join(said) or _blanks(wanted, found) or _folded(wanted, found)


def _blanks(wanted: str, found: str) -> str:
    """Where one of two texts has more blanks."""
    for owner, one, other in (("value", found, wanted), ("action", wanted, found)):
        if one.lstrip() != one and other.lstrip() == other:
            return f"the {owner} begins with a space"
        if one.rstrip() != one and other.rstrip() == other:
            return f"the {owner} ends with a space"
        if re.search(r"\s\s", one.strip()) and not re.search(r"\s\s", other.strip()):
            return f"the {owner} has two spaces in a row"
    return ""


def _folded(wanted: str, found: str) -> str:
    """A character that is another form of others, such as a ligature or a full-width letter."""
    for owner, one, other in (("value", found, wanted), ("action", wanted, found)):
        odd = [c for c in one if c not in other and unicodedata.normalize("NFKC", c) != c]
        if odd:
            return f"the {owner} has {names_of(odd)}"
    return ""


def fix(wanted: str, found: str) -> str:
    """How the texts differ, and the found one as YAML."""
    if len(found) > LONGEST_WRITTEN:
        return difference(wanted, found) or "copy the text from the value"
    said = difference(wanted, found)
    return f"{said}: write {yaml_text(found)}" if said else f"write {yaml_text(found)}"


def part_like(wanted: str, value: str) -> str | None:
    """The part of a value that looks like the wanted text, in any case; None if there is none."""
    text, origins = "", list[int]()
    clusters = re.findall(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+", value, re.DOTALL)
    starts = [0]
    for number, cluster in enumerate(clusters):
        starts.append(starts[-1] + len(cluster))
        folded = " " if cluster.isspace() else same_look(cluster).casefold()
        if folded == " " and text.endswith(" "):
            continue
        text += folded
        origins += [number] * len(folded)
    plain = same_look(wanted).casefold()
    place = text.find(plain) if plain else -1
    if place < 0:
        return None
    return value[starts[origins[place]] : starts[origins[place + len(plain) - 1] + 1]]
