//! `CREATE`, and `SELECT … INTO`.

use std::ops::Range;

use super::{Kind, Presence, Statement, What, presence};
use crate::source::script::name;
use crate::source::script::types::{self, SqlType};
use crate::source::script::words::Words;

/// Words that begin a constraint of a table where a column's name could stand.
const TABLE_CONSTRAINTS: [&str; 7] = [
    "CONSTRAINT",
    "PRIMARY",
    "UNIQUE",
    "CHECK",
    "FOREIGN",
    "EXCLUDE",
    "LIKE",
];

pub(super) fn read(statement: &mut Statement<'_, '_, '_>) {
    let mut at = 1;
    for word in [
        "OR",
        "REPLACE",
        "GLOBAL",
        "LOCAL",
        "TEMPORARY",
        "TEMP",
        "UNLOGGED",
    ] {
        at = statement.after(at, &[word]);
    }
    let replaces = statement.words.is(1, "OR");
    let words = statement.words;
    let (kind, at) = match words.text(at).to_ascii_uppercase().as_str() {
        "TABLE" => return table(statement, at + 1),
        "SCHEMA" => (Kind::Schema, at + 1),
        "DATABASE" => (Kind::Database, at + 1),
        "SEQUENCE" => (Kind::Sequence, at + 1),
        "TYPE" | "DOMAIN" => (Kind::Type, at + 1),
        "EXTENSION" => (Kind::Extension, at + 1),
        "MATERIALIZED" => (Kind::MaterializedView, at + 2),
        _ => return,
    };
    let named = statement.after(at, &["IF", "NOT", "EXISTS"]);
    let mut presence = presence(at, named);
    if replaces {
        presence = Presence::MayExist;
    }
    if kind == Kind::Schema && words.is(named, "AUTHORIZATION") {
        return;
    }
    if let Some(named) = name::read(words, named) {
        statement.push(What::Create(kind, named.name, presence));
    }
}

fn table(statement: &mut Statement<'_, '_, '_>, at: usize) {
    let start = statement.after(at, &["IF", "NOT", "EXISTS"]);
    let presence = presence(at, start);
    let Some(named) = name::read(statement.words, start) else {
        return;
    };
    let elements = statement.words.arguments(named.next);
    let columns = match statement.words.text(named.next) {
        "(" => elements
            .into_iter()
            .filter_map(|element| column(statement.words, element))
            .collect(),
        _ => Vec::new(),
    };
    statement.push(What::CreateTable(named.name, columns, presence));
}

/// A column's name and type; `None` for a constraint, or for a type that cannot be read.
fn column(words: &Words<'_>, element: Range<usize>) -> Option<(String, SqlType)> {
    let at = element.start;
    if TABLE_CONSTRAINTS.iter().any(|word| words.is(at, word)) || element.len() < 2 {
        return None;
    }
    let (column_type, _) = types::read(words, at + 1)?;
    Some((name::identifier(words, at)?, column_type))
}

/// `SELECT … INTO table`.
pub(super) fn select_into(statement: &mut Statement<'_, '_, '_>) {
    let Some(into) = statement.words.find(1, "INTO") else {
        return;
    };
    let mut at = into + 1;
    for word in ["TEMPORARY", "TEMP", "UNLOGGED", "TABLE"] {
        at = statement.after(at, &[word]);
    }
    if let Some(named) = name::read(statement.words, at) {
        let range = named.range;
        statement.push_at(
            What::CreateTable(named.name, Vec::new(), Presence::New),
            range,
        );
    }
}
