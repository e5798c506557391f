//! Texts: the escapes of JSON, white space and letters as Python has them, and decimal numbers.
#![forbid(unsafe_code)]

use std::borrow::Cow;

use crate::marks::code_unit;

/// The text between the quotes of a JSON string; its escapes are valid.
pub fn unescaped<'a>(raw: &'a [u8]) -> Cow<'a, [u8]> {
    if memchr::memchr(b'\\', raw).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut text = Vec::with_capacity(raw.len());
    unescape(raw, &mut text);
    Cow::Owned(text)
}

/// Append the text between the quotes of a JSON string, whose escapes were checked.
///
/// Texts of JSON have an escape every few bytes, so eight bytes are copied at a time, and searched in one word.
pub fn unescape(raw: &[u8], text: &mut Vec<u8>) {
    let base = text.len();
    // No escape is shorter than what it stands for.
    text.resize(base + raw.len(), 0);
    let out = &mut text[base..];
    let (mut from, mut to) = (0, 0);
    while from < raw.len() {
        if let (Some(eight), Some(target)) = (raw[from..].first_chunk::<8>(), out[to..].first_chunk_mut::<8>()) {
            *target = *eight;
            let others = u64::from_le_bytes(*eight) ^ (LOWEST * b'\\' as u64);
            let found = others.wrapping_sub(LOWEST) & !others & (LOWEST << 7);
            let plain = (found.trailing_zeros() / 8) as usize;
            from += plain;
            to += plain;
            if found == 0 {
                continue;
            }
        } else if raw[from] != b'\\' {
            out[to] = raw[from];
            from += 1;
            to += 1;
            continue;
        }
        let escape = raw.get(from + 1).copied().unwrap_or(b'\\');
        from += 2;
        out[to] = match escape {
            b'b' => 0x08,
            b'f' => 0x0C,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                let mut unit = code_unit(raw, from).unwrap_or(0);
                from += 4;
                if (0xD800..0xDC00).contains(&unit) {
                    let low = code_unit(raw, from + 2).unwrap_or(0xDC00);
                    from += 6;
                    unit = 0x10000 + ((unit - 0xD800) << 10) + (low.wrapping_sub(0xDC00) & 0x3FF);
                }
                let character = char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER);
                to += character.encode_utf8(&mut out[to..]).len();
                continue;
            }
            other => other,
        };
        to += 1;
    }
    text.truncate(base + to);
}

/// The lowest bit of each byte.
const LOWEST: u64 = 0x0101_0101_0101_0101;

/// Whether Python's `str.isspace` holds, which is what `str.split` and `\s` go by.
pub fn is_space(character: char) -> bool {
    matches!(
        character,
        '\t'..='\r' | '\x1c'..=' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}'
            | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// The words of a text, as Python's `str.split` gives them.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|word| !word.is_empty())
}

/// Write the text with ASCII letters in lower case into `folded`, and the two other letters whose lower case is ASCII.
///
/// All other letters keep their case: a text of ASCII is in the result where it is in the text in lower case.
pub fn fold_to_ascii(text: &[u8], folded: &mut Vec<u8>) {
    folded.clear();
    folded.extend(text.iter().map(u8::to_ascii_lowercase));
    if text.is_ascii() {
        return;
    }
    let (mut from, mut to) = (0, 0);
    while from < folded.len() {
        let (byte, length) = match &folded[from..] {
            [0xE2, 0x84, 0xAA, ..] => (b'k', 3), // the sign of Kelvin
            [0xC4, 0xB0, ..] => (b'i', 2),       // I with a dot
            [byte, ..] => (*byte, 1),
            [] => return,
        };
        folded[to] = byte;
        from += length;
        to += 1;
    }
    folded.truncate(to);
}

/// The number that a text or a JSON number means (`docs/semantics.md` 3.4), if a float holds it as Python compares it.
pub enum Number {
    Is(f64),
    Not,
    /// Too many digits to be sure.
    Unclear,
}

/// Integers of so many digits are exact as floats.
const EXACT_DIGITS: usize = 15;

pub fn number(text: &[u8]) -> Number {
    let digits = |rest: &[u8]| rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut rest = match text {
        [b'+' | b'-', rest @ ..] => rest,
        all => all,
    };
    let whole = digits(rest);
    rest = &rest[whole..];
    let mut is_whole = true;
    let mut fraction = 0;
    if let [b'.', more @ ..] = rest {
        is_whole = false;
        fraction = digits(more);
        rest = &more[fraction..];
    }
    if whole + fraction == 0 {
        return Number::Not;
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        is_whole = false;
        let exponent = match exponent {
            [b'+' | b'-', digits @ ..] => digits,
            all => all,
        };
        let count = digits(exponent);
        if count == 0 {
            return Number::Not;
        }
        rest = &exponent[count..];
    }
    if !rest.is_empty() {
        return Number::Not;
    }
    if is_whole && whole > EXACT_DIGITS {
        return Number::Unclear;
    }
    match std::str::from_utf8(text).ok().and_then(|text| text.parse::<f64>().ok()) {
        Some(value) if value.is_finite() => Number::Is(value),
        _ => Number::Unclear,
    }
}

/// Whether a JSON number is its own text form: a whole number of few digits.
pub fn is_plain_integer(token: &[u8]) -> bool {
    let digits = token.strip_prefix(b"-").unwrap_or(token);
    digits.len() <= EXACT_DIGITS && digits.iter().all(u8::is_ascii_digit) && token != b"-0"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_become_characters() {
        assert_eq!(&*unescaped(br#"a\"b\\c\/\n\u00e9\ud83d\ude00"#), "a\"b\\c/\né😀".as_bytes());
        for length in 0..40 {
            let (raw, text) = (r#"{\"k\":\"v w x y z\"}\u0041"#.repeat(3), r#"{"k":"v w x y z"}A"#.repeat(3));
            let padding = "p".repeat(length);
            assert_eq!(
                &*unescaped(format!("{padding}{raw}{padding}").as_bytes()),
                format!("{padding}{text}{padding}").as_bytes()
            );
        }
    }

    #[test]
    fn numbers_are_read_as_python_reads_them() {
        for (text, expected) in [("5", 5.0), ("+5.", 5.0), (".5e1", 5.0), ("-0", 0.0), ("1e2", 100.0)] {
            assert!(matches!(number(text.as_bytes()), Number::Is(value) if value == expected), "{text}");
        }
        for text in ["", ".", "5 ", "e5", "1e", "0x1", "inf", "NaN", "--1", "1_0"] {
            assert!(matches!(number(text.as_bytes()), Number::Not), "{text}");
        }
        assert!(matches!(number(b"1234567890123456"), Number::Unclear));
    }

    #[test]
    fn folding_keeps_what_is_not_ascii() {
        let mut folded = Vec::new();
        fold_to_ascii("ABC \u{212a}\u{130}É".as_bytes(), &mut folded);
        assert_eq!(folded, "abc kiÉ".as_bytes());
    }
}
