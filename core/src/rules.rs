//! What a line must have to be read by a layout.
#![forbid(unsafe_code)]

use crate::texts::unescaped;
use crate::tokens::{Kind, Token};

/// What a line must have to be an event of the shape: of each clause, one requirement.
pub type Rule = Vec<Vec<(usize, Requirement)>>;

pub enum Requirement {
    /// The key is there, perhaps with null.
    Key,
    /// There is a value other than null.
    Value,
    /// There is no value, or null.
    NoValue,
    /// The key is not there.
    NoKey,
    Array,
    /// An object, perhaps as a text of JSON.
    Object,
    /// No object, and no text that may hold one as JSON.
    NoObject,
    /// A value other than an empty text.
    Filled,
    /// A text that is not empty.
    Text,
    OneOf(Vec<Vec<u8>>),
    /// None of these texts, for sure.
    NoneOf(Vec<Vec<u8>>),
    /// A text that is not empty and no number (digits with at most one dot).
    Name,
}

impl Requirement {
    /// Whether the value of a key meets it.
    pub fn holds(&self, token: Token, line: &[u8]) -> bool {
        let text = || if token.kind == Kind::Text { token.of(line) } else { b"" };
        match self {
            Self::Key => token.kind != Kind::Absent,
            Self::Value => token.is_present(),
            Self::NoValue => !token.is_present(),
            Self::NoKey => token.kind == Kind::Absent,
            Self::Array => token.kind == Kind::Array,
            Self::Object => token.kind == Kind::Object || text().first() == Some(&b'{'),
            Self::NoObject => match token.kind {
                Kind::Text => is_no_object(text()),
                kind => kind != Kind::Object,
            },
            Self::Filled => token.is_present() && (token.kind != Kind::Text || token.start != token.end),
            Self::Text => !text().is_empty(),
            Self::OneOf(texts) => texts.iter().any(|one| one == text()),
            Self::NoneOf(texts) => !texts.iter().any(|one| one == text()) && !text().contains(&b'\\'),
            Self::Name => {
                let text = &*unescaped(text());
                let digits = text.iter().filter(|byte| byte.is_ascii_digit()).count();
                let dots = text.iter().filter(|byte| **byte == b'.').count();
                let is_number = digits > 0 && dots <= 1 && digits + dots == text.len();
                !text.is_empty() && !is_number
            }
        }
    }
}

/// Whether a text is certainly not an object in JSON.
pub fn is_no_object(text: &[u8]) -> bool {
    text.first().is_none_or(u8::is_ascii_alphanumeric)
}
