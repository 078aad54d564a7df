//! Getting the session lock, by polling.
//!
//! A session that blocks in `pg_advisory_lock` holds a snapshot, and a concurrent index build of the lock's holder waits
//! for that snapshot: both would wait for ever. So the lock is tried, in a statement of its own, and in between the
//! session is idle.

use std::time::Duration;

use super::{Phase, Run, Verb};
use crate::run::{Action, Busy, Effect, Error, Event, Holder, Reply, ServerError};
use crate::sql::{self, Saved};

/// How long to wait between attempts: from 50 ms up to a second, each between half and the whole of it.
#[derive(Debug)]
pub(super) struct Patience {
    state: u64,
    pause: Duration,
    since: Option<Duration>,
}

const SHORTEST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_secs(1);

impl Patience {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            // Xorshift never leaves zero.
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            pause: SHORTEST,
            since: None,
        }
    }

    fn next(&mut self) -> Duration {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        let whole = self.pause;
        self.pause = (whole * 3 / 2).min(LONGEST);
        let part = u32::try_from(self.state >> 44).unwrap_or(0) & 0xffff;
        whole / 2 + whole / 2 * part / 0x10000
    }
}

impl Run<'_> {
    /// A run that acts takes the lock first; one that only tells reads without it.
    pub(super) fn lock_or_read(&mut self) {
        match (&self.verb, self.options.effect) {
            (Verb::State | Verb::Ledger, _) | (_, Effect::Preview) => self.read(),
            (_, Effect::Apply) => self.try_lock(),
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
        if left.is_zero() {
            return self.end(Err(Error::Busy(Busy::Run { holder, waited })));
        }
        self.event(Event::Waiting { holder, waited });
        self.phase = Phase::Waiting;
        // The last pause ends with the patience, so that the last attempt is not skipped.
        self.next = Some(Action::Wait(self.lock.next().min(left)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_second_and_differ_from_run_to_run() {
        let pauses = |seed| {
            let mut patience = Patience::new(seed);
            (0..40).map(|_| patience.next()).collect::<Vec<_>>()
        };
        let one = pauses(1);
        assert!(one[0] >= SHORTEST / 2 && one[0] <= SHORTEST);
        assert!(one.iter().all(|pause| *pause <= LONGEST));
        assert!(one[39] >= LONGEST / 2);
        assert_ne!(one, pauses(2));
        assert_eq!(one, pauses(1), "the core has no randomness of its own");
    }
}
