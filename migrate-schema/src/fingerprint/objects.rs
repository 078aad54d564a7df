//! The objects of a schema with their digests, as a tree: a column is in its table, a comment in what it is on.

use std::collections::BTreeMap;

use crate::compare::{Object, entries};
use crate::model::Schema;

/// How many hex digits the digest of one object has: enough to tell changes apart, which nobody forges.
pub(super) const DIGITS: usize = 16;

/// The definitions of each object, below what it is part of. Where two have one name, both count.
type Tree = BTreeMap<Option<Object>, BTreeMap<Object, Vec<String>>>;

/// The tree as text.
pub(super) fn listed(schema: &Schema) -> String {
    let mut tree = Tree::new();
    entries(schema, |entry| {
        let siblings = tree.entry(entry.parent).or_default();
        let definitions = siblings.entry(entry.object).or_default();
        definitions.push(entry.definition);
    });
    let mut text = String::new();
    print(&tree, None, 0, &mut text);
    text
}

fn print(tree: &Tree, of: Option<Object>, depth: usize, text: &mut String) {
    for (object, definitions) in tree.get(&of).into_iter().flatten() {
        let mut digest = super::digest(&definitions.join("\n")).to_hex().to_string();
        digest.truncate(DIGITS);
        text.extend(std::iter::repeat_n(' ', depth));
        text.push_str(&digest);
        text.push(' ');
        super::text::push_escaped(text, &object.to_string());
        text.push('\n');
        print(tree, Some(object.clone()), depth + 1, text);
    }
}
