//! All conditions on elements, and the answers to elements and their chains so far.
#![forbid(unsafe_code)]

use crate::elements::Pieces;
use crate::matcher::{Oracle, LONGEST, MOST};
use crate::memory::{Memory, Table};
use crate::objects::{order_of, ObjectParts};
use crate::parts::Parts;
use crate::selectors::ElementTests;
use crate::texts::unescape;
use crate::tokens::Kind;

/// Elements that are remembered, twice.
const MOST_ELEMENTS: usize = 16384;

/// All fields of elements.
pub struct ElementField {
    pub chain: usize,
    /// Other places of elements, which must be empty.
    pub others: Vec<usize>,
    /// That of them whose items are kept, if it is an array.
    pub array: usize,
    pub sections: Vec<usize>,
    pub tests: ElementTests,
    /// Whether the order of elements matters.
    pub ordered: bool,
    by_text: Memory<u32>,
    /// By an object: the number of its flags, and its place among other objects.
    by_object: Memory<(u32, Option<u32>)>,
    by_chain: Memory<u32>,
    sets: Vec<Vec<u32>>,
    set_numbers: Table<Vec<u32>, u32>,
    by_sequence: Table<Box<[u32]>, u32>,
    none: Option<u32>,
    sequence: Vec<u32>,
    flags: Vec<u32>,
    text: Vec<u8>,
}

/// In place of the number of a set of flags: the element is not well-formed.
const MALFORMED: u32 = u32::MAX;

impl ElementField {
    /// How many sets of flags are remembered.
    pub fn remembered(&self) -> usize {
        self.sets.len()
    }

    /// Forget all answers.
    pub fn forget(&mut self) {
        let tests = std::mem::take(&mut self.tests);
        let (others, sections) = (std::mem::take(&mut self.others), std::mem::take(&mut self.sections));
        *self = ElementField::new(self.chain, others, self.array, sections, tests, self.ordered);
    }

    pub fn new(
        chain: usize,
        others: Vec<usize>,
        array: usize,
        sections: Vec<usize>,
        tests: ElementTests,
        ordered: bool,
    ) -> Self {
        ElementField {
            chain,
            others,
            array,
            sections,
            tests,
            ordered,
            by_text: Memory::new(MOST_ELEMENTS),
            by_object: Memory::new(MOST_ELEMENTS),
            by_chain: Memory::new(MOST),
            sets: vec![Vec::new()],
            set_numbers: std::iter::once((Vec::new(), 0)).collect(),
            by_sequence: Table::default(),
            none: None,
            sequence: Vec::new(),
            flags: Vec::new(),
            text: Vec::new(),
        }
    }

    /// The answer to the elements of an event; None if only Python can tell.
    pub fn answer<O: Oracle>(&mut self, number: usize, parts: &Parts, oracle: &mut O) -> Result<Option<u32>, O::Error> {
        let chain = parts.slots.get(self.chain);
        if chain.kind != Kind::Text || chain.start == chain.end {
            let empty = |slot: &usize| {
                let found = parts.slots.get(*slot);
                match found.kind {
                    Kind::Text => found.start == found.end,
                    Kind::Array => parts.bytes(found) == b"[]",
                    kind => kind != Kind::Object,
                }
            };
            if !self.sections.iter().all(|section| parts.is_sure(*section)) {
                return Ok(None);
            }
            return match self.others.iter().find(|slot| !empty(slot)) {
                Some(slot) if *slot == self.array && parts.slots.get(*slot).kind == Kind::Array => {
                    self.answer_objects(number, parts, oracle)
                }
                Some(_) => Ok(None),
                None => {
                    if self.none.is_none() {
                        self.none = Some(oracle.chain(number, b"\"\"")?);
                    }
                    Ok(self.none)
                }
            };
        }
        let raw = parts.bytes(chain);
        self.sequence.clear();
        let Some(pieces) = Pieces::new(raw) else {
            return self.answer_chain(number, raw, oracle).map(Some);
        };
        for piece in pieces {
            let set = match self.by_text.get(piece) {
                Some(set) => set,
                None => self.new_element(number, piece, oracle)?,
            };
            if set == MALFORMED {
                return self.answer_chain(number, raw, oracle).map(Some);
            }
            self.push(set);
        }
        self.answer_sequence(number, oracle).map(Some)
    }

