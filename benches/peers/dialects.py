"""How each peer spells a test, and how tests are joined; what is costly is asked last, and only where it still matters.

A test of an absent value is false in all of them: SQL's NULL counts as false where it is asked at last, and `not_` sees to the rest.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from benches.peers.wanted import Column, Node, Not, Some, Test, is_costly

COMPARED = {"exact": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


@dataclass
class Dialect:
    """Standard SQL, which DuckDB and ClickHouse change in places; `columns` gathers what was asked for."""

    columns: set[Column] = field(default_factory=set)

    def render(self, node: Node) -> str:
        """The node as an expression of the dialect."""
        if isinstance(node, Test):
            self.columns.add(node.column)
            return self.test(node, self.column(node.column))
        if isinstance(node, Not):
            return self.not_(self.render(node.part))
        if isinstance(node, Some):
            return self.joined("or", [self.render(part) for part in node.parts])
        cheap = [self.render(part) for part in node.parts if not is_costly(part)]
        costly = [self.render(part) for part in node.parts if is_costly(part)]
        if cheap and costly:
            return self.guarded(self.joined("and", cheap), self.joined("and", costly))
        return self.joined("and", cheap or costly)

    def column(self, column: Column) -> str:
        return f'{column.table}."{column.key}"' if column.table else column.key

    def joined(self, word: str, parts: list[str]) -> str:
        """Expressions joined by `and` or `or`; none at all is true."""
        return "(" + f" {word} ".join(parts) + ")" if parts else "true"

    def not_(self, part: str) -> str:
        return f"(not coalesce({part}, false))"

    def guarded(self, cheap: str, costly: str) -> str:
        """The costly test, where the cheap one holds."""
        return f"(CASE WHEN {cheap} THEN {costly} ELSE false END)"

    def text(self, text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    def test(self, test: Test, column: str) -> str:
        operand = test.operand
        if test.operator == "in":
            assert isinstance(operand, tuple)
            if len(operand) == 1:
                return f"{column} = {self.text(operand[0])}"
            return f"{column} IN ({', '.join(map(self.text, operand))})"
        if test.operator == "is":
            return f"{column} = {'true' if operand else 'false'}"
        if test.operator == "is_set":
            return f"{column} IS NOT NULL"
        if test.operator in COMPARED:
            return f"{column} {COMPARED[test.operator]} {operand}"
        return self.text_test(test.operator, column, self.text(str(operand)))

    def sign(self, test: Test) -> str:
        """The comparison where equality is `==`."""
        return "==" if test.operator == "exact" else COMPARED[test.operator]

    def text_test(self, name: str, column: str, text: str) -> str:
        raise NotImplementedError


class DuckDB(Dialect):
    """Functions on VARCHAR; regular expressions are RE2's."""

    def text_test(self, name: str, column: str, text: str) -> str:
        functions = {"contains": "contains", "starts_with": "starts_with", "ends_with": "suffix"}
        if name == "regex":
            return f"regexp_matches({column}, {text}, 's')"
        return f"{functions[name]}({column}, {text})"


class ClickHouse(Dialect):
    """chDB: literals with backslashes escaped, positions instead of containment."""

    def column(self, column: Column) -> str:
        return f"{column.table}.`{column.key}`" if column.table else column.key

    def text(self, text: str) -> str:
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def not_(self, part: str) -> str:
        return f"not ifNull({part}, false)"

    def guarded(self, cheap: str, costly: str) -> str:
        return f"({cheap} and {costly})"  # it evaluates the second where the first holds

    def text_test(self, name: str, column: str, text: str) -> str:
        if name == "contains":
            return f"position({column}, {text}) > 0"
        functions = {"starts_with": "startsWith", "ends_with": "endsWith", "regex": "match"}
        return f"{functions[name]}({column}, {text})"


