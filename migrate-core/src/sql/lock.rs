//! The session lock around a run.

use super::literal::{block, literal};
use super::revision::Durability;
use super::session::{SETTINGS, restore_settings};
use crate::plan::LedgerName;

/// Whether a run holds the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// It does.
    Held,
    /// It goes without, because a pooler stands between.
    NotTaken,
}

/// The lock, and the settings of the session that a run changes, as they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Whether the lock is held.
    pub lock: Lock,
    /// `standard_conforming_strings`.
    pub standard_conforming_strings: String,
    /// What else was set in the session, as JSON; `None` before the lock was obtained.
    pub settings: Option<String>,
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

/// Under which condition the lock is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TryLock {
    /// In any case.
    Always,
    /// When the session remembers the `client_encoding` that the driver said when it connected; else a pooler opened it.
    InOwnSession,
}

/// Tries to get the lock, without waiting. One row: whether it was obtained, or NULL when it was not tried; else the
/// holder's pid, application name and seconds since it connected; `standard_conforming_strings` as it was; whether the
/// session held the lock already; its pid; and what else was set in it, if the lock was obtained (see [`Saved`]).
///
/// A session that holds the lock before it was given to this run has it from another client of a pooler: it is released,
/// because it keeps nobody away, and this run does not take it either.
///
/// In the same statement `standard_conforming_strings` is set on, unless another run holds the lock: a message is split
/// into tokens as a whole before its first statement runs, so the messages that follow cannot set it themselves. Poolers
/// know this setting, and keep it with the client.
#[must_use]
pub fn try_lock(ledger: &LedgerName, condition: TryLock) -> String {
    let own_session = match condition {
        TryLock::Always => "true",
        TryLock::InOwnSession => {
            "(SELECT s.source = 'client' FROM pg_catalog.pg_settings s WHERE s.name = 'client_encoding')"
        }
    };
    format!(
        "WITH before AS MATERIALIZED (
  SELECT pg_catalog.current_setting('standard_conforming_strings') AS strings,
         EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE l.pid = pg_catalog.pg_backend_pid() AND {held}) AS already,
         {own_session} AS own
), attempt AS MATERIALIZED (
  SELECT CASE WHEN already THEN pg_catalog.pg_advisory_unlock({key}) AND NULL
              WHEN own THEN pg_catalog.pg_try_advisory_lock({key}) END AS obtained, before.*
  FROM before
), prepared AS MATERIALIZED (
  SELECT attempt.*, CASE WHEN obtained THEN {SETTINGS} END AS settings,
         CASE WHEN obtained IS DISTINCT FROM false
                         THEN pg_catalog.set_config('standard_conforming_strings', 'on', false) END AS set_on
  FROM attempt
)
SELECT obtained, holder.pid, holder.application_name, holder.connected,
       strings, already, pg_catalog.pg_backend_pid(), settings, set_on
FROM prepared LEFT JOIN (
  SELECT {holder}
  FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
  WHERE {held}
) AS holder ON NOT obtained
LIMIT 1",
        key = key(ledger),
        held = held(ledger),
        holder = HOLDER,
    )
}

/// Who a holder is, of `pg_stat_activity a`.
const HOLDER: &str = "a.pid, a.application_name,
    pg_catalog.floor(EXTRACT(epoch FROM pg_catalog.clock_timestamp() - a.backend_start))::pg_catalog.int8 AS connected";

/// Asks which other session holds the lock, if one does: its pid, application name and seconds since it connected.
#[must_use]
pub fn lock_holder(ledger: &LedgerName) -> String {
    format!(
        "SELECT {HOLDER}
FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
WHERE {held}
  AND l.pid <> pg_catalog.pg_backend_pid()
LIMIT 1",
        held = held(ledger),
    )
}

/// Asks which other session is about to change the ledger, if one is; the columns are those of [`lock_holder`].
#[must_use]
pub fn writer(ledger: &LedgerName) -> String {
    format!(
        "SELECT {HOLDER}
FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'relation' AND l.granted AND l.mode = 'ExclusiveLock'
  AND l.relation = pg_catalog.to_regclass({name}) AND l.pid <> pg_catalog.pg_backend_pid()
  AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
LIMIT 1",
        name = literal(&ledger.to_string()),
    )
}

/// Asks which session answers.
#[must_use]
pub fn which_session() -> String {
    "SELECT pg_catalog.pg_backend_pid()".to_owned()
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
///
/// Without the lock, only the setting is put back that [`try_lock`] changed. Commits that the disk need not have yet are
/// waited for: a message in the write-ahead log is the smallest thing whose commit waits.
#[must_use]
pub fn release(ledger: &LedgerName, saved: &Saved, committed: Durability) -> String {
    let flush = match committed {
        Durability::AtOnce => "",
        Durability::WithALaterCommit => {
            ",\n  pg_catalog.pg_logical_emit_message(true, 'cargo-migrate', 'flush')"
        }
    };
    let strings = format!(
        "pg_catalog.set_config('standard_conforming_strings', {}, false)",
        literal(&saved.standard_conforming_strings)
    );
    if saved.lock == Lock::NotTaken {
        return format!("SELECT true, {strings}{flush}");
    }
    let restored = saved.settings.as_deref().map(restore_settings);
    format!(
        "{restored}SELECT pg_catalog.pg_advisory_unlock({key}), {strings}{flush}",
        restored = restored.unwrap_or_default(),
        key = key(ledger),
    )
}
