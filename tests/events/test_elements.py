from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actioncli.events.elements import Element, choose_elements, from_array, parse_chain

LINK = Element(tag="a", text="Buy", href="/x")


# The head: tag and classes


@pytest.mark.parametrize(
    ("head", "tag", "classes"),
    [
        ("a", "a", ()),
        ("a.btn.active", "a", ("btn", "active")),
        (".another.something", "", ("another", "something")),
        ("a...small", "a", ("small",)),
        ('"a.small', "a", ("small",)),
        ('"a........small', "a", ("small",)),
        ('a".small', 'a"', ("small",)),
        ("a.one two\nthree", "a", ("one", "two", "three")),
        ("div.md:flex.w-1/2.bg-[#1da1f2]", "div", ("md:flex", "w-1/2", "bg-[#1da1f2]")),
        ("div.py-2.5", "div", ("py-2", "5")),
        ("div:", "div", ()),
        ("div.md:", "div", ("md",)),
        ("svg.größe", "svg", ("größe",)),
    ],
)
def test_a_head_is_a_tag_and_classes(head: str, tag: str, classes: tuple[str, ...]) -> None:
    assert (Element(tag=tag, classes=classes),) == parse_chain(head)


def test_attributes_start_at_the_first_colon_before_a_key_and_a_quote() -> None:
    assert (Element(tag="a", classes=("small", "xy:z"), href="/a-url"),) == parse_chain('a.small.xy:z:href="/a-url"')
    assert (Element(tag="a", classes=("md:x=1",), text="t"),) == parse_chain('a.md:x=1:text="t"')
    assert (Element(tag="use", attributes={"xlink:href": "#i"}),) == parse_chain('use:attr__xlink:href="#i"')


def test_the_class_attribute_alone_keeps_classes_whole() -> None:
    [element] = parse_chain('div.5.py-2:attr__class="py-2.5\n  flex"')

    assert element.classes == ("py-2.5", "flex")


# Elements


@pytest.mark.parametrize(
    ("chain", "tags"),
    [
        ("", []),
        ("button;div;body", ["button", "div", "body"]),
        ("button;div;", ["button", "div"]),
        ("a;;b", ["a", "", "b"]),
        ('button;a:href="/x"', ["button", "a"]),
        ('button:attr__style="color:red;div:1";body', ["button", "body"]),
        ('a:text="He said \\"ship it\\"; we did";li', ["a", "li"]),
        ('a:text=";";li', ["a", "li"]),
        ('a:text="one;two;three\nfour";li', ["a", "li"]),
    ],
)
def test_elements_are_what_stands_between_semicolons_outside_quotes(chain: str, tags: list[str]) -> None:
    assert tags == [element.tag for element in parse_chain(chain)]


# Values


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Sign up!", "Sign up!"),
        ("", ""),
        (r"say \"hi\"", 'say "hi"'),
        (r"C:\new", r"C:\new"),
        (r"a\\\"b", r"a\\" + '"b'),
        ('div:href=;x\n <b class="'.replace('"', r"\""), 'div:href=;x\n <b class="'),
        (" 🎉 ", " 🎉 "),
    ],
)
def test_a_value_is_read_back_as_it_was(written: str, text: str) -> None:
    expected = (Element(tag="a", text=text, href="/x"), Element(tag="li"))

    assert expected == parse_chain(f'a:text="{written}"href="/x";li')
    assert expected == parse_chain(f'a:href="/x"text="{written}";li')


def test_a_value_may_look_like_an_element_with_an_open_quote() -> None:
    chain = 'a:attr__x="b"text=";li:attr__y="href="attr__w="'
    assert (Element(tag="a", text=";li:attr__y=", href="attr__w=", attributes={"x": "b"}),) == parse_chain(chain)


def test_of_a_repeated_key_the_first_counts() -> None:
    assert (Element(tag="a", text="", attributes={"x": "1"}),) == parse_chain('a:text=""text="b"attr__x="1"attr__x="2"')


def test_only_the_keys_of_a_chain_are_fields() -> None:
    chain = 'a:attr__text="t"data-text="d"attr__href="/h"attr__id="i"prop="p"attr_class="c"'

    assert (Element(tag="a", attributes={"text": "t", "href": "/h", "id": "i"}),) == parse_chain(chain)


