//! The fingerprint of the schema: compared before the first revision, recorded after the last, under the same lock.
//!
//! What is recorded says after which event of the log it was read, and that event is asked for before the schema is. So
//! whatever happens in between, a crash or a run that does not record, the next comparison finds an event that is not in what was
//! recorded: then the schema is unknown since that event, and not drifted.

use super::{Phase, Run, Verb};
use crate::drift::Touched;
use crate::run::{
    Drift, Effect, Error, Event, Inspected, Inspection, Inspector, Outcome, Reply, ServerError,
};
use crate::sql::{self, CreateTable};
use crate::state::{Moved, Standing, State};

/// What watches the schema.
#[derive(Debug)]
pub(super) struct Fingerprints<'p> {
    pub(super) drift: Drift,
    pub(super) inspector: Box<dyn Inspector + 'p>,
    /// What was found; `Unasked` before that.
    pub(super) standing: Standing,
    /// Whether this run has compared, or need not: only then it says what the schema is afterwards.
    pub(super) is_settled: bool,
    /// Whether it was tried to record how the run ends.
    pub(super) is_recorded: bool,
    /// Whether the table has to be created.
    pub(super) table: CreateTable,
    pub(super) seq: i64,
}

/// Why what was recorded is read.
#[derive(Debug)]
pub(super) enum Look {
    /// Everything is applied, and nothing is locked.
    Glance,
    /// The run is about to act from this state, or to tell it.
    Before(State),
}

/// Why the schema is read.
#[derive(Debug)]
pub(super) enum Then {
    /// To be compared with what was recorded.
    Compare(Look, Box<Record>),
    /// To be recorded.
    Record,
}

impl Then {
    /// Whether nothing was done yet.
    pub(super) const fn is_before(&self) -> bool {
        matches!(self, Self::Compare(..))
    }
}

/// What was recorded.
#[derive(Debug)]
pub(super) struct Record {
    fingerprint: String,
    objects: String,
    server: String,
    at: String,
    seq: i64,
    /// What happened since, of whatever plan.
    moved: Option<Moved>,
}

impl<'p> Run<'p> {
    /// Lets the run compare the schema with what the last run recorded of it, before it acts, and record what it is afterwards.
    #[must_use]
    pub fn watching(mut self, drift: Drift, inspector: impl Inspector + 'p) -> Self {
        self.fingerprints = Some(Fingerprints {
            is_settled: drift == Drift::NotCompared,
            drift,
            inspector: Box::new(inspector),
            standing: Standing::Unasked,
            is_recorded: false,
            table: CreateTable::No,
            seq: 0,
        });
        self
    }

    /// Whether this run compares at all.
    pub(super) fn compares(&self) -> bool {
        let watch = self.fingerprints.as_ref();
        watch.is_some_and(|watch| watch.drift != Drift::NotCompared)
    }

    /// What was found.
    pub(super) fn standing(&self) -> Standing {
        let watch = self.fingerprints.as_ref();
        watch.map_or(Standing::Unasked, |watch| watch.standing.clone())
    }

    /// What was read without the lock says nothing about what comes with it.
    pub(super) fn forget_comparison(&mut self) {
        let compares = self.compares();
        if let Some(watch) = self.fingerprints.as_mut().filter(|_| compares) {
            watch.is_settled = false;
            watch.standing = Standing::Unasked;
        }
    }

    /// Whether the run goes on from this state, if the schema is as it was recorded.
    pub(super) fn is_to_be_compared(&mut self, state: &State) -> bool {
        let Some(watch) = &mut self.fingerprints else {
            return false;
        };
        if watch.is_settled {
            return false;
        }
        if self.missing.is_some() {
            // Without a ledger nothing can have been recorded. A table of an earlier one may be there all the same.
            watch.is_settled = true;
            return false;
        }
        let goes_on = matches!(state, State::UpToDate | State::Behind { .. });
        match self.verb {
            Verb::Ledger | Verb::Up(_) => goes_on,
            Verb::Down(_) | Verb::Redo(_) => goes_on || matches!(state, State::Edited { .. }),
            Verb::Stamp(..) => goes_on || matches!(state, State::Gap { .. }),
            Verb::Resume | Verb::Resolve(..) | Verb::State => false,
        }
    }

