//! The SQL of an advice, made of a statement's own text.

use std::ops::Range;

use migrate_core::scan;

/// A text on one line: comments and line ends between its tokens become one space.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for token in scan::tokens(text) {
        if token.is_gap() {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else {
            line.push_str(&text[token.range()]);
        }
    }
    line.truncate(line.trim_end_matches([' ', ';']).len());
    line
}

/// A part of a text with some of its parts replaced, on one line. Places are those of the whole text; replacements neither
/// overlap nor leave the part.
pub(crate) fn edited(text: &str, part: Range<usize>, edits: &[(Range<usize>, &str)]) -> String {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|(range, _)| range.start);
    let mut changed = String::new();
    let mut at = part.start;
    for (range, new) in edits {
        changed.push_str(&text[at..range.start]);
        changed.push_str(new);
        at = range.end;
    }
    changed.push_str(&text[at..part.end]);
    one_line(&changed)
}

/// Steps of an advice: where each goes, and its statements, ready to be pasted.
pub(crate) fn steps(steps: &[(&str, &[String])]) -> String {
    let mut text = String::new();
    for (place, statements) in steps {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str("-- ");
        text.push_str(place);
        for statement in *statements {
            let (statement, note) = match statement.strip_suffix(IN_BATCHES) {
                Some(statement) => (statement, IN_BATCHES),
                None => (statement.as_str(), ""),
            };
            text.push('\n');
            text.push_str(statement);
            text.push(';');
            text.push_str(note);
        }
    }
    text
}

/// Where a statement goes that cannot run inside a transaction.
pub(crate) const OUTSIDE: &str =
    "a revision of its own, with transaction = \"none\" in revision.toml";
/// Where a statement stays.
pub(crate) const HERE: &str = "this revision";
/// Where a statement goes that has to wait until the locks of this revision are released.
pub(crate) const NEXT: &str = "the next revision";

/// What stands behind an `UPDATE` of all rows.
pub(crate) const IN_BATCHES: &str = " -- AND a range of the key, one statement for each batch";

#[cfg(test)]
mod tests {
    use super::{edited, one_line};

    #[test]
    fn comments_and_lines_become_one_space_and_literals_stay() {
        let text = "ALTER TABLE t -- why\n  ADD x text /* so */ DEFAULT 'a\n b';\n";
        assert_eq!(one_line(text), "ALTER TABLE t ADD x text DEFAULT 'a\n b'");
    }

    #[test]
    fn edits_are_made_in_the_order_of_the_text() {
        let text = "-- x\nCREATE INDEX IF NOT EXISTS i ON t (a);";
        let found = edited(
            text,
            5..text.len(),
            &[(18..31, ""), (17..17, " CONCURRENTLY")],
        );
        assert_eq!(found, "CREATE INDEX CONCURRENTLY i ON t (a)");
    }
}
