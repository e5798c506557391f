"""Whether a key occurs twice somewhere in a JSON value: then its first value counts, and a dict has its last."""

from __future__ import annotations

from typing import Any

_NESTED = (dict, list)


def has_duplicates(view: Any, made: Any) -> bool:
    """Whether a lazy view has more keys anywhere than what its library made of it, which keeps one of each."""
    todo = [(view, made)]
    while todo:
        view, made = todo.pop()
        if len(view) != len(made):
            return True
        if made.__class__ is dict:
            todo += [(view.get(key), item) for key, item in made.items() if item.__class__ in _NESTED]
        elif any(item.__class__ in _NESTED for item in made):
            todo += [pair for pair in zip(view, made, strict=True) if pair[1].__class__ in _NESTED]
    return False
