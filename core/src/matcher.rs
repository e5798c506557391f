//! The decision diagram over remembered answers.
//!
//! Python owns what a condition means and what follows from an answer. Here, a value leads to the number of an answer,
//! and a node and an answer lead to the next node or the verdict. What is not known yet is asked once.
#![forbid(unsafe_code)]

use crate::element_field::ElementField;
use crate::memory::{Memory, Table};
use crate::parts::Parts;
use crate::texts::unescaped;
use crate::values::ValueField;

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

/// Answers to values that are remembered, twice, and the longest value that is.
pub const MOST: usize = 4096;
pub const LONGEST: usize = 4096;

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
            Field::Value(value) => value.remembered(),
            Field::Elements(elements) => elements.remembered(),
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
                Field::Value(value) => value.forget(),
                Field::Elements(elements) => elements.forget(),
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
