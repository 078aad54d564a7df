//! Reading a type as a script writes it.

use super::{Base, SqlType, Zone};
use crate::source::scan::TokenKind;
use crate::source::script::name;
use crate::source::script::words::Words;

/// The type that begins at a token, and the place after it.
pub(in crate::source::script) fn read(words: &Words<'_>, at: usize) -> Option<(SqlType, usize)> {
    // The standard types may be written with their schema.
    let at = match words.is(at, "pg_catalog") && words.text(at + 1) == "." {
        true => at + 2,
        false => at,
    };
    let (base, next) = match words.token(at)?.kind {
        TokenKind::Word if words.text(at + 1) != "." => known(words, at),
        TokenKind::Word | TokenKind::QuotedIdentifier => other(words, at)?,
        _ => return None,
    };
    let (array, next) = brackets(words, next);
    Some((SqlType { base, array }, next))
}

fn known(words: &Words<'_>, at: usize) -> (Base, usize) {
    let limited = |at: usize, make: fn(Option<u32>) -> Base| {
        let (limit, next) = limit(words, at);
        (make(limit), next)
    };
    let after = |at: usize, word: &str| match words.is(at, word) {
        true => at + 1,
        false => at,
    };
    match words.text(at).to_ascii_lowercase().as_str() {
        "smallint" | "int2" | "smallserial" | "serial2" => (Base::SmallInt, at + 1),
        "integer" | "int" | "int4" | "serial" | "serial4" => (Base::Integer, at + 1),
        "bigint" | "int8" | "bigserial" | "serial8" => (Base::BigInt, at + 1),
        "real" | "float4" => (Base::Real, at + 1),
        "double" => (Base::Double, after(at + 1, "precision")),
        "float8" => (Base::Double, at + 1),
        "float" => match limit(words, at + 1) {
            (Some(..=24), next) => (Base::Real, next),
            (_, next) => (Base::Double, next),
        },
        "numeric" | "decimal" | "dec" => numeric(words, at + 1),
        "text" => (Base::Text, at + 1),
        "varchar" => limited(at + 1, Base::Varchar),
        "character" | "char" | "nchar" | "bpchar" => match words.is(at + 1, "varying") {
            true => limited(at + 2, Base::Varchar),
            false => limited(at + 1, |length| Base::Char(length.unwrap_or(1))),
        },
        "national" => known(words, at + 1),
        "boolean" | "bool" => (Base::Boolean, at + 1),
        "date" => (Base::Date, at + 1),
        "timestamptz" => limited(at + 1, |limit| Base::Timestamp(Zone::With, limit)),
        "timetz" => limited(at + 1, |limit| Base::Time(Zone::With, limit)),
        "timestamp" => {
            let (zone, limit, next) = zoned(words, at + 1);
            (Base::Timestamp(zone, limit), next)
        }
        "time" => {
            let (zone, limit, next) = zoned(words, at + 1);
            (Base::Time(zone, limit), next)
        }
        "interval" => interval(words, at + 1),
        "uuid" => (Base::Uuid, at + 1),
        "json" => (Base::Json, at + 1),
        "jsonb" => (Base::Jsonb, at + 1),
        "inet" => (Base::Inet, at + 1),
        "cidr" => (Base::Cidr, at + 1),
        "varbit" => limited(at + 1, Base::Varbit),
        "bit" => match words.is(at + 1, "varying") {
            true => limited(at + 2, Base::Varbit),
            false => limited(at + 1, |length| Base::Bit(length.unwrap_or(1))),
        },
        lower => {
            let (modifiers, next) = modifiers(words, at + 1);
            (Base::Other(format!("{lower}{modifiers}")), next)
        }
    }
}

/// A type that is named with a schema or in quotes.
fn other(words: &Words<'_>, at: usize) -> Option<(Base, usize)> {
    let named = name::read(words, at)?;
    let (modifiers, next) = modifiers(words, named.next);
    Some((Base::Other(format!("{}{modifiers}", named.name)), next))
}

/// `(…)` after a type's name, as written.
fn modifiers(words: &Words<'_>, at: usize) -> (String, usize) {
    let next = words.after_list(at);
    let text = (at..next).map(|i| words.text(i)).collect();
    (text, next)
}

/// `(n)`, or nothing.
fn limit(words: &Words<'_>, at: usize) -> (Option<u32>, usize) {
    match words.text(at) {
        "(" => (words.text(at + 1).parse().ok(), words.after_list(at)),
        _ => (None, at),
    }
}

/// `(precision, scale)`, `(precision)`, or nothing.
fn numeric(words: &Words<'_>, at: usize) -> (Base, usize) {
    let numbers: Vec<i32> = words
        .arguments(at)
        .into_iter()
        .filter_map(|range| {
            range
                .map(|i| words.text(i))
                .collect::<String>()
                .parse()
                .ok()
        })
        .collect();
    let next = words.after_list(at);
    let limits = match (words.text(at), numbers.as_slice()) {
        ("(", [precision]) => Some((precision.unsigned_abs(), 0)),
        ("(", [precision, scale]) => Some((precision.unsigned_abs(), *scale)),
        _ => None,
    };
    (Base::Numeric(limits), next)
}

/// `(p)` and `WITH TIME ZONE`, or `WITHOUT TIME ZONE`, or nothing.
fn zoned(words: &Words<'_>, at: usize) -> (Zone, Option<u32>, usize) {
    let (limit, next) = limit(words, at);
    match words.are(next + 1, &["time", "zone"]) {
        true if words.is(next, "with") => (Zone::With, limit, next + 3),
        true if words.is(next, "without") => (Zone::Without, limit, next + 3),
        _ => (Zone::Without, limit, next),
    }
}

fn interval(words: &Words<'_>, at: usize) -> (Base, usize) {
    const FIELDS: [&str; 7] = ["year", "month", "day", "hour", "minute", "second", "to"];
    let mut next = at;
    while FIELDS.iter().any(|field| words.is(next, field)) {
        next += 1;
    }
    next = words.after_list(next);
    let fields: Vec<_> = (at..next)
        .map(|i| words.text(i).to_ascii_lowercase())
        .collect();
    (Base::Interval(fields.join(" ")), next)
}

/// `[]`, `[3][3]`, `ARRAY`, `ARRAY[4]`, or nothing.
fn brackets(words: &Words<'_>, at: usize) -> (bool, usize) {
    let mut next = match words.is(at, "array") {
        true => at + 1,
        false => at,
    };
    while words.text(next) == "[" {
        next += match words.text(next + 1) {
            "]" => 2,
            _ => 3,
        };
    }
    (next > at, next)
}