def test_the_id_is_a_key_of_its_own() -> None:
    [element] = parse_chain('a:attr_id="one"attr__id="two"')

    assert (element.id, element.attributes) == ("one", {"id": "two"})


@pytest.mark.parametrize(
    ("value", "position"),
    [("1", 1), ("11", 11), ("0", None), ("-1", None), ("1.5", None), ("", None), ("x", None), ("²", None)],
)
def test_a_position_is_a_whole_number_from_1(value: str, position: int | None) -> None:
    [element] = parse_chain(f'li:nth-child="{value}"nth-of-type="{value}"')

    assert (position, position) == (element.nth_child, element.nth_of_type)


def test_a_number_of_many_digits_is_no_position() -> None:
    assert None is parse_chain(f'li:nth-child="{"9" * 5000}"')[0].nth_child


# Recovery


@pytest.mark.parametrize(
    ("chain", "elements"),
    [
        # A backslash at the end of a text swallows the quote.
        (r'a:text="D:\"nth-child="2";li', [Element(tag="a", text="D:\\", nth_child=2), Element(tag="li")]),
        (r'a:text="D:\";li:nth-child="1"', [Element(tag="a", text="D:\\"), Element(tag="li", nth_child=1)]),
        (r'a:text="D:\"', [Element(tag="a", text="D:\\")]),
        (r'a:text="D:\";li', [Element(tag="a", text="D:\\"), Element(tag="li")]),
        (r'a:text="\"D:\" and C:\"href="/x"', [Element(tag="a", text='"D:" and C:\\', href="/x")]),
        # A stray quote after a value.
        ('a:text="cutoff"text"', [Element(tag="a", text="cutoff")]),
        ('a:text="x"junk href="/y";li', [Element(tag="a", text="x", href="/y"), Element(tag="li")]),
        ('a:text="x"+attr__y:z="1";li', [Element(tag="a", text="x", attributes={"y:z": "1"}), Element(tag="li")]),
        ('a:text="x" ;li', [Element(tag="a", text="x"), Element(tag="li")]),
        # A quote that is never closed.
        ('a:text="x;li', [Element(tag="a", text="x;li")]),
        ('a:text="', [Element(tag="a", text="")]),
        # Quotes where none belong.
        ('a"b;li:text="x"', [Element(tag='a"b'), Element(tag="li", text="x")]),
        ('a:="x";li', [Element(tag='a:="x"'), Element(tag="li")]),
    ],
)
def test_a_spoiled_chain_is_read_as_far_as_it_makes_sense(chain: str, elements: list[Element]) -> None:
    assert elements == list(parse_chain(chain))


# Laws


def written(element: Element, head_classes: tuple[str, ...]) -> str:
    """The element as PostHog writes it, classes in the head only if the element has no `class`."""
    keys = {"text": element.text, "href": element.href, "attr_id": element.id}
    keys |= {"nth-child": element.nth_child, "nth-of-type": element.nth_of_type}  # type: ignore[dict-item]
    keys |= {f"attr__{name}": value for name, value in element.attributes.items()}
    values = "".join(
        '{}="{}"'.format(key, str(value).replace('"', '\\"')) for key, value in keys.items() if value is not None
    )
    return ".".join([element.tag, *head_classes]) + (f":{values}" if values else "")


names = st.text("abcXYZ019_-é", min_size=1, max_size=8)
classes = st.lists(st.from_regex(r"[a-zä!][a-z0-9/_\[\]#-]{0,6}(:[a-z]{1,3})?", fullmatch=True), max_size=3)
texts = st.text(st.sampled_from('ab ;:="\\.\n<é🎉') | st.characters(codec="utf-8"), max_size=12)
values = texts.filter(lambda text: not text.endswith("\\"))
positions = st.none() | st.integers(1, 99)
attribute_names = names.filter(lambda name: name != "class") | st.sampled_from(["xlink:href", "@click", "data.x", "id"])


@st.composite
def elements_with_text(draw: st.DrawFn) -> tuple[Element, str]:
    element = Element(
        tag=draw(st.sampled_from(["", "a", "h1", "my-element"])),
        classes=tuple(draw(classes)),
        text=draw(st.none() | values),
        href=draw(st.none() | values),
        id=draw(st.none() | values),
        nth_child=draw(positions),
        nth_of_type=draw(positions),
        attributes=draw(st.dictionaries(attribute_names, values, max_size=3)),
    )
    return element, written(element, element.classes)


