//! The events of a chunk as columns, and counts of them, for Python.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyString};

use crate::marks::Unclear;
use crate::matcher::ASK;
use crate::rows::{Cell, Extra, Found, Row, UNSURE};
use crate::texts::unescaped;
use crate::times::{is_sampled, is_sampled_number};
use crate::tokens::Kind;
use crate::users::Hashes;

/// The events of some lines, one behind another.
#[pyclass]
pub struct Columns {
    data: Py<PyBytes>,
    found: Found,
    hashes: Arc<Mutex<Hashes>>,
}

/// A value, None, or `False` if only Python can tell.
#[derive(IntoPyObject)]
enum Sure<T> {
    Known(Option<T>),
    Unsure(bool),
}

const NOT_SURE: bool = false;

impl Columns {
    pub fn new(data: Py<PyBytes>, found: Found, hashes: Arc<Mutex<Hashes>>) -> Self {
        Columns { data, found, hashes }
    }

    pub fn rows(&self) -> &[Row] {
        &self.found.rows
    }

    pub fn data(&self) -> &Py<PyBytes> {
        &self.data
    }

    fn row(&self, index: usize) -> PyResult<&Row> {
        self.found.rows.get(index).ok_or_else(|| PyIndexError::new_err("no such event"))
    }

    /// The value of a column of an event that the program asks for.
    pub fn extra(&self, index: usize, column: usize) -> Option<&Extra> {
        self.found.extras.get(index * self.width() + column)
    }

    /// How many columns the program asks for.
    fn width(&self) -> usize {
        self.found.extras.len() / self.found.rows.len().max(1)
    }

    /// The hashes of users of the scanner.
    pub fn hashes(&self) -> MutexGuard<'_, Hashes> {
        self.hashes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn text<'py>(py: Python<'py>, data: &[u8], (start, end): (u32, u32)) -> Bound<'py, PyString> {
    PyString::new(py, std::str::from_utf8(&unescaped(&data[start as usize..end as usize])).unwrap_or(""))
}

#[pymethods]
impl Columns {
    fn __len__(&self) -> usize {
        self.found.rows.len()
    }

    /// Lines read, blank ones included.
    #[getter]
    fn lines(&self) -> usize {
        self.found.lines
    }

    /// Events read, those outside of the window included.
    #[getter]
    fn events(&self) -> usize {
        self.found.events
    }

    /// The end of these lines in the data.
    #[getter]
    fn end(&self) -> usize {
        self.found.end
    }

    /// The end of the lines behind them that are left to Python.
    #[getter]
    fn left_end(&self) -> usize {
        self.found.left_end
    }

    /// How many lines they are.
    #[getter]
    fn left_lines(&self) -> usize {
        self.found.left_lines
    }

    /// The number of each event's verdict; -1 if only Python can tell.
    fn verdicts(&self) -> Vec<i64> {
        self.found.rows.iter().map(|row| if row.verdict == ASK { -1 } else { i64::from(row.verdict) }).collect()
    }

    /// The events whose verdict only Python can tell.
    fn asked(&self) -> Vec<usize> {
        self.indexes(|verdict| verdict == ASK)
    }

    /// The events for which a matcher holds.
    fn matched(&self) -> Vec<usize> {
        self.indexes(|verdict| verdict != 0)
    }

    /// All other events.
    fn unmatched(&self) -> Vec<usize> {
        self.indexes(|verdict| verdict == 0)
    }

    /// The number of an event's verdict.
    fn verdict(&self, index: usize) -> PyResult<u32> {
        Ok(self.row(index)?.verdict)
    }

    /// Set the verdict of an event.
    fn decide(&mut self, index: usize, verdict: u32) -> PyResult<()> {
        let row = self.found.rows.get_mut(index).ok_or_else(|| PyIndexError::new_err("no such event"))?;
        row.verdict = verdict;
        Ok(())
    }

    /// Keep the events that a list says true for.
    fn keep(&mut self, kept: Vec<bool>) {
        let width = self.width();
        let mut cells = kept.iter().flat_map(|kept| std::iter::repeat_n(*kept, width));
        self.found.extras.retain(|_| cells.next().unwrap_or(false));
        let mut rows = kept.iter();
        self.found.rows.retain(|_| rows.next().copied().unwrap_or(false));
    }

    /// A hash of the keys of each event; None where only Python can tell.
    fn key_hashes(&self) -> Vec<Option<u64>> {
        self.found.rows.iter().map(|row| row.keys).collect()
    }

