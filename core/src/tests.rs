//! The tests of a field that operators say in data: whole texts, patterns, numbers, and what a regex requires.
#![forbid(unsafe_code)]

use aho_corasick::AhoCorasick;

use crate::memory::Table;
use crate::regexes::required;
use crate::texts::{fold_to_ascii, is_plain_integer, number, Number};
use crate::tokens::Kind;

/// One way to meet a condition; a condition holds if one of its ways is met.
pub enum Way {
    /// The text is this one.
    Whole(String),
    /// The text fits a pattern with `%` and `_`, without regard to case if it `folds`.
    Like { pattern: String, folds: bool, from_start: bool, to_end: bool },
    /// The text holds this one.
    Holds { literal: String, folds: bool },
    /// RE2 finds this pattern in the text.
    Regex(String),
    /// The number is within bounds; `of_texts`: texts that read as numbers count.
    Within { low: f64, low_open: bool, high: f64, high_open: bool, of_texts: bool },
    /// Any value.
    Present,
    /// Only Python can tell.
    Asks,
}

/// Parts that a text holds one behind another.
struct Search {
    condition: u32,
    parts: Vec<Box<[u8]>>,
    from_start: bool,
    to_end: bool,
    /// Whether a text that holds the parts meets the condition, or else Python decides.
    sure: bool,
}

impl Search {
    fn finds(&self, text: &[u8]) -> bool {
        let mut parts = &self.parts[..];
        let mut text = text;
        if self.from_start {
            let Some((first, rest)) = parts.split_first() else { return true };
            let Some(behind) = text.strip_prefix(&**first) else { return false };
            (text, parts) = (behind, rest);
        }
        if self.to_end {
            let Some((last, rest)) = parts.split_last() else { return true };
            let Some(before) = text.strip_suffix(&**last) else { return false };
            (text, parts) = (before, rest);
        }
        for part in parts {
            let Some(place) = memchr::memmem::find(text, part) else { return false };
            text = &text[place + part.len()..];
        }
        true
    }

    /// A literal that a text with the parts holds: the beginning of the longest part.
    fn literal(&self) -> &[u8] {
        let longest = self.parts.iter().max_by_key(|part| part.len()).map_or(&b""[..], |part| part);
        &longest[..longest.len().min(LONGEST_LITERAL)]
    }
}

/// The bytes of literals that one pass looks for: the time to prepare it grows with the square of their length.
const LONGEST_LITERAL: usize = 32;

/// Searches in texts as they are, or in lower case.
#[derive(Default)]
struct Searches {
    all: Vec<Search>,
    automaton: Option<AhoCorasick>,
    /// For each search, whether it was tried on the text.
    tried: Vec<bool>,
}

/// From so many searches on, one pass finds the candidates.
const MANY: usize = 8;

impl Searches {
    fn finish(&mut self) {
        // A search without a literal is a candidate for every text, which the automaton would not find.
        if self.all.len() >= MANY && self.all.iter().all(|search| !search.literal().is_empty()) {
            self.automaton = AhoCorasick::new(self.all.iter().map(Search::literal)).ok();
        }
    }

    /// Add the conditions that hold; false if Python must decide.
    fn run(&mut self, text: &[u8], hits: &mut Vec<u32>) -> bool {
        let mut check = |search: &Search| {
            let found = search.finds(text);
            if found && search.sure {
                hits.push(search.condition);
            }
            !found || search.sure
        };
        let Some(automaton) = &self.automaton else { return self.all.iter().all(check) };
        self.tried.clear();
        self.tried.resize(self.all.len(), false);
        automaton.find_overlapping_iter(text).all(|found| {
            let number = found.pattern().as_usize();
            std::mem::replace(&mut self.tried[number], true) || check(&self.all[number])
        })
    }
}

struct Range {
    condition: u32,
    low: f64,
    low_open: bool,
    high: f64,
    high_open: bool,
    of_texts: bool,
}

impl Range {
    fn holds(&self, value: f64) -> bool {
        (if self.low_open { value > self.low } else { value >= self.low })
            && (if self.high_open { value < self.high } else { value <= self.high })
    }
}

/// Conditions by texts of one length.
type ByLength = Vec<(usize, Table<Box<[u8]>, Vec<u32>>)>;

