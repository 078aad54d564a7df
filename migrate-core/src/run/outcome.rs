//! How a run ends well.

use std::fmt;
use std::time::Duration;

use super::{Claim, Course};
use crate::ledger::Row;
use crate::plan::{Revision, RevisionId};
use crate::state::{Standing, State};

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
    /// An interrupted revision would be taken up again; nothing was written.
    WouldResume {
        /// Whether its up or its down script was interrupted.
        direction: Direction,
        /// The revision.
        revision: &'p Revision,
        /// The statement that was sent last, from 1.
        step: u32,
        /// The number of statements.
        of: u32,
        /// What was found, and how it would go on.
        course: Course,
    },
    /// It was recorded what a person says about an interrupted revision.
    Resolved {
        /// The revision.
        revision: &'p Revision,
        /// What was said.
        claim: Claim,
        /// Whether the plan's script, which was edited since, took the place of the recorded one.
        edited: bool,
    },
    /// This would be recorded about an interrupted revision; nothing was written.
    WouldResolve {
        /// The revision.
        revision: &'p Revision,
        /// What was said.
        claim: Claim,
        /// Whether the plan's script, which was edited since, would take the place of the recorded one.
        edited: bool,
    },
    /// These revisions were reverted and applied again.
    Redone {
        /// Reverted, in this order.
        reverted: Vec<Finished<'p>>,
        /// Applied, in this order.
        applied: Vec<Finished<'p>>,
    },
    /// These revisions would be reverted and applied again; nothing was written.
    WouldRedo {
        /// They would be reverted, in this order.
        reverted: Vec<&'p Revision>,
        /// They would be applied, in this order.
        applied: Vec<&'p Revision>,
    },
    /// The ledger is not what it was when the schema was compared for a stamp; nothing was written.
    Overtaken,
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
        /// What the schema is beside what was recorded of it, where that was asked for.
        standing: Box<Standing>,
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
