//! Configurations of text search: a parser, and the dictionaries for each kind of token.

use std::collections::BTreeMap;

use crate::model::Other;

/// `PARSER = p, asciiword = d, asciiword = e, …`
fn mappings(one: &Other) -> BTreeMap<&str, Vec<&str>> {
    let mut all: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for part in one.definition.split(", ").skip(1) {
        if let Some((token, dictionary)) = part.split_once(" = ") {
            all.entry(token).or_default().push(dictionary);
        }
    }
    all
}

pub(super) fn configuration(one: &Other) -> Vec<String> {
    let parser = one.definition.split(", ").next().unwrap_or_default();
    let mut all = vec![format!(
        "CREATE TEXT SEARCH CONFIGURATION {} ({parser})",
        one.name
    )];
    for (token, dictionaries) in mappings(one) {
        all.push(format!(
            "ALTER TEXT SEARCH CONFIGURATION {} ADD MAPPING FOR {token} WITH {}",
            one.name,
            dictionaries.join(", ")
        ));
    }
    all
}

pub(super) fn alter(old: &Other, new: &Other) -> Vec<String> {
    let alter = format!("ALTER TEXT SEARCH CONFIGURATION {}", new.name);
    let (before, after) = (mappings(old), mappings(new));
    let mut all = Vec::new();
    for token in before.keys().filter(|token| !after.contains_key(*token)) {
        all.push(format!("{alter} DROP MAPPING FOR {token}"));
    }
    for (token, dictionaries) in &after {
        let verb = match before.get(token) {
            Some(same) if same == dictionaries => continue,
            Some(_) => "ALTER",
            None => "ADD",
        };
        let dictionaries = dictionaries.join(", ");
        all.push(format!(
            "{alter} {verb} MAPPING FOR {token} WITH {dictionaries}"
        ));
    }
    all
}
