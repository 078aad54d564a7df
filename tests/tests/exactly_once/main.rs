//! Every revision once: however many runs start at the same moment, and whatever stands between them and the server.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests stop at the first surprise, as tests do"
)]

mod herd;
mod poolers;

use postgres::{Client, NoTls};

/// How many advisory locks are held in a database, asked from a session of its own.
fn advisory_locks(direct: &str) -> i64 {
    let mut client = Client::connect(direct, NoTls).unwrap();
    let row = client.query_one(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        &[],
    );
    row.unwrap().get(0)
}

/// The ids that the log says were applied, in that order.
fn ups(direct: &str) -> Vec<String> {
    let mut client = Client::connect(direct, NoTls).unwrap();
    let rows = client.query(
        "SELECT id FROM migrate_ledger_log WHERE event = 'up' ORDER BY seq",
        &[],
    );
    rows.unwrap().iter().map(|row| row.get(0)).collect()
}

/// The ids of a line of so many revisions.
fn line(revisions: usize) -> Vec<String> {
    (1..=revisions)
        .map(|number| format!("{number:012x}"))
        .collect()
}

/// Whether a ledger was made.
fn has_ledger(direct: &str) -> bool {
    let mut client = Client::connect(direct, NoTls).unwrap();
    let row = client.query_one("SELECT to_regclass('migrate_ledger') IS NOT NULL", &[]);
    row.unwrap().get(0)
}
