//! The kinds without a model of their own of which the definition is enough to make them.

use super::alter::Way;
use super::key::{Item, Items, Key};
use super::meta::Target;
use crate::model::{Other, TypeKind};

/// Whether this kind can be made from what the model has of it.
pub(super) fn is_covered(key: &Key) -> bool {
    match key {
        Key::Other(kind, _) => {
            matches!(
                kind.as_str(),
                "statistics object" | "default privileges" | "event trigger"
            )
        }
        _ => true,
    }
}

/// Whether it is the cast of a range to its multirange, which comes and goes with the range.
pub(super) fn is_of_range(key: &Key, items: &Items<'_>) -> bool {
    let Key::Other(kind, name) = key else {
        return false;
    };
    let is_it = |item: &Item<'_>| {
        if let Item::Type(one) = item
            && let TypeKind::Range { definition } = &one.kind
            && let Some((_, multirange)) = definition.split_once(", MULTIRANGE_TYPE_NAME = ")
        {
            return *name == format!("({} AS {multirange})", one.name);
        }
        false
    };
    kind == "cast" && items.values().any(is_it)
}

pub(super) fn way(old: &Other, new: &Other) -> Way {
    match (old == new, old.definition == new.definition) {
        (true, _) => Way::Nothing,
        (false, true) => Way::Alter,
        (false, false) => Way::Replace,
    }
}

pub(super) fn create(one: &Other) -> Vec<String> {
    let mut all = Vec::new();
    match one.kind.as_str() {
        "statistics object" => match one.definition.rsplit_once(" STATISTICS ") {
            Some((definition, target)) if target.bytes().all(|byte| byte.is_ascii_digit()) => {
                all.push(definition.to_owned());
                all.push(format!(
                    "ALTER STATISTICS {} SET STATISTICS {target}",
                    one.name
                ));
            }
            _ => all.push(one.definition.clone()),
        },
        "event trigger" => event_trigger(one, &mut all),
        "default privileges" => {
            return privileges(one, |grant| Some(grant.to_owned()));
        }
        _ => return all,
    }
    all.extend(target(one).created(&one.meta));
    all
}

pub(super) fn drop(one: &Other) -> Vec<String> {
    match one.kind.as_str() {
        "statistics object" => vec![format!("DROP STATISTICS {}", one.name)],
        "event trigger" => vec![format!("DROP EVENT TRIGGER {}", one.name)],
        "default privileges" => privileges(one, |grant| {
            let (what, role) = match grant.strip_prefix("GRANT ") {
                Some(rest) => rest.split_once(" TO ")?,
                None => grant.strip_prefix("REVOKE ")?.split_once(" FROM ")?,
            };
            let role = role.trim_end_matches(" WITH GRANT OPTION");
            Some(match grant.starts_with("GRANT ") {
                true => format!("REVOKE {what} FROM {role}"),
                false => format!("GRANT {what} TO {role}"),
            })
        }),
        _ => Vec::new(),
    }
}

pub(super) fn alter(old: &Other, new: &Other) -> Vec<String> {
    target(new).altered(&old.meta, &new.meta)
}

fn target(one: &Other) -> Target {
    let word = match one.kind.as_str() {
        "statistics object" => "STATISTICS",
        _ => "EVENT TRIGGER",
    };
    Target::whole(word, &one.name).ungranted()
}

/// `ON event WHEN TAG IN {…} EXECUTE FUNCTION f() DISABLE`.
fn event_trigger(one: &Other, all: &mut Vec<String>) {
    let firings = [" DISABLE", " ENABLE REPLICA", " ENABLE ALWAYS"];
    let firing = firings.iter().find(|word| one.definition.ends_with(**word));
    let definition = one.definition.trim_end_matches(firing.unwrap_or(&""));
    let mut text = definition.to_owned();
    if let (Some(open), Some(close)) = (definition.find('{'), definition.find('}')) {
        let tags: Vec<String> = definition[open + 1..close]
            .split(',')
            .map(|tag| super::literal(tag.trim_matches('"')))
            .collect();
        text = format!(
            "{}({}){}",
            &definition[..open],
            tags.join(", "),
            &definition[close + 1..]
        );
    }
    all.push(format!("CREATE EVENT TRIGGER {} {text}", one.name));
    if let Some(firing) = firing {
        all.push(format!("ALTER EVENT TRIGGER {}{firing}", one.name));
    }
}

/// The name says whose they are: `for role r in schema s on tables`.
fn privileges(one: &Other, change: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let name = one.name.trim_start_matches("for role ");
    let Some((whose, on)) = name.rsplit_once(" on ") else {
        return Vec::new();
    };
    let (role, schema) = match whose.split_once(" in schema ") {
        Some((role, schema)) => (role, format!(" IN SCHEMA {schema}")),
        None => (whose, String::new()),
    };
    let on = on.to_uppercase();
    let grants = one.definition.split("; ").filter(|grant| !grant.is_empty());
    grants
        .filter_map(|grant| {
            let grant = change(grant)?;
            let at = grant.find(" TO ").or_else(|| grant.find(" FROM "))?;
            let (what, whom) = grant.split_at(at);
            Some(format!(
                "ALTER DEFAULT PRIVILEGES FOR ROLE {role}{schema} {what} ON {on}{whom}"
            ))
        })
        .collect()
}
