//! Element chains: their pieces, the parts of a well-formed element, and the tests that an element meets.
//!
//! The rules are sections 8 to 12 of `docs/semantics.md`. What is not well-formed is left to Python.
#![forbid(unsafe_code)]

use std::borrow::Cow;

use crate::marks::code_unit;
use crate::memory::Table;
use crate::tests::Tests;
use crate::texts::{is_space, words};
use crate::tokens::Kind;

/// A test of one attribute of an element.
pub struct AttributeTest {
    pub name: String,
    pub operator: AttributeOperator,
    pub operand: String,
}

pub enum AttributeOperator {
    Exists,
    Equals,
    StartsWith,
    EndsWith,
    Contains,
    HasWord,
    IsLanguage,
}

impl AttributeOperator {
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "exists" => Self::Exists,
            "=" => Self::Equals,
            "^=" => Self::StartsWith,
            "$=" => Self::EndsWith,
            "*=" => Self::Contains,
            "~=" => Self::HasWord,
            "|=" => Self::IsLanguage,
            _ => return None,
        })
    }

    fn meets(&self, value: &str, operand: &str) -> bool {
        match self {
            Self::Exists => true,
            Self::Equals => value == operand,
            Self::StartsWith => !operand.is_empty() && value.starts_with(operand),
            Self::EndsWith => !operand.is_empty() && value.ends_with(operand),
            Self::Contains => !operand.is_empty() && value.contains(operand),
            Self::HasWord => words(value).any(|word| word == operand),
            Self::IsLanguage => {
                value.strip_prefix(operand).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            }
        }
    }
}

/// Tests on one element, all of which must hold.
#[derive(Default)]
pub struct Compound {
    pub tag: Option<String>,
    pub classes: Vec<String>,
    pub attributes: Vec<AttributeTest>,
    pub nth_child: Vec<u64>,
    pub nth_of_type: Vec<u64>,
    pub negations: Vec<Compound>,
}

impl Compound {
    fn fits(&self, element: &Element) -> bool {
        self.classes.iter().all(|name| element.has_class(name))
            && self.tag.as_ref().is_none_or(|tag| element.tag.eq_ignore_ascii_case(tag))
            && self.nth_child.iter().all(|position| element.position("nth-child") == Some(*position))
            && self.nth_of_type.iter().all(|position| element.position("nth-of-type") == Some(*position))
            && self.attributes.iter().all(|attribute| element.meets(attribute))
            && !self.negations.iter().any(|negation| negation.fits(element))
    }
}

/// What sets a flag of an element.
pub enum ElementTest {
    Compound(Compound),
    Tag(Vec<String>),
    /// The element has a value under this key.
    Has(String),
}

/// What an element must have to meet a test: one of these; without any, every element is tested.
#[derive(Default)]
pub struct Keys {
    pub classes: Vec<String>,
    pub tags: Vec<String>,
    pub keys: Vec<String>,
    pub values: Vec<String>,
}

/// One element, its parts as they stand in its text.
#[derive(Default)]
pub struct Element<'a> {
    tag: &'a str,
    head: &'a str,
    pairs: Vec<(&'a str, Cow<'a, str>)>,
}

impl<'a> Element<'a> {
    /// The element that a text is; None if it is not a well-formed one.
    pub fn read(text: &'a str) -> Option<Self> {
        let Some((first, mut rest)) = text.split_once('"') else {
            let head = text.strip_suffix(':').unwrap_or(text);
            return (!head.contains(';')).then(|| Element::new(head, Vec::new()));
        };
        let (head, mut key) = first_key(first)?;
        let mut pairs = Vec::with_capacity(16);
        loop {
            let end = closing_quote(rest)?;
            let value = &rest[..end];
            let is_escaped = value.contains('\\');
            pairs.push((key, if is_escaped { value.replace("\\\"", "\"").into() } else { value.into() }));
            rest = &rest[end + 1..];
            if rest.is_empty() {
                return Some(Element::new(head, pairs));
            }
            let (between, behind) = rest.split_once('"')?;
            key = between.strip_suffix('=').filter(|key| is_key(key))?;
            rest = behind;
        }
    }