    /// The values of a column that the program asks for, and the places in the list where only Python can tell.
    ///
    /// An object, an array or a large number is its JSON, as bytes.
    fn values<'py>(
        &self,
        py: Python<'py>,
        column: usize,
        indexes: Vec<usize>,
    ) -> PyResult<(Bound<'py, PyList>, Vec<usize>)> {
        let data = self.data.as_bytes(py);
        let values = PyList::empty(py);
        let mut unsure = Vec::new();
        for (place, index) in indexes.into_iter().enumerate() {
            let cell = self.extra(index, column).ok_or_else(|| PyIndexError::new_err("no such column"))?;
            let bytes = if cell.is_copied { &self.found.copied[..] } else { data };
            let raw = &bytes[cell.start as usize..cell.end as usize];
            match cell.kind {
                _ if cell.is_unsure => {
                    unsure.push(place);
                    values.append(py.None())?;
                }
                Kind::Absent | Kind::Null => values.append(py.None())?,
                Kind::True => values.append(true)?,
                Kind::False => values.append(false)?,
                Kind::Text => values.append(text(py, bytes, (cell.start, cell.end)))?,
                Kind::Number => match number(raw) {
                    Some(Numeric::Whole(value)) => values.append(value)?,
                    Some(Numeric::Float(value)) => values.append(value)?,
                    None => {
                        unsure.push(place);
                        values.append(PyBytes::new(py, raw))?;
                    }
                },
                Kind::Object | Kind::Array => {
                    unsure.push(place);
                    values.append(PyBytes::new(py, raw))?;
                }
            }
        }
        Ok((values, unsure))
    }

    fn names<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let data = self.data.as_bytes(py);
        PyList::new(py, self.found.rows.iter().map(|row| text(py, data, row.name)))
    }

    fn name<'py>(&self, py: Python<'py>, index: usize) -> PyResult<Bound<'py, PyString>> {
        Ok(text(py, self.data.as_bytes(py), self.row(index)?.name))
    }

    /// The bounds of an event's line in the data, without its ending.
    fn bounds(&self, index: usize) -> PyResult<(u32, u32)> {
        let row = self.row(index)?;
        Ok((row.start, row.end))
    }

    /// The line of an event, from 0.
    fn line_number(&self, index: usize) -> PyResult<u32> {
        Ok(self.row(index)?.line)
    }

    /// The bytes of an event's line, without its ending.
    fn line<'py>(&self, py: Python<'py>, index: usize) -> PyResult<Bound<'py, PyBytes>> {
        let row = self.row(index)?;
        Ok(PyBytes::new(py, &self.data.as_bytes(py)[row.start as usize..row.end as usize]))
    }

    /// The times of events in microseconds; None if only Python can tell.
    fn times(&self, indexes: Vec<usize>) -> PyResult<Vec<Option<i64>>> {
        indexes.into_iter().map(|index| Ok(Some(self.row(index)?.time).filter(|time| *time != UNSURE))).collect()
    }

    /// The hashes of users: persons, or distinct ids; None for no user, False if only Python can tell.
    fn users<'py>(&self, py: Python<'py>, persons: bool, indexes: Vec<usize>) -> PyResult<Bound<'py, PyList>> {
        let data = self.data.as_bytes(py);
        let mut hashes = self.hashes();
        let mut found = Vec::with_capacity(indexes.len());
        for index in indexes {
            found.push(match hashes.of(self.row(index)?, persons, data) {
                Ok(hash) => Sure::Known(hash),
                Err(Unclear) => Sure::Unsure(NOT_SURE),
            });
        }
        PyList::new(py, found)
    }

    /// The identifiers of events as text; None if there is none, False if only Python can tell.
    fn uuids<'py>(&self, py: Python<'py>, indexes: Vec<usize>) -> PyResult<Bound<'py, PyList>> {
        let data = self.data.as_bytes(py);
        let found = indexes.into_iter().map(|index| Ok(uuid(py, data, self.row(index)?)));
        PyList::new(py, found.collect::<PyResult<Vec<_>>>()?)
    }

    /// The identifiers of the events that the sample of an eighth takes, and the events whose time is no text.
    fn sample<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyList>, Vec<usize>)> {
        let data = self.data.as_bytes(py);
        let mut others = Vec::new();
        let mut found = Vec::new();
        for (index, row) in self.found.rows.iter().enumerate() {
            let bytes = |start, end| &data[start as usize..end as usize];
            let is_sampled = match row.written_time {
                Cell::Text(start, end) if is_plain(bytes(start, end)) => Some(is_sampled(bytes(start, end))),
                Cell::Number(start, end) => is_sampled_number(bytes(start, end)),
                _ => None,
            };
            match is_sampled {
                Some(false) => {}
                Some(true) => match uuid(py, data, row) {
                    Sure::Unsure(_) => others.push(index),
                    sure => found.push(sure),
                },
                None => others.push(index),
            }
        }
        Ok((PyList::new(py, found)?, others))
    }
}

impl Columns {
    fn indexes(&self, wanted: impl Fn(u32) -> bool) -> Vec<usize> {
        let rows = self.found.rows.iter().enumerate();
        rows.filter(|(_, row)| wanted(row.verdict)).map(|(index, _)| index).collect()
    }
}

enum Numeric {
    Whole(i64),
    Float(f64),
}

/// A JSON number as Python reads it; None if it is too large.
fn number(raw: &[u8]) -> Option<Numeric> {
    let text = std::str::from_utf8(raw).unwrap_or("");
    if raw.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
        text.parse().ok().filter(|value: &f64| value.is_finite()).map(Numeric::Float)
    } else {
        text.parse().ok().map(Numeric::Whole)
    }
}

/// Whether the places of characters are those of bytes.
fn is_plain(raw: &[u8]) -> bool {
    raw.iter().all(|byte| byte.is_ascii() && *byte != b'\\')
}

fn uuid<'py>(py: Python<'py>, data: &[u8], row: &Row) -> Sure<Bound<'py, PyString>> {
    match row.uuid {
        Cell::None => Sure::Known(None),
        Cell::Text(start, end) => Sure::Known(Some(text(py, data, (start, end)))),
        _ => Sure::Unsure(NOT_SURE),
    }
}
