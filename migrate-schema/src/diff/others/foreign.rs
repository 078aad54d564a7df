//! Foreign-data wrappers and servers; what a user mapping holds is nobody's to read.

use super::super::options;
use crate::model::Other;

/// `HANDLER h() VALIDATOR v() OPTIONS {…}`, or `FOREIGN DATA WRAPPER w TYPE '…' VERSION '…' OPTIONS {…}`.
pub(super) fn create(one: &Other) -> Vec<String> {
    let clauses = options::foreign(&one.definition);
    let clauses = clauses.trim();
    let name = &one.name;
    vec![match one.kind.as_str() {
        "server" => {
            // The wrapper comes after what is said of the server.
            let (before, options) = match clauses.find(" OPTIONS (") {
                Some(at) => clauses.split_at(at),
                None => (clauses, ""),
            };
            let at = [" TYPE ", " VERSION "]
                .iter()
                .filter_map(|word| before.find(word))
                .min();
            let (wrapper, said) = before.split_at(at.unwrap_or(before.len()));
            format!("CREATE SERVER {name}{said} {wrapper}{options}")
        }
        _ => {
            let clauses = clauses.replace("()", "");
            format!("CREATE FOREIGN DATA WRAPPER {name} {clauses}")
                .trim_end()
                .to_owned()
        }
    }]
}

/// A server's wrapper and type stay; its version and options change.
pub(super) fn alters_in_place(old: &Other, new: &Other) -> bool {
    let fixed = |one: &Other| {
        let (fixed, _) = split(&one.definition);
        fixed.to_owned()
    };
    fixed(old) == fixed(new)
}

/// What cannot be altered, and the version.
fn split(definition: &str) -> (&str, Option<&str>) {
    let before = definition.split(" OPTIONS ").next().unwrap_or(definition);
    match before.split_once(" VERSION ") {
        Some((fixed, version)) => (fixed, Some(version)),
        None => (before, None),
    }
}

pub(super) fn alter(old: &Other, new: &Other) -> Vec<String> {
    let name = &new.name;
    let alter = match new.kind.as_str() {
        "server" => format!("ALTER SERVER {name}"),
        _ => format!("ALTER FOREIGN DATA WRAPPER {name}"),
    };
    let mut all = Vec::new();
    if new.kind == "server" {
        let (before, after) = (split(&old.definition).1, split(&new.definition).1);
        if before != after {
            all.push(format!("{alter} VERSION {}", after.unwrap_or("NULL")));
        }
    }
    all.extend(options::foreign_table(
        &alter,
        &old.definition,
        &new.definition,
    ));
    all
}
