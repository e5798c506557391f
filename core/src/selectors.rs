//! The tests that an element meets: compounds of selectors, tags, and conditions on texts and links.
//!
//! The rules are sections 11 and 12 of `docs/semantics.md`.
#![forbid(unsafe_code)]

use crate::elements::Element;
use crate::memory::Table;
use crate::tests::Tests;
use crate::texts::words;
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

    /// Whether the value of an attribute meets an operand.
    pub fn meets(&self, value: &str, operand: &str) -> bool {
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

#[cfg(test)]
mod checks {
    use super::*;

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
}
