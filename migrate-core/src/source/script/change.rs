//! What the statements of a script change in the schema and in the data, as far as losses and freshness need to know.
//!
//! Read from the tokens, without a catalog. What stands inside the body of a function is not looked at.

mod alter;
mod alter_table;
mod block;
mod conversion;
mod create;
mod data;
mod drop;
mod kind;
mod scope;
mod session;

use std::fmt;
use std::ops::Range;

use super::name::{self, Named, ObjectName};
use super::types::{Conversion, SqlType};
use super::words::Words;
use crate::source::scan::statements;

pub use kind::Kind;
use scope::Scope;
pub(super) use scope::TEMPORARY;

/// A change, and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// What is changed.
    pub(super) what: What,
    /// The bytes of the part of the statement that says it.
    pub(super) range: Range<usize>,
}

/// What is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// An object is created.
    Create(Kind, ObjectName, Presence),
    /// A table is created, with these columns; where a type cannot be read, the column is left out.
    CreateTable(ObjectName, Vec<(String, SqlType)>, Presence),
    /// A type is created, and this is what its values are.
    Shape(ObjectName, Shape),
    /// A function is created.
    CreateFunction(ObjectName, Returns),
    /// An object is dropped.
    Drop(Kind, ObjectName, Cascade),
    /// What belongs to a role is dropped.
    DropOwned(Owner),
    /// A column is added, or an attribute of a type.
    AddColumn(ObjectName, String, Option<SqlType>, Presence),
    /// A column is dropped.
    DropColumn(ObjectName, String, Cascade),
    /// A column is an identity no longer.
    DropIdentity(ObjectName, String),
    /// An attribute of a type is dropped.
    DropAttribute(ObjectName, String, Cascade),
    /// A column gets another type.
    Retype(ObjectName, String, SqlType, Conversion),
    /// A column gets a type that has this name.
    Takes(ObjectName, String, ObjectName),
    /// An attribute of a type gets another type, and so do the columns of the tables that are made of it.
    RetypeAttribute(ObjectName, String, SqlType),
    /// An object gets another name or schema: a schema, a type, or anything of the kind of a table.
    Rename(Kind, ObjectName, ObjectName),
    /// Something that is not told gets into a schema.
    MoveInto(String),
    /// A column gets another name.
    RenameColumn(ObjectName, String, String),
    /// A table's rows are rows of the first one, too: it becomes a partition, or inherits.
    Attach(ObjectName, ObjectName),
    /// A table is a partition of the first one no longer.
    Detach(ObjectName, ObjectName),
    /// Rows of the first table go with the rows of the second one that they refer to.
    Follow(ObjectName, ObjectName),
    /// A sequence goes with a table.
    Own(ObjectName, ObjectName),
    /// Something becomes part of an extension, and goes with it.
    Extend(String),
    /// A table is emptied, and with `CASCADE` those that refer to it.
    Truncate(ObjectName, Cascade),
    /// All rows of a table are deleted.
    DeleteAll(ObjectName),
    /// What was done since a savepoint is taken back.
    RollBack,
    /// Which object a name means cannot be told any more.
    Doubt,
}

/// Whether what is created may have been there before: `IF NOT EXISTS`, `OR REPLACE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// It was not: the statement would have failed.
    New,
    /// It may have been.
    MayExist,
}

/// What the values of a type are that a script creates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// Those of this type: it is a domain.
    Domain(SqlType),
    /// Rows with attributes.
    Composite,
}

/// What a function returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Returns {
    /// `trigger` or `event_trigger`: nothing but triggers can depend on it.
    Trigger,
    /// Anything else.
    Value,
}

/// Whose objects are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// Those of the role of this name.
    Role(String),
    /// Those of the role that the statement runs as: `CURRENT_USER`, `CURRENT_ROLE`.
    CurrentRole,
    /// Those of the role that opened the session: `SESSION_USER`.
    SessionUser,
}

