//! The help of every verb, as people read it, and the table of exit codes.

use cargo_migrate::Exit;

use crate::project::Project;

const VERBS: [&str; 25] = [
    "init",
    "new",
    "lock",
    "check",
    "up",
    "down",
    "status",
    "history",
    "heads",
    "show",
    "explain",
    "merge",
    "rebase",
    "redo",
    "resume",
    "resolve",
    "stamp",
    "recover",
    "grants",
    "import",
    "completions",
    "diff",
    "schema",
    "verify",
    "baseline",
];

#[test]
fn the_help_of_every_verb() {
    let project = Project::bare();
    let version = format!("cargo-migrate {}", env!("CARGO_PKG_VERSION"));
    assert_eq!(
        project.migrate(&["--version"]).succeeds().stdout.trim(),
        version
    );
    insta::assert_snapshot!("help", project.migrate(&["--help"]).succeeds().stdout);
    for verb in VERBS {
        insta::assert_snapshot!(
            format!("help_{verb}"),
            project.migrate(&[verb, "--help"]).succeeds().stdout
        );
    }
}

#[test]
fn every_verb_of_the_help_has_a_page() {
    let help = Project::bare().migrate(&["--help"]).succeeds().stdout;
    let commands = help
        .split("Commands:")
        .nth(1)
        .unwrap()
        .split("\n\n")
        .next()
        .unwrap();
    let listed: Vec<_> = commands
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    let (mut listed, mut known) = (listed, VERBS.to_vec());
    listed.sort_unstable();
    known.sort_unstable();
    assert_eq!(listed, known, "the list above is out of date");
}

/// The same table stands in the help, in the docs and on the enum; this keeps the first two equal.
#[test]
fn the_help_and_the_docs_tell_the_same_exit_codes() {
    let docs = include_str!("../../../docs/command-line.md");
    let help = Project::bare().migrate(&["--help"]).succeeds().stdout;
    for exit in Exit::ALL {
        let start = format!("| {} | ", exit.code());
        let line = docs.lines().find(|line| line.starts_with(&start)).unwrap();
        let meaning = line.trim_start_matches(&start).trim_end_matches(" |");
        let line = format!("\n  {}  {meaning}\n", exit.code());
        assert!(format!("{help}\n").contains(&line), "{line:?}");
    }
}

#[test]
fn every_shell_gets_its_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = Project::bare()
            .migrate(&["completions", shell])
            .succeeds()
            .stdout;
        assert!(script.contains("stamp"), "{shell}");
    }
}

#[test]
fn a_command_line_that_is_wrong_is_a_usage_error_on_stderr() {
    let ran = Project::bare().migrate(&["apply"]).exits(2);
    assert_eq!(ran.stdout, "");
    assert!(
        ran.stderr.contains("unrecognized subcommand 'apply'"),
        "{ran}"
    );
}