/// All conditions on one value.
#[derive(Default)]
pub struct Tests {
    whole: Table<Box<[u8]>, Vec<u32>>,
    starts: ByLength,
    ends: ByLength,
    exact: Searches,
    folded: Searches,
    ranges: Vec<Range>,
    present: Vec<u32>,
    /// Whether some literal in lower case is not ASCII, so that Python decides about such texts.
    folds_beyond_ascii: bool,
    asks: bool,
    /// Whether some test looks at the text form of numbers.
    reads_texts: bool,
    lower: Vec<u8>,
}

impl Tests {
    pub fn new(conditions: Vec<Vec<Way>>) -> Self {
        let mut tests = Tests::default();
        for (condition, ways) in conditions.into_iter().enumerate() {
            for way in ways {
                tests.add(condition as u32, way);
            }
        }
        tests.exact.finish();
        tests.folded.finish();
        tests
    }

    fn add(&mut self, condition: u32, way: Way) {
        match way {
            Way::Whole(text) => self.whole.entry(text.into_bytes().into()).or_default().push(condition),
            Way::Present => self.present.push(condition),
            Way::Asks => self.asks = true,
            Way::Within { low, low_open, high, high_open, of_texts } => {
                self.ranges.push(Range { condition, low, low_open, high, high_open, of_texts });
            }
            Way::Holds { literal, folds } => self.search(condition, vec![literal], folds, false, false, true),
            Way::Like { pattern, folds, from_start, to_end } => {
                let sure = !pattern.contains('_');
                if folds && sure && !pattern.contains('%') && pattern.is_ascii() && from_start != to_end {
                    let table = if from_start { &mut self.starts } else { &mut self.ends };
                    self.reads_texts = true;
                    let length = pattern.len();
                    if !table.iter().any(|(other, _)| *other == length) {
                        table.push((length, Table::default()));
                    }
                    let same = table.iter_mut().find(|(other, _)| *other == length);
                    if let Some((_, texts)) = same {
                        texts.entry(pattern.into_bytes().into()).or_default().push(condition);
                    }
                    return;
                }
                if sure {
                    // Empty parts at an anchored end stay: they fit everywhere.
                    let mut parts: Vec<String> = pattern.split('%').map(str::to_owned).collect();
                    let last = parts.len() - 1;
                    let mut index = 0;
                    parts.retain(|part| {
                        let anchored = (from_start && index == 0) || (to_end && index == last);
                        index += 1;
                        anchored || !part.is_empty()
                    });
                    self.search(condition, parts, folds, from_start, to_end, true);
                } else {
                    let parts = pattern.split(['%', '_']).filter(|part| !part.is_empty()).map(str::to_owned).collect();
                    self.search(condition, parts, folds, false, false, false);
                }
            }
            Way::Regex(pattern) => match required(&pattern) {
                None => self.asks = true,
                Some((literals, folds)) => {
                    self.folds_beyond_ascii |= folds;
                    for literal in literals {
                        self.search(condition, vec![literal], folds, false, false, false);
                    }
                }
            },
        }
    }

    fn search(&mut self, condition: u32, parts: Vec<String>, folds: bool, from_start: bool, to_end: bool, sure: bool) {
        self.reads_texts = true;
        self.folds_beyond_ascii |= folds && !parts.iter().all(|part| part.is_ascii());
        let parts = parts.into_iter().map(|part| part.into_bytes().into()).collect();
        let searches = if folds { &mut self.folded } else { &mut self.exact };
        searches.all.push(Search { condition, parts, from_start, to_end, sure });
    }

    /// Find the conditions that a value meets; false if only Python can tell. A text is given without escapes.
    pub fn run(&mut self, kind: Kind, value: &[u8], hits: &mut Vec<u32>) -> bool {
        hits.clear();
        if self.asks {
            return false;
        }
        hits.extend_from_slice(&self.present);
        let known = match kind {
            Kind::Text => self.of_text(value, hits) && self.of_number(value, true, hits),
            Kind::Number => {
                (!self.reads_texts || (is_plain_integer(value) && self.of_text_form(value, hits)))
                    && self.of_number(value, false, hits)
            }
            // What is only tested for presence needs no look at the value.
            _ => !self.reads_texts && self.whole.is_empty() && self.ranges.is_empty(),
        };
        hits.sort_unstable();
        hits.dedup();
        known
    }

