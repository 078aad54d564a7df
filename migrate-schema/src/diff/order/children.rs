//! The order among a table and its parents, its partitions, and the indexes of both.

use std::collections::{BTreeMap, BTreeSet};

use super::super::key::{Item, Key};
use super::super::plan::{Fate, Plan};
use super::super::slot::{Slot, Step};
use super::super::{attached, row_types};
use super::Making;
use crate::Name;
use crate::model::Parent;

/// What tables and their parents have in common.
pub(super) fn children(plan: &Plan<'_>, graph: &mut Making) {
    let alter =
        |key: &Key| (plan.fate(key) == Some(Fate::Alter)).then(|| (key.clone(), Step::Alter));
    // What goes or comes with its table is in the table's order.
    let own = |slot: Option<Slot>, key: &Key| slot.filter(|slot| slot.0 == *key);
    let drop = |key: &Key| own(plan.drop_slot(key), key);
    let create = |key: &Key| own(plan.create_slot(key), key);
    for key in plan.fates.keys() {
        for first in attached::ahead_of_local(plan, key) {
            graph.add(drop(key), plan.create_slot(&first));
            graph.add(plan.create_slot(&first), create(key));
        }
        match key {
            Key::Column(table, column) => {
                let above = |side: &super::super::plan::Side<'_>| {
                    let parent = side.parent_of_column(table, column)?;
                    Some(Key::Column(parent, column.clone()))
                };
                if let Some(parent) = above(&plan.from) {
                    graph.add(drop(&parent), drop(key));
                    graph.add(alter(&parent), alter(key));
                }
                if let Some(parent) = above(&plan.to) {
                    graph.add(create(key), create(&parent));
                }
                with_type(plan, graph, key);
                row_types::order(plan, graph, key);
            }
            Key::Constraint(Parent::Relation(table), name) => {
                for parent in plan.from.parents(table) {
                    let parent = Key::Constraint(Parent::Relation(parent), name.clone());
                    graph.add(drop(&parent), drop(key));
                }
                for parent in plan.to.parents(table) {
                    let parent = Key::Constraint(Parent::Relation(parent), name.clone());
                    graph.add(create(key), create(&parent));
                }
                if let Some(Item::Constraint(one)) = plan.to.items.get(key)
                    && let Some(whole) = &one.index.part_of
                {
                    whole_index(plan, graph, key, whole);
                }
            }
            Key::Index(_) => {
                if let Some(Item::Index(one)) = plan.to.items.get(key)
                    && let Some(whole) = &one.part_of
                {
                    whole_index(plan, graph, key, whole);
                }
            }
            Key::Inherit(table, parent) => {
                let parents = plan.to.parents(table);
                let before = parents.iter().take_while(|one| *one != parent);
                for before in before {
                    graph.add(
                        create(&Key::Inherit(table.clone(), before.clone())),
                        create(key),
                    );
                }
            }
            Key::Trigger(table, name) => {
                if let Some(parent) = plan.to.parent_of(table) {
                    let parent = Key::Trigger(parent, name.clone());
                    graph.add(plan.create_slot(&parent), plan.create_slot(key));
                }
                graph.add(
                    plan.create_slot(&Key::Attach(table.clone())),
                    plan.create_slot(key),
                );
            }
            _ => {}
        }
    }
    let mut parts: BTreeMap<Name, Vec<(&Key, bool)>> = BTreeMap::new();
    for key in plan.fates.keys() {
        if let Some((of, is_check)) = part(plan, key) {
            parts.entry(of).or_default().push((key, is_check));
        }
    }
    for key in plan.fates.keys() {
        let (table, parent) = match key {
            Key::Attach(table) => (table, None),
            Key::Inherit(table, parent) => (table, Some(parent)),
            _ => continue,
        };
        let old_parent = parent.cloned().or_else(|| plan.from.parent_of(table));
        let mut above: Vec<Name> = parent.cloned().into_iter().collect();
        let mut next = plan.to.parent_of(table);
        while let Some(parent) = next {
            next = plan.to.parent_of(&parent);
            above.push(parent);
        }
        let (leave, enter) = (plan.drop_slot(key), plan.create_slot(key));
        if matches!(key, Key::Attach(_)) {
            // A foreign key to the whole hangs on each partition.
            let keys = old_parent.as_ref().and_then(|parent| parts.get(parent));
            for (other, _) in keys.into_iter().flatten() {
                for user in plan.from.edges.needed_by(other) {
                    let is_foreign = matches!(plan.from.items.get(user), Some(Item::Constraint(one))
                        if one.definition.starts_with("FOREIGN KEY"));
                    if is_foreign {
                        graph.add(plan.drop_slot(user), leave.clone());
                    }
                }
            }
        }
        let of: BTreeSet<&Name> = above.iter().chain(&old_parent).chain([table]).collect();
        for of in of {
            for (other, is_check) in parts.get(of).into_iter().flatten() {
                let is_column = matches!(other, Key::Column(..));
                if of == table && !attached::ahead_of_local(plan, other).is_empty() {
                    graph.add(drop(other), enter.clone());
                    continue;
                }
                if of == table || Some(of) == old_parent.as_ref() {
                    // A check is dropped from the children with it, while they are there.
                    match *is_check && of != table {
                        true => graph.add(drop(other), leave.clone()),
                        false => graph.add(leave.clone(), plan.drop_slot(other)),
                    }
                    if of == table || is_column {
                        graph.add(leave.clone(), alter(other));
                        graph.add(leave.clone(), plan.create_slot(other));
                    }
                }
                if of == table || (above.contains(of) && (is_column || *is_check)) {
                    graph.add(plan.drop_slot(other), enter.clone());
                    graph.add(alter(other), enter.clone());
                    graph.add(plan.create_slot(other), enter.clone());
                }
            }
        }
    }
}

/// A column of a typed table changes with the type: what hangs on it goes before that and comes after it.
fn with_type(plan: &Plan<'_>, graph: &mut Making, key: &Key) {
    let item = plan.from.items.get(key).or_else(|| plan.to.items.get(key));
    let Some(Item::Column(table, _)) = item else {
        return;
    };
    let Some(of) = plan.follows_type(table) else {
        return;
    };
    let with = Some((of, Step::Alter));
    graph.add(plan.drop_slot(key), with.clone());
    graph.add(with.clone(), plan.create_slot(key));
    graph.add(with.clone(), Some((key.clone(), Step::Alter)));
    for user in plan.from.edges.needed_by(key) {
        graph.add(plan.drop_slot(user), with.clone());
    }
    for user in plan.to.edges.needed_by(key) {
        graph.add(with.clone(), plan.create_slot(user));
    }
}

fn whole_index(plan: &Plan<'_>, graph: &mut Making, key: &Key, whole: &Name) {
    if let Some(whole) = plan.to.index_key(whole) {
        graph.add(plan.create_slot(key), plan.create_slot(&whole));
    }
}

/// The table of a column, index, or a constraint that is no foreign key; and whether it is a check.
fn part(plan: &Plan<'_>, key: &Key) -> Option<(Name, bool)> {
    let item = plan.to.items.get(key).or_else(|| plan.from.items.get(key));
    match (key, item?) {
        (Key::Column(table, _), _) => Some((table.clone(), false)),
        (Key::Index(_), Item::Index(index)) => Some((index.table.clone(), false)),
        (Key::Constraint(Parent::Relation(table), _), Item::Constraint(one)) => {
            match one.definition.split_whitespace().next() {
                Some("FOREIGN") => None,
                first => Some((table.clone(), first == Some("CHECK"))),
            }
        }
        _ => None,
    }
}
