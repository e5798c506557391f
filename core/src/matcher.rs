//! The decision diagram over remembered answers.
//!
//! Python owns what a condition means and what follows from an answer. Here, a value leads to the number of an answer,
//! and a node and an answer lead to the next node or the verdict. What is not known yet is asked once.
#![forbid(unsafe_code)]

use crate::elements::{ElementTests, Pieces};
use crate::layout::{Layout, Sections, Slots};
use crate::marks::Unclear;
use crate::memory::{Memory, Table};
use crate::objects::{order_of, ObjectParts};
use crate::tests::Tests;
use crate::texts::{unescape, unescaped};
use crate::tokens::{Kind, Token};

/// What Python answers. Fields, nodes and answers are numbers; an answer's number is its field's own.
pub trait Oracle {
    type Error;
    /// What the name of an event decides.
    fn root(&mut self, name: &str) -> Result<Next, Self::Error>;
    /// The answer of a field without a value.
    fn absent(&mut self, field: usize) -> Result<u32, Self::Error>;
    /// The answer to a value, given as JSON.
    fn value(&mut self, field: usize, json: &[u8]) -> Result<u32, Self::Error>;
    /// The answer if these conditions of a field are met, before any of them is negated.
    fn met(&mut self, field: usize, conditions: &[u32]) -> Result<u32, Self::Error>;
    /// The flags of an element; None if it is not well-formed.
    fn element(&mut self, field: usize, text: &str) -> Result<Option<Vec<u32>>, Self::Error>;
    /// The answer to the flags of elements, the clicked one first.
    fn elements(&mut self, field: usize, flags: &[Vec<u32>]) -> Result<u32, Self::Error>;
    /// The flags of an element that is an object, given as JSON.
    fn object(&mut self, field: usize, json: &[u8]) -> Result<Vec<u32>, Self::Error>;
    /// The answer to a chain, given as JSON.
    fn chain(&mut self, field: usize, json: &[u8]) -> Result<u32, Self::Error>;
    /// What follows from an answer at a node.
    fn after(&mut self, node: u32, answer: u32) -> Result<Next, Self::Error>;
}

/// A verdict, or a node that tests a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    Verdict(u32),
    Node { node: u32, field: usize },
}

/// In place of a verdict: Python must look at the event.
pub const ASK: u32 = u32::MAX;

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

/// A field with one value.
pub struct ValueField {
    pub lookup: Lookup,
    /// None if Python must see every new value.
    pub tests: Option<Tests>,
    answers: Answers,
}

struct Answers {
    absent: Option<u32>,
    texts: Memory<u32>,
    others: Memory<u32>,
    met: Table<Box<[u32]>, u32>,
}

/// Answers to values that are remembered, twice, and the longest value that is.
const MOST: usize = 4096;
const LONGEST: usize = 4096;
/// Elements that are remembered, twice.
const MOST_ELEMENTS: usize = 16384;

impl Answers {
    fn new() -> Self {
        Answers { absent: None, texts: Memory::new(MOST), others: Memory::new(MOST), met: Table::default() }
    }
}

impl ValueField {
    pub fn new(lookup: Lookup, tests: Option<Tests>) -> Self {
        ValueField { lookup, tests, answers: Answers::new() }
    }

