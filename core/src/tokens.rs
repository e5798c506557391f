//! A walk over the tokens of a line that checks the whole grammar of JSON and keeps what is wanted.
#![forbid(unsafe_code)]

use std::hash::BuildHasher;

use crate::layout::{Layout, Sections, Slots};
use crate::marks::Unclear;

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Kind {
    #[default]
    Absent,
    Null,
    Text,
    Number,
    True,
    False,
    Object,
    Array,
}

/// A value: its kind, and its bytes in one of the buffers of a line; of a text, those between its quotes.
#[derive(Clone, Copy, Default, Debug)]
pub struct Token {
    pub kind: Kind,
    /// 0: the line itself; others: a text of the line that holds JSON.
    pub buffer: u8,
    pub start: u32,
    pub end: u32,
}

impl Token {
    /// Whether there is a value.
    pub fn is_present(self) -> bool {
        !matches!(self.kind, Kind::Absent | Kind::Null)
    }

    /// The bytes of the value.
    pub fn of(self, buffer: &[u8]) -> &[u8] {
        &buffer[self.start as usize..self.end as usize]
    }
}

/// The deepest nesting; Python allows at least as much.
const DEEPEST: u32 = 64;
/// Longer numbers are left to Python, which refuses those of more than 4,300 digits.
const LONGEST_NUMBER: usize = 400;

pub struct Walk<'a> {
    pub layout: &'a Layout,
    pub slots: &'a mut Slots,
    pub sections: &'a mut Sections,
    pub text: &'a [u8],
    pub places: &'a [u32],
    pub next: usize,
    pub buffer: u8,
    pub odd_escapes: bool,
    /// Whether a dotted key of the outermost object may stand for nested objects.
    pub dotted: bool,
    /// A hash of the keys of all wanted objects so far, if they are hashed.
    pub keys: Option<u64>,
}

