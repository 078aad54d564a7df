//! What is told of a plan: objects as people write them, and what is left alone.

use super::key::{Item, Key};
use super::others;
use super::plan::{self, Plan};
use crate::compare::{Kind, Object};
use crate::model::{Grant, Parent, RoutineKind, TypeKind, ViewKind};
use crate::{Identifier, Name};

/// What differs and cannot be made from the model.
pub(super) fn uncovered(plan: &Plan<'_>) -> Vec<Object> {
    let mut all = Vec::new();
    for (key, old, new) in plan::both(&plan.from.items, &plan.to.items) {
        let is_left = match (old, new) {
            (Some(Item::Other(old)), Some(Item::Other(new))) => {
                (!others::is_covered(key) || others::is_stuck(key, plan)) && old != new
            }
            (Some(Item::Other(_)), None) | (None, Some(Item::Other(_))) => !others::is_covered(key),
            (_, Some(Item::Type(one))) => plan.comes(key) && !plan::can_move(&one.kind),
            _ => false,
        };
        if is_left {
            all.push(object(plan, key));
        }
        // What another role granted is that role's to give and to take back.
        let granted = |item: Option<&Item<'_>>| -> Vec<Grant> {
            let meta = item.and_then(Item::meta);
            let grants = meta.map_or(&[][..], |meta| &meta.grants).iter();
            grants.filter(|grant| grant.by.is_some()).cloned().collect()
        };
        let wanted = granted(new);
        let is_there = |one: &Grant| !plan.goes(key) && granted(old).contains(one);
        if new.is_some() && (!wanted.iter().all(is_there) || granted(old) != wanted) {
            all.push(Object {
                kind: Kind::Grants,
                name: object(plan, key).to_string(),
            });
        }
    }
    all.sort();
    all.dedup();
    all
}

/// A key as people write it.
pub(super) fn object(plan: &Plan<'_>, key: &Key) -> Object {
    let item = plan.to.items.get(key).or_else(|| plan.from.items.get(key));
    let part = |name: &str, of: &Name| format!("{} on {of}", Identifier(name));
    let (kind, name) = match key {
        Key::Namespace(name) => (Kind::Schema, Identifier(name).to_string()),
        Key::Extension(name) => (Kind::Extension, Identifier(name).to_string()),
        Key::Type(name) => match item {
            Some(Item::Type(one)) if matches!(one.kind, TypeKind::Domain { .. }) => {
                (Kind::Domain, name.to_string())
            }
            _ => (Kind::Type, name.to_string()),
        },
        Key::Sequence(name) | Key::OwnedBy(name) => (Kind::Sequence, name.to_string()),
        Key::Routine(name, arguments) => {
            let kind = match item {
                Some(Item::Routine(one)) => one.kind,
                _ => RoutineKind::Function,
            };
            let kind = match kind {
                RoutineKind::Procedure => Kind::Procedure,
                RoutineKind::Aggregate => Kind::Aggregate,
                RoutineKind::Function | RoutineKind::Window => Kind::Function,
            };
            (kind, format!("{name}({arguments})"))
        }
        Key::Table(name)
        | Key::Attach(name)
        | Key::Inherit(name, _)
        | Key::ReplicaIdentity(name) => (Kind::Table, name.to_string()),
        Key::Column(table, column) => (Kind::Column, format!("{table}.{}", Identifier(column))),
        Key::Default(table, column) => (Kind::Default, format!("{table}.{}", Identifier(column))),
        Key::View(name) => match item {
            Some(Item::View(one)) if one.kind == ViewKind::Materialized => {
                (Kind::MaterializedView, name.to_string())
            }
            _ => (Kind::View, name.to_string()),
        },
        Key::Constraint(Parent::Relation(of), name) => (Kind::Constraint, part(name, of)),
        Key::Constraint(Parent::Domain(of), name) => (
            Kind::Constraint,
            format!("{} on domain {of}", Identifier(name)),
        ),
        Key::Index(name) => (Kind::Index, name.to_string()),
        Key::Rule(of, name) => (Kind::Rule, part(name, of)),
        Key::Trigger(of, name) => (Kind::Trigger, part(name, of)),
        Key::Policy(of, name) => (Kind::Policy, part(name, of)),
        Key::Other(kind, name) => (Kind::Other(kind.clone()), name.clone()),
    };
    Object { kind, name }
}
