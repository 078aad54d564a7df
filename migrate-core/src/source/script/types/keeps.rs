//! Whether a change of type keeps every value. "Keeps" is said only where no value can be cut, rounded or made ambiguous; a
//! change that stops at a value which does not fit counts as losing, because what the author does next is to cut it.

use super::{Base, SqlType, Zone};

/// How the new values are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source::script) enum Conversion {
    /// By the cast that an assignment uses.
    Assignment,
    /// By an explicit cast of the column, `USING email::citext`, and nothing else.
    Cast,
    /// By way of its text, `USING state::text::order_status`.
    TextCast,
    /// By any other expression.
    Expression,
}

impl SqlType {
    /// Whether every value of the old type is kept; `None` for an old type that is not known.
    pub(in crate::source::script) fn keeps(
        &self,
        old: Option<&Self>,
        conversion: Conversion,
    ) -> bool {
        if conversion == Conversion::Expression {
            return false;
        }
        match old {
            Some(old) if old.array == self.array => base_keeps(&old.base, &self.base),
            Some(_) => !self.array && takes_text_of_anything(&self.base),
            None => takes_unknown(&self.base, conversion),
        }
    }

    /// Whether it is `text`, through which casts to other types are written.
    pub(in crate::source::script) fn is_text(&self) -> bool {
        !self.array && takes_text_of_anything(&self.base)
    }

    /// Whether it is none of PostgreSQL's own types that are known here.
    pub(in crate::source::script) fn is_named(&self) -> bool {
        matches!(self.base, Base::Other(_))
    }

    /// Whether it is `timestamptz` in full precision.
    pub(in crate::source::script) fn is_instant(&self) -> bool {
        !self.array && self.base == Base::Timestamp(Zone::With, None)
    }
}

fn takes_text_of_anything(base: &Base) -> bool {
    matches!(base, Base::Text | Base::Varchar(None))
}

/// The old type is not known: judged by what an assignment or a cast can come from.
fn takes_unknown(new: &Base, conversion: Conversion) -> bool {
    match new {
        Base::Other(name) => !cuts(name),
        Base::Text | Base::Varchar(None) | Base::Uuid | Base::Json | Base::Jsonb => true,
        // Without a cast of its own nothing but a smaller number, or a time of less knowledge, becomes one of these.
        Base::BigInt | Base::Numeric(None) | Base::Boolean | Base::Inet => {
            conversion == Conversion::Assignment
        }
        Base::Timestamp(Zone::With, None) | Base::Varbit(None) => {
            conversion == Conversion::Assignment
        }
        _ => false,
    }
}

/// Whether a type takes texts and leaves out of them what it does not hold, without a word.
fn cuts(name: &str) -> bool {
    ["char", "money", "name", "tsquery", "tsvector"].contains(&name)
}

fn base_keeps(old: &Base, new: &Base) -> bool {
    if old == new || takes_text_of_anything(new) {
        return true;
    }
    match (old, new) {
        (Base::SmallInt, Base::Integer | Base::BigInt | Base::Real | Base::Double)
        | (Base::Integer, Base::BigInt | Base::Double)
        | (Base::Real, Base::Double) => true,
        (Base::SmallInt | Base::Integer | Base::BigInt, Base::Numeric(limits)) => {
            limits.is_none_or(|limits| whole_digits(limits) >= digits(old))
        }
        (Base::SmallInt | Base::Integer | Base::BigInt, Base::Varchar(Some(limit))) => {
            // One more for the sign.
            i64::from(*limit) > digits(old)
        }
        (Base::Numeric(_), Base::Numeric(None)) => true,
        (Base::Numeric(Some(old)), Base::Numeric(Some(new))) => {
            new.1 >= old.1 && whole_digits(*new) >= whole_digits(*old)
        }
        (Base::Numeric(Some(limits)), Base::SmallInt | Base::Integer | Base::BigInt) => {
            // 19 nines are more than a bigint takes.
            limits.1 <= 0 && whole_digits(*limits) < digits(new)
        }
        (Base::Varchar(Some(old)) | Base::Char(old), Base::Varchar(Some(new)))
        | (Base::Char(old), Base::Char(new)) => new >= old,
        (Base::Date, Base::Timestamp(..)) => true,
        (Base::Timestamp(old_zone, old), Base::Timestamp(new_zone, new)) => {
            (old_zone == new_zone || *new_zone == Zone::With) && finer(*old, *new)
        }
        (Base::Time(old_zone, old), Base::Time(new_zone, new)) => {
            (old_zone == new_zone || *new_zone == Zone::With) && finer(*old, *new)
        }
        (Base::Interval(_), Base::Interval(fields)) => fields.is_empty(),
        (Base::Time(Zone::Without, _), Base::Interval(fields)) => fields.is_empty(),
        (Base::Boolean, Base::Integer) => true,
        (Base::Json, Base::Jsonb) | (Base::Jsonb, Base::Json) => true,
        (Base::Cidr, Base::Inet) => true,
        (Base::Uuid, Base::Varchar(Some(limit)) | Base::Char(limit)) => *limit >= 36,
        (Base::Bit(old), Base::Bit(new)) => old == new,
        (Base::Bit(_), Base::Varbit(None)) | (Base::Varbit(_), Base::Varbit(None)) => true,
        (Base::Bit(old) | Base::Varbit(Some(old)), Base::Varbit(Some(new))) => new >= old,
        (_, Base::Other(name)) if cuts(name) => false,
        // A text that the type does not know stops the statement; nothing is cut.
        (
            Base::Text | Base::Varchar(_) | Base::Char(_) | Base::Other(_),
            Base::Uuid | Base::Json | Base::Jsonb | Base::Inet | Base::Other(_),
        ) => true,
        // The labels of an enum have 63 bytes.
        (Base::Other(_), Base::Varchar(Some(limit))) => *limit >= 63,
        _ => false,
    }
}

