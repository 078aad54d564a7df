//! The cases of `objects.txt`: what is there, what changes, and the differences that are told.

use std::fmt::Write as _;

/// One case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    /// What it is about. `[15]` at its end: not with the embedded server, which has another version.
    pub(crate) title: String,
    /// What is there before.
    pub(crate) base: String,
    /// What changes.
    pub(crate) change: String,
    /// The differences, as text.
    pub(crate) differences: String,
}

/// Reads the cases.
pub(crate) fn parse(text: &str) -> Vec<Case> {
    let cases = text.split("### ").skip(1);
    cases
        .map(|case| {
            let (title, rest) = case.split_once('\n').unwrap();
            let (base, rest) = rest.split_once(">>>\n").unwrap();
            let (change, differences) = rest.split_once("===\n").unwrap();
            Case {
                title: title.to_owned(),
                base: base.to_owned(),
                change: change.to_owned(),
                differences: differences.trim_end().to_owned(),
            }
        })
        .collect()
}

/// Writes them.
pub(crate) fn print(cases: &[Case]) -> String {
    let mut text = String::new();
    for case in cases {
        let Case {
            title,
            base,
            change,
            differences,
        } = case;
        let _ = write!(
            text,
            "### {title}\n{base}>>>\n{change}===\n{differences}\n\n"
        );
    }
    text
}
