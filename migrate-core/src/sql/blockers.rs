//! Who is in the way of a lock.

use std::time::Duration;

/// Asks for the sessions and prepared transactions that hold locks on tables of users in this database, and whose transaction is
/// older than this; see [`crate::run::Blocker::from_columns`].
///
/// `pg_blocking_pids` tells only while a session waits, and a run's own session cannot ask while it waits. So it is asked
/// afterwards who may have been in the way, the oldest first.
#[must_use]
pub fn blockers(older_than: Duration) -> String {
    format!(
        "WITH held AS MATERIALIZED (
  SELECT l.pid, l.virtualtransaction,
         pg_catalog.string_agg(DISTINCT n.nspname || '.' || c.relname, E'\\n') AS tables
  FROM pg_catalog.pg_locks l
  JOIN pg_catalog.pg_class c ON c.oid = l.relation
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE l.locktype = 'relation' AND l.granted AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
    AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
    AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
    AND c.relkind IN ('r', 'p', 'm', 'v', 'f', 'S')
  GROUP BY l.pid, l.virtualtransaction
)
SELECT held.pid, p.gid, COALESCE(NULLIF(a.application_name, ''), NULLIF(a.backend_type, 'client backend')),
       COALESCE(a.usename, p.owner), a.state,
       pg_catalog.floor(EXTRACT(epoch FROM pg_catalog.clock_timestamp() - a.state_change))::pg_catalog.int8,
       pg_catalog.floor(EXTRACT(epoch FROM pg_catalog.clock_timestamp() - COALESCE(a.xact_start, p.prepared)))::pg_catalog.int8,
       held.tables
FROM held
LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = held.pid
LEFT JOIN pg_catalog.pg_prepared_xacts p ON held.pid IS NULL AND held.virtualtransaction LIKE '%/' || p.transaction::pg_catalog.text
WHERE COALESCE(a.xact_start, p.prepared, '-infinity') <= pg_catalog.clock_timestamp() - INTERVAL '{} milliseconds'
ORDER BY COALESCE(a.xact_start, p.prepared) NULLS LAST
LIMIT 20",
        older_than.as_millis()
    )
}