impl Walk<'_> {
    fn byte(&self, ahead: usize) -> u8 {
        let place = self.places.get(self.next + ahead).copied().unwrap_or(u32::MAX);
        self.text.get(place as usize).copied().unwrap_or(0)
    }

    fn place(&self, ahead: usize) -> usize {
        self.places[self.next + ahead] as usize
    }

    /// Walk over the text, which must be one object of a section with nothing but white space around it.
    pub fn document(&mut self, section: usize) -> Result<(), Unclear> {
        if self.byte(0) != b'{' {
            return Err(Unclear);
        }
        self.object(section)?;
        if self.next + 1 == self.places.len() {
            Ok(())
        } else {
            Err(Unclear)
        }
    }

    fn object(&mut self, section: usize) -> Result<(), Unclear> {
        let layout = self.layout;
        let wanted = &layout.sections[section];
        self.next += 1;
        if self.byte(0) == b'}' {
            self.next += 1;
            return Ok(());
        }
        loop {
            if self.byte(0) != b'"' || self.byte(2) != b':' {
                return Err(Unclear);
            }
            let key = &self.text[self.place(0) + 1..self.place(1)];
            if self.odd_escapes && memchr::memchr(b'\\', key).is_some() {
                return Err(Unclear);
            }
            if section == 0 {
                self.dotted |= memchr::memchr(b'.', key).is_some_and(|dot| may_nest(&key[..dot]));
            }
            if let Some(keys) = self.keys {
                let key = foldhash::fast::FixedState::default().hash_one((section, key));
                self.keys = Some((keys.rotate_left(5) ^ key).wrapping_mul(0x9E37_79B9_7F4A_7C15));
            }
            self.next += 3;
            match wanted.find(key) {
                None => {
                    self.skip()?;
                }
                Some(found) => {
                    let child = found.section.filter(|child| self.sections.is_new(*child));
                    let token = match child {
                        Some(child) if self.byte(0) == b'{' => {
                            let start = self.place(0);
                            self.sections.begin(child);
                            self.object(child)?;
                            let end = self.places[self.next - 1] + 1;
                            Token { kind: Kind::Object, buffer: self.buffer, start: start as u32, end }
                        }
                        _ if found.items && self.byte(0) == b'[' => self.array()?,
                        _ => self.skip()?,
                    };
                    if let Some(child) = child {
                        self.sections.holds(child, token);
                    }
                    if let Some(slot) = found.slot {
                        self.slots.put(slot, token);
                    }
                }
            }
            match self.byte(0) {
                b',' => self.next += 1,
                b'}' => {
                    self.next += 1;
                    return Ok(());
                }
                _ => return Err(Unclear),
            }
        }
    }

    /// Walk over an array, and return it; its items are kept if it is the first.
    fn array(&mut self) -> Result<Token, Unclear> {
        let start = self.place(0) as u32;
        let is_first = self.slots.items.is_empty();
        self.next += 1;
        if self.byte(0) == b']' {
            self.next += 1;
        } else {
            loop {
                let item = self.skip()?;
                if is_first {
                    self.slots.items.push(item);
                }
                let found = self.byte(0);
                self.next += 1;
                match found {
                    b',' => {}
                    b']' => break,
                    _ => return Err(Unclear),
                }
            }
        }
        Ok(Token { kind: Kind::Array, buffer: self.buffer, start, end: self.places[self.next - 1] + 1 })
    }

    /// Walk over a value, and return it.
    #[inline(always)]
    fn skip(&mut self) -> Result<Token, Unclear> {
        let start = self.place(0);
        let (kind, start, end) = match self.byte(0) {
            b'"' => {
                self.next += 2;
                (Kind::Text, start + 1, self.places[self.next - 1] as usize)
            }
            open @ (b'{' | b'[') => {
                self.container()?;
                let kind = if open == b'{' { Kind::Object } else { Kind::Array };
                (kind, start, self.places[self.next - 1] as usize + 1)
            }
            _ => {
                let (kind, end) = self.bare()?;
                (kind, start, end)
            }
        };
        Ok(Token { kind, buffer: self.buffer, start: start as u32, end: end as u32 })
    }

    fn container(&mut self) -> Result<(), Unclear> {
        let mut objects = 0u64;
        let mut depth = 0;
        let mut opens = true;
        loop {
            if opens {
                if depth == DEEPEST {
                    return Err(Unclear);
                }
                depth += 1;
                objects = objects << 1 | u64::from(self.byte(0) == b'{');
                self.next += 1;
            }
            let empty = opens && self.byte(0) == closing(objects);
            opens = false;
            if !empty {
                if objects & 1 == 1 {
                    if self.byte(0) != b'"' || self.byte(2) != b':' {
                        return Err(Unclear);
                    }
                    self.next += 3;
                }
                match self.byte(0) {
                    b'"' => self.next += 2,
                    b'{' | b'[' => {
                        opens = true;
                        continue;
                    }
                    _ => {
                        self.bare()?;
                    }
                }
            }
            loop {
                let found = self.byte(0);
                self.next += 1;
                if found == b',' {
                    break;
                }
                if found != closing(objects) {
                    return Err(Unclear);
                }
                objects >>= 1;
                depth -= 1;
                if depth == 0 {
                    return Ok(());
                }
            }
        }
    }

    fn bare(&mut self) -> Result<(Kind, usize), Unclear> {
        let start = self.place(0);
        self.next += 1;
        let end = *self.places.get(self.next).ok_or(Unclear)? as usize;
        let value = self.text.get(start..end).ok_or(Unclear)?.trim_ascii_end();
        let kind = match value {
            b"null" => Kind::Null,
            b"true" => Kind::True,
            b"false" => Kind::False,
            _ if is_number(value) => Kind::Number,
            _ => return Err(Unclear),
        };
        Ok((kind, start + value.len()))
    }
}

/// Whether a dotted key with this before its first dot may stand for nested objects, as `records.dotted_keys` has it.
fn may_nest(head: &[u8]) -> bool {
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"_@\\".contains(byte);
    head == b"*" || head.iter().all(is_of_name)
}

/// The bracket that closes the innermost container; the lowest bit is set if that is an object.
fn closing(objects: u64) -> u8 {
    if objects & 1 == 1 {
        b'}'
    } else {
        b']'
    }
}

/// Whether bytes are a number of JSON, and not very long.
fn is_number(value: &[u8]) -> bool {
    let digits = |rest: &[u8]| rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut rest = value.strip_prefix(b"-").unwrap_or(value);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest[0] == b'0') || value.len() > LONGEST_NUMBER {
        return false;
    }
    rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = &fraction[count..];
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent = match exponent {
            [b'+' | b'-', digits @ ..] => digits,
            all => all,
        };
        let count = digits(exponent);
        return count > 0 && count == exponent.len();
    }
    rest.is_empty()
}
