//! `ALTER TABLE`.

use std::ops::Range;

use super::{Kind, Statement, What, conversion, presence};
use crate::source::script::name::{self, ObjectName};
use crate::source::script::types::{self, Conversion};

/// Reads the actions; the name, or what stands before it, begins at this place.
pub(super) fn read(statement: &mut Statement<'_, '_, '_>, at: usize) {
    let mut at = statement.after(at, &["IF", "EXISTS"]);
    at = statement.after(at, &["ONLY"]);
    let Some((table, named)) = statement.refer(at) else {
        return;
    };
    let at = statement.after(named.next, &["*"]);
    for action in statement.parts(at) {
        let range = statement.bytes(action.clone());
        for what in changes(statement, &table, action) {
            statement.push_at(what, range.clone());
        }
    }
}

/// What one action changes.
fn changes(
    statement: &Statement<'_, '_, '_>,
    table: &ObjectName,
    action: Range<usize>,
) -> Vec<What> {
    let words = statement.words;
    let at = action.start;
    let other = |at: usize| statement.refer(at).map(|(name, _)| name);
    let table = table.clone();
    let what = match words.text(at).to_ascii_uppercase().as_str() {
        "ADD" => {
            let referred = references(statement, action);
            let follow = referred
                .into_iter()
                .map(|to| What::Follow(table.clone(), to));
            let mut changes: Vec<What> = follow.collect();
            changes.extend(add_column(statement, table, at + 1));
            return changes;
        }
        "DROP" if words.is(at + 1, "CONSTRAINT") => None,
        "DROP" => {
            let named = statement.after(at + 1, &["COLUMN"]);
            let named = statement.after(named, &["IF", "EXISTS"]);
            let column = name::identifier(words, named);
            column.map(|column| What::DropColumn(table, column, statement.cascade(action)))
        }
        "ALTER" => {
            let column = statement.after(at + 1, &["COLUMN"]);
            if words.are(column + 1, &["DROP", "IDENTITY"]) {
                let named = name::identifier(words, column);
                let dropped = named.map(|column| What::DropIdentity(table, column));
                return dropped.into_iter().collect();
            }
            return retype(statement, table, column, action.end).unwrap_or_default();
        }
        "RENAME" => rename(statement, table, at + 1),
        "SET" if words.is(at + 1, "SCHEMA") => name::identifier(words, at + 2).map(|schema| {
            let moved = table.moved(schema);
            What::Rename(Kind::Table, table, moved)
        }),
        "ATTACH" => other(at + 2).map(|partition| What::Attach(table, partition)),
        "DETACH" => other(at + 2).map(|partition| What::Detach(table, partition)),
        "INHERIT" => other(at + 1).map(|parent| What::Attach(parent, table)),
        _ => None,
    };
    what.into_iter().collect()
}

/// The tables that a part of a statement refers to so that rows go with theirs: `REFERENCES … ON DELETE CASCADE`.
pub(super) fn references(statement: &Statement<'_, '_, '_>, part: Range<usize>) -> Vec<ObjectName> {
    let words = statement.words;
    let is_reference = |at: &usize| words.is(*at, "REFERENCES");
    let starts: Vec<usize> = part.clone().filter(is_reference).collect();
    let ends = starts.iter().skip(1).copied().chain([part.end]);
    let follows = |range: &Range<usize>| {
        range
            .clone()
            .any(|at| words.are(at, &["ON", "DELETE", "CASCADE"]))
    };
    let ranges = starts.iter().zip(ends).map(|(start, end)| *start..end);
    ranges
        .filter(follows)
        .filter_map(|range| Some(statement.refer(range.start + 1)?.0))
        .collect()
}

fn add_column(statement: &Statement<'_, '_, '_>, table: ObjectName, at: usize) -> Option<What> {
    const CONSTRAINTS: [&str; 7] = [
        "CONSTRAINT",
        "PRIMARY",
        "UNIQUE",
        "CHECK",
        "FOREIGN",
        "EXCLUDE",
        "NOT",
    ];
    let words = statement.words;
    if CONSTRAINTS.iter().any(|word| words.is(at, word)) {
        return None;
    }
    let at = statement.after(at, &["COLUMN"]);
    let named = statement.after(at, &["IF", "NOT", "EXISTS"]);
    let column = name::identifier(words, named)?;
    let column_type = types::read(words, named + 1).map(|(column_type, _)| column_type);
    Some(What::AddColumn(
        table,
        column,
        column_type,
        presence(at, named),
    ))
}

fn rename(statement: &Statement<'_, '_, '_>, table: ObjectName, at: usize) -> Option<What> {
    let words = statement.words;
    if words.is(at, "CONSTRAINT") {
        return None;
    }
    if words.is(at, "TO") {
        let renamed = table.renamed(name::identifier(words, at + 1)?);
        return Some(What::Rename(Kind::Table, table, renamed));
    }
    let at = statement.after(at, &["COLUMN"]);
    let (from, to) = (
        name::identifier(words, at)?,
        name::identifier(words, at + 2)?,
    );
    Some(What::RenameColumn(table, from, to))
}

/// `ALTER COLUMN column [SET DATA] TYPE type [COLLATE collation] [USING expression]`.
fn retype(
    statement: &Statement<'_, '_, '_>,
    table: ObjectName,
    at: usize,
    end: usize,
) -> Option<Vec<What>> {
    let words = statement.words;
    let column = name::identifier(words, at)?;
    let kind = statement.after(at + 1, &["SET", "DATA"]);
    if !words.is(kind, "TYPE") {
        return None;
    }
    let (new, next) = types::read(words, kind + 1)?;
    let using = words.find(next, "USING").filter(|using| *using < end);
    let conversion = match using {
        None => Conversion::Assignment,
        Some(using) => conversion::read(words, using + 1..end, &column, &new),
    };
    let named = statement.refer(kind + 1).filter(|_| new.is_named());
    let takes = named.map(|(named, _)| What::Takes(table.clone(), column.clone(), named));
    let retype = What::Retype(table, column, new, conversion);
    Some([retype].into_iter().chain(takes).collect())
}
