//! What Python says of a shape and its conditions, as plain tuples and lists.

use std::hash::BuildHasher;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::element_field::ElementField;
use crate::layout::Layout;
use crate::matcher::{Field, Matcher};
use crate::parts::Lookup;
use crate::reader::Reader;
use crate::rules::{Requirement, Rule};
use crate::scanner::{Place, Places, Scanner};
use crate::selectors::{AttributeOperator, AttributeTest, Compound, ElementTest, ElementTests, Keys, ValueTests};
use crate::tests::{Tests, Way};
use crate::tokens::Token;
use crate::values::ValueField;

/// A section and a key in it.
type Key = (usize, String);

fn wrong(what: &str) -> PyErr {
    PyValueError::new_err(format!("not a program of this core: {what}"))
}

/// Read a value of a Python object.
fn get<'py, T>(object: &Bound<'py, PyAny>, name: &str) -> PyResult<T>
where
    T: for<'a> FromPyObject<'a, 'py, Error: Into<PyErr>>,
{
    object.getattr(name)?.extract().map_err(Into::into)
}

/// The scanner of a program (`actioncli.scanning.program.Program`).
pub fn scanner(program: &Bound<'_, PyAny>) -> PyResult<Scanner> {
    let mut layout = Layout::default();
    let sections: Vec<(Option<usize>, String, bool, Option<Key>)> = get(program, "sections")?;
    for (parent, key, text, _) in &sections {
        layout.add_section(*parent, key, *text);
    }
    for (number, (_, _, _, fallback)) in sections.iter().enumerate() {
        if let Some((section, key)) = fallback {
            layout.sections[number].fallback = Some(layout.slot(*section, key));
        }
    }
    if get::<bool>(program, "hashes_keys")? {
        // The same keys mean other fields to another layout.
        layout.key_seed = Some(foldhash::fast::FixedState::default().hash_one(&sections));
    }
    let rule = rule(get(program, "rule")?, &mut layout)?;
    let mut names = Vec::new();
    for (clauses, (keys, skip_empty)) in get::<Vec<(Clauses, (Vec<Key>, bool))>>(program, "names")? {
        names.push((self::rule(clauses, &mut layout)?, Place { slots: slots(&mut layout, &keys), skip_empty }));
    }
    let mut place = |name: &str| -> PyResult<Place> {
        let (keys, skip_empty): (Vec<Key>, bool) = get(program, name)?;
        Ok(Place { slots: slots(&mut layout, &keys), skip_empty })
    };
    let (time, person) = (place("time")?, place("person")?);
    let (distinct, uuid) = (place("distinct")?, place("uuid")?);
    let fields = get::<Vec<Bound<'_, PyAny>>>(program, "fields")?;
    let fields = fields.iter().map(|one| field(one, &mut layout)).collect::<PyResult<Vec<_>>>()?;
    let columns = get::<Vec<Bound<'_, PyAny>>>(program, "columns")?;
    let columns = columns.iter().map(|one| lookup(one, &mut layout)).collect::<PyResult<Vec<_>>>()?;
    Ok(Scanner {
        places: Places { rule, names, time, person, distinct, uuid },
        layout,
        matcher: Matcher::new(fields),
        reader: Reader::default(),
        name: Token::default(),
        window: get(program, "window")?,
        columns,
        undots: get(program, "undots")?,
    })
}

/// Of each clause, the requirements of which one must hold: a section, its key, the requirement, and texts.
type Clauses = Vec<Vec<(usize, String, String, Vec<String>)>>;

fn rule(clauses: Clauses, layout: &mut Layout) -> PyResult<Rule> {
    let mut rule = Vec::new();
    for clause in clauses {
        let mut any = Vec::new();
        for (section, key, name, texts) in clause {
            let texts = texts.into_iter().map(String::into_bytes).collect();
            let requirement = match &*name {
                "key" => Requirement::Key,
                "value" => Requirement::Value,
                "no-value" => Requirement::NoValue,
                "no-key" => Requirement::NoKey,
                "array" => Requirement::Array,
                "object" => Requirement::Object,
                "no-object" => Requirement::NoObject,
                "filled" => Requirement::Filled,
                "text" => Requirement::Text,
                "name" => Requirement::Name,
                "one-of" => Requirement::OneOf(texts),
                "none-of" => Requirement::NoneOf(texts),
                _ => return Err(wrong(&name)),
            };
            any.push((layout.slot(section, &key), requirement));
        }
        rule.push(any);
    }
    Ok(rule)
}

fn slots(layout: &mut Layout, keys: &[Key]) -> Vec<usize> {
    keys.iter().map(|(section, key)| layout.slot(*section, key)).collect()
}

/// The sections that keys stand in, and those around them.
fn sections_of(keys: &[Key]) -> Vec<usize> {
    let mut found: Vec<usize> = keys.iter().map(|(section, _)| *section).filter(|section| *section > 0).collect();
    found.dedup();
    found
}

