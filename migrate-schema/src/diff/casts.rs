//! How the values of a column become values of another type.

use super::key::{Item, Key};
use super::plan::Plan;
use crate::Name;

/// The types among which PostgreSQL casts in an assignment (`src/include/catalog/pg_cast.dat`); what does not fit is
/// an error there, where an explicit cast would cut it off.
const FAMILIES: &[&[&str]] = &[
    &[
        "smallint",
        "integer",
        "bigint",
        "numeric",
        "real",
        "double precision",
    ],
    &[
        "date",
        "timestamp without time zone",
        "timestamp with time zone",
    ],
    &["time without time zone", "time with time zone"],
    &["json", "jsonb"],
    &["inet", "cidr"],
    &["bit", "bit varying"],
    &["numeric", "money"],
];

/// Casts of the same kind that go one way only.
const ASSIGNED: &[(&str, &str)] = &[
    ("timestamp without time zone", "time without time zone"),
    ("timestamp with time zone", "time without time zone"),
    ("timestamp with time zone", "time with time zone"),
    ("time without time zone", "interval"),
    ("interval", "time without time zone"),
    ("integer", "money"),
    ("bigint", "money"),
    ("macaddr", "macaddr8"),
    ("macaddr8", "macaddr"),
    ("point", "box"),
    ("box", "polygon"),
    ("polygon", "path"),
    ("path", "polygon"),
];

/// Casts that have to be asked for.
const EXPLICIT: &[&[&str]] = &[&["integer", "boolean"], &["text", "xml"]];

/// The types to which everything is cast in an assignment, and from which everything is when it is asked for.
const TEXTS: &[&str] = &["text", "character varying", "character", "name", "\"char\""];

/// Types that hold every value of those before them.
const WIDENING: &[&[&str]] = &[
    &["smallint", "integer", "bigint", "numeric"],
    &["real", "double precision"],
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
    let (a, b) = (from.trim_end_matches("[]"), to.trim_end_matches("[]"));
    let same_depth = from.ends_with("[]") == to.ends_with("[]");
    let share = |families: &[&[&str]]| {
        let mut families = families.iter();
        families.any(|family| family.contains(&a) && family.contains(&b))
    };
    let is_text = |name: &str| TEXTS.contains(&name);
    let is_assigned = share(FAMILIES) || ASSIGNED.contains(&(a, b));
    if is_text(&to) || same_depth && (is_text(b) || is_assigned) {
        return None;
    }
    let is_castable = is_text(&from) || same_depth && (is_text(a) || share(EXPLICIT));
    Some(match is_castable {
        true => format!("{column}::{new}"),
        false => through_text(column, old, new),
    })
}

/// Whether a type holds texts, whatever its length.
pub(super) fn is_text(name: &str) -> bool {
    TEXTS.contains(&base(name).as_str())
}

/// Whether every value of a type is one of another, too.
pub(super) fn is_widening(old: &str, new: &str) -> bool {
    let (from, to) = (base(old), base(new));
    let is_wider = WIDENING.iter().any(|list| {
        let at = |name: &str| list.iter().position(|one| *one == name);
        matches!((at(&from), at(&to)), (Some(a), Some(b)) if a < b)
    });
    let (before, after) = (modifiers(old), modifiers(new));
    match (from.as_str(), to.as_str()) {
        (_, "text" | "character varying") if after.is_empty() => true,
        (a, b) if a == b => fits(a, &before, &after),
        _ => is_wider && after.is_empty(),
    }
}

/// Whether the modifiers of a type let through all that others do: `numeric(10,2)` what `numeric(8,2)` does.
fn fits(of: &str, before: &[u32], after: &[u32]) -> bool {
    match (of, before, after) {
        (_, _, []) => true,
        ("numeric", [digits, scale], [more, same]) => {
            more >= digits && same >= scale && more - same >= digits - scale
        }
        (_, [length], [more]) => more >= length,
        _ => false,
    }
}

