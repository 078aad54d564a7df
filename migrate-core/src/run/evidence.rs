//! What stands behind a stamp.

use crate::ledger::Row;
use crate::plan::Text;

/// How it is known that the database is where a stamp says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// Somebody says so; the log keeps it as unverified.
    Claimed {
        /// Why it is right.
        reason: Text,
    },
    /// The schema was compared with what the revisions make, and is equal.
    Compared {
        /// The ledger as it was read before: the stamp is not written when it says something else by then.
        seen: Vec<Row>,
        /// Why it is done, for who reads the log.
        reason: Option<Text>,
    },
}
