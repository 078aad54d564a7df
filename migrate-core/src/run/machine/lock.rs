//! Getting the session lock, by polling.
//!
//! A session that blocks in `pg_advisory_lock` holds a snapshot, and a concurrent index build of the lock's holder waits
//! for that snapshot: both would wait for ever. So the lock is tried, in a statement of its own, and in between the
//! session is idle.

use std::time::Duration;

use super::backoff::Backoff;
use super::{Phase, Run, Verb};
use crate::run::{Action, Busy, Effect, Error, Event, Holder, Interruption, Reply, ServerError};
use crate::sql::{self, Saved};

/// The attempts at the lock.
#[derive(Debug)]
pub(super) struct Patience {
    pauses: Backoff,
    since: Option<Duration>,
}

const SHORTEST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_secs(1);

impl Patience {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            pauses: Backoff::new(seed, SHORTEST, LONGEST),
            since: None,
        }
    }
}

impl Run<'_> {
    /// A run that acts takes the lock first; one that only tells reads without it.
    pub(super) fn lock_or_read(&mut self) {
        match (&self.verb, self.options.effect) {
            (Verb::Up(_) | Verb::Down(_) | Verb::Stamp(..), Effect::Apply) => self.try_lock(),
            _ => self.read(),
        }
    }

    pub(super) fn try_lock(&mut self) {
        let text = sql::try_lock(&self.plan.ledger);
        self.query(Phase::Locking, text);
    }

    /// The statement may have failed after it had obtained the lock.
    fn unlock_after(&mut self, error: Box<ServerError>) {
        self.ending = Some(Err(Error::Database {
            doing: "taking the lock",
            error,
        }));
        let text = sql::unlock(&self.plan.ledger);
        self.query(Phase::Unlocking, text);
    }

    /// A pause is over. An interrupted run makes one more attempt, whose answer says who holds the lock.
    pub(super) fn waited(&mut self) {
        self.try_lock();
    }

    pub(super) fn tried_lock(&mut self, reply: Reply) {
        let rows = match reply {
            Reply::Rows(rows) => rows,
            Reply::Error(error) => return self.unlock_after(error),
            other => return self.fail_outside("taking the lock", other),
        };
        let row = rows.into_iter().next().unwrap_or_default();
        let text = |at: usize| row.get(at).cloned().flatten();
        if text(0).as_deref() == Some("t") {
            let setting = |at: usize| text(at).unwrap_or_default();
            self.saved = Some(Saved {
                standard_conforming_strings: setting(4),
                lock_timeout: setting(5),
                statement_timeout: setting(6),
                search_path: setting(7),
                default_transaction_read_only: setting(8),
            });
            self.event(Event::Locked);
            return self.read();
        }
        let holder = text(1).and_then(|pid| pid.parse().ok()).map(|pid| Holder {
            pid,
            application_name: text(2).unwrap_or_default(),
            connected: text(3)
                .and_then(|seconds| seconds.parse().ok())
                .map(Duration::from_secs),
        });
        let since = *self.lock.since.get_or_insert(self.now);
        let waited = self.now.saturating_sub(since);
        let left = self.options.wait.saturating_sub(waited);
        if self.interrupted {
            let interruption = Interruption::Waiting { holder, waited };
            return self.end(Err(Error::Interrupted(Box::new(interruption))));
        }
        if left.is_zero() {
            return self.end(Err(Error::Busy(Busy::Run { holder, waited })));
        }
        self.event(Event::Waiting { holder, waited });
        self.phase = Phase::Waiting;
        // The last pause ends with the patience, so that the last attempt is not skipped.
        self.next = Some(Action::Wait(self.lock.pauses.next().min(left)));
    }
}