@given(st.lists(elements_with_text(), min_size=1, max_size=5), st.sampled_from(["", ";"]))
def test_what_a_writer_wrote_is_read_back(elements: list[tuple[Element, str]], end: str) -> None:
    end = end or (";" if not elements[-1][1] else "")  # an empty last element needs its semicolon
    chain = ";".join(text for _, text in elements) + end

    assert [element for element, _ in elements] == list(parse_chain(chain))


hostile = st.text('ab_-:.;="\\ \n', max_size=40) | st.lists(
    st.sampled_from(["a", ".b", ":", 'text="', 'attr__x="', '"', '\\"', "\\", ";", " ", "=", "md:flex", 'href="/x"']),
    max_size=20,
).map("".join)


@given(hostile)
@example('a:attr__:b="')
@example('a:b="\\";:a="')
def test_chains_are_read_as_a_slow_and_obvious_reader_reads_them(chain: str) -> None:
    assert list(slowly_parsed(chain)) == [
        (element.tag, element.text, element.href, dict(element.attributes)) for element in parse_chain(chain)
    ]


@given(st.text(), hostile)
def test_a_spoiled_element_changes_nothing_in_those_after_it(text: str, chain: str) -> None:
    assert parse_chain(chain) == parse_chain('x:a="b"c;' + chain)[1:]
    assert isinstance(parse_chain(text), tuple)


def slowly_parsed(chain: str) -> Iterator[tuple[str, str | None, str | None, dict[str, str]]]:
    """Section 9 of the semantics, word by word, without a thought for time."""
    key = re.compile(r'(attr__[^\s"=;]*|[A-Za-z0-9_-]+)="')
    at = 0

    def may_follow(place: int) -> bool:
        return place >= len(chain) or chain[place] == ";" or key.match(chain, place) is not None

    while at < len(chain):
        start = at
        while at < len(chain) and chain[at] != ";" and not (chain[at] == ":" and key.match(chain, at + 1)):
            at += 1
        head, found = chain[start:at], key.match(chain, at + 1) if chain[at : at + 1] == ":" else None
        if not found:
            head = head.removesuffix(":")
        pairs: list[tuple[str, str]] = []
        while found:
            begin = end = found.end()
            while end < len(chain) and not (chain[end] == '"' and (chain[end - 1] != "\\" or end == begin)):
                end += 1
            at = min(end + 1, len(chain))
            if end == len(chain) or not may_follow(at):
                for escaped in range(begin, end - 1):
                    if chain[escaped : escaped + 2] == '\\"' and may_follow(escaped + 2):
                        end, at = escaped + 1, escaped + 2
                        break
            pairs.append((found[1], chain[begin:end].replace('\\"', '"')))
            while not may_follow(at):
                at += 1
            found = key.match(chain, at)
        keys = dict(reversed(pairs))
        attributes = {name[6:]: value for name, value in keys.items() if name.startswith("attr__")}
        yield re.split(r"[.\s]", head)[0].lstrip('"'), keys.get("text"), keys.get("href"), attributes
        at += 1


