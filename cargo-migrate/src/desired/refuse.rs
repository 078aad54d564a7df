//! Statements that are no part of a schema, found before anything is carried out.

use std::ops::Range;

use migrate_core::plan::TransactionMode;
use migrate_core::scan;
use migrate_core::source::{Code, Place, Problem, script};

use super::SchemaFile;
use crate::scratch::Refused;

/// What is wrong with a file, in the order of its text.
pub(super) fn check(file: &SchemaFile) -> Vec<Problem> {
    let text = without_restrict(&file.text);
    // The grammar is the server's business, and so are settings of the session, which end with it.
    let mut problems = script::analyse(&file.path, &text, TransactionMode::None).problems;
    problems.retain(|problem| matches!(problem.code, Code::PsqlCommand | Code::CopyFromStdin));
    if problems.is_empty() {
        let found = scan::statements(&text).into_iter();
        problems.extend(found.filter_map(|range| refused(file, &text, range)));
    }
    problems
}

/// The statements of a file that are carried out.
pub(super) fn statements(file: &SchemaFile) -> Vec<Range<usize>> {
    scan::statements(&without_restrict(&file.text))
}

/// Whether a statement sets something that lasts as long as the session.
pub(super) fn is_setting(text: &str) -> bool {
    let words = words(text);
    words.starts_with(&["SET".to_owned()])
        || words.starts_with(&["SELECT".to_owned()]) && words.iter().any(|w| w == "SET_CONFIG")
}

/// What is carried out of a file, at the same places.
pub(super) fn carried_out(file: &SchemaFile) -> String {
    without_restrict(&file.text)
}

/// What would change the scratch server.
pub(super) fn on_server(
    file: &SchemaFile,
    refused: Vec<Refused>,
) -> impl Iterator<Item = Problem> + '_ {
    refused.into_iter().map(|refused| {
        let what = format!("the desired schema {} {}", file.path, refused.what);
        Problem::new(Code::SchemaStatement, what)
            .at(Place::within(&*file.path, &file.text, refused.range))
            .label(refused.label)
            .help(refused.help)
    })
}

/// The text with blanks where `pg_dump` keeps psql from carrying out commands in it: nothing of psql is carried out here.
fn without_restrict(text: &str) -> String {
    let blank = |line: &str| {
        let is_guard = ["\\restrict ", "\\unrestrict "];
        match is_guard.iter().any(|word| line.starts_with(word)) {
            true => {
                " ".repeat(line.trim_end_matches('\n').len())
                    + &"\n".repeat(usize::from(line.ends_with('\n')))
            }
            false => line.to_owned(),
        }
    };
    text.split_inclusive('\n').map(blank).collect()
}

fn refused(file: &SchemaFile, text: &str, range: Range<usize>) -> Option<Problem> {
    let words = words(&text[range.clone()]);
    let is = |at: usize, any: &[&str]| {
        words
            .get(at)
            .is_some_and(|word| any.contains(&word.as_str()))
    };
    let (label, help) = if is(0, &ROWS) {
        (
            "rows are no part of a schema",
            "write rows by a revision: `cargo migrate new \"…\"`",
        )
    } else if is(0, &CONTROL) || is(0, &["START", "PREPARE"]) && is(1, &["TRANSACTION"]) {
        ("each statement is carried out by itself", "leave it out")
    } else if is(0, &["CREATE", "ALTER", "DROP"]) && is(1, &SERVER) && !is(2, &["MAPPING"])
        || is(0, &["ALTER"]) && is(1, &["SYSTEM"])
        || is(0, &["DROP", "REASSIGN"]) && is(1, &["OWNED"])
        || is(0, &["GRANT", "REVOKE"]) && !words.iter().any(|word| word == "ON")
    {
        (
            "it belongs to the server, not to a schema",
            "do it outside of the schema: the server of the scratch database is not ours to change",
        )
    } else if is(0, &NOTHING) {
        ("it changes no schema", "leave it out")
    } else {
        return None;
    };
    let headline = match words.get(1) {
        Some(second)
            if second.chars().all(char::is_alphabetic)
                && is(0, &["CREATE", "ALTER", "DROP", "COPY"]) =>
        {
            format!("{} {second}", words[0])
        }
        _ => words[0].clone(),
    };
    let what = format!("`{headline}` is no part of the desired schema");
    let end = range.start + text[range.clone()].lines().next().map_or(0, str::len);
    Some(
        Problem::new(Code::SchemaStatement, what)
            .at(Place::within(&*file.path, &file.text, range.start..end))
            .label(label)
            .help(help),
    )
}

/// Statements that read or write rows.
const ROWS: [&str; 7] = [
    "INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "COPY", "WITH",
];
/// Statements about transactions.
const CONTROL: [&str; 7] = [
    "BEGIN",
    "COMMIT",
    "END",
    "ROLLBACK",
    "ABORT",
    "SAVEPOINT",
    "RELEASE",
];
/// What belongs to the server.
const SERVER: [&str; 6] = [
    "ROLE",
    "USER",
    "GROUP",
    "DATABASE",
    "TABLESPACE",
    "SUBSCRIPTION",
];
/// Statements that leave no trace in a catalog.
const NOTHING: [&str; 15] = [
    "ANALYZE",
    "CHECKPOINT",
    "DEALLOCATE",
    "DECLARE",
    "DISCARD",
    "EXECUTE",
    "EXPLAIN",
    "FETCH",
    "LISTEN",
    "LOCK",
    "NOTIFY",
    "PREPARE",
    "SHOW",
    "VACUUM",
    "VALUES",
];

/// The words of a statement, in capitals.
fn words(text: &str) -> Vec<String> {
    let tokens = scan::tokens(text).filter(|token| !token.is_gap());
    tokens
        .map(|token| text[token.range()].to_ascii_uppercase())
        .collect()
}
