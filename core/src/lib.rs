//! The compiled core of actioncli: it scans lines of exports, and decides which actions match their events.
//!
//! What an action means stays in Python. The core reads the lines that it is sure of, tests what operators say in data,
//! and remembers every answer; it asks Python about each new value that only Python can test, and leaves to Python
//! every line that is not plain JSON of a known shape.

#![deny(unsafe_code)]

mod columns;
mod element_field;
mod elements;
mod gzip;
mod layout;
mod marks;
mod matcher;
mod memory;
mod new_elements;
mod objects;
mod oracle;
mod parts;
mod program;
mod reader;
mod regexes;
mod rows;
mod rules;
mod scanner;
mod selectors;
#[cfg(target_arch = "x86_64")]
mod simd;
mod tally;
mod tests;
mod texts;
mod times;
mod tokens;
mod users;
mod values;

use std::cell::RefCell;
use std::panic::{catch_unwind, set_hook, AssertUnwindSafe};
use std::sync::{Arc, Mutex};

use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::columns::Columns;
use crate::new_elements::NewElements;
use crate::oracle::PythonOracle;
use crate::tally::Tally;
use crate::users::Hashes;

create_exception!(_core, CoreError, PyException, "A fault of the core itself; the scanner must not be used again.");

/// Scans chunks of lines by a program, and asks an oracle what it does not know.
#[pyclass]
struct Scanner {
    scanner: scanner::Scanner,
    oracle: Py<PyAny>,
    hashes: Arc<Mutex<Hashes>>,
}

#[pymethods]
impl Scanner {
    #[new]
    fn new(program: &Bound<'_, PyAny>, oracle: Py<PyAny>) -> PyResult<Self> {
        Ok(Scanner { scanner: program::scanner(program)?, oracle, hashes: Arc::new(Mutex::new(Hashes::new())) })
    }

    /// The events of whole lines from `start` until one that is left to Python, or until `stop`.
    fn scan(&mut self, data: Bound<'_, PyBytes>, start: usize, stop: usize) -> PyResult<Columns> {
        let bytes = data.as_bytes();
        let stop = stop.min(bytes.len());
        let mut oracle = PythonOracle { object: self.oracle.clone_ref(data.py()) };
        let scanner = &mut self.scanner;
        let found = data.py().detach(|| guarded(|| scanner.scan(bytes, start.min(stop), stop, &mut oracle)))?;
        Ok(Columns::new(data.unbind(), found, self.hashes.clone()))
    }

    /// The verdicts on the events of another scanner's columns; -1 where only Python can tell.
    fn verdicts(&mut self, columns: PyRef<'_, Columns>) -> PyResult<Vec<i64>> {
        let py = columns.py();
        let bytes = columns.data().as_bytes(py);
        let mut oracle = PythonOracle { object: self.oracle.clone_ref(py) };
        let (scanner, rows) = (&mut self.scanner, columns.rows());
        let found = py.detach(|| guarded(|| scanner.verdicts(bytes, rows, &mut oracle)))?;
        Ok(found.into_iter().map(|verdict| if verdict == matcher::ASK { -1 } else { i64::from(verdict) }).collect())
    }

    /// Whether so much is remembered that it should be forgotten.
    #[getter]
    fn is_full(&self) -> bool {
        self.scanner.matcher.is_full()
    }

    /// Forget all answers; the oracle must forget the numbers that it gave.
    fn forget(&mut self) {
        self.scanner.matcher.forget();
    }
}

thread_local! {
    /// Where the last panic of this thread was.
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Note where a panic is instead of printing it to stderr; Python reports it.
fn note_panics() {
    set_hook(Box::new(|info| {
        let place = info.location().map(|place| format!("core/{}:{}", place.file(), place.line()));
        PLACE.set(place.unwrap_or_default());
    }));
}

/// The result of some work; a panic in it becomes an error.
fn guarded<T>(work: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|cause| {
        let message = cause.downcast_ref::<&str>().map(|text| text.to_string());
        let message = message.or_else(|| cause.downcast_ref::<String>().cloned());
        let message = message.unwrap_or_else(|| "unknown cause".to_string());
        Err(CoreError::new_err(format!("{}: {message}", PLACE.take())))
    })
}

#[pymodule]
fn _core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    note_panics();
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("CoreError", module.py().get_type::<CoreError>())?;
    module.add_class::<Scanner>()?;
    module.add_class::<Columns>()?;
    module.add_class::<NewElements>()?;
    module.add_class::<Tally>()?;
    module.add_class::<gzip::GzipMembers>()?;
    Ok(())
}