    pub(super) fn acts(&self) -> bool {
        self.options.effect == Effect::Apply && !matches!(self.verb, Verb::Ledger | Verb::State)
    }

    /// Reads what was recorded.
    pub(super) fn look_at_schema(&mut self, look: Look) {
        let text = sql::recorded_schema(self.plan);
        self.query(Phase::ReadingRecorded(Box::new(look)), text);
    }

    pub(super) fn have_recorded(&mut self, reply: Reply, look: Look) {
        let rows = match reply {
            Reply::Rows(rows) => rows,
            Reply::Error(error) if error.code == "42P01" && self.acts() => {
                let text = sql::may_create_fingerprints(&self.plan.ledger);
                return self.query(Phase::AskingMayRecord(Box::new(look)), text);
            }
            Reply::Error(error) if error.code == "42P01" => {
                return self.settle(look, Standing::Unrecorded);
            }
            Reply::Error(error) if error.code == sql::INSUFFICIENT_PRIVILEGE => {
                return match self.acts() {
                    true => self.may_not_record(CreateTable::No),
                    false => {
                        let table = self.plan.ledger.fingerprints();
                        let why = format!("this role may not read {table} and the ledger's log");
                        self.settle(look, Standing::Incomparable { why });
                    }
                };
            }
            other => return self.fail_outside("reading what was recorded of the schema", other),
        };
        let row = rows.into_iter().next().unwrap_or_default();
        let text = |at: usize| row.get(at).cloned().flatten();
        if self.acts() && text(5).as_deref() != Some("t") {
            return self.may_not_record(CreateTable::No);
        }
        let Some(layout) = text(0) else {
            return self.settle(look, Standing::Unrecorded);
        };
        let known = sql::FINGERPRINTS_LAYOUT;
        if layout != known.to_string() {
            let table = self.plan.ledger.fingerprints();
            let why = format!(
                "{table} has rows of layout {layout}, and this version knows layout {known}"
            );
            return self.end(Err(Error::State(Box::new(State::Foreign { why }))));
        }
        let moved = |at: usize| {
            Some(Moved {
                event: text(at)?,
                id: text(at + 1),
                plan: text(at + 2).filter(|plan| **plan != *self.plan.name),
                at: text(at + 3).unwrap_or_default(),
                tool: text(at + 4).unwrap_or_default(),
            })
        };
        if text(7).as_deref() != Some("t") {
            let log = self.plan.ledger.log();
            let why = format!("it was recorded beside another log than {log}");
            return self.settle(look, Standing::Incomparable { why });
        }
        if let Some(since) = moved(8) {
            return self.settle(look, Standing::Unknown { since });
        }
        let record = Record {
            fingerprint: text(1).unwrap_or_default(),
            objects: text(2).unwrap_or_default(),
            server: text(3).unwrap_or_default(),
            at: text(4).unwrap_or_default(),
            seq: text(6).and_then(|seq| seq.parse().ok()).unwrap_or_default(),
            moved: moved(13).or_else(|| moved(18)),
        };
        self.inspect(Then::Compare(look, Box::new(record)));
    }

    pub(super) fn told_may_record(&mut self, reply: Reply, look: Look) {
        match reply {
            Reply::Rows(rows) => {
                let may = rows.first().and_then(|row| row.first()).cloned().flatten();
                match may.as_deref() {
                    Some("t") => self.settle(look, Standing::Unrecorded),
                    _ => self.may_not_record(CreateTable::Yes),
                }
            }
            other => self.fail_outside("asking for privileges", other),
        }
    }

    fn may_not_record(&mut self, create: CreateTable) {
        let (ledger, table) = (&self.plan.ledger, self.plan.ledger.fingerprints());
        let grant = match create {
            CreateTable::Yes => {
                let schema = ledger.schema.replace('"', "\"\"");
                format!("GRANT CREATE ON SCHEMA \"{schema}\"")
            }
            CreateTable::No => format!("GRANT SELECT, INSERT, UPDATE ON {table}"),
        };
        let table = table.to_string();
        self.end(Err(Error::MayNotRecord { table, grant }));
    }

