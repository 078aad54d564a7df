//! Default privileges that are in force while the statements run: what they give a new object that shall not have it is
//! taken back, and what they keep from it is given.
//!
//! Those that differ are taken back first and given last (`order.rs`), so in force are those that stay. Whose they are is not
//! asked: for an object that another role makes the correction changes nothing.

use super::key::{Item, Key};
use super::meta::{self, Target};
use super::plan::Plan;
use super::{programs, sequences, tables, types};
use crate::Identifier;
use crate::model::{Effect, Grant, Meta, Other};

/// The name of the kind in the catalog's identity of default privileges.
pub(super) const KIND: &str = "default privileges";

/// The statements after this object was created.
pub(super) fn corrected(plan: &Plan<'_>, item: &Item<'_>) -> Vec<String> {
    let Some((class, schema, target, meta)) = receiver(item) else {
        return Vec::new();
    };
    let given: Vec<Grant> = in_force(plan)
        .filter(|one| covers(&one.name, class, schema))
        .flat_map(|one| {
            let given = one.definition.split("; ").filter_map(parsed);
            // An owner has everything anyway.
            given.filter(|grant| grant.role != "CURRENT_USER" && !is_of(&one.name, &grant.role))
        })
        .collect();
    let concerned = |wanted: &&Grant| {
        let is_given = |grant: &Grant| {
            grant.role == wanted.role
                && grant
                    .privileges
                    .iter()
                    .any(|one| wanted.privileges.contains(one))
        };
        given.iter().any(is_given)
    };
    let kept: Vec<Grant> = meta.grants.iter().filter(concerned).cloned().collect();
    let changes = meta::grants(&given, &kept);
    target.granted(changes)
}

fn in_force<'a>(plan: &'a Plan<'_>) -> impl Iterator<Item = &'a Other> {
    let first = Key::Other(KIND.to_owned(), String::new());
    let all = plan.from.items.range(first..);
    all.map_while(|(key, item)| match (key, item) {
        (Key::Other(kind, _), Item::Other(one)) if kind == KIND => Some((key, *one)),
        _ => None,
    })
    .filter(|(key, one)| match plan.to.items.get(*key) {
        Some(Item::Other(new)) => new.definition == one.definition,
        _ => false,
    })
    .map(|(_, one)| one)
}

/// Whether they are of this role: `for role r in schema s on tables`.
fn is_of(name: &str, role: &str) -> bool {
    let rest = name.strip_prefix("for role ");
    let rest = rest.and_then(|rest| rest.strip_prefix(role));
    rest.is_some_and(|rest| rest.starts_with(" in schema ") || rest.starts_with(" on "))
}

/// `for role r in schema s on tables`
fn covers(name: &str, class: &str, schema: Option<&str>) -> bool {
    let Some((whose, on)) = name.rsplit_once(" on ") else {
        return false;
    };
    let within = whose.rsplit_once(" in schema ").map(|(_, schema)| schema);
    on == class
        && within
            .is_none_or(|within| schema.is_some_and(|name| Identifier(name).to_string() == within))
}

/// `GRANT SELECT, INSERT TO reader WITH GRANT OPTION`, `REVOKE EXECUTE FROM PUBLIC`
fn parsed(text: &str) -> Option<Grant> {
    let (effect, rest, word) = match text.strip_prefix("GRANT ") {
        Some(rest) => (Effect::Granted, rest, " TO "),
        None => (Effect::Revoked, text.strip_prefix("REVOKE ")?, " FROM "),
    };
    let (privileges, role) = rest.split_once(word)?;
    let bare = role.trim_end_matches(" WITH GRANT OPTION");
    Some(Grant {
        effect,
        role: bare.to_owned(),
        privileges: privileges.split(", ").map(str::to_owned).collect(),
        grant_option: bare != role,
        by: None,
    })
}

/// What default privileges call its kind, its schema, and how its grants are written.
fn receiver<'a>(item: &Item<'a>) -> Option<(&'static str, Option<&'a str>, Target, &'a Meta)> {
    Some(match item {
        Item::Namespace(one) => {
            let target = Target::whole("SCHEMA", Identifier(&one.name));
            ("schemas", None, target, &one.meta)
        }
        Item::Table(one) => (
            "tables",
            Some(&one.name.schema),
            tables::target(one),
            &one.meta,
        ),
        Item::View(one) => {
            let target = Target::whole("VIEW", &one.name).granted_as("TABLE", &one.name);
            ("tables", Some(&one.name.schema), target, &one.meta)
        }
        Item::Sequence(one) => (
            "sequences",
            Some(&one.name.schema),
            sequences::target(one),
            &one.meta,
        ),
        Item::Routine(one) => (
            "functions",
            Some(&one.name.schema),
            programs::routine_target(one),
            &one.meta,
        ),
        Item::Type(one) => (
            "types",
            Some(&one.name.schema),
            types::target(one),
            &one.meta,
        ),
        _ => return None,
    })
}
