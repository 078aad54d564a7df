//! `DROP`.

use super::{Kind, Statement, What};
use crate::source::script::name;

pub(super) fn read(statement: &mut Statement<'_, '_, '_>) {
    let words = statement.words;
    let (kind, at) = match words.text(1).to_ascii_uppercase().as_str() {
        "TABLE" => (Kind::Table, 2),
        "SCHEMA" => (Kind::Schema, 2),
        "DATABASE" => (Kind::Database, 2),
        "SEQUENCE" => (Kind::Sequence, 2),
        "TYPE" | "DOMAIN" => (Kind::Type, 2),
        "EXTENSION" => (Kind::Extension, 2),
        "MATERIALIZED" => (Kind::MaterializedView, 3),
        "OWNED" => return owned(statement),
        _ => return,
    };
    let at = statement.after(at, &["IF", "EXISTS"]);
    let cascade = statement.cascade(at..words.len());
    let parts = statement.parts(at);
    let only = parts.len() == 1;
    for part in parts {
        if let Some(named) = name::read(words, part.start) {
            let range = match only {
                true => words.range(),
                false => named.range,
            };
            statement.push_at(What::Drop(kind, named.name, cascade), range);
        }
    }
}

/// `DROP OWNED BY role, …`.
fn owned(statement: &mut Statement<'_, '_, '_>) {
    for part in statement.parts(3) {
        if let Some(role) = name::identifier(statement.words, part.start) {
            statement.push(What::DropOwned(role));
        }
    }
}
