//! Python as the oracle of a matcher: an object with a method for each question.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};

use crate::matcher::{Next, Oracle};

pub struct PythonOracle<'py> {
    pub object: Bound<'py, PyAny>,
}

/// A verdict's number, or a node's number and field.
fn next_of(found: Bound<'_, PyAny>) -> PyResult<Next> {
    let (verdict, node, field): (Option<u32>, u32, usize) = found.extract()?;
    Ok(verdict.map_or(Next::Node { node, field }, Next::Verdict))
}

impl<'py> PythonOracle<'py> {
    fn bytes(&self, text: &[u8]) -> Bound<'py, PyBytes> {
        PyBytes::new(self.object.py(), text)
    }
}

impl Oracle for PythonOracle<'_> {
    type Error = PyErr;

    fn root(&mut self, name: &str) -> PyResult<Next> {
        next_of(self.object.call_method1(intern!(self.object.py(), "root"), (name,))?)
    }

    fn absent(&mut self, field: usize) -> PyResult<u32> {
        self.object.call_method1(intern!(self.object.py(), "absent"), (field,))?.extract()
    }

    fn value(&mut self, field: usize, json: &[u8]) -> PyResult<u32> {
        self.object.call_method1(intern!(self.object.py(), "value"), (field, self.bytes(json)))?.extract()
    }

    fn met(&mut self, field: usize, conditions: &[u32]) -> PyResult<u32> {
        let conditions = PyList::new(self.object.py(), conditions)?;
        self.object.call_method1(intern!(self.object.py(), "met"), (field, conditions))?.extract()
    }

    fn element(&mut self, field: usize, text: &str) -> PyResult<Option<Vec<u32>>> {
        self.object.call_method1(intern!(self.object.py(), "element"), (field, text))?.extract()
    }

    fn elements(&mut self, field: usize, flags: &[Vec<u32>]) -> PyResult<u32> {
        let flags = PyList::new(self.object.py(), flags)?;
        self.object.call_method1(intern!(self.object.py(), "elements"), (field, flags))?.extract()
    }

    fn chain(&mut self, field: usize, json: &[u8]) -> PyResult<u32> {
        self.object.call_method1(intern!(self.object.py(), "chain"), (field, self.bytes(json)))?.extract()
    }

    fn after(&mut self, node: u32, answer: u32) -> PyResult<Next> {
        next_of(self.object.call_method1(intern!(self.object.py(), "after"), (node, answer))?)
    }
}
