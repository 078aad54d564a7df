//! Objects as people write them.

use std::fmt;

use crate::Name;
use crate::model::Parent;
use crate::name::Identifier;

/// An object of a schema: what kind it is of, and its name. It is printed as people write it.
///
/// ```
/// use migrate_schema::{Kind, Object};
///
/// let column = Object {
///     kind: Kind::Column,
///     name: "public.users.email".to_owned(),
/// };
/// assert_eq!(column.to_string(), "column public.users.email");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Object {
    /// What kind of object it is.
    pub kind: Kind,
    /// Its name, as it is written in SQL.
    pub name: String,
}

/// What kind an object is of, in the order in which differences are told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A schema.
    Schema,
    /// An extension.
    Extension,
    /// An enum, a composite, range or base type.
    Type,
    /// A domain.
    Domain,
    /// A table.
    Table,
    /// A foreign table.
    ForeignTable,
    /// A column of a table or view, or an attribute of a composite type.
    Column,
    /// The default of a column.
    Default,
    /// A sequence.
    Sequence,
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
    /// A constraint.
    Constraint,
    /// An index.
    Index,
    /// A function.
    Function,
    /// A procedure.
    Procedure,
    /// An aggregate.
    Aggregate,
    /// A trigger.
    Trigger,
    /// A rule.
    Rule,
    /// A policy.
    Policy,
    /// A kind without a model of its own, in PostgreSQL's words.
    Other(String),
    /// The owner of an object; the name is the object.
    Owner,
    /// The comment on an object; the name is the object.
    Comment,
    /// The grants on an object; the name is the object.
    Grants,
    /// The extensions that take an object along when they are dropped; the name is the object.
    Extensions,
}

impl Kind {
    /// The kind in PostgreSQL's words: `materialized view`.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Self::Schema => "schema",
            Self::Extension => "extension",
            Self::Type => "type",
            Self::Domain => "domain",
            Self::Sequence => "sequence",
            Self::Table => "table",
            Self::ForeignTable => "foreign table",
            Self::Column => "column",
            Self::Default => "default of column",
            Self::View => "view",
            Self::MaterializedView => "materialized view",
            Self::Constraint => "constraint",
            Self::Index => "index",
            Self::Function => "function",
            Self::Procedure => "procedure",
            Self::Aggregate => "aggregate",
            Self::Trigger => "trigger",
            Self::Rule => "rule",
            Self::Policy => "policy",
            Self::Other(words) => words,
            Self::Owner => "owner of",
            Self::Comment => "comment on",
            Self::Grants => "grants on",
            Self::Extensions => "extensions of",
        }
    }
}

impl Object {
    pub(super) fn new(kind: Kind, name: impl fmt::Display) -> Self {
        Self {
            kind,
            name: name.to_string(),
        }
    }

    /// A column of a relation or an attribute of a type.
    pub(super) fn column(relation: &Name, column: &str) -> Self {
        Self::new(
            Kind::Column,
            format_args!("{relation}.{}", Identifier(column)),
        )
    }

    /// A part of a relation: `fkey on public.posts`.
    pub(super) fn part(kind: Kind, name: &str, relation: &Name) -> Self {
        Self::new(kind, format_args!("{} on {relation}", Identifier(name)))
    }

    /// A constraint of a table or domain.
    pub(super) fn constraint(name: &str, parent: &Parent) -> Self {
        match parent {
            Parent::Relation(table) => Self::part(Kind::Constraint, name, table),
            Parent::Domain(domain) => Self::new(
                Kind::Constraint,
                format_args!("{} on domain {domain}", Identifier(name)),
            ),
        }
    }

    pub(super) fn owner(&self) -> Self {
        Self::new(Kind::Owner, self)
    }

    pub(super) fn comment(&self) -> Self {
        Self::new(Kind::Comment, self)
    }

    pub(super) fn extensions(&self) -> Self {
        Self::new(Kind::Extensions, self)
    }

    pub(super) fn grants(&self) -> Self {
        Self::new(Kind::Grants, self)
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.words(), self.name)
    }
}
