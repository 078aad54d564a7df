//! What the database says about itself.

use super::ending::CREATIONS;
use super::fingerprint::Look;
use super::{Phase, Run, Verb};
use crate::graph::PositionSet;
use crate::ledger::{BadRow, LAYOUT, LedgerTable, Probe, Row};
use crate::run::{Error, Outcome, Reply, ServerError};
use crate::sql::{self, CreateSchema};
use crate::state::{State, assess};
use crate::target::Target;

impl Run<'_> {
    /// The common case: one round trip, whatever the number of revisions.
    pub(super) fn ask(&mut self) {
        let text = sql::ask(self.plan);
        self.query(Phase::Asking, text);
    }

    pub(super) fn asked(&mut self, reply: Reply) {
        match reply {
            Reply::Rows(rows) => {
                let answer = rows.first().and_then(|row| row.first()).cloned().flatten();
                match answer.as_deref() == Some(&*sql::expected_answer(self.plan)) {
                    true => self.is_up_to_date(),
                    false => self.lock_or_read(),
                }
            }
            Reply::Error(error) if self.interrupted && error.code == sql::CANCELLED => {
                self.end(Err(self.interruption()));
            }
            // Another table may stand in the ledger's place, or a value that is no digest: the reading says what.
            Reply::Error(_) => self.lock_or_read(),
            other => self.fail_outside("asking for the state", other),
        }
    }

    fn is_up_to_date(&mut self) {
        match &self.verb {
            Verb::State => self.end(Ok(Outcome::State(State::UpToDate))),
            Verb::Up(target) if *target == Target::HEAD => match self.compares() {
                true => self.look_at_schema(Look::Glance),
                false => self.end(Ok(Outcome::NothingToDo)),
            },
            _ => self.lock_or_read(),
        }
    }

    pub(super) fn read(&mut self) {
        let text = sql::read_ledger(&self.plan.ledger, &self.plan.name);
        self.query(Phase::Reading, text);
    }

    pub(super) fn have_read(&mut self, reply: Reply) {
        let raw = match reply {
            Reply::Rows(raw) => raw,
            Reply::Error(error) if may_be_foreign(&error) => return self.probe(Some(error)),
            other => return self.fail_outside("reading the ledger", other),
        };
        // A ledger without our rows says nothing about its layout, and one that is not whole is not ours any more.
        let whole = |columns: &Vec<_>| columns.get(Row::COLUMNS + 1) == Some(&Some("t".to_owned()));
        if !raw.first().is_some_and(whole) {
            return self.probe(None);
        }
        let layout = LAYOUT.to_string();
        let foreign = raw
            .iter()
            .map(|columns| columns.get(Row::COLUMNS).cloned().flatten())
            .find(|found| found.as_ref() != Some(&layout));
        if let Some(found) = foreign {
            let why = format!(
                "{} has rows of layout {}, and this version knows layout {LAYOUT}",
                self.plan.ledger,
                found.as_deref().unwrap_or("NULL")
            );
            return self.know(State::Foreign { why });
        }
        let rows: Result<Vec<Row>, BadRow> = raw.iter().map(|c| Row::from_columns(c)).collect();
        match rows {
            Ok(rows) => self.know_rows(rows),
            Err(bad) => {
                let why = format!("in {}, {bad}", self.plan.ledger);
                self.know(State::Foreign { why });
            }
        }
    }

    fn probe(&mut self, error: Option<Box<ServerError>>) {
        let text = sql::probe(&self.plan.ledger);
        self.query(Phase::Probing(error), text);
    }

    pub(super) fn probed(&mut self, reply: Reply, error: Option<Box<ServerError>>) {
        let rows = match reply {
            Reply::Rows(rows) => rows,
            other => return self.fail_outside("reading the catalogs", other),
        };
        let columns = rows.into_iter().next().unwrap_or_default();
        let probe = Probe::from_columns(&self.plan.ledger, &columns);
        match (probe.table, error) {
            (LedgerTable::Missing, _) => {
                self.missing = Some(match probe.schema_exists {
                    true => CreateSchema::No,
                    false => CreateSchema::Yes,
                });
                self.know(match probe.total {
                    0 => State::Empty,
                    total => State::Unmanaged {
                        objects: probe.objects,
                        total,
                    },
                });
            }
            (LedgerTable::Foreign(why), _) => self.know(State::Foreign { why }),
            (LedgerTable::Ours, None) => self.know_rows(Vec::new()),
            // A rival created it after it was missed.
            (LedgerTable::Ours, Some(error))
                if error.code == "42P01" && self.creations < CREATIONS =>
            {
                self.creations += 1;
                self.read();
            }
            (LedgerTable::Ours, Some(error)) => {
                self.fail_outside("reading the ledger", Reply::Error(error));
            }
        }
    }

    fn know_rows(&mut self, rows: Vec<Row>) {
        let assessment = assess(self.graph(), &rows);
        self.missing = None;
        self.applied = assessment.applied;
        self.edited = assessment.edited;
        self.rows = rows;
        self.decide(assessment.state);
    }

    fn know(&mut self, state: State) {
        self.applied = PositionSet::none(self.plan.revisions.len());
        self.edited = self.applied.clone();
        self.rows = Vec::new();
        self.decide(state);
    }

    /// Ends a run that something else than a revision kept from going on.
    pub(super) fn fail_outside(&mut self, doing: &'static str, reply: Reply) {
        match reply {
            Reply::Error(error) if self.interrupted && error.code == sql::CANCELLED => {
                self.end(Err(self.interruption()));
            }
            Reply::Error(error) => self.end(Err(Error::Database { doing, error })),
            Reply::Lost(why) => self.lost(Error::Lost { doing, why }),
            Reply::Rows(_) | Reply::Waited | Reply::Alone => self.end(Err(Error::Lost {
                doing,
                why: "the driver answered out of turn".to_owned(),
            })),
        }
    }
}

/// Whether the error may come from another table in the ledger's place: something is missing or of another type. A
/// missing privilege is none of it.
fn may_be_foreign(error: &ServerError) -> bool {
    (error.code.starts_with("42") && error.code != sql::INSUFFICIENT_PRIVILEGE)
        || error.code.starts_with("22")
}
