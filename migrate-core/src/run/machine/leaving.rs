//! Leaving a run before its end: what a driver that will not go on still has to send.

use super::ending::Then;
use super::{Phase, Run};
use crate::sql::{self, Lock, Saved};

impl Run<'_> {
    /// Ends the run for a driver that will not go on, and says what it still has to send, in one message behind those that
    /// it sent: the message ends what is open, releases the lock and puts the session's settings back. `None` when
    /// there is nothing to put right, as after the end.
    ///
    /// What was sent is carried out all the same, so a revision that was on its way is applied and recorded, or neither.
    #[must_use]
    pub fn abandon(&mut self) -> Option<String> {
        let (ledger, committed) = (&self.plan.ledger, self.committed);
        let released = |saved: &Saved| {
            let restored = sql::restore_session();
            format!(
                "ROLLBACK;\n{restored}{}",
                sql::release(ledger, saved, committed)
            )
        };
        let text = match (self.saved.take(), &self.phase) {
            // The attempt that is on its way may obtain the lock.
            (Some(saved), Phase::Locking) => {
                let lock = Lock::Held;
                Some(released(&Saved { lock, ..saved }))
            }
            (Some(saved), _) => Some(released(&saved)),
            // Whether the release was sent is not known here; a second one does no harm.
            (None, Phase::Releasing(saved, _) | Phase::RollingBack(Then::ReleaseAgain(saved))) => {
                Some(released(saved))
            }
            (None, Phase::Locking | Phase::Unlocking) => Some(sql::unlock(ledger)),
            // Without the lock, as behind a pooler, there is a transaction to be ended.
            (None, phase) if may_be_open(phase) => Some("ROLLBACK".to_owned()),
            (None, _) => None,
        };
        self.phase = Phase::Over;
        text
    }
}

/// Whether the message that was handed out last begins a transaction, which an error in it leaves open. Questions do not, and
/// others may be at work on the same connection while a run only asks.
fn may_be_open(phase: &Phase) -> bool {
    match phase {
        Phase::Creating
        | Phase::Revision { .. }
        | Phase::Undoing(..)
        | Phase::BeginningStep(_)
        | Phase::InStep(_)
        | Phase::Looking(..)
        | Phase::TakingUp(..)
        | Phase::LeavingUnsent(_)
        | Phase::Dropping(..)
        | Phase::Resolving
        | Phase::FinishingSteps(_)
        | Phase::Stamping
        | Phase::RollingBack(_)
        | Phase::LoggingFailure => true,
        Phase::Asking
        | Phase::Locking
        | Phase::Waiting
        | Phase::AskingBeside(_)
        | Phase::AskingAgain(_)
        | Phase::StandingBack
        | Phase::AskingWho(_)
        | Phase::Reading
        | Phase::Probing(_)
        | Phase::FetchingDowns
        | Phase::AskingBegun(_)
        | Phase::FindingBlockers(_)
        | Phase::Pausing(_)
        | Phase::SeekingLeftovers(..)
        | Phase::FetchingInterrupted(_)
        | Phase::FetchingUp(..)
        | Phase::Unlocking
        | Phase::Releasing(..)
        | Phase::Over => false,
    }
}