    fn push(&mut self, set: u32) {
        // Elements without flags matter as gaps only.
        if set != 0 || (self.ordered && self.sequence.last().is_some_and(|last| *last != 0)) {
            self.sequence.push(set);
        }
    }

    fn answer_sequence<O: Oracle>(&mut self, number: usize, oracle: &mut O) -> Result<u32, O::Error> {
        if !self.ordered {
            self.sequence.sort_unstable();
            self.sequence.dedup();
        } else if self.sequence.last() == Some(&0) {
            self.sequence.pop();
        }
        if let Some(answer) = self.by_sequence.get(&self.sequence[..]) {
            return Ok(*answer);
        }
        let flags: Vec<_> = self.sequence.iter().map(|set| self.sets[*set as usize].clone()).collect();
        let answer = oracle.elements(number, &flags)?;
        if self.by_sequence.len() >= MOST_ELEMENTS {
            self.by_sequence.clear();
        }
        self.by_sequence.insert(self.sequence[..].into(), answer);
        Ok(answer)
    }

    /// The answer to an array of objects; None if Python must read it.
    fn answer_objects<O: Oracle>(
        &mut self,
        number: usize,
        parts: &Parts,
        oracle: &mut O,
    ) -> Result<Option<u32>, O::Error> {
        if parts.slots.items.is_empty() {
            return Ok(None);
        }
        self.sequence.clear();
        let (mut in_order, mut has_orders) = (true, true);
        for (place, item) in parts.slots.items.iter().enumerate() {
            if item.kind != Kind::Object {
                return Ok(None);
            }
            let raw = parts.bytes(*item);
            let (set, order) = match self.by_object.get(raw) {
                Some(found) => found,
                None => {
                    let Ok(order) = order_of(raw) else { return Ok(None) };
                    let found = (self.new_object(number, raw, oracle)?, order);
                    if raw.len() <= LONGEST {
                        self.by_object.put(raw, found);
                    }
                    found
                }
            };
            in_order &= order == Some(place as u32);
            has_orders &= order.is_some();
            self.push(set);
        }
        if self.ordered && has_orders && !in_order {
            return Ok(None);
        }
        self.answer_sequence(number, oracle).map(Some)
    }

    fn new_object<O: Oracle>(&mut self, number: usize, raw: &[u8], oracle: &mut O) -> Result<u32, O::Error> {
        let flags = &mut self.flags;
        if !ObjectParts::read(raw).is_ok_and(|parts| self.tests.run_element(&parts.element(), flags)) {
            *flags = oracle.object(number, raw)?;
        }
        Ok(self.set_number())
    }

    /// The number of the set of flags in `flags`.
    fn set_number(&mut self) -> u32 {
        if let Some(set) = self.set_numbers.get(&self.flags) {
            return *set;
        }
        let set = self.sets.len() as u32;
        self.sets.push(self.flags.clone());
        self.set_numbers.insert(self.flags.clone(), set);
        set
    }

    /// The answer to a chain that Python must read.
    fn answer_chain<O: Oracle>(&mut self, number: usize, raw: &[u8], oracle: &mut O) -> Result<u32, O::Error> {
        if let Some(answer) = self.by_chain.get(raw) {
            return Ok(answer);
        }
        let answer = oracle.chain(number, &[b"\"", raw, b"\""].concat())?;
        if raw.len() <= LONGEST {
            self.by_chain.put(raw, answer);
        }
        Ok(answer)
    }

    fn new_element<O: Oracle>(&mut self, number: usize, raw: &[u8], oracle: &mut O) -> Result<u32, O::Error> {
        self.text.clear();
        unescape(raw, &mut self.text);
        let text = std::str::from_utf8(&self.text).unwrap_or("\"");
        let known = self.tests.run(text, &mut self.flags);
        let is_well_formed = known
            || match oracle.element(number, text)? {
                Some(flags) => {
                    self.flags = flags;
                    true
                }
                None => false,
            };
        let set = if is_well_formed { self.set_number() } else { MALFORMED };
        if raw.len() <= LONGEST {
            self.by_text.put(raw, set);
        }
        Ok(set)
    }
}
