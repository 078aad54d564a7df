//! Keys that go while another comes for them: the old one stands until the new one is there, and goes in its transaction.

use super::super::key::{Item, Key};
use super::super::plan::{Fate, Plan};
use super::super::{attached, indexes};
use super::constraints::settled;
use super::{When, is_free, is_referred, swapped};
use crate::model::{Constraint, Parent};
use crate::{Identifier, Name};

/// The statement that drops an old key, and when; none where it is as usual or with the creation of the new one.
pub(super) fn dropped(plan: &Plan<'_>, key: &Key, one: &Constraint) -> Option<(When, String)> {
    let Parent::Relation(table) = &one.parent else {
        return None;
    };
    let when = stands_until(plan, key, one)?;
    let name = Identifier(&one.name);
    let drop = format!("ALTER TABLE {table} DROP CONSTRAINT {name}");
    Some((when, drop))
}

/// When a statement is executed that alters a column: what a primary key forbids, after that is gone.
pub(super) fn altered(plan: &Plan<'_>, column: &Key, sql: &str) -> When {
    if !matches!(column, Key::Column(..)) || !sql.ends_with(" DROP NOT NULL") {
        return When::Now;
    }
    let users = plan.from.edges.needed_by(column);
    let gone = users.filter_map(|user| match plan.from.items.get(user) {
        // Those that go with the creation of the new one, amid the others, are gone before what is after them.
        Some(Item::Constraint(one)) => {
            stands_until(plan, user, one).or_else(|| swapped(plan, user).then_some(When::After))
        }
        _ => None,
    });
    gone.max().unwrap_or(When::Now)
}

/// When an old key goes that stands until another is there.
fn stands_until(plan: &Plan<'_>, key: &Key, one: &Constraint) -> Option<When> {
    let Parent::Relation(table) = &one.parent else {
        return None;
    };
    if swapped(plan, key) {
        let when = settled(plan, key, table, one.index.part_of.as_ref());
        return (when != When::Now).then_some(when);
    }
    if !can_stand(plan, key, one, table) {
        return None;
    }
    let is_primary = |one: &Constraint| one.definition.starts_with("PRIMARY KEY");
    let columns = |needs: Vec<&Key>| -> Vec<Key> {
        let columns = needs.into_iter();
        let columns = columns.filter(|key| matches!(key, Key::Column(..)));
        columns.cloned().collect()
    };
    let old = columns(plan.from.edges.needs(key).collect());
    let mut primary = None;
    let mut others = None;
    for new in plan.to.constraints_of(&one.parent) {
        let of = Key::Constraint(one.parent.clone(), new.name.clone());
        if !indexes::is_key(&new.definition) || plan.fate(&of) != Some(Fate::Create) {
            continue;
        }
        let when = settled(plan, &of, table, new.index.part_of.as_ref());
        if is_primary(one) && is_primary(new) {
            primary = Some(when);
        }
        let shares = columns(plan.to.edges.needs(&of).collect());
        if shares.iter().any(|column| old.contains(column)) {
            others = others.max(Some(when));
        }
    }
    match (primary, others) {
        // There is one primary key only, and the old one cannot stand where the new one is needed at once.
        (Some(When::Now), _) => None,
        (Some(when), _) => Some(when),
        (None, when) => when.map(|when| when.max(When::After)),
    }
}

/// Whether nothing else waits for the old key to be gone.
fn can_stand(plan: &Plan<'_>, key: &Key, one: &Constraint, table: &Name) -> bool {
    let is_kept = |below: &Key| match (plan.from.items.get(below), plan.to.items.get(below)) {
        (Some(Item::Column(_, old)), Some(Item::Column(_, new))) => {
            old.type_name == new.type_name && old.collation == new.collation && !plan.goes(below)
        }
        _ => !plan.goes(below),
    };
    let name = key.relation_name();
    let is_taken = || {
        let mut comes = plan.fates.keys().filter(|other| plan.comes(other));
        comes.any(|other| other.relation_name() == name)
    };
    plan.fate(key) == Some(Fate::Drop)
        && !plan.because.contains_key(key)
        && indexes::is_key(&one.definition)
        && one.index.part_of.is_none()
        && is_free(plan, table)
        && attached::ahead_of_local(plan, key).is_empty()
        && plan.from.edges.needs(key).all(is_kept)
        && !plan
            .from
            .edges
            .needed_by(key)
            .any(|user| plan.fates.contains_key(user))
        && !is_referred(plan, key)
        && !is_taken()
}
