//! Objects that get another name, given by the caller: the rest of the difference is between what the database is after
//! that and what it is to be.

mod apply;
mod candidates;
mod order;
mod resolve;
mod same;
mod text;

use std::fmt;

pub use candidates::Candidate;
pub use resolve::RenameRefused;

pub(super) use order::{Done, ordered};
pub(super) use same::under_other_names;

use crate::compare::{Kind, Object};
use crate::model::{Namespace, Parent, Schema, TableKind, TypeKind, ViewKind};
use crate::{Identifier, Name, Snapshot};

/// An object that gets another name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Rename {
    /// A table, view or materialized view.
    Relation {
        /// Its name so far.
        from: Name,
        /// Its name then.
        to: Name,
    },
    /// A column of a table.
    Column {
        /// The name of its table then.
        table: Name,
        /// Its name so far.
        from: String,
        /// Its name then.
        to: String,
    },
    /// An enum, a composite type, a range or a domain.
    Type {
        /// Its name so far.
        from: Name,
        /// Its name then.
        to: Name,
    },
    /// A label of an enum.
    Value {
        /// The name of its enum then.
        of: Name,
        /// The label so far.
        from: String,
        /// The label then.
        to: String,
    },
    /// A constraint of a table or domain.
    Constraint {
        /// What it constrains, by its name then.
        of: Parent,
        /// Its name so far.
        from: String,
        /// Its name then.
        to: String,
    },
    /// An index that belongs to no constraint.
    Index {
        /// Its name so far, in the schema of its table.
        from: Name,
        /// Its name then.
        to: Name,
    },
    /// A sequence.
    Sequence {
        /// Its name so far.
        from: Name,
        /// Its name then.
        to: Name,
    },
}

/// The schemas that things are moved into and that are not there yet.
pub(super) fn new_schemas<'t>(
    from: &Snapshot,
    to: &'t Snapshot,
    renames: &[Rename],
) -> Vec<&'t Namespace> {
    let all = to.schema.namespaces.iter();
    all.filter(|one| {
        let is_target = |rename: &Rename| match rename {
            Rename::Relation { to, .. } | Rename::Type { to, .. } => to.schema == one.name,
            _ => false,
        };
        let mut old = from.schema.namespaces.iter();
        renames.iter().any(is_target) && !old.any(|other| other.name == one.name)
    })
    .collect()
}

impl Rename {
    /// What kind of object it is of, in the schema after it.
    pub(super) fn kind(&self, schema: &Schema) -> Kind {
        match self {
            Self::Relation { to, .. } => {
                let mut tables = schema.tables.iter();
                let mut views = schema.views.iter();
                match views.find(|one| one.name == *to) {
                    Some(view) if view.kind == ViewKind::Plain => Kind::View,
                    Some(_) => Kind::MaterializedView,
                    None if tables.any(|one| one.name == *to && one.kind == TableKind::Foreign) => {
                        Kind::ForeignTable
                    }
                    None => Kind::Table,
                }
            }
            Self::Type { to, .. } => {
                let mut types = schema.types.iter().filter(|one| one.name == *to);
                match types.any(|one| matches!(one.kind, TypeKind::Domain { .. })) {
                    true => Kind::Domain,
                    false => Kind::Type,
                }
            }
            Self::Value { .. } => Kind::Type,
            Self::Column { .. } => Kind::Column,
            Self::Constraint { .. } => Kind::Constraint,
            Self::Index { .. } => Kind::Index,
            Self::Sequence { .. } => Kind::Sequence,
        }
    }

    /// The way back; a part is spoken of by the former name of what it is in.
    pub(super) fn reversed(&self, former: impl Fn(&Name) -> Name) -> Self {
        let mut back = self.clone();
        match &mut back {
            Self::Relation { from, to }
            | Self::Type { from, to }
            | Self::Index { from, to }
            | Self::Sequence { from, to } => std::mem::swap(from, to),
            Self::Column {
                table: of,
                from,
                to,
            }
            | Self::Constraint {
                of: Parent::Relation(of) | Parent::Domain(of),
                from,
                to,
            }
            | Self::Value { of, from, to } => {
                *of = former(of);
                std::mem::swap(from, to);
            }
        }
        back
    }

    /// Whether an application can use the name.
    pub(super) fn breaks_names(&self) -> bool {
        matches!(
            self,
            Self::Relation { .. } | Self::Column { .. } | Self::Type { .. } | Self::Value { .. }
        )
    }

    /// The object under its name so far, and its name then.
    pub(super) fn objects(&self, kind: &Kind) -> (Object, Object) {
        let object = |name: String| Object {
            kind: kind.clone(),
            name,
        };
        let (from, to) = match self {
            Self::Relation { from, to }
            | Self::Type { from, to }
            | Self::Index { from, to }
            | Self::Sequence { from, to } => (from.to_string(), to.to_string()),
            Self::Column { table, from, to } => (
                format!("{table}.{}", Identifier(from)),
                format!("{table}.{}", Identifier(to)),
            ),
            Self::Value { of, from, to } => (
                format!("{of}.{}", Identifier(from)),
                format!("{of}.{}", Identifier(to)),
            ),
            Self::Constraint { of, from, to } => {
                let whole = match of {
                    Parent::Relation(table) => table.to_string(),
                    Parent::Domain(domain) => format!("domain {domain}"),
                };
                (
                    format!("{} on {whole}", Identifier(from)),
                    format!("{} on {whole}", Identifier(to)),
                )
            }
        };
        (object(from), object(to))
    }
}

impl fmt::Display for Rename {
    /// As it is given: `users.mail=email`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A name in `public` is understood without its schema.
        let short = |name: &Name| match name.schema.as_str() {
            "public" => Identifier(&name.name).to_string(),
            _ => name.to_string(),
        };
        match self {
            Self::Relation { from, to }
            | Self::Type { from, to }
            | Self::Index { from, to }
            | Self::Sequence { from, to } => match from.schema == to.schema {
                true => write!(f, "{}={}", short(from), Identifier(&to.name)),
                false => write!(f, "{from}={to}"),
            },
            Self::Column {
                table: of,
                from,
                to,
            }
            | Self::Constraint {
                of: Parent::Relation(of) | Parent::Domain(of),
                from,
                to,
            }
            | Self::Value { of, from, to } => {
                write!(f, "{}.{}={}", short(of), Identifier(from), Identifier(to))
            }
        }
    }
}
