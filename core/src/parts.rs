//! The parts of one event: the values of its line, and where a field looks for its own.
#![forbid(unsafe_code)]

use crate::layout::{Layout, Sections, Slots};
use crate::marks::Unclear;
use crate::tokens::{Kind, Token};

/// The parts of one event.
pub struct Parts<'a> {
    pub layout: &'a Layout,
    pub slots: &'a Slots,
    pub sections: &'a Sections,
    pub line: &'a [u8],
    pub buffers: &'a [Vec<u8>],
    pub dotted: bool,
}

impl Parts<'_> {
    /// The bytes of a value.
    pub fn bytes(&self, token: Token) -> &[u8] {
        match token.buffer {
            0 => token.of(self.line),
            buffer => token.of(&self.buffers[buffer as usize - 1]),
        }
    }

    /// Whether the values of a section are where the layout says, or there are none.
    pub fn is_sure(&self, section: usize) -> bool {
        let found = self.sections.get(section);
        if section == 0 || found.kind == Kind::Object {
            return true;
        }
        let replaced = self.layout.sections[section].fallback.is_some_and(|slot| self.slots.get(slot).is_present());
        (found.kind != Kind::Text || found.start == found.end) && !replaced && !self.dotted
    }

    /// Of some sections, the index of the first that is an object; `Err` if only Python can tell.
    fn first_object(&self, sections: &[usize]) -> Result<Option<usize>, Unclear> {
        for (index, section) in sections.iter().enumerate() {
            if *section == 0 || self.sections.get(*section).kind == Kind::Object {
                return Ok(Some(index));
            }
            if !self.is_sure(*section) {
                return Err(Unclear);
            }
        }
        Ok(None)
    }

    /// The first of some slots that has a value; with `skip_empty`, an empty text does not count.
    #[inline]
    pub fn first_slot(&self, slots: &[usize], skip_empty: bool) -> Option<usize> {
        let is_value =
            |token: Token| token.is_present() && !(skip_empty && token.kind == Kind::Text && token.start == token.end);
        slots.iter().copied().find(|slot| is_value(self.slots.get(*slot)))
    }

    /// The value of that slot.
    #[inline]
    pub fn first(&self, slots: &[usize], skip_empty: bool) -> Token {
        self.first_slot(slots, skip_empty).map_or(Token::default(), |slot| self.slots.get(slot))
    }
}

/// Where a value is.
pub struct Lookup {
    pub slots: Vec<usize>,
    pub sections: Vec<usize>,
    /// Whether the first section that is an object decides; then there is a section for each slot.
    pub one_object: bool,
    pub skip_empty: bool,
    /// Whether Python looks for the value elsewhere if there is none.
    pub asks_if_absent: bool,
}

impl Lookup {
    /// The value; `Err` if only Python can tell.
    pub fn find(&self, parts: &Parts) -> Result<Token, Unclear> {
        let token = if self.one_object {
            match parts.first_object(&self.sections)? {
                None => Token::default(),
                Some(index) => parts.first(&self.slots[index..=index], self.skip_empty),
            }
        } else if self.sections.iter().all(|section| parts.is_sure(*section)) {
            parts.first(&self.slots, self.skip_empty)
        } else {
            return Err(Unclear);
        };
        if self.asks_if_absent && !token.is_present() {
            return Err(Unclear);
        }
        Ok(token)
    }
}
