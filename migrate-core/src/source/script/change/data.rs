//! `TRUNCATE`, and `DELETE` without a condition.

use super::{Statement, What};
use crate::source::script::name;
use crate::source::script::words::Words;

pub(super) fn truncate(statement: &mut Statement<'_, '_, '_>) {
    let words = statement.words;
    let at = statement.after(1, &["TABLE"]);
    let cascade = statement.cascade(at..words.len());
    let parts = statement.parts(at);
    let only = parts.len() == 1;
    for part in parts {
        if let Some(named) = name::read(words, statement.after(part.start, &["ONLY"])) {
            let range = match only {
                true => words.range(),
                false => named.range,
            };
            statement.push_at(What::Truncate(named.name, cascade), range);
        }
    }
}

/// Every `DELETE FROM` of the statement, also in a `WITH`, that has no condition.
pub(super) fn delete(statement: &mut Statement<'_, '_, '_>) {
    let words = statement.words;
    for at in (0..words.len()).filter(|at| words.are(*at, &["DELETE", "FROM"])) {
        let end = end_of_query(words, at);
        let table = statement.after(at + 2, &["ONLY"]);
        if let Some(named) = name::read(words, table)
            && !has_condition(words, named.next, end)
        {
            let range = statement.bytes(at..end);
            statement.push_at(What::DeleteAll(named.name), range);
        }
    }
}

/// Where the query that holds a token ends: at the parenthesis that closes around it, or at the end of the statement.
fn end_of_query(words: &Words<'_>, at: usize) -> usize {
    let mut depth = 0_usize;
    for i in at..words.len() {
        match words.text(i) {
            "(" => depth += 1,
            ")" if depth == 0 => return i,
            ")" => depth -= 1,
            _ => {}
        }
    }
    words.len()
}

/// Whether a query has a `WHERE` that can be false.
fn has_condition(words: &Words<'_>, from: usize, end: usize) -> bool {
    let Some(at) = words.find(from, "WHERE").filter(|at| *at < end) else {
        return false;
    };
    let returning = words.find(at, "RETURNING").filter(|at| *at < end);
    let condition = at + 1..returning.unwrap_or(end);
    let is_true = match condition.len() {
        1 => words.is(condition.start, "TRUE"),
        3 => words.are(condition.start, &["1", "=", "1"]),
        _ => false,
    };
    !is_true
}
