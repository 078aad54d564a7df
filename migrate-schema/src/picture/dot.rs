//! The picture for Graphviz: tables are HTML-like labels, foreign keys go from row to row.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::entity::{Entity, Reference};
use super::{Picture, escaped};
use crate::Name;

pub(super) fn text(picture: &Picture) -> String {
    let mut text = String::from(
        "digraph schema {\n    graph [rankdir=RL, ranksep=1.2, nodesep=0.4];\n    \
         node [shape=plain, fontname=\"Helvetica\", fontsize=11];\n    \
         edge [dir=both, color=\"#57606a\", arrowsize=0.8];\n\n",
    );
    let mut numbers: BTreeMap<&Name, &Entity> = BTreeMap::new();
    for entity in &picture.entities {
        numbers.insert(&entity.name, entity);
        let _written = writeln!(
            text,
            "    {} [label=<{}>];",
            quoted(&entity.name.to_string()),
            label(picture, entity)
        );
    }
    if !picture.references.is_empty() {
        text.push('\n');
    }
    for one in &picture.references {
        let port = |name: &Name, columns: &[String]| {
            let entity = numbers.get(name)?;
            let first = columns.first()?;
            entity
                .columns
                .iter()
                .position(|column| column.name == *first)
        };
        let end = |name: &Name, columns: &[String]| match port(name, columns) {
            Some(at) => format!("{}:c{at}", quoted(&name.to_string())),
            None => quoted(&name.to_string()),
        };
        let _written = writeln!(
            text,
            "    {} -> {} [{}, tooltip={}];",
            end(&one.from, &one.columns),
            end(&one.to, &one.referred),
            arrows(one),
            quoted(&one.name)
        );
    }
    text.push_str("}\n");
    text
}

fn arrows(one: &Reference) -> String {
    let tail = match one.once {
        true => "teeodot",
        false => "crowodot",
    };
    let head = match one.always {
        true => "teetee",
        false => "teeodot",
    };
    format!("arrowtail={tail}, arrowhead={head}")
}

fn label(picture: &Picture, entity: &Entity) -> String {
    let mut text = format!(
        "<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\" color=\"#d0d7de\">\
         <tr><td bgcolor=\"#ddf4ff\" colspan=\"3\"><b>{}</b></td></tr>",
        filled(&picture.title(&entity.name))
    );
    for (at, column) in entity.columns.iter().enumerate() {
        let null = if column.not_null { "" } else { " null" };
        let _written = write!(
            text,
            "<tr><td port=\"c{at}\">{}</td><td align=\"left\">{}</td><td align=\"left\"><font color=\"#57606a\">{}</font></td></tr>",
            filled(&column.keys.marks().join(" ")),
            filled(&column.name),
            filled(&format!("{}{null}", column.type_name)),
        );
    }
    text.push_str("</table>");
    text
}

/// An empty cell needs something in it, `<b></b>` is an error.
fn filled(text: &str) -> String {
    match text.is_empty() {
        true => " ".to_owned(),
        false => escaped(text),
    }
}

/// A string of the language: only the quote has to be escaped, and a backslash where it would mean something.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
