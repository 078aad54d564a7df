//! Schemas that are made of choices, for the property that holds for any two of them.

mod kinds;
mod table;

use std::fmt::Write as _;

/// How many choices make a schema.
pub(crate) const CHOICES: usize = 64;

/// The roles that own and are granted.
pub(crate) const ROLES: [&str; 3] = ["reader", "writer", "owner"];

/// Drops whatever a schema or a case makes, but for the roles.
pub(crate) const EMPTY: &str = include_str!("empty.sql");

/// A schema as choices: zero leaves a thing out, so that shrinking empties it.
pub(crate) struct World<'a>(pub(crate) &'a [u8]);

impl World<'_> {
    /// One of so many, by the choice at this place.
    pub(crate) fn pick(&self, at: usize, of: usize) -> usize {
        usize::from(self.0[at]) % of
    }

    fn among<'t>(&self, at: usize, all: &[&'t str]) -> &'t str {
        all[self.pick(at, all.len())]
    }

    /// The statements that make it in an empty database; they ask for the roles `owner`, `reader` and `writer`.
    pub(crate) fn script(&self) -> String {
        let mut sql = String::from("CREATE SCHEMA s;\n");
        let labels = self.among(
            0,
            &["", "'a', 'b'", "'a', 'b', 'c'", "'c', 'a'", "'b', 'x', 'a'"],
        );
        if !labels.is_empty() {
            let _ = writeln!(sql, "CREATE TYPE s.mood AS ENUM ({labels});");
        }
        let domain = self.among(
            1,
            &[
                "",
                "integer CHECK (VALUE > 0)",
                "integer DEFAULT 3",
                "text CHECK (VALUE <> '')",
            ],
        );
        if !domain.is_empty() {
            let _ = writeln!(sql, "CREATE DOMAIN dom AS {domain};");
        }
        let pair = self.among(2, &["", "x integer", "x integer, y text", "x bigint"]);
        if !pair.is_empty() {
            let _ = writeln!(sql, "CREATE TYPE pair AS ({pair});");
        }
        let function = self.among(
            3,
            &[
                "",
                "f(i bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT i > 0'",
                "f(i bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT i > 1'",
                "f(j bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT j > 0'",
                "f(i bigint, k integer DEFAULT 1) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN i > k",
            ],
        );
        let has_function = !function.is_empty();
        if has_function {
            let _ = writeln!(sql, "CREATE FUNCTION {function};");
        }
        if self.pick(4, 4) > 0 {
            self.table(&mut sql, has_function);
        }
        let sequence = self.among(30, &["", "", "AS smallint", "INCREMENT BY 5 CYCLE"]);
        if !sequence.is_empty() {
            let _ = writeln!(sql, "CREATE SEQUENCE free {sequence};");
        }
        self.kinds(&mut sql);
        sql
    }
}

/// From the clock; a failure prints its schemas, so it need not be found again.
pub(crate) fn seed() -> [u8; 32] {
    let now = std::time::SystemTime::now();
    let now = now.duration_since(std::time::UNIX_EPOCH).unwrap();
    let mut seed = [0; 32];
    seed[..16].copy_from_slice(&now.as_nanos().to_le_bytes());
    seed
}
