//! The session lock around a run.

use super::literal::{block, literal};
use crate::plan::LedgerName;

/// The settings of the session that a run changes, as they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// `standard_conforming_strings`.
    pub standard_conforming_strings: String,
    /// `lock_timeout`.
    pub lock_timeout: String,
    /// `statement_timeout`.
    pub statement_timeout: String,
    /// `search_path`.
    pub search_path: String,
    /// `default_transaction_read_only`.
    pub default_transaction_read_only: String,
}

/// The key of the advisory lock: one for each ledger, because plans that share a ledger lock the same table and may
/// touch the same objects. PostgreSQL itself keeps the keys of different databases apart.
///
/// FNV-1a with 64 bits over the quoted name. It must never change: two versions that differ would not see each other.
#[must_use]
pub fn key(ledger: &LedgerName) -> i64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in format!("cargo-migrate {ledger}").bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    i64::from_ne_bytes(hash.to_ne_bytes())
}

/// Tries to get the lock, without waiting. One row: whether it was obtained; else the holder's pid, application name and
/// seconds since it connected; then the session's settings as they were (see [`Saved`]).
///
/// In the same statement `standard_conforming_strings` is set on, if the lock was obtained: a message is split into
/// tokens as a whole before its first statement runs, so the messages that follow cannot set it themselves.
#[must_use]
pub fn try_lock(ledger: &LedgerName) -> String {
    format!(
        "WITH before AS MATERIALIZED (
  SELECT pg_catalog.current_setting('standard_conforming_strings') AS strings,
         pg_catalog.current_setting('lock_timeout') AS lock_timeout,
         pg_catalog.current_setting('statement_timeout') AS statement_timeout,
         pg_catalog.current_setting('search_path') AS search_path,
         pg_catalog.current_setting('default_transaction_read_only') AS read_only
), attempt AS MATERIALIZED (
  SELECT pg_catalog.pg_try_advisory_lock({key}) AS obtained, before.* FROM before
), prepared AS MATERIALIZED (
  SELECT attempt.*, CASE WHEN obtained THEN pg_catalog.set_config('standard_conforming_strings', 'on', false) END AS set_on
  FROM attempt
)
SELECT obtained, holder.pid, holder.application_name, holder.connected,
       strings, lock_timeout, statement_timeout, search_path, read_only, set_on
FROM prepared LEFT JOIN (
  SELECT a.pid, a.application_name,
         pg_catalog.floor(EXTRACT(epoch FROM pg_catalog.clock_timestamp() - a.backend_start))::pg_catalog.int8 AS connected
  FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
  WHERE {held}
) AS holder ON NOT obtained
LIMIT 1",
        key = key(ledger),
        held = held(ledger),
    )
}

/// The rows of `pg_locks l` that hold the lock in this database.
pub(super) fn held(ledger: &LedgerName) -> String {
    let key = u64::from_ne_bytes(key(ledger).to_ne_bytes());
    format!(
        "l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid = {high} AND l.objid = {low}
    AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())",
        high = key >> 32,
        low = key & 0xffff_ffff,
    )
}

/// For a printed script: gets the lock or fails at once.
#[must_use]
pub fn try_lock_or_fail(ledger: &LedgerName) -> String {
    block(&format!(
        "BEGIN
  IF NOT pg_catalog.pg_try_advisory_lock({key}) THEN
    RAISE EXCEPTION 'another run holds the lock of the ledger {name}; nothing was changed' USING ERRCODE = '{code}';
  END IF;
END",
        key = key(ledger),
        name = ledger.to_string().replace('\'', "''").replace('%', "%%"),
        code = super::LOCK_TAKEN,
    ))
}

/// Releases the lock after an error to [`try_lock`], whose statement may have obtained it before it failed: the session
/// keeps it all the same. A `statement_timeout` that ended the first statement must not end this one.
#[must_use]
pub fn unlock(ledger: &LedgerName) -> String {
    format!(
        "SET LOCAL statement_timeout = 0;\nSELECT pg_catalog.pg_advisory_unlock({})",
        key(ledger)
    )
}

/// Releases the lock and puts the settings back. One row, whose first column says whether the lock was still held.
#[must_use]
pub fn release(ledger: &LedgerName, saved: &Saved) -> String {
    let back = |setting: &str, value: &str| {
        format!(
            "pg_catalog.set_config('{setting}', {}, false)",
            literal(value)
        )
    };
    format!(
        "SELECT pg_catalog.pg_advisory_unlock({key}),\n  {},\n  {},\n  {},\n  {},\n  {}",
        back(
            "standard_conforming_strings",
            &saved.standard_conforming_strings
        ),
        back("lock_timeout", &saved.lock_timeout),
        back("statement_timeout", &saved.statement_timeout),
        back("search_path", &saved.search_path),
        back(
            "default_transaction_read_only",
            &saved.default_transaction_read_only
        ),
        key = key(ledger),
    )
}