    fn answer<O: Oracle>(
        &mut self,
        number: usize,
        parts: &Parts,
        oracle: &mut O,
        met: &mut Vec<u32>,
    ) -> Result<Option<u32>, O::Error> {
        let Ok(token) = self.lookup.find(parts) else { return Ok(None) };
        let answers = &mut self.answers;
        if !token.is_present() {
            if answers.absent.is_none() {
                answers.absent = Some(oracle.absent(number)?);
            }
            return Ok(answers.absent);
        }
        let raw = parts.bytes(token);
        let memory = if token.kind == Kind::Text { &mut answers.texts } else { &mut answers.others };
        if let Some(answer) = memory.get(raw) {
            return Ok(Some(answer));
        }
        let known = match (&mut self.tests, token.kind) {
            (Some(tests), Kind::Text) => tests.run(Kind::Text, &unescaped(raw), met),
            (Some(tests), kind) => tests.run(kind, raw, met),
            (None, _) => false,
        };
        let answer = if !known {
            match token.kind {
                Kind::Text => oracle.value(number, &[b"\"", raw, b"\""].concat())?,
                _ => oracle.value(number, raw)?,
            }
        } else if let Some(answer) = answers.met.get(&met[..]) {
            *answer
        } else {
            let answer = oracle.met(number, met)?;
            answers.met.insert(met[..].into(), answer);
            answer
        };
        if raw.len() <= LONGEST {
            memory.put(raw, answer);
        }
        Ok(Some(answer))
    }
}

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

    fn answer<O: Oracle>(&mut self, number: usize, parts: &Parts, oracle: &mut O) -> Result<Option<u32>, O::Error> {
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

/// A field of conditions.
pub enum Field {
    Value(Box<ValueField>),
    Elements(Box<ElementField>),
    /// One that Python reads.
    Asks,
}

struct Node {
    field: usize,
    after: Table<u32, Next>,
}

/// The fields and the nodes so far.
pub struct Matcher {
    fields: Vec<Field>,
    roots: Memory<Next>,
    nodes: Vec<Node>,
    met: Vec<u32>,
}

/// From so many nodes or sets of flags on, everything is forgotten.
const TOO_MANY: usize = 1 << 16;

impl Matcher {
    pub fn new(fields: Vec<Field>) -> Self {
        Matcher { fields, roots: Memory::new(MOST), nodes: Vec::new(), met: Vec::new() }
    }

    /// Whether what is remembered has grown so much that it should be forgotten.
    pub fn is_full(&self) -> bool {
        let of_field = |field: &Field| match field {
            Field::Value(value) => value.answers.met.len(),
            Field::Elements(elements) => elements.sets.len(),
            Field::Asks => 0,
        };
        self.nodes.len() > TOO_MANY
            || self.fields.iter().map(of_field).any(|count| count > TOO_MANY)
            || self.nodes.iter().map(|node| node.after.len()).sum::<usize>() > 4 * TOO_MANY
    }

    /// Forget all answers and nodes; Python forgets its numbers for them as well.
    pub fn forget(&mut self) {
        self.roots.clear();
        self.nodes.clear();
        for field in &mut self.fields {
            match field {
                Field::Value(value) => value.answers = Answers::new(),
                Field::Elements(old) => {
                    let tests = std::mem::take(&mut old.tests);
                    let (others, sections) = (std::mem::take(&mut old.others), std::mem::take(&mut old.sections));
                    **old = ElementField::new(old.chain, others, old.array, sections, tests, old.ordered);
                }
                Field::Asks => {}
            }
        }
    }

    /// What the name of an event decides, given the name as it stands in JSON.
    pub fn root<O: Oracle>(&mut self, raw: &[u8], oracle: &mut O) -> Result<Next, O::Error> {
        if let Some(next) = self.roots.get(raw) {
            return Ok(next);
        }
        let next = oracle.root(std::str::from_utf8(&unescaped(raw)).unwrap_or(""))?;
        self.enter(next);
        if raw.len() <= LONGEST {
            self.roots.put(raw, next);
        }
        Ok(next)
    }

    fn enter(&mut self, next: Next) {
        if let Next::Node { node, field } = next {
            if node as usize == self.nodes.len() {
                self.nodes.push(Node { field, after: Table::default() });
            }
        }
    }

    /// The verdict on an event, from the node that its name leads to; `ASK` if Python must look at it.
    pub fn verdict<O: Oracle>(&mut self, root: Next, parts: &Parts, oracle: &mut O) -> Result<u32, O::Error> {
        let mut next = root;
        loop {
            let node = match next {
                Next::Verdict(verdict) => return Ok(verdict),
                Next::Node { node, .. } => node as usize,
            };
            let field = self.nodes[node].field;
            let answer = match &mut self.fields[field] {
                Field::Value(value) => value.answer(field, parts, oracle, &mut self.met)?,
                Field::Elements(elements) => elements.answer(field, parts, oracle)?,
                Field::Asks => None,
            };
            let Some(answer) = answer else { return Ok(ASK) };
            next = match self.nodes[node].after.get(&answer) {
                Some(next) => *next,
                None => {
                    let found = oracle.after(node as u32, answer)?;
                    self.enter(found);
                    self.nodes[node].after.insert(answer, found);
                    found
                }
            };
        }
    }
}
