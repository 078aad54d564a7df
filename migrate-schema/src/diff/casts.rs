//! How the values of a column become values of another type.

use super::key::{Item, Key};
use super::plan::Plan;
use crate::Name;

/// The types among which PostgreSQL casts, explicitly at least (`src/include/catalog/pg_cast.dat`).
const FAMILIES: &[&[&str]] = &[
    &[
        "smallint",
        "integer",
        "bigint",
        "numeric",
        "real",
        "double precision",
    ],
    &["text", "character varying", "character", "name", "\"char\""],
    &[
        "date",
        "timestamp without time zone",
        "timestamp with time zone",
    ],
    &["time without time zone", "time with time zone", "interval"],
    &["json", "jsonb"],
    &["inet", "cidr"],
    &["bit", "bit varying"],
    &["integer", "boolean"],
    &["numeric", "money"],
];

/// Casts that happen by themselves in an assignment, from a type to those after it.
const WIDENING: &[&[&str]] = &[
    &["smallint", "integer", "bigint", "numeric"],
    &["real", "double precision"],
    &["character", "character varying", "text"],
    &["date", "timestamp without time zone"],
];

/// The expression after `USING`; none where PostgreSQL converts the values by itself.
pub(super) fn using(column: &str, old: &str, new: &str, plan: &Plan<'_>) -> Option<String> {
    let (from, to) = (
        base(&plain(old, &plan.from.items)),
        base(&plain(new, &plan.to.items)),
    );
    if from == to {
        // A domain over the type, or another modifier.
        return None;
    }
    let is_wider = WIDENING.iter().any(|list| {
        let at = |name: &str| list.iter().position(|one| *one == name);
        matches!((at(&from), at(&to)), (Some(a), Some(b)) if a < b)
    });
    if is_wider && !new.ends_with("[]") {
        return None;
    }
    let (a, b) = (from.trim_end_matches("[]"), to.trim_end_matches("[]"));
    let same_depth = from.ends_with("[]") == to.ends_with("[]");
    let is_text = |name: &str| FAMILIES[1].contains(&name);
    let is_castable = same_depth
        && (FAMILIES
            .iter()
            .any(|family| family.contains(&a) && family.contains(&b))
            || is_text(a)
            || is_text(b))
        || is_text(&from)
        || is_text(&to);
    Some(match is_castable {
        true => format!("{column}::{new}"),
        false => through_text(column, new),
    })
}

/// By way of text, which every type has.
pub(super) fn through_text(column: &str, new: &str) -> String {
    match new.ends_with("[]") {
        true => format!("{column}::text[]::{new}"),
        false => format!("{column}::text::{new}"),
    }
}

/// The type below a domain.
fn plain(name: &str, items: &super::key::Items<'_>) -> String {
    let mut name = name.to_owned();
    for _ in 0..8 {
        let found = items.iter().find_map(|(key, item)| match (key, item) {
            (Key::Type(of), Item::Type(one)) if of.to_string() == name => match &one.kind {
                crate::model::TypeKind::Domain { base, .. } => Some(base.clone()),
                _ => None,
            },
            _ => None,
        });
        match found {
            Some(below) => name = below,
            None => break,
        }
    }
    name
}

/// A type without its modifier: `timestamp(3) with time zone` is `timestamp with time zone`.
fn base(name: &str) -> String {
    match (name.find('('), name.find(')')) {
        (Some(open), Some(close)) if open < close && !name.starts_with('"') => {
            format!("{}{}", &name[..open], &name[close + 1..])
        }
        _ => name.to_owned(),
    }
}

/// The storage that a type has by itself, for the types that have not the usual one.
pub(super) fn storage(name: &str) -> &'static str {
    let base = base(name);
    match base.as_str() {
        "numeric" | "inet" | "cidr" => "MAIN",
        "smallint"
        | "integer"
        | "bigint"
        | "real"
        | "double precision"
        | "boolean"
        | "date"
        | "uuid"
        | "timestamp without time zone"
        | "timestamp with time zone" => "PLAIN",
        _ => "EXTENDED",
    }
}

/// The name that a type has while its columns are moved to its successor.
pub(super) fn former(name: &Name) -> Name {
    Name::new(&name.schema, format!("{}__former", name.name))
}
