//! Types of columns, and which changes of them PostgreSQL makes without touching the rows.

use std::fmt;

use squawk_syntax::ast::{self, AstNode};

use super::name::Name;

use super::rewrite;

/// A type as far as changes of it go: its usual name, its modifiers, whether it is an array.
#[derive(Debug, Clone)]
pub(crate) struct SqlType {
    text: String,
    base: String,
    modifiers: Vec<i64>,
    array: bool,
}

impl SqlType {
    /// The type that a node spells.
    pub(crate) fn of(ty: &ast::Type) -> Self {
        Self::read(&ty.syntax().text().to_string())
    }

    /// Reads a type's text without comments.
    fn read(written: &str) -> Self {
        let text = written.to_lowercase();
        let array = text.contains('[') || text.split_whitespace().any(|word| word == "array");
        let text = text.split('[').next().unwrap_or_default();
        let (before, rest) = text.split_once('(').unwrap_or((text, ""));
        let (inner, after) = rest.split_once(')').unwrap_or((rest, ""));
        let words = before.split_whitespace().chain(after.split_whitespace());
        let words: Vec<_> = words.filter(|word| *word != "array").collect();
        let base = words.join(" ");
        let base = base.strip_prefix("pg_catalog.").unwrap_or(&base);
        let modifiers = inner.split(',').filter_map(|n| n.trim().parse().ok());
        Self {
            text: rewrite::one_line(written),
            base: usual(base).to_owned(),
            modifiers: modifiers.collect(),
            array,
        }
    }

    /// Whether it is the type with this name, or an array of it.
    pub(crate) fn is(&self, name: &Name) -> bool {
        let written = self.base.strip_prefix("public.").unwrap_or(&self.base);
        written == name.to_string().to_lowercase()
    }

    /// Whether it is an array.
    pub(crate) fn is_array(&self) -> bool {
        self.array
    }

    /// Whether values get an own number from a sequence.
    pub(crate) fn is_serial(&self) -> bool {
        matches!(self.base.as_str(), "serial" | "bigserial" | "smallserial")
    }

    /// The type of the numbers of a serial column.
    pub(crate) fn of_serial(&self) -> &'static str {
        match self.base.as_str() {
            "bigserial" => "bigint",
            "smallserial" => "smallint",
            _ => "integer",
        }
    }

    /// Whether it is a timestamp with or without time zone.
    pub(crate) fn is_moment(&self) -> bool {
        matches!(self.base.as_str(), "timestamp" | "timestamptz") && !self.array
    }

    /// Whether a change to another type moves each value by the session's time zone, and does nothing else.
    pub(crate) fn shifts_with_time_zone(&self, to: &Self) -> bool {
        let wide = |ty: &Self| matches!(ty.modifiers.as_slice(), [] | [6]);
        let same = self.modifiers == to.modifiers || wide(to);
        self.is_moment() && to.is_moment() && self.base != to.base && same
    }

    /// Whether PostgreSQL changes a column to another type without reading or writing rows.
    pub(crate) fn becomes_cheaply(&self, to: &Self) -> bool {
        if self.array || to.array {
            return self.array == to.array
                && (&self.base, &self.modifiers) == (&to.base, &to.modifiers);
        }
        let (from, into) = (self.modifiers.as_slice(), to.modifiers.as_slice());
        match (self.base.as_str(), to.base.as_str()) {
            ("varchar", "varchar") | ("varbit", "varbit") => match (from, into) {
                (_, []) => true,
                ([old], [new]) => new >= old,
                _ => false,
            },
            ("varchar", "text") | ("text", "varchar") => into.is_empty(),
            ("cidr", "inet") => true,
            ("numeric", "numeric") => match (from, into) {
                (_, []) => true,
                ([old], [new]) => new >= old,
                ([old, scale], [new, same]) => new >= old && scale == same,
                ([old], [new, 0]) | ([old, 0], [new]) => new >= old,
                _ => false,
            },
            ("timestamp", "timestamp") | ("timestamptz", "timestamptz") | ("time", "time") => {
                match (from, into) {
                    (_, [] | [6]) => true,
                    ([old], [new]) => new >= old,
                    _ => false,
                }
            }
            (a, b) => a == b && from == into,
        }
    }
}

/// As it was written.
impl fmt::Display for SqlType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The usual one of a type's names.
fn usual(base: &str) -> &str {
    match base {
        "integer" | "int4" => "int",
        "int8" => "bigint",
        "int2" => "smallint",
        "serial4" => "serial",
        "serial8" => "bigserial",
        "serial2" => "smallserial",
        "character varying" | "char varying" | "national character varying" => "varchar",
        "character" | "bpchar" | "national character" | "nchar" => "char",
        "decimal" | "dec" => "numeric",
        "bool" => "boolean",
        "float8" | "float" => "double precision",
        "float4" => "real",
        "bit varying" => "varbit",
        "timestamp with time zone" => "timestamptz",
        "timestamp without time zone" => "timestamp",
        "time without time zone" => "time",
        "time with time zone" => "timetz",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::SqlType;

    fn cheap(from: &str, to: &str) -> bool {
        SqlType::read(from).becomes_cheaply(&SqlType::read(to))
    }

    #[test]
    fn wider_is_cheap_and_narrower_is_not() {
        for (from, to) in [
            ("varchar(20)", "character varying ( 40 )"),
            ("varchar(20)", "text"),
            ("text", "varchar"),
            ("numeric(10, 2)", "decimal(12,2)"),
            ("numeric(10,2)", "numeric"),
            ("timestamp(3)", "timestamp without time zone"),
            ("timestamp(3) with time zone", "timestamptz(6)"),
            ("int4", "integer"),
            ("cidr", "inet"),
            ("text[]", "text[]"),
        ] {
            assert!(cheap(from, to), "{from} to {to}");
        }
        for (from, to) in [
            ("varchar(40)", "varchar(20)"),
            ("text", "varchar(20)"),
            ("numeric(10,2)", "numeric(12,4)"),
            ("numeric", "numeric(10,2)"),
            ("int", "bigint"),
            ("timestamp", "timestamptz"),
            ("timestamp", "timestamp(3)"),
            ("char(3)", "text"),
            ("varchar(20)[]", "text[]"),
            ("text", "jsonb"),
        ] {
            assert!(!cheap(from, to), "{from} to {to}");
        }
        assert!(SqlType::read("SERIAL8").is_serial());
    }
}
