//! Which statement drops or creates a key: often that of something larger.

use std::collections::{BTreeMap, BTreeSet};

use super::cycles;
use super::key::{Item, Key};
use super::plan::{Fate, Plan, Side};
use crate::Name;
use crate::model::{Constraint, Parent, SequenceOwner};

/// What a statement does with its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Drop,
    Alter,
    Create,
}

/// A step of a key.
pub(super) type Slot = (Key, Step);

impl Plan<'_> {
    /// Where the key is dropped; none when it is not.
    pub(super) fn drop_slot(&self, key: &Key) -> Option<Slot> {
        if !self.goes(key) {
            return None;
        }
        self.dropped_with(key)
            .or_else(|| Some((key.clone(), Step::Drop)))
    }

    /// Where the key is created; none when it is not.
    pub(super) fn create_slot(&self, key: &Key) -> Option<Slot> {
        if !self.comes(key) {
            return None;
        }
        self.created_with(key)
            .or_else(|| Some((key.clone(), Step::Create)))
    }

    fn dropped_with(&self, key: &Key) -> Option<Slot> {
        let items = &self.from.items;
        if let Key::Constraint(..) = key
            && self.is_in_cycle(key)
        {
            return None;
        }
        if let Some(container) = key.container(items)
            && self.goes(&container)
        {
            return match self.needs_user_of(key, &container) {
                true => None,
                false => self.drop_slot(&container),
            };
        }
        match (key, items.get(key)?) {
            (Key::Sequence(_), Item::Sequence(sequence)) => match sequence.owner.as_ref()? {
                SequenceOwner::Column(table, column) => {
                    self.drop_slot(&Key::Column(table.clone(), column.clone()))
                }
                SequenceOwner::Identity(table, column) => {
                    let column = Key::Column(table.clone(), column.clone());
                    self.drop_slot(&column).or(Some((column, Step::Alter)))
                }
            },
            (Key::Column(table, name), Item::Column(_, column)) if column.inherited => {
                let parent = self.from.parent_of_column(table, name)?;
                let is_child_still = !self.goes_from(table, &parent);
                let parent = Key::Column(parent, name.clone());
                if self.is_left_to_children(&parent) {
                    return None;
                }
                is_child_still.then(|| self.drop_slot(&parent)).flatten()
            }
            (Key::Constraint(Parent::Relation(table), _), Item::Constraint(constraint)) => {
                let whole = constraint.index.part_of.as_ref()?;
                self.dropped_with_whole(table, whole)
            }
            (Key::Index(_), Item::Index(index)) => {
                let whole = index.part_of.as_ref()?;
                self.dropped_with_whole(&index.table, whole)
            }
            (Key::Trigger(table, name), Item::Trigger(trigger)) => {
                if !trigger.definition.starts_with("as the trigger") {
                    return None;
                }
                let parent = self.from.parent_of(table)?;
                self.drop_slot(&Key::Trigger(parent, name.clone()))
            }
            _ => None,
        }
    }

    fn dropped_with_whole(&self, table: &Name, whole: &Name) -> Option<Slot> {
        if self.goes(&Key::Attach(table.clone())) {
            return None;
        }
        self.drop_slot(&self.from.index_key(whole)?)
    }

    fn created_with(&self, key: &Key) -> Option<Slot> {
        let items = &self.to.items;
        match (key, items.get(key)?) {
            (Key::Column(table, name), Item::Column(_, column)) => {
                let whole = Key::Table(table.clone());
                if self.comes(&whole) {
                    return self.create_slot(&whole);
                }
                let parent = self.to.parent_of_column(table, name)?;
                if !column.inherited || self.comes_to(table, &parent) {
                    return None;
                }
                self.create_slot(&Key::Column(parent, name.clone()))
            }
            (Key::Default(table, name), Item::Default(default)) => {
                let column = Key::Column(table.clone(), name.clone());
                let slot = self.create_slot(&column)?;
                let needs = self.to.edges.needs(key);
                let needs_routine = needs.clone().any(|other| matches!(other, Key::Routine(..)));
                if needs_routine {
                    return None;
                }
                match self.to.parent_of_column(table, name) {
                    Some(parent) if !self.to.is_partition(table) => {
                        let key = Key::Default(parent, name.clone());
                        // It comes with the parent's, unless that is set later.
                        let is_later = match self.fate(&key) {
                            None => false,
                            Some(Fate::Alter) => true,
                            Some(_) => self.create_slot(&key).is_some_and(|slot| slot.0 == key),
                        };
                        match items.get(&key) {
                            Some(Item::Default(other)) if other == default && !is_later => {
                                Some(slot)
                            }
                            _ => None,
                        }
                    }
                    _ => Some(slot),
                }
            }
            (Key::Sequence(_), Item::Sequence(sequence)) => match sequence.owner.as_ref()? {
                SequenceOwner::Column(..) => None,
                SequenceOwner::Identity(table, column) => {
                    let column = Key::Column(table.clone(), column.clone());
                    self.create_slot(&column).or(Some((column, Step::Alter)))
                }
            },
            // A check cannot be added to a domain that arrays are of.
            (Key::Constraint(Parent::Domain(domain), _), _) => {
                self.create_slot(&Key::Type(domain.clone()))
            }
            (Key::Inherit(table, _), _) => self.create_slot(&Key::Table(table.clone())),
            (Key::Constraint(Parent::Relation(table), _), Item::Constraint(constraint)) => {
                let whole = Key::Table(table.clone());
                (self.comes(&whole) && self.is_inline(key, constraint))
                    .then_some((whole, Step::Create))
            }
            _ => None,
        }
    }

    /// Whether a constraint is written in `CREATE TABLE`: not a foreign key, because tables can refer to each other, and
    /// not what needs a function, because that can need the table.
    pub(super) fn is_inline(&self, key: &Key, one: &Constraint) -> bool {
        let needs = self.to.edges.needs(key);
        let is_simple = |below: &Key| {
            matches!(
                below,
                Key::Table(_)
                    | Key::Column(..)
                    | Key::Namespace(_)
                    | Key::Type(_)
                    | Key::Extension(_)
            )
        };
        let is_child = match &one.parent {
            Parent::Relation(table) => !self.to.parents(table).is_empty(),
            Parent::Domain(_) => true,
        };
        let has_children = || match &one.parent {
            Parent::Relation(table) => self.to.has_children.contains(table),
            Parent::Domain(_) => true,
        };
        // Who has its name has to go first, and can be in need of the table before.
        let is_taken = || {
            key.relation_name().is_some_and(|name| {
                self.gone
                    .get(&name)
                    .is_some_and(|all| all.iter().any(|other| other != key))
            })
        };
        !one.definition.starts_with("FOREIGN KEY")
            && !one.definition.ends_with(" NOT VALID")
            && !is_child
            && needs.into_iter().all(is_simple)
            && !has_children()
            && !is_taken()
    }

    /// Whether a part needs what in turn needs the whole, like an index on a function of the table's rows.
    fn needs_user_of(&self, part: &Key, whole: &Key) -> bool {
        let needs = self.from.edges.needs(part);
        let mut users = needs.filter(|other| matches!(other, Key::Routine(..) | Key::View(_)));
        users.any(|user| self.goes(user) && self.from.edges.has(user, whole))
    }

    /// Whether a column that is dropped stays in a table that inherits it, as that one's own.
    pub(super) fn is_left_to_children(&self, column: &Key) -> bool {
        let Key::Column(parent, name) = column else {
            return false;
        };
        let stays = |key: &Key| match key {
            Key::Inherit(child, of) if of == parent => {
                let column = Key::Column(child.clone(), name.clone());
                self.to.items.contains_key(&column) && !self.goes(&column) && !self.goes(key)
            }
            _ => false,
        };
        self.fate(column) == Some(Fate::Drop)
            && self.from.has_children.contains(parent)
            && self.from.items.keys().any(stays)
    }

    /// Whether a child leaves this parent.
    fn goes_from(&self, table: &Name, parent: &Name) -> bool {
        self.goes(&Key::Attach(table.clone()))
            || self.goes(&Key::Inherit(table.clone(), parent.clone()))
    }

    /// Whether a table becomes a child of this parent.
    fn comes_to(&self, table: &Name, parent: &Name) -> bool {
        self.comes(&Key::Attach(table.clone()))
            || self.comes(&Key::Inherit(table.clone(), parent.clone()))
    }

    /// Whether a foreign key has to be dropped by itself, because its table is dropped together with tables that refer
    /// to each other.
    fn is_in_cycle(&self, key: &Key) -> bool {
        let Key::Constraint(Parent::Relation(own), _) = key else {
            return false;
        };
        let Some(Item::Constraint(constraint)) = self.from.items.get(key) else {
            return false;
        };
        if !constraint.definition.starts_with("FOREIGN KEY") {
            return false;
        }
        let cycles = self.cycles.get_or_init(|| self.cycles());
        let cycle = cycles.get(own);
        let mut others = self.referred(key);
        cycle.is_some() && others.any(|other| other != own && cycles.get(other) == cycle)
    }

    /// The tables that a foreign key refers to.
    fn referred(&self, key: &Key) -> impl Iterator<Item = &Name> {
        let needs = self.from.edges.needs(key);
        needs.filter_map(|other| match other {
            Key::Column(other, _) | Key::Table(other) => Some(other),
            _ => None,
        })
    }

    /// The tables that go and refer to each other, those of one cycle with the same number.
    fn cycles(&self) -> BTreeMap<Name, usize> {
        let goes = |table: &Name| self.goes(&Key::Table(table.clone()));
        let mut graph: BTreeMap<&Name, BTreeSet<&Name>> = BTreeMap::new();
        for (key, item) in &self.from.items {
            if let (Key::Constraint(Parent::Relation(table), _), Item::Constraint(one)) =
                (key, item)
                && one.definition.starts_with("FOREIGN KEY")
                && goes(table)
            {
                let others = self.referred(key);
                let others = others.filter(|other| *other != table && goes(other));
                graph.entry(table).or_default().extend(others);
            }
        }
        cycles::of(&graph)
            .into_iter()
            .map(|(table, number)| (table.clone(), number))
            .collect()
    }
}

