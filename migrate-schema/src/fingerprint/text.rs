//! The list of objects as it is recorded, and what differs between two of them.

use std::collections::{HashMap, HashSet};
use std::fmt;

use migrate_core::drift::{Touch, Touched};

use super::objects::DIGITS;

/// A list of objects that this version did not write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The line, from 1.
    pub line: usize,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {} of the recorded objects is not one that this version writes",
            self.line
        )
    }
}

impl std::error::Error for Unknown {}

/// What differs between two lists of [`objects`](super::Fingerprint::objects), but for what is left out: first what is missing, then what is
/// extra, then what is changed.
///
/// With an object that is only in one of them, or is left out, go its parts.
///
/// ```
/// use migrate_schema::{Touch, touched};
///
/// let before = "0123456789abcdef table public.users\n 0123456789abcdef column public.users.id\n";
/// let after = "0123456789abcdef table public.users\n fedcba9876543210 column public.users.id\n";
/// let found = touched(before, after, |_| false)?;
/// assert_eq!(found[0].object, "column public.users.id");
/// assert_eq!(found[0].touch, Touch::Changed);
/// assert!(touched(before, after, |object| object == "table public.users")?.is_empty());
/// # Ok::<(), migrate_schema::UnknownObjects>(())
/// ```
///
/// # Errors
///
/// One of them was not written by this version.
pub fn touched(
    before: &str,
    after: &str,
    mut is_left_out: impl FnMut(&str) -> bool,
) -> Result<Vec<Touched>, Unknown> {
    let mut found = Vec::new();
    if before != after {
        let (before, after) = (tree(before)?, tree(after)?);
        compare(None, &before, &after, &mut is_left_out, &mut found);
        join_moved(&mut found);
    }
    Ok(found)
}

/// An object of a list, with what is part of it.
struct Node<'t> {
    object: String,
    digest: &'t str,
    parts: Vec<Node<'t>>,
}

/// Reads a list.
fn tree(text: &str) -> Result<Vec<Node<'_>>, Unknown> {
    let mut open: Vec<Vec<Node<'_>>> = vec![Vec::new()];
    for (number, line) in text.lines().enumerate() {
        let unknown = || Unknown { line: number + 1 };
        let written = line.trim_start_matches(' ');
        let depth = line.len() - written.len();
        let (digest, object) = written.split_once(' ').ok_or_else(unknown)?;
        let is_digest =
            digest.len() == DIGITS && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_digest || depth >= open.len() {
            return Err(unknown());
        }
        close(&mut open, depth);
        open[depth].push(Node {
            object: unescaped(object).ok_or_else(unknown)?,
            digest,
            parts: Vec::new(),
        });
        open.push(Vec::new());
    }
    close(&mut open, 0);
    Ok(open.swap_remove(0))
}

/// Gives what was gathered below this depth to the objects that it is part of.
fn close(open: &mut Vec<Vec<Node<'_>>>, depth: usize) {
    while open.len() > depth + 1 {
        let parts = open.pop().unwrap_or_default();
        if let Some(last) = open.last_mut().and_then(|siblings| siblings.last_mut()) {
            last.parts = parts;
        }
    }
}

