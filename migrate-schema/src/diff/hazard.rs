//! What a change does to rows and to those who use the database meanwhile.

use std::fmt;

use super::key::{Item, Key};
use super::plan::Plan;
use super::slot::{Slot, Step};
use super::{casts, composite, indexes, object};
use crate::Name;
use crate::compare::Object;
use crate::model::{Column, Generated, Parent, Routine, SequenceOwner, TableKind, TypeKind};

/// What somebody should know before a change is applied to a database with rows and users.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hazard {
    /// Something is gone for good: no statement brings it back.
    LosesData {
        /// `rows`, `values`, `fractions`, …
        what: &'static str,
        /// Whose.
        of: Object,
    },
    /// It fails when there are rows that it does not suit.
    MayFail {
        /// `NULLs`, `duplicates`, `values that do not convert`, …
        at: &'static str,
        /// Where they would be.
        on: Object,
    },
    /// The whole table is written anew while nobody reads or writes it.
    RewritesTable {
        /// The table.
        table: Name,
    },
    /// The whole table is read under a lock.
    ScansTable {
        /// The table.
        table: Name,
        /// The lock meanwhile.
        lock: Lock,
    },
    /// An index is built under a lock.
    BuildsIndex {
        /// The table.
        table: Name,
        /// The lock meanwhile.
        lock: Lock,
    },
    /// An application that uses the old name fails from then on.
    BreaksNames {
        /// The object under its name so far.
        of: Object,
    },
}

/// A lock of a table, by what it keeps out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Lock {
    /// `SHARE UPDATE EXCLUSIVE`: only other changes of the schema wait.
    ShareUpdateExclusive,
    /// `SHARE`: writes wait.
    Share,
    /// `SHARE ROW EXCLUSIVE`: writes wait.
    ShareRowExclusive,
    /// `ACCESS EXCLUSIVE`: everything waits.
    AccessExclusive,
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        })
    }
}

impl Hazard {
    /// Its name in data: `loses-data`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::LosesData { .. } => "loses-data",
            Self::MayFail { .. } => "may-fail",
            Self::RewritesTable { .. } => "rewrites-table",
            Self::ScansTable { .. } => "scans-table",
            Self::BuildsIndex { .. } => "builds-index",
            Self::BreaksNames { .. } => "breaks-names",
        }
    }
}

impl fmt::Display for Hazard {
    /// A sentence without its full stop.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let waits = |lock: &Lock| match lock {
            Lock::ShareUpdateExclusive => "other changes of its schema wait",
            Lock::Share | Lock::ShareRowExclusive => "writes wait",
            Lock::AccessExclusive => "reads and writes wait",
        };
        match self {
            Self::LosesData { what, of } => write!(f, "the {what} of {of} are lost"),
            Self::MayFail { at, on } => write!(f, "fails when there are {at} in {on}"),
            Self::RewritesTable { table } => {
                write!(
                    f,
                    "writes table {table} anew; reads and writes wait (ACCESS EXCLUSIVE)"
                )
            }
            Self::ScansTable { table, lock } => {
                write!(f, "reads all of table {table}; {} ({lock})", waits(lock))
            }
            Self::BuildsIndex { table, lock } => {
                write!(
                    f,
                    "builds an index of table {table}; {} ({lock})",
                    waits(lock)
                )
            }
            Self::BreaksNames { of } => {
                write!(f, "an application that uses {of} fails from then on")
            }
        }
    }
}

/// The hazards of a step.
pub(super) fn of(plan: &Plan<'_>, (key, step): &Slot) -> Vec<Hazard> {
    let (old, new) = (plan.from.items.get(key), plan.to.items.get(key));
    let mut all = Hazards {
        plan,
        all: Vec::new(),
    };
    match (step, old, new) {
        (Step::Drop, Some(old), _) => all.dropped(key, old),
        (Step::Create, _, Some(new)) => all.created(key, new),
        (Step::Alter, Some(old), Some(new)) => all.altered(key, old, new),
        _ => {}
    }
    all.all
}

struct Hazards<'p, 'a> {
    plan: &'p Plan<'a>,
    all: Vec<Hazard>,
}

impl Hazards<'_, '_> {
    fn loses(&mut self, what: &'static str, key: &Key) {
        let of = object(self.plan, key);
        self.all.push(Hazard::LosesData { what, of });
    }

    fn may_fail(&mut self, at: &'static str, key: &Key) {
        let on = object(self.plan, key);
        self.all.push(Hazard::MayFail { at, on });
    }

    fn rewrites(&mut self, table: &Name) {
        let table = table.clone();
        self.all.push(Hazard::RewritesTable { table });
    }

