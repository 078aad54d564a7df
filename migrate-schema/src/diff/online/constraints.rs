//! Constraints, and columns that are `NOT NULL` from now on.

use super::super::key::{Item, Key};
use super::super::plan::{Fate, Plan};
use super::super::{attached, indexes, partitions};
use super::{When, is_free, stays, successor, swapped};
use crate::model::{Constraint, Parent, TableKind};
use crate::{Identifier, Name};

pub(super) fn constraint(
    plan: &Plan<'_>,
    key: &Key,
    one: &Constraint,
) -> Option<Vec<(When, String)>> {
    let Parent::Relation(table) = &one.parent else {
        return None;
    };
    let (definition, name) = (&one.definition, Identifier(&one.name));
    let is_left = partitions::is_kept(plan, one) || partitions::comes_with_attachment(plan, one);
    if is_left || !stays(plan, table) || definition.ends_with(" NOT VALID") {
        return None;
    }
    let is_partitioned = matches!(
        plan.to.items.get(&Key::Table(table.clone())),
        Some(Item::Table(one)) if one.kind == TableKind::Partitioned
    );
    if indexes::is_key(definition) {
        return match is_free(plan, table) {
            true => unique(plan, key, one, table),
            // It takes up the keys of the partitions, which are there by then.
            false if is_partitioned => {
                let when = settled(plan, key, table, None);
                let all = indexes::add_constraint(plan, one).into_iter();
                Some(all.map(|sql| (when, sql)).collect())
            }
            false => None,
        };
    }
    let is_possible = match definition.starts_with("FOREIGN KEY") {
        true => !is_partitioned,
        false => definition.starts_with("CHECK"),
    };
    is_possible.then(|| {
        let mut all = vec![(
            When::Now,
            format!("ALTER TABLE {table} ADD CONSTRAINT {name} {definition} NOT VALID"),
        )];
        let settings = indexes::constraint_settings(one).into_iter();
        all.extend(settings.map(|sql| (When::Now, sql)));
        all.push((
            When::Validating,
            format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name}"),
        ));
        all
    })
}

/// `PRIMARY KEY (a) INCLUDE (b) DEFERRABLE`: the index first, then the constraint takes it.
fn unique(
    plan: &Plan<'_>,
    key: &Key,
    one: &Constraint,
    table: &Name,
) -> Option<Vec<(When, String)>> {
    let open = one.definition.find('(')?;
    let close = one.definition.rfind(')')? + 1;
    let word = one.definition[..open].trim();
    let (columns, after) = (&one.definition[open..close], &one.definition[close..]);
    let (word, nulls) = match word.strip_suffix(" NULLS NOT DISTINCT") {
        Some(word) => (word, " NULLS NOT DISTINCT"),
        None => (word, ""),
    };
    let name = Name::new(&table.schema, &one.name);
    let is_swapped = swapped(plan, key);
    let built = match is_swapped {
        true => successor(&name),
        false => name.clone(),
    };
    let index = Identifier(&built.name);
    let mut all = vec![(
        When::Outside,
        format!("CREATE UNIQUE INDEX CONCURRENTLY {index} ON {table} {columns}{nulls}"),
    )];
    let settle = settled(plan, key, table, one.index.part_of.as_ref());
    // Otherwise the step that drops it does, in the same transaction.
    if is_swapped && settle == When::Now {
        let name = Identifier(&one.name);
        all.push((
            settle,
            format!("ALTER TABLE {table} DROP CONSTRAINT {name}"),
        ));
    }
    all.push((
        settle,
        format!(
            "ALTER TABLE {table} ADD CONSTRAINT {} {word} USING INDEX {index}{after}",
            Identifier(&one.name)
        ),
    ));
    let mut rest = indexes::constraint_settings(one);
    rest.extend(attached::created(
        plan,
        &name,
        table,
        one.index.part_of.as_ref(),
    ));
    all.extend(rest.into_iter().map(|sql| (settle, sql)));
    Some(all)
}

/// When a constraint takes its index: a primary key after its columns are `NOT NULL` by way of a check, because it would read
/// the table for that while everybody waits.
pub(super) fn settled(plan: &Plan<'_>, key: &Key, table: &Name, part_of: Option<&Name>) -> When {
    let becomes_not_null = |column: &Key| {
        matches!(column, Key::Column(of, _) if of == table)
            && matches!(
                (plan.from.items.get(column), plan.to.items.get(column)),
                (Some(Item::Column(_, old)), Some(Item::Column(_, new)))
                    if !old.not_null && new.not_null && plan.fate(column) == Some(Fate::Alter)
            )
    };
    let is_needed = plan.to.edges.is_needed(key);
    match plan.to.edges.needs(key).any(becomes_not_null) {
        true if !is_needed => When::Last,
        _ if is_needed || part_of.is_some() => When::Now,
        _ => When::After,
    }
}

/// Whether a column of a child becomes `NOT NULL` with its parent's.
pub(super) fn follows(plan: &Plan<'_>, table: &Name, column: &str) -> bool {
    let Some(parent) = plan.to.parent_of_column(table, column) else {
        return false;
    };
    let key = Key::Column(parent, column.to_owned());
    matches!(
        (plan.from.items.get(&key), plan.to.items.get(&key)),
        (Some(Item::Column(_, old)), Some(Item::Column(_, new))) if !old.not_null && new.not_null
    )
}

/// A valid check spares `SET NOT NULL` the reading, which it would do while everybody waits.
pub(super) fn not_null(table: &Name, column: &str, set: String) -> Vec<(When, String)> {
    let check = format!("{column}__not_null");
    let check = Identifier(&check);
    vec![
        (
            When::Now,
            format!(
                "ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({} IS NOT NULL) NOT VALID",
                Identifier(column)
            ),
        ),
        (
            When::Validating,
            format!("ALTER TABLE {table} VALIDATE CONSTRAINT {check}"),
        ),
        (When::Last, set),
        (
            When::Last,
            format!("ALTER TABLE {table} DROP CONSTRAINT {check}"),
        ),
    ]
}
