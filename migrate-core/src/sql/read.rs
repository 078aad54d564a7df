//! Reading: SELECT only.

use super::literal::{identifier_list, literal};
use super::schema::layout_columns;
use crate::ledger::LAYOUT;
use crate::plan::{LedgerName, Plan, RevisionId};

/// Whether the ledger has as many columns as it should, and its log is there. What exactly is wrong says [`probe`].
fn intact(ledger: &LedgerName) -> String {
    format!(
        "(pg_catalog.to_regclass({log}) IS NOT NULL AND (SELECT count(*) FROM pg_catalog.pg_attribute
    WHERE attrelid = {ledger}::pg_catalog.regclass AND attnum > 0 AND NOT attisdropped) = {columns})",
        log = literal(&ledger.log().to_string()),
        ledger = literal(&ledger.to_string()),
        columns = layout_columns().len(),
    )
}

/// Asks whether everything of the plan is applied and nothing else, in one row of one column. Compare it with
/// [`expected_answer`].
///
/// The answer holds the number of rows, the sum of the first 48 bits of their chain digests (so that an exchanged or
/// edited row shows), whether all are applied in this layout, and the head's whole chain digest.
#[must_use]
pub fn ask(plan: &Plan) -> String {
    let head = plan.head().map_or_else(String::new, |r| r.id.to_string());
    format!(
        "SELECT pg_catalog.concat_ws(' ', count(*),
  COALESCE(sum(('x' || pg_catalog.substr(chain_digest, 4, 12))::bit(48)::pg_catalog.int8), 0),
  COALESCE(bool_and(state = 'applied' AND layout = {LAYOUT}), true),
  {intact},
  max(chain_digest) FILTER (WHERE id = '{head}'))
FROM {ledger} WHERE plan = {plan}",
        intact = intact(&plan.ledger),
        ledger = plan.ledger,
        plan = literal(&plan.name),
    )
}

/// The answer of [`ask`] for a database that is up to date.
#[must_use]
pub fn expected_answer(plan: &Plan) -> String {
    let sum: u128 = plan
        .revisions
        .iter()
        .map(|revision| {
            let [a, b, c, d, e, f, ..] = *revision.digests.chain.as_bytes();
            u128::from(u64::from_be_bytes([0, 0, a, b, c, d, e, f]))
        })
        .sum();
    let counted = format!("{} {sum} t t", plan.revisions.len());
    match plan.head() {
        Some(head) => format!("{counted} {}", head.digests.chain),
        None => counted,
    }
}

/// Reads the plan's rows, in the order in which they were applied; see [`crate::ledger::Row::from_columns`]. The column
/// after them is the row's layout, and after that whether the ledger and its log are whole.
#[must_use]
pub fn read_ledger(ledger: &LedgerName, plan: &str) -> String {
    format!(
        "SELECT id, pg_catalog.array_to_string(parents, ','), up_digest, down_digest, chain_digest, message, folder,
  transaction_mode, state, step, steps,
  pg_catalog.to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
  (EXTRACT(epoch FROM duration) * 1000000)::pg_catalog.int8, applied_by, application_name, tool, compatible, resolution, layout,
  {}
FROM {ledger} WHERE plan = {} ORDER BY applied_at, id",
        intact(ledger),
        literal(plan),
    )
}

/// Reads what a ledger recorded for reverting these revisions: id, SQL, transaction mode, and why there is none.
#[must_use]
pub fn recorded_downs(ledger: &LedgerName, plan: &str, ids: &[RevisionId]) -> String {
    format!(
        "SELECT id, down_sql, transaction_mode, irreversible FROM {ledger} WHERE plan = {} AND id IN ({})",
        literal(plan),
        identifier_list(ids),
    )
}

/// Reads what a ledger keeps of these revisions' files beside [`crate::ledger::Row`]: id, up and down SQL, when it was created,
/// why it is irreversible, `lock_timeout`, `statement_timeout`.
#[must_use]
pub fn recorded_files(ledger: &LedgerName, plan: &str, ids: &[RevisionId]) -> String {
    format!(
        "SELECT id, up_sql, down_sql, created, irreversible, lock_timeout, statement_timeout
FROM {ledger} WHERE plan = {} AND id IN ({})",
        literal(plan),
        identifier_list(ids),
    )
}

/// Reads what a ledger recorded as the up script of a revision: its SQL.
#[must_use]
pub fn recorded_up(ledger: &LedgerName, plan: &str, id: RevisionId) -> String {
    format!(
        "SELECT up_sql FROM {ledger} WHERE plan = {} AND id = '{id}'",
        literal(plan),
    )
}

/// Asks the catalogs what the ledger's name stands for and which user objects there are. One row: the ledger's kind,
/// its columns, the default of its column `layout`, the log's kind, whether the schema exists, the number of user
/// objects, and the names of the first hundred, a line each.
#[must_use]
pub fn probe(ledger: &LedgerName) -> String {
    let schema = literal(&ledger.schema);
    let table = literal(&ledger.table);
    let log = literal(&ledger.log().table);
    let fingerprints = literal(&ledger.fingerprints().table);
    format!(
        "WITH ours AS (
  SELECT c.oid, c.relname, c.relkind FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = {schema} AND c.relname IN ({table}, {log})
), owned AS (
  SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n
  WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
), objects AS (
  SELECT n.nspname || '.' || c.relname AS name FROM pg_catalog.pg_class c JOIN owned n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c') AND NOT (n.nspname = {schema} AND c.relname = {fingerprints}) AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
      AND (d.deptype = 'e' OR c.relkind = 'S' AND d.deptype IN ('a', 'i')))
  UNION ALL
  SELECT n.nspname || '.' || p.proname || '()' FROM pg_catalog.pg_proc p JOIN owned n ON n.oid = p.pronamespace
  WHERE NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
  UNION ALL
  SELECT n.nspname || '.' || t.typname FROM pg_catalog.pg_type t JOIN owned n ON n.oid = t.typnamespace
  WHERE t.typtype IN ('e', 'd', 'r') AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = t.oid AND d.deptype = 'e')
)
SELECT (SELECT relkind FROM ours WHERE relname = {table}),
  (SELECT pg_catalog.string_agg(a.attname || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)
   FROM ours JOIN pg_catalog.pg_attribute a ON a.attrelid = ours.oid
   WHERE ours.relname = {table} AND a.attnum > 0 AND NOT a.attisdropped),
  (SELECT pg_catalog.pg_get_expr(e.adbin, e.adrelid) FROM ours
   JOIN pg_catalog.pg_attribute a ON a.attrelid = ours.oid AND a.attname = 'layout'
   JOIN pg_catalog.pg_attrdef e ON e.adrelid = a.attrelid AND e.adnum = a.attnum
   WHERE ours.relname = {table}),
  (SELECT relkind FROM ours WHERE relname = {log}),
  EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.nspname = {schema}),
  (SELECT count(*) FROM objects),
  (SELECT pg_catalog.string_agg(name, E'\\n' ORDER BY name)
   FROM (SELECT name FROM objects ORDER BY name LIMIT 100) AS first)",
    )
}
