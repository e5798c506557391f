"""Detects repeated keys in JSON values: the first value counts, but a dict keeps the last."""

from __future__ import annotations

from typing import Any

_NESTED = (dict, list)


def has_duplicates(view: Any, made: Any) -> bool:
    """Whether a lazy view has a repeated key at any depth, which its conversion dropped."""
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
