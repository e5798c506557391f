"""Checks of operands that several operators share."""

from __future__ import annotations

from actioncli.values import Operand, Scalar, compact_json


class OperandError(ValueError):
    """An operand that the operator does not accept: what was found and expected, and what to write instead."""

    def __init__(self, message: str, hint: str = "", position: int | None = None, item: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.position = position
        """The offset of the error in the text of the operand (or of the item), in code points from 0."""
        self.item = item
        """The index of the wrong item of a list; None if the operand as a whole is wrong."""


def items(operand: Operand) -> tuple[Scalar, ...]:
    """The operand as a tuple; a scalar is a list of one."""
    return operand if isinstance(operand, tuple) else (operand,)


def shown(operand: object) -> str:
    """The operand for a message: a scalar as JSON, at most 60 characters long."""
    if isinstance(operand, list | tuple):
        return "a list"
    if isinstance(operand, dict):
        return "a mapping"
    text = compact_json(operand) if operand is None or isinstance(operand, str | int | float) else str(operand)
    return text if len(text) <= 60 else f"{text[:59]}…"


def scalar_or_list(operand: object) -> Operand:
    """The operand with lists as tuples; raises `OperandError` for null, mappings, nested and empty lists."""
    if not isinstance(operand, list | tuple):
        return _scalar(operand)
    if not operand:
        raise OperandError("an empty list: there is nothing to compare with", "list at least one value")
    return tuple(_scalar(item, index) for index, item in enumerate(operand))


def list_of_scalars(operand: object) -> tuple[Scalar, ...]:
    """The operand as a tuple, even if it is a scalar; raises `OperandError` like `scalar_or_list`."""
    return items(scalar_or_list(operand))


def one_scalar(operand: object, takes: str) -> Scalar:
    """The operand, or the only item of a list; raises `OperandError` for several items."""
    listed = list_of_scalars(operand)
    if len(listed) > 1:
        raise OperandError(f"{len(listed)} values, expected {takes}", "write a condition for each value")
    return listed[0]


def _scalar(operand: object, index: int | None = None) -> Scalar:
    if isinstance(operand, str | int | float):
        return operand
    hint = "quote it, to compare with text"
    if operand is None:
        hint = "`is_set: false` tests for absent values"
    elif isinstance(operand, list | tuple):
        hint = "write one list, without nested lists"
    raise OperandError(f"{shown(operand)}, expected text, a number, true or false", hint, item=index)
