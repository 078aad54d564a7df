//! What the statements of a script change in the schema and in the data, as far as losses and freshness need to know.
//!
//! Read from the tokens, without a catalog. What stands inside the body of a function or of a `DO` block is not looked at.

mod alter;
mod create;
mod data;
mod drop;

use std::ops::Range;

use super::name::ObjectName;
use super::types::{Conversion, SqlType};
use super::words::Words;
use crate::source::scan::statements;

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
    /// An object is dropped.
    Drop(Kind, ObjectName, Cascade),
    /// What belongs to a role is dropped.
    DropOwned(String),
    /// A column is added.
    AddColumn(ObjectName, String, Option<SqlType>, Presence),
    /// A column is dropped.
    DropColumn(ObjectName, String, Cascade),
    /// A column gets another type.
    Retype(ObjectName, String, SqlType, Conversion),
    /// A table gets another name or schema.
    RenameTable(ObjectName, ObjectName),
    /// A column gets another name.
    RenameColumn(ObjectName, String, String),
    /// A table becomes a partition of the first one.
    Attach(ObjectName, ObjectName),
    /// A table is a partition of the first one no longer.
    Detach(ObjectName, ObjectName),
    /// A table is emptied, and with `CASCADE` those that refer to it.
    Truncate(ObjectName, Cascade),
    /// All rows of a table are deleted.
    DeleteAll(ObjectName),
}

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A table.
    Table,
    /// A schema.
    Schema,
    /// A database.
    Database,
    /// A materialized view.
    MaterializedView,
    /// A sequence.
    Sequence,
    /// A type or a domain.
    Type,
    /// An extension.
    Extension,
}

impl Kind {
    /// The word for people.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Schema => "schema",
            Self::Database => "database",
            Self::MaterializedView => "materialized view",
            Self::Sequence => "sequence",
            Self::Type => "type",
            Self::Extension => "extension",
        }
    }
}

/// Whether what is created may have been there before: `IF NOT EXISTS`, `OR REPLACE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// It was not: the statement would have failed.
    New,
    /// It may have been.
    MayExist,
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
    for range in statements(text) {
        let words = Words::new(text, range);
        let mut statement = Statement {
            words: &words,
            found: &mut found,
        };
        match words.text(0).to_ascii_uppercase().as_str() {
            "CREATE" => create::read(&mut statement),
            "ALTER" => alter::read(&mut statement),
            "DROP" => drop::read(&mut statement),
            "TRUNCATE" => data::truncate(&mut statement),
            "DELETE" | "WITH" | "INSERT" => data::delete(&mut statement),
            "SELECT" => create::select_into(&mut statement),
            _ => {}
        }
    }
    found
}

/// The statement that is being read.
struct Statement<'w, 't, 'f> {
    words: &'w Words<'t>,
    found: &'f mut Vec<Change>,
}

impl Statement<'_, '_, '_> {
    /// A change that the whole statement says.
    fn push(&mut self, what: What) {
        let range = self.words.range();
        self.push_at(what, range);
    }

    fn push_at(&mut self, what: What, range: Range<usize>) {
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
