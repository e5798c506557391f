//! The places of all tokens of a line: brackets, colons, commas, quotes, and the beginnings of bare values.
//!
//! 64 bytes at a time become bit masks, one bit a byte, as in simdjson ("Parsing Gigabytes of JSON per Second", 2019).
//! `Avx2` and `Scalar` classify bytes; both give the same masks, and everything behind them is shared.

/// The tokens of one line. The vectors are reused from line to line.
#[derive(Default)]
pub struct Marks {
    places: Vec<u32>,
    count: usize,
    /// Whether the line has bytes beyond ASCII, so that its UTF-8 must be checked.
    pub beyond_ascii: bool,
    /// Whether a string has an escape other than `\"`.
    pub odd_escapes: bool,
}

/// The places that are kept between chunks.
const MANY: usize = 1 << 20;

/// Why a line is left to Python: it is not JSON as RFC 8259 has it, or it has a lone surrogate.
pub struct Unclear;

impl Marks {
    /// The place of each token in the line, and the length of the line as the last one.
    pub fn places(&self) -> &[u32] {
        &self.places[..=self.count]
    }

    /// Free the places if a very long line took many.
    pub fn release(&mut self) {
        if self.places.len() > MANY {
            self.places = Vec::new();
        }
    }

    /// Find the tokens of a line.
    pub fn mark(&mut self, line: &[u8]) -> Result<(), Unclear> {
        #[cfg(target_arch = "x86_64")]
        if crate::simd::detected() {
            return crate::simd::mark(self, line);
        }
        self.mark_with::<Scalar>(line)
    }

    #[inline(always)]
    pub fn mark_with<C: Classifier>(&mut self, line: &[u8]) -> Result<(), Unclear> {
        self.odd_escapes = false;
        let mut state = State::default();
        let blocks = line.chunks_exact(64);
        let rest = blocks.remainder();
        for (index, block) in blocks.enumerate() {
            let block = block.try_into().map_err(|_| Unclear)?; // never: each has 64 bytes
            self.mark_block::<C>(line, block, index * 64, &mut state)?;
        }
        if !rest.is_empty() {
            let mut block = [b' '; 64];
            block[..rest.len()].copy_from_slice(rest);
            self.mark_block::<C>(line, &block, line.len() - rest.len(), &mut state)?;
        }
        if state.in_string != 0 {
            return Err(Unclear);
        }
        self.count = state.count;
        if self.places.is_empty() {
            self.places.push(0);
        }
        self.places[state.count] = line.len() as u32;
        self.beyond_ascii = state.beyond_ascii != 0;
        Ok(())
    }

    #[inline(always)]
    fn mark_block<C: Classifier>(
        &mut self,
        line: &[u8],
        block: &[u8; 64],
        base: usize,
        state: &mut State,
    ) -> Result<(), Unclear> {
        let masks = C::classify(block);
        state.beyond_ascii |= masks.beyond_ascii;
        let escaped = state.escaped_by(masks.backslash);
        let quotes = masks.quote & !escaped;
        let inside = C::prefix_xor(quotes) ^ state.in_string;
        state.in_string = ((inside as i64) >> 63) as u64;
        if masks.control & (inside | !masks.white) != 0 {
            return Err(Unclear);
        }
        let odd = escaped & !masks.quote;
        if odd != 0 {
            self.odd_escapes = true;
            check_escapes(line, base, odd, state)?;
        }
        let bare = !(masks.operator | masks.white | quotes | inside);
        let begins = bare & !(bare << 1 | state.bare);
        state.bare = bare >> 63;
        let mut bits = (masks.operator & !inside) | quotes | begins;
        let mut count = state.count;
        if self.places.len() <= count + 64 {
            // Few lines have as many tokens as bytes. One place more than the tokens is for the end.
            self.places.resize((2 * count).max(1 << 12), 0);
        }
        let places = &mut self.places[count..count + 64];
        let found = bits.count_ones() as usize;
        // Eight at a time without a branch each; what is written beyond `found` is overwritten.
        let mut next = 0;
        while next < found {
            for place in &mut places[next..next + 8] {
                *place = base as u32 + bits.trailing_zeros();
                bits &= bits.wrapping_sub(1);
            }
            next += 8;
        }
        count += found;
        state.count = count;
        Ok(())
    }
}

#[derive(Default)]
struct State {
    count: usize,
    /// All bits are set if the block before ended inside a string.
    in_string: u64,
    /// 1 if the block before ended with a backslash that escapes the next byte.
    escapes_next: u64,
    /// 1 if the block before ended inside a bare value.
    bare: u64,
    beyond_ascii: u64,
    /// Where the second half of a surrogate pair is expected, just behind its `\`.
    low_surrogate: usize,
}

impl State {
    /// The bytes that a backslash escapes.
    #[inline(always)]
    fn escaped_by(&mut self, backslash: u64) -> u64 {
        if backslash == 0 {
            return std::mem::take(&mut self.escapes_next);
        }
        const EVEN: u64 = 0x5555_5555_5555_5555;
        let backslash = backslash & !self.escapes_next;
        let follows = backslash << 1 | self.escapes_next;
        let odd_starts = backslash & !EVEN & !follows;
        let (even_ends, overflow) = odd_starts.overflowing_add(backslash);
        self.escapes_next = u64::from(overflow);
        (EVEN ^ (even_ends << 1)) & follows
    }
}

