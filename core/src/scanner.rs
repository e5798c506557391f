//! The scanner: whole lines in, columns of events out, until a line that is left to Python.
#![forbid(unsafe_code)]

use std::hash::BuildHasher;

use crate::layout::Layout;
use crate::matcher::{Matcher, Next, Oracle, ASK};
use crate::parts::Lookup;
use crate::reader::Reader;
use crate::rows::{Cell, Found, Row, UNSURE};
use crate::rules::{Requirement, Rule};
use crate::times::{counted, microseconds};
use crate::tokens::{Kind, Token};

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
                found.leave_until(next);
            } else if is_blank(line) {
                found.read_until(next);
            } else if !self.is_event(line) {
                found.leave_until(next);
            } else {
                let row = self.row(line, position, found.lines as u32);
                match self.window {
                    Some(_) if row.time == UNSURE => found.leave_until(next),
                    Some((since, until)) if row.time < since || row.time >= until => {
                        found.events += 1;
                        found.read_until(next);
                    }
                    _ => {
                        self.add_event(row, data, &mut found, oracle)?;
                        found.read_until(next);
                    }
                }
            }
            position = next;
        }
        self.reader.release();
        Ok(found)
    }

    /// Match the event that was read last, and add it.
    fn add_event<O: Oracle>(
        &mut self,
        row: Row,
        data: &[u8],
        found: &mut Found,
        oracle: &mut O,
    ) -> Result<(), O::Error> {
        let parts = self.reader.parts(&data[row.start as usize..row.end as usize], &self.layout);
        let root = self.matcher.root(&data[row.name.0 as usize..row.name.1 as usize], oracle)?;
        let verdict = match root {
            Next::Verdict(verdict) => verdict,
            node => self.matcher.verdict(node, &parts, oracle)?,
        };
        found.events += 1;
        found.rows.push(Row { verdict, ..row });
        for column in &self.columns {
            found.add_extra(column, &parts, row.start as usize);
        }
        Ok(())
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
                _ => ASK,
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