    pub(super) fn inspect(&mut self, then: Then) {
        let Some(watch) = &mut self.fingerprints else {
            return;
        };
        let message = watch.inspector.begin();
        self.ask_for_schema(&message, then);
    }

    fn ask_for_schema(&mut self, message: &str, then: Then) {
        let text = sql::inspect(message, self.options.lock_timeout);
        self.query(Phase::Inspecting(Box::new(then)), text);
    }

    pub(super) fn inspected(&mut self, reply: Reply, then: Then) {
        let Some(watch) = &mut self.fingerprints else {
            return;
        };
        let inspection = match reply {
            Reply::Rows(rows) => watch.inspector.answered(rows),
            other => return self.not_inspected(other, &then),
        };
        match (inspection, then) {
            (Inspection::Send(message), then) => self.ask_for_schema(&message, then),
            (Inspection::Done(read), Then::Compare(look, record)) => {
                self.compare_with(look, *record, read)
            }
            (Inspection::Done(read), Then::Record) => self.record_schema(read),
            (Inspection::Failed(why), then) => {
                let error = Box::new(ServerError {
                    message: why,
                    ..ServerError::default()
                });
                self.not_inspected(Reply::Error(error), &then);
            }
        }
    }

    fn not_inspected(&mut self, reply: Reply, then: &Then) {
        match then {
            Then::Compare(..) => self.fail_outside("reading the schema", reply),
            Then::Record => self.not_recorded(reply),
        }
    }

    fn compare_with(&mut self, look: Look, record: Record, read: Inspected) {
        let Some(watch) = &mut self.fingerprints else {
            return;
        };
        let incomparable = |why: String| Standing::Incomparable { why };
        let version = |fingerprint: &str| fingerprint.split(':').next().map(str::to_owned);
        let standing = if version(&record.fingerprint) != version(&read.fingerprint) {
            incomparable("another version of the tool recorded it".to_owned())
        } else if record.server != read.server.to_string() {
            incomparable(format!(
                "it was recorded on PostgreSQL {}, and this is PostgreSQL {}, which may write expressions differently",
                record.server, read.server
            ))
        } else if record.fingerprint == read.fingerprint {
            Standing::AsRecorded { at: record.at }
        } else {
            match (
                watch.inspector.compare(&record.objects, &read),
                &record.moved,
            ) {
                (Err(why), _) => incomparable(why),
                (Ok(touched), _) if touched.is_empty() => Standing::AsRecorded { at: record.at },
                (Ok(_), Some(since)) => Standing::Unknown {
                    since: since.clone(),
                },
                (Ok(touched), None) => return self.drifted(look, record, touched, read),
            }
        };
        self.settle(look, standing);
    }

    /// It is known what is to be known of the schema, and nothing speaks against going on.
    fn settle(&mut self, look: Look, standing: Standing) {
        let state = match (look, &standing) {
            (Look::Glance, Standing::AsRecorded { .. }) => {
                return self.end(Ok(Outcome::NothingToDo));
            }
            // What there is to be told or recorded is looked at again under the lock.
            (Look::Glance, _) => return self.lock_or_read(),
            (Look::Before(state), _) => state,
        };
        if !matches!(standing, Standing::AsRecorded { .. }) && self.verb != Verb::Ledger {
            let standing = standing.clone();
            self.event(Event::NotCompared { standing });
        }
        if let Some(watch) = &mut self.fingerprints {
            watch.standing = standing;
            watch.is_settled = true;
        }
        self.decide_at(state);
    }

    fn drifted(&mut self, look: Look, record: Record, touched: Vec<Touched>, read: Inspected) {
        let state = match look {
            Look::Glance => return self.lock_or_read(),
            Look::Before(state) => state,
        };
        let drift = self.fingerprints.as_ref().map(|watch| watch.drift.clone());
        if let Some(Drift::Accepted { reason }) = drift {
            return self.accept(state, touched, &reason, (record.seq, read));
        }
        let recorded = record.at;
        let state = State::Drifted { recorded, touched };
        match self.verb {
            Verb::Ledger => self.decide_at(state),
            _ => self.end(Err(Error::State(Box::new(state)))),
        }
    }
}
