//! Values of a composite type that is made anew, attribute by attribute: as text they are told by their places alone.

use super::casts::{self, former, through_text};
use super::key::{Item, Items, Key};
use super::plan::Plan;
use crate::Identifier;
use crate::model::{Attribute, Type, TypeKind};

/// How the values of a column become those of its type's successor.
pub(super) struct Move {
    pub(super) before: Option<String>,
    /// The expression after `USING`.
    pub(super) using: String,
    pub(super) after: Option<String>,
}

/// The way of a column's values to the successor of its type; none where text tells which attribute is which, or the type
/// is not composite.
pub(super) fn moved(plan: &Plan<'_>, column: &str, type_name: &str) -> Option<Move> {
    let element = type_name.trim_end_matches("[]");
    let (old, new) = attributes(plan, element)?;
    if !is_displaced(old, new) {
        return None;
    }
    if element == type_name {
        return Some(Move {
            before: None,
            using: row(plan, column, type_name)?,
            after: None,
        });
    }
    // An expression after `USING` has no subquery, a function has.
    let one = row(plan, "($1[at])", element)?;
    let old = former(&type_of(&plan.from.items, element)?.name);
    let function = format!("pg_temp.moved({old}[])");
    Some(Move {
        before: Some(format!(
            "CREATE FUNCTION {function} RETURNS {element}[] LANGUAGE sql AS $$\n    \
             SELECT CASE WHEN $1 IS NOT NULL THEN ARRAY(SELECT {one} FROM generate_subscripts($1, 1) AS at ORDER BY at) END\n\
             $$"
        )),
        using: format!("pg_temp.moved({column})"),
        after: Some(format!("DROP FUNCTION {function}")),
    })
}

/// The attributes that are lost, and whether others are made to fit: what such a move does to values.
pub(super) fn losses(plan: &Plan<'_>, type_name: &str) -> Vec<&'static str> {
    let Some((old, new)) = attributes(plan, type_name.trim_end_matches("[]")) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    if old
        .iter()
        .any(|one| !new.iter().any(|other| other.name == one.name))
    {
        all.push("attributes that are dropped");
    }
    for one in new {
        if let Some(before) = old.iter().find(|other| other.name == one.name) {
            let is_cut = casts::is_text(&one.type_name)
                && !casts::is_widening(&before.type_name, &one.type_name);
            all.extend(casts::loss(&before.type_name, &one.type_name));
            if is_cut && is_displaced(old, new) {
                all.push("ends of texts that are too long");
            }
        }
    }
    all
}

/// Whether an attribute gets another type, which its values can fail to become.
pub(super) fn converts(plan: &Plan<'_>, type_name: &str) -> bool {
    let Some((old, new)) = attributes(plan, type_name.trim_end_matches("[]")) else {
        return false;
    };
    new.iter().any(|one| {
        let before = old.iter().find(|other| other.name == one.name);
        before.is_some_and(|before| {
            is_moved(plan, &one.type_name) || !casts::is_widening(&before.type_name, &one.type_name)
        })
    })
}

/// The attributes of a composite type before and after.
fn attributes<'a>(plan: &Plan<'a>, name: &str) -> Option<(&'a [Attribute], &'a [Attribute])> {
    let of = |items| match &type_of(items, name)?.kind {
        TypeKind::Composite { attributes } => Some(attributes.as_slice()),
        _ => None,
    };
    Some((of(&plan.from.items)?, of(&plan.to.items)?))
}

/// Whether an attribute is elsewhere, or there are more or fewer of them.
fn is_displaced(old: &[Attribute], new: &[Attribute]) -> bool {
    !old.iter()
        .map(|one| &one.name)
        .eq(new.iter().map(|one| &one.name))
}

pub(super) fn type_of<'a>(items: &Items<'a>, name: &str) -> Option<&'a Type> {
    items.iter().find_map(|(key, item)| match (key, item) {
        (Key::Type(of), Item::Type(one)) if of.to_string() == name => Some(*one),
        _ => None,
    })
}

/// `ROW(…)` of a value's attributes in their new places. `IS DISTINCT FROM` tells no value from one without any attributes.
fn row(plan: &Plan<'_>, value: &str, type_name: &str) -> Option<String> {
    let (old, new) = attributes(plan, type_name)?;
    let all: Vec<String> = new
        .iter()
        .map(
            |one| match old.iter().find(|other| other.name == one.name) {
                None => "NULL".to_owned(),
                Some(before) => {
                    let value = format!("({value}).{}", Identifier(&one.name));
                    attribute(plan, &value, before, one)
                }
            },
        )
        .collect();
    Some(format!(
        "CASE WHEN {value} IS DISTINCT FROM NULL THEN ROW({})::{type_name} END",
        all.join(", ")
    ))
}

/// Whether a type is made anew under its name.
fn is_moved(plan: &Plan<'_>, name: &str) -> bool {
    type_of(&plan.from.items, name.trim_end_matches("[]"))
        .is_some_and(|one| plan.moved.contains(&Key::Type(one.name.clone())))
}

fn attribute(plan: &Plan<'_>, value: &str, old: &Attribute, new: &Attribute) -> String {
    let (from, to) = (&old.type_name, &new.type_name);
    if from != to {
        return casts::using(value, from, to, plan).unwrap_or_else(|| value.to_owned());
    }
    match is_moved(plan, to) {
        false => value.to_owned(),
        true => row(plan, value, to).unwrap_or_else(|| through_text(value, from, to)),
    }
}
