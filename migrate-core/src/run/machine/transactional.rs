//! A revision in one message; and what every revision has in common.

use std::borrow::Cow;
use std::time::Duration;

use super::ending::Then;
use super::undo::Broken;
use super::{Phase, Run};
use crate::plan::{Down, Revision, Script};
use crate::run::locate;
use crate::run::{
    Busy, Cause, Direction, Error, Event, Failure, Finished, Interruption, Origin, Recorded,
    Remedy, Reply, ServerError, SourcePlace,
};
use crate::sql::{self, Durability, Manner, Message};
use crate::state::Named;

/// What a run is doing when it may not write into the ledger.
pub(super) const RECORDING: &str = "recording a revision";

/// The script of a revision, from the plan or from the ledger.
pub(super) enum Source<'p> {
    Plan(&'p Script),
    Ledger(Script),
}

impl<'p> Run<'p> {
    pub(super) fn direction(&self) -> Direction {
        self.heading
    }

    pub(super) fn revision_at(&self, position: usize) -> &'p Revision {
        &self.plan.revisions[position]
    }

    pub(super) fn source(&self, position: usize) -> Source<'p> {
        let revision = self.revision_at(position);
        if self.direction() == Direction::Up {
            return Source::Plan(&revision.up);
        }
        if let Some((_, script)) = self.recorded.iter().find(|(id, _)| *id == revision.id) {
            return Source::Ledger(script.clone());
        }
        match &revision.down {
            Down::Script(script) => Source::Plan(script),
            Down::Irreversible { .. } => unreachable!("irreversible revisions are refused first"),
        }
    }

    /// Begins the next revision of the queue.
    pub(super) fn run_next(&mut self) {
        let direction = self.direction();
        let Some(position) = self.queue.front().copied() else {
            return self.all_done(direction);
        };
        if self.ends_before_the_next() {
            return;
        }
        let revision = self.revision_at(position);
        self.event(Event::Started {
            direction,
            revision,
            number: self.finished.len() + 1,
            of: self.finished.len() + self.queue.len(),
        });
        self.send_next();
    }

    /// Sends the next revision of the queue, for the first time or again.
    pub(super) fn send_next(&mut self) {
        let direction = self.direction();
        let Some(position) = self.queue.front().copied() else {
            return self.all_done(direction);
        };
        self.attempt_begins();
        let revision = self.revision_at(position);
        let source = self.source(position);
        let script = match &source {
            Source::Plan(script) => script,
            Source::Ledger(script) => script,
        };
        if !script.statements().is_empty() {
            return self.begin_steps(position);
        }
        let text = &script.text;
        let guarding = self.guarding(text);
        let (plan, expected, options) = (self.plan, &self.expected, &self.options);
        let durability = match self.queue.len() > 1 || !self.again.is_empty() {
            true => Durability::WithALaterCommit,
            false => Durability::AtOnce,
        };
        let manner = Manner {
            durability,
            lock: self.lock(),
            guarding,
        };
        let message = match direction {
            Direction::Up => sql::up_message(plan, revision, expected, options, manner),
            Direction::Down => sql::down_message(plan, revision, text, expected, options, manner),
        };
        let Message { text, script } = message;
        // The text itself is handed over, not kept: a script may be long.
        self.execute(
            Phase::Revision {
                position,
                before: text[..script.start].to_owned(),
                started: self.now,
                durability,
            },
            text,
        );
    }

    pub(super) fn revision_answered(
        &mut self,
        reply: Reply,
        position: usize,
        before: &str,
        started: Duration,
        durability: Durability,
    ) {
        match reply {
            Reply::Rows(_) | Reply::Waited | Reply::Alone => {
                self.committed = durability;
                self.record(position);
                self.finish(position, started);
            }
            Reply::Error(error) if error.code == sql::LEDGER_CHANGED => self.overtaken_at(position),
            Reply::Error(error) if error.code == sql::LEDGER_BUSY => self.yield_ledger(),
            Reply::Error(error) if self.is_refused_the_ledger(&error) => {
                self.ending = Some(Err(Error::Database {
                    doing: RECORDING,
                    error,
                }));
                self.roll_back(Then::End);
            }
            Reply::Error(error) => {
                let place = locate::in_message(before, &self.script_text(position), &error);
                self.undo(Broken {
                    position,
                    place,
                    error,
                });
            }
            Reply::Lost(why) => {
                let cause = Cause::Lost(why);
                let failure = self.failure(position, None, None, cause, Recorded::Unknown);
                self.lost(Error::Revision(Box::new(failure)));
            }
        }
    }

    /// What the next guard expects, now that this revision is recorded or its record removed.
    pub(super) fn record(&mut self, position: usize) {
        let revision = self.revision_at(position);
        let heads = &mut self.expected.heads;
        match self.heading {
            Direction::Down => {
                self.expected.count -= 1;
                heads.retain(|(id, _)| *id != revision.id);
                let Some(at) = self.rows.iter().position(|row| row.id == revision.id) else {
                    return;
                };
                let row = self.rows.swap_remove(at);
                for parent in row.parents {
                    let is_head = !self.rows.iter().any(|row| row.parents.contains(&parent));
                    let parent = self.rows.iter().find(|row| row.id == parent);
                    if let (true, Some(parent)) = (is_head, parent) {
                        heads.push((parent.id, parent.chain));
                    }
                }
                heads.sort_unstable();
                self.applied.remove(position);
            }
            Direction::Up => {
                self.expected.count += 1;
                heads.retain(|(id, _)| !revision.parents.contains(id));
                heads.push((revision.id, revision.digests.chain));
                heads.sort_unstable();
                self.applied.insert(position);
            }
        }
    }

    pub(super) fn finish(&mut self, position: usize, started: Duration) {
        let revision = self.revision_at(position);
        let took = self.now.saturating_sub(started);
        self.event(Event::Finished {
            direction: self.direction(),
            revision,
            number: self.finished.len() + 1,
            of: self.finished.len() + self.queue.len(),
            took,
        });
        self.expected.last = Some((revision.id, self.direction()));
        self.queue.pop_front();
        self.finished.push(Finished { revision, took });
        self.overtaken = 0;
        self.attempts_are_over();
        self.lock.rest();
        self.run_next();
    }

    pub(super) fn failure(
        &self,
        position: usize,
        place: Option<SourcePlace>,
        step: Option<(u32, u32)>,
        cause: Cause,
        recorded: Recorded,
    ) -> Failure {
        let revision = self.revision_at(position);
        let script = match self.direction() {
            Direction::Up => revision.up_path(),
            Direction::Down => revision.down_path(),
        };
        let origin = match self.source(position) {
            Source::Ledger(_) => Origin::Ledger,
            Source::Plan(_) => Origin::Plan,
        };
        Failure {
            revision: Named::from(revision),
            direction: self.direction(),
            path: format!("{}/{script}", self.plan.directory),
            origin,
            place,
            step,
            cause,
            recorded,
            attempts: self.attempts.failed.max(1),
            blockers: self.attempts.blockers.clone(),
            lock_timeout: revision.lock_timeout.unwrap_or(self.options.lock_timeout),
            statement_timeout: revision
                .statement_timeout
                .unwrap_or(self.options.statement_timeout),
            took: self.now.saturating_sub(self.attempts.last),
            left: Vec::new(),
            remedy: Remedy::Resolve,
        }
    }

    /// The text that is run of a revision.
    pub(super) fn script_text(&self, position: usize) -> Cow<'p, str> {
        match self.source(position) {
            Source::Plan(script) => Cow::Borrowed(&*script.text),
            Source::Ledger(script) => Cow::Owned(script.text.into_owned()),
        }
    }

    /// Ends the run because of a revision, after the failure was logged.
    pub(super) fn fail(&mut self, failure: Failure) {
        let id = failure.revision.id;
        let detail = match &failure.cause {
            Cause::Server(error) => log_detail(error, failure.step),
            Cause::Lost(why) => why.clone(),
        };
        // A statement outside a transaction may have left anything in the session.
        let first = match failure.step {
            Some(_) => sql::restore_session(),
            None => String::new(),
        };
        self.ending = Some(Err(self.error_of(failure)));
        self.roll_back(Then::Log { id, first, detail });
    }

    /// Whose move it is after this failure.
    pub(super) fn error_of(&self, failure: Failure) -> Error {
        let code = match &failure.cause {
            Cause::Server(error) => &*error.code,
            Cause::Lost(_) => "",
        };
        let passing = matches!(
            code,
            sql::LOCK_NOT_AVAILABLE | sql::DEADLOCK | sql::SERIALIZATION_FAILURE
        );
        if self.interrupted && (passing || code == sql::CANCELLED) {
            let interruption = Interruption::Revision(Box::new(failure));
            return Error::Interrupted(Box::new(interruption));
        }
        match passing && failure.recorded != Recorded::Escaped {
            true => Error::Busy(Busy::Lock(Box::new(failure))),
            false => Error::Revision(Box::new(failure)),
        }
    }
}

fn log_detail(error: &ServerError, step: Option<(u32, u32)>) -> String {
    let server = match &*error.code {
        "" => error.message.clone(),
        code => format!("{code} {}", error.message),
    };
    match step {
        Some((step, of)) => format!("statement {step} of {of}: {server}"),
        None => server,
    }
}
