//! Hashes of users, which are those of `actioncli.users`.
#![forbid(unsafe_code)]

use crate::marks::Unclear;
use crate::memory::Memory;
use crate::rows::{Cell, Row};
use crate::texts::{is_plain_integer, unescaped};

/// The hashes of ids so far.
pub struct Hashes(Memory<u64>);

impl Hashes {
    pub fn new() -> Self {
        Hashes(Memory::new(1 << 14))
    }

    /// The hash of the user of an event, of its person or its distinct id; None if there is none.
    ///
    /// `Err` if only Python can tell.
    pub fn of(&mut self, row: &Row, persons: bool, data: &[u8]) -> Result<Option<u64>, Unclear> {
        match row.person {
            Cell::None => self.of_id(row.distinct, data),
            person => self.of_id(if persons { person } else { row.distinct }, data),
        }
    }

    fn of_id(&mut self, cell: Cell, data: &[u8]) -> Result<Option<u64>, Unclear> {
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
