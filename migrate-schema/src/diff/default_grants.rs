//! What default privileges give a new object that it is not to have.
//!
//! Only those that stay are in force when something is created: the others are dropped before, or come after it.

use super::key::{Item, Key};
use super::meta::{Target, grants};
use super::plan::Plan;
use super::programs::routine_target;
use crate::Identifier;
use crate::model::{Effect, Grant, Meta, TypeKind};

const KIND: &str = "default privileges";

/// The statements that take it back. They do nothing where another role than the one of the default privileges creates the
/// object.
pub(super) fn taken_back(plan: &Plan<'_>, key: &Key, item: &Item<'_>) -> Vec<String> {
    let Some((on, target, meta)) = granted(item) else {
        return Vec::new();
    };
    let schema = key.schema().map(|schema| Identifier(schema).to_string());
    let first = Key::Other(KIND.to_owned(), String::new());
    let mut all = Vec::new();
    for (key, item) in plan.to.items.range(first..) {
        let (Key::Other(kind, name), Item::Other(one)) = (key, item) else {
            break;
        };
        let Some((role, of_schema)) = whose(name, on).filter(|_| kind == KIND) else {
            continue;
        };
        let is_there = of_schema.is_none() || of_schema == schema.as_deref();
        let stays = plan.from.items.contains_key(key) && plan.fate(key).is_none();
        if is_there && stays {
            let given = one.definition.split("; ").filter_map(parsed);
            let given = given.filter(|one| one.role != role && one.role != "CURRENT_USER");
            let unwanted: Vec<Grant> = given.map(|one| without(one, meta)).collect();
            let back = grants(&unwanted, &[]).into_iter();
            all.extend(back.flat_map(|change| target.changed(&change)));
        }
    }
    all
}

/// The role, and the schema if it is about one: `for role r in schema s on tables`.
fn whose<'a>(name: &'a str, on: &str) -> Option<(&'a str, Option<&'a str>)> {
    let (whose, kind) = name.strip_prefix("for role ")?.rsplit_once(" on ")?;
    if kind != on {
        return None;
    }
    Some(match whose.split_once(" in schema ") {
        Some((role, schema)) => (role, Some(schema)),
        None => (whose, None),
    })
}

/// The word of default privileges for an object of this kind, what its grants are written on, and what it is to have.
fn granted<'a>(item: &Item<'a>) -> Option<(&'static str, Target, &'a Meta)> {
    Some(match item {
        Item::Table(one) => ("tables", Target::whole("TABLE", &one.name), &one.meta),
        Item::View(one) => ("tables", Target::whole("TABLE", &one.name), &one.meta),
        Item::Sequence(one) => ("sequences", Target::whole("SEQUENCE", &one.name), &one.meta),
        Item::Routine(one) => ("functions", routine_target(one), &one.meta),
        Item::Type(one) => {
            let word = match one.kind {
                TypeKind::Domain { .. } => "DOMAIN",
                _ => "TYPE",
            };
            ("types", Target::whole(word, &one.name), &one.meta)
        }
        Item::Namespace(one) => {
            let name = Identifier(&one.name);
            ("schemas", Target::whole("SCHEMA", name), &one.meta)
        }
        _ => return None,
    })
}

/// `GRANT SELECT, UPDATE TO r WITH GRANT OPTION`, as the model has it.
fn parsed(text: &str) -> Option<Grant> {
    let (effect, rest, word) = match text.strip_prefix("GRANT ") {
        Some(rest) => (Effect::Granted, rest, " TO "),
        None => (Effect::Revoked, text.strip_prefix("REVOKE ")?, " FROM "),
    };
    let (privileges, role) = rest.split_once(word)?;
    let plain = role.strip_suffix(" WITH GRANT OPTION");
    Some(Grant {
        effect,
        role: plain.unwrap_or(role).to_owned(),
        privileges: privileges.split(", ").map(str::to_owned).collect(),
        grant_option: plain.is_some(),
        by: None,
    })
}

/// The grant without what the object is to have, too.
fn without(mut grant: Grant, meta: &Meta) -> Grant {
    let is_wanted = |privilege: &String| {
        let mut wanted = meta.grants.iter();
        wanted.any(|one| {
            one.effect == grant.effect
                && one.role == grant.role
                && one.privileges.contains(privilege)
        })
    };
    let privileges = std::mem::take(&mut grant.privileges).into_iter();
    grant.privileges = privileges.filter(|one| !is_wanted(one)).collect();
    grant
}
