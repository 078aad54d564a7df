//! What a step does to what it does not name: a partition beside it, the next row, what a function computed.

use super::super::{Hazard, Lock};
use super::Hazards;
use crate::Name;
use crate::diff::key::{Item, Key};
use crate::diff::object;
use crate::model::{Generated, PartitionOf, Routine, SequenceOwner, TableKind};

impl Hazards<'_, '_> {
    /// A partition that comes beside a default partition: that one is read, and can have rows that are the new one's.
    pub(super) fn beside_default(&mut self, table: &Name, of: &PartitionOf) {
        let plan = self.plan;
        let is_default = |(key, item): (&Key, &Item<'_>)| match (key, item) {
            (Key::Attach(other), Item::Attach(beside)) => {
                let whole = plan.to.items.get(&Key::Table(other.clone()));
                let is_foreign =
                    matches!(whole, Some(Item::Table(one)) if one.kind == TableKind::Foreign);
                let is_beside = other != table
                    && beside.parent == of.parent
                    && beside.bound == "DEFAULT"
                    && !is_foreign
                    && !plan.comes(key)
                    && self.has_rows(other);
                is_beside.then(|| other.clone())
            }
            _ => None,
        };
        if let Some(default) = plan.to.items.iter().find_map(is_default) {
            let whole = Key::Table(default.clone());
            self.may_fail("rows that belong to the new partition", &whole);
            self.scans(&default, Lock::AccessExclusive);
        }
    }

    /// The new sequence of an identity that a column gets.
    pub(super) fn new_identity(&mut self, table: &Name, column: &str) {
        let owner = SequenceOwner::Identity(table.clone(), column.to_owned());
        let is_its = |item: &Item<'_>| match item {
            Item::Sequence(one) if one.owner.as_ref() == Some(&owner) => Some(one.name.clone()),
            _ => None,
        };
        if let Some(sequence) = self.plan.to.items.values().find_map(is_its) {
            self.starts_anew(sequence, table, column);
        }
    }

    /// A default of a column that is there, from a sequence that is new.
    pub(super) fn new_default(&mut self, table: &Name, column: &str, default: &str) {
        let key = Key::Column(table.clone(), column.to_owned());
        let is_there = self.plan.from.items.contains_key(&key) && !self.plan.comes(&key);
        // Told of the table above, whose rows are those of this one, too.
        let is_told = self
            .plan
            .to
            .parent_of_column(table, column)
            .is_some_and(|parent| {
                let above = Key::Default(parent, column.to_owned());
                matches!(self.plan.to.items.get(&above), Some(Item::Default(other)) if *other == default)
            });
        if !is_there || is_told || !self.has_rows(table) {
            return;
        }
        let key = Key::Default(table.clone(), column.to_owned());
        let mut needs = self.plan.to.edges.needs(&key);
        let sequence = needs.find_map(|below| match below {
            Key::Sequence(name) if self.plan.comes(below) => Some(name.clone()),
            _ => None,
        });
        if let Some(sequence) = sequence {
            self.starts_anew(sequence, table, column);
        }
    }

    fn starts_anew(&mut self, sequence: Name, table: &Name, column: &str) {
        self.all.push(Hazard::StartsAnew {
            sequence,
            table: table.clone(),
            column: column.to_owned(),
        });
    }

    /// What was computed by a function whose body is another from now on.
    pub(super) fn keep_results(&mut self, key: &Key, old: &Routine, new: &Routine) {
        // A body that is kept as a tree cannot be told from its head.
        let (_, before) = old.split().unwrap_or(("", &old.definition));
        let (head, after) = new.split().unwrap_or((&new.definition, &new.definition));
        if before == after || !head.contains("IMMUTABLE") {
            return;
        }
        for user in self.plan.to.edges.needed_by(key) {
            let keeps = match self.plan.to.items.get(user) {
                Some(Item::Index(_) | Item::Constraint(_)) => true,
                Some(Item::Column(_, one)) => matches!(one.generated, Some(Generated::Stored(_))),
                _ => false,
            };
            if keeps && !self.plan.comes(user) {
                let of = object(self.plan, user);
                self.all.push(Hazard::KeepsResults { of });
            }
        }
    }
}