impl Side<'_> {
    /// The table that a partition is of.
    pub(super) fn parent_of(&self, table: &Name) -> Option<Name> {
        match self.items.get(&Key::Attach(table.clone()))? {
            Item::Attach(of) => Some(of.parent.clone()),
            _ => None,
        }
    }

    pub(super) fn is_partition(&self, table: &Name) -> bool {
        self.items.contains_key(&Key::Attach(table.clone()))
    }

    /// The tables that a table inherits from or is a partition of.
    pub(super) fn parents(&self, table: &Name) -> Vec<Name> {
        let Some(Item::Table(one)) = self.items.get(&Key::Table(table.clone())) else {
            return Vec::new();
        };
        let partition = one.partition_of.iter().map(|of| of.parent.clone());
        one.inherits.iter().cloned().chain(partition).collect()
    }

    /// The parent that has a column of this name, too.
    pub(super) fn parent_of_column(&self, table: &Name, column: &str) -> Option<Name> {
        let mut parents = self.parents(table).into_iter();
        parents.find(|parent| {
            let key = Key::Column(parent.clone(), column.to_owned());
            self.items.contains_key(&key)
        })
    }

    /// The index of this name, or the constraint that it belongs to.
    pub(super) fn index_key(&self, name: &Name) -> Option<Key> {
        let index = Key::Index(name.clone());
        if self.items.contains_key(&index) {
            return Some(index);
        }
        let constraints = self.constraints.get_or_init(|| {
            let mut all = BTreeMap::new();
            for key in self.items.keys() {
                if let (Key::Constraint(..), Some(name)) = (key, key.relation_name()) {
                    all.entry(name).or_insert_with(|| key.clone());
                }
            }
            all
        });
        constraints.get(name).cloned()
    }
}
