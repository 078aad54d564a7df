//! The catalog of a PostgreSQL database as a model: read in one message, compared object by object.
//!
//! - [`Reader`] says what to send and makes a [`Schema`] of the rows; it does no IO itself;
//! - [`Schema`] is plain data: sorted, serialisable, with names instead of object identifiers;
//! - [`compare`] tells what differs between two of them, in the words in which people write it;
//! - [`Fingerprint`] is a short text that says whether a schema is the same, [`touched`] what is not;
//! - [`diff`] says which statements make the one of the other.
//!
//! The text of every expression and definition is PostgreSQL's own, read with a pinned `search_path`, so every name in
//! it is qualified. Two schemas can only be compared when they were read from servers of the same major version.
//!
//! `docs/schema-model.md` lists what is covered, and what is left alone and why.

mod compare;
mod diff;
mod fingerprint;
mod model;
mod name;
mod picture;
mod read;
mod reader;
mod reading;
mod sql;
mod written;

pub use compare::{Class, Difference, Kind, Object, compare};
pub use diff::{
    Action, Candidate, Change, Dependencies, Diff, Hazard, Lock, Manner, Options, Part, Printed,
    Rename, RenameRefused, Snapshot, Statement, diff,
};
pub use fingerprint::{Fingerprint, Touch, Touched, Unknown as UnknownObjects, touched};
pub use model::{
    Attribute, Column, Constraint, ConstraintIndex, Effect, Extension, Filling, Generated, Grant,
    Identity, Index, Meta, Namespace, Other, Parent, PartitionOf, Persistence, Policy, Routine,
    RoutineKind, RowSecurity, Rule, Schema, Sequence, SequenceOwner, Table, TableKind, Trigger,
    Type, TypeKind, View, ViewColumn, ViewKind,
};
pub use name::{Identifier, Name};
pub use picture::{NoSuchTable, Picture};
pub use read::{Row, Unreadable};
pub use reader::{Plans, Reader, SnapshotError};
pub use reading::{Reading, Step};
