//! Revisions that are only applied, many of them in one message: a history of thousands would be as many waits for the server.
//!
//! Each has its own transaction and the same surroundings as alone. What was committed before an error stays, and the session
//! remembers which revision that was.

use migrate_core::plan::{Plan, Revision};
use migrate_core::run::{Direction, Options};
use migrate_core::sql::{self, Ending, Opening};

/// Asks for what the session remembers.
pub(super) const PLAYED: &str = "SELECT pg_catalog.current_setting('migrate.played', true)";

/// A message ends after so many bytes: the server takes a message apart as a whole, and nothing interrupts it before its end.
const ENOUGH: usize = 256 * 1024;

/// Revisions that go into one message.
pub(super) struct Batch<'r> {
    pub(super) revisions: Vec<&'r Revision>,
    pub(super) text: String,
}

impl<'r> Batch<'r> {
    /// The first of these revisions, as far as they run in transactions and the message is not too long.
    pub(super) fn of(revisions: &[&'r Revision], plan: &Plan, options: &Options) -> Self {
        let mut batch = Self {
            revisions: Vec::new(),
            text: String::new(),
        };
        for revision in revisions {
            let is_transactional = revision.up.statements().is_empty();
            if !is_transactional || batch.text.len() + revision.up.text.len() > ENOUGH {
                break;
            }
            let transaction = (Opening::Begin, Ending::Commit);
            let message = sql::rehearse(
                plan,
                revision,
                Direction::Up,
                &revision.up,
                transaction,
                options,
            );
            batch.text.push_str(&message.text);
            // In a transaction of its own: what follows can fail, and would take it back.
            batch.text.push_str(&format!(
                "BEGIN;\n{}SET migrate.played = '{}';\nCOMMIT;\n",
                sql::tidy_session(),
                revision.id
            ));
            batch.revisions.push(revision);
        }
        batch
    }

    /// Whether it saves anything.
    pub(super) fn is_worth_it(&self) -> bool {
        self.revisions.len() > 1
    }

    /// How many of them were applied, by the last one that was.
    pub(super) fn applied(&self, last: Option<&str>) -> usize {
        let is_last = |revision: &&Revision| last == Some(&*revision.id.to_string());
        let at = self.revisions.iter().rposition(is_last);
        at.map_or(0, |at| at + 1)
    }
}