    /// An element of its tag and classes, as they stand in a chain, and its pairs.
    pub fn new(head: &'a str, pairs: Vec<(&'a str, Cow<'a, str>)>) -> Self {
        let tag = head.split(ends_name).next().unwrap_or("");
        Element { tag, head, pairs }
    }

    /// The first value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(name, _)| *name == key).map(|(_, value)| &**value)
    }

    fn head_classes(&self) -> impl Iterator<Item = &'a str> {
        self.head.split(ends_name).skip(1).filter(|name| !name.is_empty())
    }

    fn has_class(&self, name: &str) -> bool {
        match self.get("attr__class") {
            Some(written) => words(written).any(|word| word == name),
            None => self.head_classes().any(|class| class == name),
        }
    }

    fn position(&self, key: &str) -> Option<u64> {
        let digits = self.get(key)?;
        let plain = !digits.is_empty() && digits.len() <= 18 && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse().ok().filter(|position| plain && *position >= 1)
    }

    fn meets(&self, test: &AttributeTest) -> bool {
        let meets = |value: &str| test.operator.meets(value, &test.operand);
        for (place, (key, value)) in self.pairs.iter().enumerate() {
            if let Some(name) = key.strip_prefix("attr__") {
                // Of a repeated key, the first value counts.
                if name.eq_ignore_ascii_case(&test.name)
                    && meets(value)
                    && !self.pairs[..place].iter().any(|(earlier, _)| earlier == key)
                {
                    return true;
                }
            }
        }
        match &*test.name {
            "href" => self.get("href").is_some_and(meets),
            "id" => self.get("attr_id").is_some_and(meets),
            "class" if self.get("attr__class").is_none() => {
                let classes: Vec<_> = self.head_classes().collect();
                !classes.is_empty() && meets(&classes.join(" "))
            }
            _ => false,
        }
    }
}

/// The place of the first quote that no backslash precedes.
fn closing_quote(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'"', bytes).find(|place| *place == 0 || bytes[place - 1] != b'\\')
}

/// Whether a character ends the tag, or a class, of a head.
fn ends_name(character: char) -> bool {
    character == '.' || is_space(character)
}

/// The head and the first key of the text before the first value: `a.nav:href=`.
fn first_key(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_suffix('=')?;
    let begin = text
        .char_indices()
        .rev()
        .find(|(_, character)| is_space(*character) || matches!(character, '=' | ';'))
        .map_or(0, |(place, character)| place + character.len_utf8());
    let run = &text[begin..];
    let key = match run.find(":attr__") {
        Some(place) => place + 1,
        None => run.rfind(':').map(|place| place + 1).filter(|start| *start < run.len() && is_word(&run[*start..]))?,
    };
    let place = begin + key;
    (!text[..place].contains(';')).then(|| (&text[..place - 1], &text[place..]))
}

