//! The order of the steps: a topological sort, with the usual order of kinds where nothing else decides.
//!
//! With `n` steps and `e` of what one waits for the other that is `(n + e) log n`; what does not change counts for nothing.

mod children;

use std::collections::BTreeMap;

use children::children;

use super::edges::Lists;
use super::key::{Item, Key};
use super::plan::{Fate, Plan};
use super::slot::{Slot, Step};
use super::snapshot::number;
use crate::Name;

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
