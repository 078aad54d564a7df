//! What a run of another day has left because it was killed: nobody else would ever take it away.

use migrate_core::sql::literal;

use super::keeper::{Connected, Keeper};
use super::names::{self, PREFIX};

/// Drops scratch databases that are older than a day and to which nobody is connected, and roles that were put aside as long ago.
///
/// What cannot be dropped stays: it is somebody else's role that may, or a clock was wrong.
pub(super) fn sweep(keeper: &mut Keeper) {
    let like = literal(&format!("{}%", PREFIX.replace('_', "\\_")));
    let databases = format!(
        "SELECT datname::text FROM pg_catalog.pg_database d WHERE datname LIKE {like} AND NOT EXISTS \
         (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datname = d.datname)"
    );
    for name in stale(keeper, &databases) {
        let _stays = keeper.drop_database(&name, Connected::Nobody);
    }
    let roles = format!("SELECT rolname::text FROM pg_catalog.pg_roles WHERE rolname LIKE {like}");
    for name in stale(keeper, &roles) {
        let _stays = keeper.drop_roles(&[name]);
    }
}

fn stale(keeper: &mut Keeper, sql: &str) -> Vec<String> {
    let rows = keeper.rows(sql).unwrap_or_default();
    let found = rows.into_iter().flatten();
    found.filter(|name| names::is_stale(name)).collect()
}
