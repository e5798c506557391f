//! The scanner: whole lines in, columns of events out, until a line that is left to Python.
#![forbid(unsafe_code)]

use std::hash::BuildHasher;

use crate::layout::{Layout, Sections, Slots};
use crate::marks::{Marks, Unclear};
use crate::matcher::{Lookup, Matcher, Next, Oracle, Parts};
use crate::memory::Memory;
use crate::texts::{is_plain_integer, unescape, unescaped};
use crate::times::{counted, microseconds};
use crate::tokens::{Kind, Token, Walk};

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
    fn holds(&self, token: Token, line: &[u8]) -> bool {
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
fn is_no_object(text: &[u8]) -> bool {
    text.first().is_none_or(u8::is_ascii_alphanumeric)
}

/// Slots in the order in which they are tried, and whether an empty text counts as no value.
pub struct Place {
    pub slots: Vec<usize>,
    pub skip_empty: bool,
}

/// Where the columns of an event come from.
pub struct Places {
    pub rule: Rule,
    /// The places of the name: the first whose rule holds.
    pub names: Vec<(Rule, Place)>,
    pub time: Place,
    pub person: Place,
    pub distinct: Place,
    pub uuid: Place,
}

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
    fn of(token: Token, base: usize) -> Self {
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
    fn add_extra(&mut self, column: &Lookup, parts: &Parts, base: usize) {
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

/// What the tokens of a line are read into. It is reused from line to line.
#[derive(Default)]
pub struct Reader {
    marks: Marks,
    slots: Slots,
    sections: Sections,
    buffers: Vec<Vec<u8>>,
    dotted: bool,
    /// A hash of the keys of the line, if they are hashed.
    keys: Option<u64>,
}

impl Reader {
    /// Read a line; `Unclear` if Python must.
    pub fn read(&mut self, line: &[u8], layout: &Layout) -> Result<(), Unclear> {
        self.slots.begin(layout.slots);
        self.sections.begin_line(layout.sections.len());
        self.dotted = false;
        self.keys = layout.key_seed;
        self.walk(line, 0, 0, layout)?;
        let mut used = 0;
        for (number, section) in layout.sections.iter().enumerate().skip(1) {
            let token = self.sections.get(number);
            if !section.text || token.kind != Kind::Text || token.start == token.end {
                continue;
            }
            if self.buffers.len() == used {
                self.buffers.push(Vec::new());
            }
            let mut text = std::mem::take(&mut self.buffers[used]);
            text.clear();
            match token.buffer {
                0 => unescape(token.of(line), &mut text),
                buffer => unescape(token.of(&self.buffers[buffer as usize - 1]), &mut text),
            }
            if is_no_object(&text) {
                self.buffers[used] = text;
                self.sections.holds(number, Token { kind: Kind::Null, ..token });
                continue;
            }
            used += 1;
            let object = self.walk(&text, used as u8, number, layout);
            self.buffers[used - 1] = text;
            if object.is_ok() {
                self.sections.begin(number);
            } else if number > 0 {
                // Values of a text that turned out to be no object may be in slots already.
                return Err(Unclear);
            }
        }
        Ok(())
    }

    /// Free what a very long line took; there may be many readers.
    fn release(&mut self) {
        self.marks.release();
        self.buffers.retain(|text| text.capacity() <= LONG);
    }

    fn walk(&mut self, text: &[u8], buffer: u8, section: usize, layout: &Layout) -> Result<(), Unclear> {
        self.marks.mark(text)?;
        if self.marks.beyond_ascii && simdutf8::basic::from_utf8(text).is_err() {
            return Err(Unclear);
        }
        let odd_escapes = self.marks.odd_escapes;
        let mut walk =
            Walk { text, places: self.marks.places(), next: 0, buffer, odd_escapes, dotted: false, keys: self.keys };
        walk.document(section, layout, &mut self.slots, &mut self.sections)?;
        self.dotted |= walk.dotted;
        self.keys = walk.keys;
        Ok(())
    }

    pub fn parts<'a>(&'a self, line: &'a [u8], layout: &'a Layout) -> Parts<'a> {
        Parts {
            layout,
            slots: &self.slots,
            sections: &self.sections,
            line,
            buffers: &self.buffers,
            dotted: self.dotted,
        }
    }
}

/// The bytes of a text that a reader keeps room for between chunks.
const LONG: usize = 1 << 22;

/// If the first lines of a chunk are all left to Python, the others are not tried.
const PROBED: usize = 8;

/// Reads lines by a layout, and matches their events.
pub struct Scanner {
    pub layout: Layout,
    pub places: Places,
    pub matcher: Matcher,
    pub reader: Reader,
    /// The name of the event of the last line.
    pub name: Token,
    /// The range of time of events, from and until, in microseconds.
    pub window: Option<(i64, i64)>,
    /// The columns that the collector asks for.
    pub columns: Vec<Lookup>,
    /// Whether dotted keys of the outermost object mean other keys.
    pub undots: bool,
}

impl Scanner {
    /// Read lines from `start` until one that is left to Python, or until `stop`.
    pub fn scan<O: Oracle>(
        &mut self,
        data: &[u8],
        start: usize,
        stop: usize,
        oracle: &mut O,
    ) -> Result<Found, O::Error> {
        let mut found = Found { end: start, left_end: start, ..Found::default() };
        let mut position = start;
        while position < stop {
            let end = memchr::memchr(b'\n', &data[position..stop]).map_or(stop, |place| position + place);
            let line = without_returns(&data[position..end]);
            let next = (end + 1).min(stop);
            if found.left_end > found.end {
                // Inside of the run that is left to Python: a line that is not ends it.
                let given_up = found.lines == 0 && found.left_lines >= PROBED;
                if given_up || (!is_blank(line) && self.is_event(line)) {
                    break;
                }
                found.left_end = next;
                found.left_lines += 1;
            } else if is_blank(line) {
                found.lines += 1;
                (found.end, found.left_end) = (next, next);
            } else if self.is_event(line) {
                let row = self.row(line, position, found.lines as u32);
                match self.window {
                    Some(_) if row.time == UNSURE => {
                        found.left_end = next;
                        found.left_lines += 1;
                        position = next;
                        continue;
                    }
                    Some((since, until)) if row.time < since || row.time >= until => {}
                    _ => {
                        let parts = self.reader.parts(line, &self.layout);
                        let root = self.matcher.root(&data[row.name.0 as usize..row.name.1 as usize], oracle)?;
                        let verdict = match root {
                            Next::Verdict(verdict) => verdict,
                            node => self.matcher.verdict(node, &parts, oracle)?,
                        };
                        found.rows.push(Row { verdict, ..row });
                        for column in &self.columns {
                            found.add_extra(column, &parts, position);
                        }
                    }
                }
                found.events += 1;
                found.lines += 1;
                (found.end, found.left_end) = (next, next);
            } else {
                found.left_end = next;
                found.left_lines += 1;
            }
            position = next;
        }
        self.reader.release();
        Ok(found)
    }

    /// Read a line, and say whether it is an event that needs no Python.
    fn is_event(&mut self, line: &[u8]) -> bool {
        if self.reader.read(line, &self.layout).is_err() || (self.undots && self.reader.dotted) {
            return false;
        }
        let places = &self.places;
        let parts = self.reader.parts(line, &self.layout);
        let holds = |(slot, requirement): &(usize, Requirement)| {
            let token = parts.slots.get(*slot);
            token.buffer == 0 && requirement.holds(token, line)
        };
        let all_hold = |rule: &Rule| rule.iter().all(|clause| clause.iter().any(holds));
        if !all_hold(&places.rule) {
            return false;
        }
        let Some((_, place)) = places.names.iter().find(|(rule, _)| all_hold(rule)) else { return false };
        self.name = parts.first(&place.slots, place.skip_empty);
        if self.layout.key_seed.is_some() || !self.layout.spare.is_empty() {
            let used = [place, &places.time, &places.distinct];
            let used = used.map(|place| parts.first_slot(&place.slots, place.skip_empty));
            for (slot, spare) in &self.layout.spare {
                let token = if used.contains(&Some(*slot)) { Token::default() } else { self.reader.slots.get(*slot) };
                self.reader.slots.put(*spare, token);
            }
            // What is the name, the time or the user is no property.
            self.reader.keys =
                self.reader.keys.map(|keys| foldhash::fast::FixedState::default().hash_one((keys, used)));
        }
        self.name.kind == Kind::Text && self.name.buffer == 0
    }

    fn row(&self, line: &[u8], start: usize, number: u32) -> Row {
        let parts = self.reader.parts(line, &self.layout);
        let first = |place: &Place| Cell::of(parts.first(&place.slots, place.skip_empty), start);
        let name = self.name;
        let time = parts.first(&self.places.time.slots, self.places.time.skip_empty);
        let read = match time.kind {
            Kind::Text => microseconds(parts.bytes(time)).or_else(|| counted(parts.bytes(time))),
            Kind::Number => counted(parts.bytes(time)),
            _ => None,
        };
        let person = match first(&self.places.person) {
            Cell::Number(..) => Cell::Unsure,
            cell => cell,
        };
        Row {
            verdict: 0,
            line: number,
            start: start as u32,
            end: (start + line.len()) as u32,
            time: read.unwrap_or(UNSURE),
            name: (start as u32 + name.start, start as u32 + name.end),
            written_time: Cell::of(time, start),
            person,
            distinct: first(&self.places.distinct),
            uuid: first(&self.places.uuid),
            keys: self.reader.keys.filter(|_| (1..self.layout.sections.len()).all(|section| parts.is_sure(section))),
        }
    }

    /// The verdicts on events that another scanner found in the same data; `ASK` where Python must look.
    pub fn verdicts<O: Oracle>(&mut self, data: &[u8], rows: &[Row], oracle: &mut O) -> Result<Vec<u32>, O::Error> {
        let mut verdicts = Vec::with_capacity(rows.len());
        for row in rows {
            let line = &data[row.start as usize..row.end as usize];
            let root = self.matcher.root(&data[row.name.0 as usize..row.name.1 as usize], oracle)?;
            verdicts.push(match root {
                Next::Verdict(verdict) => verdict,
                node if self.is_event(line) => {
                    self.matcher.verdict(node, &self.reader.parts(line, &self.layout), oracle)?
                }
                _ => crate::matcher::ASK,
            });
        }
        Ok(verdicts)
    }
}

fn without_returns(line: &[u8]) -> &[u8] {
    let mut line = line;
    while let [rest @ .., b'\r'] = line {
        line = rest;
    }
    line
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
}

/// Hashes of users, which are those of `actioncli.users`.
pub struct Hashes(Memory<u64>);

impl Hashes {
    pub fn new() -> Self {
        Hashes(Memory::new(1 << 14))
    }

    /// The hash of a user's id; None if there is none. `Err` if Python must tell.
    pub fn of(&mut self, cell: Cell, data: &[u8]) -> Result<Option<u64>, Unclear> {
        let raw = match cell {
            Cell::None => return Ok(None),
            Cell::Unsure => return Err(Unclear),
            Cell::Text(start, end) => &data[start as usize..end as usize],
            Cell::Number(start, end) => {
                let digits = &data[start as usize..end as usize];
                if !is_plain_integer(digits) {
                    return Err(Unclear);
                }
                digits
            }
        };
        if let Some(hash) = self.0.get(raw) {
            return Ok(Some(hash));
        }
        let text = match cell {
            Cell::Text(..) => unescaped(raw),
            _ => raw.into(),
        };
        let digest = blake2b_simd::Params::new().hash_length(8).hash(&text);
        let hash = digest.as_bytes().try_into().map_or(0, u64::from_le_bytes);
        self.0.put(raw, hash);
        Ok(Some(hash))
    }
}
