//! The kinds without a model of their own of which the definition is enough to make them.

mod foreign;
mod operators;
mod published;
mod search;

use super::alter::Way;
use super::key::{Item, Key};
use super::meta::Target;
use super::plan::Plan;
use crate::model::Other;

/// The kinds that are made from what the model has of them.
const COVERED: &[&str] = &[
    "access method",
    "cast",
    "collation",
    "conversion",
    "default privileges",
    "event trigger",
    "foreign-data wrapper",
    "language",
    "operator",
    "operator class",
    "operator family",
    "operator family entry",
    "publication",
    "publication namespace",
    "publication relation",
    "server",
    "statistics object",
    "text search configuration",
    "text search dictionary",
    "text search parser",
    "text search template",
    "transform",
];

/// Whether this kind can be made from what the model has of it.
pub(super) fn is_covered(key: &Key) -> bool {
    match key {
        Key::Other(kind, _) => COVERED.contains(&kind.as_str()),
        _ => true,
    }
}

/// Whether the difference in an object is left alone: a column would go with it.
pub(super) fn is_stuck(key: &Key, plan: &Plan<'_>) -> bool {
    let (Some(Item::Other(old)), Some(Item::Other(new))) =
        (plan.from.items.get(key), plan.to.items.get(key))
    else {
        return false;
    };
    let users = plan.from.edges.needed_by(key);
    let is_held = |user: &Key| match plan.from.items.get(user) {
        Some(Item::Column(_, column)) => column.generated.is_none(),
        Some(Item::Type(_)) => true,
        _ => false,
    };
    way(old, new, plan) == Way::Replace && users.into_iter().any(is_held)
}

/// What hangs on an object without that the catalog says so: what it is a part of.
pub(super) fn whole(one: &Other) -> Option<Key> {
    let part = |word: &str, kind: &str| {
        let (_, whole) = one.name.rsplit_once(word)?;
        Some(Key::Other(kind.to_owned(), whole.to_owned()))
    };
    match one.kind.as_str() {
        "operator family entry" => part(" of ", "operator family"),
        "publication namespace" | "publication relation" => part(" in publication ", "publication"),
        _ => None,
    }
}

pub(super) fn way(old: &Other, new: &Other, plan: &Plan<'_>) -> Way {
    if new.kind == "operator class" && operators::entries_differ(new, &plan.from, &plan.to) {
        return Way::Replace;
    }
    let in_place = match old.kind.as_str() {
        "server" => foreign::alters_in_place(old, new),
        "foreign-data wrapper" | "text search configuration" => {
            head(&old.definition) == head(&new.definition)
        }
        "publication" => {
            old.definition.starts_with("FOR ALL") == new.definition.starts_with("FOR ALL")
        }
        _ => false,
    };
    match (old == new, in_place || old.definition == new.definition) {
        (true, _) => Way::Nothing,
        (false, true) => Way::Alter,
        (false, false) => Way::Replace,
    }
}

/// What cannot be altered: what stands before the options, or the parser.
fn head(definition: &str) -> &str {
    let end = definition
        .find(" OPTIONS ")
        .or_else(|| definition.find(", "));
    end.map_or(definition, |at| &definition[..at])
}

pub(super) fn create(plan: &Plan<'_>, one: &Other) -> Vec<String> {
    let name = &one.name;
    let mut all = match one.kind.as_str() {
        "cast" => vec![format!("CREATE CAST {name} {}", one.definition)],
        "collation" => vec![format!("CREATE COLLATION {name} ({})", one.definition)],
        "default privileges" => return privileges(one, |grant| Some(grant.to_owned())),
        "event trigger" => event_trigger(one),
        "foreign-data wrapper" | "server" => foreign::create(one),
        "operator" => vec![operators::create(one)],
        "operator family" => vec![format!("CREATE OPERATOR FAMILY {name}")],
        "operator class" => vec![operators::class(&plan.to, one)],
        "operator family entry" => return operators::entry(&plan.to, one, "ADD"),
        "publication" | "publication relation" | "publication namespace" => published::create(one),
        "statistics object" => match statistics_target(one) {
            Some((definition, target)) => vec![
                definition.to_owned(),
                format!("ALTER STATISTICS {name} SET STATISTICS {target}"),
            ],
            None => vec![one.definition.clone()],
        },
        "text search configuration" => search::configuration(one),
        "text search dictionary" | "text search parser" | "text search template" | "transform" => {
            vec![format!("CREATE {} ({})", spelled(one), one.definition)]
        }
        "access method" => vec![format!("CREATE {} {}", spelled(one), one.definition)],
        "conversion" => vec![match one.definition.strip_prefix("DEFAULT ") {
            Some(definition) => format!("CREATE DEFAULT CONVERSION {name} {definition}"),
            None => format!("CREATE CONVERSION {name} {}", one.definition),
        }],
        "language" => vec![match one.definition.strip_prefix("TRUSTED ") {
            Some(definition) => format!("CREATE TRUSTED LANGUAGE {name} {definition}"),
            None => format!("CREATE LANGUAGE {name} {}", one.definition),
        }],
        _ => return Vec::new(),
    };
    if let Some(target) = target(one) {
        all.extend(target.created(&one.meta));
    }
    all
}

