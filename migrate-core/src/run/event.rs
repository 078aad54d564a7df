//! What happens during a run, for observers.

use std::time::Duration;

use super::{Blocker, Course, Direction, Holder, ServerError};
use crate::drift::Touched;
use crate::plan::{Revision, Text};
use crate::state::Standing;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<'p> {
    /// Another run holds the lock.
    Waiting {
        /// Who; `None` when it ended in between or may not be seen.
        holder: Option<Holder>,
        /// How long this run has been waiting.
        waited: Duration,
    },
    /// An application that waits for the run of another found the database not ready.
    NotReady {
        /// What is not as it should be yet, in words.
        why: String,
        /// How long it has been waiting.
        waited: Duration,
    },
    /// The lock was obtained.
    Locked,
    /// A pooler stands between the driver and the server: no session lock is taken, because it would belong to everybody who is
    /// given the same session. The guard in each message keeps a revision from being run twice.
    Pooler,
    /// The ledger was created.
    LedgerCreated,
    /// A revision is to be reverted that was edited since: the down script that the ledger recorded will be run, not the
    /// plan's.
    RecordedDown {
        /// The revision.
        revision: &'p Revision,
        /// The recorded script.
        text: Text,
    },
    /// Everything was validated; this will be run.
    Planned {
        /// Up or down.
        direction: Direction,
        /// In this order.
        revisions: Vec<&'p Revision>,
    },
    /// A revision is about to be sent.
    Started {
        /// Up or down.
        direction: Direction,
        /// The revision.
        revision: &'p Revision,
        /// Which of the run's revisions it is, from 1.
        number: usize,
        /// The number of the run's revisions.
        of: usize,
    },
    /// An interrupted revision is taken up again.
    Resuming {
        /// Whether its up or its down script was interrupted.
        direction: Direction,
        /// The revision.
        revision: &'p Revision,
        /// The statement that was sent last, from 1.
        step: u32,
        /// The number of statements.
        of: u32,
        /// What was found, and how it goes on.
        course: Course,
    },
    /// A statement of a non-transactional revision is about to be sent.
    Step {
        /// The revision.
        revision: &'p Revision,
        /// Which statement it is, from 1.
        step: u32,
        /// The number of statements.
        of: u32,
    },
    /// A revision was run and recorded.
    Finished {
        /// Up or down.
        direction: Direction,
        /// The revision.
        revision: &'p Revision,
        /// Which of the run's revisions it is, from 1.
        number: usize,
        /// The number of the run's revisions.
        of: usize,
        /// The time between sending it and its answer.
        took: Duration,
    },
    /// An attempt failed for a reason that passes; after a pause there will be another one.
    Retrying {
        /// The revision.
        revision: &'p Revision,
        /// For a non-transactional revision, which statement of how many.
        step: Option<(u32, u32)>,
        /// Which attempt it was, from 1.
        attempt: u32,
        /// Why it failed.
        error: Box<ServerError>,
        /// Who was probably in the way, if it did not get a lock.
        blockers: Vec<Blocker>,
        /// How long until the next attempt.
        pause: Duration,
        /// What is left of the time for attempts.
        left: Duration,
    },
    /// Another run changed the ledger in between; nothing of this run's revision was kept, and the ledger is read again.
    Overtaken {
        /// The revision that was not run.
        revision: &'p Revision,
    },
    /// The schema cannot be compared with what was recorded of it, and the run goes on.
    NotCompared {
        /// Why not.
        standing: Standing,
    },
    /// The schema is not as it was recorded, and somebody said that the run is to go on.
    DriftAccepted {
        /// What differs.
        touched: Vec<Touched>,
    },
    /// It was recorded what the schema is after the run.
    SchemaRecorded {
        /// Its fingerprint.
        fingerprint: String,
    },
    /// It could not be recorded what the schema is after the run.
    SchemaNotRecorded {
        /// Why not.
        why: String,
    },
    /// The session lock was gone when it was to be released, or could not be: a pooler may stand in between.
    LockWasLost,
}
