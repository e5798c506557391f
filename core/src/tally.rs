//! Counts of events by verdict, for Python.

use std::collections::{HashMap, HashSet};

use pyo3::prelude::*;
use pyo3::types::{PyDict, PySet};

use crate::columns::Columns;
use crate::marks::Unclear;
use crate::rows::UNSURE;

type Users = HashSet<u64, foldhash::fast::FixedState>;

/// The counts of the events with one verdict.
#[derive(Default)]
struct Counts {
    events: u64,
    users: Users,
    span: Option<(i64, i64)>,
    stretches: HashMap<i64, (u64, Users), foldhash::fast::FixedState>,
}

/// Counts of events by verdict: events, users, first and last time, and how many fall into each stretch of time.
#[pyclass]
pub struct Tally {
    cells: HashMap<u32, Counts, foldhash::fast::FixedState>,
    /// Microseconds of a stretch of time.
    stretch: i64,
    /// Whether users are counted by stretch as well.
    keyed: bool,
    span: Option<(i64, i64)>,
}

fn widen(span: &mut Option<(i64, i64)>, time: i64) {
    *span = Some(span.map_or((time, time), |(first, last)| (first.min(time), last.max(time))));
}

#[pymethods]
impl Tally {
    #[new]
    fn new(stretch: i64, keyed: bool) -> Self {
        Tally { cells: HashMap::default(), stretch: stretch.max(1), keyed, span: None }
    }

    /// Count the events of columns, and return those whose time or user only Python can tell: these are not counted.
    fn add(&mut self, py: Python<'_>, columns: &Columns, persons: bool) -> Vec<usize> {
        let data = columns.data().as_bytes(py);
        let mut hashes = columns.hashes();
        let mut left = Vec::new();
        for (index, row) in columns.rows().iter().enumerate() {
            if row.time == UNSURE {
                left.push(index);
            } else if row.verdict == 0 {
                widen(&mut self.span, row.time);
            } else {
                match hashes.of(row, persons, data) {
                    Ok(user) => self.note(row.verdict, row.time, user),
                    Err(Unclear) => left.push(index),
                }
            }
        }
        left
    }

    /// The first and the last time of all events, if any has one.
    #[getter]
    fn span(&self) -> Option<(i64, i64)> {
        self.span
    }

    /// For each verdict: its number, events, users, first and last time, and events and users by stretch of time.
    fn cells<'py>(&self, py: Python<'py>) -> PyResult<Vec<CellParts<'py>>> {
        let mut found = Vec::with_capacity(self.cells.len());
        for (verdict, cell) in &self.cells {
            let (counts, users) = (PyDict::new(py), PyDict::new(py));
            for (stretch, (events, known)) in &cell.stretches {
                counts.set_item(stretch, events)?;
                if self.keyed {
                    users.set_item(stretch, PySet::new(py, known)?)?;
                }
            }
            let all = PySet::new(py, &cell.users)?;
            found.push((*verdict, cell.events, all, cell.span, counts, users));
        }
        Ok(found)
    }
}

type CellParts<'py> = (u32, u64, Bound<'py, PySet>, Option<(i64, i64)>, Bound<'py, PyDict>, Bound<'py, PyDict>);

impl Tally {
    fn note(&mut self, verdict: u32, time: i64, user: Option<u64>) {
        let cell = self.cells.entry(verdict).or_default();
        cell.events += 1;
        cell.users.extend(user);
        widen(&mut cell.span, time);
        widen(&mut self.span, time);
        let stretch = cell.stretches.entry(time.div_euclid(self.stretch)).or_default();
        stretch.0 += 1;
        if self.keyed {
            stretch.1.extend(user);
        }
    }
}
