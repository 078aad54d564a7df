//! The statement that would take back what a down left over, where it is sure.

use super::catalog::{Class, Difference};

/// Kinds of objects that `DROP` takes by the name which a difference gives.
const DROPPED: [&str; 9] = [
    "table",
    "materialized view",
    "view",
    "sequence",
    "index",
    "type",
    "domain",
    "function",
    "schema",
];

/// The statement for one object; `None` where it takes more than that.
pub(super) fn of(difference: &Difference) -> Option<String> {
    if difference.class != Class::Leftover {
        return None;
    }
    let object = &*difference.object;
    if let Some(column) = object.strip_prefix("column ") {
        let (table, column) = column.rsplit_once('.')?;
        return Some(format!("ALTER TABLE {table} DROP COLUMN {column};"));
    }
    DROPPED.iter().find_map(|kind| {
        let name = object.strip_prefix(kind)?.strip_prefix(' ')?;
        Some(format!("DROP {} {name};", kind.to_uppercase()))
    })
}
