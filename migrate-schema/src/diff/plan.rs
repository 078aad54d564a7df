//! What becomes of each key: kept, altered in place, created, dropped, or replaced because it cannot be altered or because
//! something below it goes.

mod pull;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::alter::{self, Way};
use super::edges::Edges;
use super::key::{Item, Items, Key};
use super::others;
use super::request::Manner;
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

/// Whether a type can be renamed, created anew and its columns moved.
pub(super) fn can_move(kind: &TypeKind) -> bool {
    !matches!(kind, TypeKind::Base { .. } | TypeKind::Shell)
}