    fn scans(&mut self, table: &Name, lock: Lock) {
        let table = table.clone();
        self.all.push(Hazard::ScansTable { table, lock });
    }

    /// Whether the table is there before and after, so that it can have rows.
    fn has_rows(&self, table: &Name) -> bool {
        let key = Key::Table(table.clone());
        self.plan.from.items.contains_key(&key) && !self.plan.comes(&key)
    }

    fn dropped(&mut self, key: &Key, old: &Item<'_>) {
        match (key, old) {
            (_, Item::Table(table)) if table.kind == TableKind::Ordinary => self.loses("rows", key),
            (_, Item::Column(_, column)) if column.generated.is_none() => self.loses("values", key),
            // What it was at is told by nothing else.
            (_, Item::Sequence(_)) => self.loses("values", key),
            _ => {}
        }
    }

    fn created(&mut self, key: &Key, new: &Item<'_>) {
        match (key, new) {
            (_, Item::Column(table, column)) if self.has_rows(&table.name) => {
                let name = &table.name;
                // An attribute that a typed table gets has no values, whatever its default.
                let is_filled = table.of_type.is_none()
                    && (column.default.is_some()
                        || column.generated.is_some()
                        || column.identity.is_some());
                if column.not_null && !is_filled {
                    self.may_fail("rows", &Key::Table(name.clone()));
                }
                if column.identity.is_some()
                    || matches!(column.generated, Some(Generated::Stored(_)))
                    || column
                        .default
                        .as_ref()
                        .is_some_and(|text| self.is_volatile(text))
                {
                    self.rewrites(name);
                }
            }
            (Key::Constraint(Parent::Relation(table), _), Item::Constraint(one))
                if self.has_rows(table) && !one.definition.ends_with(" NOT VALID") =>
            {
                let whole = Key::Table(table.clone());
                if one.definition.starts_with("FOREIGN KEY") {
                    self.may_fail("rows that refer to nothing", &whole);
                    self.scans(table, Lock::ShareRowExclusive);
                } else if one.definition.starts_with("CHECK") {
                    self.may_fail("rows that it refuses", &whole);
                    self.scans(table, Lock::AccessExclusive);
                } else {
                    let at = match indexes::is_key(&one.definition) {
                        true => "duplicates",
                        false => "rows that exclude each other",
                    };
                    self.may_fail(at, &whole);
                    self.all.push(Hazard::BuildsIndex {
                        table: table.clone(),
                        lock: Lock::AccessExclusive,
                    });
                }
            }
            (_, Item::Index(one)) if self.has_rows(&one.table) => {
                if one.definition.starts_with("CREATE UNIQUE") {
                    self.may_fail("duplicates", &Key::Table(one.table.clone()));
                }
                self.all.push(Hazard::BuildsIndex {
                    table: one.table.clone(),
                    lock: Lock::Share,
                });
            }
            (Key::Attach(table), Item::Attach(_)) if self.has_rows(table) => {
                self.may_fail("rows beyond its bounds", &Key::Table(table.clone()));
                self.scans(table, Lock::AccessExclusive);
            }
            // The values that are no more could be in use.
            (_, Item::Type(one)) if self.plan.moved.contains(key) => {
                if let (TypeKind::Enum { labels }, Some(Item::Type(old))) =
                    (&one.kind, self.plan.from.items.get(key))
                    && let TypeKind::Enum { labels: before } = &old.kind
                    && before.iter().any(|label| !labels.contains(label))
                {
                    self.may_fail("values that are no more", key);
                }
            }
            _ => {}
        }
    }

    fn altered(&mut self, key: &Key, old: &Item<'_>, new: &Item<'_>) {
        match (key, old, new) {
            (_, Item::Table(old), Item::Table(new)) => {
                let is_moved = old.access_method != new.access_method
                    || old.tablespace != new.tablespace
                    || old.persistence != new.persistence;
                if is_moved && new.kind == TableKind::Ordinary {
                    self.rewrites(&new.name);
                }
            }
            (_, Item::Column(_, old), Item::Column(table, new))
                if table.kind != TableKind::Foreign =>
            {
                self.column(key, old, &table.name, new);
            }
            (
                Key::Constraint(Parent::Relation(table), _),
                Item::Constraint(old),
                Item::Constraint(new),
            ) if old.definition != new.definition => {
                self.may_fail("rows that it refuses", &Key::Table(table.clone()));
                self.scans(table, Lock::ShareUpdateExclusive);
            }
            (_, Item::Type(old), Item::Type(new)) => {
                if let (
                    TypeKind::Domain {
                        not_null: before, ..
                    },
                    TypeKind::Domain {
                        not_null: after, ..
                    },
                ) = (&old.kind, &new.kind)
                    && !before
                    && *after
                {
                    self.may_fail("NULLs", key);
                }
                if let (
                    TypeKind::Composite { attributes: before },
                    TypeKind::Composite { attributes: after },
                ) = (&old.kind, &new.kind)
                    && before
                        .iter()
                        .any(|one| !after.iter().any(|other| other.name == one.name))
                {
                    self.loses("attributes that are dropped", key);
                }
            }
            _ => {}
        }
    }

