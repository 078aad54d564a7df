//! A lock file with git's conflict markers, read as both sides together.

use std::collections::BTreeMap;

/// Which part of a conflict a line is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Outside of conflicts.
    Both,
    /// Between `<<<<<<<` and `=======` or `|||||||`.
    Ours,
    /// Between `|||||||` and `=======`: what both sides changed.
    Base,
    /// Between `=======` and `>>>>>>>`.
    Theirs,
}

/// Whether the text holds conflict markers.
pub(crate) fn is_conflicted(text: &str) -> bool {
    text.lines()
        .any(|line| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> "))
}

/// The lock with the lines of both sides: the first `head`, and every revision once. A revision that one side sealed is
/// sealed. Which head is right is for the caller to decide.
pub(crate) fn both_sides(text: &str) -> String {
    let mut side = Side::Both;
    let mut lines: Vec<&str> = Vec::new();
    let mut entries: BTreeMap<&str, usize> = BTreeMap::new();
    for line in text.lines() {
        side = match (line.get(..7), side) {
            (Some("<<<<<<<"), _) => Side::Ours,
            (Some("|||||||"), Side::Ours) => Side::Base,
            (Some("======="), Side::Ours | Side::Base) => Side::Theirs,
            (Some(">>>>>>>"), _) => Side::Both,
            (_, Side::Base) => Side::Base,
            _ => {
                // Lines without a key are comments, headers and empty lines; those may well be there twice.
                match line.split_once(" = ").map(|(key, _)| key.trim()) {
                    None => lines.push(line),
                    Some(key) => match entries.get(key) {
                        None => {
                            entries.insert(key, lines.len());
                            lines.push(line);
                        }
                        Some(at) if lines[*at].ends_with("\"draft\"") => lines[*at] = line,
                        Some(_) => {}
                    },
                }
                side
            }
        };
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFLICTED: &str = "\
# Written by `cargo migrate`. Commit it; do not edit it.
version = 1
<<<<<<< HEAD
head = \"bbbbbbbbbbbb\"
||||||| base
head = \"aaaaaaaaaaaa\"
=======
head = \"cccccccccccc\"
>>>>>>> theirs

[revisions]
aaaaaaaaaaaa = { up = \"b3:1\", down = \"b3:2\" }
<<<<<<< HEAD
bbbbbbbbbbbb = \"draft\"
=======
cccccccccccc = { up = \"b3:3\", down = \"b3:4\" }
>>>>>>> theirs
";

    #[test]
    fn both_sides_of_a_conflict_are_kept_and_the_base_is_not() {
        assert!(is_conflicted(CONFLICTED));
        let resolved = both_sides(CONFLICTED);
        assert!(!is_conflicted(&resolved));
        insta::assert_snapshot!(resolved, @r#"
        # Written by `cargo migrate`. Commit it; do not edit it.
        version = 1
        head = "bbbbbbbbbbbb"

        [revisions]
        aaaaaaaaaaaa = { up = "b3:1", down = "b3:2" }
        bbbbbbbbbbbb = "draft"
        cccccccccccc = { up = "b3:3", down = "b3:4" }
        "#);
    }

    #[test]
    fn a_revision_that_one_side_sealed_is_sealed() {
        let text = "<<<<<<< a\naaaaaaaaaaaa = \"draft\"\n=======\naaaaaaaaaaaa = { up = \"b3:1\" }\n>>>>>>> b\n";
        assert_eq!(both_sides(text), "aaaaaaaaaaaa = { up = \"b3:1\" }\n");
    }

    #[test]
    fn a_lock_without_markers_stays_as_it_is() {
        let text = "version = 1\nhead = \"a\"\n\n[revisions]\na = \"draft\"\n";
        assert!(!is_conflicted(text));
        assert_eq!(both_sides(text), text);
    }
}
