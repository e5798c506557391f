from __future__ import annotations

import re
import time
from collections.abc import Sequence

import pytest
from cssselect import parser
from hypothesis import given
from hypothesis import strategies as st

from actioncli.conditions.selectors import SelectorError, compile_selector, escape_classes
from actioncli.events.elements import Element, parse_chain

PAGE = parse_chain(
    'span.label:text="Buy"nth-child="1"nth-of-type="1";'
    'A.btn.btn-primary:attr__class="btn-primary  btn hover:bg-blue py-2.5 w-1/2"'
    'href="/pricing"attr_id="buy"attr__title="say \\"hi\\""attr__viewBox="0 0 1 1"attr__rel="nofollow noopener"'
    'attr__lang="en-GB"attr__empty=""prop="p"nth-child="2"nth-of-type="1";'
    'li.item.5:nth-child="11";'
    'ul:attr__id="menu"attr__data-x="1";'
    "my-nav;"
    'body:attr_id="top"attr__id="root:id"'
)


@pytest.mark.parametrize(
    ("selector", "matches"),
    [
        # Types.
        ("span", True),
        ("body", True),
        ("BODY", True),
        ("a", True),
        ("my-nav", True),
        ("my", False),
        ("bod", False),
        ("*", True),
        # Classes: whole words, any order, case-sensitive; those of `attr__class` where there is one.
        (".btn", True),
        (".btn.btn-primary", True),
        (".btn-primary.btn", True),
        ("a.btn", True),
        ("span.btn", False),
        (".btn-", False),
        (".BTN", False),
        (".item", True),
        (r".\35 ", True),
        (r".hover\:bg-blue", True),
        (r".py-2\.5", True),
        (r".w-1\/2", True),
        (r".w-1\00002f2", True),
        (".py-2", False),
        # Ids.
        ("#buy", True),
        ("a#buy.btn", True),
        ("#bu", False),
        ("#BUY", False),
        ("#menu", True),
        ("#top", True),
        (r"body#root\:id", True),
        ("#top[id='root:id']", True),
        # Attributes.
        ("[title]", True),
        ("[prop]", False),
        ("[text]", False),
        ("[empty]", True),
        ("[empty='']", True),
        ('[title="say \\"hi\\""]', True),
        ("[title=say]", False),
        ("[rel='nofollow noopener']", True),
        ("[href]", True),
        ("[href='/pricing']", True),
        ("[href = '/pricing' ]", True),
        ("[HREF='/pricing']", True),
        ("[href='/Pricing']", False),
        ("[viewbox]", True),
        ("[viewBox]", True),
        ("[id=buy]", True),
        ("[data-x='1']", True),
        ("[x='1']", False),
        ("[class]", True),
        ("[class='btn-primary  btn hover:bg-blue py-2.5 w-1/2']", True),
        ("[class='item 5']", True),
        ("ul[class]", False),
        ("[href^='/pri']", True),
        ("[href^='pri']", False),
        ("[href^='']", False),
        ("[href$=cing]", True),
        ("[href$='/']", False),
        ("[href$='']", False),
        ("[href*=ici]", True),
        ("[href*='']", False),
        ("[rel~=noopener]", True),
        ("[rel~=no]", False),
        ("[rel~='nofollow noopener']", False),
        ("[rel~='']", False),
        ("[empty~='']", False),
        ("[lang|=en]", True),
        ("[lang|='en-GB']", True),
        ("[lang|=e]", False),
        ("[empty|='']", True),
        # Positions.
        (":nth-child(2)", True),
        (":nth-child( 11 )", True),
        (":nth-child(1):nth-of-type(1)", True),
        (":nth-child(3)", False),
        ("ul:nth-child(1)", False),
        ("a:NTH-of-Type(1)", True),
        # Negations.
        ("a:not(.btn)", False),
        ("a:not(.x)", True),
        ("a:not( .x ):not([y])", True),
        ("a:not(span.btn)", True),
        (":not(*)", False),
        ("ul:not(:nth-child(2))", True),
        # Ancestors.
        ("a span", True),
        ("body span", True),
        ("span a", False),
        ("a > span", True),
        ("a>span", True),
        ("li > span", False),
        ("ul > li > a > span", True),
        ("body li > a span", True),
        ("ul > *", True),
        ("span > *", False),
        ("body *", True),
        ("ul > * > a", True),
        ("ul > * > span", False),
        ("body > my-nav > ul", True),
        ("body > ul", False),
        # Lists and white space.
        ("td, span", True),
        ("td,th , #buy", True),
        ("td, th", False),
        ("  \n a \t ", True),
        ("a /* the link */ span", True),
        # Everything together.
        ('ul[data-x="1"] > li.item:nth-child(11) a.btn#buy[href^="/"][title]:not(.off)', True),
    ],
)
def test_a_selector_matches_if_some_element_is_its_subject(selector: str, matches: bool) -> None:
    assert matches == compile_selector(selector).matches(PAGE)


