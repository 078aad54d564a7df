//! `CREATE`, and `SELECT … INTO`.

use std::ops::Range;

use super::{Kind, Presence, Returns, Shape, Statement, What, alter_table, data, presence};
use crate::source::script::name::{self, Named, ObjectName};
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

/// How long a relation lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lifetime {
    /// Until it is dropped.
    Permanent,
    /// At most as long as the session.
    Temporary,
}

pub(super) fn read(statement: &mut Statement<'_, '_, '_>) {
    let words = statement.words;
    let replaces = words.is(1, "OR");
    let (mut at, mut lifetime) = (1, Lifetime::Permanent);
    for word in [
        "OR",
        "REPLACE",
        "GLOBAL",
        "LOCAL",
        "TEMPORARY",
        "TEMP",
        "UNLOGGED",
        "RECURSIVE",
    ] {
        let next = statement.after(at, &[word]);
        if next > at && word.starts_with("TEMP") {
            lifetime = Lifetime::Temporary;
        }
        at = next;
    }
    let (kind, at) = match words.text(at).to_ascii_uppercase().as_str() {
        "TABLE" => return table(statement, at + 1, lifetime),
        "FOREIGN" if words.is(at + 1, "TABLE") => {
            let at = statement.after(at + 2, &["IF", "NOT", "EXISTS"]);
            if let Some((table, named)) = statement.refer(at) {
                parents(statement, &table, named.next);
            }
            return;
        }
        "FUNCTION" => return function(statement, at + 1),
        // A temporary view hides a table of its name, and holds no rows itself.
        "VIEW" if lifetime == Lifetime::Temporary => {
            if let Some(named) = name::read(words, at + 1) {
                statement.scope.create_temporary(&named);
            }
            return;
        }
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
    let Some(named) = name::read(words, named) else {
        return;
    };
    let (name, presence) = match kind {
        Kind::Schema | Kind::Database | Kind::Extension => (named.name.clone(), presence),
        _ => created(statement, &named, lifetime, presence),
    };
    let shape = match kind {
        Kind::Type => shape(words, named.next, words.is(1, "DOMAIN")),
        _ => None,
    };
    let shape = shape.map(|shape| What::Shape(name.clone(), shape));
    statement.push(What::Create(kind, name, presence));
    if let Some(shape) = shape {
        statement.push(shape);
    }
}

/// What the values of a type are, as it stands after its name.
fn shape(words: &Words<'_>, at: usize, is_domain: bool) -> Option<Shape> {
    let is_as = words.is(at, "AS");
    match is_domain {
        true => types::read(words, at + usize::from(is_as)).map(|(of, _)| Shape::Domain(of)),
        false => (is_as && words.text(at + 1) == "(").then_some(Shape::Composite),
    }
}

/// The name of what is created, and whether it may have been there.
fn created(
    statement: &mut Statement<'_, '_, '_>,
    named: &Named,
    lifetime: Lifetime,
    presence: Presence,
) -> (ObjectName, Presence) {
    match lifetime {
        // One that is there already is of this session, too.
        Lifetime::Temporary => (statement.scope.create_temporary(named), Presence::New),
        Lifetime::Permanent => statement.scope.create(named, presence),
    }
}

/// `CREATE FUNCTION name (…) RETURNS type`.
fn function(statement: &mut Statement<'_, '_, '_>, at: usize) {
    let words = statement.words;
    let Some(named) = name::read(words, at) else {
        return;
    };
    let returns = words.after_list(named.next);
    let is_trigger = words.is(returns, "RETURNS")
        && (words.names(returns + 1, "trigger") || words.names(returns + 1, "event_trigger"));
    let returns = match is_trigger {
        true => Returns::Trigger,
        false => Returns::Value,
    };
    let (name, _) = statement.scope.create(&named, Presence::MayExist);
    statement.push(What::CreateFunction(name, returns));
}

fn table(statement: &mut Statement<'_, '_, '_>, at: usize, lifetime: Lifetime) {
    let start = statement.after(at, &["IF", "NOT", "EXISTS"]);
    // Queries that write come first: what they destroy is not what is created.
    data::read(statement);
    let Some(named) = name::read(statement.words, start) else {
        return;
    };
    let presence = presence(at, start);
    let (table, presence) = created(statement, &named, lifetime, presence);
    let elements = statement.words.arguments(named.next);
    let mut follow = Vec::new();
    let mut columns = Vec::new();
    if statement.words.text(named.next) == "(" {
        for element in elements {
            follow.extend(alter_table::references(statement, element.clone()));
            columns.extend(column(statement.words, element));
        }
    }
    statement.push(What::CreateTable(table.clone(), columns, presence));
    for to in follow {
        statement.push(What::Follow(table.clone(), to));
    }
    if presence == Presence::New {
        parents(statement, &table, named.next);
    }
}

/// `INHERITS (parent, …)`, `PARTITION OF parent`.
fn parents(statement: &mut Statement<'_, '_, '_>, table: &ObjectName, at: usize) {
    let words = statement.words;
    let mut places = Vec::new();
    if words.are(at, &["PARTITION", "OF"]) {
        places.push(at + 2);
    }
    if let Some(inherits) = words.find(at, "INHERITS") {
        let parents = words.arguments(inherits + 1).into_iter();
        places.extend(parents.map(|parent| parent.start));
    }
    for place in places {
        if let Some((parent, _)) = statement.refer(place) {
            statement.push(What::Attach(parent, table.clone()));
        }
    }
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
    let (mut at, mut lifetime) = (into + 1, Lifetime::Permanent);
    for word in ["TEMPORARY", "TEMP", "UNLOGGED", "TABLE"] {
        let next = statement.after(at, &[word]);
        if next > at && word.starts_with("TEMP") {
            lifetime = Lifetime::Temporary;
        }
        at = next;
    }
    if let Some(named) = name::read(statement.words, at) {
        let (table, presence) = created(statement, &named, lifetime, Presence::New);
        statement.push_at(What::CreateTable(table, Vec::new(), presence), named.range);
    }
}
