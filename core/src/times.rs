//! Times of ISO 8601 with a zone, as exports write them, in microseconds since 1970.
#![forbid(unsafe_code)]

/// The microseconds of `2025-02-01T00:04:01.616146+00:00` and the like; None for all other spellings.
///
/// The year is between 1990 and 2189, the fraction has up to six digits, and the zone is `Z` or an offset in minutes.
pub fn microseconds(text: &[u8]) -> Option<i64> {
    let (head, mut rest) = text.split_at_checked(19)?;
    for (place, separator) in [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')] {
        if head[place] != separator {
            return None;
        }
    }
    if head[10] != b'T' && head[10] != b' ' {
        return None;
    }
    let (year, month, day) = (digits(&head[..4])?, digits(&head[5..7])?, digits(&head[8..10])?);
    let (hour, minute, second) = (digits(&head[11..13])?, digits(&head[14..16])?, digits(&head[17..19])?);
    if !(1990..=2189).contains(&year) || !(1..=12).contains(&month) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    if day < 1 || day > days_of(year, month) {
        return None;
    }
    let mut micros = 0;
    if let Some(fraction) = rest.strip_prefix(b".") {
        let count = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if !(1..=6).contains(&count) {
            return None;
        }
        micros = digits(&fraction[..count])? * 10i64.pow(6 - count as u32);
        rest = &fraction[count..];
    }
    let offset = match rest {
        b"Z" => 0,
        [sign @ (b'+' | b'-'), zone @ ..] => {
            let [hours @ .., b':', tens, ones] = zone else { return None };
            let (hours, minutes) =
                (if hours.len() == 2 { digits(hours)? } else { return None }, digits(&[*tens, *ones])?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let minutes = hours * 60 + minutes;
            if *sign == b'-' {
                -minutes
            } else {
                minutes
            }
        }
        _ => return None,
    };
    let minutes = (days_since_1970(year, month, day) * 24 + hour) * 60 + minute - offset;
    Some((minutes * 60 + second) * 1_000_000 + micros)
}

/// The microseconds since 1970 of the digits of a whole number of seconds, milliseconds or microseconds of our time.
pub fn counted(number: &[u8]) -> Option<i64> {
    let unit = match number.len() {
        10 => 1_000_000,
        13 => 1_000,
        16 => 1,
        _ => return None,
    };
    Some(digits(number)? * unit)
}

fn digits(text: &[u8]) -> Option<i64> {
    text.iter().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0')))
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    // The year begins in March, so that the day of a leap year comes last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1 - 719_468
}

/// Whether a number is a time in that sample; None if it is no whole number of few digits.
pub fn is_sampled_number(number: &[u8]) -> Option<bool> {
    if number.len() > 18 {
        return None;
    }
    digits(number).map(|number| number % 8 == 0)
}

/// Whether the minute and second of a time written as text make it part of the sample of an eighth of all events.
pub fn is_sampled(text: &[u8]) -> bool {
    match text.get(14..19) {
        Some([tens, ones, b':', tens_of_seconds, ones_of_seconds]) => {
            let (minute, second) = (digits(&[*tens, *ones]), digits(&[*tens_of_seconds, *ones_of_seconds]));
            matches!((minute, second), (Some(minute @ 0..60), Some(second @ 0..60)) if (minute * 60 + second) % 8 == 0)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        assert_eq!(microseconds(b"1990-01-01T00:00:00Z"), Some(631_152_000_000_000));
        assert_eq!(microseconds(b"2024-02-29T12:30:01.5+05:30"), Some(1_709_190_001_500_000));
        assert_eq!(microseconds(b"2025-02-01 00:04:01.616146-00:00"), Some(1_738_368_241_616_146));
        for other in ["2025-02-30T00:00:00Z", "2025-02-01", "2025-02-01T00:00:00", "2025-02-01T24:00:00Z"] {
            assert_eq!(microseconds(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn the_digits_of_a_number_decide_its_unit() {
        for number in ["1738368241", "1738368241000", "1738368241000000"] {
            assert_eq!(counted(number.as_bytes()), Some(1_738_368_241_000_000), "{number}");
        }
        for other in ["173836824", "17383682410", "1738368241.0", "-738368241", "1.7383e+12"] {
            assert_eq!(counted(other.as_bytes()), None, "{other}");
        }
    }
}