/// Check the escapes whose second bytes are marked.
#[cold]
fn check_escapes(line: &[u8], base: usize, mut odd: u64, state: &mut State) -> Result<(), Unclear> {
    while odd != 0 {
        let place = base + odd.trailing_zeros() as usize;
        odd &= odd - 1;
        match line.get(place) {
            Some(b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {}
            Some(b'u') => {
                let unit = code_unit(line, place + 1).ok_or(Unclear)?;
                if place == state.low_surrogate {
                    continue; // checked with its first half
                }
                match unit {
                    0xD800..0xDC00 => {
                        let second = line.get(place + 5..place + 7) == Some(b"\\u");
                        let low = code_unit(line, place + 7).ok_or(Unclear)?;
                        if !second || !(0xDC00..0xE000).contains(&low) {
                            return Err(Unclear);
                        }
                        state.low_surrogate = place + 6;
                    }
                    0xDC00..0xE000 => return Err(Unclear),
                    _ => {}
                }
            }
            _ => return Err(Unclear),
        }
    }
    Ok(())
}

/// The number that four hexadecimal digits write.
pub fn code_unit(text: &[u8], place: usize) -> Option<u32> {
    text.get(place..place + 4)?.iter().try_fold(0, |unit, digit| Some(unit << 4 | (*digit as char).to_digit(16)?))
}

/// What the bytes of a block are, one bit a byte.
pub struct Masks {
    pub backslash: u64,
    pub quote: u64,
    /// `{ } [ ] : ,`
    pub operator: u64,
    /// Space, tab, line feed, carriage return.
    pub white: u64,
    pub control: u64,
    pub beyond_ascii: u64,
}

/// Classifies the bytes of a block.
pub trait Classifier {
    fn classify(block: &[u8; 64]) -> Masks;
    /// Bit n is the parity of the bits 0 to n.
    fn prefix_xor(bits: u64) -> u64;
}

/// For every processor.
struct Scalar;

impl Classifier for Scalar {
    #[inline(always)]
    fn classify(block: &[u8; 64]) -> Masks {
        let mask = |is: fn(u8) -> bool| {
            block.iter().enumerate().fold(0u64, |mask, (index, byte)| mask | u64::from(is(*byte)) << index)
        };
        Masks {
            backslash: mask(|byte| byte == b'\\'),
            quote: mask(|byte| byte == b'"'),
            operator: mask(|byte| matches!(byte, b'{' | b'}' | b'[' | b']' | b':' | b',')),
            white: mask(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')),
            control: mask(|byte| byte < 0x20),
            beyond_ascii: mask(|byte| byte >= 0x80),
        }
    }

    #[inline(always)]
    fn prefix_xor(mut bits: u64) -> u64 {
        for shift in [1, 2, 4, 8, 16, 32] {
            bits ^= bits << shift;
        }
        bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes that repeat what matters more often than chance would.
    fn lines() -> impl Iterator<Item = Vec<u8>> {
        const PIECES: &[&[u8]] = &[
            b"\"",
            b"\\",
            b"{",
            b"}",
            b"[",
            b"]",
            b":",
            b",",
            b" ",
            b"\t",
            b"\n",
            b"a",
            b"\\u",
            b"12",
            b"null",
            b"\x1a",
            b"\x1c",
            b"\x0c",
            b"\x7f",
            b"\xc3\xa9",
            b"\xff",
            b"abcdefgh",
            b"\\\\",
            b"\\\"",
            b"D83D",
            b"DE00",
        ];
        let mut seed = 0x2545_F491_4F6C_DD1Du64;
        let mut next = move || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed as usize
        };
        (0..20_000).map(move |_| (0..next() % 90).flat_map(|_| PIECES[next() % PIECES.len()].to_vec()).collect())
    }

    #[test]
    fn simd_and_scalar_find_the_same_tokens() {
        let (mut fast, mut slow) = (Marks::default(), Marks::default());
        for line in lines() {
            let (one, other) = (fast.mark(&line), slow.mark_with::<Scalar>(&line));
            assert_eq!(one.is_ok(), other.is_ok(), "{line:?}");
            if one.is_ok() {
                assert_eq!(fast.places(), slow.places(), "{line:?}");
                assert_eq!((fast.beyond_ascii, fast.odd_escapes), (slow.beyond_ascii, slow.odd_escapes));
            }
        }
    }

    #[test]
    fn all_bytes_are_classified_alike() {
        let mut marks = [Marks::default(), Marks::default()];
        for byte in 0..=255u8 {
            let line = [byte; 3];
            let (one, other) = (marks[0].mark(&line).is_ok(), marks[1].mark_with::<Scalar>(&line).is_ok());
            assert_eq!(one, other);
            if one {
                assert_eq!(marks[0].places(), marks[1].places());
            }
        }
    }
}
