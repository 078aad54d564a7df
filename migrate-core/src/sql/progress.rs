//! What the run's session is doing, asked over another connection.

use super::lock::held;
use crate::plan::LedgerName;

/// Asks what the session that holds the lock waits for and how far its index build is: phase, index, blocks done, blocks
/// total, tuples done, tuples total, the process that the build waits for; then who blocks the session, in words. No row when
/// nobody else holds the lock; what is not known is null.
#[must_use]
pub fn progress(ledger: &LedgerName) -> String {
    format!(
        "SELECT p.phase, p.index_relid::pg_catalog.regclass, p.blocks_done, p.blocks_total, p.tuples_done, p.tuples_total,
  NULLIF(p.current_locker_pid, 0),
  (SELECT pg_catalog.string_agg(pg_catalog.format('pid %s (%s)', b.pid, pg_catalog.concat_ws(', ',
       NULLIF(b.application_name, ''), b.usename, b.state)), ', ' ORDER BY b.pid)
   FROM pg_catalog.pg_stat_activity b WHERE b.pid = ANY (pg_catalog.pg_blocking_pids(l.pid)))
FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_progress_create_index p ON p.pid = l.pid
WHERE {held}
  AND l.pid <> pg_catalog.pg_backend_pid()
LIMIT 1",
        held = held(ledger),
    )
}