fn is_key(text: &str) -> bool {
    match text.strip_prefix("attr__") {
        Some(name) => !name.contains(|character| is_space(character) || matches!(character, '=' | ';')),
        None => is_word(text),
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// The conditions on the texts, or the links, of elements.
pub struct ValueTests {
    pub key: String,
    pub tests: Tests,
    /// The flag of each condition.
    pub flags: Vec<u32>,
}

/// All tests on elements, and what an element must have to meet each.
#[derive(Default)]
pub struct ElementTests {
    pub tests: Vec<(u32, ElementTest)>,
    pub values: Vec<ValueTests>,
    always: Vec<u32>,
    by_class: Table<Box<[u8]>, Vec<u32>>,
    by_tag: Table<Box<[u8]>, Vec<u32>>,
    by_key: Table<Box<[u8]>, Vec<u32>>,
    by_value: Table<Box<[u8]>, Vec<u32>>,
    candidates: Vec<u32>,
    met: Vec<u32>,
}

impl ElementTests {
    /// Add a test that sets a flag.
    pub fn add(&mut self, flag: u32, test: ElementTest, keys: Keys) {
        let number = self.tests.len() as u32;
        self.tests.push((flag, test));
        let tables = [
            (&mut self.by_class, keys.classes),
            (&mut self.by_tag, keys.tags),
            (&mut self.by_key, keys.keys),
            (&mut self.by_value, keys.values),
        ];
        let mut any = false;
        for (table, texts) in tables {
            for text in texts {
                any = true;
                table.entry(text.into_bytes().into()).or_default().push(number);
            }
        }
        if !any {
            self.always.push(number);
        }
    }

    /// Find the flags of the element that a text without escapes is; false if Python must read it.
    pub fn run(&mut self, text: &str, flags: &mut Vec<u32>) -> bool {
        flags.clear();
        Element::read(text).is_some_and(|element| self.run_element(&element, flags))
    }

    /// Find the flags of an element; false if Python must read it.
    pub fn run_element(&mut self, element: &Element, flags: &mut Vec<u32>) -> bool {
        flags.clear();
        self.find_candidates(element);
        for number in &self.candidates {
            let (flag, test) = &self.tests[*number as usize];
            let holds = match test {
                ElementTest::Compound(compound) => compound.fits(element),
                ElementTest::Tag(tags) => tags.iter().any(|tag| element.tag.eq_ignore_ascii_case(tag)),
                ElementTest::Has(key) => element.get(key).is_some(),
            };
            if holds {
                flags.push(*flag);
            }
        }
        for value in &mut self.values {
            if let Some(text) = element.get(&value.key) {
                if !value.tests.run(Kind::Text, text.as_bytes(), &mut self.met) {
                    return false;
                }
                flags.extend(self.met.iter().map(|condition| value.flags[*condition as usize]));
            }
        }
        flags.sort_unstable();
        flags.dedup();
        true
    }

    fn find_candidates(&mut self, element: &Element) {
        let candidates = &mut self.candidates;
        candidates.clear();
        candidates.extend_from_slice(&self.always);
        let mut look_up = |table: &Table<Box<[u8]>, Vec<u32>>, text: &str| {
            if let Some(found) = table.get(text.as_bytes()) {
                candidates.extend_from_slice(found);
            }
        };
        if !self.by_tag.is_empty() {
            if element.tag.bytes().any(|byte| byte.is_ascii_uppercase()) {
                look_up(&self.by_tag, &element.tag.to_ascii_lowercase());
            } else {
                look_up(&self.by_tag, element.tag);
            }
        }
        if !self.by_class.is_empty() {
            element.head_classes().for_each(|class| look_up(&self.by_class, class));
        }
        for (key, value) in &element.pairs {
            if !self.by_class.is_empty() && *key == "attr__class" {
                words(value).for_each(|class| look_up(&self.by_class, class));
            }
            if !self.by_key.is_empty() {
                if key.bytes().any(|byte| byte.is_ascii_uppercase()) {
                    look_up(&self.by_key, &key.to_ascii_lowercase());
                } else {
                    look_up(&self.by_key, key);
                }
            }
            if !self.by_value.is_empty() {
                look_up(&self.by_value, value);
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
    }
}

/// The texts of the elements of a chain as they stand in JSON: the chain is cut at each `;` outside of quotes.
pub struct Pieces<'a> {
    rest: &'a [u8],
    /// Whether each backslash stands before a quote, so that backslashes count quotes.
    only_quotes: bool,
    done: bool,
}

impl<'a> Pieces<'a> {
    /// None if an escape stands for a character that cuts the chain.
    pub fn new(chain: &'a [u8]) -> Option<Self> {
        let mut only_quotes = true;
        let mut behind = 0;
        for place in memchr::memchr_iter(b'\\', chain) {
            match chain.get(place + 1) {
                Some(b'"') => {}
                Some(b'u') if place >= behind && code_unit(chain, place + 2).is_none_or(|unit| unit < 0x80) => {
                    return None
                }
                _ => only_quotes = false,
            }
            if place >= behind {
                behind = place + 2;
            }
        }
        Some(Pieces { rest: chain.strip_suffix(b";").unwrap_or(chain), only_quotes, done: false })
    }

    /// How many quotes of a piece open or close a value: those without a backslash before them in the chain.
    fn quotes(&self, piece: &[u8]) -> usize {
        if self.only_quotes {
            return memchr::memchr_iter(b'\\', piece).count();
        }
        let (mut count, mut place) = (0, 0);
        while let Some(found) = memchr::memchr(b'\\', &piece[place..]) {
            place += found + 2;
            match piece.get(place - 1) {
                Some(b'"') => count += 1,
                // A backslash of the chain; a quote right behind it is part of a value.
                Some(b'\\') if piece.get(place..place + 2) == Some(b"\\\"") => place += 2,
                _ => {}
            }
            place = place.min(piece.len());
        }
        count
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.done {
            return None;
        }
        let mut from = 0;
        let mut quotes = 0;
        loop {
            match memchr::memchr(b';', &self.rest[from..]) {
                None => {
                    self.done = true;
                    return Some(self.rest);
                }
                Some(place) => {
                    quotes += self.quotes(&self.rest[from..from + place]);
                    if quotes % 2 == 0 {
                        let piece = &self.rest[..from + place];
                        self.rest = &self.rest[from + place + 1..];
                        return Some(piece);
                    }
                    from += place + 1;
                }
            }
        }
    }
}

#[cfg(test)]
mod checks {
    use super::*;

    fn parts(text: &str) -> Option<(String, Vec<(String, String)>)> {
        Element::read(text).map(|element| {
            let pairs = element.pairs.iter().map(|(key, value)| (key.to_string(), value.to_string()));
            (element.head.to_string(), pairs.collect())
        })
    }

    fn pair(key: &str, value: &str) -> (String, String) {
        (key.into(), value.into())
    }

    #[test]
    fn elements_have_a_head_and_pairs() {
        let expected = vec![pair("href", "/x"), pair("text", "Docs")];
        assert_eq!(parts(r#"a.nav:href="/x"text="Docs""#), Some(("a.nav".into(), expected)));
        assert_eq!(parts("li"), Some(("li".into(), vec![])));
        assert_eq!(parts("li:"), Some(("li".into(), vec![])));
        assert_eq!(parts(r#"a.md:flex:attr__x:y="1""#), Some(("a.md:flex".into(), vec![pair("attr__x:y", "1")])));
        assert_eq!(
            parts(r#"a:text="24\" and \\" more""#),
            Some(("a".into(), vec![pair("text", r#"24" and \" more"#)]))
        );
        for odd in [r#"a:href="x"#, r#"a"x""#, r#"a:href="x" text="y""#, r#"a:href="x""y""#, r#"a:b\="x""#] {
            assert_eq!(parts(odd), None, "{odd}");
        }
    }

    #[test]
    fn what_one_value_leaves_to_python_is_not_mixed_with_another() {
        use crate::tests::Way;

        let asking = ValueTests { key: "href".into(), tests: Tests::new(vec![vec![Way::Asks]]), flags: vec![1] };
        let texts = (0..3).map(|_| vec![Way::Whole("Docs".into())]).collect();
        let whole = ValueTests { key: "text".into(), tests: Tests::new(texts), flags: vec![2, 3, 4] };
        let mut tests = ElementTests { values: vec![whole, asking], ..ElementTests::default() };
        assert!(!tests.run(r#"a:href="/x"text="Docs""#, &mut Vec::new()));
        tests.values.reverse();
        assert!(!tests.run(r#"a:href="/x"text="Docs""#, &mut Vec::new()));
    }

    #[test]
    fn semicolons_inside_quotes_do_not_cut() {
        let pieces = |chain: &'static [u8]| Pieces::new(chain).map(Iterator::collect::<Vec<_>>);
        assert_eq!(pieces(br#"a:style=\"x;y\";b;"#), Some(vec![&br#"a:style=\"x;y\""#[..], b"b"]));
        assert_eq!(pieces(br#"a:b=\"\\\";\";;c"#), Some(vec![&br#"a:b=\"\\\";\""#[..], b"", b"c"]));
        assert_eq!(pieces(br#"a:b=\"\n;\\\\\";\""#), Some(vec![&br#"a:b=\"\n;\\\\\";\""#[..]]));
        assert_eq!(pieces(br"a\u003bb"), None);
        assert_eq!(pieces(br"a\u00e9;b"), Some(vec![&br"a\u00e9"[..], b"b"]));
    }
}
