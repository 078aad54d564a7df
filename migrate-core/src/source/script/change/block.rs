//! `DO`: what a block of PL/pgSQL says in plain words, also behind a condition. What it puts together at run time is not guessed.

use std::ops::Range;

use super::{Change, Presence, Statement, TEMPORARY, What, read_in};
use crate::source::scan::{TokenKind, statements};
use crate::source::script::name;
use crate::source::script::words::Words;

/// Words that a statement of a block may stand behind.
const BEFORE: [&str; 6] = ["BEGIN", "THEN", "ELSE", "LOOP", "IN", ">>"];
/// Words that begin a statement which may destroy something, or one that runs a text.
const FIRST: [&str; 11] = [
    "ALTER", "CREATE", "DELETE", "DROP", "EXECUTE", "INSERT", "MERGE", "SELECT", "TRUNCATE",
    "UPDATE", "WITH",
];

pub(super) fn read(statement: &mut Statement<'_, '_, '_>) {
    let words = statement.words;
    let language = words.find(1, "LANGUAGE");
    let language = language.and_then(|at| name::identifier(words, at + 1));
    if language.is_some_and(|language| language != "plpgsql") {
        return;
    }
    let Some(body) = (1..words.len()).find_map(|at| Body::at(words, at)) else {
        return;
    };
    let whole = words.range();
    // Whether a branch of it runs is not known: what it says about names does not hold afterwards.
    let mut scope = statement.scope.clone();
    for range in statements(body.text) {
        let mut found = Vec::new();
        let piece = Words::new(body.text, range);
        for part in parts(&piece) {
            let part = Words::new(body.text, part);
            match part.is(0, "EXECUTE") {
                true => executed(&part, &mut found),
                false => read_in(&part, &mut scope, &mut found),
            }
        }
        for Change { what, range } in found {
            let range = match body.start {
                Some(start) => start + range.start..start + range.end,
                None => whole.clone(),
            };
            let renames = matches!(what, What::Rename(..));
            let what = perhaps(what);
            statement.found.push(Change { what, range });
            if renames {
                statement.push(What::Doubt);
            }
        }
    }
}

/// The text of a block.
struct Body<'t> {
    text: &'t str,
    /// Where it begins in the script; `None` where quotes are doubled in it, so that its places are none of the script's.
    start: Option<usize>,
}

impl<'t> Body<'t> {
    /// The text that the string at a token holds, as it is written.
    fn at(words: &Words<'t>, at: usize) -> Option<Self> {
        let (text, token) = (words.text(at), words.token(at)?);
        let tag = match token.kind {
            TokenKind::DollarString => text[1..].find('$')? + 2,
            TokenKind::String if text.starts_with('\'') => 1,
            _ => return None,
        };
        let text = text.get(tag..text.len().checked_sub(tag)?)?;
        // Where quotes are doubled, strings of the block look like none, which hides nothing that is said outside of them.
        let start = (tag > 1).then_some(token.start + tag);
        Some(Self { text, start })
    }
}

/// The statements in what stands between two semicolons that may destroy something: `FOR … IN SELECT … LOOP DROP …` has two.
fn parts(piece: &Words<'_>) -> Vec<Range<usize>> {
    let is_any = |at: usize, words: &[&str]| words.iter().any(|word| piece.is(at, word));
    let mut starts: Vec<usize> = Vec::new();
    for at in 0..piece.len() {
        let begins = is_any(at, &FIRST) && (at == 0 || is_any(at - 1, &BEFORE));
        let of_merge = starts.last().is_some_and(|last| piece.is(*last, "MERGE"));
        if begins && !(of_merge && piece.is(at - 1, "THEN")) {
            starts.push(at);
        }
    }
    let ends = starts.iter().skip(1).copied().chain([piece.len()]);
    let bytes = |at: usize| piece.token(at).map(|token| token.range());
    let ranges = starts.iter().zip(ends);
    ranges
        .filter_map(|(start, end)| Some(bytes(*start)?.start..bytes(end - 1)?.end))
        .collect()
}

/// `EXECUTE` of a text that is written out.
fn executed(words: &Words<'_>, found: &mut Vec<Change>) {
    let Some(text) = Body::at(words, 1) else {
        return;
    };
    let is_all = words.len() == 2 || words.is(2, "INTO") || words.is(2, "USING");
    if is_all {
        let whole: Range<usize> = words.range();
        let changes = super::changes(text.text).into_iter();
        found.extend(changes.map(|Change { what, .. }| Change {
            what,
            range: whole.clone(),
        }));
    }
}

/// A change that may not have been carried out.
fn perhaps(what: What) -> What {
    match what {
        What::Create(kind, name, _) => What::Create(kind, name, Presence::MayExist),
        What::CreateTable(name, columns, _) if !name.is_in(TEMPORARY) => {
            What::CreateTable(name, columns, Presence::MayExist)
        }
        What::AddColumn(table, column, column_type, _) => {
            What::AddColumn(table, column, column_type, Presence::MayExist)
        }
        what => what,
    }
}
