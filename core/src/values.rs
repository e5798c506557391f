//! A field with one value, and the answers to its values so far.
#![forbid(unsafe_code)]

use crate::matcher::{Oracle, LONGEST, MOST};
use crate::memory::{Memory, Table};
use crate::parts::{Lookup, Parts};
use crate::tests::Tests;
use crate::texts::unescaped;
use crate::tokens::Kind;

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

impl Answers {
    fn new() -> Self {
        Answers { absent: None, texts: Memory::new(MOST), others: Memory::new(MOST), met: Table::default() }
    }
}

impl ValueField {
    /// How many sets of met conditions are remembered.
    pub fn remembered(&self) -> usize {
        self.answers.met.len()
    }

    /// Forget all answers.
    pub fn forget(&mut self) {
        self.answers = Answers::new();
    }

    pub fn new(lookup: Lookup, tests: Option<Tests>) -> Self {
        ValueField { lookup, tests, answers: Answers::new() }
    }

    /// The answer to the value of an event; None if only Python can tell.
    pub fn answer<O: Oracle>(
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
