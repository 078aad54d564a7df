//! Types.

use serde::{Deserialize, Serialize};

use super::Meta;
use crate::Name;

/// A type that a migration made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Type {
    /// Its name.
    pub name: Name,
    /// What kind of type it is.
    pub kind: TypeKind,
    /// Its owner, comment and grants.
    pub meta: Meta,
}

/// What kind of type it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TypeKind {
    /// An enum with its labels, in their order.
    Enum {
        /// The labels.
        labels: Vec<String>,
    },
    /// A domain; its checks are constraints.
    Domain {
        /// The type below with modifiers.
        base: String,
        /// The collation, where it is not the type's.
        collation: Option<String>,
        /// Whether NULL is refused.
        not_null: bool,
        /// The name of the `NOT NULL` constraint of PostgreSQL 18 and later, where it is not the usual one.
        not_null_constraint: Option<String>,
        /// The default.
        default: Option<String>,
    },
    /// A composite type.
    Composite {
        /// The attributes, in their order.
        attributes: Vec<Attribute>,
    },
    /// A range type.
    Range {
        /// The options of `CREATE TYPE … AS RANGE (…)`.
        definition: String,
    },
    /// A base type, with its functions.
    Base {
        /// The options of `CREATE TYPE … (…)`.
        definition: String,
    },
    /// A type that was announced and not defined yet.
    Shell,
}

/// An attribute of a composite type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its type with modifiers.
    pub type_name: String,
    /// The collation, where it is not the type's.
    pub collation: Option<String>,
    /// Its comment.
    pub meta: Meta,
}
