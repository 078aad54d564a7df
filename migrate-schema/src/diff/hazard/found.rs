//! Which hazards a step has.

mod later;

use super::super::key::{Item, Key};
use super::super::plan::Plan;
use super::super::slot::{Slot, Step};
use super::super::{casts, composite, indexes, object, row_types};
use super::{Hazard, Lock};
use crate::Name;
use crate::model::{Column, Generated, Parent, Routine, SequenceOwner, TableKind, TypeKind};

/// The hazards of a step.
pub(in crate::diff) fn of(plan: &Plan<'_>, (key, step): &Slot) -> Vec<Hazard> {
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

    /// The tables with columns that are texts while the rows are written whose type they have.
    fn row_types(&mut self, column: &Key) {
        for user in row_types::users(self.plan, column) {
            if let Key::Column(table, _) = user {
                self.rewrites(&table);
            }
        }
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
            (Key::Attach(table), Item::Attach(of)) => {
                if self.has_rows(table) {
                    self.may_fail("rows beyond its bounds", &Key::Table(table.clone()));
                    self.scans(table, Lock::AccessExclusive);
                }
                self.beside_default(table, of);
            }
            (Key::Default(table, column), Item::Default(default)) => {
                self.new_default(table, column, default);
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
                self.row_types(key);
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
            (Key::Default(table, column), _, Item::Default(default)) => {
                self.new_default(table, column, default);
            }
            (_, Item::Routine(old), Item::Routine(new)) => self.keep_results(key, old, new),
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
        if !had(old) && had(new) && self.has_rows(table) {
            self.new_identity(table, &new.name);
        }
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