def test_no_element_is_the_subject_of_anything() -> None:
    assert not compile_selector("*, :not(a), * *").matches(())


@pytest.mark.parametrize(
    ("selector", "value"),
    [
        (r'[title="C:\\abc"]', r"C:\abc"),
        (r'[title="\\\\31"]', r"\\31"),
        (r"[title='a\5c b']", r"a\b"),
        (r"[title='a\00005cb']", r"a\b"),
        (r"[title='\e9 t\E9']", "été"),
        (r"[title=\31 0\%]", "10%"),
        ("[title='a\\\nb']", "ab"),
    ],
)
def test_escapes_hold_in_values(selector: str, value: str) -> None:
    assert compile_selector(selector).matches([Element(attributes={"title": value})])


@pytest.mark.parametrize(
    ("chain", "selector", "matches"),
    [
        # An earlier div is not the parent of the span.
        ("span;div;a;div;div;aside;section", "aside div > span", True),
        ("b;x;a;x;a;c", "c > a > b", False),
        ("b;x;a;x;a;c", "c > a b", True),
        ("b;a;x;a;x", "x > a > x > a > b", True),
        ("b;a;x;a", "x > a > x > a > b", False),
        ("b;p;div;p;main", "main > p b", True),
        ("b;p;div;p;main", "main > p > b", False),
    ],
)
def test_all_ways_of_placing_ancestors_are_tried(chain: str, selector: str, matches: bool) -> None:
    assert matches == compile_selector(selector).matches(parse_chain(chain))


def test_trying_all_ways_takes_no_exponential_time() -> None:
    chain = parse_chain("b" + ";a" * 400)
    began = time.process_time()

    assert not compile_selector("x " + "a " * 60 + "b").matches(chain)
    assert time.process_time() - began < 5


def test_subjects_are_the_elements_the_selector_speaks_of() -> None:
    assert list(compile_selector("a, div > b, b[x]").subjects(parse_chain('b:attr__x="";c;b;a;div'))) == [0, 3]
    assert list(compile_selector("div b").subjects(parse_chain("b;c;b;div;b"))) == [0, 2]
    assert list(compile_selector("x").subjects(PAGE)) == []


@pytest.mark.parametrize(
    ("selector", "is_broad"),
    [
        (":not(.a)", True),
        ("*:not(.a):not(b)", True),
        ("a, :not(.a)", True),
        ("a:not(.a)", False),
        (".b:not(.a)", False),
        ("div > :not(.a)", False),
        ("a", False),
    ],
)
def test_a_bare_not_is_broad(selector: str, is_broad: bool) -> None:
    assert is_broad == compile_selector(selector).is_broad


# Errors


