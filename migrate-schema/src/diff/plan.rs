//! What becomes of each key: kept, altered in place, created, dropped, or replaced because it cannot be altered or because
//! something below it goes.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::alter::{self, Way};
use super::edges::Edges;
use super::key::{Item, Items, Key};
use super::request::Manner;
use super::{attached, indexes, others, row_types};
use crate::model::{Constraint, Parent, Sequence, SequenceOwner, TypeKind};

/// What becomes of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Alter,
    Create,
    Drop,
    /// Dropped and created again.
    Replace,
}

/// One of the two schemas.
pub(super) struct Side<'a> {
    pub(super) items: Items<'a>,
    pub(super) edges: Edges,
    /// The sequences of identity columns.
    pub(super) identities: BTreeMap<(&'a crate::Name, &'a str), &'a Sequence>,
    /// The tables that others inherit from or are partitions of.
    pub(super) has_children: BTreeSet<crate::Name>,
    /// The constraints by the names that their indexes have, once somebody asks.
    pub(super) constraints: OnceCell<BTreeMap<crate::Name, Key>>,
}

impl<'a> Side<'a> {
    /// The constraints of a table or domain, by name.
    pub(super) fn constraints_of(&self, of: &Parent) -> impl Iterator<Item = &'a Constraint> {
        let first = Key::Constraint(of.clone(), String::new());
        let all = self.items.range(first..);
        all.map_while(move |(key, item)| match (key, item) {
            (Key::Constraint(parent, _), Item::Constraint(one)) if parent == of => Some(*one),
            _ => None,
        })
    }

    pub(super) fn of(items: Items<'a>, edges: Edges) -> Self {
        let mut identities = BTreeMap::new();
        let mut has_children = BTreeSet::new();
        for (key, item) in &items {
            match (key, item) {
                (_, Item::Sequence(one)) => {
                    if let Some(SequenceOwner::Identity(table, column)) = &one.owner {
                        identities.insert((table, column.as_str()), *one);
                    }
                }
                (Key::Inherit(_, parent), _) => {
                    has_children.insert(parent.clone());
                }
                (_, Item::Attach(of)) => {
                    has_children.insert(of.parent.clone());
                }
                _ => {}
            }
        }
        Self {
            items,
            edges,
            identities,
            has_children,
            constraints: OnceCell::new(),
        }
    }
}

/// The plan before it is ordered.
pub(super) struct Plan<'a> {
    pub(super) manner: Manner,
    pub(super) from: Side<'a>,
    pub(super) to: Side<'a>,
    pub(super) fates: BTreeMap<Key, Fate>,
    /// What pulled a key along.
    pub(super) because: BTreeMap<Key, Key>,
    /// The types that are replaced while columns of them keep their rows: renamed, created, and dropped at last.
    pub(super) moved: BTreeSet<Key>,
    /// The names among relations that become free, and by what.
    pub(super) gone: BTreeMap<crate::Name, Vec<Key>>,
    /// Columns whose type is altered, or stays by name while the type is replaced.
    pub(super) retyped: BTreeSet<Key>,
    /// The tables that go and refer to each other, once somebody asks: when all fates are known.
    pub(super) cycles: OnceCell<BTreeMap<crate::Name, usize>>,
}

impl<'a> Plan<'a> {
    pub(super) fn of(from: Side<'a>, to: Side<'a>, manner: Manner) -> Self {
        let mut plan = Self {
            manner,
            from,
            to,
            fates: BTreeMap::new(),
            because: BTreeMap::new(),
            moved: BTreeSet::new(),
            gone: BTreeMap::new(),
            retyped: BTreeSet::new(),
            cycles: OnceCell::new(),
        };
        let mut fates: Vec<(Key, Fate)> = Vec::new();
        for (key, old, new) in both(&plan.from.items, &plan.to.items) {
            if matches!(key, Key::Other(..))
                && (!others::is_covered(key) || others::is_stuck(key, &plan))
            {
                continue;
            }
            let fate = match (old, new) {
                (Some(_), None) => Some(Fate::Drop),
                (None, Some(_)) => Some(Fate::Create),
                (Some(old), Some(new)) => match alter::way(key, old, new, &plan) {
                    Way::Nothing => None,
                    Way::Alter => Some(Fate::Alter),
                    Way::Replace => Some(Fate::Replace),
                },
                (None, None) => None,
            };
            fates.extend(fate.map(|fate| (key.clone(), fate)));
        }
        let mut open: Vec<Key> = fates.iter().map(|(key, _)| key.clone()).collect();
        plan.fates = fates.into_iter().collect();
        open.extend(plan.adjust());
        while let Some(key) = open.pop() {
            open.extend(plan.pull(&key));
        }
        plan.moved = plan.types_of_kept_columns();
        let goes = plan.fates.keys().filter(|key| plan.goes(key));
        let mut gone: BTreeMap<crate::Name, Vec<Key>> = BTreeMap::new();
        for key in goes {
            if let Some(name) = key.relation_name() {
                gone.entry(name).or_default().push(key.clone());
            }
        }
        plan.gone = gone;
        plan
    }

