//! A reader for exactly the layout that [`write`](super::write) produces, without escapes and without tables.
//!
//! The macro reads every manifest in an unoptimised build, where the TOML parser costs several times as much as all
//! the rest. Whatever this reader does not know it leaves to the full one; a property test holds that the two agree.

use super::Manifest;
use crate::plan::{RevisionId, TransactionMode};

/// The manifest, or `None` for anything that is not plainly in the written layout.
pub(super) fn read(text: &str) -> Option<Manifest> {
    let mut lines = Lines { rest: text };
    let id = quoted(lines.value("id")?)?.parse().ok()?;
    let parents = parents(lines.value("parents")?)?;
    let message = sentence(lines.value("message")?)?;
    let created = lines.value("created")?.parse().ok()?;
    let transaction = match lines.value("transaction") {
        None => TransactionMode::Single,
        Some("\"none\"") => TransactionMode::None,
        Some(_) => return None,
    };
    let irreversible = lines.optional("irreversible", sentence)?;
    let compatible = lines.optional("compatible", |value| quoted(value)?.parse().ok())?;
    let lock_timeout = lines.optional("lock_timeout", |value| quoted(value)?.parse().ok())?;
    let statement_timeout =
        lines.optional("statement_timeout", |value| quoted(value)?.parse().ok())?;
    lines.rest.is_empty().then_some(Manifest {
        id,
        parents,
        message,
        created,
        transaction,
        irreversible,
        compatible,
        lock_timeout,
        statement_timeout,
        allow: Vec::new(),
        amended: Vec::new(),
    })
}

struct Lines<'t> {
    rest: &'t str,
}

impl<'t> Lines<'t> {
    /// The value of the next line, if that line is `key = value`.
    fn value(&mut self, key: &str) -> Option<&'t str> {
        let after = self.rest.strip_prefix(key)?.strip_prefix(" = ")?;
        let (value, rest) = after.split_once('\n')?;
        self.rest = rest;
        Some(value)
    }

    /// The value of the next line if it has this key; the outer `None` is a value that cannot be read.
    fn optional<T>(&mut self, key: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
        match self.value(key) {
            None => Some(None),
            Some(value) => read(value).map(Some),
        }
    }
}

/// The text between quotes, if nothing in it is special.
fn quoted(value: &str) -> Option<&str> {
    let inner = value.strip_prefix('"')?.strip_suffix('"')?;
    let plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\' && byte != 0x7f;
    inner.bytes().all(plain).then_some(inner)
}

fn sentence(value: &str) -> Option<String> {
    let text = quoted(value)?;
    // Control characters beyond ASCII are left to the full reader, which refuses them.
    let words = !text.trim().is_empty() && !text.chars().any(char::is_control);
    words.then(|| text.to_owned())
}

fn parents(value: &str) -> Option<Vec<RevisionId>> {
    let inner = value.strip_prefix('[')?.strip_suffix(']')?;
    let mut parents = Vec::new();
    if inner.is_empty() {
        return Some(parents);
    }
    for parent in inner.split(", ") {
        let id = quoted(parent)?.parse().ok()?;
        if parents.contains(&id) {
            return None;
        }
        parents.push(id);
    }
    parents.sort_unstable();
    Some(parents)
}