/// The definition of a statistics object, and the target that was set for it.
pub(super) fn statistics_target(one: &Other) -> Option<(&str, &str)> {
    let (definition, target) = one.definition.rsplit_once(" STATISTICS ")?;
    let is_number = target.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some((definition, target))
}

pub(super) fn drop(plan: &Plan<'_>, one: &Other) -> Vec<String> {
    match one.kind.as_str() {
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
        "operator family entry" => operators::entry(&plan.from, one, "DROP"),
        "publication relation" | "publication namespace" => vec![published::drop(one)],
        _ => vec![format!("DROP {}", spelled(one))],
    }
}

/// The words that name it: `COLLATION public.german`, `TRANSFORM FOR public.t LANGUAGE plperl`.
fn spelled(one: &Other) -> String {
    let word = word(&one.kind).unwrap_or_default();
    let name = match one.kind.as_str() {
        "transform" => {
            one.name
                .replacen("for ", "FOR ", 1)
                .replacen(" on language ", " LANGUAGE ", 1)
        }
        _ => one.name.clone(),
    };
    format!("{word} {name}")
}

pub(super) fn alter(old: &Other, new: &Other) -> Vec<String> {
    let mut all = match new.kind.as_str() {
        _ if old.definition == new.definition => Vec::new(),
        "foreign-data wrapper" | "server" => foreign::alter(old, new),
        "publication" => published::alter(new),
        "text search configuration" => search::alter(old, new),
        _ => Vec::new(),
    };
    if let Some(target) = target(new) {
        all.extend(target.altered(&old.meta, &new.meta));
    }
    all
}

/// The word after `CREATE`, `DROP` and `COMMENT ON`.
fn word(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "access method" => "ACCESS METHOD",
        "cast" => "CAST",
        "collation" => "COLLATION",
        "conversion" => "CONVERSION",
        "event trigger" => "EVENT TRIGGER",
        "foreign-data wrapper" => "FOREIGN DATA WRAPPER",
        "language" => "LANGUAGE",
        "operator" => "OPERATOR",
        "operator class" => "OPERATOR CLASS",
        "operator family" => "OPERATOR FAMILY",
        "publication" => "PUBLICATION",
        "server" => "SERVER",
        "statistics object" => "STATISTICS",
        "text search configuration" => "TEXT SEARCH CONFIGURATION",
        "text search dictionary" => "TEXT SEARCH DICTIONARY",
        "text search parser" => "TEXT SEARCH PARSER",
        "text search template" => "TEXT SEARCH TEMPLATE",
        "transform" => "TRANSFORM",
        _ => return None,
    })
}

fn target(one: &Other) -> Option<Target> {
    let word = word(&one.kind)?;
    let target = Target::whole(word, &one.name);
    Some(match one.kind.as_str() {
        "cast" => target.ungranted().owned(),
        "access method" | "text search parser" | "text search template" | "transform" => {
            Target::commented(spelled(one))
        }
        "server" => target.granted_as("FOREIGN SERVER", &one.name),
        "foreign-data wrapper" | "language" => target,
        _ => target.ungranted(),
    })
}

/// `ON event WHEN TAG IN {…} EXECUTE FUNCTION f() DISABLE`.
fn event_trigger(one: &Other) -> Vec<String> {
    let mut all = Vec::new();
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
    all
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