/// Whether the rows need not be written anew, because the values are stored alike.
pub(super) fn keeps_storage(old: &str, new: &str, plan: &Plan<'_>) -> bool {
    let (old, new) = (&plain(old, &plan.from.items), &plain(new, &plan.to.items));
    let (from, to) = (base(old), base(new));
    let (before, after) = (modifiers(old), modifiers(new));
    match (from.as_str(), to.as_str()) {
        ("text" | "character varying", "text") => true,
        ("text" | "character varying", "character varying") => {
            after.is_empty() || from == to && fits(&from, &before, &after)
        }
        ("numeric", "numeric") => {
            let scale = |all: &[u32]| all.get(1).copied();
            after.is_empty() || fits(&from, &before, &after) && scale(&before) == scale(&after)
        }
        ("cidr", "inet") => true,
        (a, b) => a == b && a != "character" && fits(a, &before, &after),
    }
}

/// What a conversion takes away from values that it accepts.
pub(super) fn loss(old: &str, new: &str) -> Option<&'static str> {
    let (from, to) = (base(old), base(new));
    if let (Some(from), Some(to)) = (from.strip_suffix("[]"), to.strip_suffix("[]")) {
        let element = |whole: &str, plain: &str| match modifiers(whole).is_empty() {
            true => plain.to_owned(),
            false => whole.trim_end_matches("[]").to_owned(),
        };
        return loss(&element(old, from), &element(new, to));
    }
    let is_whole = |name: &str| matches!(name, "smallint" | "integer" | "bigint");
    let (before, after) = (modifiers(old), modifiers(new));
    match (from.as_str(), to.as_str()) {
        ("numeric" | "real" | "double precision" | "money", to) if is_whole(to) => {
            Some("fractions")
        }
        ("double precision" | "numeric", "real") | ("numeric", "double precision") => {
            Some("last digits")
        }
        ("numeric", "numeric") => {
            let scale = |all: &[u32]| all.get(1).copied();
            match (before.is_empty(), scale(&before), scale(&after)) {
                (true, _, Some(_)) => Some("last digits"),
                (_, Some(a), Some(b)) if b < a => Some("last digits"),
                _ => None,
            }
        }
        ("timestamp without time zone" | "timestamp with time zone", "date") => {
            Some("times of day")
        }
        ("timestamp with time zone", "timestamp without time zone") => Some("time zones"),
        ("time with time zone", "time without time zone") => Some("time zones"),
        (
            "timestamp without time zone" | "timestamp with time zone",
            "time without time zone" | "time with time zone",
        ) => Some("dates"),
        ("interval", "time without time zone") => Some("days"),
        ("bigint", "real" | "double precision") | ("integer", "real") | ("numeric", "money") => {
            Some("last digits")
        }
        ("inet", "cidr") => Some("host parts"),
        ("integer", "boolean") => Some("numbers other than 0 and 1"),
        (a, b) if a == b && (a.starts_with("time") || a == "interval") => {
            match (before.first(), after.first()) {
                (None, Some(_)) => Some("fractions of seconds"),
                (Some(more), Some(fewer)) if fewer < more => Some("fractions of seconds"),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The numbers in the parentheses of a type.
fn modifiers(name: &str) -> Vec<u32> {
    match (name.find('('), name.find(')')) {
        (Some(open), Some(close)) if open < close && !name.starts_with('"') => name
            [open + 1..close]
            .split(',')
            .filter_map(|number| number.trim().parse().ok())
            .collect(),
        _ => Vec::new(),
    }
}

/// By way of text, which every type has.
pub(super) fn through_text(column: &str, old: &str, new: &str) -> String {
    match (old.ends_with("[]"), new.ends_with("[]")) {
        (true, true) => format!("{column}::text[]::{new}"),
        // One value becomes an array of one.
        (false, true) => {
            format!("CASE WHEN {column} IS NOT NULL THEN ARRAY[{column}::text]::{new} END")
        }
        (_, false) => format!("{column}::text::{new}"),
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

/// Whether an explicit cast to a domain that is made anew would cut off texts that do not fit.
pub(super) fn cuts_off(name: &str, plan: &Plan<'_>) -> bool {
    let name = name.trim_end_matches("[]");
    let below = |items| base(&plain(name, items));
    let (from, to) = (below(&plan.from.items), below(&plan.to.items));
    from != name
        && TEXTS.contains(&from.as_str())
        && matches!(to.as_str(), "character varying" | "character")
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
