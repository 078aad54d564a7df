//! Getting the session lock, by polling.
//!
//! A session that blocks in `pg_advisory_lock` holds a snapshot, and a concurrent index build of the lock's holder waits
//! for that snapshot: both would wait for ever. So the lock is tried, in a statement of its own, and in between the
//! session is idle.

use std::time::Duration;

use super::{Phase, Run, Verb, Way};
use crate::run::backoff::Backoff;
use crate::run::{
    Action, Busy, Effect, Error, Event, Greeting, Holder, Interruption, Reply, ServerError,
};
use crate::sql::{self, Lock, Saved, TryLock};

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

    pub(super) fn next(&mut self) -> Duration {
        self.pauses.next()
    }

    /// Begins to wait, unless it has begun: since when.
    pub(super) fn begin(&mut self, now: Duration) -> Duration {
        *self.since.get_or_insert(now)
    }

    /// How long it has been waited.
    pub(super) fn waited(&self, now: Duration) -> Duration {
        self.since
            .map_or(Duration::ZERO, |since| now.saturating_sub(since))
    }

    /// The run itself got on: the waiting is over.
    pub(super) fn rest(&mut self) {
        self.pauses.restart();
        self.since = None;
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
        let condition = match (self.way, self.greeting) {
            (Way::Own, _) | (_, Greeting::Unknown) => TryLock::Always,
            (_, Greeting::ClientEncoding) => TryLock::InOwnSession,
        };
        let text = sql::try_lock(&self.plan.ledger, condition);
        self.query(Phase::Locking, text);
    }

    /// The time is over. Who waits for somebody that does the same job may find it done, and then needs no lock.
    pub(super) fn waited(&mut self) {
        match self.verb {
            // An interrupted run makes one more attempt, whose answer says who holds the lock.
            _ if self.interrupted => self.try_lock(),
            Verb::Up(_) => self.ask(),
            _ => self.try_lock(),
        }
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
        let Some(row) = rows.into_iter().next().filter(|row| !row.is_empty()) else {
            return self.fail_outside("taking the lock", Reply::Rows(Vec::new()));
        };
        let text = |at: usize| row.get(at).cloned().flatten();
        let setting = |at: usize| text(at).unwrap_or_default();
        // What an earlier attempt of this run has set is not how the session was.
        let before = self.saved.take();
        let was_changed = before.is_some();
        let found = before.unwrap_or_else(|| Saved {
            lock: Lock::NotTaken,
            standard_conforming_strings: setting(4),
            settings: None,
        });
        self.session = text(6);
        match text(0).as_deref() {
            Some("t") => {
                let lock = Lock::Held;
                let settings = text(7);
                self.saved = Some(Saved {
                    lock,
                    settings,
                    ..found
                });
                self.lock.rest();
                self.forget_comparison();
                self.event(Event::Locked);
                return self.read();
            }
            Some(_) => self.saved = was_changed.then_some(found),
            None => {
                self.way = match text(5).as_deref() {
                    Some("t") => Way::Pooled,
                    _ => Way::Between,
                };
                let is_changed = was_changed || setting(4) != "on";
                self.saved = is_changed.then_some(found);
                self.event(Event::Pooler);
                return self.read();
            }
        }
        let holder = Holder::from_columns(&row[1..]);
        self.lock.begin(self.now);
        let waited = self.lock.waited(self.now);
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
        self.next = Some(Action::Wait(self.lock.next().min(left)));
    }
}

impl Holder {
    /// Reads pid, application name and seconds since it connected; `None` without a pid.
    pub(super) fn from_columns(columns: &[Option<String>]) -> Option<Self> {
        let text = |at: usize| columns.get(at).and_then(Option::as_deref);
        Some(Self {
            pid: text(0)?.parse().ok()?,
            application_name: text(1).unwrap_or_default().to_owned(),
            connected: text(2)
                .and_then(|seconds| seconds.parse().ok())
                .map(Duration::from_secs),
        })
    }
}
