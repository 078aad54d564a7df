//! Types of columns, as far as it matters whether a change of type can lose something.

mod keeps;
mod read;

use std::fmt;

use super::name::{self, ObjectName};
use super::words::Words;

pub(super) use keeps::Conversion;
pub(super) use read::read;

/// A column's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlType {
    base: Base,
    /// Whether it is an array of the base type.
    array: bool,
}

/// A type without its array brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Base {
    SmallInt,
    Integer,
    BigInt,
    Real,
    Double,
    /// Precision and scale, where they are given.
    Numeric(Option<(u32, i32)>),
    Text,
    Varchar(Option<u32>),
    Char(u32),
    Boolean,
    Date,
    Timestamp(Zone, Option<u32>),
    Time(Zone, Option<u32>),
    /// As written after the word `interval`; empty where nothing is.
    Interval(String),
    Uuid,
    Json,
    Jsonb,
    Inet,
    Cidr,
    Bit(u32),
    Varbit(Option<u32>),
    /// Any other type, in normal form with its modifiers.
    Other(String),
}

/// Whether a time knows its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Zone {
    With,
    Without,
}

impl SqlType {
    /// The name of a type that is none of PostgreSQL's own which are known here.
    pub(super) fn name(&self) -> Option<ObjectName> {
        let Base::Other(text) = &self.base else {
            return None;
        };
        let words = Words::new(text, 0..text.len());
        name::read(&words, 0).map(|named| named.name)
    }

    /// The type of another name, where this is its own.
    pub(super) fn renamed(&mut self, from: &ObjectName, to: &ObjectName) {
        if self.name().as_ref() == Some(from) {
            self.base = Base::Other(to.to_string());
        }
    }

    /// This type, or an array of it where the domain over it is in one; `None` for arrays in arrays.
    pub(super) fn in_place_of(&self, domain: &Self) -> Option<Self> {
        let base = self.base.clone();
        let array = self.array || domain.array;
        (!(self.array && domain.array)).then_some(Self { base, array })
    }
}

impl fmt::Display for SqlType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limited = |f: &mut fmt::Formatter<'_>, name: &str, limit: &Option<u32>| match limit {
            Some(limit) => write!(f, "{name}({limit})"),
            None => f.write_str(name),
        };
        match &self.base {
            Base::SmallInt => f.write_str("smallint"),
            Base::Integer => f.write_str("integer"),
            Base::BigInt => f.write_str("bigint"),
            Base::Real => f.write_str("real"),
            Base::Double => f.write_str("double precision"),
            Base::Numeric(None) => f.write_str("numeric"),
            Base::Numeric(Some((precision, scale))) => write!(f, "numeric({precision}, {scale})"),
            Base::Text => f.write_str("text"),
            Base::Varchar(limit) => limited(f, "varchar", limit),
            Base::Char(length) => write!(f, "char({length})"),
            Base::Boolean => f.write_str("boolean"),
            Base::Date => f.write_str("date"),
            Base::Timestamp(Zone::With, precision) => limited(f, "timestamptz", precision),
            Base::Timestamp(Zone::Without, precision) => limited(f, "timestamp", precision),
            Base::Time(Zone::With, precision) => limited(f, "timetz", precision),
            Base::Time(Zone::Without, precision) => limited(f, "time", precision),
            Base::Interval(fields) if fields.is_empty() => f.write_str("interval"),
            Base::Interval(fields) => write!(f, "interval {fields}"),
            Base::Uuid => f.write_str("uuid"),
            Base::Json => f.write_str("json"),
            Base::Jsonb => f.write_str("jsonb"),
            Base::Inet => f.write_str("inet"),
            Base::Cidr => f.write_str("cidr"),
            Base::Bit(length) => write!(f, "bit({length})"),
            Base::Varbit(limit) => limited(f, "varbit", limit),
            Base::Other(name) => f.write_str(name),
        }?;
        f.write_str(if self.array { "[]" } else { "" })
    }
}
