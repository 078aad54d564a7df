//! The model: plain data, sorted, with names instead of object identifiers.

mod grant;
mod program;
mod relation;
mod types;

use serde::{Deserialize, Serialize};

pub use grant::{Effect, Grant};
pub use program::{Policy, Routine, RoutineKind, Rule, Trigger};
pub use relation::{
    Column, Constraint, ConstraintIndex, Filling, Generated, Identity, Index, PartitionOf,
    Persistence, RowSecurity, Sequence, SequenceOwner, Table, TableKind, View, ViewColumn,
    ViewKind,
};
pub use types::{Attribute, Type, TypeKind};

use crate::Name;

/// Everything in a database that a migration makes, as the catalog has it.
///
/// Each list is sorted by name, so that equal schemas are equal values, whatever the order in which they were made.
/// Members of extensions are not in it: the extension stands for them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// The schemas of the database; `Namespace` is the catalog's word for them.
    pub namespaces: Vec<Namespace>,
    /// The extensions.
    pub extensions: Vec<Extension>,
    /// Enums, domains, composite types, ranges, and base types by name.
    pub types: Vec<Type>,
    /// The sequences, also those of identity columns.
    pub sequences: Vec<Sequence>,
    /// Ordinary, partitioned and foreign tables with their columns.
    pub tables: Vec<Table>,
    /// Views and materialized views.
    pub views: Vec<View>,
    /// The constraints of tables and domains, except what a column says itself: `NOT NULL`.
    pub constraints: Vec<Constraint>,
    /// The indexes that belong to no constraint.
    pub indexes: Vec<Index>,
    /// Functions, procedures, aggregates and window functions.
    pub routines: Vec<Routine>,
    /// The triggers of tables and views.
    pub triggers: Vec<Trigger>,
    /// The rules, without those that make a view.
    pub rules: Vec<Rule>,
    /// The policies of row level security.
    pub policies: Vec<Policy>,
    /// Everything else: operators, casts, collations, text search, foreign servers, publications, …
    pub others: Vec<Other>,
}

/// The kind of [`Other`] that settings of the database are.
pub(crate) const SETTING: &str = "setting";

impl Schema {
    /// The same, without what a script may change and nobody declares: whether materialized views were filled, and the settings of the
    /// database. A down has to bring them back; a desired schema says nothing about them, and `pg_dump` writes every materialized view
    /// `WITH NO DATA`.
    #[must_use]
    pub fn declared(mut self) -> Self {
        for view in &mut self.views {
            view.filling = Filling::Filled;
        }
        self.others.retain(|other| other.kind != SETTING);
        self
    }
}

/// What nearly every object has: an owner, a comment, grants; and what few have: extensions that take them along.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// The owner, where it is not the role that read the schema.
    pub owner: Option<String>,
    /// The comment.
    pub comment: Option<String>,
    /// What differs from the grants that such an object has by itself.
    pub grants: Vec<Grant>,
    /// The extensions that take it along when they are dropped, by `DEPENDS ON EXTENSION`; sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<String>,
}

/// A schema of the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Namespace {
    /// Its name.
    pub name: String,
    /// Its owner, comment and grants.
    pub meta: Meta,
}

/// An extension. What it brought is not listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// Its name.
    pub name: String,
    /// The schema that it was created in.
    pub schema: String,
    /// Its version.
    pub version: String,
    /// Its owner and comment.
    pub meta: Meta,
}

/// An object of a kind that has no model of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Other {
    /// The kind, in PostgreSQL's words: `operator class`.
    pub kind: String,
    /// The name, as `pg_identify_object` prints it.
    pub name: String,
    /// What is known of it, on one line; empty for what is known by name only.
    pub definition: String,
    /// Its owner, comment and grants.
    pub meta: Meta,
}

/// What a constraint, trigger, rule or policy hangs on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Parent {
    /// A table or a view.
    Relation(Name),
    /// A domain.
    Domain(Name),
}
