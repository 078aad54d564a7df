//! Attempts that failed for a reason that passes: a lock that others hold, a deadlock, a serialization failure.
//!
//! A revision gives up its place in the queue for a lock after its `lock_timeout`, so that nobody behind it waits longer, and
//! comes back after a pause, as often as its budget allows.

use std::time::Duration;

use super::stepwise::At;
use super::{Phase, Run};
use crate::run::backoff::Backoff;
use crate::run::{
    Action, Blocker, Cause, Event, Interruption, Recorded, Reply, ServerError, SourcePlace,
};
use crate::sql;
use crate::state::Named;

/// What is done again.
#[derive(Debug, Clone, Copy)]
pub(super) enum Again {
    /// The revision's message.
    Revision,
    /// The record before a statement.
    BeginStep(At),
    /// The statement, which has done nothing.
    Step(At),
    /// The record after the last statement.
    FinishSteps(At),
}

/// A part of a revision that came back with an error. Nothing of it is left open.
#[derive(Debug)]
pub(super) struct Attempt {
    pub(super) again: Again,
    pub(super) position: usize,
    pub(super) place: Option<SourcePlace>,
    pub(super) step: Option<(u32, u32)>,
    pub(super) error: Box<ServerError>,
    pub(super) recorded: Recorded,
}

/// The attempts at one revision, or at one statement of it.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    /// How many failed.
    pub(super) failed: u32,
    /// When the first of them began.
    since: Option<Duration>,
    /// When the last of them began.
    pub(super) last: Duration,
    pauses: Option<Backoff>,
    /// Who was in the way of the last one.
    pub(super) blockers: Vec<Blocker>,
}

const SHORTEST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(5);

impl Run<'_> {
    /// An attempt begins now.
    pub(super) fn attempt_begins(&mut self) {
        self.attempts.last = self.now;
        self.attempts.since.get_or_insert(self.now);
    }

    /// What was to be done is done: the next thing has a budget of its own.
    pub(super) fn attempts_are_over(&mut self) {
        self.attempts = Attempts::default();
    }

    /// Goes on with another attempt, or fails.
    pub(super) fn failed_attempt(&mut self, attempt: Attempt) {
        self.attempts.failed += 1;
        self.attempts.blockers.clear();
        let possible = matches!(
            attempt.recorded,
            Recorded::Nothing | Recorded::Step { .. } | Recorded::Unrecorded { .. }
        );
        match &*attempt.error.code {
            sql::LOCK_NOT_AVAILABLE if possible => {
                // Who came during the attempt cannot have been there before it.
                let text = sql::blockers(self.now.saturating_sub(self.attempts.last));
                self.query(Phase::FindingBlockers(Box::new(attempt)), text);
            }
            sql::DEADLOCK | sql::SERIALIZATION_FAILURE if possible => self.pause_or_fail(attempt),
            _ => self.give_up(attempt),
        }
    }

    /// Who is in the way is told as well as it can be found out.
    pub(super) fn found_blockers(&mut self, reply: Reply, attempt: Attempt) {
        match reply {
            Reply::Rows(rows) => {
                let all = rows
                    .iter()
                    .filter_map(|row| Blocker::from_columns(row))
                    .collect();
                let script = self.script_text(attempt.position);
                self.attempts.blockers = Blocker::of_script(all, &script);
            }
            Reply::Lost(why) => {
                let ending = self.failure_of(&attempt);
                self.ending = Some(Err(self.error_of(ending)));
                return self.lost(crate::run::Error::Lost {
                    doing: "asking who is in the way",
                    why,
                });
            }
            Reply::Error(_) | Reply::Waited | Reply::Alone => {}
        }
        self.pause_or_fail(attempt);
    }

    fn pause_or_fail(&mut self, attempt: Attempt) {
        let since = self.attempts.since.unwrap_or(self.now);
        let spent = self.now.saturating_sub(since);
        let left = self.options.retry_for.saturating_sub(spent);
        if left.is_zero() || self.interrupted {
            return self.give_up(attempt);
        }
        let seed = self.options.seed;
        let pauses = self
            .attempts
            .pauses
            .get_or_insert_with(|| Backoff::new(seed, SHORTEST, LONGEST));
        // The last pause ends with the budget, so that the last attempt is not skipped.
        let pause = pauses.next().min(left);
        self.event(Event::Retrying {
            revision: self.revision_at(attempt.position),
            step: attempt.step,
            attempt: self.attempts.failed,
            error: attempt.error.clone(),
            blockers: self.attempts.blockers.clone(),
            pause,
            left,
        });
        self.phase = Phase::Pausing(Box::new(attempt));
        self.next = Some(Action::Wait(pause));
    }

    /// The pause is over.
    pub(super) fn paused(&mut self, attempt: Attempt) {
        if self.interrupted {
            return self.give_up(attempt);
        }
        match attempt.again {
            Again::Revision => self.send_next(),
            Again::BeginStep(at) => self.begin_step(at),
            Again::Step(at) => self.send_statement(at),
            Again::FinishSteps(at) => self.finish_steps(at),
        }
    }

    fn give_up(&mut self, attempt: Attempt) {
        let failure = self.failure_of(&attempt);
        self.fail(failure);
    }

    fn failure_of(&self, attempt: &Attempt) -> crate::run::Failure {
        let step = match attempt.recorded {
            // The statement before the one whose record was to follow.
            Recorded::Unrecorded { step, of } => Some((step, of)),
            _ => attempt.step,
        };
        let mut failure = self.failure(
            attempt.position,
            attempt.place.clone(),
            step,
            Cause::Server(attempt.error.clone()),
            attempt.recorded,
        );
        if let Again::Step(at) | Again::BeginStep(at) | Again::FinishSteps(at) = attempt.again {
            failure.remedy = self.remedy(at);
        }
        failure
    }

    /// Between two revisions: whether the run was interrupted and ends here.
    pub(super) fn ends_before_the_next(&mut self) -> bool {
        let next = self
            .queue
            .front()
            .map(|position| self.revision_at(*position));
        match next {
            Some(next) if self.interrupted => {
                let interruption = Interruption::Between {
                    done: self.finished.len(),
                    next: Some(Named::from(next)),
                    direction: self.direction(),
                };
                self.end(Err(crate::run::Error::Interrupted(Box::new(interruption))));
                true
            }
            _ => false,
        }
    }
}
