//! The text of the one message that reads the catalog.
//!
//! Each statement scans one catalog, or two; rows are joined where they are read, by object identifier. That keeps
//! the planner's share small, which is the larger one when a schema has tens of tables and not thousands.
//! The first column of each row says which statement it is of.

mod programs;
mod relations;
mod rest;
mod types;

/// The statement that asks for the server's version.
pub(crate) const VERSION: &str =
    "SELECT 'version', pg_catalog.current_setting('server_version_num')";

/// The first object identifier that no system object has: `FirstNormalObjectId` in `src/include/access/transam.h`.
pub(crate) const FIRST: &str = "16384";

/// What the texts of definitions depend on, and the value that it has while they are read: those of `pg_dump`
/// (`setup_connection` in `src/bin/pg_dump/pg_dump.c`), and a time zone. No table is so large that compiling pays.
const PINNED: &[(&str, &str)] = &[
    ("search_path", ""),
    ("DateStyle", "ISO, YMD"),
    ("IntervalStyle", "postgres"),
    ("TimeZone", "UTC"),
    ("extra_float_digits", "3"),
    ("quote_all_identifiers", "off"),
    ("standard_conforming_strings", "on"),
    ("bytea_output", "hex"),
    ("jit", "off"),
];

/// The message for a server of this major version.
///
/// The settings are local to the transaction, which is the message's own when none is open; when one is open, the last
/// statement gives it its values back.
pub(crate) fn message(major: u32) -> String {
    let mut text = String::with_capacity(16 * 1024);
    let names = || PINNED.iter().map(|(name, _)| *name);
    settings(
        &mut text,
        names().map(|name| {
            (
                format!("migrate_schema.{name}"),
                format!("pg_catalog.current_setting('{name}')"),
            )
        }),
    );
    settings(
        &mut text,
        PINNED
            .iter()
            .map(|(name, value)| ((*name).to_owned(), format!("'{value}'"))),
    );
    text.push_str("SELECT 'role', current_user;\n");
    for statement in [
        types::namespaces(),
        types::extensions(),
        types::members(),
        relations::relations(major),
        relations::columns(major),
        relations::defaults(),
        relations::constraints(),
        relations::indexes(),
        relations::sequences(),
        relations::inheritance(),
        types::types(),
        types::labels(),
        types::ranges(major),
        programs::routines(),
        programs::aggregates(),
        programs::triggers(),
        programs::rules(),
        programs::policies(),
        rest::comments(),
        rest::others(major),
    ] {
        text.push_str(&statement);
        text.push_str(";\n");
    }
    settings(
        &mut text,
        names().map(|name| {
            (
                name.to_owned(),
                format!("pg_catalog.current_setting('migrate_schema.{name}')"),
            )
        }),
    );
    text
}

/// One statement that sets all of these until the transaction ends.
fn settings(text: &mut String, values: impl Iterator<Item = (String, String)>) {
    text.push_str("SELECT 'set'");
    for (name, value) in values {
        text.push_str(&format!(", pg_catalog.set_config('{name}', {value}, true)"));
    }
    text.push_str(";\n");
}

/// A column that exists since a major version; before, another expression stands for it.
fn since(major: u32, first: u32, column: &'static str, before: &'static str) -> &'static str {
    if major >= first { column } else { before }
}
