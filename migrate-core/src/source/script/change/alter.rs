//! `ALTER TABLE`.

use std::ops::Range;

use super::{Statement, What, presence};
use crate::source::script::name::{self, ObjectName};
use crate::source::script::types::{self, Conversion, SqlType};
use crate::source::script::words::Words;

pub(super) fn read(statement: &mut Statement<'_, '_, '_>) {
    if !statement.words.is(1, "TABLE") {
        return;
    }
    let mut at = statement.after(2, &["IF", "EXISTS"]);
    at = statement.after(at, &["ONLY"]);
    let Some(named) = name::read(statement.words, at) else {
        return;
    };
    let at = statement.after(named.next, &["*"]);
    for action in statement.parts(at) {
        if let Some(what) = change(statement, &named.name, action.clone()) {
            let range = statement.bytes(action);
            statement.push_at(what, range);
        }
    }
}

/// What one action of an `ALTER TABLE` changes.
fn change(
    statement: &Statement<'_, '_, '_>,
    table: &ObjectName,
    action: Range<usize>,
) -> Option<What> {
    let words = statement.words;
    let at = action.start;
    let table = table.clone();
    match words.text(at).to_ascii_uppercase().as_str() {
        "ADD" => add_column(statement, table, at + 1),
        "DROP" if words.is(at + 1, "CONSTRAINT") => None,
        "DROP" => {
            let named = statement.after(at + 1, &["COLUMN"]);
            let named = statement.after(named, &["IF", "EXISTS"]);
            let column = name::identifier(words, named)?;
            Some(What::DropColumn(table, column, statement.cascade(action)))
        }
        "ALTER" => retype(
            statement,
            table,
            statement.after(at + 1, &["COLUMN"]),
            action.end,
        ),
        "RENAME" => rename(statement, table, at + 1),
        "SET" if words.is(at + 1, "SCHEMA") => {
            let moved = table.moved(name::identifier(words, at + 2)?);
            Some(What::RenameTable(table, moved))
        }
        "ATTACH" => Some(What::Attach(table, name::read(words, at + 2)?.name)),
        "DETACH" => Some(What::Detach(table, name::read(words, at + 2)?.name)),
        _ => None,
    }
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
        return Some(What::RenameTable(table, renamed));
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
) -> Option<What> {
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
        Some(using) => conversion(words, using + 1..end, &column, &new),
    };
    Some(What::Retype(table, column, new, conversion))
}

/// What kind of expression stands after `USING`.
fn conversion(
    words: &Words<'_>,
    expression: Range<usize>,
    column: &str,
    new: &SqlType,
) -> Conversion {
    let mut inner = expression;
    while words.text(inner.start) == "(" && words.after_list(inner.start) == inner.end {
        inner = inner.start + 1..inner.end - 1;
    }
    if words.is(inner.start, "CAST") && words.after_list(inner.start + 1) == inner.end {
        let as_ = words.find(inner.start + 2, "AS");
        let operand = as_.map(|as_| conversion(words, inner.start + 2..as_, column, new));
        return match (operand, as_.and_then(|as_| types::read(words, as_ + 1))) {
            (Some(Conversion::Assignment | Conversion::Cast), Some((cast, next)))
                if next + 1 == inner.end && (cast == *new || cast.is_text()) =>
            {
                Conversion::Cast
            }
            _ => Conversion::Expression,
        };
    }
    let Some(named) = name::read(words, inner.start).filter(|named| named.name.name == column)
    else {
        return Conversion::Expression;
    };
    let mut at = named.next;
    if at == inner.end {
        return Conversion::Assignment;
    }
    // What the zone of the old values was is said, and an instant is one.
    if words.are(at, &["AT", "TIME", "ZONE"]) && at + 4 == inner.end && new.is_instant() {
        return Conversion::Assignment;
    }
    while words.text(at) == "::" {
        match types::read(words, at + 1) {
            Some((cast, next)) if cast == *new || cast.is_text() => at = next,
            _ => return Conversion::Expression,
        }
    }
    match at == inner.end {
        true => Conversion::Cast,
        false => Conversion::Expression,
    }
}
