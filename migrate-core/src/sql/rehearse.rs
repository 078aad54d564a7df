//! The messages of a proof: a revision's scripts under the conditions of a run, in a database without a ledger.
//!
//! They are made of the same pieces as the messages of a run, so what a run refuses after a script is found here too.

use super::literal::comment;
use super::look::check_built;
use super::revision::{Message, begin};
use super::steps::settings;
use super::watch::Watch;
use crate::plan::{Plan, Revision, Script, Statement};
use crate::run::{Direction, Options};

/// Where the transaction of a rehearsed script begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// With the message.
    Begin,
    /// It is open, after another script.
    Within,
}

/// What becomes of the transaction of a rehearsed script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It is committed.
    Commit,
    /// It stays open: the schema is looked at before anybody decides.
    Open,
}

/// Runs a transactional script as a run would, and records nothing.
#[must_use]
pub fn rehearse(
    plan: &Plan,
    revision: &Revision,
    direction: Direction,
    script: &Script,
    transaction: (Opening, Ending),
    options: &Options,
) -> Message {
    let (opening, ending) = transaction;
    let mark = revision.id.to_string();
    let watch = Watch::of(&plan.ledger, &mark, &script.text);
    let mut text = format!(
        "-- {direction} {} {}\n",
        revision.id,
        comment(&revision.message)
    );
    if opening == Opening::Begin {
        text.push_str(&begin(
            revision.lock_timeout.unwrap_or(options.lock_timeout),
            revision
                .statement_timeout
                .unwrap_or(options.statement_timeout),
        ));
    }
    text.push_str(&format!(
        "SELECT pg_catalog.set_config('migrate.guard', {}, true);\n",
        watch.noted()
    ));
    text.push_str(&watch.begun());
    let start = text.len();
    text.push_str(&script.text);
    let script = start..text.len();
    // The script may end in a comment, or without its last semicolon.
    text.push_str("\n;\n");
    text.push_str(&watch.check());
    if ending == Ending::Commit {
        text.push_str("COMMIT;\n");
    }
    Message { text, script }
}

/// Prepares the session for one statement outside a transaction, as a run would.
#[must_use]
pub fn rehearse_statement(revision: &Revision, statement: &Statement, options: &Options) -> String {
    settings(revision, statement, options)
}

/// Fails unless a statement outside a transaction left what a run insists on: a valid index. `None` where it insists on
/// nothing.
#[must_use]
pub fn rehearsed_statement(statement: &Statement) -> Option<String> {
    check_built(&statement.kind)
}

/// Takes out of the session what a script may have left in it, so that the next one does not depend on it: settings, roles,
/// temporary tables, cursors, locks. Nothing of it is part of the schema.
#[must_use]
pub const fn tidy_session() -> &'static str {
    "RESET SESSION AUTHORIZATION;
RESET ALL;
CLOSE ALL;
UNLISTEN *;
DISCARD TEMP;
SELECT pg_catalog.pg_advisory_unlock_all();
"
}
