//! Reads the tokens of a line into slots, those of texts that hold JSON too.
#![forbid(unsafe_code)]

use crate::layout::{Layout, Sections, Slots};
use crate::marks::{Marks, Unclear};
use crate::parts::Parts;
use crate::rules::is_no_object;
use crate::texts::unescape;
use crate::tokens::{Kind, Token, Walk};

/// The bytes of a text that a reader keeps room for between chunks.
const LONG: usize = 1 << 22;

/// What the tokens of a line are read into. It is reused from line to line.
#[derive(Default)]
pub struct Reader {
    marks: Marks,
    pub slots: Slots,
    sections: Sections,
    buffers: Vec<Vec<u8>>,
    /// Whether a key of the outermost object has a dot.
    pub dotted: bool,
    /// A hash of the keys of the line, if they are hashed.
    pub keys: Option<u64>,
}

impl Reader {
    /// Read a line; `Unclear` if Python must.
    pub fn read(&mut self, line: &[u8], layout: &Layout) -> Result<(), Unclear> {
        self.slots.begin(layout.slots);
        self.sections.begin_line(layout.sections.len());
        self.dotted = false;
        self.keys = layout.key_seed;
        self.walk(line, 0, 0, layout)?;
        let mut used = 0;
        for (number, section) in layout.sections.iter().enumerate().skip(1) {
            let token = self.sections.get(number);
            if !section.text || token.kind != Kind::Text || token.start == token.end {
                continue;
            }
            if self.buffers.len() == used {
                self.buffers.push(Vec::new());
            }
            let mut text = std::mem::take(&mut self.buffers[used]);
            text.clear();
            match token.buffer {
                0 => unescape(token.of(line), &mut text),
                buffer => unescape(token.of(&self.buffers[buffer as usize - 1]), &mut text),
            }
            if is_no_object(&text) {
                self.buffers[used] = text;
                self.sections.holds(number, Token { kind: Kind::Null, ..token });
                continue;
            }
            used += 1;
            let object = self.walk(&text, used as u8, number, layout);
            self.buffers[used - 1] = text;
            if object.is_ok() {
                self.sections.begin(number);
            } else {
                // Values of a text that turned out to be no object may be in slots already.
                return Err(Unclear);
            }
        }
        Ok(())
    }

    /// Free what a very long line took; there may be many readers.
    pub fn release(&mut self) {
        self.marks.release();
        self.buffers.retain(|text| text.capacity() <= LONG);
    }

    #[inline(always)]
    fn walk(&mut self, text: &[u8], buffer: u8, section: usize, layout: &Layout) -> Result<(), Unclear> {
        self.marks.mark(text)?;
        if self.marks.beyond_ascii && simdutf8::basic::from_utf8(text).is_err() {
            return Err(Unclear);
        }
        let mut walk = Walk {
            layout,
            slots: &mut self.slots,
            sections: &mut self.sections,
            text,
            places: self.marks.places(),
            next: 0,
            buffer,
            odd_escapes: self.marks.odd_escapes,
            dotted: false,
            keys: self.keys,
        };
        walk.document(section)?;
        self.dotted |= walk.dotted;
        self.keys = walk.keys;
        Ok(())
    }

    /// The parts of the event of the line that was read.
    pub fn parts<'a>(&'a self, line: &'a [u8], layout: &'a Layout) -> Parts<'a> {
        Parts {
            layout,
            slots: &self.slots,
            sections: &self.sections,
            line,
            buffers: &self.buffers,
            dotted: self.dotted,
        }
    }
}
