//! Element chains: their pieces, and the parts of a well-formed element.
//!
//! The rules are sections 8 to 10 of `docs/semantics.md`. What is not well-formed is left to Python.
#![forbid(unsafe_code)]

use std::borrow::Cow;

use crate::marks::code_unit;
use crate::selectors::AttributeTest;
use crate::texts::{is_space, words};

/// One element, its parts as they stand in its text.
#[derive(Default)]
pub struct Element<'a> {
    pub tag: &'a str,
    head: &'a str,
    /// Keys and values, in order.
    pub pairs: Vec<(&'a str, Cow<'a, str>)>,
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

    /// The classes of its head.
    pub fn head_classes(&self) -> impl Iterator<Item = &'a str> {
        self.head.split(ends_name).skip(1).filter(|name| !name.is_empty())
    }

    /// Whether it has a class, which `attr__class` names if it is there.
    pub fn has_class(&self, name: &str) -> bool {
        match self.get("attr__class") {
            Some(written) => words(written).any(|word| word == name),
            None => self.head_classes().any(|class| class == name),
        }
    }

    /// The position under a key, from 1.
    pub fn position(&self, key: &str) -> Option<u64> {
        let digits = self.get(key)?;
        let plain = !digits.is_empty() && digits.len() <= 18 && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse().ok().filter(|position| plain && *position >= 1)
    }

    /// Whether it has an attribute that meets a test.
    pub fn meets(&self, test: &AttributeTest) -> bool {
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
    fn semicolons_inside_quotes_do_not_cut() {
        let pieces = |chain: &'static [u8]| Pieces::new(chain).map(Iterator::collect::<Vec<_>>);
        assert_eq!(pieces(br#"a:style=\"x;y\";b;"#), Some(vec![&br#"a:style=\"x;y\""#[..], b"b"]));
        assert_eq!(pieces(br#"a:b=\"\\\";\";;c"#), Some(vec![&br#"a:b=\"\\\";\""#[..], b"", b"c"]));
        assert_eq!(pieces(br#"a:b=\"\n;\\\\\";\""#), Some(vec![&br#"a:b=\"\n;\\\\\";\""#[..]]));
        assert_eq!(pieces(br"a\u003bb"), None);
        assert_eq!(pieces(br"a\u00e9;b"), Some(vec![&br"a\u00e9"[..], b"b"]));
    }
}
