//! Where the parts of an event stand in its line: which keys of which objects are wanted.
#![forbid(unsafe_code)]

use hashbrown::HashMap;

use crate::tokens::{Kind, Token};

/// What a key stands for: a slot for its value, and the section that its value is.
#[derive(Clone, Copy, Default)]
pub struct Wanted {
    pub slot: Option<usize>,
    pub section: Option<usize>,
    /// Whether the items of an array are wanted.
    pub items: bool,
}

/// The wanted keys of one object.
pub struct Section {
    keys: HashMap<Box<[u8]>, Wanted, foldhash::fast::FixedState>,
    /// By the length of a key, a bit for each last byte: most keys are ruled out by it.
    lasts: [u64; 64],
    /// Whether the object may also be written as a text of JSON.
    pub text: bool,
    /// The slot of a value that replaces the object if it is missing.
    pub fallback: Option<usize>,
}

impl Section {
    /// What a key stands for.
    #[inline(always)]
    pub fn find(&self, key: &[u8]) -> Option<Wanted> {
        let last = key.last()?;
        if self.lasts[key.len() & 63] >> (last & 63) & 1 == 0 {
            return None;
        }
        self.keys.get(key).copied()
    }

    fn want(&mut self, key: &str) -> &mut Wanted {
        if let Some(last) = key.as_bytes().last() {
            self.lasts[key.len() & 63] |= 1 << (last & 63);
        }
        self.keys.entry(key.as_bytes().into()).or_default()
    }
}

/// The sections of a line, the outermost object first, and the number of slots.
#[derive(Default)]
pub struct Layout {
    pub sections: Vec<Section>,
    pub slots: usize,
    /// What hashes of keys begin with, if keys are hashed.
    pub key_seed: Option<u64>,
    /// Slots of values that are properties as well if they are not the name, the time or the user, and a slot for that.
    pub spare: Vec<(usize, usize)>,
}

impl Layout {
    /// Add an object under a key of another one.
    pub fn add_section(&mut self, parent: Option<usize>, key: &str, text: bool) -> usize {
        let number = self.sections.len();
        self.sections.push(Section { keys: HashMap::default(), lasts: [0; 64], text, fallback: None });
        if let Some(parent) = parent {
            self.sections[parent].want(key).section = Some(number);
        }
        number
    }

    /// The slot of a key; the same for the same key.
    pub fn slot(&mut self, section: usize, key: &str) -> usize {
        let slots = &mut self.slots;
        *self.sections[section].want(key).slot.get_or_insert_with(|| {
            *slots += 1;
            *slots - 1
        })
    }

    /// Want the items of the array under a key.
    pub fn want_items(&mut self, section: usize, key: &str) {
        self.sections[section].want(key).items = true;
    }

    /// The slot of the value of another slot if that is not the name, the time or the user of an event.
    pub fn spare_slot(&mut self, slot: usize) -> usize {
        if let Some((_, spare)) = self.spare.iter().find(|(own, _)| *own == slot) {
            return *spare;
        }
        self.slots += 1;
        self.spare.push((slot, self.slots - 1));
        self.slots - 1
    }
}

/// The values of one line, by slot; the first value of a key counts.
#[derive(Default)]
pub struct Slots {
    line: u32,
    tokens: Vec<(u32, Token)>,
    /// The items of the array whose items are wanted.
    pub items: Vec<Token>,
}

impl Slots {
    /// Forget the values of the line before.
    pub fn begin(&mut self, slots: usize) {
        self.tokens.resize(slots, (0, Token::default()));
        self.items.clear();
        self.line = self.line.wrapping_add(1);
        if self.line == 0 {
            self.tokens.fill((0, Token::default()));
            self.line = 1;
        }
    }

    /// The value of a slot.
    #[inline(always)]
    pub fn get(&self, slot: usize) -> Token {
        let (line, token) = self.tokens[slot];
        if line == self.line {
            token
        } else {
            Token::default()
        }
    }

    #[inline(always)]
    pub fn put(&mut self, slot: usize, token: Token) {
        if self.tokens[slot].0 != self.line {
            self.tokens[slot] = (self.line, token);
        }
    }
}

/// The objects of one line, by section: their values where they were not walked over yet.
#[derive(Default)]
pub struct Sections {
    line: u32,
    found: Vec<(u32, Token)>,
}

impl Sections {
    pub fn begin_line(&mut self, sections: usize) {
        self.found.resize(sections, (0, Token::default()));
        self.line = self.line.wrapping_add(1);
        if self.line == 0 {
            self.found.fill((0, Token::default()));
            self.line = 1;
        }
    }

    /// Whether the key of a section was not found yet.
    pub fn is_new(&self, section: usize) -> bool {
        self.found[section].0 != self.line
    }

    /// Say that a section is being walked over.
    pub fn begin(&mut self, section: usize) {
        self.found[section] = (self.line, Token { kind: Kind::Object, ..Token::default() });
    }

    /// Say what the value of a section is.
    pub fn holds(&mut self, section: usize, token: Token) {
        self.found[section] = (self.line, token);
    }

    /// The value of a section.
    pub fn get(&self, section: usize) -> Token {
        let (line, token) = self.found[section];
        if line == self.line {
            token
        } else {
            Token::default()
        }
    }
}
