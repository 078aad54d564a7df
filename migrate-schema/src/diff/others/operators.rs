//! Operators, and the classes and families by which indexes use them.

use super::super::key::Item;
use super::super::plan::Side;
use crate::model::Other;

/// `FUNCTION = f(…), RETURNS = …, COMMUTATOR = …, HASHES`
pub(super) fn create(one: &Other) -> String {
    let bare = |operator: &str| operator.split('(').next().unwrap_or(operator).to_owned();
    let (name, arguments) = split(&one.name);
    let mut all = Vec::new();
    for option in options(&one.definition) {
        match option.split_once(" = ") {
            Some(("FUNCTION", function)) => {
                all.push(format!("FUNCTION = {}", bare(function)));
                for (side, argument) in ["LEFTARG", "RIGHTARG"].iter().zip(&arguments) {
                    if argument != "NONE" {
                        all.push(format!("{side} = {argument}"));
                    }
                }
            }
            Some(("RETURNS", _)) => {}
            Some((word @ ("COMMUTATOR" | "NEGATOR"), operator)) => {
                all.push(format!("{word} = OPERATOR({})", bare(operator)));
            }
            _ => all.push(option),
        }
    }
    format!("CREATE OPERATOR {name} ({})", all.join(", "))
}

/// `public.===(integer,integer)`: the name, and the types of its arguments.
fn split(name: &str) -> (&str, Vec<String>) {
    match name.find('(') {
        Some(at) => (&name[..at], list(name[at..].trim_matches(['(', ')']))),
        None => (name, Vec::new()),
    }
}

/// Splits at commas outside of parentheses and quotes.
fn list(text: &str) -> Vec<String> {
    options(text)
        .into_iter()
        .filter(|one| !one.is_empty())
        .collect()
}

fn options(text: &str) -> Vec<String> {
    let (mut depth, mut quoted) = (0_u32, false);
    let mut all = vec![String::new()];
    for char in text.chars() {
        match char {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            ',' if !quoted && depth == 0 => {
                all.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = all.last_mut() {
            last.push(char);
        }
    }
    all.iter().map(|one| one.trim().to_owned()).collect()
}

/// Whether the entries of a class are not the same.
pub(super) fn entries_differ(class: &Other, from: &Side<'_>, to: &Side<'_>) -> bool {
    of_class(from, class) != of_class(to, class)
}

/// `CREATE OPERATOR CLASS`, with the entries of its family that are about its type.
pub(super) fn class(side: &Side<'_>, one: &Other) -> String {
    // `DEFAULT FOR TYPE t FAMILY f USING m STORAGE s`
    let (name, method) = one.name.rsplit_once(" USING ").unwrap_or((&one.name, ""));
    let (head, storage) = match one.definition.split_once(" STORAGE ") {
        Some((head, storage)) => (head, Some(storage)),
        None => (one.definition.as_str(), None),
    };
    let (kind, family) = head.split_once(" FAMILY ").unwrap_or((head, ""));
    let (family_name, _) = family.rsplit_once(" USING ").unwrap_or((family, ""));
    let mut all: Vec<String> = Vec::new();
    for entry in of_class(side, one) {
        all.extend(written(entry).map(|(place, what)| format!("{place} {what}")));
    }
    all.extend(storage.map(|storage| format!("STORAGE {storage}")));
    format!(
        "CREATE OPERATOR CLASS {name} {kind} USING {method} FAMILY {family_name} AS {}",
        all.join(", ")
    )
}

/// The entries of the class's family whose types are both the class's.
fn of_class<'a>(side: &Side<'a>, class: &Other) -> Vec<&'a Other> {
    let (_, family) = class.definition.split_once(" FAMILY ").unwrap_or_default();
    let family = family.split(" STORAGE ").next().unwrap_or(family);
    let kind = class.definition.trim_start_matches("DEFAULT ");
    let kind = kind.trim_start_matches("FOR TYPE ");
    let kind = kind.split(" FAMILY ").next().unwrap_or(kind);
    let pair = format!("({kind}, {kind}) of {family}");
    let entries = side.items.values().filter_map(|item| match item {
        Item::Other(one) if one.kind == "operator family entry" => Some(*one),
        _ => None,
    });
    entries.filter(|one| one.name.ends_with(&pair)).collect()
}

/// `operator 1 (integer, integer) of public.f USING btree`: what it is at which place, and its types; then what it is.
fn written(one: &Other) -> Option<(String, String)> {
    let (place, _) = one.name.split_once(" (")?;
    Some((place.to_uppercase(), one.definition.clone()))
}

/// An entry that no class has: `ALTER OPERATOR FAMILY … ADD`, or `DROP`.
pub(super) fn entry(side: &Side<'_>, one: &Other, verb: &str) -> Vec<String> {
    let is_of_class = side.items.values().any(|item| match item {
        Item::Other(class) if class.kind == "operator class" => of_class(side, class)
            .iter()
            .any(|other| other.name == one.name),
        _ => false,
    });
    if is_of_class {
        return Vec::new();
    }
    let Some((place, what)) = written(one) else {
        return Vec::new();
    };
    let Some((head, family)) = one.name.split_once(" of ") else {
        return Vec::new();
    };
    let types = head.find('(').map_or("", |at| &head[at..]);
    let what = match (verb, place.starts_with("FUNCTION")) {
        ("DROP", _) => types.to_owned(),
        (_, true) => format!("{types} {what}"),
        (_, false) => what,
    };
    vec![format!(
        "ALTER OPERATOR FAMILY {family} {verb} {place} {what}"
    )]
}
