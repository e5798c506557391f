//! What a scanner finds in a chunk: a row for each event, and the lines that are left to Python.
#![forbid(unsafe_code)]

use crate::parts::{Lookup, Parts};
use crate::tokens::{Kind, Token};

/// A value of a column that a collector asks for: its kind and bytes. Those within a text of JSON are copied.
#[derive(Clone, Copy)]
pub struct Extra {
    pub kind: Kind,
    pub is_copied: bool,
    /// Whether only Python can tell.
    pub is_unsure: bool,
    pub start: u32,
    pub end: u32,
}

/// In place of microseconds: Python reads the time.
pub const UNSURE: i64 = i64::MIN;

/// A value of a column: its bytes in the chunk, or none, or only Python can tell.
#[derive(Clone, Copy)]
pub enum Cell {
    None,
    Text(u32, u32),
    Number(u32, u32),
    Unsure,
}

impl Cell {
    pub fn of(token: Token, base: usize) -> Self {
        if !token.is_present() {
            return Cell::None;
        }
        let place = (base as u32 + token.start, base as u32 + token.end);
        match token.kind {
            Kind::Text if token.buffer == 0 => Cell::Text(place.0, place.1),
            Kind::Number if token.buffer == 0 => Cell::Number(place.0, place.1),
            _ => Cell::Unsure,
        }
    }
}

/// One event of a chunk.
#[derive(Clone, Copy)]
pub struct Row {
    pub verdict: u32,
    pub line: u32,
    pub start: u32,
    pub end: u32,
    pub time: i64,
    pub name: (u32, u32),
    pub written_time: Cell,
    pub person: Cell,
    pub distinct: Cell,
    pub uuid: Cell,
    /// A hash of the keys of all wanted objects, if they are hashed and where the layout says.
    pub keys: Option<u64>,
}

/// The events of some lines, one behind another, and the run of lines after them that is left to Python.
#[derive(Default)]
pub struct Found {
    pub rows: Vec<Row>,
    /// Lines read, blank ones included.
    pub lines: usize,
    /// Events read, those outside of the window included.
    pub events: usize,
    /// The end of these lines in the data.
    pub end: usize,
    /// The end of the lines that are left to Python, and how many they are.
    pub left_end: usize,
    pub left_lines: usize,
    /// The values of the columns that were asked for, event by event, and the bytes of those that were copied.
    pub extras: Vec<Extra>,
    pub copied: Vec<u8>,
}

impl Found {
    /// Note that a line was read, and where the next one begins.
    pub fn read_until(&mut self, next: usize) {
        self.lines += 1;
        (self.end, self.left_end) = (next, next);
    }

    /// Note that a line is left to Python, and where the next one begins.
    pub fn leave_until(&mut self, next: usize) {
        self.left_end = next;
        self.left_lines += 1;
    }

    /// Add the value of a column of the event that was added last.
    pub fn add_extra(&mut self, column: &Lookup, parts: &Parts, base: usize) {
        let (token, is_unsure) = column.find(parts).map_or((Token::default(), true), |token| (token, false));
        let is_copied = token.buffer != 0;
        let (start, end) = if is_copied {
            let start = self.copied.len();
            self.copied.extend_from_slice(parts.bytes(token));
            (start, self.copied.len())
        } else {
            (base + token.start as usize, base + token.end as usize)
        };
        self.extras.push(Extra { kind: token.kind, is_copied, is_unsure, start: start as u32, end: end as u32 });
    }
}
