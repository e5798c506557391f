//! Elements as objects of an array, as PostHog's API rows have them.
//!
//! The rules are those of `events.elements.from_array`. What is written in another way than PostHog does is left to
//! Python. The bytes of an object were checked: they are JSON.
#![forbid(unsafe_code)]

use std::borrow::Cow;

use crate::elements::Element;
use crate::marks::Unclear;
use crate::texts::{is_space, unescaped, words};

/// The members of an object: keys as they stand in JSON, and values with their quotes or brackets.
struct Members<'a> {
    rest: &'a [u8],
}

impl<'a> Members<'a> {
    fn of(object: &'a [u8]) -> Self {
        Members { rest: object.get(1..).unwrap_or_default() }
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.rest.iter().position(|byte| *byte == b'"')?;
        let key = self.rest.get(start..)?;
        let (key, rest) = key.split_at_checked(value_length(key))?;
        let start = rest.iter().position(|byte| *byte != b':' && !byte.is_ascii_whitespace())?;
        let value = rest.get(start..)?;
        let (value, rest) = value.split_at_checked(value_length(value))?;
        self.rest = rest;
        Some((key.get(1..key.len() - 1)?, value))
    }
}

/// The items of an array of plain values.
fn items(array: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = array.get(1..).unwrap_or_default();
    std::iter::from_fn(move || {
        let start = rest.iter().position(|byte| *byte != b',' && !byte.is_ascii_whitespace())?;
        let value = rest.get(start..).filter(|value| value.first() != Some(&b']'))?;
        let (value, behind) = value.split_at_checked(value_length(value))?;
        rest = behind;
        Some(value)
    })
}

/// The length of the value at the beginning of some bytes.
fn value_length(bytes: &[u8]) -> usize {
    let mut depth = 0;
    let mut place = 0;
    while let Some(byte) = bytes.get(place) {
        match byte {
            b'"' => {
                place += 1;
                while bytes.get(place).is_some_and(|byte| *byte != b'"') {
                    place += if bytes[place] == b'\\' { 2 } else { 1 };
                }
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth > 0 => depth -= 1,
            b'}' | b']' | b',' if depth == 0 => return place,
            byte if depth == 0 && byte.is_ascii_whitespace() => return place,
            _ => {
                place += 1;
                continue;
            }
        }
        place += 1;
        if depth == 0 {
            return place.min(bytes.len());
        }
    }
    place.min(bytes.len())
}

/// The text of a value; empty for null. `Err` for all other kinds.
fn text_of(value: &[u8]) -> Result<Cow<'_, str>, Unclear> {
    match value {
        [b'"', text @ .., b'"'] => match unescaped(text) {
            Cow::Borrowed(text) => std::str::from_utf8(text).map(Cow::Borrowed).map_err(|_| Unclear),
            Cow::Owned(text) => String::from_utf8(text).map(Cow::Owned).map_err(|_| Unclear),
        },
        b"null" => Ok(Cow::Borrowed("")),
        _ => Err(Unclear),
    }
}

/// The place of an element among others, if it is a number; `Err` for an unusual one.
pub fn order_of(object: &[u8]) -> Result<Option<u32>, Unclear> {
    if Members::of(object).any(|(key, _)| key.contains(&b'\\')) {
        return Err(Unclear);
    }
    match Members::of(object).find(|(key, _)| *key == b"order").map(|(_, value)| value) {
        None | Some(b"null") => Ok(None),
        Some(digits) if digits.len() <= 6 && digits.iter().all(u8::is_ascii_digit) => {
            std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok()).map(Some).ok_or(Unclear)
        }
        Some(_) => Err(Unclear),
    }
}

