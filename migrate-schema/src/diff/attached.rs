//! Indexes of partitions, and the indexes above that they are attached to.
//!
//! PostgreSQL attaches them by itself where a table is attached or an index above is created: the first that is like it
//! (`AttachPartitionEnsureIndexes` and `DefineIndex` in `src/backend/commands`).

use super::indexes;
use super::key::{Item, Key};
use super::plan::{Plan, Side};
use crate::Name;
use crate::model::{Constraint, Index, Parent};

/// The table of an index or key, the index above that it is attached to, and its definition.
fn index_of<'a>(item: &Item<'a>) -> Option<(&'a Name, Option<&'a Name>, &'a str)> {
    match item {
        Item::Index(one) => Some((&one.table, one.part_of.as_ref(), &one.definition)),
        Item::Constraint(one) if indexes::is_key(&one.definition) => match &one.parent {
            Parent::Relation(table) => Some((table, one.index.part_of.as_ref(), &one.definition)),
            Parent::Domain(_) => None,
        },
        _ => None,
    }
}

/// What has to be there before an index of a partition is created that is to stay by itself, though it is like one that is
/// attached: the index above would take it up.
pub(super) fn ahead_of_local(plan: &Plan<'_>, key: &Key) -> Vec<Key> {
    let Some((table, None, definition)) = plan.to.items.get(key).and_then(index_of) else {
        return Vec::new();
    };
    let attach = Key::Attach(table.clone());
    if !plan.to.items.contains_key(&attach) {
        return Vec::new();
    }
    let columns = |text: &str| text.find('(').map(|at| text[at..].to_owned());
    let siblings = plan.to.edges.needed_by(&Key::Table(table.clone()));
    let mut all = Vec::new();
    for sibling in siblings.filter(|one| *one != key) {
        if let Some((of, Some(whole), other)) = plan.to.items.get(sibling).and_then(index_of)
            && of == table
            && columns(other) == columns(definition)
            && let Some(whole) = plan.to.index_key(whole)
        {
            let first = [attach.clone(), whole].into_iter();
            all.extend(first.filter(|one| plan.comes(one)));
        }
    }
    all
}

/// Whether a key of a partitioned table lacks that of a partition: it was added to the table `ONLY`, and is not valid.
pub(super) fn lacks_a_part(side: &Side<'_>, one: &Constraint) -> bool {
    let Parent::Relation(table) = &one.parent else {
        return false;
    };
    indexes::is_key(&one.definition)
        && side.has_children.contains(table)
        && !parts_lacking(side, &Name::new(&table.schema, &one.name), table).is_empty()
}

/// The partitions of a table without an index that is attached to this one.
fn parts_lacking<'a>(side: &Side<'a>, whole: &Name, table: &Name) -> Vec<&'a Name> {
    let parts = parts(side, whole);
    let is_part = |(key, item): (&Key, &Item<'a>)| match (key, item) {
        (Key::Attach(part), Item::Attach(of)) if of.parent == *table => {
            match side.items.get(&Key::Table(part.clone())) {
                Some(Item::Table(part)) => Some(&part.name),
                _ => None,
            }
        }
        _ => None,
    };
    let all = side.items.iter().filter_map(is_part);
    all.filter(|part| !parts.iter().any(|(of, _)| of == part))
        .collect()
}

/// The indexes that are attached to one, each after its table.
fn parts<'a>(side: &Side<'a>, whole: &Name) -> Vec<(&'a Name, Name)> {
    let all = side.items.values().filter_map(|item| {
        let (table, part_of, _) = index_of(item)?;
        let name = match item {
            Item::Index(one) => one.name.clone(),
            Item::Constraint(one) => Name::new(&table.schema, &one.name),
            _ => return None,
        };
        (part_of == Some(whole)).then_some((table, name))
    });
    all.collect()
}

/// Whether an index that is whole is to lack the index of a partition, which cannot leave it: so it is made anew.
fn loses_a_part(plan: &Plan<'_>, key: &Key) -> bool {
    match (plan.from.items.get(key), plan.to.items.get(key)) {
        (Some(Item::Constraint(old)), Some(Item::Constraint(new))) => {
            lacks_a_part(&plan.to, new) && !lacks_a_part(&plan.from, old)
        }
        (Some(Item::Index(old)), Some(Item::Index(new))) => {
            old.valid && !new.valid && new.definition.contains(" ON ONLY ")
        }
        _ => false,
    }
}

/// An index that has to be made anew for what is attached to it or is not, and what is attached to it.
pub(super) fn made_anew(plan: &Plan<'_>, key: &Key) -> Vec<Key> {
    if !ahead_of_local(plan, key).is_empty() {
        return vec![key.clone()];
    }
    let index = match key.relation_name() {
        Some(index) if loses_a_part(plan, key) => index,
        _ => return Vec::new(),
    };
    let parts = parts(&plan.from, &index).into_iter();
    let parts = parts.filter_map(|(_, name)| plan.to.index_key(&name));
    parts.chain([key.clone()]).collect()
}

/// What is attached by hand once an index is created: this one to an index that is there, or those that are there to this
/// one, where it was created for the partitioned table `ONLY`.
pub(super) fn created(
    plan: &Plan<'_>,
    index: &Name,
    table: &Name,
    part_of: Option<&Name>,
) -> Vec<String> {
    let is_attached = |table: &Name| {
        let attach = Key::Attach(table.clone());
        plan.to.items.contains_key(&attach) && !plan.comes(&attach)
    };
    let stays = |whole: &&Name| {
        let key = plan.to.index_key(whole);
        key.is_some_and(|key| plan.from.items.contains_key(&key) && !plan.comes(&key))
    };
    let mut all = Vec::new();
    if let Some(whole) = part_of.filter(stays)
        && is_attached(table)
    {
        all.push(format!("ALTER INDEX {whole} ATTACH PARTITION {index}"));
    }
    let is_only = plan.to.has_children.contains(table)
        && match plan.to.items.get(&Key::Index(index.clone())) {
            Some(Item::Index(one)) => !one.valid,
            _ => !parts_lacking(&plan.to, index, table).is_empty(),
        };
    if is_only {
        let parts = parts(&plan.to, index).into_iter();
        let there = parts.filter(|(table, _)| is_attached(table));
        all.extend(there.map(|(_, part)| format!("ALTER INDEX {index} ATTACH PARTITION {part}")));
    }
    all
}

/// An index becomes part of one that stays; one that is created later takes it up by itself.
pub(super) fn altered(
    plan: &Plan<'_>,
    index: &Name,
    old: &Option<Name>,
    new: &Option<Name>,
) -> Option<String> {
    let whole = new.as_ref().filter(|_| old.is_none())?;
    let key = plan.to.index_key(whole)?;
    let stays = plan.from.items.contains_key(&key) && !plan.comes(&key);
    stays.then(|| format!("ALTER INDEX {whole} ATTACH PARTITION {index}"))
}

/// `DROP INDEX`, together with the keys of partitions that are attached to it: they cannot be dropped by themselves.
pub(super) fn drop_index(plan: &Plan<'_>, one: &Index) -> String {
    let is_key = |item: &Item<'_>| matches!(item, Item::Constraint(other) if other.index.part_of.as_ref() == Some(&one.name));
    let has_keys = one.definition.contains(" ON ONLY ") && plan.from.items.values().any(is_key);
    match has_keys {
        true => format!("DROP INDEX {} CASCADE", one.name),
        false => format!("DROP INDEX {}", one.name),
    }
}
