//! Whether a pooler stands between, before statements are run outside a transaction.
//!
//! A transactional revision is applied once whoever answers: its guard and its script are one transaction. Statements
//! outside a transaction have nothing but the session lock between them, and that lock is worth nothing where a pooler gives
//! each message to another session, or the same session to another client.
//!
//! One connection cannot tell: a pooler that has nothing else to do answers it from the same session again and again. Two
//! can, because a pooler in transaction mode takes a session back at the end of each message. So both are asked in turn who
//! answers. A pooler that gives out the last session first answers both from the same one; one that gives them out in turn
//! soon answers one of them from another.

use super::{Phase, Run, Verb};
use crate::run::{Action, Direction, Error, Pooling, Reply};
use crate::sql;
use crate::state::Named;

/// What is known about the way between the driver and the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Nothing speaks against a session of the run's own.
    Straight,
    /// Somebody else opened the session. Whether the run keeps it is not known.
    Between,
    /// The session is the run's own: a second connection was answered by another one.
    Own,
    /// A pooler gives out sessions message by message.
    Pooled,
}

/// How often both connections are asked when somebody else opened the session.
const ROUNDS: u32 = 6;

/// A comparison that is under way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Comparing {
    direction: Direction,
    /// How many rounds are left after this one.
    left: u32,
}

impl Run<'_> {
    /// Goes on with what was decided, after it was made sure that statements outside a transaction can be run here.
    pub(super) fn begin_unless_pooled(&mut self, direction: Direction) {
        match self.way {
            _ if self.first_outside().is_none() => self.begin_queue(direction),
            Way::Own => self.begin_queue(direction),
            Way::Pooled => self.refuse_pooled(Pooling::Proven),
            Way::Straight => self.compare(Comparing { direction, left: 0 }),
            Way::Between => self.compare(Comparing {
                direction,
                left: ROUNDS - 1,
            }),
        }
    }

    /// The first of the queue that runs outside a transaction.
    fn first_outside(&self) -> Option<usize> {
        self.queue
            .iter()
            .copied()
            .find(|position| !self.script_at(*position).statements().is_empty())
            .or_else(|| {
                let has_statements = |p: &usize| !self.revision_at(*p).up.statements().is_empty();
                self.again.iter().copied().find(has_statements)
            })
    }

    fn refuse_pooled(&mut self, pooling: Pooling) {
        let position = self.first_outside().expect(
            "only a queue with such a revision is compared, and it does not change meanwhile",
        );
        let revision = Named::from(self.revision_at(position));
        let done = self.finished.len();
        self.end(Err(Error::Pooler {
            revision,
            pooling,
            done,
        }));
    }

    fn compare(&mut self, comparing: Comparing) {
        self.phase = Phase::AskingBeside(comparing);
        self.next = Some(Action::Beside(sql::which_session()));
    }

    pub(super) fn answered_beside(&mut self, reply: Reply, comparing: Comparing) {
        match reply {
            Reply::Rows(rows) => match self.session.is_some() && only_cell(&rows) == self.session {
                true => self.is_pooled(),
                false => self.query(Phase::AskingAgain(comparing), sql::which_session()),
            },
            // Without a second connection nothing is proven. What is suspected stays so.
            _ if self.way == Way::Between => self.refuse_pooled(Pooling::Possible),
            _ => self.begin_queue(comparing.direction),
        }
    }

    pub(super) fn answered_again(&mut self, reply: Reply, comparing: Comparing) {
        let rows = match reply {
            Reply::Rows(rows) => rows,
            other => return self.fail_outside("asking which session answers", other),
        };
        if self.session.is_some() && only_cell(&rows) != self.session {
            return self.is_pooled();
        }
        match (comparing.left, self.way) {
            (0, Way::Between) => {
                // Now the lock is worth something, and what was read without it is not.
                self.way = Way::Own;
                self.try_lock();
            }
            (0, _) => {
                self.way = Way::Own;
                self.begin_queue(comparing.direction);
            }
            (left, _) => self.compare(Comparing {
                left: left - 1,
                ..comparing
            }),
        }
    }

    fn is_pooled(&mut self) {
        self.way = Way::Pooled;
        self.refuse_pooled(Pooling::Proven);
    }

    /// Whether this run changes the database without holding the lock.
    pub(super) fn acts_unlocked(&self) -> bool {
        matches!(self.way, Way::Between | Way::Pooled)
            && !matches!(self.verb, Verb::State | Verb::Ledger)
    }
}

fn only_cell(rows: &[Vec<Option<String>>]) -> Option<String> {
    rows.first().and_then(|row| row.first()).cloned().flatten()
}