/// The parts of an element.
#[derive(Default)]
pub struct ObjectParts<'a> {
    tag: Cow<'a, str>,
    /// The tag and the classes, as in the text of a chain.
    head: String,
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> ObjectParts<'a> {
    /// The parts of the element that an object is.
    pub fn read(object: &'a [u8]) -> Result<Self, Unclear> {
        let mut own: [Option<&[u8]>; 10] = [None; 10];
        for (key, value) in Members::of(object) {
            if key.contains(&b'\\') || key.starts_with(b"attr__") {
                return Err(Unclear);
            }
            if let Some(place) = OWN.iter().position(|name| name.as_bytes() == key) {
                own[place].get_or_insert(value);
            }
        }
        let [tag, text, el_text, href, id, child, of_type, class, classes, attributes] = own;
        let get = |value: Option<&'a [u8]>| value.map_or(Ok(Cow::Borrowed("")), text_of);
        let mut found = ObjectParts { tag: get(tag)?, ..Self::default() };
        if found.tag.contains(|character| character == '.' || is_space(character)) {
            return Err(Unclear);
        }
        found.read_attributes(attributes.unwrap_or(b"null"))?;
        let (text, href, id) = (first(get(text)?, get(el_text)?), get(href)?, get(id)?);
        let href = first(href, found.attribute("attr__href"));
        let id = first(id, found.attribute("attr__id"));
        for (key, value) in [("text", text), ("href", href), ("attr_id", id)] {
            found.add(key, value);
        }
        for (key, value) in [("nth-child", child), ("nth-of-type", of_type)] {
            match value {
                None | Some(b"null") => {}
                Some(digits) if digits.len() <= 18 && digits.iter().all(u8::is_ascii_digit) => {
                    found.add(key, std::str::from_utf8(digits).map_err(|_| Unclear)?.into());
                }
                Some(_) => return Err(Unclear),
            }
        }
        found.head = found.tag.to_string();
        if found.attribute("attr__class").is_empty() {
            let is_set = |value: &&[u8]| !matches!(*value, b"null" | b"[]" | b"\"\"");
            found.add_classes(class.filter(is_set).or(classes).unwrap_or(b"null"))?;
        }
        Ok(found)
    }

    fn read_attributes(&mut self, attributes: &'a [u8]) -> Result<(), Unclear> {
        if !attributes.starts_with(b"{") {
            return if attributes == b"null" { Ok(()) } else { Err(Unclear) };
        }
        let mut keys = Vec::new();
        for (key, value) in Members::of(attributes) {
            let key = std::str::from_utf8(key).map_err(|_| Unclear)?;
            if key.contains('\\') || keys.contains(&key) {
                return Err(Unclear);
            }
            keys.push(key);
            if key.starts_with("attr__") {
                self.add(key, text_of(value)?);
            }
        }
        Ok(())
    }

    /// Add a class of the head for each class of a list or of a text.
    fn add_classes(&mut self, classes: &[u8]) -> Result<(), Unclear> {
        let mut add = |class: &str| {
            if class.contains(|character| character == '.' || is_space(character)) {
                return Err(Unclear);
            }
            if !class.is_empty() {
                self.head.push('.');
                self.head.push_str(class);
            }
            Ok(())
        };
        if classes.starts_with(b"[") {
            items(classes).try_for_each(|class| add(&text_of(class)?))
        } else {
            words(&text_of(classes)?).try_for_each(add)
        }
    }

    fn add(&mut self, key: impl Into<Cow<'a, str>>, value: Cow<'a, str>) {
        if !value.is_empty() {
            self.pairs.push((key.into(), value));
        }
    }

    fn attribute(&self, key: &str) -> Cow<'a, str> {
        self.pairs.iter().find(|(name, _)| name == key).map_or(Cow::Borrowed(""), |(_, value)| value.clone())
    }

    /// The element with these parts.
    pub fn element(&self) -> Element<'_> {
        let pairs = self.pairs.iter().map(|(key, value)| (&**key, Cow::Borrowed(&**value))).collect();
        Element::new(&self.head, pairs)
    }
}

const OWN: [&str; 10] = [
    "tag_name",
    "text",
    "$el_text",
    "href",
    "attr_id",
    "nth_child",
    "nth_of_type",
    "attr_class",
    "classes",
    "attributes",
];

fn first<'a>(text: Cow<'a, str>, other: Cow<'a, str>) -> Cow<'a, str> {
    if text.is_empty() {
        other
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_has_the_parts_of_its_element() {
        let object = br#"{ "tag_name": "a", "text":"x\"}", "attr_class" : ["b", "c"], "order":2, "href":null,
            "attributes":{"attr__href":"/docs","attr__data-x":"[1]","other":"y"}, "nth_child":3}"#;
        let parts = ObjectParts::read(object).unwrap_or_default();
        let element = parts.element();

        assert_eq!(parts.head, "a.b.c");
        assert_eq!(element.get("text"), Some("x\"}"));
        assert_eq!(element.get("href"), Some("/docs"));
        assert_eq!(element.get("attr__data-x"), Some("[1]"));
        assert_eq!(element.get("nth-child"), Some("3"));
        assert_eq!(order_of(object).ok(), Some(Some(2)));
    }

    #[test]
    fn unusual_objects_are_left_to_python() {
        for object in [r#"{"text":5}"#, r#"{"attr__x":"y"}"#, r#"{"attributes":[]}"#, r#"{"tag_name":"a.b"}"#] {
            assert!(ObjectParts::read(object.as_bytes()).is_err(), "{object}");
        }
        for object in [r#"{"order":-1}"#, r#"{"order":1.5}"#, r#"{"order":true}"#, r#"{"order":"1"}"#] {
            assert!(order_of(object.as_bytes()).is_err(), "{object}");
        }
    }
}