/// A `scanning.program.Lookup`.
fn lookup(spec: &Bound<'_, PyAny>, layout: &mut Layout) -> PyResult<Lookup> {
    let keys: Vec<Key> = get(spec, "keys")?;
    let mut slots = slots(layout, &keys);
    if get(spec, "spare")? {
        slots.iter_mut().for_each(|slot| *slot = layout.spare_slot(*slot));
    }
    let one_object = get(spec, "one_object")?;
    Ok(Lookup {
        slots,
        sections: if one_object { keys.iter().map(|(section, _)| *section).collect() } else { sections_of(&keys) },
        one_object,
        skip_empty: get(spec, "skip_empty")?,
        asks_if_absent: get(spec, "asks_if_absent")?,
    })
}

fn field(spec: &Bound<'_, PyAny>, layout: &mut Layout) -> PyResult<Field> {
    match &*get::<String>(spec, "kind")? {
        "asks" => Ok(Field::Asks),
        "value" => {
            let lookup = lookup(&get(spec, "lookup")?, layout)?;
            let tests = match get::<Option<Vec<Vec<Bound<'_, PyAny>>>>>(spec, "conditions")? {
                None => None,
                Some(conditions) => Some(Tests::new(ways(&conditions)?)),
            };
            Ok(Field::Value(Box::new(ValueField::new(lookup, tests))))
        }
        "elements" => {
            let chain: Key = get(spec, "chain")?;
            let others: Vec<Key> = get(spec, "others")?;
            let array: Key = get(spec, "array")?;
            layout.want_items(array.0, &array.1);
            let array = layout.slot(array.0, &array.1);
            let tests = element_tests(spec)?;
            let chain = layout.slot(chain.0, &chain.1);
            let (within, others) = (sections_of(&others), slots(layout, &others));
            Ok(Field::Elements(Box::new(ElementField::new(chain, others, array, within, tests, get(spec, "ordered")?))))
        }
        other => Err(wrong(other)),
    }
}

fn ways(conditions: &[Vec<Bound<'_, PyAny>>]) -> PyResult<Vec<Vec<Way>>> {
    conditions.iter().map(|ways| ways.iter().map(way).collect()).collect()
}

fn way(spec: &Bound<'_, PyAny>) -> PyResult<Way> {
    Ok(match &*get::<String>(spec, "kind")? {
        "whole" => Way::Whole(get(spec, "text")?),
        "like" => Way::Like {
            pattern: get(spec, "text")?,
            folds: get(spec, "folds")?,
            from_start: get(spec, "from_start")?,
            to_end: get(spec, "to_end")?,
        },
        "holds" => Way::Holds { literal: get(spec, "text")?, folds: get(spec, "folds")? },
        "regex" => Way::Regex(get(spec, "text")?),
        "within" => Way::Within {
            low: get(spec, "low")?,
            low_open: get(spec, "low_open")?,
            high: get(spec, "high")?,
            high_open: get(spec, "high_open")?,
            of_texts: get(spec, "of_texts")?,
        },
        "present" => Way::Present,
        "asks" => Way::Asks,
        other => return Err(wrong(other)),
    })
}

fn element_tests(spec: &Bound<'_, PyAny>) -> PyResult<ElementTests> {
    let mut tests = ElementTests::default();
    type Lists = (Vec<String>, Vec<String>, Vec<String>, Vec<String>);
    for (flag, kind, test, keys) in get::<Vec<(u32, String, Bound<'_, PyAny>, Lists)>>(spec, "tests")? {
        let test = match &*kind {
            "compound" => ElementTest::Compound(compound(&test)?),
            "tag" => ElementTest::Tag(test.extract()?),
            "has" => ElementTest::Has(test.extract()?),
            other => return Err(wrong(other)),
        };
        let (classes, tags, keys, values) = keys;
        tests.add(flag, test, Keys { classes, tags, keys, values });
    }
    for (key, flags, conditions) in get::<Vec<(String, Vec<u32>, Vec<Vec<Bound<'_, PyAny>>>)>>(spec, "values")? {
        tests.values.push(ValueTests { key, tests: Tests::new(ways(&conditions)?), flags });
    }
    Ok(tests)
}

/// A `conditions.compounds.Compound`.
fn compound(spec: &Bound<'_, PyAny>) -> PyResult<Compound> {
    let mut attributes = Vec::new();
    for attribute in get::<Vec<Bound<'_, PyAny>>>(spec, "attributes")? {
        let operator: String = get(&attribute, "operator")?;
        attributes.push(AttributeTest {
            name: get(&attribute, "name")?,
            operator: AttributeOperator::named(&operator).ok_or_else(|| wrong(&operator))?,
            operand: get(&attribute, "operand")?,
        });
    }
    let negations = get::<Vec<Bound<'_, PyAny>>>(spec, "negations")?;
    Ok(Compound {
        tag: get(spec, "tag")?,
        classes: get(spec, "classes")?,
        attributes,
        nth_child: get(spec, "nth_child")?,
        nth_of_type: get(spec, "nth_of_type")?,
        negations: negations.iter().map(compound).collect::<PyResult<_>>()?,
    })
}
