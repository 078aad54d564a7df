//! Rows of the ledger and of its log.

use super::literal::{literal, optional, push_literal};
use crate::ledger::LAYOUT;
use crate::plan::{Down, Plan, Revision, RevisionId, Timeout, TransactionMode};

/// How a row says how far its revision is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowState {
    /// Applied in the transaction that writes the row.
    Applied,
    /// Recorded as applied without having been run.
    Stamped,
    /// A statement of so many is about to be sent.
    Running { of: usize },
}

/// The beginning of a statement that inserts rows.
pub(super) fn insert_head(plan: &Plan) -> String {
    format!(
        "INSERT INTO {} (plan, id, parents, up_digest, down_digest, chain_digest, message, folder, transaction_mode, \
         up_sql, down_sql, compatible, created, irreversible, lock_timeout, statement_timeout, state, step, steps, \
         duration, tool, layout) VALUES",
        plan.ledger
    )
}

/// Adds one row in parentheses.
pub(super) fn push_values(
    text: &mut String,
    plan: &Plan,
    revision: &Revision,
    state: RowState,
    tool: &str,
) {
    text.push_str(&format!("({}, ", literal(&plan.name)));
    push_facts(text, revision);
    let state = match state {
        RowState::Applied => format!("'applied', NULL, NULL, {}", since_the_transaction_began()),
        RowState::Stamped => "'applied', NULL, NULL, NULL".to_owned(),
        RowState::Running { of } => format!("'running', 1, {of}, NULL"),
    };
    text.push_str(&format!(", {state}, {}, {LAYOUT})", literal(tool)));
}

/// How long this transaction has taken until now.
pub(super) fn since_the_transaction_began() -> String {
    elapsed("pg_catalog.transaction_timestamp()")
}

/// How many columns [`push_facts`] writes.
pub(super) const FACTS: usize = 15;

/// Adds what the plan knows about a revision: the columns from `id` to `statement_timeout`.
pub(super) fn push_facts(text: &mut String, revision: &Revision) {
    let parents: Vec<String> = revision.parents.iter().map(ToString::to_string).collect();
    let timeout = |timeout: Option<Timeout>| optional(timeout.map(|t| t.to_string()).as_deref());
    let irreversible = match &revision.down {
        Down::Script(_) => None,
        Down::Irreversible { reason } => Some(reason.as_ref()),
    };
    let mode = match revision.transaction {
        TransactionMode::Single => "single",
        TransactionMode::None => "none",
    };
    text.push_str(&format!(
        "'{id}', '{{{parents}}}', '{up}', '{down}', '{chain}',\n  {message}, {folder}, '{mode}',\n  ",
        id = revision.id,
        parents = parents.join(","),
        up = revision.digests.up,
        down = revision.digests.down,
        chain = revision.digests.chain,
        message = literal(&revision.message),
        folder = literal(&revision.folder),
    ));
    push_literal(text, &revision.up.text);
    text.push_str(",\n  ");
    match &revision.down {
        Down::Script(script) => push_literal(text, &script.text),
        Down::Irreversible { .. } => text.push_str("NULL"),
    }
    text.push_str(&format!(
        ",\n  {compatible}, {created}, {irreversible}, {lock_timeout}, {statement_timeout}",
        compatible = optional(revision.compatible.map(|id| id.to_string()).as_deref()),
        created = literal(&revision.created),
        irreversible = optional(irreversible),
        lock_timeout = timeout(revision.lock_timeout),
        statement_timeout = timeout(revision.statement_timeout),
    ));
}

/// The time since then; the server's clock may have been set back in between.
pub(super) fn elapsed(since: &str) -> String {
    format!("GREATEST(pg_catalog.clock_timestamp() - {since}, INTERVAL '0')")
}

/// Records a revision as applied by the transaction that it is part of: adds that to its message.
pub(super) fn push_row(text: &mut String, plan: &Plan, revision: &Revision, tool: &str) {
    text.push_str(&insert_head(plan));
    text.push(' ');
    push_values(text, plan, revision, RowState::Applied, tool);
    text.push_str(";\n");
}

/// Removes a revision's record.
#[must_use]
pub fn delete_row(plan: &Plan, id: RevisionId) -> String {
    format!(
        "DELETE FROM {} WHERE plan = {} AND id = '{id}';\n",
        plan.ledger,
        literal(&plan.name)
    )
}

/// Writes one event into the log.
#[must_use]
pub fn insert_log(
    plan: &Plan,
    id: RevisionId,
    event: &str,
    tool: &str,
    detail: Option<&str>,
) -> String {
    format!(
        "INSERT INTO {} (plan, id, event, tool, detail) VALUES ({}, '{id}', '{event}', {}, {});\n",
        plan.ledger.log(),
        literal(&plan.name),
        literal(tool),
        optional(detail),
    )
}

/// Writes a failure into the log, by itself and without waiting long for anything. There is no BEGIN: several statements in
/// one message are a transaction that leaves nothing open, however it ends.
#[must_use]
pub fn log_failure(plan: &Plan, id: RevisionId, tool: &str, detail: &str) -> String {
    format!(
        "SET TRANSACTION READ WRITE;\nSET LOCAL lock_timeout = '3s';\n{}",
        insert_log(plan, id, "fail", tool, Some(detail))
    )
}
