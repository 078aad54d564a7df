//! The objects of a schema with their digests, as a tree: a column is in its table, a comment in what it is on.

use std::collections::BTreeMap;

use crate::compare::{Object, entries};
use crate::model::Schema;

/// How many hex digits the digest of one object has: enough to tell changes apart, which nobody forges.
pub(super) const DIGITS: usize = 16;

/// The tree as text.
pub(super) fn listed(schema: &Schema) -> String {
    let mut children: BTreeMap<Option<Object>, BTreeMap<Object, String>> = BTreeMap::new();
    entries(schema, |entry| {
        let mut digest = super::digest(&entry.definition).to_hex().to_string();
        digest.truncate(DIGITS);
        let siblings = children.entry(entry.parent).or_default();
        siblings.insert(entry.object, digest);
    });
    let mut text = String::new();
    print(&children, None, 0, &mut text);
    text
}

fn print(
    children: &BTreeMap<Option<Object>, BTreeMap<Object, String>>,
    of: Option<Object>,
    depth: usize,
    text: &mut String,
) {
    for (object, digest) in children.get(&of).into_iter().flatten() {
        text.extend(std::iter::repeat_n(' ', depth));
        text.push_str(digest);
        text.push(' ');
        super::text::push_escaped(text, &object.to_string());
        text.push('\n');
        print(children, Some(object.clone()), depth + 1, text);
    }
}
