//! Each rule has scripts in which it finds something, and scripts that look alike in which it does not.

use std::fs;
use std::path::Path;

use migrate_core::source::{Code, LintLevel, Problem, Settings, Style, render_all};
use squawk_syntax::SourceFile;

use super::story::Story;
use super::{entries, expect, name, root};

/// How many scripts of each kind a rule has at least.
const FEWEST: usize = 3;

/// Every rule is told, whatever its default level.
fn all_rules() -> Settings {
    let mut settings = Settings::for_package("shop");
    let lints = Code::ALL.iter().filter(|code| code.is_lint());
    settings.lints = lints
        .map(|code| (code.name().to_owned(), LintLevel::Warn))
        .collect();
    settings
}

fn lint(path: &Path) -> Vec<Problem> {
    let text = fs::read_to_string(path).expect("the fixture is readable");
    Story::read(&text).findings(&all_rules())
}

/// The rules that have fixtures: all but the one about `[[allow]]`, which is no rule about scripts.
fn rules() -> impl Iterator<Item = Code> {
    let lints = Code::ALL.iter().copied().filter(|code| code.is_lint());
    lints.filter(|code| *code != Code::UnusedAllow)
}

#[test]
fn every_rule_has_scripts_that_trigger_it_and_scripts_that_look_alike() {
    for code in rules() {
        for kind in ["finds", "passes"] {
            let directory = root().join(code.name()).join(kind);
            let count = if directory.is_dir() {
                entries(&directory).len()
            } else {
                0
            };
            assert!(
                count >= FEWEST,
                "{} has {count} fixtures that it {kind}",
                code.name()
            );
        }
    }
    for directory in entries(&root())
        .iter()
        .filter(|path| path.join("finds").is_dir())
    {
        let name = name(directory);
        assert!(
            rules().any(|code| code.name() == name),
            "no rule is named {name}"
        );
    }
}

#[test]
fn a_rule_finds_what_it_is_there_for() {
    for code in rules() {
        let directory = root().join(code.name());
        let mut page = String::new();
        for path in entries(&directory.join("finds")) {
            let found: Vec<_> = lint(&path)
                .into_iter()
                .filter(|it| it.code == code)
                .collect();
            assert!(
                !found.is_empty(),
                "{} finds nothing in {}",
                code.name(),
                path.display()
            );
            let text = render_all(&found, Style::Plain);
            page.push_str(&format!("==> {}\n{text}\n", name(&path)));
        }
        expect(&directory.join("expected.txt"), &page);
    }
}

#[test]
fn a_rule_passes_what_only_looks_alike() {
    for code in rules() {
        for path in entries(&root().join(code.name()).join("passes")) {
            let found: Vec<_> = lint(&path)
                .into_iter()
                .filter(|it| it.code == code)
                .collect();
            let text = render_all(&found, Style::Plain);
            assert!(
                found.is_empty(),
                "{} finds in {}:\n{text}",
                code.name(),
                path.display()
            );
        }
    }
}

/// The SQL of an advice: what follows the first empty line.
fn advised(help: &str) -> Option<&str> {
    help.split_once("\n\n").map(|(_, sql)| sql)
}

#[test]
fn the_sql_of_an_advice_is_sql() {
    let mut advices = 0;
    for code in rules() {
        for path in entries(&root().join(code.name()).join("finds")) {
            for problem in lint(&path) {
                assert!(!problem.help.is_empty(), "{} has no help", code.name());
                for sql in problem.help.iter().filter_map(|help| advised(help)) {
                    let errors = SourceFile::parse(sql).errors();
                    assert!(
                        errors.is_empty(),
                        "{}: {errors:?} in\n{sql}",
                        path.display()
                    );
                    assert!(sql.trim_end().contains(';'), "{}: {sql}", path.display());
                    advices += 1;
                }
            }
        }
    }
    assert!(advices > 50, "only {advices} advices hold SQL");
}
