"""Measures how distinct events are: the more they repeat, the more a program gains from what it remembers.

    python -m benches.distinct FILE ACTIONS

An element *carries* something if it has what an element must have to meet a test of the actions:
a class, a tag, a key, or a value, as actioncli's index of elements looks for them.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import actioncli
from actioncli.actions.model import Actions
from actioncli.conditions.selectors import compile_selector
from actioncli.events.chain_text import Parts, recovered_parts
from actioncli.events.elements import element_of
from actioncli.matching.element_index import IndexKeys, keys_of


def index_keys(actions: Actions) -> Iterator[IndexKeys]:
    """What elements need for each test of `selector`, `text` and `href`."""
    matchers = [matcher for action in actions.actions for matcher in (*action.matchers, *action.exceptions)]
    for condition in (condition for matcher in matchers for condition in matcher.conditions):
        name, operands = condition.field.name, condition.operand
        texts = tuple(map(str, operands if isinstance(operands, tuple) else (operands,)))
        if name == "selector":
            for path in (path for text in texts for path in compile_selector(text).paths):
                yield from map(keys_of, (path.subject, *(compound for _, compound in path.ancestors)))
        elif name in ("text", "href"):
            yield IndexKeys(values=texts) if condition.operator == "exact" else IndexKeys(keys=(name,))


def together(keys: Iterable[IndexKeys]) -> IndexKeys:
    """All keys in one."""
    groups = zip(*((one.classes, one.tags, one.keys, one.values) for one in keys), strict=True)
    return IndexKeys(*(frozenset(chain.from_iterable(group)) for group in groups))


def carries(parts: Parts, wanted: IndexKeys) -> bool:
    """Whether an element has any of the keys."""
    element = element_of(*parts)
    return (
        element.tag in wanted.tags
        or any(name in wanted.classes for name in element.classes)
        or any(key in wanted.keys or value in wanted.values for key, value in parts[1])
    )


def measured(records: Iterable[Any], actions: Actions) -> dict[str, tuple[int, int]]:
    """Each figure as a part and the whole that it is a share of."""
    wanted = together(index_keys(actions))
    chains: Counter[str] = Counter()
    addresses: Counter[str] = Counter()
    events = 0
    for record in records:
        events += 1
        text, address = record["elements_chain"], record["properties"].get("$current_url")
        if text:
            chains[text] += 1
        if address:
            addresses[address] += 1
    elements = 0
    distinct: dict[tuple[str, tuple[tuple[str, str], ...]], bool] = {}
    for text, count in chains.items():
        for head, pairs in recovered_parts(text):
            elements += count
            element = head, tuple(pairs)
            if element not in distinct:
                distinct[element] = carries((head, pairs), wanted)
    with_query = sum(count for address, count in addresses.items() if "?" in address)
    return {
        "distinct chains of clicks": (len(chains), chains.total()),
        "distinct elements of elements": (len(distinct), elements),
        "distinct elements that carry something": (sum(distinct.values()), len(distinct)),
        "distinct addresses of events": (len(addresses), events),
        "addresses with a query string": (with_query, addresses.total()),
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benches.distinct", description="Measures how distinct events are.")
    parser.add_argument("file", type=Path)
    parser.add_argument("actions", type=Path)
    options = parser.parse_args()
    with options.file.open("rb") as lines:
        found = measured(map(json.loads, lines), actioncli.load_actions(options.actions))
    for name, (part, whole) in found.items():
        print(f"{name:40} {part / max(whole, 1):7.1%}  {part:,} of {whole:,}")


if __name__ == "__main__":
    main()
