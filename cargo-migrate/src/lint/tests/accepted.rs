//! Levels, `[[allow]]`, and entries that accept nothing.

use migrate_core::source::manifest::Allow;
use migrate_core::source::{Code, LintLevel, Problem, Settings, Severity};

use super::story::Story;

const RENAME: &str = "ALTER TABLE users RENAME COLUMN name TO full_name;\n";

fn allow(rule: &str) -> Allow {
    Allow {
        rule: rule.to_owned(),
        reason: "the only application is stopped".to_owned(),
    }
}

fn found(text: &str, allow: &[Allow], lints: &[(&str, LintLevel)]) -> Vec<(Code, Severity)> {
    let mut settings = Settings::for_package("shop");
    let level = |(name, level): &(&str, LintLevel)| ((*name).to_owned(), *level);
    settings.lints = lints.iter().map(level).collect();
    let problems = Story::with(text, allow).findings(&settings);
    problems
        .iter()
        .map(|it: &Problem| (it.code, it.severity))
        .collect()
}

#[test]
fn the_level_of_the_settings_decides_and_else_the_default() {
    let renamed = |severity| vec![(Code::RenamingColumn, severity)];
    assert_eq!(found(RENAME, &[], &[]), renamed(Severity::Warning));
    let deny = [("renaming-column", LintLevel::Deny)];
    assert_eq!(found(RENAME, &[], &deny), renamed(Severity::Error));
    let allow = [("renaming-column", LintLevel::Allow)];
    assert_eq!(found(RENAME, &[], &allow), []);
    let int = "CREATE TABLE t (n int);\n";
    assert_eq!(
        found(int, &[], &[]),
        [],
        "advice is off unless it is asked for"
    );
    let warn = [("prefer-bigint-over-int", LintLevel::Warn)];
    assert_eq!(
        found(int, &[], &warn),
        [(Code::PreferBigintOverInt, Severity::Warning)]
    );
}

#[test]
fn an_accepted_finding_is_not_told_whatever_its_level() {
    let accepted = [allow("renaming-column")];
    assert_eq!(found(RENAME, &accepted, &[]), []);
    let deny = [("renaming-column", LintLevel::Deny)];
    assert_eq!(found(RENAME, &accepted, &deny), []);
    let other = "ALTER TABLE users RENAME TO people;\n";
    let both = format!("{RENAME}{other}");
    assert_eq!(
        found(&both, &accepted, &[]),
        [(Code::RenamingTable, Severity::Warning)]
    );
}

#[test]
fn an_exemption_that_accepts_nothing_is_a_finding() {
    let unused = vec![(Code::UnusedAllow, Severity::Warning)];
    let harmless = "CREATE TABLE users (id bigint PRIMARY KEY);\n";
    assert_eq!(found(harmless, &[allow("renaming-column")], &[]), unused);
    // Also when the rule is one of the files, which loading has applied already.
    for rule in ["syntax-error", "session-setting", "needless-none"] {
        assert_eq!(found(harmless, &[allow(rule)], &[]), unused, "{rule}");
    }
    let setting = "SET search_path = app;\nSELECT 1;\nSET search_path = public;\n";
    assert_eq!(found(setting, &[allow("session-setting")], &[]), []);
    let needless = "--! unapplied, transaction = none\nUPDATE a SET b = 1 WHERE b IS NULL;\n";
    assert_eq!(found(needless, &[allow("needless-none")], &[]), []);
    // A rule whose level is `allow` accepts something all the same when it would find it.
    let allowed = [("renaming-column", LintLevel::Allow)];
    assert_eq!(found(RENAME, &[allow("renaming-column")], &allowed), []);
}

/// `lock` needs the exemption when the table was sealed before; a check against an old branch, for which both revisions are
/// new, must not call it unused.
#[test]
fn an_exemption_that_is_needed_when_the_revision_alone_is_unapplied_is_used() {
    let table = "CREATE TABLE users (name text);\n";
    let story = format!("--! unapplied\n{table}--! unapplied\n{RENAME}");
    assert_eq!(found(&story, &[allow("renaming-column")], &[]), []);
    let other = [allow("renaming-table")];
    assert_eq!(
        found(&story, &other, &[]),
        [(Code::UnusedAllow, Severity::Warning)]
    );
}

#[test]
fn an_unused_exemption_is_told_where_it_stands() {
    let story = Story::with("CREATE TABLE a (b int);\n", &[allow("renaming-table")]);
    let problems = story.findings(&Settings::for_package("shop"));
    let place = problems[0].place.as_ref().expect("it has a place");
    assert!(place.path.ends_with("_step_1/revision.toml"), "{place:?}");
    let excerpt = place.excerpt.as_ref().expect("a line is meant");
    assert_eq!(excerpt.line, "rule = \"renaming-table\"");
}

#[test]
fn revisions_that_are_not_meant_are_not_judged_and_what_they_create_is_old() {
    let story = Story::read(&format!("--! applied\n{RENAME}"));
    assert_eq!(story.findings(&Settings::for_package("shop")), []);
    let table = "CREATE TABLE users (name text);\n";
    assert_eq!(
        found(
            &format!("--! unapplied\n{table}--! unapplied\n{RENAME}"),
            &[],
            &[]
        ),
        []
    );
    let after = found(
        &format!("--! applied\n{table}--! unapplied\n{RENAME}"),
        &[],
        &[],
    );
    assert_eq!(after, [(Code::RenamingColumn, Severity::Warning)]);
}

/// Where nothing tells that two revisions are new together, only what a revision creates itself is new to it.
#[test]
fn revisions_that_are_judged_alone_do_not_make_each_other_new() {
    let (create, drop) = ("CREATE TABLE users (name text);\n", "DROP TABLE users;\n");
    let settings = Settings::for_package("shop");
    let found = |text: &str| -> Vec<Code> {
        let problems = Story::read(text).findings_alone(&settings);
        problems.iter().map(|problem| problem.code).collect()
    };
    let two = format!("--! unapplied\n{create}--! unapplied\n{drop}");
    assert_eq!(Story::read(&two).findings(&settings), []);
    assert_eq!(found(&two), [Code::BanDropTable]);
    let two = format!("--! unapplied\n{create}--! unapplied\n{RENAME}");
    assert_eq!(found(&two), [Code::RenamingColumn]);
    assert_eq!(found(&format!("{create}{RENAME}{drop}")), []);
}

#[test]
fn a_comment_silences_nothing() {
    let text = format!("-- squawk-ignore-file\n-- squawk-ignore renaming-column\n{RENAME}");
    assert_eq!(
        found(&text, &[], &[]),
        [(Code::RenamingColumn, Severity::Warning)]
    );
}
