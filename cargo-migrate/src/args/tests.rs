//! Command lines that must parse, and command lines that must not.

use clap::{CommandFactory, Parser};

use super::{Cli, words};

const ACCEPTED: &[&str] = &[
    "init",
    "init --directory db/migrations",
    "new message",
    "new -m message",
    "new --message message",
    "new message --irreversible reason",
    "new message --transaction none",
    "new message --format json",
    "revision -m message",
    "lock",
    "lock --amend 3a4f --reason why",
    "check",
    "check --locked",
    "--locked check",
    "check --format json",
    "check --format sarif",
    "check --format github",
    "check --watch",
    "up",
    "upgrade head",
    "up +1",
    "up 3a4f",
    "up 3a4f+2",
    "up 3a4f-2",
    "up --sql",
    "up 3a4f..head --sql",
    "up --dry-run",
    "up --database postgresql://localhost/app",
    "up --wait 5s --lock-timeout 500ms",
    "down base",
    "down -1",
    "downgrade -1 --yes",
    "down head-2 -y",
    "down head..base --sql",
    "down base --dry-run --format json",
    "status",
    "current",
    "status --exit-code",
    "history",
    "history 3a4f..",
    "history ..head-1 --graph",
    "heads",
    "show",
    "show head-1",
    "explain",
    "explain M203",
    "explain two-heads --format json",
    "merge",
    "merge 3a4f 0c90 -m message",
    "merge 3a4f 0c90 1111 --message message",
    "stamp head --unverified --reason why",
    "stamp head",
    "stamp head --reason why",
    "verify",
    "verify --format json",
    "resume",
    "resume --dry-run --format json",
    "resolve 3a4f --step 2 --done --reason why",
    "resolve 3a4f --step 2 --retry --reason why --dry-run",
    "resolve 3a4f --undone --reason why",
    "redo",
    "redo -y --dry-run",
    "import --from diesel ../old/migrations",
    "import ../old/migrations --from sqlx --format json",
    "completions bash",
    "up -p app --manifest-path some/Cargo.toml --color never -q",
    "-v up",
];

const REFUSED: &[&str] = &[
    "",
    "apply",
    "migrate migrate up",
    "new",
    "new message -m message",
    "new two words",
    "new message --transaction some",
    "revision",
    "down",
    "down one two",
    "up one two",
    "up --force",
    "up --ignore-missing",
    "up --sql --dry-run",
    "up --sql --database postgresql://localhost/app",
    "up --sql --format json",
    "up --wait soon",
    "up --lock-timeout 5",
    "down base --sql --yes",
    "check --database postgresql://localhost/app",
    "init --format json",
    "completions bash --format json",
    "lock --amend 3a4f",
    "lock --reason why",
    "import ../old/migrations",
    "import --from diesel",
    "import --from flyway ../old/migrations",
    "completions",
    "completions nosuchshell",
    "status --format yaml",
    "merge 3a4f",
    "stamp",
    "stamp head --unverified",
    "up -q -v",
    "up --color sometimes",
];

fn parses(line: &str) -> Result<Cli, clap::Error> {
    let typed = std::iter::once("cargo-migrate").chain(line.split_whitespace());
    Cli::try_parse_from(words(typed.map(Into::into)))
}

#[test]
fn every_accepted_command_line_parses() {
    for line in ACCEPTED {
        if let Err(error) = parses(line) {
            panic!("`{line}` should parse: {error}");
        }
        // Cargo calls the binary with its own first word.
        let from_cargo = format!("migrate {line}");
        assert!(
            parses(&from_cargo).is_ok(),
            "`cargo {from_cargo}` should parse"
        );
    }
}

#[test]
fn every_refused_command_line_is_a_usage_error() {
    for line in REFUSED {
        match parses(line) {
            Ok(cli) => panic!("`{line}` should not parse, and is {cli:?}"),
            Err(error) => assert_eq!(error.exit_code(), 2, "`{line}`"),
        }
    }
}

#[test]
fn the_definition_holds_what_clap_checks_at_run_time() {
    Cli::command().debug_assert();
}
