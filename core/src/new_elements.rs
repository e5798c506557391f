//! Texts and links of elements, each element once, for Python.

use pyo3::prelude::*;

use crate::columns::Columns;
use crate::elements::{Element, Pieces};
use crate::memory::Memory;
use crate::texts::unescaped;
use crate::tokens::Kind;

/// The texts and links of elements that were not seen yet, within the bounds of a cache.
#[pyclass]
pub struct NewElements(Memory<()>);

#[pymethods]
impl NewElements {
    #[new]
    fn new(most: usize) -> Self {
        NewElements(Memory::new(most))
    }

    /// The texts and the links of the new elements of events, whose chains are in a column of the program.
    ///
    /// The last list has the events whose elements only Python can read.
    fn of<'py>(
        &mut self,
        py: Python<'py>,
        columns: &Columns,
        column: usize,
    ) -> PyResult<(Vec<String>, Vec<String>, Vec<usize>)> {
        let data = columns.data().as_bytes(py);
        let (mut texts, mut links, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for index in 0..columns.rows().len() {
            let Some(cell) = columns.extra(index, column) else { break };
            if cell.kind != Kind::Text || cell.is_copied {
                continue;
            }
            let pieces = Pieces::new(&data[cell.start as usize..cell.end as usize]);
            let known = pieces.is_some_and(|mut pieces| {
                pieces.all(|piece| self.0.get(piece).is_some() || self.add(piece, &mut texts, &mut links))
            });
            if !known {
                others.push(index);
            }
        }
        Ok((texts, links, others))
    }
}

impl NewElements {
    fn add(&mut self, piece: &[u8], texts: &mut Vec<String>, links: &mut Vec<String>) -> bool {
        let text = unescaped(piece);
        let Some(element) = std::str::from_utf8(&text).ok().and_then(Element::read) else { return false };
        texts.extend(element.get("text").map(str::to_owned));
        links.extend(element.get("href").map(str::to_owned));
        self.0.put(piece, ());
        true
    }
}
