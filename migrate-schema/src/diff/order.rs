//! The order of the steps: a topological sort, with the usual order of kinds where nothing else decides.

use std::collections::{BTreeMap, BTreeSet};

use super::attached;
use super::key::{Item, Key};
use super::plan::{Fate, Plan};
use super::slot::{Slot, Step};
use crate::Name;
use crate::model::Parent;

/// The place of a step where nothing else decides: what is dropped first, in the reverse order of creation.
type Place = (Step, u8, std::cmp::Reverse<Option<Key>>, Option<Key>);

/// Which steps wait for which.
#[derive(Default)]
pub(super) struct Graph {
    /// The steps that wait for one.
    pub(super) before: BTreeMap<Slot, BTreeSet<Slot>>,
    /// For how many others each waits.
    pub(super) after: BTreeMap<Slot, usize>,
}

impl Graph {
    fn add(&mut self, first: Option<Slot>, then: Option<Slot>) {
        if let (Some(first), Some(then)) = (first, then)
            && first != then
            && self.after.contains_key(&first)
            && self.after.contains_key(&then)
            && self.before.entry(first).or_default().insert(then.clone())
        {
            *self.after.entry(then).or_default() += 1;
        }
    }
}

/// The steps in the order in which PostgreSQL accepts them.
pub(super) fn steps(plan: &Plan<'_>) -> Vec<Slot> {
    sorted(plan, graph(plan))
}

/// All steps, and which wait for which.
pub(super) fn graph(plan: &Plan<'_>) -> Graph {
    let mut graph = Graph::default();
    for (key, fate) in &plan.fates {
        match fate {
            Fate::Alter => {
                graph.after.insert((key.clone(), Step::Alter), 0);
            }
            Fate::Create | Fate::Drop | Fate::Replace => {
                let slots = [plan.drop_slot(key), plan.create_slot(key)];
                for slot in slots.into_iter().flatten() {
                    graph.after.entry(slot).or_insert(0);
                }
            }
        }
    }
    edges(plan, &mut graph);
    names(plan, &mut graph);
    children(plan, &mut graph);
    graph
}

fn edges(plan: &Plan<'_>, graph: &mut Graph) {
    let alter =
        |key: &Key| (plan.fate(key) == Some(Fate::Alter)).then(|| (key.clone(), Step::Alter));
    let is_moved = |slot: &Option<Slot>| {
        slot.as_ref()
            .is_some_and(|slot| plan.moved.contains(&slot.0))
    };
    for (key, fate) in &plan.fates {
        if *fate == Fate::Replace {
            let (drop, create) = (plan.drop_slot(key), plan.create_slot(key));
            match is_moved(&drop) {
                true => graph.add(create, drop),
                false => graph.add(drop, create),
            }
        }
    }
    for (a, all) in &plan.from.edges.needs {
        for b in all {
            let (drop_a, drop_b) = (plan.drop_slot(a), plan.drop_slot(b));
            graph.add(drop_a.clone(), drop_b.clone());
            if plan.moved.contains(b) && !is_moved(&drop_a) {
                graph.add(drop_a.clone(), plan.create_slot(b));
            }
            // A sequence is let go before its column goes, not before it changes; a type that columns are moved from goes
            // last. Of a schema only owner, grants and comment change, which nothing in it waits for.
            let is_apart =
                matches!(a, Key::OwnedBy(_) | Key::Sequence(_)) || matches!(b, Key::Namespace(_));
            if !is_apart && !is_moved(&drop_a) {
                graph.add(drop_a, alter(b));
            }
            graph.add(alter(a), drop_b);
            if !plan.to.edges.has(a, b) {
                graph.add(alter(a), alter(b));
            }
        }
    }
    for (a, all) in &plan.to.edges.needs {
        for b in all {
            let (create_a, create_b) = (plan.create_slot(a), plan.create_slot(b));
            graph.add(create_b.clone(), create_a.clone());
            graph.add(create_b, alter(a));
            graph.add(alter(b), create_a);
            graph.add(alter(b), alter(a));
        }
    }
}

