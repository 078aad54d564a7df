//! `ALTER` of anything.

use super::{Kind, Presence, Statement, What, alter_table};
use crate::source::script::name::{self, ObjectName};
use crate::source::script::types;

pub(super) fn read(statement: &mut Statement<'_, '_, '_>) {
    let words = statement.words;
    match words.text(1).to_ascii_uppercase().as_str() {
        "TABLE" => alter_table::read(statement, 2),
        "FOREIGN" if words.is(2, "TABLE") => alter_table::read(statement, 3),
        "SCHEMA" => schema(statement),
        "TYPE" | "DOMAIN" => of_type(statement),
        "SEQUENCE" => sequence(statement),
        "VIEW" | "INDEX" => relation(statement, 2),
        "MATERIALIZED" => relation(statement, 3),
        "EXTENSION" => extension(statement),
        // Of functions, collations and the like nothing is known but where they are.
        _ => move_into(statement, 2),
    }
}

/// `ALTER SCHEMA … RENAME TO`.
fn schema(statement: &mut Statement<'_, '_, '_>) {
    let words = statement.words;
    let (Some(from), true) = (name::identifier(words, 2), words.are(3, &["RENAME", "TO"])) else {
        return;
    };
    if let Some(to) = name::identifier(words, 5) {
        let (from, to) = (ObjectName::global(from), ObjectName::global(to));
        statement.push(What::Rename(Kind::Schema, from, to));
    }
}

/// Another name or schema for a relation: tables, views, sequences and indexes share their names.
fn relation(statement: &mut Statement<'_, '_, '_>, at: usize) {
    let at = statement.after(at, &["IF", "EXISTS"]);
    if let Some((relation, named)) = statement.refer(at) {
        moved(statement, Kind::Table, relation, named.next);
    }
}

/// What `RENAME TO` or `SET SCHEMA` says at a place.
fn moved(statement: &mut Statement<'_, '_, '_>, kind: Kind, from: ObjectName, at: usize) {
    let words = statement.words;
    let is_move = words.are(at, &["RENAME", "TO"]) || words.are(at, &["SET", "SCHEMA"]);
    let Some(new) = name::identifier(words, at + 2).filter(|_| is_move) else {
        return;
    };
    let to = match words.is(at, "SET") {
        true => from.moved(new),
        false => from.renamed(new),
    };
    statement.push(What::Rename(kind, from, to));
}

/// `ALTER SEQUENCE`.
fn sequence(statement: &mut Statement<'_, '_, '_>) {
    let words = statement.words;
    let at = statement.after(2, &["IF", "EXISTS"]);
    let Some((sequence, named)) = statement.refer(at) else {
        return;
    };
    moved(statement, Kind::Table, sequence.clone(), named.next);
    let owner = words.find(named.next, "OWNED").map(|owned| owned + 2);
    // `NONE` is no owner.
    if let Some(owner) = owner.and_then(|owner| name::read_table_of(words, owner)) {
        let table = statement.scope.refer(&owner);
        statement.push(What::Own(sequence, table));
    }
}

/// `ALTER TYPE` and `ALTER DOMAIN`.
fn of_type(statement: &mut Statement<'_, '_, '_>) {
    let words = statement.words;
    let Some((of, named)) = statement.refer(2) else {
        return;
    };
    moved(statement, Kind::Type, of.clone(), named.next);
    for action in statement.parts(named.next) {
        let at = action.start;
        if !words.is(at + 1, "ATTRIBUTE") {
            continue;
        }
        let cascade = statement.cascade(action.clone());
        let range = statement.bytes(action);
        let after = statement.after(at + 2, &["IF", "EXISTS"]);
        let Some(attribute) = name::identifier(words, after) else {
            continue;
        };
        let what = match words.text(at).to_ascii_uppercase().as_str() {
            "ADD" => What::AddColumn(of.clone(), attribute, None, Presence::New),
            "DROP" => What::DropAttribute(of.clone(), attribute, cascade),
            // Without CASCADE no table may be made of the type, and no column have it.
            "ALTER" if cascade.is_yes() => {
                let kind = statement.after(after + 1, &["SET", "DATA"]);
                match types::read(words, kind + 1) {
                    Some((new, _)) => What::RetypeAttribute(of.clone(), attribute, new),
                    None => continue,
                }
            }
            _ => continue,
        };
        statement.push_at(what, range);
    }
}

/// `ALTER EXTENSION`.
fn extension(statement: &mut Statement<'_, '_, '_>) {
    let words = statement.words;
    match name::identifier(words, 2) {
        Some(extension) if words.is(3, "ADD") => statement.push(What::Extend(extension)),
        _ => move_into(statement, 3),
    }
}

/// `SET SCHEMA` of something that is not told.
fn move_into(statement: &mut Statement<'_, '_, '_>, at: usize) {
    let words = statement.words;
    let set = words.find(at, "SET");
    if let Some(set) = set.filter(|set| words.is(set + 1, "SCHEMA"))
        && let Some(schema) = name::identifier(words, set + 2)
    {
        statement.push(What::MoveInto(schema));
    }
}
