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
        let (ledger, committed, dropping) = (&self.plan.ledger, self.committed, self.dropping());
        let released = |saved: &Saved| {
            let restored = sql::restore_session();
            format!(
                "ROLLBACK;\n{restored}{dropping}{}",
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
            (None, phase) if phase.may_leave_open() => Some("ROLLBACK".to_owned()),
            (None, _) => None,
        };
        self.phase = Phase::Over;
        text
    }
}
