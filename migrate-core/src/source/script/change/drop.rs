//! `DROP`.

use std::ops::Range;

use super::{Kind, Owner, Statement, What};
use crate::source::script::name::{self, ObjectName};

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
        "FUNCTION" | "ROUTINE" => (Kind::Function, 2),
        "COLLATION" => (Kind::Collation, 2),
        "OPERATOR" if words.is(2, "CLASS") => (Kind::OperatorClass, 3),
        "OPERATOR" if words.is(2, "FAMILY") => (Kind::OperatorFamily, 3),
        "OPERATOR" => (Kind::Operator, 2),
        "LANGUAGE" => (Kind::Language, 2),
        "PROCEDURAL" => (Kind::Language, 3),
        "ACCESS" => (Kind::AccessMethod, 3),
        "OWNED" => return owned(statement),
        _ => return,
    };
    let at = statement.after(at, &["IF", "EXISTS"]);
    let cascade = statement.cascade(at..words.len());
    let parts = statement.parts(at);
    let only = parts.len() == 1;
    for part in parts {
        let named = match kind {
            Kind::Operator => operator(statement, part.start),
            _ => name::read(words, part.start).map(|named| {
                let name = match is_global(kind) {
                    true => named.name.clone(),
                    false => statement.scope.refer(&named),
                };
                (name, named.range)
            }),
        };
        if let Some((name, range)) = named {
            let range = match only {
                true => words.range(),
                false => range,
            };
            statement.push_at(What::Drop(kind, name, cascade), range);
        }
    }
}

/// Whether such an object is in no schema.
fn is_global(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Schema | Kind::Database | Kind::Extension | Kind::Language | Kind::AccessMethod
    )
}

/// The name of an operator, and its bytes.
fn operator(statement: &Statement<'_, '_, '_>, at: usize) -> Option<(ObjectName, Range<usize>)> {
    let words = statement.words;
    let end = (at..words.len()).find(|i| words.text(*i) == "(")?;
    let name = (at..end).map(|i| words.text(i)).collect();
    (end > at).then(|| (ObjectName::global(name), statement.bytes(at..end)))
}

/// `DROP OWNED BY role, …`.
fn owned(statement: &mut Statement<'_, '_, '_>) {
    for part in statement.parts(3) {
        let is = |word: &str| statement.words.is(part.start, word);
        let owner = match () {
            () if is("CURRENT_USER") || is("CURRENT_ROLE") => Some(Owner::CurrentRole),
            () if is("SESSION_USER") => Some(Owner::SessionUser),
            () => name::identifier(statement.words, part.start).map(Owner::Role),
        };
        if let Some(owner) = owner {
            statement.push(What::DropOwned(owner));
        }
    }
}
