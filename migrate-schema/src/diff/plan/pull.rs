//! What has to go because something else goes, or is altered for reasons that two definitions alone do not show.

use super::super::key::{Item, Key};
use super::super::{attached, indexes, others, row_types};
use super::{Fate, Plan};
use crate::model::{Parent, SequenceOwner, TypeKind};

impl Plan<'_> {
    /// The keys that have to go because of one.
    pub(super) fn pull(&mut self, key: &Key) -> Vec<Key> {
        let goes = self.goes(key);
        let retyped = matches!(key, Key::Column(..)) && !goes && self.is_retyped(key);
        if retyped {
            self.retyped.insert(key.clone());
        }
        let mut pulled = Vec::new();
        for user in row_types::users(self, key) {
            let dependants: Vec<Key> = self.from.edges.needed_by(&user).cloned().collect();
            for dependant in dependants
                .iter()
                .filter(|one| !self.bears_new_type(one))
                .collect::<Vec<_>>()
            {
                self.pull_one(dependant, &user, &mut pulled);
            }
        }
        if !goes && !retyped {
            return pulled;
        }
        let dependants: Vec<Key> = self.from.edges.needed_by(key).cloned().collect();
        for dependant in &dependants {
            if retyped && self.bears_new_type(dependant) {
                continue;
            }
            self.pull_one(dependant, key, &mut pulled);
        }
        if goes && self.fate(key) == Some(Fate::Replace) {
            // Every part needs what it is a part of.
            for part in &dependants {
                if self.to.items.contains_key(part)
                    && part.container(&self.from.items).as_ref() == Some(key)
                {
                    self.replace(part, key, &mut pulled);
                }
            }
        }
        pulled
    }

    fn pull_one(&mut self, dependant: &Key, key: &Key, pulled: &mut Vec<Key>) {
        if !self.to.items.contains_key(dependant) || !self.from.items.contains_key(dependant) {
            return;
        }
        // That a table inherits, or is a partition, is a key of its own.
        if matches!((key, dependant), (Key::Table(_), Key::Table(_))) {
            return;
        }
        // What is altered so that it does without the key is in time with that; a view that groups by a key is not,
        // because a column has to be altered before the view and after the key.
        let is_grouped = matches!((key, dependant), (Key::Constraint(..), Key::View(_)));
        if !is_grouped
            && self.fate(dependant) == Some(Fate::Alter)
            && !self.to.edges.has(dependant, key)
        {
            return;
        }
        // An owner is released and taken again; a table is not what its columns' type is.
        if let (Key::Type(_), Key::Column(..)) = (key, dependant) {
            let is_ours = matches!(
                self.from.items.get(dependant),
                Some(Item::Column(_, column)) if column.generated.is_none()
            );
            if let Some(table) = self.keyed_by(dependant) {
                self.replace(&table, key, pulled);
                return;
            }
            if is_ours && self.fate(key) == Some(Fate::Replace) {
                if self.fate(dependant) != Some(Fate::Replace) {
                    self.fates.insert(dependant.clone(), Fate::Alter);
                }
                if self.retyped.insert(dependant.clone()) {
                    self.because.entry(dependant.clone()).or_insert(key.clone());
                    pulled.push(dependant.clone());
                }
                return;
            }
        }
        self.replace(dependant, key, pulled);
    }

    /// The partitioned table that this column is in the key of: its type cannot be altered.
    fn keyed_by(&self, column: &Key) -> Option<Key> {
        let table = column.container(&self.from.items)?;
        let Key::Column(_, name) = column else {
            return None;
        };
        let name = crate::Identifier(name).to_string();
        match self.to.items.get(&table)? {
            Item::Table(one) if one.partition_by.as_ref()?.contains(&name) => Some(table),
            _ => None,
        }
    }

    /// What is altered for reasons that two definitions alone do not show.
    pub(super) fn adjust(&mut self) -> Vec<Key> {
        let mut adjusted = Vec::new();
        for (key, item) in &self.to.items {
            match item {
                // No check is added to a domain that arrays or composite types are of.
                Item::Constraint(one) if self.comes(key) => {
                    if let Parent::Domain(domain) = &one.parent
                        && self.is_contained(domain)
                    {
                        adjusted.push((Key::Type(domain.clone()), Fate::Replace));
                    }
                }
                // The sequence of an identity has another name.
                Item::Sequence(sequence) if self.fate(key) == Some(Fate::Create) => {
                    if let Some(SequenceOwner::Identity(table, column)) = &sequence.owner {
                        let column = Key::Column(table.clone(), column.clone());
                        if self.from.items.contains_key(&column) && self.fate(&column).is_none() {
                            adjusted.push((column, Fate::Alter));
                        }
                    }
                }
                // A new parent comes last: those that are to be after it are left and entered again.
                Item::Table(new) => {
                    let Some(Item::Table(old)) = self.from.items.get(key) else {
                        continue;
                    };
                    let stays = |one: &&crate::Name| new.inherits.contains(*one);
                    let mut stay = old.inherits.iter().filter(stays);
                    let mut in_place = true;
                    for parent in &new.inherits {
                        in_place = in_place && stay.next() == Some(parent);
                        if !in_place && old.inherits.contains(parent) {
                            let key = Key::Inherit(new.name.clone(), parent.clone());
                            adjusted.push((key, Fate::Replace));
                        }
                    }
                }
                _ => {}
            }
        }
        let is_kept = |key: &&Key| self.from.items.contains_key(*key) && !self.comes(key);
        for key in self.to.items.keys().filter(is_kept) {
            if matches!(key, Key::Index(_) | Key::Constraint(..)) {
                let anew = attached::made_anew(self, key).into_iter();
                adjusted.extend(anew.map(|key| (key, Fate::Replace)));
            }
        }
        let keys = adjusted.iter().map(|(key, _)| key.clone()).collect();
        self.fates.extend(adjusted);
        keys
    }

    /// Whether a domain is a part of other types that columns are of.
    fn is_contained(&self, domain: &crate::Name) -> bool {
        let key = Key::Type(domain.clone());
        let has_both = self.from.items.contains_key(&key) && self.to.items.contains_key(&key);
        let mut users = self.from.edges.needed_by(&key);
        has_both
            && users.any(|user| match self.from.items.get(user) {
                Some(Item::Column(_, column)) => column.type_name != domain.to_string(),
                Some(Item::Type(one)) => matches!(one.kind, TypeKind::Composite { .. }),
                _ => false,
            })
    }

    fn replace(&mut self, dependant: &Key, key: &Key, pulled: &mut Vec<Key>) {
        if self.fate(dependant) != Some(Fate::Replace) {
            self.fates.insert(dependant.clone(), Fate::Replace);
            self.because.entry(dependant.clone()).or_insert(key.clone());
            pulled.push(dependant.clone());
        }
    }

    fn is_retyped(&self, key: &Key) -> bool {
        if self.retyped.contains(key) {
            return true;
        }
        match (self.from.items.get(key), self.to.items.get(key)) {
            (Some(Item::Column(_, old)), Some(Item::Column(_, new))) => {
                old.type_name != new.type_name || old.collation != new.collation
            }
            _ => false,
        }
    }

    /// Whether PostgreSQL itself rebuilds what hangs on a column whose type changes.
    fn bears_new_type(&self, dependant: &Key) -> bool {
        match self.from.items.get(dependant) {
            Some(Item::Constraint(constraint)) => {
                indexes::is_key(&constraint.definition) && self.fate(dependant).is_none()
            }
            Some(Item::Index(index)) => {
                indexes::is_plain_index(&index.definition) && self.fate(dependant).is_none()
            }
            Some(Item::OwnedBy(..) | Item::Attach(_) | Item::ReplicaIdentity(_)) => true,
            Some(Item::Sequence(_) | Item::Inherit) => true,
            // Statistics on columns are made anew with them, those on expressions, too, but their target is forgotten.
            Some(Item::Other(one)) => {
                one.kind == "statistics object"
                    && others::statistics_target(one).is_none()
                    && self.fate(dependant).is_none()
            }
            // The column of a partition or child follows its parent.
            Some(Item::Column(_, column)) => column.generated.is_none(),
            _ => false,
        }
    }
}
