//! The statements that would take back what a down left over, where they are sure.

use migrate_core::plan::TransactionMode;
use migrate_schema::{Class, Difference, Kind};

/// A statement for each object that a `DROP` of its own takes away, in a script of this transaction mode.
pub(super) fn of(changed: &[&Difference], mode: TransactionMode) -> Vec<String> {
    let leftover = changed.iter().filter(|one| one.class == Class::Leftover);
    let drops_a_table = leftover.clone().any(|one| one.object.kind == Kind::Table);
    leftover
        // A sequence goes with the table whose column it belongs to.
        .filter(|one| !(drops_a_table && one.object.kind == Kind::Sequence))
        .filter_map(|one| statement(one, mode))
        .collect()
}

/// The statement for one object; `None` where it is not sure, or takes more than that.
fn statement(difference: &Difference, mode: TransactionMode) -> Option<String> {
    let name = &difference.object.name;
    let kind = &difference.object.kind;
    Some(match kind {
        Kind::Column => {
            let (table, column) = name.rsplit_once('.')?;
            format!("ALTER TABLE {table} DROP COLUMN {column};")
        }
        Kind::Constraint => {
            let (constraint, table) = name.split_once(" on ")?;
            match table.strip_prefix("domain ") {
                Some(domain) => format!("ALTER DOMAIN {domain} DROP CONSTRAINT {constraint};"),
                None => format!("ALTER TABLE {table} DROP CONSTRAINT {constraint};"),
            }
        }
        Kind::Trigger => format!("DROP TRIGGER {name};"),
        Kind::Policy => format!("DROP POLICY {name};"),
        Kind::Rule => format!("DROP RULE {name};"),
        // What was built beside the writes goes beside them, and only outside a transaction.
        Kind::Index if mode == TransactionMode::None => format!("DROP INDEX CONCURRENTLY {name};"),
        Kind::Schema
        | Kind::Extension
        | Kind::Type
        | Kind::Domain
        | Kind::Sequence
        | Kind::Table
        | Kind::ForeignTable
        | Kind::View
        | Kind::MaterializedView
        | Kind::Index
        | Kind::Function
        | Kind::Procedure
        | Kind::Aggregate => format!("DROP {} {name};", kind.words().to_uppercase()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use migrate_schema::Object;

    use super::*;

    /// A plain `DROP INDEX` in such a down would lock the table that the up left alone.
    #[test]
    fn an_index_that_was_built_beside_the_writes_is_dropped_beside_them() {
        let leftover = Difference {
            object: Object {
                kind: Kind::Index,
                name: "public.users_email_idx".to_owned(),
            },
            class: Class::Leftover,
            before: None,
            after: Some(String::new()),
        };
        let told = |mode| of(&[&leftover], mode);
        assert_eq!(
            told(TransactionMode::None),
            ["DROP INDEX CONCURRENTLY public.users_email_idx;"]
        );
        assert_eq!(
            told(TransactionMode::Single),
            ["DROP INDEX public.users_email_idx;"]
        );
    }
}
