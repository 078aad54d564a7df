//! How a run ends when it does not end well.

use std::time::Duration;

use super::{Blocker, Direction, Interruption, Remedy, ServerError, Undecided};
use crate::plan::Timeout;
use crate::state::{Named, State};
use crate::target::TargetError;

/// Why a run did not reach its target.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The target does not lead to a revision.
    Target(TargetError),
    /// The database is in a state from which the run does not go on. Nothing was changed.
    State(Box<State>),
    /// The time is over in which somebody else was to bring the database to a state that is accepted.
    Late {
        /// The state that was found last.
        state: Box<State>,
        /// How long it was waited for.
        waited: Duration,
    },
    /// A revision that would have to be reverted cannot be. Nothing was changed.
    Irreversible {
        /// The revision.
        revision: Named,
        /// Why it cannot be reverted.
        reason: String,
    },
    /// A revision runs outside a transaction, which needs a session of its own, and a pooler stands between.
    Pooler {
        /// The first such revision.
        revision: Named,
        /// How it is known.
        pooling: Pooling,
        /// How many revisions of this run were done before: none, unless a rival changed what was left to do.
        done: usize,
    },
    /// Someone else is at work.
    Busy(Busy),
    /// Somebody told the run to stop.
    Interrupted(Box<Interruption>),
    /// A revision failed.
    Revision(Box<Failure>),
    /// An interrupted revision cannot be taken up again as it is. Nothing was changed.
    Undecided(Box<Undecided>),
    /// Something is to be said about an interrupted revision, and this one is not. Nothing was changed.
    NotInterrupted {
        /// The revision.
        revision: Named,
    },
    /// What would have to be done again is no draft. Nothing was changed.
    Sealed {
        /// The revision.
        revision: Named,
    },
    /// The schema is to be recorded, and the role may not. Nothing was changed.
    MayNotRecord {
        /// The table, quoted.
        table: String,
        /// The grant that it lacks, without the role.
        grant: String,
    },
    /// The server answered with an error to something else than a revision.
    Database {
        /// What the run was doing.
        doing: &'static str,
        /// What the server answered.
        error: Box<ServerError>,
    },
    /// The connection was lost outside a revision.
    Lost {
        /// What the run was doing.
        doing: &'static str,
        /// What the driver says.
        why: String,
    },
}

/// How it is known that a pooler stands between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pooling {
    /// Messages of one client were answered by several sessions, or those of several clients by one.
    Proven,
    /// The session was opened by somebody else, and there is no second connection to find out whom it serves.
    Possible,
}

/// Who is at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Busy {
    /// Another run holds the lock and did not end in time.
    Run {
        /// Who; `None` when it may not be seen.
        holder: Option<Holder>,
        /// How long this run waited.
        waited: Duration,
    },
    /// A revision did not get a lock within its `lock_timeout`, or lost a deadlock, at every attempt that its budget allowed.
    Lock(Box<Failure>),
    /// Other runs changed the ledger again and again.
    Rivals {
        /// The revision that could not be run.
        revision: Named,
    },
}

/// The session that holds the lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Its process id.
    pub pid: i32,
    /// Its `application_name`.
    pub application_name: String,
    /// How long it has been connected; `None` when that may not be seen.
    pub connected: Option<Duration>,
}

/// A revision that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The revision.
    pub revision: Named,
    /// Up or down.
    pub direction: Direction,
    /// The script's path below the plan's directory, the directory included: `migrations/…/up.sql`.
    pub path: String,
    /// Whether that script was run, or the one that the ledger keeps of it.
    pub origin: Origin,
    /// Where in the script, when the server says it, the driver counts statements, or a statement was sent alone.
    pub place: Option<SourcePlace>,
    /// For a non-transactional revision, which statement of how many.
    pub step: Option<(u32, u32)>,
    /// What went wrong.
    pub cause: Cause,
    /// What the ledger says now.
    pub recorded: Recorded,
    /// How often it, or the statement, was tried.
    pub attempts: u32,
    /// Who was probably in the way of the last attempt, if it did not get a lock.
    pub blockers: Vec<Blocker>,
    /// The `lock_timeout` that it was run with.
    pub lock_timeout: Timeout,
    /// The `statement_timeout` that it was run with.
    pub statement_timeout: Timeout,
    /// How long the last attempt took.
    pub took: Duration,
    /// The invalid indexes that the statement left behind, by their quoted names.
    pub left: Vec<String>,
    /// What a resume would make of the statement that failed.
    pub remedy: Remedy,
}

/// Which text of a script was run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The plan's.
    Plan,
    /// The ledger's, as it was when the revision was applied: the plan has another up script now.
    Ledger,
}

impl Failure {
    /// Whether a statement was cancelled, and not only the wait for the next attempt.
    pub(super) fn is_cut(&self) -> bool {
        match &self.cause {
            Cause::Server(error) => error.code == crate::sql::CANCELLED,
            Cause::Lost(_) => true,
        }
    }
}

/// What went wrong with a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The server answered with an error.
    Server(Box<ServerError>),
    /// The connection was lost, for this reason.
    Lost(String),
}

/// A place in a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePlace {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The text of the line.
    pub text: String,
    /// Which statement of how many, in a script that was sent as one message.
    pub statement: Option<(u32, u32)>,
}

/// What the ledger says after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// The revision was rolled back: the database and the ledger are as before it.
    Nothing,
    /// The statements before this one are done and recorded.
    Step {
        /// The statement that failed, from 1.
        step: u32,
        /// The number of statements.
        of: u32,
    },
    /// This statement was carried out, and recording that failed: the ledger says that it was sent.
    Unrecorded {
        /// The statement, from 1.
        step: u32,
        /// The number of statements.
        of: u32,
    },
    /// The script ended its transaction: what came before that is kept, and the ledger does not have the revision.
    Escaped,
    /// The connection was lost: not known.
    Unknown,
}
