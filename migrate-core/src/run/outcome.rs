//! How a run ends well.

use std::fmt;
use std::time::Duration;

use crate::ledger::Row;
use crate::plan::{Revision, RevisionId};
use crate::state::State;

/// Whether a script goes up or down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// It applies the revision.
    Up,
    /// It reverts the revision.
    Down,
}

impl Direction {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Up => "up",
            Self::Down => "down",
        })
    }
}

/// What a run did, or found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome<'p> {
    /// The database is at the target already; nothing was written.
    NothingToDo,
    /// These revisions were applied or reverted, in this order.
    Ran {
        /// Which of the two.
        direction: Direction,
        /// The revisions.
        revisions: Vec<Finished<'p>>,
    },
    /// These revisions would be applied or reverted, in this order; nothing was written.
    WouldRun {
        /// Which of the two.
        direction: Direction,
        /// The revisions.
        revisions: Vec<&'p Revision>,
    },
    /// This would be recorded without being run; nothing was written.
    WouldStamp {
        /// To be recorded.
        recorded: Vec<&'p Revision>,
        /// Their record would be removed.
        removed: Vec<RevisionId>,
    },
    /// These revisions were recorded without being run.
    Stamped {
        /// Recorded now.
        recorded: Vec<&'p Revision>,
        /// Their record was removed.
        removed: Vec<RevisionId>,
    },
    /// The state, as it was asked for.
    State(State),
    /// The state with the ledger's rows of this plan, as it was asked for.
    Ledger {
        /// The state.
        state: State,
        /// The rows in the order in which they were applied.
        rows: Vec<Row>,
    },
}

/// A revision that was applied or reverted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished<'p> {
    /// The revision.
    pub revision: &'p Revision,
    /// The time between sending it and its answer.
    pub took: Duration,
}
