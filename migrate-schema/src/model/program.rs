//! What runs: routines, triggers, rules, policies.

use serde::{Deserialize, Serialize};

use super::Meta;
use crate::Name;

/// A function, procedure, aggregate or window function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routine {
    /// Its name.
    pub name: Name,
    /// The types of its input arguments, which together with the name make it unique: `integer, text`.
    pub arguments: String,
    /// What kind of routine it is.
    pub kind: RoutineKind,
    /// The language that its body is written in.
    pub language: String,
    /// `CREATE OR REPLACE FUNCTION …` in PostgreSQL's words; assembled for an aggregate.
    pub definition: String,
    /// Its owner, comment and grants.
    pub meta: Meta,
}

impl Routine {
    /// The definition split where the body begins; none for a body that PostgreSQL keeps as a tree (`BEGIN ATOMIC`), or
    /// an aggregate.
    ///
    /// `pg_get_functiondef` writes the body last, between dollar quotes with a tag that does not occur in it.
    #[must_use]
    pub fn split(&self) -> Option<(&str, &str)> {
        let text = self.definition.trim_end().strip_suffix('$')?;
        let tag_at = text.rfind('$')?;
        let opening = format!("AS ${}$", &text[tag_at + 1..]);
        let (header, body) = text[..tag_at].split_once(opening.as_str())?;
        Some((header, body))
    }
}

/// What kind of routine it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RoutineKind {
    /// A function.
    Function,
    /// A procedure.
    Procedure,
    /// An aggregate.
    Aggregate,
    /// A window function.
    Window,
}

/// A trigger of a table or view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// The table or view.
    pub table: Name,
    /// Its name.
    pub name: String,
    /// `CREATE TRIGGER …`, in PostgreSQL's words.
    pub definition: String,
    /// When it fires, where that is not the default: `DISABLE`, `ENABLE REPLICA`, `ENABLE ALWAYS`.
    pub firing: Option<String>,
    /// Its comment.
    pub meta: Meta,
}

/// A rule of a table or view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// The table or view.
    pub table: Name,
    /// Its name.
    pub name: String,
    /// `CREATE RULE …`, in PostgreSQL's words.
    pub definition: String,
    /// When it fires, where that is not the default: `DISABLE`, `ENABLE REPLICA`, `ENABLE ALWAYS`.
    pub firing: Option<String>,
    /// Its comment.
    pub meta: Meta,
}

/// A policy of row level security.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The table.
    pub table: Name,
    /// Its name.
    pub name: String,
    /// `AS … FOR … TO … USING (…) WITH CHECK (…)`.
    pub definition: String,
    /// Its comment.
    pub meta: Meta,
}