/// The decimal digits of the largest value of an integer type.
fn digits(integer: &Base) -> i64 {
    match integer {
        Base::SmallInt => 5,
        Base::Integer => 10,
        _ => 19,
    }
}

/// The digits before the point.
fn whole_digits((precision, scale): (u32, i32)) -> i64 {
    i64::from(precision) - i64::from(scale)
}

/// Whether a precision keeps what another one holds; six digits of a second are all there are.
fn finer(old: Option<u32>, new: Option<u32>) -> bool {
    new.unwrap_or(6) >= old.unwrap_or(6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::script::types::read;
    use crate::source::script::words::Words;

    fn sql_type(text: &str) -> SqlType {
        let words = Words::new(text, 0..text.len());
        let (found, next) = read(&words, 0).unwrap();
        assert_eq!(next, words.len(), "{text} was not read to its end");
        found
    }

    fn keeps(old: &str, new: &str) -> bool {
        sql_type(new).keeps(Some(&sql_type(old)), Conversion::Assignment)
    }

    #[test]
    fn widening_keeps_every_value() {
        for (old, new) in [
            ("int", "bigint"),
            ("smallint", "INTEGER"),
            ("serial", "int8"),
            ("int", "double precision"),
            ("int", "numeric(12, 2)"),
            ("bigint", "numeric"),
            ("numeric(8,2)", "numeric(10,3)"),
            ("numeric(9,0)", "integer"),
            ("numeric(18)", "bigint"),
            ("varchar(20)", "character varying(40)"),
            ("varchar(20)", "text"),
            ("text", "varchar"),
            ("text", "citext"),
            ("char(3)", "varchar(3)"),
            ("date", "timestamptz"),
            ("timestamp", "timestamp with time zone"),
            ("timestamp(3) without time zone", "timestamptz"),
            ("time(0)", "time"),
            ("json", "jsonb"),
            ("order_status", "text"),
            ("order_status_old", "order_status"),
            ("text", "public.order_status"),
            ("cidr", "inet"),
            ("uuid", "varchar(36)"),
            ("int[]", "bigint[]"),
            ("int ARRAY", "text"),
            ("pg_catalog.int4", "bigint"),
            ("geometry(Point, 4326)", "geometry(Point,4326)"),
        ] {
            assert!(keeps(old, new), "{old} -> {new}");
        }
    }

    #[test]
    fn narrowing_may_lose() {
        for (old, new) in [
            ("text", "varchar(10)"),
            ("text", "name"),
            ("text", "\"char\""),
            ("text", "tsvector"),
            // The blanks at its end are padding from then on.
            ("varchar(10)", "char(20)"),
            ("varchar(40)", "varchar(20)"),
            ("bigint", "int"),
            ("int", "smallint"),
            ("bigint", "double precision"),
            ("int", "real"),
            ("int", "numeric(8, 2)"),
            ("numeric(10,3)", "numeric(10,2)"),
            ("numeric(8,2)", "numeric(8,3)"),
            ("numeric", "numeric(20,4)"),
            ("numeric(10,2)", "bigint"),
            ("numeric(19)", "bigint"),
            ("double precision", "real"),
            ("double precision", "numeric"),
            ("timestamptz", "timestamp"),
            ("timestamptz", "date"),
            ("timestamp", "date"),
            ("timestamptz", "timestamptz(0)"),
            ("timetz", "time"),
            ("interval", "interval day to second"),
            ("text", "int"),
            ("text", "timestamptz"),
            ("int[]", "smallint[]"),
            ("int[]", "int"),
            ("inet", "cidr"),
            ("varbit", "bit(8)"),
        ] {
            assert!(!keeps(old, new), "{old} -> {new}");
        }
    }

    #[test]
    fn an_unknown_type_is_judged_by_the_target_and_the_conversion() {
        let judged = |new: &str, conversion| sql_type(new).keeps(None, conversion);
        for new in [
            "text",
            "varchar",
            "uuid",
            "jsonb",
            "order_status",
            "bigint",
            "timestamptz",
        ] {
            assert!(judged(new, Conversion::Assignment), "{new}");
        }
        for new in [
            "varchar(10)",
            "int",
            "numeric(10,2)",
            "date",
            "timestamp",
            "real",
        ] {
            assert!(!judged(new, Conversion::Assignment), "{new}");
        }
        // A cast makes numbers of texts, and what their spelling said is lost.
        for new in ["bigint", "numeric", "boolean", "timestamptz"] {
            assert!(!judged(new, Conversion::Cast), "{new}");
        }
        assert!(judged("order_status", Conversion::Cast));
        assert!(!judged("text", Conversion::Expression));
    }

    #[test]
    fn types_are_told_in_one_spelling() {
        for (text, told) in [
            ("CHARACTER VARYING (20)", "varchar(20)"),
            ("decimal(10)", "numeric(10, 0)"),
            ("float(10)", "real"),
            ("TIMESTAMP (3) WITH TIME ZONE", "timestamptz(3)"),
            ("interval hour to minute", "interval hour to minute"),
            ("audit.\"Level\"[3]", "audit.\"Level\"[]"),
            ("BIT VARYING", "varbit"),
        ] {
            assert_eq!(sql_type(text).to_string(), told);
        }
    }
}
