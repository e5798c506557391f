//! Python as the oracle of a matcher: an object with a method for each question.

use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::matcher::{Next, Oracle};

/// It is asked by a thread that does not hold the interpreter's lock.
pub struct PythonOracle {
    pub object: Py<PyAny>,
}

/// A verdict's number, or a node's number and field.
fn next_of((verdict, node, field): (Option<u32>, u32, usize)) -> Next {
    verdict.map_or(Next::Node { node, field }, Next::Verdict)
}

impl PythonOracle {
    /// Call a method with the arguments that a function makes.
    fn ask<Answer>(
        &self,
        question: &str,
        answer: impl for<'py> FnOnce(Python<'py>, Bound<'py, PyAny>) -> PyResult<Answer>,
    ) -> PyResult<Answer> {
        Python::attach(|py| answer(py, self.object.bind(py).getattr(question)?))
    }
}

impl Oracle for PythonOracle {
    type Error = PyErr;

    fn root(&mut self, name: &str) -> PyResult<Next> {
        self.ask("root", |_, root| Ok(next_of(root.call1((name,))?.extract()?)))
    }

    fn absent(&mut self, field: usize) -> PyResult<u32> {
        self.ask("absent", |_, absent| absent.call1((field,))?.extract())
    }

    fn value(&mut self, field: usize, json: &[u8]) -> PyResult<u32> {
        self.ask("value", |py, value| value.call1((field, PyBytes::new(py, json)))?.extract())
    }

    fn met(&mut self, field: usize, conditions: &[u32]) -> PyResult<u32> {
        self.ask("met", |_, met| met.call1((field, conditions.to_vec()))?.extract())
    }

    fn element(&mut self, field: usize, text: &str) -> PyResult<Option<Vec<u32>>> {
        self.ask("element", |_, element| element.call1((field, text))?.extract())
    }

    fn elements(&mut self, field: usize, flags: &[Vec<u32>]) -> PyResult<u32> {
        self.ask("elements", |_, elements| elements.call1((field, flags.to_vec()))?.extract())
    }

    fn object(&mut self, field: usize, json: &[u8]) -> PyResult<Vec<u32>> {
        self.ask("object", |py, object| object.call1((field, PyBytes::new(py, json)))?.extract())
    }

    fn chain(&mut self, field: usize, json: &[u8]) -> PyResult<u32> {
        self.ask("chain", |py, chain| chain.call1((field, PyBytes::new(py, json)))?.extract())
    }

    fn after(&mut self, node: u32, answer: u32) -> PyResult<Next> {
        self.ask("after", |_, after| Ok(next_of(after.call1((node, answer))?.extract()?)))
    }
}
