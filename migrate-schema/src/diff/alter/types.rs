//! Whether PostgreSQL can alter a type in place.

use super::super::key::{Item, Key};
use super::super::plan::Plan;
use super::super::request::Manner;
use super::{Way, parts};
use crate::model::{Type, TypeKind};

pub(super) fn of_type(key: &Key, old: &Type, new: &Type, plan: &Plan<'_>) -> Way {
    if old == new {
        return Way::Nothing;
    }
    let is_used = || {
        let users = plan.from.edges.needed_by(key);
        let kept = |user: &&Key| plan.to.items.contains_key(user);
        // A table of the type follows it.
        let follows = |user: &Key| match plan.to.items.get(user) {
            Some(Item::Table(one)) => one.of_type.as_deref() == Some(&*new.name.to_string()),
            _ => false,
        };
        users
            .filter(kept)
            .any(|user| !matches!(user, Key::Routine(..)) && !follows(user))
    };
    match (&old.kind, &new.kind) {
        (TypeKind::Enum { labels: old }, TypeKind::Enum { labels: new }) => {
            let added = new.iter().filter(|label| !old.contains(label));
            let all_stay = super::super::types::is_subsequence(old, new);
            // In parts, the value is there before it is used.
            let is_unused = || {
                let mut added = added.into_iter();
                plan.manner == Manner::Online || !added.any(|label| is_spoken_of(key, label, plan))
            };
            match all_stay && is_unused() {
                true => Way::Alter,
                false => Way::Replace,
            }
        }
        (
            TypeKind::Domain {
                base, collation, ..
            },
            TypeKind::Domain {
                base: new_base,
                collation: new_collation,
                ..
            },
        ) => parts(base == new_base && collation == new_collation, true),
        (TypeKind::Composite { attributes: old }, TypeKind::Composite { attributes: new }) => {
            let name = |one: &crate::model::Attribute| one.name.clone();
            let kept: Vec<_> = old
                .iter()
                .filter_map(|one| Some((one, new.iter().find(|other| other.name == one.name)?)))
                .collect();
            let retyped = kept
                .iter()
                .any(|(a, b)| a.type_name != b.type_name || a.collation != b.collation);
            // What is added comes last.
            let mut reached: Vec<String> = kept.iter().map(|(one, _)| name(one)).collect();
            reached.extend(
                new.iter()
                    .filter(|one| !old.iter().any(|other| other.name == one.name))
                    .map(name),
            );
            let is_ordered = new.iter().map(name).eq(reached);
            match is_ordered && !(retyped && is_used()) {
                true => Way::Alter,
                false => Way::Replace,
            }
        }
        (a, b) => parts(a == b, true),
    }
}

/// Whether the new schema uses a label that the old one lacks: it cannot in the transaction that adds the label.
fn is_spoken_of(key: &Key, label: &str, plan: &Plan<'_>) -> bool {
    let Key::Type(name) = key else { return false };
    let text = format!("'{}'::{name}", label.replace('\'', "''"));
    plan.to.items.values().any(|item| match item {
        Item::Default(default) => default.contains(&text),
        Item::Constraint(one) => one.definition.contains(&text),
        Item::Index(one) => one.definition.contains(&text),
        Item::View(one) => one.query.contains(&text),
        Item::Policy(one) => one.definition.contains(&text),
        Item::Trigger(one) => one.definition.contains(&text),
        Item::Rule(one) => one.definition.contains(&text),
        Item::Attach(one) => one.bound.contains(&format!("'{label}'")),
        Item::Routine(one) => one.definition.contains(&text),
        Item::Column(_, column) => match &column.generated {
            Some(
                crate::model::Generated::Stored(text_of)
                | crate::model::Generated::Virtual(text_of),
            ) => text_of.contains(&text),
            None => false,
        },
        Item::Type(one) => match &one.kind {
            TypeKind::Domain {
                default: Some(default),
                ..
            } => default.contains(&text),
            _ => false,
        },
        _ => false,
    })
}
