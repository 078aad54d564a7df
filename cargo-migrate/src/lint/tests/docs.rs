//! The table of rules in `docs/lint.md` is the table of codes.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use migrate_core::source::{Code, LintLevel};

use super::expect;

/// The line after which the table begins.
const MARK: &str = "<!-- The table is written by a test:";

fn table() -> String {
    let mut table =
        "\n| rule | level | what it finds | what to do |\n|---|---|---|---|\n".to_owned();
    for code in Code::ALL.iter().filter(|code| code.is_lint()) {
        let level = match code.default_level() {
            Some(LintLevel::Deny) => "deny",
            Some(LintLevel::Warn) => "warn",
            Some(LintLevel::Allow) => "allow",
            None => continue,
        };
        let (_, remedy) = code
            .explanation()
            .rsplit_once("\n\n")
            .expect("an explanation ends with what to do");
        let _ = writeln!(
            table,
            "| {code} `{}` | {level} | {} | {} |",
            code.name(),
            cell(code.summary()),
            cell(remedy)
        );
    }
    table
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[test]
fn the_table_of_rules_is_the_table_of_codes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/lint.md");
    let page = fs::read_to_string(&path).expect("the page is there");
    let mark = page.find(MARK).expect("the page has its mark");
    let end = page[mark..]
        .find('\n')
        .map_or(page.len(), |at| mark + at + 1);
    expect(&path, &format!("{}{}", &page[..end], table()));
}