@pytest.mark.parametrize(
    ("selector", "position", "hint"),
    [
        # What a chain does not hold.
        ("div + span", 4, "siblings"),
        ("div~span", 3, "siblings"),
        ("button:hover", 6, ""),
        (".btn:hover", 4, "exports do not record that"),
        ("a:first-child", 1, ":nth-child(1)"),
        ("a:first-of-type", 1, ":nth-of-type(1)"),
        ("a:last-child", 1, ""),
        ("a::before", 1, ""),
        ("a:before", 1, ""),
        (":is(a, b)", 0, "commas"),
        (":has(a)", 0, ":not()"),
        (":scope > a", 0, ""),
        ('a:contains("x")', 1, "`text`"),
        ("li:nth-child(2n+1)", 13, ":nth-child(1)"),
        ("li:nth-child(odd)", 13, ":nth-child(1)"),
        ("li:nth-child(0)", 13, ":nth-child(1)"),
        ("li:nth-child(+2)", 13, ":nth-child(1)"),
        ("li:nth-child(1.0)", 13, ":nth-child(1)"),
        ("li:nth-of-type(2 of a)", 15, ":nth-of-type(1)"),
        ("li:nth-child()", 13, ":nth-child(1)"),
        ("li:nth-child(", 12, ":nth-child(1)"),
        ("li:nth-child", 2, ":nth-child(1)"),
        ("li:nth-last-child(1)", 2, ""),
        (":not(:not(a))", 5, ":not(.a):not(.b)"),
        (":not(a, b)", 6, ":not(.a):not(.b)"),
        (":not(a b)", 7, ""),
        (":not(a > b)", 7, ""),
        (":not()", 5, ""),
        (":not(a", 4, ""),
        ("svg|a", 3, ""),
        ("[xlink|href]", 6, ""),
        ("[a=b i]", 5, ""),
        ("[a!=b]", 2, ":not([a="),
        # What is no CSS.
        ("[data-id=123]", 9, 'quote the value: [data-id="123"]'),
        ("a[href=/x/y] b", 7, 'quote the value: [href="/x/y"]'),
        ("[a=b c]", 3, 'quote the value: [a="b c"]'),
        ("[a=]", 3, 'quote the value: [a=""]'),
        ("#1a", 0, '[id="1a"]'),
        ("div #1a", 4, '[id="1a"]'),
        ("[@click]", 1, r"escape it: [\@click"),
        ("[xlink:href='x']", 6, r"escape it: [xlink\:href"),
        ("[a", 0, ""),
        ("[a='x'", 0, "]"),
        ("b [a='x", 5, ""),
        ("a)", 1, ""),
        ("a(b)", 1, ""),
        ("a{}", 1, ""),
        ("div*", 3, ""),
        ("[a]b", 3, ""),
        ("a.", 1, ""),
        ("a..b", 1, ""),
        ("#", 0, ""),
        ("a:", 1, ""),
        ("a \\", 2, ""),
        ("'a'", 0, ""),
        ("/* nothing */", 0, ""),
        # Empty parts, and combinators at an end.
        ("", 0, ""),
        (" \n", 0, ""),
        ("a,", 1, ""),
        (",a", 0, ""),
        ("a, ,b", 1, ""),
        ("a >", 2, ""),
        ("> a", 0, ""),
        ("a > > b", 2, ""),
        ("a >, b", 2, ""),
    ],
)
def test_an_error_says_where_and_what_to_write_instead(selector: str, position: int, hint: str) -> None:
    with pytest.raises(SelectorError) as caught:
        compile_selector(selector)

    assert (position, caught.value.message) == (caught.value.position, str(caught.value))
    assert hint in caught.value.hint
    assert escape_classes(selector) is None


@pytest.mark.parametrize(
    ("selector", "position", "hint", "escaped"),
    [
        (".hover:bg-blue", 6, r".hover\:bg-blue", r".hover\:bg-blue"),
        (".bg-yellow/50", 10, r".bg-yellow\/50", r".bg-yellow\/50"),
        (".max-w-[1px]", 8, r".max-w-\[1px\]", r".max-w-\[1px\]"),
        ("nav > a.py-2.5 b", 12, r".py-2\.5", r"nav > a.py-2\.5 b"),
        (".bg-[#1da1f2]:not(.x)", 5, r".bg-\[\#1da1f2\]", r".bg-\[\#1da1f2\]:not(.x)"),
        (".2xl:p-4", 0, r".\32 xl\:p-4", r".\32 xl\:p-4"),
        (".-2x", 0, r".-\32 x", r".-\32 x"),
        (".--x", 0, r".\--x", r".\--x"),
        (".!p-2", 0, r".\!p-2", r".\!p-2"),
        (".[&>p]:mt-4", 0, r".\[\&\>p\]\:mt-4", r".\[\&\>p\]\:mt-4"),
        (".md:hover:bg-x:nth-child(2)", 3, r".md\:hover\:bg-x", r".md\:hover\:bg-x:nth-child(2)"),
        (r".w-1\/2.md:flex", 10, r".md\:flex", r".w-1\/2.md\:flex"),
        (".w-1/2, .w-3/4", 4, r".w-1\/2", r".w-1\/2, .w-3\/4"),
        ("a:not(.md:flex)", 9, r".md\:flex", r"a:not(.md\:flex)"),
        ("[title='.a:b/c'].md:flex", 19, r".md\:flex", r"[title='.a:b/c'].md\:flex"),
        # Escaping the class is not enough.
        (".md:flex:hover", 3, r".md\:flex", None),
        (".md:flex + a", 3, r".md\:flex", None),
    ],
)
def test_a_raw_class_is_an_error_whose_hint_is_its_escaped_form(
    selector: str, position: int, hint: str, escaped: str | None
) -> None:
    with pytest.raises(SelectorError) as caught:
        compile_selector(selector)

    assert (position, f"escape it: {hint}") == (caught.value.position, caught.value.hint)
    assert escaped == escape_classes(selector)


