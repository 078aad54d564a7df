//! The order of the steps: a topological sort, with the usual order of kinds where nothing else decides.
//!
//! With `n` steps and `e` of what one waits for the other that is `(n + e) log n`; what does not change counts for nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::attached;
use super::edges::Lists;
use super::key::{Item, Key};
use super::plan::{Fate, Plan};
use super::row_types;
use super::slot::{Slot, Step};
use super::snapshot::number;
use crate::Name;
use crate::model::Parent;

/// The place of a step where nothing else decides: what is dropped first, in the reverse order of creation.
type Place = (Step, u8, std::cmp::Reverse<Option<Key>>, Option<Key>);

/// Which steps wait for which. A step is spoken of by its number.
pub(super) struct Graph {
    /// Sorted.
    slots: Vec<Slot>,
    /// What waits for each.
    before: Lists,
    /// For how many others each waits.
    after: Vec<usize>,
}

impl Graph {
    /// The steps with their numbers, sorted.
    pub(super) fn slots(&self) -> impl Iterator<Item = (u32, &Slot)> {
        (0..).zip(&self.slots)
    }

    pub(super) fn slot(&self, at: u32) -> &Slot {
        &self.slots[at as usize]
    }

    /// Whether a step waits for nothing.
    pub(super) fn is_ready(&self, at: u32) -> bool {
        self.after[at as usize] == 0
    }

    /// Those that waited for this step alone.
    pub(super) fn finish(&mut self, at: u32) -> Vec<u32> {
        let mut ready = Vec::new();
        for then in self.before.listed(at) {
            let count = &mut self.after[*then as usize];
            if *count == 1 {
                ready.push(*then);
            }
            *count = count.saturating_sub(1);
        }
        ready
    }
}

/// A graph that is being made.
pub(super) struct Making {
    slots: Vec<Slot>,
    /// What comes first, and what then.
    pairs: Vec<(u32, u32)>,
}

impl Making {
    pub(super) fn add(&mut self, first: Option<Slot>, then: Option<Slot>) {
        if let (Some(first), Some(then)) = (first, then) {
            self.add_numbers(self.number(&first), self.number(&then));
        }
    }

    fn add_numbers(&mut self, first: Option<u32>, then: Option<u32>) {
        if let (Some(first), Some(then)) = (first, then)
            && first != then
        {
            self.pairs.push((first, then));
        }
    }

    fn number(&self, slot: &Slot) -> Option<u32> {
        self.slots.binary_search(slot).ok().map(number)
    }

    fn made(mut self) -> Graph {
        self.pairs.sort_unstable();
        self.pairs.dedup();
        let mut after = vec![0; self.slots.len()];
        for (_, then) in &self.pairs {
            after[*then as usize] += 1;
        }
        Graph {
            before: Lists::new(self.slots.len(), &self.pairs),
            slots: self.slots,
            after,
        }
    }
}

/// The steps of a key that has a fate: where it is dropped, altered and created.
#[derive(Clone, Copy)]
struct Steps {
    drop: Option<u32>,
    alter: Option<u32>,
    create: Option<u32>,
    /// Whether it is dropped with a type that is moved.
    is_moved: bool,
}

/// The steps in the order in which PostgreSQL accepts them.
pub(super) fn steps(plan: &Plan<'_>) -> Vec<Slot> {
    sorted(plan, graph(plan))
}

/// All steps, and which wait for which.
pub(super) fn graph(plan: &Plan<'_>) -> Graph {
    // Where a key is dropped and created is found once: that can depend on all that it needs.
    let mut places: Vec<(&Key, Option<Slot>, Option<Slot>)> = Vec::new();
    let mut slots: Vec<Slot> = Vec::new();
    for (key, fate) in &plan.fates {
        let (drop, create) = (plan.drop_slot(key), plan.create_slot(key));
        match fate {
            Fate::Alter => slots.push((key.clone(), Step::Alter)),
            Fate::Create | Fate::Drop | Fate::Replace => {
                slots.extend([&drop, &create].into_iter().flatten().cloned());
            }
        }
        places.push((key, drop, create));
    }
    slots.sort_unstable();
    slots.dedup();
    let mut graph = Making {
        slots,
        pairs: Vec::new(),
    };
    let steps = places.into_iter().map(|(key, drop, create)| {
        let steps = Steps {
            is_moved: drop
                .as_ref()
                .is_some_and(|slot| plan.moved.contains(&slot.0)),
            drop: drop.and_then(|slot| graph.number(&slot)),
            alter: match plan.fate(key) {
                Some(Fate::Alter) => graph.number(&(key.clone(), Step::Alter)),
                _ => None,
            },
            create: create.and_then(|slot| graph.number(&slot)),
        };
        (key, steps)
    });
    let steps: BTreeMap<&Key, Steps> = steps.collect();
    edges(plan, &steps, &mut graph);
    names(plan, &mut graph);
    children(plan, &mut graph);
    graph.made()
}

fn edges(plan: &Plan<'_>, steps: &BTreeMap<&Key, Steps>, graph: &mut Making) {
    for (key, one) in steps {
        if plan.fate(key) == Some(Fate::Replace) {
            match one.is_moved {
                true => graph.add_numbers(one.create, one.drop),
                false => graph.add_numbers(one.drop, one.create),
            }
        }
    }
    for (key, a) in steps {
        for below in plan.from.edges.needs(key) {
            let Some(b) = steps.get(below) else { continue };
            graph.add_numbers(a.drop, b.drop);
            if plan.moved.contains(below) && !a.is_moved {
                graph.add_numbers(a.drop, b.create);
            }
            // A sequence is let go before its column goes, not before it changes; a type that columns are moved from goes
            // last. Of a schema only owner, grants and comment change, which nothing in it waits for.
            let is_apart = matches!(key, Key::OwnedBy(_) | Key::Sequence(_))
                || matches!(below, Key::Namespace(_));
            if !is_apart && !a.is_moved {
                graph.add_numbers(a.drop, b.alter);
            }
            graph.add_numbers(a.alter, b.drop);
            if a.alter.is_some() && b.alter.is_some() && !plan.to.edges.has(key, below) {
                graph.add_numbers(a.alter, b.alter);
            }
        }
        for below in plan.to.edges.needs(key) {
            let Some(b) = steps.get(below) else { continue };
            graph.add_numbers(b.create, a.create);
            graph.add_numbers(b.create, a.alter);
            graph.add_numbers(b.alter, a.create);
            graph.add_numbers(b.alter, a.alter);
        }
    }
}

/// A name is free only when what had it is gone.
fn names(plan: &Plan<'_>, graph: &mut Making) {
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
fn children(plan: &Plan<'_>, graph: &mut Making) {
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

fn sorted(plan: &Plan<'_>, mut graph: Graph) -> Vec<Slot> {
    let mut ready: BTreeMap<Place, u32> = BTreeMap::new();
    let mut waiting: BTreeMap<Place, u32> = BTreeMap::new();
    for (at, slot) in graph.slots() {
        let to = match graph.is_ready(at) {
            true => &mut ready,
            false => &mut waiting,
        };
        to.insert(place(plan, slot), at);
    }
    let mut all = Vec::new();
    loop {
        // A cycle is cut where the usual order begins; PostgreSQL has the last word.
        let Some((_, at)) = ready.pop_first().or_else(|| waiting.pop_first()) else {
            return all;
        };
        for then in graph.finish(at) {
            let place = place(plan, graph.slot(then));
            if waiting.remove(&place).is_some() {
                ready.insert(place, then);
            }
        }
        all.push(graph.slot(at).clone());
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
