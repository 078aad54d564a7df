//! The record of what the schema is: before the first revision where a drift is accepted, and after the last, before the lock is released.

use super::ending::Then as After;
use super::fingerprint::Then;
use super::{Phase, Run, Verb};
use crate::drift::Touched;
use crate::run::{
    Busy, Error, Event, Evidence, Failure, Inspected, Interruption, Outcome, Recorded, Reply,
};
use crate::sql::{self, CreateTable, Recording};
use crate::state::{Standing, State};

impl Run<'_> {
    /// Records the schema as it is, and in the log what differs and why that is right.
    pub(super) fn accept(
        &mut self,
        state: State,
        touched: Vec<Touched>,
        reason: &str,
        (seq, read): (i64, Inspected),
    ) {
        let names: Vec<String> = touched.iter().map(ToString::to_string).collect();
        let detail = format!("drift accepted: {reason}; {}", names.join(", "));
        self.event(Event::DriftAccepted { touched });
        if let Some(watch) = &mut self.fingerprints {
            watch.is_settled = true;
        }
        if !self.acts() {
            return self.decide_at(state);
        }
        let recording = Recording {
            seq,
            read,
            table: CreateTable::No,
            accepted: Some(detail),
        };
        let text = sql::record_schema(self.plan, &recording, &self.options);
        self.execute(Phase::Accepting(Box::new(state)), text);
    }

    pub(super) fn accepted(&mut self, reply: Reply, state: State) {
        match reply {
            Reply::Rows(_) => self.decide_at(state),
            Reply::Error(error) => {
                let doing = "recording that the drift is accepted";
                self.ending = Some(Err(Error::Database { doing, error }));
                if let Some(watch) = &mut self.fingerprints {
                    watch.is_recorded = true;
                }
                self.roll_back(After::End);
            }
            other => self.fail_outside("recording that the drift is accepted", other),
        }
    }

    /// Whether the run is over but for the record of what the schema is now.
    pub(super) fn is_to_be_recorded(&self) -> bool {
        let Some(watch) = &self.fingerprints else {
            return false;
        };
        let is_due =
            !watch.is_recorded && watch.is_settled && self.acts() && self.missing.is_none();
        is_due
            && !matches!(self.verb, Verb::Resolve(..))
            && match &self.ending {
                // What was compared with the revisions holds, whatever was recorded before.
                Some(Ok(Outcome::NothingToDo)) if self.is_verified() => true,
                Some(Ok(Outcome::NothingToDo)) => matches!(
                    watch.standing,
                    Standing::Unrecorded | Standing::Unknown { .. } | Standing::Incomparable { .. }
                ),
                // The ledger is not what the comparison was made beside.
                Some(Ok(Outcome::Overtaken)) => false,
                Some(Ok(_)) => true,
                Some(Err(error)) => leaves_whole(error),
                None => false,
            }
    }

    /// Whether it is a stamp that the caller has compared with what the revisions make.
    fn is_verified(&self) -> bool {
        matches!(self.verb, Verb::Stamp(_, Evidence::Compared { .. }))
    }

    pub(super) fn ask_last_event(&mut self) {
        if let Some(watch) = &mut self.fingerprints {
            watch.is_recorded = true;
        }
        let text = sql::last_event(&self.plan.ledger);
        self.query(Phase::AskingLastEvent, text);
    }

    pub(super) fn told_last_event(&mut self, reply: Reply) {
        let rows = match reply {
            Reply::Rows(rows) => rows,
            other => return self.not_recorded(other),
        };
        let row = rows.into_iter().next().unwrap_or_default();
        let text = |at: usize| row.get(at).and_then(Option::as_deref);
        let seq = text(0).and_then(|seq| seq.parse().ok());
        let is_there = text(1) == Some("t");
        match (&mut self.fingerprints, seq) {
            (Some(watch), Some(seq)) => {
                watch.seq = seq;
                watch.table = match is_there {
                    true => CreateTable::No,
                    false => CreateTable::Yes,
                };
                self.inspect(Then::Record);
            }
            _ => self.not_recorded(Reply::Rows(Vec::new())),
        }
    }

    pub(super) fn record_schema(&mut self, read: Inspected) {
        let Some(watch) = &self.fingerprints else {
            return;
        };
        let fingerprint = read.fingerprint.clone();
        let (seq, table) = (watch.seq, watch.table);
        let recording = Recording {
            seq,
            read,
            table,
            accepted: None,
        };
        let text = sql::record_schema(self.plan, &recording, &self.options);
        self.execute(Phase::RecordingSchema(fingerprint), text);
    }

    pub(super) fn schema_recorded(&mut self, reply: Reply, fingerprint: String) {
        match reply {
            Reply::Rows(_) => {
                self.event(Event::SchemaRecorded { fingerprint });
                self.release();
            }
            other => self.not_recorded(other),
        }
    }

    /// How the run ended stands. The next one finds an event after which nothing was recorded.
    pub(super) fn not_recorded(&mut self, reply: Reply) {
        let (why, is_lost) = match reply {
            Reply::Error(error) => (error.to_string(), false),
            Reply::Lost(why) => (why, true),
            Reply::Rows(_) | Reply::Waited | Reply::Alone => {
                ("the driver answered out of turn".to_owned(), false)
            }
        };
        self.event(Event::SchemaNotRecorded { why });
        match is_lost {
            true => {
                self.saved = None;
                self.done();
            }
            false => self.roll_back(After::End),
        }
    }
}

/// Whether a run that ends so has left whole revisions, each recorded: then what the schema is now is what they made of it.
fn leaves_whole(error: &Error) -> bool {
    let is_undone = |failure: &Failure| failure.recorded == Recorded::Nothing;
    match error {
        Error::Revision(failure) | Error::Busy(Busy::Lock(failure)) => is_undone(failure),
        Error::Interrupted(interruption) => match &**interruption {
            Interruption::Revision(failure) => is_undone(failure),
            Interruption::Between { done, .. } => *done > 0,
            _ => false,
        },
        _ => false,
    }
}