@dataclass
class Python(Dialect):
    """A plain loop: `c` is the chain, `p` and `q` ask the properties of event and person."""

    patterns: list[str] = field(default_factory=list)

    def pattern(self, text: str) -> str:
        """The name of the search of a pattern that the program compiles once."""
        if text not in self.patterns:
            self.patterns.append(text)
        return f"r{self.patterns.index(text)}"

    def column(self, column: Column) -> str:
        if column.table:
            return f"{'p' if column.table == 'properties' else 'q'}({column.key!r})"
        return "c" if column.key == "elements_chain" else column.key

    def joined(self, word: str, parts: list[str]) -> str:
        return super().joined(word, parts) if parts else "True"

    def not_(self, part: str) -> str:
        return f"(not {part})"

    def guarded(self, cheap: str, costly: str) -> str:
        return f"({cheap} and {costly})"

    def text(self, text: str) -> str:
        return repr(text)

    def test(self, test: Test, column: str) -> str:
        operand = test.operand
        if test.operator == "in":
            assert isinstance(operand, tuple)
            return f"{column} == {operand[0]!r}" if len(operand) == 1 else f"{column} in {set(operand)!r}"
        if test.operator == "is":
            return f"{column} is {bool(operand)}"
        if test.operator == "is_set":
            return f"{column} is not None"
        if test.operator in COMPARED:
            return f"(v := {column}) is not None and v {self.sign(test)} {operand}"
        return self.text_test(test.operator, column, self.text(str(operand)))

    def text_test(self, name: str, column: str, text: str) -> str:
        if name == "regex":
            return f"{self.pattern(text)}({column} or '')"
        if name == "contains":
            return f"{text} in ({column} or '')"
        return f"({column} or '').{name.replace('_', '')}({text})"


class Polars(Dialect):
    """Expressions on lazy frames, as Python source."""

    def column(self, column: Column) -> str:
        return f"f({column.table!r}, {column.key!r})" if column.table else f"col({column.key!r})"

    def joined(self, word: str, parts: list[str]) -> str:
        sign = {"and": " & ", "or": " | "}[word]
        return "(" + sign.join(f"({part})" for part in parts) + ")" if parts else "lit(True)"

    def not_(self, part: str) -> str:
        return f"~({part}).fill_null(False)"

    def guarded(self, cheap: str, costly: str) -> str:
        return f"(({cheap}) & ({costly}))"  # when/then would evaluate both sides too

    def text(self, text: str) -> str:
        return repr(text)

    def test(self, test: Test, column: str) -> str:
        operand = test.operand
        if test.operator == "in":
            assert isinstance(operand, tuple)
            return f"{column} == {operand[0]!r}" if len(operand) == 1 else f"{column}.is_in({list(operand)!r})"
        if test.operator == "is":
            return f"{column} == {bool(operand)}"
        if test.operator == "is_set":
            return f"{column}.is_not_null()"
        if test.operator in COMPARED:
            return f"{column} {self.sign(test)} {operand}"
        return self.text_test(test.operator, column, self.text(str(operand)))

    def text_test(self, name: str, column: str, text: str) -> str:
        if name == "contains":
            return f"{column}.str.contains({text}, literal=True)"
        if name == "regex":
            return f"{column}.str.contains('(?s)' {text})"  # as RE2 is used elsewhere: a dot is any character
        return f"{column}.str.{name}({text})"


class Jq(Dialect):
    """A filter of jq or jaq."""

    def column(self, column: Column) -> str:
        return f".{column.table}[{json.dumps(column.key)}]" if column.table else f".{column.key}"

    def not_(self, part: str) -> str:
        return f"({part} | not)"

    def guarded(self, cheap: str, costly: str) -> str:
        return f"({cheap} and {costly})"

    def text(self, text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    def test(self, test: Test, column: str) -> str:
        operand = test.operand
        if test.operator == "in":
            assert isinstance(operand, tuple)
            return "(" + " or ".join(f"{column} == {self.text(item)}" for item in operand) + ")"
        if test.operator == "is":
            return f"({column} == {'true' if operand else 'false'})"
        if test.operator == "is_set":
            return f"({column} != null)"
        if test.operator in COMPARED:
            return f"({column} | . != null and . {self.sign(test)} {operand})"
        return self.text_test(test.operator, f'({column} // "")', self.text(str(operand)))

    def text_test(self, name: str, column: str, text: str) -> str:
        functions = {"contains": "contains", "starts_with": "startswith", "ends_with": "endswith", "regex": "test"}
        return f"({column} | {functions[name]}({text}))"
