//! `TRUNCATE`, `DELETE` and `MERGE` without a condition.

use std::ops::Range;

use super::{Statement, What, create, session};
use crate::source::scan::TokenKind;
use crate::source::script::name;
use crate::source::script::words::Words;

pub(super) fn truncate(statement: &mut Statement<'_, '_, '_>) {
    let words = statement.words;
    let at = statement.after(1, &["TABLE"]);
    let cascade = statement.cascade(at..words.len());
    let parts = statement.parts(at);
    let only = parts.len() == 1;
    for part in parts {
        if let Some((table, named)) = statement.refer(statement.after(part.start, &["ONLY"])) {
            let range = match only {
                true => words.range(),
                false => named.range,
            };
            statement.push_at(What::Truncate(table, cascade), range);
        }
    }
}

/// What a statement that holds queries destroys, wherever they stand in it: behind `WITH`, `EXPLAIN ANALYZE`, `PREPARE`, in a
/// `COPY` or a `CREATE TABLE AS`.
pub(super) fn read(statement: &mut Statement<'_, '_, '_>) {
    let words = statement.words;
    if words.is(0, "EXPLAIN") && !executes(words) {
        return;
    }
    delete(statement);
    merge(statement);
    session::set_config(statement);
    if words.is(0, "SELECT") {
        create::select_into(statement);
    }
}

/// Whether an `EXPLAIN` carries out what it explains.
fn executes(words: &Words<'_>) -> bool {
    let option = |at: usize| words.is(at, "ANALYZE") || words.is(at, "ANALYSE");
    if words.text(1) != "(" {
        return option(1) || option(2);
    }
    let options = words.arguments(1);
    // Where it is said twice, the last one counts.
    let analyze = options.into_iter().rfind(|it| option(it.start));
    analyze.is_some_and(|it| {
        let value = words.text(it.start + 1).trim_matches('\'');
        let off = ["false", "off", "0"];
        it.len() == 1 || !off.iter().any(|off| value.eq_ignore_ascii_case(off))
    })
}

/// Every `DELETE FROM` of the statement that has no condition.
fn delete(statement: &mut Statement<'_, '_, '_>) {
    let words = statement.words;
    for at in (0..words.len()).filter(|at| words.are(*at, &["DELETE", "FROM"])) {
        let end = end_of_query(words, at);
        let table = statement.after(at + 2, &["ONLY"]);
        if let Some((table, named)) = statement.refer(table)
            && !has_condition(words, named.next, end)
        {
            let range = statement.bytes(at..end);
            statement.push_at(What::DeleteAll(table), range);
        }
    }
}

/// Every `MERGE` of the statement that deletes whatever it joins, or does not join.
fn merge(statement: &mut Statement<'_, '_, '_>) {
    let words = statement.words;
    for at in (0..words.len()).filter(|at| words.are(*at, &["MERGE", "INTO"])) {
        let end = end_of_query(words, at);
        let find = |from: usize, word: &str| words.find(from, word).filter(|at| *at < end);
        let table = statement.after(at + 2, &["ONLY"]);
        let (Some((table, named)), Some(when)) = (statement.refer(table), find(at, "WHEN")) else {
            continue;
        };
        let joined = (named.next..when).rfind(|at| words.is(*at, "ON"));
        let is_constant = joined.is_some_and(|on| is_constant(words, on + 1..when));
        let deletes = |at: usize| {
            words.are(at, &["MATCHED", "THEN", "DELETE"])
                || words.are(at, &["MATCHED", "BY", "SOURCE", "THEN", "DELETE"])
        };
        if is_constant && (when..end).any(deletes) {
            let range = statement.bytes(at..end);
            statement.push_at(What::DeleteAll(table), range);
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
    // That one deletes nothing.
    let is_false = condition.len() == 1 && words.is(condition.start, "FALSE");
    is_false || !is_always_true(words, condition)
}

/// The parts of a condition between these words, outside of parentheses.
fn parts(words: &Words<'_>, condition: Range<usize>, word: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = condition.start;
    while let Some(at) = words.find(start, word).filter(|at| *at < condition.end) {
        parts.push(start..at);
        start = at + 1;
    }
    parts.push(start..condition.end);
    parts
}

/// Whether a condition says nothing about a row: it names none of its columns, or compares a column with itself.
fn is_always_true(words: &Words<'_>, condition: Range<usize>) -> bool {
    let mut inner = condition;
    while words.text(inner.start) == "(" && words.after_list(inner.start) == inner.end {
        inner = inner.start + 1..inner.end - 1;
    }
    let is_true = |part: &Range<usize>| is_always_true(words, part.clone());
    let sides = parts(words, inner.clone(), "OR");
    if sides.len() > 1 {
        return sides.iter().any(is_true);
    }
    let both = parts(words, inner.clone(), "AND");
    if both.len() > 1 {
        return both.iter().all(is_true);
    }
    let is_false = inner.len() == 1 && words.is(inner.start, "FALSE");
    is_itself(words, inner.clone()) || (!is_false && is_constant(words, inner))
}

/// Whether a column is compared with itself, with the name of its table or without: `id = u.id`.
fn is_itself(words: &Words<'_>, comparison: Range<usize>) -> bool {
    let Some(sign) = comparison.clone().find(|at| words.text(*at) == "=") else {
        return false;
    };
    let column = |side: Range<usize>| {
        let parts: Option<Vec<String>> = (side.clone().step_by(2))
            .map(|at| name::identifier(words, at))
            .collect();
        let dots = side.clone().skip(1).step_by(2);
        let is_path = side.len() % 2 == 1 && dots.into_iter().all(|at| words.text(at) == ".");
        parts.filter(|_| is_path)
    };
    let (left, right) = (
        column(comparison.start..sign),
        column(sign + 1..comparison.end),
    );
    match (left, right) {
        // Where one of them has no table, another table with this column would make it ambiguous.
        (Some(left), Some(right)) => left.ends_with(&right) || right.ends_with(&left),
        _ => false,
    }
}

/// Whether an expression is made of literals alone, and of what gives the same for the same literals.
fn is_constant(words: &Words<'_>, expression: Range<usize>) -> bool {
    const WORDS: [&str; 12] = [
        "TRUE", "FALSE", "NOT", "AND", "OR", "NULL", "IS", "BETWEEN", "IN", "SELECT", "EXISTS",
        "AS",
    ];
    const CALLS: [&str; 5] = ["COALESCE", "NULLIF", "GREATEST", "LEAST", "CAST"];
    let is_part = |at: usize| match words.token(at).map(|token| token.kind) {
        Some(TokenKind::Word) => {
            let is_type = words.text(at - 1) == "::" || words.is(at - 1, "AS");
            let is_call = words.text(at + 1) == "(" && CALLS.iter().any(|word| words.is(at, word));
            is_type || is_call || WORDS.iter().any(|word| words.is(at, word))
        }
        Some(TokenKind::QuotedIdentifier | TokenKind::Parameter) => false,
        _ => true,
    };
    !expression.is_empty() && expression.into_iter().all(is_part)
}
