//! The full reader of lock files, with the place of what is wrong.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::conflict::{self, Left};
use super::{Entry, Lock, LockEntry, VERSION};
use crate::plan::RevisionId;
use crate::source::code::Code;
use crate::source::keys::{KeyCodes, Keys, Value};
use crate::source::problem::{Place, Problem};

const CODES: KeyCodes = KeyCodes {
    syntax: Code::LockUnreadable,
    unknown: Code::LockUnreadable,
    missing: Code::LockUnreadable,
    bad: Code::LockUnreadable,
};

pub(super) fn read(path: &str, text: &str) -> Result<Lock, Vec<Problem>> {
    if let Some((left, range)) = conflict::left(text) {
        return Err(vec![conflicted(path, text, left, range)]);
    }
    let help = format!("the tool alone writes this file; restore it: `git checkout -- {path}`");
    let mut keys = Keys::new(path, text, CODES, help);
    let Some(table) = keys.parse() else {
        return keys.finish(None);
    };
    if !known_version(&mut keys, &table) {
        return keys.finish(None);
    }
    keys.refuse_unknown(&table, "the lock", &["version", "head", "revisions"]);
    let head = match table.get("head") {
        Some(value) => keys.parsed("head", value),
        None => None,
    };
    let entries = keys
        .required(&table, "the lock", "revisions", 0..0)
        .and_then(|value| keys.table("revisions", value))
        .map(|table| entries(&mut keys, table));
    let lock = entries.map(|entries| Lock { head, entries });
    keys.finish(lock)
}

fn conflicted(path: &str, text: &str, left: Left, range: Range<usize>) -> Problem {
    let (message, label) = match left {
        Left::Markers => (
            "the lock holds conflict markers: two branches added revisions",
            "git could not merge this",
        ),
        Left::BothSides => (
            "the lock holds the lines of two sides: two branches added revisions",
            "for the second time",
        ),
    };
    Problem::new(Code::LockConflicted, message)
    .at(Place::within(path, text, range))
    .label(label)
    .help("put your own revisions on top of the others, and write the lock anew: `cargo migrate rebase`")
    .help("or write a merge revision upon both heads, when a database has applied yours: `cargo migrate merge`")
}

fn known_version<'t>(keys: &mut Keys<'t>, table: &DeTable<'t>) -> bool {
    let Some(value) = keys.required(table, "the lock", "version", 0..0) else {
        return false;
    };
    let DeValue::Integer(integer) = value.get_ref() else {
        keys.bad("version", value.span(), "expected a number");
        return false;
    };
    if integer.as_str() == VERSION.to_string() {
        return true;
    }
    let problem = keys
        .problem(
            Code::LockVersion,
            format!("the lock has version {integer}, and this build knows version {VERSION}"),
            value.span(),
        )
        .label("written by another version of cargo migrate")
        .help("update: `cargo install cargo-migrate` and `cargo update -p migrate-runtime`");
    keys.push_problem(problem);
    false
}

/// The entries in the order of the file, which is not the order in which TOML's tables are kept.
fn entries<'t>(keys: &mut Keys<'t>, table: &DeTable<'t>) -> Vec<LockEntry> {
    let mut entries: Vec<(usize, LockEntry)> = Vec::new();
    for (key, value) in table {
        let text: &str = key.get_ref();
        let Ok(id) = text.parse::<RevisionId>() else {
            let message = format!("`{text}` is not a revision id");
            keys.push(Code::LockUnreadable, message, key.span());
            continue;
        };
        if let Some(entry) = entry(keys, text, value) {
            entries.push((key.span().start, LockEntry { id, entry }));
        }
    }
    entries.sort_by_key(|(at, _)| *at);
    entries.into_iter().map(|(_, entry)| entry).collect()
}

fn entry<'t>(keys: &mut Keys<'t>, key: &str, value: &Value<'t>) -> Option<Entry> {
    match value.get_ref() {
        DeValue::String(word) if word == "draft" => Some(Entry::Draft),
        DeValue::Table(table) => {
            keys.refuse_unknown(table, "an entry of the lock", &["up", "down", "manifest"]);
            let span = value.span();
            let up = keys.required(table, "an entry of the lock", "up", span.clone());
            let down = keys.required(table, "an entry of the lock", "down", span);
            let up = up.and_then(|value| keys.parsed("up", value));
            let down = down.and_then(|value| keys.parsed("down", value));
            let manifest = match table.get("manifest") {
                Some(value) => Some(keys.parsed("manifest", value)?),
                None => None,
            };
            Some(Entry::Sealed {
                up: up?,
                down: down?,
                manifest,
            })
        }
        _ => {
            let expected =
                "expected \"draft\" or { up = \"b3:…\", down = \"b3:…\", manifest = \"b3:…\" }";
            keys.bad(key, value.span(), expected);
            None
        }
    }
}

/// The place of an entry's id. The text is read again: places are only needed when something is wrong.
pub(super) fn locate_entry(text: &str, id: RevisionId) -> Range<usize> {
    let id = id.to_string();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with(&id) {
            return at..at + id.len();
        }
        at += line.len();
    }
    0..0
}

/// The place of the value of `head`.
pub(super) fn locate_head(text: &str) -> Range<usize> {
    match DeTable::parse(text) {
        Ok(table) => table.get_ref().get("head").map_or(0..0, Spanned::span),
        Err(_) => 0..0,
    }
}
