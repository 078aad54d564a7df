//! What a change does to rows and to those who use the database meanwhile.

mod found;

use std::fmt;

pub(super) use found::of;

use crate::Name;
use crate::compare::Object;

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
            Self::BreaksNames { of } => {
                write!(f, "an application that uses {of} fails from then on")
            }
        }
    }
}
