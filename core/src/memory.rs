//! A bounded cache by bytes, as `actioncli.memory`: a full table becomes the older generation.
#![forbid(unsafe_code)]

use hashbrown::HashMap;

pub type Table<Key, Value> = HashMap<Key, Value, foldhash::fast::FixedState>;

/// At most twice `most` answers; one in constant use is never lost.
pub struct Memory<Value> {
    now: Table<Box<[u8]>, Value>,
    before: Table<Box<[u8]>, Value>,
    most: usize,
}

impl<Value: Copy> Memory<Value> {
    pub fn new(most: usize) -> Self {
        Memory { now: Table::default(), before: Table::default(), most }
    }

    /// The answer for a key, if it is remembered.
    #[inline(always)]
    pub fn get(&mut self, key: &[u8]) -> Option<Value> {
        if let Some(found) = self.now.get(key) {
            return Some(*found);
        }
        let found = *self.before.get(key)?;
        self.put(key, found);
        Some(found)
    }

    /// Remember an answer.
    pub fn put(&mut self, key: &[u8], value: Value) {
        if self.now.len() >= self.most {
            self.before = std::mem::take(&mut self.now);
        }
        self.now.insert(key.into(), value);
    }

    pub fn clear(&mut self) {
        self.now.clear();
        self.before.clear();
    }
}
