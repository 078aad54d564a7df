//! What the schema was after the last run: the table beside the ledger.

use super::literal::{literal, optional, push_literal};
use super::revision::begin;
use crate::plan::{LedgerName, Plan, Timeout};
use crate::run::{Inspected, Options};

/// The layout of the table.
pub(crate) const FINGERPRINTS_LAYOUT: u32 = 1;

/// A time as the ledger's times are printed.
fn time(expression: &str) -> String {
    format!("pg_catalog.to_char({expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")
}

/// Reads what was recorded of the schema for a plan, and what happened since. One row: the layout, the fingerprint, the objects, the server's
/// major version, when; whether this role may record; after which event, and whether the log has come so far; then three times an event, revision, plan, time and tool: the first
/// event of the plan after it that is no failure, the first event of anybody, and any revision that is not finished.
#[must_use]
pub fn recorded_schema(plan: &Plan) -> String {
    let (ledger, log, table) = (&plan.ledger, plan.ledger.log(), plan.ledger.fingerprints());
    let name = literal(&plan.name);
    let after = |condition: &str| {
        format!(
            "SELECT l.event, l.id, l.plan, {at} AS at, l.tool FROM {log} l WHERE l.seq > r.seq{condition} ORDER BY l.seq LIMIT 1",
            at = time("l.at"),
        )
    };
    format!(
        "SELECT r.layout, r.fingerprint, r.objects, r.server, {at},
  pg_catalog.has_table_privilege({regclass}, 'INSERT') AND pg_catalog.has_table_privilege({regclass}, 'UPDATE'),
  r.seq, (SELECT COALESCE(max(seq), 0) FROM {log}) >= r.seq,
  own.event, own.id, own.plan, own.at, own.tool,
  other.event, other.id, other.plan, other.at, other.tool,
  open.event, open.id, open.plan, open.at, open.tool
FROM (VALUES (true)) AS one(row)
LEFT JOIN {table} r ON r.plan = {name}
LEFT JOIN LATERAL ({own}) AS own ON true
LEFT JOIN LATERAL ({other}) AS other ON true
LEFT JOIN LATERAL (
  SELECT CASE g.state WHEN 'reverting' THEN 'down' ELSE 'up' END AS event, g.id, g.plan, {began} AS at, g.tool
  FROM {ledger} g WHERE g.state <> 'applied' LIMIT 1
) AS open ON true",
        at = time("r.at"),
        began = time("g.applied_at"),
        regclass = literal(&table.to_string()),
        own = after(&format!(" AND l.plan = {name} AND l.event <> 'fail'")),
        other = after(""),
    )
}

/// A message that reads the schema, which takes the time that it takes, and does not wait for long where somebody keeps a view.
#[must_use]
pub fn inspect(message: &str, lock_timeout: Timeout) -> String {
    format!(
        "SET LOCAL statement_timeout = 0;\nSET LOCAL lock_timeout = '{lock_timeout}';\n{message}"
    )
}

/// Asks whether this role may create the table: one row of one column.
#[must_use]
pub fn may_create_fingerprints(ledger: &LedgerName) -> String {
    format!(
        "SELECT pg_catalog.has_schema_privilege({}, 'CREATE')",
        literal(&ledger.schema)
    )
}

/// Asks for the number of the last event, and whether the table is there.
#[must_use]
pub fn last_event(ledger: &LedgerName) -> String {
    format!(
        "SELECT (SELECT COALESCE(max(seq), 0) FROM {}), pg_catalog.to_regclass({}) IS NOT NULL",
        ledger.log(),
        literal(&ledger.fingerprints().to_string())
    )
}

/// What was read of a schema, and after which event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// The number of the last event before the schema was read: what comes after it is not in it.
    pub seq: i64,
    /// What was read.
    pub read: Inspected,
    /// Whether the table is created with it.
    pub table: CreateTable,
    /// Why a drift is accepted with it, for the log.
    pub accepted: Option<String>,
}

/// Whether the table is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreateTable {
    /// It is missing.
    Yes,
    /// It is there. PostgreSQL demands the privilege even for `IF NOT EXISTS`, so it is left out then.
    No,
}

/// Records what the schema is, in one transaction.
#[must_use]
pub fn record_schema(plan: &Plan, recording: &Recording, options: &Options) -> String {
    let table = plan.ledger.fingerprints();
    let mut text = begin(options.lock_timeout, Timeout::NONE);
    if recording.table == CreateTable::Yes {
        text.push_str(&create_table(&plan.ledger));
    }
    let (name, tool) = (literal(&plan.name), literal(&options.tool));
    let seq = match &recording.accepted {
        None => recording.seq.to_string(),
        Some(detail) => {
            let log = plan.ledger.log();
            text.push_str(&format!(
                "WITH known AS MATERIALIZED (
  SELECT COALESCE(max(seq), 0) <= {seq} AS last FROM {log}
), adopted AS (
  INSERT INTO {log} (plan, event, tool, detail) VALUES ({name}, 'adopt', {tool}, {detail}) RETURNING seq
)
",
                seq = recording.seq,
                detail = optional(Some(detail)),
            ));
            // An event of somebody else in between is not in what was read.
            format!(
                "(SELECT CASE WHEN known.last THEN adopted.seq ELSE {} END FROM known, adopted)",
                recording.seq
            )
        }
    };
    text.push_str(&format!(
        "INSERT INTO {table} (plan, fingerprint, objects, seq, server, tool)\nVALUES ({name}, {}, ",
        literal(&recording.read.fingerprint)
    ));
    push_literal(&mut text, &recording.read.objects);
    text.push_str(&format!(
        ", {seq}, {}, {tool})
ON CONFLICT (plan) DO UPDATE SET fingerprint = EXCLUDED.fingerprint, objects = EXCLUDED.objects, seq = EXCLUDED.seq,
  server = EXCLUDED.server, tool = EXCLUDED.tool, at = EXCLUDED.at, who = EXCLUDED.who,
  application_name = EXCLUDED.application_name;
COMMIT;
",
        recording.read.server
    ));
    text
}

fn create_table(ledger: &LedgerName) -> String {
    format!(
        "CREATE TABLE IF NOT EXISTS {} (
  plan text PRIMARY KEY,
  fingerprint text NOT NULL,
  objects text NOT NULL,
  seq bigint NOT NULL,
  server integer NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  who text NOT NULL DEFAULT SESSION_USER,
  application_name text NOT NULL DEFAULT pg_catalog.current_setting('application_name'),
  tool text NOT NULL,
  layout integer NOT NULL DEFAULT {FINGERPRINTS_LAYOUT} CHECK (layout = {FINGERPRINTS_LAYOUT})
);
",
        ledger.fingerprints()
    )
}