    fn of_text(&mut self, text: &[u8], hits: &mut Vec<u32>) -> bool {
        if let Some(found) = self.whole.get(text) {
            hits.extend_from_slice(found);
        }
        self.of_text_form(text, hits)
    }

    fn of_text_form(&mut self, text: &[u8], hits: &mut Vec<u32>) -> bool {
        if !self.exact.run(text, hits) {
            return false;
        }
        if self.starts.is_empty() && self.ends.is_empty() && self.folded.all.is_empty() {
            return true;
        }
        if self.folds_beyond_ascii && !text.is_ascii() {
            return false;
        }
        fold_to_ascii(text, &mut self.lower);
        let lower = &self.lower[..];
        for (length, texts) in &self.starts {
            if let Some(found) = lower.get(..*length).and_then(|start| texts.get(start)) {
                hits.extend_from_slice(found);
            }
        }
        for (length, texts) in &self.ends {
            let end = lower.len().checked_sub(*length).map(|start| &lower[start..]);
            if let Some(found) = end.and_then(|end| texts.get(end)) {
                hits.extend_from_slice(found);
            }
        }
        self.folded.run(lower, hits)
    }

    fn of_number(&self, value: &[u8], is_text: bool, hits: &mut Vec<u32>) -> bool {
        if !self.ranges.iter().any(|range| range.of_texts || !is_text) {
            return true;
        }
        match number(value) {
            Number::Not => true,
            Number::Unclear => false,
            Number::Is(found) => {
                let met = self.ranges.iter().filter(|range| (range.of_texts || !is_text) && range.holds(found));
                hits.extend(met.map(|range| range.condition));
                true
            }
        }
    }
}

#[cfg(test)]
mod checks {
    use super::*;

    fn hits(conditions: Vec<Vec<Way>>, kind: Kind, value: &str) -> Option<Vec<u32>> {
        let mut found = Vec::new();
        Tests::new(conditions).run(kind, value.as_bytes(), &mut found).then_some(found)
    }

    fn like(pattern: &str, folds: bool, from_start: bool, to_end: bool) -> Vec<Way> {
        vec![Way::Like { pattern: pattern.into(), folds, from_start, to_end }]
    }

    #[test]
    fn patterns_fit_in_order() {
        assert_eq!(hits(vec![like("/a%b", false, false, false)], Kind::Text, "x/aab"), Some(vec![0]));
        assert_eq!(hits(vec![like("/a%b", false, false, false)], Kind::Text, "b/a"), Some(vec![]));
        assert_eq!(hits(vec![like("/team/%/new", true, true, false)], Kind::Text, "/TEAM/7/new?"), Some(vec![0]));
        assert_eq!(hits(vec![like("a%a", true, false, true)], Kind::Text, "a"), Some(vec![]));
        assert_eq!(hits(vec![like("a_c", false, false, false)], Kind::Text, "abc"), None);
        assert_eq!(hits(vec![like("a_c", false, false, false)], Kind::Text, "xyz"), Some(vec![]));
        assert_eq!(hits(vec![like("é", true, true, false)], Kind::Text, "École"), None);
        assert_eq!(hits(vec![like("é", true, true, false)], Kind::Text, "Ecole"), Some(vec![]));
    }

    #[test]
    fn many_searches_are_one_pass() {
        let conditions = (0..40).map(|number| vec![Way::Holds { literal: format!("/{number}/"), folds: false }]);
        assert_eq!(hits(conditions.collect(), Kind::Text, "/7//31/7/"), Some(vec![7, 31]));
        let conditions = (0..40).map(|number| like(&format!("////%/{number}%{}", "x".repeat(40)), false, false, false));
        let text = "/".repeat(1 << 20); // a search at each place would take hours
        assert_eq!(hits(conditions.clone().collect(), Kind::Text, &text), Some(vec![]));
        let text = format!("/////7/{}", "x".repeat(41));
        assert_eq!(hits(conditions.collect(), Kind::Text, &text), Some(vec![7]));
    }

    #[test]
    fn whole_numbers_are_texts_too() {
        let starts = || vec![like("12", true, true, false)];
        assert_eq!(hits(starts(), Kind::Number, "123"), Some(vec![0]));
        assert_eq!(hits(starts(), Kind::Number, "12.0"), None);
    }
}
