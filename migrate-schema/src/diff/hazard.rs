//! What a change does to rows and to those who use the database meanwhile.

mod found;

use std::fmt;

pub(super) use found::of;

use crate::compare::{Kind, Object};
use crate::{Identifier, Name};

/// What somebody should know before a change is applied to a database with rows and users.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hazard {
    /// Something is gone for good: no statement brings it back.
    LosesData {
        /// `rows`, `values`, `fractions`, …
        what: &'static str,
        /// Whose.
        of: Object,
    },
    /// It fails when there are rows that it does not suit.
    MayFail {
        /// `NULLs`, `duplicates`, `values that do not convert`, …
        at: &'static str,
        /// Where they would be.
        on: Object,
    },
    /// The whole table is written anew while nobody reads or writes it.
    RewritesTable {
        /// The table.
        table: Name,
    },
    /// The whole table is read under a lock.
    ScansTable {
        /// The table.
        table: Name,
        /// The lock meanwhile.
        lock: Lock,
    },
    /// An index is built under a lock.
    BuildsIndex {
        /// The table.
        table: Name,
        /// The lock meanwhile.
        lock: Lock,
    },
    /// Rows that are there can have the values that a new sequence gives: an `INSERT` fails then.
    StartsAnew {
        /// The new sequence.
        sequence: Name,
        /// The table with rows.
        table: Name,
        /// Its column that gets the values.
        column: String,
    },
    /// What a function computed stays as it is, though the function's body is another.
    KeepsResults {
        /// The index, generated column or constraint.
        of: Object,
    },
    /// An application that uses the old name fails from then on.
    BreaksNames {
        /// The object under its name so far.
        of: Object,
    },
}

/// A lock of a table, by what it keeps out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Lock {
    /// `SHARE UPDATE EXCLUSIVE`: only other changes of the schema wait.
    ShareUpdateExclusive,
    /// `SHARE`: writes wait.
    Share,
    /// `SHARE ROW EXCLUSIVE`: writes wait.
    ShareRowExclusive,
    /// `ACCESS EXCLUSIVE`: everything waits.
    AccessExclusive,
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        })
    }
}

impl Hazard {
    /// Its name in data: `loses-data`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::LosesData { .. } => "loses-data",
            Self::MayFail { .. } => "may-fail",
            Self::StartsAnew { .. } => "starts-anew",
            Self::KeepsResults { .. } => "keeps-results",
            Self::RewritesTable { .. } => "rewrites-table",
            Self::ScansTable { .. } => "scans-table",
            Self::BuildsIndex { .. } => "builds-index",
            Self::BreaksNames { .. } => "breaks-names",
        }
    }
}

impl fmt::Display for Hazard {
    /// A sentence without its full stop.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let waits = |lock: &Lock| match lock {
            Lock::ShareUpdateExclusive => "other changes of its schema wait",
            Lock::Share | Lock::ShareRowExclusive => "writes wait",
            Lock::AccessExclusive => "reads and writes wait",
        };
        match self {
            Self::LosesData { what, of } => write!(f, "the {what} of {of} are lost"),
            Self::MayFail { at, on } => write!(f, "fails when there are {at} in {on}"),
            Self::RewritesTable { table } => {
                write!(
                    f,
                    "writes table {table} anew; reads and writes wait (ACCESS EXCLUSIVE)"
                )
            }
            Self::ScansTable { table, lock } => {
                write!(f, "reads all of table {table}; {} ({lock})", waits(lock))
            }
            Self::BuildsIndex { table, lock } => {
                write!(
                    f,
                    "builds an index of table {table}; {} ({lock})",
                    waits(lock)
                )
            }
            Self::StartsAnew {
                sequence,
                table,
                column,
            } => {
                let column = Identifier(column);
                let sequence = super::literal(&sequence.to_string());
                write!(
                    f,
                    "the new sequence starts anew, and an INSERT fails where its value is there; what helps: SELECT setval({sequence}, (SELECT max({column}) FROM {table}))"
                )
            }
            Self::KeepsResults { of } => {
                let what = match of.kind {
                    Kind::Index => {
                        "keeps what the old body computed until it is built anew (REINDEX)"
                    }
                    Kind::Column => "keeps what the old body computed until its rows are updated",
                    _ => "holds by the old body for the rows that are there",
                };
                write!(f, "{of} {what}")
            }
            Self::BreaksNames { of } => {
                write!(f, "an application that uses {of} fails from then on")
            }
        }
    }
}
