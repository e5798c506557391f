"""Selectors in SQL: the tests of each element, and the order of the elements.

For a selector such as `a > b`, every element becomes one digit for each compound, and a pattern checks the order:

    10;01;   ← the clicked element is a b, and its parent an a
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from actioncli.conditions.as_regex import ascii_folded_as_regex, literal_as_regex
from actioncli.conditions.compounds import AttributeTest, ComplexSelector, Compound
from actioncli.conditions.selectors import compile_selector
from actioncli.sql import expressions as sql
from actioncli.sql.chain_patterns import BLANK, word
from actioncli.sql.chains import Chain
from actioncli.sql.expressions import Expr
from actioncli.sql.regexes import translate_regex

_LONGEST_POSITION = 18
"""The maximum number of digits in a position."""


def selector_expression(chain: Chain, selector: str) -> Expr:
    """Whether at least one element matches the selector."""
    return sql.any_of(_path(chain, path) for path in compile_selector(selector).paths)


def _path(chain: Chain, path: ComplexSelector) -> Expr:
    if not path.ancestors:
        return chain.some(lambda element: _compound(chain, path.subject, element))
    compounds = [path.subject, *(compound for _, compound in path.ancestors)]

    def marks(element: Expr) -> Expr:
        digits = [
            sql.case([(_compound(chain, compound, element), sql.string("1"))], sql.string("0"))
            for compound in compounds
        ]
        return exp.Concat(expressions=[*digits, sql.string(";")], coalesce=False)

    dialect = chain.dialect
    order = dialect.list_join(dialect.list_map(chain.elements(), "element", marks))
    return dialect.regex_like(order, translate_regex(_order(path), dialect.regex_flavor))


def _order(path: ComplexSelector) -> str:
    """The pattern that finds the path in the digits."""
    count = len(path.ancestors) + 1

    def marked(place: int) -> str:
        return f"{'[01]' * place}1{'[01]' * (count - place - 1)};"

    order = f"(?:^|;){marked(0)}"
    for place, (is_parent, _) in enumerate(path.ancestors, start=1):
        order += ("" if is_parent else f"(?:{'[01]' * count};)*") + marked(place)
    return order


def _compound(chain: Chain, compound: Compound, element: Expr) -> Expr:
    return sql.all_of(_tests(chain, compound, element))


def _tests(chain: Chain, compound: Compound, element: Expr) -> Iterator[Expr]:
    def found(value: Expr, pattern: str) -> Expr:
        return chain.dialect.regex_like(value, translate_regex(pattern, chain.dialect.regex_flavor))

    if compound.tag is not None:
        yield found(chain.tag(element), f"^{ascii_folded_as_regex(compound.tag)}$")
    for name in compound.classes:
        yield found(chain.classes(element), word(literal_as_regex(name)))
    for key, positions in (("nth-child", compound.nth_child), ("nth-of-type", compound.nth_of_type)):
        for position in positions:
            zeros = max(0, _LONGEST_POSITION - len(str(position)))
            pattern = f"^0{{0,{zeros}}}{position}$"
            yield chain.value(element, key, lambda value, pattern=pattern: found(value, pattern))  # type: ignore[misc]
    for test in compound.attributes:
        yield _attribute(chain, test, element)
    for negation in compound.negations:
        yield sql.negate(_compound(chain, negation, element))


def _attribute(chain: Chain, test: AttributeTest, element: Expr) -> Expr:
    """A test of the attribute, by its name in any case, or of the key that stores it in the chain."""

    def meets(value: Expr) -> Expr:
        return _meets(chain, test, value)

    ways = [chain.attribute(element, ascii_folded_as_regex(test.name), len(test.name), meets)]
    if test.name == "href":
        ways.append(chain.value(element, "href", meets))
    if test.name == "id":
        ways.append(chain.value(element, "attr_id", meets))
    if test.name == "class":
        classes = chain.classes(element)
        is_kept = sql.all_of(
            [
                sql.negate(chain.has_class_attribute(element)),
                chain.dialect.regex_like(classes, translate_regex(f"[^{BLANK}]", chain.dialect.regex_flavor)),
            ]
        )
        ways.append(sql.case([(is_kept, meets(chain.joined_classes(element)))], sql.boolean(False)))
    return sql.any_of(ways)


def _meets(chain: Chain, test: AttributeTest, value: Expr) -> Expr:
    operand, literal = test.operand, literal_as_regex(test.operand)
    if test.operator == "exists":
        return sql.boolean(True)
    if test.operator == "=":
        return sql.equal(value, sql.string(operand))
    if test.operator == "|=":
        return chain.dialect.regex_like(value, translate_regex(f"^{literal}(?:-|$)", chain.dialect.regex_flavor))
    if not operand or (test.operator == "~=" and operand.split() != [operand]):
        return sql.boolean(False)
    if test.operator == "*=":
        return chain.dialect.contains(value, operand)
    pattern = {"^=": f"^{literal}", "$=": f"{literal}$", "~=": word(literal)}[test.operator]
    return chain.dialect.regex_like(value, translate_regex(pattern, chain.dialect.regex_flavor))