impl Owner {
    /// As it is written in a statement.
    #[must_use]
    pub fn sql(&self) -> String {
        match self {
            Self::Role(name) => name::quoted(name),
            Self::CurrentRole => "CURRENT_USER".to_owned(),
            Self::SessionUser => "SESSION_USER".to_owned(),
        }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Role(name) => write!(f, "role `{}`", name::quoted(name)),
            Self::CurrentRole => f.write_str("the current role"),
            Self::SessionUser => f.write_str("the role that opened the session"),
        }
    }
}

/// Whether what depends on it goes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cascade {
    /// No: the statement fails while something depends on it.
    No,
    /// Yes.
    Yes,
}

impl Cascade {
    /// Whether what depends on it goes with it.
    #[must_use]
    pub const fn is_yes(self) -> bool {
        matches!(self, Self::Yes)
    }
}

/// The changes of a script, in its order.
pub(super) fn changes(text: &str) -> Vec<Change> {
    let mut found = Vec::new();
    let mut scope = Scope::default();
    for range in statements(text) {
        let words = Words::new(text, range);
        read_in(&words, &mut scope, &mut found);
    }
    found
}

/// Reads one statement.
fn read_in(words: &Words<'_>, scope: &mut Scope, found: &mut Vec<Change>) {
    let mut statement = Statement {
        words,
        scope,
        found,
    };
    match words.text(0).to_ascii_uppercase().as_str() {
        "CREATE" => create::read(&mut statement),
        "ALTER" => alter::read(&mut statement),
        "DROP" => drop::read(&mut statement),
        "TRUNCATE" => data::truncate(&mut statement),
        "SET" | "RESET" | "DISCARD" | "ROLLBACK" => session::read(&mut statement),
        "DO" => block::read(&mut statement),
        // What is in one of these runs later, or never.
        "COMMENT" | "GRANT" | "REVOKE" | "SECURITY" => {}
        _ => data::read(&mut statement),
    }
}

/// The statement that is being read.
struct Statement<'w, 't, 'f> {
    words: &'w Words<'t>,
    scope: &'f mut Scope,
    found: &'f mut Vec<Change>,
}

impl Statement<'_, '_, '_> {
    /// A change that the whole statement says.
    fn push(&mut self, what: What) {
        let range = self.words.range();
        self.push_at(what, range);
    }

    /// The relation or type that a name means, and the name where it stands.
    fn refer(&self, at: usize) -> Option<(ObjectName, Named)> {
        let named = name::read(self.words, at)?;
        Some((self.scope.refer(&named), named))
    }

    fn push_at(&mut self, what: What, range: Range<usize>) {
        self.scope.follow(&what);
        self.found.push(Change { what, range });
    }

    /// The place after these words, or `at` when they do not stand there.
    fn after(&self, at: usize, words: &[&str]) -> usize {
        match self.words.are(at, words) {
            true => at + words.len(),
            false => at,
        }
    }

    /// Whether `CASCADE` stands between two places.
    fn cascade(&self, range: Range<usize>) -> Cascade {
        let found = self.words.find(range.start, "CASCADE");
        match found.is_some_and(|at| at < range.end) {
            true => Cascade::Yes,
            false => Cascade::No,
        }
    }

    /// The bytes from one token to before another.
    fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let first = self.words.token(range.start);
        let last = self.words.token(range.end.saturating_sub(1));
        match (first, last) {
            (Some(first), Some(last)) => first.start..last.end.max(first.end),
            _ => self.words.range(),
        }
    }

    /// The parts of a list without parentheses of its own, between its commas.
    fn parts(&self, from: usize) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let mut start = from;
        while start < self.words.len() {
            let end = self.words.find(start, ",").unwrap_or(self.words.len());
            parts.push(start..end);
            start = end + 1;
        }
        parts
    }
}

/// Whether something may have been there, by the place after the words that would say so.
fn presence(before: usize, after: usize) -> Presence {
    match before == after {
        true => Presence::New,
        false => Presence::MayExist,
    }
}
