//! Decompresses gzip files of many small members, such as PostHog's exports, which have a member per event.
//!
//! Only whole, valid members with a plain header are taken.
//! The caller decompresses the first one that is not, and reports what is wrong with it.
#![forbid(unsafe_code)]

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::{Mutex, OnceLock};
use std::thread;

use memchr::memmem::Finder;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use zlib_rs::crc32::crc32;
use zlib_rs::{Inflate, InflateFlush, Status};

/// The beginning of a header without optional fields.
const MAGIC: &[u8] = b"\x1f\x8b\x08\x00";
const HEADER: usize = 10;
/// The checksum and the length.
const TRAILER: usize = 8;
/// Compressed bytes of a span, which one thread decompresses.
const SPAN: usize = 1 << 15;
/// Spans of a call at most.
const SPANS: usize = 16;
/// More of them gain little, because the other work is not parallel.
const MOST_THREADS: usize = 4;
/// Decompressed bytes of a span at most, which limits the memory for a bomb.
const LIMIT: usize = 1 << 20;

/// The members of a span, as far as they were taken.
#[derive(Default)]
struct Members {
    start: usize,
    /// The end of the last member.
    end: usize,
    /// The compressed length of the last member.
    last: usize,
    /// Their content, and room for more.
    buffer: Vec<u8>,
    used: usize,
}

impl Members {
    /// Takes the members that begin in `start..stop`, given that one begins at `start`.
    fn take(&mut self, data: &[u8], start: usize, stop: usize, inflate: &mut Inflate) {
        (self.start, self.end, self.last, self.used) = (start, start, 0, 0);
        while self.end < stop {
            let Some((packed, unpacked)) = self.take_one(&data[self.end..], inflate) else {
                break;
            };
            self.end += packed;
            self.last = packed;
            self.used += unpacked;
        }
    }

    /// Puts the content of the member at the beginning of `data` behind that of the others.
    ///
    /// Returns its compressed and decompressed length; None if it is not whole, not valid, or too large.
    fn take_one(&mut self, data: &[u8], inflate: &mut Inflate) -> Option<(usize, usize)> {
        if !data.starts_with(MAGIC) {
            return None;
        }
        inflate.reset(false);
        loop {
            let read = HEADER + inflate.total_in() as usize;
            let filled = self.used + inflate.total_out() as usize;
            // `Finish` spares a copy of the last 32 kB of content.
            let status =
                inflate.decompress(data.get(read..)?, &mut self.buffer[filled..], InflateFlush::Finish).ok()?;
            let read = HEADER + inflate.total_in() as usize;
            let filled = self.used + inflate.total_out() as usize;
            if status == Status::StreamEnd {
                let trailer = data.get(read..read + TRAILER)?;
                let content = &self.buffer[self.used..filled];
                let valid = trailer[..4] == crc32(0, content).to_le_bytes()
                    && trailer[4..] == (content.len() as u32).to_le_bytes();
                return valid.then_some((read + TRAILER, content.len()));
            }
            if filled < self.buffer.len() || filled >= LIMIT {
                return None;
            }
            self.buffer.resize((filled * 2).max(SPAN * 4), 0);
        }
    }

    fn content(&self) -> &[u8] {
        &self.buffer[..self.used]
    }
}

/// The starts of spans, and the end of the last one: the end of the data, or where another span may start.
///
/// A span starts at bytes like those of a header, which may also occur inside of a member.
fn bounds(data: &[u8], start: usize) -> Vec<usize> {
    let finder = Finder::new(MAGIC);
    let mut found = vec![start];
    let mut next = start;
    while found.len() <= SPANS {
        next = (next + SPAN).min(data.len());
        let Some(offset) = finder.find(&data[next..]) else {
            found.push(data.len());
            return found;
        };
        next += offset;
        found.push(next);
    }
    found
}

fn threads() -> usize {
    static THREADS: OnceLock<usize> = OnceLock::new();
    *THREADS.get_or_init(|| thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS))
}

/// Decompresses gzip members, many at a time.
///
/// It keeps its buffers, because new memory costs a third as much as decompression.
#[pyclass]
pub struct GzipMembers {
    spans: Vec<Members>,
}

impl GzipMembers {
    /// Takes the members of each span, by several threads.
    fn take_all(&mut self, data: &[u8], bounds: &[usize]) {
        let work = Mutex::new(self.spans.iter_mut().zip(bounds.windows(2)));
        let next = || work.lock().ok()?.next();
        let run = || {
            let mut inflate = Inflate::new(false, 15);
            while let Some((span, bounds)) = next() {
                span.take(data, bounds[0], bounds[1], &mut inflate);
            }
        };
        thread::scope(|scope| {
            for _ in 1..threads().min(bounds.len() - 1) {
                let _ = thread::Builder::new().spawn_scoped(scope, run);
            }
            run();
        });
    }

    /// Takes the members from `start` on; returns the number of spans that have them.
    ///
    /// Those of a span count only if the members before it end exactly where it starts;
    /// otherwise its start was not that of a member, and the rest of the span is decompressed again.
    fn take(&mut self, data: &[u8], start: usize) -> usize {
        let bounds = bounds(data, start);
        self.take_all(data, &bounds);
        let mut end = start;
        for (count, (span, &stop)) in self.spans.iter_mut().zip(&bounds[1..]).enumerate() {
            if end >= stop {
                (span.end, span.last, span.used) = (end, 0, 0);
                continue;
            }
            if span.start != end {
                span.take(data, end, stop, &mut Inflate::new(false, 15));
            }
            end = span.end;
            if end < stop {
                return count + 1;
            }
        }
        bounds.len() - 1
    }
}

#[pymethods]
impl GzipMembers {
    #[new]
    fn new() -> Self {
        Self { spans: (0..SPANS).map(|_| Members::default()).collect() }
    }

    /// Decompresses the members that begin at `start` and lie within `data`, as far as they are valid.
    ///
    /// Returns their content, the end of the last one, and its compressed length.
    /// `start` and 0 mean that there is none: the first member is cut off, damaged, too large,
    /// or has optional fields in its header.
    fn take_from<'py>(
        &mut self,
        py: Python<'py>,
        data: &Bound<'py, PyBytes>,
        start: usize,
    ) -> PyResult<(Bound<'py, PyBytes>, usize, usize)> {
        let bytes = data.as_bytes();
        if start > bytes.len() {
            return Err(PyValueError::new_err("start is after the end of the data"));
        }
        // A panic takes nothing, so that the caller decompresses the members.
        let count = py.detach(|| catch_unwind(AssertUnwindSafe(|| self.take(bytes, start))).unwrap_or(0));
        let found = &self.spans[..count];
        let length = found.iter().map(|span| span.used).sum();
        let content = PyBytes::new_with(py, length, |mut buffer| {
            for span in found {
                let (front, rest) = buffer.split_at_mut(span.used);
                front.copy_from_slice(span.content());
                buffer = rest;
            }
            Ok(())
        })?;
        let last = found.iter().rev().map(|span| span.last).find(|&last| last > 0).unwrap_or(0);
        Ok((content, found.last().map_or(start, |span| span.end), last))
    }
}