    fn column(&mut self, key: &Key, old: &Column, table: &Name, new: &Column) {
        // What is inherited changes with the parent's, unless that is made anew meanwhile.
        let parent = self.plan.to.parent_of_column(table, &new.name);
        let is_child =
            parent.is_some_and(|parent| !self.plan.comes(&Key::Column(parent, new.name.clone())));
        if self.plan.retyped.contains(key) && !is_child {
            let is_same = old.type_name == new.type_name && old.collation == new.collation;
            if is_same || !casts::keeps_storage(&old.type_name, &new.type_name, self.plan) {
                self.rewrites(table);
            } else if old.collation != new.collation && self.is_indexed(key) {
                self.all.push(Hazard::BuildsIndex {
                    table: table.clone(),
                    lock: Lock::AccessExclusive,
                });
            }
            match casts::loss(&old.type_name, &new.type_name) {
                _ if is_same => self.made_anew(key, &new.type_name),
                Some(what) => self.loses(what, key),
                None if !casts::is_widening(&old.type_name, &new.type_name) => {
                    self.may_fail("values that do not convert", key);
                }
                None => {}
            }
        }
        if !old.not_null && new.not_null {
            self.may_fail("NULLs", key);
            self.scans(table, Lock::AccessExclusive);
        }
        let had = |column: &Column| column.identity.is_some();
        if had(old) && !had(new) {
            let owner = SequenceOwner::Identity(table.clone(), new.name.clone());
            let is_its = |(key, item): (&Key, &Item<'_>)| match item {
                Item::Sequence(one) if one.owner.as_ref() == Some(&owner) => Some(key.clone()),
                _ => None,
            };
            if let Some(sequence) = self.plan.from.items.iter().find_map(is_its) {
                self.loses("values", &sequence);
            }
        }
    }

    /// Whether an index is on a column before and after.
    fn is_indexed(&self, column: &Key) -> bool {
        let mut users = self.plan.from.edges.needed_by(column);
        users.any(|user| {
            let is_index = match self.plan.from.items.get(user) {
                Some(Item::Index(_)) => true,
                Some(Item::Constraint(one)) => {
                    indexes::is_key(&one.definition) || one.definition.starts_with("EXCLUDE")
                }
                _ => false,
            };
            is_index && !self.plan.goes(user)
        })
    }

    /// What becomes of a column's values when its type is made anew under its name.
    fn made_anew(&mut self, key: &Key, type_name: &str) {
        let element = type_name.trim_end_matches("[]");
        let kind = |side| composite::type_of(side, element).map(|one| &one.kind);
        match (kind(&self.plan.from.items), kind(&self.plan.to.items)) {
            (Some(TypeKind::Composite { .. }), Some(TypeKind::Composite { .. })) => {
                for what in composite::losses(self.plan, type_name) {
                    self.loses(what, key);
                }
                if composite::converts(self.plan, type_name) {
                    self.may_fail("values that do not convert", key);
                }
            }
            (Some(TypeKind::Domain { base: old, .. }), Some(TypeKind::Domain { base, .. })) => {
                if let Some(what) = casts::loss(old, base) {
                    self.loses(what, key);
                }
                self.may_fail("values that the new domain refuses", key);
            }
            (Some(TypeKind::Enum { .. }), Some(TypeKind::Enum { .. })) => {}
            _ => self.may_fail("values that do not convert", key),
        }
    }

    /// Whether each row gets a value of its own.
    fn is_volatile(&self, default: &str) -> bool {
        const VOLATILE: &[&str] = &[
            "nextval(",
            "gen_random_uuid(",
            "uuidv7(",
            "uuid_generate_v",
            "random(",
            "clock_timestamp(",
            "timeofday(",
        ];
        let calls = |one: &Routine| default.contains(&format!("{}(", one.name));
        let is_stable = |one: &Routine| {
            let head = one.split().map_or(one.definition.as_str(), |two| two.0);
            head.contains("IMMUTABLE") || head.contains("STABLE")
        };
        VOLATILE.iter().any(|name| default.contains(name))
            || self.plan.to.items.values().any(|item| match item {
                Item::Routine(one) => calls(one) && !is_stable(one),
                _ => false,
            })
    }
}
