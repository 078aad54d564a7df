//! What keeps a database from being dropped although nobody is connected to it, and how it is taken away.

use migrate_core::sql::literal;

use super::keeper::{Keeper, Refusal, identifier};

/// Takes away what belongs to this database and outlives its sessions; the keeper is connected to it.
///
/// A subscription may hold a slot on its publisher, which it gives up here without asking there, as PostgreSQL's documentation
/// has it for a publisher that is out of reach.
///
/// # Errors
///
/// What the server says.
pub(super) fn detach(database: &str, inside: &mut Keeper) -> Result<(), Refusal> {
    let of = literal(database);
    let subscriptions = format!(
        "SELECT subname::text FROM pg_catalog.pg_subscription \
         WHERE subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = {of})"
    );
    for row in inside.rows(&subscriptions)? {
        for name in row.iter().map(|name| identifier(name)) {
            inside.run(&format!("ALTER SUBSCRIPTION {name} DISABLE"))?;
            inside.run(&format!("ALTER SUBSCRIPTION {name} SET (slot_name = NONE)"))?;
            inside.run(&format!("DROP SUBSCRIPTION {name}"))?;
        }
    }
    let prepared = format!("SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = {of}");
    for row in inside.rows(&prepared)? {
        for gid in &row {
            inside.run(&format!("ROLLBACK PREPARED {}", literal(gid)))?;
        }
    }
    inside.run(&format!(
        "SELECT pg_catalog.pg_drop_replication_slot(slot_name) \
         FROM pg_catalog.pg_replication_slots WHERE database = {of} AND NOT active"
    ))
}
