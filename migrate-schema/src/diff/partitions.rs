//! Partitions that are attached and detached, and the constraints that they have from the tables above.

use super::key::{Item, Key};
use super::plan::{Plan, Side};
use super::slot::Step;
use super::{indexes, tables};
use crate::model::{Constraint, Parent, PartitionOf, Table};
use crate::{Identifier, Name};

/// `ATTACH PARTITION`, after the table has got the checks of the tables above.
pub(super) fn attach(plan: &Plan<'_>, table: &Name, of: &PartitionOf) -> Vec<String> {
    let mut all = Vec::new();
    if !plan.comes(&Key::Table(table.clone())) {
        let kept = kept(plan, table);
        for check in above(&plan.to, table) {
            let has = |one: &&Constraint| one.name == check.name;
            let is_own = own(&plan.to, table, &check.name).is_some();
            if check.definition.starts_with("CHECK") && !is_own && !kept.iter().any(has) {
                let name = Identifier(&check.name);
                let definition = check.definition.trim_end_matches(" NOT VALID");
                all.push(format!(
                    "ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
                ));
            }
        }
    }
    all.push(format!(
        "ALTER TABLE {} ATTACH PARTITION {table} {}",
        of.parent, of.bound
    ));
    for one in plan.to.constraints_of(&Parent::Relation(table.clone())) {
        if comes_with_attachment(plan, one) {
            all.extend(settled(table, one));
        }
    }
    all
}

/// Whether a key of a new partition is left to `ATTACH PARTITION`: where the table above has another unique index on the
/// same columns, PostgreSQL could take the partition's key for that one's, and then refuses a second key.
pub(super) fn comes_with_attachment(plan: &Plan<'_>, one: &Constraint) -> bool {
    let Parent::Relation(table) = &one.parent else {
        return false;
    };
    let Some(Item::Attach(of)) = plan.to.items.get(&Key::Attach(table.clone())) else {
        return false;
    };
    let columns = |text: &str| text.find('(').map(|at| text[at..].to_owned());
    let is_twin = |item: &Item<'_>| match item {
        Item::Index(other) => {
            other.table == of.parent
                && other.definition.starts_with("CREATE UNIQUE INDEX")
                && columns(&other.definition) == columns(&one.definition)
        }
        _ => false,
    };
    // One that is attached to a plain unique index is found by it.
    let of_key = one.index.part_of.as_ref();
    let of_key = of_key.and_then(|whole| plan.to.index_key(whole));
    indexes::is_key(&one.definition)
        && matches!(of_key, Some(Key::Constraint(..)))
        && plan.comes(&Key::Table(table.clone()))
        && !plan.comes(&Key::Table(of.parent.clone()))
        && plan.to.items.values().any(is_twin)
}

/// The key that came with the attachment gets its name, and what is set on it.
fn settled(table: &Name, one: &Constraint) -> Vec<String> {
    let columns: Vec<&str> = one
        .definition
        .split(['(', ')'])
        .nth(1)
        .map_or_else(Vec::new, |list| list.split(", ").collect());
    // `ChooseIndexName` in `src/backend/commands/indexcmds.c`.
    let usual = match one.definition.starts_with("PRIMARY KEY") {
        true => format!("{}_pkey", table.name),
        false => {
            let columns: Vec<&str> = columns.iter().map(|one| one.trim_matches('"')).collect();
            format!("{}_{}_key", table.name, columns.join("_"))
        }
    };
    let mut all = Vec::new();
    if usual != one.name {
        all.push(format!(
            "ALTER TABLE {table} RENAME CONSTRAINT {} TO {}",
            Identifier(&usual),
            Identifier(&one.name)
        ));
    }
    all.extend(indexes::constraint_settings(one));
    all
}

/// `DETACH PARTITION`, and away with the constraints that the table keeps and is not to have.
pub(super) fn detach(plan: &Plan<'_>, table: &Name, of: &PartitionOf) -> Vec<String> {
    let mut all = vec![format!(
        "ALTER TABLE {} DETACH PARTITION {table}",
        of.parent
    )];
    let kept = kept(plan, table);
    for one in left_behind(plan, table) {
        if !kept.iter().any(|other| other.name == one.name) {
            all.push(format!(
                "ALTER TABLE {table} DROP CONSTRAINT {}",
                Identifier(&one.name)
            ));
        }
    }
    all
}

/// `DROP TABLE`, after a partition has left the tables that foreign keys refer to.
pub(super) fn drop(plan: &Plan<'_>, table: &Table) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(of) = &table.partition_of
        && !plan.goes(&Key::Table(of.parent.clone()))
    {
        let mut above = vec![of.parent.clone()];
        while let Some(next) = above.last().and_then(|last| plan.from.parent_of(last)) {
            above.push(next);
        }
        let is_referred = plan.from.items.values().any(|item| match item {
            Item::Constraint(one) => above
                .iter()
                .any(|name| one.definition.contains(&format!(" REFERENCES {name}("))),
            _ => false,
        });
        if is_referred {
            all.push(format!(
                "ALTER TABLE {} DETACH PARTITION {}",
                of.parent, table.name
            ));
        }
    }
    all.push(format!("DROP {} {}", tables::word(table), table.name));
    all
}

/// Whether a detached table has this constraint from its former parent.
pub(super) fn is_kept(plan: &Plan<'_>, one: &Constraint) -> bool {
    match &one.parent {
        Parent::Relation(table) if plan.goes(&Key::Attach(table.clone())) => {
            kept(plan, table).iter().any(|other| other.name == one.name)
        }
        _ => false,
    }
}

/// Of what a detached table keeps, that which it is to have, as its own or from the tables above.
fn kept<'a>(plan: &Plan<'a>, table: &Name) -> Vec<&'a Constraint> {
    let wanted = above(&plan.to, table);
    let is_wanted = |one: &&Constraint| {
        let own = own(&plan.to, table, &one.name);
        wanted
            .iter()
            .copied()
            .chain(own)
            .any(|other| other.name == one.name && other.definition == one.definition)
    };
    let all = left_behind(plan, table).into_iter();
    all.filter(is_wanted).collect()
}

/// The constraints that are a detached table's own then: those that are not dropped before.
fn left_behind<'a>(plan: &Plan<'a>, table: &Name) -> Vec<&'a Constraint> {
    if !plan.goes(&Key::Attach(table.clone())) {
        return Vec::new();
    }
    let is_dropped = |one: &&Constraint| {
        let key = Key::Constraint(one.parent.clone(), one.name.clone());
        plan.drop_slot(&key) == Some((key, Step::Drop))
    };
    let all = above(&plan.from, table).into_iter();
    all.filter(|one| !is_dropped(one) && own(&plan.from, table, &one.name).is_none())
        .collect()
}

/// The checks and foreign keys of the tables above.
fn above<'a>(side: &Side<'a>, table: &Name) -> Vec<&'a Constraint> {
    let mut all = Vec::new();
    let mut next = side.parent_of(table);
    while let Some(parent) = next {
        next = side.parent_of(&parent);
        for one in side.constraints_of(&Parent::Relation(parent)) {
            if !indexes::is_key(&one.definition)
                && !one.definition.starts_with("EXCLUDE")
                && !one.definition.ends_with(" NO INHERIT")
            {
                all.push(one);
            }
        }
    }
    all
}

fn own<'a>(side: &Side<'a>, table: &Name, name: &str) -> Option<&'a Constraint> {
    let key = Key::Constraint(Parent::Relation(table.clone()), name.to_owned());
    match side.items.get(&key)? {
        Item::Constraint(one) => Some(*one),
        _ => None,
    }
}
