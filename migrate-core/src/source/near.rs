//! Names of rules that look like what somebody typed.

use super::code::Code;

/// How many names are offered.
const MOST: usize = 3;

/// The names of the codes that are `meant` and near to a text, the nearest first; none when nothing is near.
pub(super) fn names(text: &str, meant: fn(Code) -> bool) -> Vec<&'static str> {
    let text = text.to_lowercase();
    let limit = (text.len() / 3).max(2);
    let codes = Code::ALL.iter().copied().filter(|code| meant(*code));
    let mut near: Vec<_> = codes
        .filter_map(|code| {
            let name = code.name();
            let related = text.len() > 3 && (name.contains(&text) || text.contains(name));
            let distance = if related { 0 } else { distance(&text, name) };
            (distance <= limit).then_some((distance, name))
        })
        .collect();
    near.sort_unstable();
    near.into_iter().take(MOST).map(|(_, name)| name).collect()
}

/// The advice that goes with a name that does not exist.
pub(super) fn help(near: &[&str]) -> String {
    if near.is_empty() {
        return "`cargo migrate explain` lists the rules with their names".to_owned();
    }
    let names: Vec<_> = near.iter().map(|name| format!("`{name}`")).collect();
    format!("did you mean {}?", names.join(" or "))
}

/// Levenshtein's distance, in bytes (names of rules are ASCII).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let replaced = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = replaced.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, help, names};
    use crate::source::code::Code;

    #[test]
    fn the_distance_is_the_number_of_edits() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("same", "same"), 0);
    }

    #[test]
    fn near_names_are_offered_and_far_ones_are_not() {
        assert_eq!(
            names("prefer-timestamptz", Code::is_lint).first(),
            Some(&"prefer-timestamp-tz")
        );
        assert_eq!(names("renaming", Code::is_lint).len(), 3);
        assert!(names("xyzzy", Code::is_lint).is_empty());
        assert!(help(&[]).contains("explain"));
        assert_eq!(help(&["a", "b"]), "did you mean `a` or `b`?");
    }
}