fn compare(
    whole: Option<&str>,
    before: &[Node<'_>],
    after: &[Node<'_>],
    is_left_out: &mut impl FnMut(&str) -> bool,
    found: &mut Vec<Touched>,
) {
    let mut places: HashMap<&str, &Node<'_>> =
        after.iter().map(|node| (&*node.object, node)).collect();
    let mut told = |object: &str, touch| {
        let object = object.to_owned();
        found.push(Touched { object, touch });
    };
    let mut pairs = Vec::new();
    for old in before {
        match places.remove(&*old.object) {
            _ if is_left_out(&old.object) => {}
            Some(new) => pairs.push((old, new)),
            None if is_part_of_definition(whole, &old.object) => {}
            None => told(&old.object, one_sided(&old.object, Touch::Missing)),
        }
    }
    for new in after {
        if places.contains_key(&*new.object)
            && !is_left_out(&new.object)
            && !is_part_of_definition(whole, &new.object)
        {
            told(&new.object, one_sided(&new.object, Touch::Extra));
        }
    }
    for (old, new) in pairs {
        if old.digest != new.digest {
            let object = old.object.clone();
            let touch = Touch::Changed;
            found.push(Touched { object, touch });
        }
        compare(
            Some(&old.object),
            &old.parts,
            &new.parts,
            is_left_out,
            found,
        );
    }
}

/// A sequence may become part of another table: it is at two places, and one object.
fn join_moved(found: &mut Vec<Touched>) {
    let of = |touch| -> HashSet<String> {
        let all = found.iter().filter(|one| one.touch == touch);
        all.map(|one| one.object.clone()).collect()
    };
    let extra = of(Touch::Extra);
    let moved: HashSet<String> = of(Touch::Missing).intersection(&extra).cloned().collect();
    found.retain_mut(|one| {
        let is_moved = moved.contains(&one.object);
        let is_kept = !is_moved || one.touch == Touch::Missing;
        if is_moved {
            one.touch = Touch::Changed;
        }
        is_kept
    });
}

/// Which columns a view has is its definition, and told there.
fn is_part_of_definition(whole: Option<&str>, object: &str) -> bool {
    let is_view =
        |whole: &str| whole.starts_with("view ") || whole.starts_with("materialized view ");
    object.starts_with("column ") && whole.is_some_and(is_view)
}

/// Everything has an owner; only one that is not the migrating role is listed.
fn one_sided(object: &str, touch: Touch) -> Touch {
    match object.starts_with("owner of ") {
        true => Touch::Changed,
        false => touch,
    }
}

/// Adds a name: a quoted one may hold anything, a new line too.
pub(super) fn push_escaped(text: &mut String, name: &str) {
    for character in name.chars() {
        match character {
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            other => text.push(other),
        }
    }
}

fn unescaped(name: &str) -> Option<String> {
    let mut text = String::with_capacity(name.len());
    let mut characters = name.chars();
    while let Some(character) = characters.next() {
        text.push(match character {
            '\\' => match characters.next()? {
                '\\' => '\\',
                'n' => '\n',
                'r' => '\r',
                _ => return None,
            },
            other => other,
        });
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_hold_anything_and_an_unknown_line_is_refused() {
        let name = "table public.\"a\nb\\r\r c\"";
        let mut line = "0123456789abcdef ".to_owned();
        push_escaped(&mut line, name);
        assert_eq!(line.lines().count(), 1);
        let found = touched("", &line, |_| false).unwrap();
        assert_eq!(found[0].object, name);
        for bad in [
            "x",
            "0123456789abcdef",
            "0123 table a",
            " 0123456789abcdef table a",
            "0123456789abcdef a\\",
        ] {
            let text = format!(
                "0123456789abcdef table b\n0123456789abcdef table b\n{}{bad}",
                &"  "[..usize::from(bad.starts_with(' '))]
            );
            assert_eq!(
                touched("", &text, |_| false),
                Err(Unknown { line: 3 }),
                "{bad}"
            );
        }
    }

    #[test]
    fn with_what_is_gone_go_its_parts() {
        let line = |depth: usize, object: &str| format!("{:depth$}0123456789abcdef {object}\n", "");
        let users = [
            line(0, "table users"),
            line(1, "column users.id"),
            line(2, "comment on column users.id"),
        ]
        .concat();
        let posts = [line(0, "table posts"), line(1, "column posts.id")].concat();
        let told = |before: &str, after: &str| -> Vec<String> {
            let found = touched(before, after, |object| object == "table kept").unwrap();
            found
                .iter()
                .map(|one| format!("{:?} {}", one.touch, one.object))
                .collect()
        };
        assert_eq!(
            told(&[&*users, &posts].concat(), &posts),
            ["Missing table users"]
        );
        assert_eq!(
            told(&posts, &[&*users, &posts].concat()),
            ["Extra table users"]
        );
        let without = users
            .lines()
            .take(2)
            .map(|line| format!("{line}\n"))
            .collect::<String>();
        assert_eq!(
            told(&users, &without),
            ["Missing comment on column users.id"]
        );
        let kept = [line(0, "table kept"), line(1, "column kept.id")].concat();
        assert!(told(&kept, "").is_empty());
        let owner = [line(0, "table users"), line(1, "owner of table users")].concat();
        assert_eq!(
            told(&line(0, "table users"), &owner),
            ["Changed owner of table users"]
        );
    }
}
