//! The schema of the model: what the scripts did, and what somebody did by hand.

#![allow(dead_code, reason = "the crashes do without it")]

use migrate_core::drift::{Touch, Touched};
use migrate_core::run::{Inspected, Inspection, Inspector, Reply};

use super::sql::{after, literals};
use super::{World, error, row};

/// A row about the schema.
#[derive(Debug, Clone)]
pub(super) struct Recorded {
    fingerprint: String,
    objects: String,
    seq: usize,
}

const INSPECT: &str = "inspect the schema";

impl World {
    /// Somebody changes the schema.
    pub(crate) fn change_by_hand(&mut self) {
        self.by_hand += 1;
    }

    /// What is asked about the schema.
    pub(super) fn about_the_schema(&self, sql: &str) -> Option<Reply> {
        if sql.ends_with(INSPECT) {
            let objects = format!("{:?} {}", self.effects, self.by_hand);
            return Some(row(&[Some(&objects)]));
        }
        if sql.contains("has_schema_privilege") {
            return Some(row(&[Some("t")]));
        }
        if sql.starts_with("SELECT (SELECT COALESCE(max(seq), 0)") {
            let is_there = if self.recorded.is_some() { "t" } else { "f" };
            return Some(row(&[Some(&self.log.len().to_string()), Some(is_there)]));
        }
        sql.contains("LEFT JOIN \"public\".\"migrate_ledger_schema\"")
            .then(|| self.what_was_recorded())
    }

    fn what_was_recorded(&self) -> Reply {
        let Some(recorded) = &self.recorded else {
            return error("42P01");
        };
        let text = |text: &str| Some(text.to_owned());
        let seq = recorded.seq.to_string();
        let has_come_so_far = if self.log.len() >= recorded.seq {
            "t"
        } else {
            "f"
        };
        let mut cells = vec![
            text("1"),
            text(&recorded.fingerprint),
            text(&recorded.objects),
            text("15"),
        ];
        cells.extend([text("then"), text("t"), text(&seq), text(has_come_so_far)]);
        let since = &self.log[recorded.seq.min(self.log.len())..];
        let moved = |found: Option<&(String, String)>| match found {
            Some((id, event)) => [
                text(event),
                text(id),
                text("app"),
                text("later"),
                text("test"),
            ],
            None => [None, None, None, None, None],
        };
        cells.extend(moved(since.iter().find(|(_, event)| event != "fail")));
        cells.extend(moved(since.first()));
        let open = self
            .ledger
            .iter()
            .flatten()
            .find(|row| row.state != "applied");
        cells.extend(moved(
            open.map(|row| (row.written[0].clone(), "up".to_owned()))
                .as_ref(),
        ));
        Reply::Rows(vec![cells])
    }

    pub(super) fn record_schema(&mut self, statement: &str) {
        let written = literals(after(statement, "VALUES (").expect("it has values"));
        let (_, rest) = statement
            .split_once(&format!("'{}', ", written[2]))
            .expect("the objects");
        let seq = rest.split(',').next().expect("a number follows");
        self.recorded = Some(Recorded {
            fingerprint: written[1].clone(),
            objects: written[2].clone(),
            seq: seq.parse().expect("it is a number"),
        });
    }
}

/// Who reads it.
#[derive(Debug)]
pub(crate) struct Reader;

impl Inspector for Reader {
    fn begin(&mut self) -> String {
        INSPECT.to_owned()
    }

    fn answered(&mut self, rows: Vec<Vec<Option<String>>>) -> Inspection {
        let objects = rows[0][0]
            .clone()
            .expect("the schema is a text")
            .replace('"', "");
        Inspection::Done(Inspected {
            fingerprint: format!("schema1:{objects}"),
            objects,
            server: 15,
        })
    }

    fn compare(&mut self, recorded: &str, read: &Inspected) -> Result<Vec<Touched>, String> {
        assert_ne!(
            recorded, read.objects,
            "equal fingerprints are not compared"
        );
        let object = "everything".to_owned();
        let touch = Touch::Changed;
        Ok(vec![Touched { object, touch }])
    }
}
