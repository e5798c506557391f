"""The elements of an event in SQL: lists, and what one element says, all read from the text of its chain."""

from __future__ import annotations

from msgspec import Struct
from sqlglot import exp

from actioncli.sql import building as sql
from actioncli.sql.building import Sql
from actioncli.sql.chain_patterns import BLANK, ELEMENT, HEAD_END, TAG, WELL_FORMED, attribute, keyed
from actioncli.sql.dialect import Dialect, Of
from actioncli.sql.fields import Reading
from actioncli.sql.spelling import spelled

SPOILED = "an elements_chain that is cut or spoiled, which SQL cannot read exactly"
REPEATED = "an element that has an attribute twice, which SQL cannot read exactly"


class Chain(Struct, frozen=True):
    """The chain of an event."""

    reading: Reading

    @property
    def dialect(self) -> Dialect:
        """The dialect."""
        return self.reading.dialect

    def elements(self) -> Sql:
        """The list of the elements' texts; a spoiled chain makes the statement fail."""
        text = self.reading.read.column(self.reading.chain(), "the chain of elements")
        is_spoiled = sql.opposite(self.dialect.found(text, self._spelled(WELL_FORMED)))
        sound = self.dialect.refusing(is_spoiled, SPOILED, text, text)
        return self.reading.split.column(self.dialect.matches(sound, self._spelled(ELEMENT)), "elements")

    def values(self, key: str) -> Sql:
        """The list of the values that elements have for a key, such as `text`."""
        read = self.dialect.each(self.elements(), "element", lambda element: self._first(element, key))
        found = self.dialect.only(read, "written", _is_written)
        return self.reading.derived.column(
            self.dialect.each(found, "written", lambda w: self._value(w, key)), f"{key}s"
        )

    def tags(self) -> Sql:
        """The list of the tags."""
        return self.reading.derived.column(self.dialect.each(self.elements(), "element", self.tag), "tags")

    def some(self, test: Of) -> Sql:
        """Whether a test holds of an element."""
        return self.dialect.some_item(self.elements(), "element", test)

    # --- what one element says ---

    def tag(self, element: Sql) -> Sql:
        """The tag, as written."""
        return self.dialect.group(self._head(element), self._spelled(TAG), 1)

    def classes(self, element: Sql) -> Sql:
        """The classes, with white space between them: of the attribute where there is one, else of the head."""
        written = self._first(element, attribute("class"))
        of_head = self.dialect.without(self._rest(element), ".", " ")
        return sql.case([(_is_written(written), self._value(written, "attr__class"))], of_head)

    def joined_classes(self, element: Sql) -> Sql:
        """The classes of the head with one blank between them."""
        spaced = self.dialect.replaced(self._rest(element), self._spelled(f"[.{BLANK}]+"), " ")
        return self.dialect.replaced(spaced, "^ | $", "")

    def has_class_attribute(self, element: Sql) -> Sql:
        """Whether there is an attribute for the classes."""
        return _is_written(self._first(element, attribute("class")))

    def value(self, element: Sql, key: str, test: Of) -> Sql:
        """Whether the element has a key, and its value meets a test."""
        written = self._first(element, key)
        return sql.case([(_is_written(written), test(self._value(written, key)))], sql.answer(False))

    def attribute(self, element: Sql, pattern: str, length: int, test: Of) -> Sql:
        """Whether the element has an attribute whose name fits a pattern, and its value meets a test."""
        found = self._found(element, attribute(pattern))
        once = self.dialect.refusing(
            self.dialect.is_longer(found, 1), REPEATED, element, self.dialect.first_item(found)
        )
        value = self._value(once, attribute("x" * length))
        return sql.case([(self.dialect.is_longer(found, 0), test(value))], sql.answer(False))

    def _found(self, element: Sql, key: str) -> Sql:
        return self.dialect.only(self.dialect.matches(element, self._spelled(keyed(key)), 1), "written", _is_written)

    def _first(self, element: Sql, key: str) -> Sql:
        """The first place of a key with its value, as written; empty or null if there is none."""
        return self.dialect.first_item(self._found(element, key))

    def _value(self, written: Sql, key: str) -> Sql:
        """The value that was written behind a key and `="`."""
        return self.dialect.without(sql.part(written, len(key) + 3), '\\"', '"')

    def _head(self, element: Sql) -> Sql:
        return self.dialect.replaced(element, self._spelled(HEAD_END), "")

    def _rest(self, element: Sql) -> Sql:
        """The head behind the tag."""
        return self.dialect.replaced(self._head(element), self._spelled(TAG), "")

    def _spelled(self, pattern: str) -> str:
        return spelled(pattern, self.dialect.spelling)


def _is_written(value: Sql) -> Sql:
    """Whether a key was found; one that was not is empty or null."""
    return sql.first(exp.NEQ(this=value.copy(), expression=sql.text("")), sql.answer(False))
