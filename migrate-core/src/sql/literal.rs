//! Values as literals.

use std::fmt::Write as _;

use crate::plan::RevisionId;

/// A text as a literal. It means the same whatever `standard_conforming_strings` is: a text with a backslash is written
/// `E'…'`, one without as `'…'`.
///
/// ```
/// use migrate_core::sql::literal;
///
/// assert_eq!(literal("it's"), "'it''s'");
/// assert_eq!(literal(r"a\b"), r"E'a\\b'");
/// ```
#[must_use]
pub fn literal(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 8);
    push_literal(&mut quoted, text);
    quoted
}

/// Adds a text as a literal: a long one is not written twice.
pub(super) fn push_literal(to: &mut String, text: &str) {
    if text.contains('\\') {
        to.push('E');
    }
    to.push('\'');
    for c in text.chars() {
        if matches!(c, '\'' | '\\') {
            to.push(c);
        }
        to.push(c);
    }
    to.push('\'');
}

/// A text or its absence as a literal.
pub(super) fn optional(text: Option<&str>) -> String {
    text.map_or_else(|| "NULL".to_owned(), literal)
}

/// A text that is only read by people, on one line: inside a `--` comment nothing may start a new one.
pub(super) fn comment(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ")
}

/// A PL/pgSQL block as a `DO` statement.
pub(super) fn block(body: &str) -> String {
    let tag = tag(body);
    format!("DO {tag}\n{body}\n{tag};\n")
}

/// A PL/pgSQL function of this signature.
pub(super) fn create_function(signature: &str, body: &str) -> String {
    let tag = tag(body);
    format!("CREATE OR REPLACE FUNCTION {signature} LANGUAGE plpgsql AS {tag}\n{body}\n{tag};\n")
}

/// A tag for dollar quotes that does not occur in the body.
fn tag(body: &str) -> String {
    let mut tag = String::from("$migrate$");
    let mut number = 0;
    while body.contains(&tag) {
        number += 1;
        tag.clear();
        let _infallible = write!(tag, "$migrate{number}$");
    }
    tag
}

/// Ids as a list of literals, for `IN (…)`; never empty, because `IN ()` is no SQL.
#[must_use]
pub fn identifier_list(ids: &[RevisionId]) -> String {
    if ids.is_empty() {
        return "NULL".to_owned();
    }
    let quoted: Vec<String> = ids.iter().map(|id| format!("'{id}'")).collect();
    quoted.join(", ")
}