/// A name is free only when what had it is gone.
fn names(plan: &Plan<'_>, graph: &mut Graph) {
    let mut gone: BTreeMap<Name, Vec<&Key>> = BTreeMap::new();
    let name = |key: &Key| match key {
        Key::Type(name) => Some(name.clone()),
        key => key.relation_name(),
    };
    for key in plan.fates.keys().filter(|key| plan.goes(key)) {
        if let Some(name) = name(key) {
            gone.entry(name).or_default().push(key);
        }
    }
    for key in plan.fates.keys().filter(|key| plan.comes(key)) {
        let others = name(key).and_then(|name| gone.get(&name));
        for other in others.into_iter().flatten().filter(|other| **other != key) {
            graph.add(plan.drop_slot(other), plan.create_slot(key));
        }
    }
}

/// What tables and their parents have in common.
fn children(plan: &Plan<'_>, graph: &mut Graph) {
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
                let above = |side: &super::plan::Side<'_>| {
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
        for other in plan.fates.keys() {
            let Some((of, is_check)) = part(plan, other) else {
                continue;
            };
            let is_column = matches!(other, Key::Column(..));
            if of == *table && !attached::ahead_of_local(plan, other).is_empty() {
                graph.add(drop(other), plan.create_slot(key));
                continue;
            }
            if of == *table || (Some(&of) == old_parent.as_ref()) {
                let leave = plan.drop_slot(key);
                // A check is dropped from the children with it, while they are there.
                match is_check && of != *table {
                    true => graph.add(drop(other), leave.clone()),
                    false => graph.add(leave.clone(), plan.drop_slot(other)),
                }
                if of == *table || is_column {
                    graph.add(leave.clone(), alter(other));
                    graph.add(leave, plan.create_slot(other));
                }
            }
            if of == *table || (above.contains(&of) && (is_column || is_check)) {
                let enter = plan.create_slot(key);
                graph.add(plan.drop_slot(other), enter.clone());
                graph.add(alter(other), enter.clone());
                graph.add(plan.create_slot(other), enter);
            }
        }
    }
}

fn whole_index(plan: &Plan<'_>, graph: &mut Graph, key: &Key, whole: &Name) {
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

fn sorted(plan: &Plan<'_>, graph: Graph) -> Vec<Slot> {
    let Graph { before, mut after } = graph;
    let mut ready: BTreeMap<Place, Slot> = BTreeMap::new();
    let mut waiting: BTreeMap<Place, Slot> = BTreeMap::new();
    for (slot, count) in &after {
        let to = match count {
            0 => &mut ready,
            _ => &mut waiting,
        };
        to.insert(place(plan, slot), slot.clone());
    }
    let mut all = Vec::new();
    loop {
        // A cycle is cut where the usual order begins; PostgreSQL has the last word.
        let Some((_, slot)) = ready.pop_first().or_else(|| waiting.pop_first()) else {
            return all;
        };
        for then in before.get(&slot).into_iter().flatten() {
            if let Some(count) = after.get_mut(then) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    let place = place(plan, then);
                    if waiting.remove(&place).is_some() {
                        ready.insert(place, then.clone());
                    }
                }
            }
        }
        all.push(slot);
    }
}

fn place(plan: &Plan<'_>, (key, step): &Slot) -> Place {
    let item = plan.to.items.get(key).or_else(|| plan.from.items.get(key));
    let is_foreign =
        matches!(item, Some(Item::Constraint(one)) if one.definition.starts_with("FOREIGN KEY"));
    // A cast is there before what is parsed with it, and no catalog says who that is.
    let is_cast = matches!(key, Key::Other(kind, _) if kind == "cast");
    // Nothing that is made here shall get what they grant.
    let is_default = matches!(key, Key::Other(kind, _) if kind == super::defaults::KIND);
    // What goes outside of a transaction goes together.
    let is_outside = super::online::is_outside(plan, &(key.clone(), *step));
    let late = match (step, is_foreign, is_cast) {
        _ if is_outside => 3,
        (Step::Create, ..) if is_default => 2,
        (Step::Drop, true, _) | (Step::Alter | Step::Create, _, true) => 0,
        (_, false, false) => 1,
        (Step::Drop, _, true) | (Step::Alter | Step::Create, true, _) => 2,
    };
    let reversed = (*step == Step::Drop).then(|| key.clone());
    let straight = (*step != Step::Drop).then(|| key.clone());
    (*step, late, std::cmp::Reverse(reversed), straight)
}
