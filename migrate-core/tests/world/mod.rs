//! A database as far as a run can tell: the ledger, its log, the lock, and which statements were carried out how often.
//!
//! It reads the messages of a run as text, by the statements about the ledger that they hold, and carries each out as a
//! whole or not at all, as a server does.

pub(crate) mod schema;
mod sql;

use std::collections::BTreeMap;

use migrate_core::ledger::LAYOUT;
use migrate_core::plan::{Plan, RevisionId};
use migrate_core::run::{Reply, ServerError};
use migrate_core::sql::expected_answer;

/// What happens at a message instead of its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The connection is lost before the server sees it.
    Before,
    /// The connection is lost after the server carried it out.
    After,
    /// The server refuses it, and the session goes on.
    Refused,
}

impl Fault {
    pub(crate) const ALL: [Self; 3] = [Self::Before, Self::After, Self::Refused];
}

/// A row of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// The first columns, as they were written: id, parents, digests of up, down and chain, message, folder, mode.
    written: Vec<String>,
    state: String,
    step: Option<(u32, u32)>,
    resolution: Option<String>,
}

/// The database.
#[derive(Debug, Clone)]
pub(crate) struct World {
    plan: Plan,
    /// The rows in the order in which they were applied; `None` while there is no ledger.
    ledger: Option<Vec<Row>>,
    /// Revision and event.
    log: Vec<(String, String)>,
    /// How often each statement was carried out up, less how often down.
    effects: BTreeMap<(String, u32), i32>,
    /// What was recorded of the schema; `None` while there is no table for it.
    recorded: Option<schema::Recorded>,
    /// How often somebody changed the schema by hand.
    by_hand: u32,
    /// Whether the run holds the lock.
    pub(crate) locked: bool,
}

impl World {
    /// An empty database.
    pub(crate) fn new(plan: &Plan) -> Self {
        Self {
            plan: plan.clone(),
            ledger: None,
            log: Vec::new(),
            effects: BTreeMap::new(),
            recorded: None,
            by_hand: 0,
            locked: false,
        }
    }

    /// Takes a message and answers it, if nothing goes wrong.
    pub(crate) fn receive(&mut self, sql: &str, fault: Option<Fault>) -> Reply {
        match fault {
            None => self.answer(sql),
            Some(Fault::Refused) => error("57014"),
            Some(fault) => {
                if fault == Fault::After {
                    let _unheard = self.answer(sql);
                }
                // The lock goes with the session.
                self.locked = false;
                Reply::Lost("gone".to_owned())
            }
        }
    }

    fn answer(&mut self, sql: &str) -> Reply {
        if sql.contains("pg_try_advisory_lock") {
            self.locked = true;
            return row(&[
                Some("t"),
                None,
                None,
                None,
                Some("on"),
                Some("f"),
                Some("7"),
                Some("{}"),
            ]);
        }
        if sql.contains("pg_advisory_unlock") {
            let held = std::mem::replace(&mut self.locked, false);
            return row(&[Some(if held { "t" } else { "f" })]);
        }
        if sql.starts_with("SELECT pg_catalog.concat_ws") {
            return self.state_in_short();
        }
        if sql.contains("array_to_string(parents") {
            return self.rows();
        }
        if sql.contains("pg_catalog.pg_class c") {
            return row(&[None, None, None, None, Some("t"), Some("0"), None]);
        }
        if let Some(reply) = self.about_the_schema(sql) {
            return reply;
        }
        let mut after = self.clone();
        match after.carry_out(sql) {
            Ok(()) => {
                *self = after;
                Reply::Rows(Vec::new())
            }
            Err(code) => error(code),
        }
    }

    /// The answer to the question whether everything is applied. Only that one needs to be right to the letter.
    fn state_in_short(&self) -> Reply {
        let Some(rows) = &self.ledger else {
            return error("42P01");
        };
        let all = rows.len() == self.plan.revisions.len();
        match all && rows.iter().all(|row| row.state == "applied") {
            true => row(&[Some(&expected_answer(&self.plan))]),
            false => row(&[Some("something else")]),
        }
    }

    fn rows(&self) -> Reply {
        let Some(rows) = &self.ledger else {
            return error("42P01");
        };
        let layout = LAYOUT.to_string();
        let columns = |row: &Row| {
            let mut columns: Vec<Option<String>> = row.written.iter().cloned().map(Some).collect();
            columns.push(Some(row.state.clone()));
            columns.push(row.step.map(|(step, _)| step.to_string()));
            columns.push(row.step.map(|(_, of)| of.to_string()));
            columns.push(Some("2026-11-21T09:30:00Z".to_owned()));
            columns.push(None);
            columns.extend(["me", "test", "tool"].map(|text| Some(text.to_owned())));
            columns.push(None);
            columns.push(row.resolution.clone());
            columns.push(Some(layout.clone()));
            columns.push(Some("t".to_owned()));
            columns
        };
        // A ledger without rows tells nothing about its layout; the catalogs do, and this one is never another's.
        match rows.is_empty() {
            true => Reply::Rows(Vec::new()),
            false => Reply::Rows(rows.iter().map(columns).collect()),
        }
    }

    /// Whether the effect of a statement is there, as a person sees it.
    pub(crate) fn is_there(&self, id: RevisionId, step: u32) -> bool {
        self.effects.get(&(id.to_string(), step)) == Some(&1)
    }

    /// Removes a row behind everybody's back.
    pub(crate) fn forget(&mut self, id: RevisionId) {
        let id = id.to_string();
        self.ledger
            .as_mut()
            .expect("there is a ledger")
            .retain(|row| row.written[0] != id);
    }

    /// The number of revisions that are recorded as applied.
    pub(crate) fn applied(&self) -> usize {
        let rows = self.ledger.iter().flatten();
        rows.filter(|row| row.state == "applied").count()
    }

    /// Requires that the ledger and the effects say the same.
    pub(crate) fn check(&self, story: &str) {
        for revision in self.plan.revisions.iter() {
            let id = revision.id.to_string();
            let rows: Vec<&Row> = self
                .ledger
                .iter()
                .flatten()
                .filter(|row| row.written[0] == id)
                .collect();
            assert!(rows.len() < 2, "{story}: {id} has two rows");
            let row = rows.first();
            let statements = match &revision.up.steps {
                migrate_core::plan::Steps::Transaction => 1,
                migrate_core::plan::Steps::Statements(statements) => statements.len(),
            };
            for step in 1..=u32::try_from(statements).expect("there are few") {
                let count = self
                    .effects
                    .get(&(id.clone(), step))
                    .copied()
                    .unwrap_or_default();
                assert!(
                    count == 0 || count == 1,
                    "{story}: statement {step} of {id} was carried out {count} times"
                );
                let demanded = match row.map(|row| (row.state.as_str(), row.step)) {
                    None => Some(0),
                    Some(("applied", _)) => Some(1),
                    Some(("running", Some((at, _)))) if at != step => Some(i32::from(step < at)),
                    Some(("reverting", Some((at, _)))) if at != step => Some(i32::from(step > at)),
                    Some(_) => None,
                };
                assert!(
                    demanded.is_none_or(|demanded| demanded == count),
                    "{story}: statement {step} of {id} was carried out {count} times, and the ledger says {row:?}"
                );
            }
        }
    }
}

fn row(cells: &[Option<&str>]) -> Reply {
    Reply::Rows(vec![cells.iter().map(|c| c.map(str::to_owned)).collect()])
}

fn error(code: &str) -> Reply {
    Reply::Error(Box::new(ServerError {
        code: code.to_owned(),
        message: "refused".to_owned(),
        ..ServerError::default()
    }))
}
