//! The cases of `objects.txt`: what is there, what changes, and the differences that are told.

use std::fmt::Write as _;

use migrate_schema::Difference;

/// One case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    /// What it is about. It ends with `[15]` when it is only told so by the native server's version, and with `[18]` when by
    /// the embedded one's.
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
#[allow(
    dead_code,
    reason = "only the binary that may rewrite the file needs it"
)]
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

/// Differences as text: the class and the object, then both definitions.
pub(crate) fn shown(differences: &[Difference]) -> String {
    let mut text = String::new();
    for difference in differences {
        let class = format!("{:?}", difference.class).to_lowercase();
        text.push_str(&format!("{class}: {}\n", difference.object));
        for (sign, definition) in [('-', &difference.before), ('+', &difference.after)] {
            if let Some(definition) = definition {
                text.push_str(&format!("  {sign} {definition}\n"));
            }
        }
    }
    text.trim_end().to_owned()
}
