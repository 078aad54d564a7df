//! Which answer is awaited, and what that says about the message that is on its way.

use std::time::Duration;

use super::{ending, fingerprint, pooler, resume, retry, rivals, stepwise, undo};
use crate::run::{Claim, Course, ServerError};
use crate::sql::{Durability, Saved};
use crate::state::State;

/// Which answer is awaited.
#[derive(Debug)]
pub(super) enum Phase {
    /// Whether everything is applied.
    Asking,
    /// Whether the lock was obtained.
    Locking,
    /// The time until the lock is tried again.
    Waiting,
    /// Which session answers a second connection.
    AskingBeside(pooler::Comparing),
    /// Which session answers the first one again.
    AskingAgain(pooler::Comparing),
    /// The time until a rival may have ended.
    StandingBack,
    /// Who else is at work.
    AskingWho(rivals::Free),
    /// The ledger's rows.
    Reading,
    /// The catalogs' facts; with the error that led to asking for them.
    Probing(Option<Box<ServerError>>),
    /// The recorded down scripts.
    FetchingDowns,
    /// What was recorded of the schema.
    ReadingRecorded(Box<fingerprint::Look>),
    /// Whether it may be recorded what the schema is.
    AskingMayRecord(Box<fingerprint::Look>),
    /// The schema.
    Inspecting(Box<fingerprint::Then>),
    /// The record that a drift is accepted.
    Accepting(Box<State>),
    /// The number of the last event.
    AskingLastEvent,
    /// The record of what the schema is: its fingerprint.
    RecordingSchema(String),
    /// The ledger's creation.
    Creating,
    /// The functions of a long run.
    Preparing,
    /// A transactional revision.
    Revision {
        position: usize,
        /// The text of the message before the script.
        before: String,
        started: Duration,
        durability: Durability,
    },
    /// The rollback of a revision that came back with an error; how often it may be asked for again.
    Undoing(Box<undo::Broken>, u32),
    /// Whether that revision's transaction was committed, where none is open any more.
    AskingBegun(Box<undo::Broken>),
    /// Who was in the way.
    FindingBlockers(Box<retry::Attempt>),
    /// The time until the next attempt.
    Pausing(Box<retry::Attempt>),
    /// The record before a statement.
    BeginningStep(stepwise::At),
    /// A statement.
    InStep(stepwise::At),
    /// The down script that was interrupted.
    FetchingInterrupted(Box<resume::Broken>),
    /// What the catalogs say about an interrupted statement.
    Looking(stepwise::At, Box<resume::Broken>),
    /// The record that an interrupted revision is taken up again.
    TakingUp(stepwise::At, Course),
    /// The end of an invalid index; others are left.
    Dropping(stepwise::At, Vec<String>),
    /// The record that a statement which was recorded as sent was not sent.
    LeavingUnsent(stepwise::At),
    /// What a failed statement left behind.
    SeekingLeftovers(stepwise::At, Box<ServerError>),
    /// The up script that was interrupted.
    FetchingUp(Box<resume::Broken>, Claim, String),
    /// A resolution.
    Resolving,
    /// The record after the last statement.
    FinishingSteps(stepwise::At),
    /// A stamp.
    Stamping,
    /// The end of what an error left open.
    RollingBack(ending::Then),
    /// A row of the log about a failure.
    LoggingFailure,
    /// The lock's release after an error to the attempt at it.
    Unlocking,
    /// The lock's release.
    Releasing(Saved, ending::Try),
    /// Nothing any more.
    Over,
}

impl Phase {
    /// Whether the message may be cancelled on the server. What ends a run and what records a statement that is done may not.
    pub(super) fn is_cancellable(&self) -> bool {
        match self {
            Self::Asking
            | Self::Reading
            | Self::Probing(_)
            | Self::FetchingDowns
            | Self::ReadingRecorded(_)
            | Self::AskingMayRecord(_)
            | Self::Creating
            | Self::Preparing
            | Self::Revision { .. }
            | Self::InStep(_)
            | Self::Dropping(..)
            | Self::Stamping => true,
            Self::Inspecting(then) => then.is_before(),
            Self::Locking
            | Self::Accepting(_)
            | Self::AskingLastEvent
            | Self::RecordingSchema(_)
            | Self::SeekingLeftovers(..)
            | Self::FetchingInterrupted(_)
            | Self::Looking(..)
            | Self::TakingUp(..)
            | Self::LeavingUnsent(_)
            | Self::FetchingUp(..)
            | Self::Resolving
            | Self::Waiting
            | Self::AskingBeside(_)
            | Self::AskingAgain(_)
            | Self::StandingBack
            | Self::AskingWho(_)
            | Self::Undoing(..)
            | Self::AskingBegun(_)
            | Self::FindingBlockers(_)
            | Self::Pausing(_)
            | Self::BeginningStep(_)
            | Self::FinishingSteps(_)
            | Self::RollingBack(_)
            | Self::LoggingFailure
            | Self::Unlocking
            | Self::Releasing(..)
            | Self::Over => false,
        }
    }

    /// Whether the message begins a transaction, which an error in it leaves open. Questions do not, and others may be at work on
    /// the same connection while a run only asks.
    pub(super) fn may_leave_open(&self) -> bool {
        match self {
            Self::Creating
            | Self::Preparing
            | Self::Revision { .. }
            | Self::Undoing(..)
            | Self::BeginningStep(_)
            | Self::InStep(_)
            | Self::Looking(..)
            | Self::TakingUp(..)
            | Self::LeavingUnsent(_)
            | Self::Dropping(..)
            | Self::Resolving
            | Self::FinishingSteps(_)
            | Self::Stamping
            | Self::Accepting(_)
            | Self::RecordingSchema(_)
            | Self::RollingBack(_)
            | Self::LoggingFailure => true,
            Self::Asking
            | Self::Locking
            | Self::Waiting
            | Self::AskingBeside(_)
            | Self::AskingAgain(_)
            | Self::StandingBack
            | Self::AskingWho(_)
            | Self::Reading
            | Self::Probing(_)
            | Self::FetchingDowns
            | Self::ReadingRecorded(_)
            | Self::AskingMayRecord(_)
            | Self::Inspecting(_)
            | Self::AskingLastEvent
            | Self::AskingBegun(_)
            | Self::FindingBlockers(_)
            | Self::Pausing(_)
            | Self::SeekingLeftovers(..)
            | Self::FetchingInterrupted(_)
            | Self::FetchingUp(..)
            | Self::Unlocking
            | Self::Releasing(..)
            | Self::Over => false,
        }
    }
}
