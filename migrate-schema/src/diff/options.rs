//! Storage parameters, and the options of foreign tables.

use std::collections::BTreeMap;

use super::literal;
use crate::Identifier;

/// ` WITH (…)`, or nothing.
pub(super) fn with(options: &[String]) -> String {
    match options.is_empty() {
        true => String::new(),
        false => {
            let all: Vec<String> = options.iter().map(|option| written(option)).collect();
            format!(" WITH ({})", all.join(", "))
        }
    }
}

/// An option as it is in the catalog, `name=value`, as it is written in SQL.
fn written(option: &str) -> String {
    let (name, value) = option.split_once('=').unwrap_or((option, "true"));
    let is_plain = value
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'));
    match is_plain && !value.is_empty() {
        true => format!("{}={value}", name_of(name)),
        false => format!("{}={}", name_of(name), literal(value)),
    }
}

/// The name, with the part before the dot that `toast.` is.
fn name_of(name: &str) -> String {
    let parts: Vec<String> = name
        .split('.')
        .map(|part| Identifier(part).to_string())
        .collect();
    parts.join(".")
}

/// `SET (…)` and `RESET (…)`.
pub(super) fn altered(alter: &str, old: &[String], new: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    let name = |option: &String| option.split('=').next().map(str::to_owned);
    let gone: Vec<String> = old
        .iter()
        .filter(|option| !new.iter().any(|other| name(other) == name(option)))
        .filter_map(|option| Some(name_of(&name(option)?)))
        .collect();
    if !gone.is_empty() {
        all.push(format!("{alter} RESET ({})", gone.join(", ")));
    }
    let set: Vec<String> = new
        .iter()
        .filter(|option| !old.contains(option))
        .map(|option| written(option))
        .collect();
    if !set.is_empty() {
        all.push(format!("{alter} SET ({})", set.join(", ")));
    }
    all
}

/// `SERVER s OPTIONS {a=b}`, as the catalog has it, as a clause.
pub(super) fn foreign(text: &str) -> String {
    let (server, options) = text.split_once(" OPTIONS ").unwrap_or((text, ""));
    let options = pairs(&elements(options));
    match options.is_empty() {
        true => server.trim_end_matches(" OPTIONS").to_owned(),
        false => {
            let all: Vec<String> = options
                .iter()
                .map(|(name, value)| format!("{} {}", Identifier(name), literal(value)))
                .collect();
            format!("{server} OPTIONS ({})", all.join(", "))
        }
    }
}

/// The change of a foreign table's options.
pub(super) fn foreign_table(alter: &str, old: &str, new: &str) -> Option<String> {
    let options = |text: &str| {
        pairs(&elements(
            text.split_once(" OPTIONS ").map_or("", |two| two.1),
        ))
    };
    changed(alter, &options(old), &options(new))
}

/// The options of a column's foreign-data wrapper as `name 'value'`.
pub(super) fn foreign_of_column(options: &[String]) -> Vec<String> {
    let all = pairs(&of_wrapper(options));
    all.iter()
        .map(|(name, value)| format!("{} {}", Identifier(name), literal(value)))
        .collect()
}

/// The change of a column's options of its foreign-data wrapper.
pub(super) fn foreign_altered(alter: &str, old: &[String], new: &[String]) -> Option<String> {
    changed(alter, &pairs(&of_wrapper(old)), &pairs(&of_wrapper(new)))
}

fn of_wrapper(options: &[String]) -> Vec<String> {
    let all = options.iter();
    all.filter_map(|option| option.strip_prefix("foreign.").map(str::to_owned))
        .collect()
}

fn changed(
    alter: &str,
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
) -> Option<String> {
    let mut all = Vec::new();
    for name in old.keys().filter(|name| !new.contains_key(*name)) {
        all.push(format!("DROP {}", Identifier(name)));
    }
    for (name, value) in new {
        match old.get(name) {
            Some(old) if old == value => {}
            Some(_) => all.push(format!("SET {} {}", Identifier(name), literal(value))),
            None => all.push(format!("ADD {} {}", Identifier(name), literal(value))),
        }
    }
    (!all.is_empty()).then(|| format!("{alter} OPTIONS ({})", all.join(", ")))
}

fn pairs(options: &[String]) -> BTreeMap<String, String> {
    let split = options.iter().filter_map(|option| option.split_once('='));
    split
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// The elements of an array as PostgreSQL prints it; none of what is no array.
fn elements(text: &str) -> Vec<String> {
    let inner = text
        .trim()
        .strip_prefix('{')
        .and_then(|text| text.strip_suffix('}'));
    let mut all = Vec::new();
    let mut element = String::new();
    let mut quoted = false;
    let mut chars = inner.unwrap_or_default().chars();
    while let Some(char) = chars.next() {
        match char {
            '"' => quoted = !quoted,
            '\\' => element.extend(chars.next()),
            ',' if !quoted => all.push(std::mem::take(&mut element)),
            other => element.push(other),
        }
    }
    if !element.is_empty() {
        all.push(element);
    }
    all
}
