"""The elements of an event in SQL, read from the text of the elements chain."""

from __future__ import annotations

from msgspec import Struct
from sqlglot import exp

from actioncli.sql import expressions as sql
from actioncli.sql.chain_patterns import BLANK, ELEMENT, HEAD_END, TAG, WELL_FORMED, attribute, keyed
from actioncli.sql.dialect import Dialect, ItemFunction
from actioncli.sql.expressions import Expr
from actioncli.sql.fields import Reading
from actioncli.sql.regexes import translate_regex

MALFORMED = "a truncated or malformed elements_chain, which SQL cannot read exactly"
DUPLICATE_ATTRIBUTE = "an element with a duplicate attribute, which SQL cannot read exactly"


class Chain(Struct, frozen=True):
    """The chain of an event."""

    reading: Reading

    @property
    def dialect(self) -> Dialect:
        """The dialect."""
        return self.reading.dialect

    def elements(self) -> Expr:
        """The list of the elements, each as text. The statement fails for a malformed chain."""
        text = self.reading.read.column(self.reading.chain(), "the chain of elements")
        is_spoiled = sql.negate(self.dialect.regex_like(text, self._regex(WELL_FORMED)))
        sound = self.dialect.fail_if(is_spoiled, MALFORMED, text, text)
        return self.reading.split.column(self.dialect.regex_extract_all(sound, self._regex(ELEMENT)), "elements")

    def values(self, key: str) -> Expr:
        """The list of the elements' values for a key, such as `text`."""
        read = self.dialect.list_map(self.elements(), "element", lambda element: self._first(element, key))
        found = self.dialect.list_filter(read, "written", _is_written)
        return self.reading.derived.column(
            self.dialect.list_map(found, "written", lambda w: self._value(w, key)), f"{key}s"
        )

    def tags(self) -> Expr:
        """The list of the tags."""
        return self.reading.derived.column(self.dialect.list_map(self.elements(), "element", self.tag), "tags")

    def some(self, test: ItemFunction) -> Expr:
        """Whether a test holds for at least one element."""
        return self.dialect.list_any(self.elements(), "element", test)

    # --- one element ---

    def tag(self, element: Expr) -> Expr:
        """The tag, in its original case."""
        return self.dialect.regex_extract(self._head(element), self._regex(TAG), 1)

    def classes(self, element: Expr) -> Expr:
        """The classes, separated by white space: from the class attribute if there is one, else from the head."""
        written = self._first(element, attribute("class"))
        of_head = self.dialect.replace(self._rest(element), ".", " ")
        return sql.case([(_is_written(written), self._value(written, "attr__class"))], of_head)

    def joined_classes(self, element: Expr) -> Expr:
        """The classes of the head, separated by one space."""
        spaced = self.dialect.regex_replace(self._rest(element), self._regex(f"[.{BLANK}]+"), " ")
        return self.dialect.regex_replace(spaced, "^ | $", "")

    def has_class_attribute(self, element: Expr) -> Expr:
        """Whether the element has a class attribute."""
        return _is_written(self._first(element, attribute("class")))

    def value(self, element: Expr, key: str, test: ItemFunction) -> Expr:
        """Whether the element has a key whose value passes the test."""
        written = self._first(element, key)
        return sql.case([(_is_written(written), test(self._value(written, key)))], sql.boolean(False))

    def attribute(self, element: Expr, pattern: str, length: int, test: ItemFunction) -> Expr:
        """Whether the element has an attribute whose name matches a pattern, and whose value passes the test."""
        found = self._found(element, attribute(pattern))
        once = self.dialect.fail_if(
            self.dialect.list_is_longer(found, 1), DUPLICATE_ATTRIBUTE, element, self.dialect.list_first(found)
        )
        value = self._value(once, attribute("x" * length))
        return sql.case([(self.dialect.list_is_longer(found, 0), test(value))], sql.boolean(False))

    def _found(self, element: Expr, key: str) -> Expr:
        return self.dialect.list_filter(
            self.dialect.regex_extract_all(element, self._regex(keyed(key)), 1), "written", _is_written
        )

    def _first(self, element: Expr, key: str) -> Expr:
        """The first occurrence of a key, with its value, as written; empty or null if there is none."""
        return self.dialect.list_first(self._found(element, key))

    def _value(self, written: Expr, key: str) -> Expr:
        """The value after a key and `="`."""
        return self.dialect.replace(sql.substring(written, len(key) + 3), '\\"', '"')

    def _head(self, element: Expr) -> Expr:
        return self.dialect.regex_replace(element, self._regex(HEAD_END), "")

    def _rest(self, element: Expr) -> Expr:
        """The head without the tag."""
        return self.dialect.regex_replace(self._head(element), self._regex(TAG), "")

    def _regex(self, pattern: str) -> str:
        return translate_regex(pattern, self.dialect.regex_flavor)


def _is_written(value: Expr) -> Expr:
    """Whether a key was found: a missing key is empty or null."""
    return sql.coalesce(exp.NEQ(this=value.copy(), expression=sql.string("")), sql.boolean(False))