    /// The types that are replaced while columns of them stay, and the types that those are made of.
    fn types_of_kept_columns(&self) -> BTreeSet<Key> {
        let is_kept_column = |key: &&Key| {
            matches!(key, Key::Column(..))
                && self.retyped.contains(*key)
                && self.fate(key) == Some(Fate::Alter)
        };
        let needs = |key: &Key| self.from.edges.needs(key);
        let is_replaced =
            |key: &&Key| matches!(key, Key::Type(_)) && self.fate(key) == Some(Fate::Replace);
        let columns = self.retyped.iter().filter(is_kept_column);
        let mut open: Vec<&Key> = columns.flat_map(needs).filter(is_replaced).collect();
        let mut all = BTreeSet::new();
        while let Some(key) = open.pop() {
            if all.insert(key.clone()) {
                open.extend(needs(key).filter(is_replaced));
            }
        }
        all
    }

    pub(super) fn fate(&self, key: &Key) -> Option<Fate> {
        self.fates.get(key).copied()
    }

    /// The type that a typed table follows: its columns change with it.
    pub(super) fn follows_type(&self, table: &crate::model::Table) -> Option<Key> {
        let of = |side: &Side<'_>| match side.items.get(&Key::Table(table.name.clone()))? {
            Item::Table(one) => one.of_type.clone(),
            _ => None,
        };
        let name = of(&self.from).filter(|one| Some(one) == of(&self.to).as_ref())?;
        let whole = Key::Table(table.name.clone());
        let mut needs = self.to.edges.needs(&whole);
        let is_it = |key: &&Key| matches!(key, Key::Type(of) if of.to_string() == name);
        let key = needs.find(is_it)?.clone();
        (self.fate(&key) == Some(Fate::Alter)).then_some(key)
    }

    /// Whether the key is dropped, for good or to be created again.
    pub(super) fn goes(&self, key: &Key) -> bool {
        matches!(self.fate(key), Some(Fate::Drop | Fate::Replace))
    }

    /// Whether the key is created, for the first time or again.
    pub(super) fn comes(&self, key: &Key) -> bool {
        matches!(self.fate(key), Some(Fate::Create | Fate::Replace))
    }

    /// The keys that have to go because of one.
    fn pull(&mut self, key: &Key) -> Vec<Key> {
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
    fn adjust(&mut self) -> Vec<Key> {
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

/// What a key needs as the schema shows by itself.
pub(super) fn shown(key: &Key, item: &Item<'_>, items: &Items<'_>, mut needs: impl FnMut(Key)) {
    if let Some(container) = key.container(items) {
        needs(container);
    }
    if let Some(schema) = key.schema() {
        needs(Key::Namespace(schema.to_owned()));
    }
    match item {
        Item::Extension(extension) => needs(Key::Namespace(extension.schema.clone())),
        Item::OwnedBy(table, column) => {
            needs(Key::Column((*table).clone(), (*column).to_owned()));
        }
        Item::Sequence(sequence) => {
            if let Some(SequenceOwner::Identity(table, column)) = &sequence.owner {
                needs(Key::Column(table.clone(), column.clone()));
            }
        }
        Item::Attach(of) => needs(Key::Table(of.parent.clone())),
        Item::Other(one) => others::whole(one).into_iter().for_each(needs),
        Item::Inherit => {
            if let Key::Inherit(_, parent) = key {
                needs(Key::Table(parent.clone()));
            }
        }
        Item::ReplicaIdentity(identity) => {
            if let (Key::ReplicaIdentity(table), Some(index)) =
                (key, identity.strip_prefix("USING INDEX "))
            {
                let index = index_or_constraint(items, table, index);
                index.into_iter().for_each(needs);
            }
        }
        Item::Table(table) => {
            for parent in &table.inherits {
                needs(Key::Table(parent.clone()));
            }
        }
        _ => {}
    }
}

/// The keys of two schemas, sorted, with what stands behind each.
pub(super) fn both<'p, 'a>(
    from: &'p Items<'a>,
    to: &'p Items<'a>,
) -> impl Iterator<Item = (&'p Key, Option<&'p Item<'a>>, Option<&'p Item<'a>>)> {
    let (mut old, mut new) = (from.iter().peekable(), to.iter().peekable());
    std::iter::from_fn(move || match (old.peek(), new.peek()) {
        (Some((a, _)), Some((b, _))) if a == b => {
            let (key, item) = old.next()?;
            Some((key, Some(item), new.next().map(|(_, item)| item)))
        }
        (Some((a, _)), Some((b, _))) if a > b => {
            new.next().map(|(key, item)| (key, None, Some(item)))
        }
        (Some(_), _) => old.next().map(|(key, item)| (key, Some(item), None)),
        (None, _) => new.next().map(|(key, item)| (key, None, Some(item))),
    })
}

fn index_or_constraint(items: &Items<'_>, table: &crate::Name, written: &str) -> Option<Key> {
    let is_it = |key: &&Key| match key {
        Key::Index(name) => {
            name.schema == table.schema && crate::Identifier(&name.name).to_string() == written
        }
        Key::Constraint(Parent::Relation(of), name) => {
            of == table && crate::Identifier(name).to_string() == written
        }
        _ => false,
    };
    items.keys().find(is_it).cloned()
}

/// Whether a type can be renamed, created anew and its columns moved.
pub(super) fn can_move(kind: &TypeKind) -> bool {
    !matches!(kind, TypeKind::Base { .. } | TypeKind::Shell)
}