@pytest.mark.parametrize("name", ["hover:bg-blue", "bg-yellow/50", "max-w-[1045px]", "py-2.5", "2xl:p-4", "-2x", "--x"])
def test_an_escaped_class_is_the_raw_one(name: str) -> None:
    escaped = escape_classes(f"div.{name} > a")

    assert escaped is not None
    assert compile_selector(escaped).matches([Element(tag="a"), Element(tag="div", classes=(name,))])


def test_a_valid_selector_has_nothing_to_escape() -> None:
    assert escape_classes(r"a.btn:not(.x) > .md\:flex") is None


# Laws

pieces = [
    "a",
    "b",
    ".c",
    "#d",
    "[e]",
    "[e=f]",
    '[e~="f"]',
    ":not(",
    ")",
    ":nth-child(2)",
    ">",
    ",",
    "*",
    "+",
    ":",
    ".",
    "#",
    "[",
    "]",
    "=",
    '"',
    "'",
    "\\",
    "1",
    "-",
    "|",
    "/*",
    "*/",
    "/",
    "~",
    ":hover",
    "::",
    "é",
]
fragments = st.lists(st.sampled_from([*pieces, " ", "\n", " > ", "[e='f g']"]), max_size=8).map("".join)


@given(st.text(max_size=20) | fragments)
def test_a_text_is_a_selector_of_css_or_an_error_within_it(text: str) -> None:
    error = None
    try:
        compile_selector(text)
    except SelectorError as caught:
        error = caught

    assert parser.parse(text) if error is None else 0 <= error.position < max(1, len(text))


simple = st.sampled_from([".c", ".d", "#i", "[x]", '[x="1"]', "[x^='1']", ":nth-child(1)", ":nth-of-type(2)"])
simple |= st.just(":not(.c)")
compounds = st.builds(
    lambda tag, parts: tag + "".join(parts) or "*", st.sampled_from(["", "a", "b", "*"]), st.lists(simple, max_size=2)
)
paths = st.builds(
    lambda first, rest: first + "".join(map("".join, rest)),
    compounds,
    st.lists(st.tuples(st.sampled_from([" ", " > ", ">"]), compounds), max_size=3),
)
selectors = st.lists(paths, min_size=1, max_size=2).map(", ".join)
elements = st.builds(
    Element,
    tag=st.sampled_from(["a", "b", "A"]),
    classes=st.sampled_from([(), ("c",), ("d", "c")]),
    id=st.sampled_from([None, "i"]),
    nth_child=st.sampled_from([None, 1, 2]),
    nth_of_type=st.sampled_from([None, 2]),
    attributes=st.sampled_from([{}, {"x": "1"}, {"X": "12"}, {"id": "i"}]),
)


@given(selectors, st.lists(elements, max_size=6))
def test_selectors_agree_with_a_slow_and_obvious_matcher(text: str, chain: list[Element]) -> None:
    trees = [selector.parsed_tree for selector in parser.parse(text)]
    expected = [index for index in range(len(chain)) if any(is_subject(tree, chain, index) for tree in trees)]
    selector = compile_selector(text)

    assert expected == list(selector.subjects(chain))
    assert bool(expected) == selector.matches(chain)


def is_subject(tree: parser.Tree, chain: Sequence[Element], index: int) -> bool:
    """The meaning of a parsed selector, by recursion and trial of every ancestor."""
    element = chain[index]
    names = {name.lower(): value for name, value in element.attributes.items()}
    match tree:
        case parser.CombinedSelector():
            outside = range(index + 1, len(chain))
            ancestors = outside[:1] if tree.combinator == ">" else outside
            return is_subject(tree.subselector, chain, index) and any(
                is_subject(tree.selector, chain, ancestor) for ancestor in ancestors
            )
        case parser.Element():
            return tree.element in {None, element.tag.lower()}
        case parser.Class():
            holds = tree.class_name in element.classes
        case parser.Hash():
            holds = tree.id in {element.id, names.get("id")}
        case parser.Attrib():
            value, operand = names.get(tree.attrib), tree.value.value if tree.value else ""
            holds = value is not None and bool(re.match(f"{operand}{'$' if tree.operator == '=' else ''}", value))
        case parser.Function():
            position = element.nth_child if tree.name == "nth-child" else element.nth_of_type
            holds = [str(position)] == [argument.value for argument in tree.arguments]
        case parser.Negation():
            holds = not is_subject(tree.subselector, chain, index)
        case _:
            raise AssertionError(tree)
    return holds and is_subject(tree.selector, chain, index)