@pytest.mark.parametrize("spoiled", ['\\"', ":attr__", 'attr__="', 'a:b="c" ', 'a:text="\\"; '])
@pytest.mark.parametrize("start", ["", 'a:text="'])
def test_a_hostile_megabyte_takes_no_longer_than_its_length(start: str, spoiled: str) -> None:
    """Quadratic reading would take minutes; the limit leaves room for slow machines."""
    chain = start + spoiled * (1_000_000 // len(spoiled))
    began = time.process_time()

    parse_chain(chain)

    assert time.process_time() - began < 15


# Arrays


def test_an_array_of_the_browser_library_has_its_own_names() -> None:
    items = [
        {"tag_name": "button", "$el_text": "Save", "classes": ["btn"], "attr__data-attr": "x", "nth_child": 1},
        {"tag_name": "a", "attr__href": "/x", "attr__id": "top", "attr__class": "nav\n active", "nth_of_type": 2},
    ]

    assert from_array(items) == (
        Element(tag="button", classes=("btn",), text="Save", nth_child=1, attributes={"data-attr": "x"}),
        Element(
            tag="a",
            classes=("nav", "active"),
            href="/x",
            id="top",
            nth_of_type=2,
            attributes={"href": "/x", "id": "top", "class": "nav\n active"},
        ),
    )


def test_an_array_of_the_api_is_sorted_and_keeps_its_attributes_apart() -> None:
    items = [
        {"tag_name": "div", "attr_class": None, "order": 1, "href": "", "text": None},
        {
            "event": None,
            "tag_name": "a",
            "text": "Buy",
            "attr_class": ["5", "py-2"],
            "attr_id": "buy",
            "href": "/x",
            "nth_child": 2,
            "nth_of_type": 1,
            "attributes": {"attr__class": "py-2.5", "attr__rel": "", "junk": "x"},
            "order": 0,
        },
    ]

    assert from_array(items) == (
        Element("a", ("py-2.5",), "Buy", "/x", "buy", 2, 1, {"class": "py-2.5"}),
        Element(tag="div"),
    )


def test_without_an_order_for_all_an_array_stays_as_given() -> None:
    items = [{"tag_name": "a", "order": 1}, {"tag_name": "b"}, {"tag_name": "c", "order": 0}]

    assert [element.tag for element in from_array(items)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("value", "classes"),
    [(["a", "b"], ("a", "b")), ("a  b\n", ("a", "b")), ([], ()), ([None, "a", ""], ("a",)), (7, ("7",))],
)
@pytest.mark.parametrize("key", ["attr_class", "classes", "attr__class"])
def test_classes_of_an_array_are_a_list_or_words(key: str, value: object, classes: tuple[str, ...]) -> None:
    assert classes == from_array([{"tag_name": "a", key: value}])[0].classes


def test_what_is_no_text_in_an_array_has_its_text_form() -> None:
    items = [{"$el_text": 5.0, "attr__a": True, "attr__b": 1.5, "attr__c": {"k": "é"}, "nth_child": "3", "href": 0}]

    expected = Element(text="5", href="0", nth_child=3, attributes={"a": "true", "b": "1.5", "c": '{"k":"é"}'})
    assert (expected,) == from_array(items)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
array_keys = ["tag_name", "text", "$el_text", "href", "attr__href", "attr_class", "attributes", "order", "nth_child"]


@given(st.lists(json_values | st.dictionaries(st.sampled_from(array_keys), json_values)))
def test_of_an_array_every_object_is_an_element_and_nothing_else(items: list[object]) -> None:
    assert sum(isinstance(item, dict) for item in items) == len(from_array(items))


# Where they come from


@pytest.mark.parametrize(
    ("sources", "chosen"),
    [
        (("a", "b", "c", [{"tag_name": "d"}]), "a"),
        (("", "b", "c", [{"tag_name": "d"}]), "b"),
        ((None, None, "c", [{"tag_name": "d"}]), "c"),
        ((None, "", "", [{"tag_name": "d"}]), (Element(tag="d"),)),
        ((None, None, [{"tag_name": "c"}], [{"tag_name": "d"}]), (Element(tag="c"),)),
        ((None, None, [], [{"tag_name": "d"}]), (Element(tag="d"),)),
        ((None, None, None, None), None),
        ((1, {}, 2.0, "a chain is no array"), None),
    ],
)
def test_the_first_source_that_is_not_empty_is_chosen(sources: tuple[object, ...], chosen: object) -> None:
    assert chosen == choose_elements(*sources)


@pytest.mark.parametrize(
    ("elements", "chosen"),
    [
        ('[{"tag_name": "a", "text": "Buy", "href": "/x"}]', (LINK,)),
        (json.dumps('a:text="Buy"'), 'a:text="Buy"'),
        (json.dumps(json.dumps([{"tag_name": "a", "text": "Buy", "href": "/x"}])), (LINK,)),
        ("[]", None),
        ("{}", None),
        ('""', None),
        ('{"tag_name": "a"', None),
        ("[" * 100_000, None),
        ('a:text="Buy"', 'a:text="Buy"'),
    ],
)
def test_elements_that_are_json_text_are_decoded_first(elements: str, chosen: object) -> None:
    assert chosen == choose_elements(None, None, elements, None)
