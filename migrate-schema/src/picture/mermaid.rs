//! The picture as Mermaid's `erDiagram` (<https://mermaid.js.org/syntax/entityRelationshipDiagram.html>).

use std::fmt::Write as _;

use super::Picture;
use super::entity::{Attribute, Reference};

pub(super) fn text(picture: &Picture) -> String {
    let mut text = String::from("erDiagram\n");
    for entity in &picture.entities {
        let title = quoted(&picture.title(&entity.name));
        if entity.columns.is_empty() {
            let _written = writeln!(text, "    {title}");
            continue;
        }
        let _written = writeln!(text, "    {title} {{");
        for column in &entity.columns {
            let _written = writeln!(text, "        {}", attribute(column));
        }
        text.push_str("    }\n");
    }
    for one in &picture.references {
        let (from, to) = (picture.title(&one.from), picture.title(&one.to));
        let _written = writeln!(
            text,
            "    {} {} {} : {}",
            quoted(&from),
            cardinality(one),
            quoted(&to),
            quoted(&one.columns.join(", ")),
        );
    }
    text
}

/// How many rows of the one there are for one of the other.
fn cardinality(one: &Reference) -> &'static str {
    match (one.once, one.always) {
        (true, true) => "|o--||",
        (true, false) => "|o--o|",
        (false, true) => "}o--||",
        (false, false) => "}o--o|",
    }
}

fn attribute(column: &Attribute) -> String {
    let (of_type, name) = (word(&column.type_name), word(&column.name));
    let mut text = format!("{of_type} {name}");
    let marks = column.keys.marks();
    if !marks.is_empty() {
        text.push_str(&format!(" {}", marks.join(", ")));
    }
    // What a word cannot say stands in the comment.
    let mut comments = Vec::new();
    if name != column.name {
        comments.push(column.name.clone());
    }
    if of_type != column.type_name {
        comments.push(column.type_name.clone());
    }
    if !column.not_null {
        comments.push("null".to_owned());
    }
    if !comments.is_empty() {
        text.push_str(&format!(" {}", quoted(&comments.join(", "))));
    }
    text
}

/// The grammar's word: a letter, then letters, digits, `_`, `-`, brackets. Its key marks are none, in either case.
fn word(text: &str) -> String {
    let is_in_word = |char: char| char.is_ascii_alphanumeric() || "_-()[]".contains(char);
    let mut word: String = text
        .chars()
        .map(|char| if is_in_word(char) { char } else { '_' })
        .collect();
    if !word.starts_with(|first: char| first.is_ascii_alphabetic()) {
        word.insert(0, 'x');
    }
    if ["pk", "fk", "uk"].contains(&word.to_ascii_lowercase().as_str()) {
        word.push('_');
    }
    word
}

/// A text in quotes, in which Mermaid's entity codes stand for what the grammar does not take.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '%' | '\\' | '#' | ';' | '<' | '>' | '&' | '`' => {
                out.push_str(&format!("#{};", u32::from(char)));
            }
            char if char.is_control() => out.push(' '),
            char => out.push(char),
        }
    }
    out.push('"');
    out
}
