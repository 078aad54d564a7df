//! The verbs that run against a database, on a real server.

use crate::assert_shown;
use crate::project::Project;
use crate::server::Server;

#[test]
fn up_applies_what_is_pending_and_then_nothing() {
    let (server, project) = (Server::database(), Project::shop());
    let url = server.url();
    let up = |words: &[&str]| {
        let words: Vec<_> = ["up", "--database", &url]
            .iter()
            .chain(words)
            .copied()
            .collect();
        let mut ran = project.migrate(&words);
        ran.hide(&url);
        ran
    };
    assert_shown!("up_dry_run", up(&["--dry-run"]).succeeds());
    assert_eq!(server.tables(), Vec::<String>::new());
    assert_shown!("up_one", up(&["+1"]).succeeds());
    assert_eq!(
        server.tables(),
        ["migrate_ledger", "migrate_ledger_log", "users"]
    );
    assert_shown!("up_head", up(&[]).succeeds());
    assert_shown!("up_nothing", up(&[]).succeeds());
    assert_eq!(
        server.tables(),
        ["migrate_ledger", "migrate_ledger_log", "orders", "users"]
    );
    let recorded =
        server.column("SELECT DISTINCT application_name || ', ' || tool FROM migrate_ledger");
    assert_eq!(
        recorded,
        [format!(
            "cargo-migrate, cargo-migrate {}",
            env!("CARGO_PKG_VERSION")
        )]
    );
}

#[test]
fn down_lists_what_it_reverts_and_needs_a_yes() {
    let (server, project) = (Server::database(), Project::shop());
    let url = server.url();
    let variables = [("DATABASE_URL", url.as_str())];
    project.migrate_with(&["up"], &variables).succeeds();
    let before = server.tables();
    assert_shown!(
        "down_unconfirmed",
        project.migrate_with(&["down", "-2"], &variables).exits(2)
    );
    assert_shown!(
        "down_dry_run",
        project
            .migrate_with(&["down", "aaaa", "--dry-run"], &variables)
            .succeeds()
    );
    assert_eq!(server.tables(), before);
    assert_shown!(
        "down_two",
        project
            .migrate_with(&["down", "-2", "--yes"], &variables)
            .succeeds()
    );
    assert_eq!(
        server.tables(),
        ["migrate_ledger", "migrate_ledger_log", "users"]
    );
    project
        .migrate_with(&["downgrade", "base", "-y"], &variables)
        .succeeds();
    assert_shown!(
        "down_nothing",
        project
            .migrate_with(&["down", "base", "-y"], &variables)
            .succeeds()
    );
    assert_eq!(server.tables(), ["migrate_ledger", "migrate_ledger_log"]);
}

/// With util-linux's `script` as the terminal; where it is missing there is nothing to test with, and the test says so.
#[test]
fn on_a_terminal_down_asks_and_a_no_changes_nothing() {
    if !std::path::Path::new("/usr/bin/script").exists() {
        eprintln!("/usr/bin/script is not there: nothing was tested");
        return;
    }
    let (server, project) = (Server::database(), Project::shop());
    let url = server.url();
    project.migrate(&["up", "--database", &url]).succeeds();
    let before = server.tables();
    let answered = |answer: &str| {
        use std::io::Write;
        let binary = env!("CARGO_BIN_EXE_cargo-migrate");
        let mut terminal = std::process::Command::new("/usr/bin/script")
            .args(["-qec", &format!("{binary} down aaaa"), "/dev/null"])
            .current_dir(project.root())
            .env("DATABASE_URL", &url)
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        terminal
            .stdin
            .take()
            .unwrap()
            .write_all(answer.as_bytes())
            .unwrap();
        let output = terminal.wait_with_output().unwrap();
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
        )
    };
    for no in ["n\n", "\n", "maybe\n"] {
        let (code, said) = answered(no);
        assert_eq!(code, Some(2), "{said}");
        assert!(
            said.contains("add groups to users") && said.contains("Revert? [y/N]"),
            "{said}"
        );
    }
    assert_eq!(server.tables(), before);
    let (code, said) = answered("y\n");
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(
        server.tables(),
        ["migrate_ledger", "migrate_ledger_log", "users"]
    );
}

#[test]
fn what_cannot_be_reverted_is_refused_with_its_reason_before_anything_is() {
    let (server, project) = (Server::database(), Project::new());
    project
        .migrate(&[
            "new",
            "drop tokens",
            "--irreversible",
            "the tokens are gone",
        ])
        .succeeds();
    project.write(
        &format!("{}/up.sql", project.folder("drop_tokens")),
        "CREATE TABLE t (id int);\n",
    );
    let url = server.url();
    let variables = [("DATABASE_URL", url.as_str())];
    project.migrate_with(&["up"], &variables).succeeds();
    let ran = project
        .migrate_with(&["down", "base", "--yes"], &variables)
        .exits(2);
    assert!(ran.stderr.contains("the tokens are gone"), "{ran}");
    assert!(server.tables().contains(&"t".to_owned()));
}

#[test]
fn status_tells_the_state_and_changes_nothing() {
    let (server, project) = (Server::database(), Project::shop());
    let url = server.url();
    let variables = [("DATABASE_URL", url.as_str())];
    let status = |words: &[&str]| {
        let words: Vec<_> = ["status"].iter().chain(words).copied().collect();
        project.migrate_with(&words, &variables)
    };
    assert_shown!("status_empty", status(&[]).succeeds());
    status(&["--exit-code"]).exits(7);
    assert_eq!(server.tables(), Vec::<String>::new());
    project.migrate_with(&["up", "bbbb"], &variables).succeeds();
    assert_shown!("status_behind", status(&[]).succeeds());
    status(&["--exit-code"]).exits(7);
    project.migrate_with(&["up"], &variables).succeeds();
    assert_shown!("status_up_to_date", status(&["--exit-code"]).succeeds());
}

#[test]
fn a_state_that_is_not_ours_is_refused_with_4_and_left_alone() {
    let (server, project) = (Server::database(), Project::shop());
    let url = server.url();
    let variables = [("DATABASE_URL", url.as_str())];
    server.execute("CREATE TABLE somebody (id int)");
    assert_shown!(
        "up_unmanaged",
        project.migrate_with(&["up"], &variables).exits(4)
    );
    project.migrate_with(&["status"], &variables).succeeds();
    project
        .migrate_with(&["status", "--exit-code"], &variables)
        .exits(4);
    assert_eq!(server.tables(), ["somebody"]);
    let report = project
        .migrate_with(&["up", "--format", "json"], &variables)
        .exits(4)
        .json();
    assert_eq!(report["error"]["state"], serde_json::json!("unmanaged"));
}

#[test]
fn a_revision_that_was_edited_after_it_was_applied_is_refused() {
    let (server, project) = (Server::database(), Project::new());
    project.migrate(&["new", "create users"]).succeeds();
    let path = format!("{}/up.sql", project.folder("create_users"));
    project.write(&path, "CREATE TABLE users (id int);\n");
    let url = server.url();
    let variables = [("DATABASE_URL", url.as_str())];
    project.migrate_with(&["up"], &variables).succeeds();
    project.edit(&path, "id int", "id bigint");
    let ran = project.migrate_with(&["up"], &variables).exits(4);
    assert!(
        ran.stderr.contains("was edited after it was applied"),
        "{ran}"
    );
}

#[test]
fn a_failing_revision_is_told_with_its_place_and_exits_6() {
    let (server, project) = (Server::database(), Project::shop());
    project.revision(
        "dddd44444444",
        &["cccc33333333"],
        "copy users",
        "CREATE TABLE copies (id int);\n\nINSERT INTO copies SELECT id, nobody FROM users;",
        "DROP TABLE copies;",
    );
    project.seal();
    let url = server.url();
    let variables = [("DATABASE_URL", url.as_str())];
    assert_shown!(
        "up_failed",
        project.migrate_with(&["up"], &variables).exits(6)
    );
    assert!(!server.tables().contains(&"copies".to_owned()));
    let report = project
        .migrate_with(&["up", "--format", "json"], &variables)
        .exits(6)
        .json();
    let revision = &report["error"]["revision"];
    assert_eq!(
        (&revision["line"], &revision["sqlstate"]),
        (&serde_json::json!(3), &serde_json::json!("42703"))
    );
}

#[test]
fn who_holds_the_lock_is_named_and_the_wait_ends_with_5() {
    let (server, project) = (Server::start(), Project::shop());
    project.revision(
        "dddd44444444",
        &["cccc33333333"],
        "sleep",
        "SELECT pg_sleep(20);",
        "SELECT 1;",
    );
    project.seal();
    let url = server.url();
    let mut other = crate::project::command(project.root());
    let mut other = other
        .args(["migrate", "up", "-q"])
        .env("DATABASE_URL", &url)
        .spawn()
        .unwrap();
    let sleeping = "SELECT pid::text FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
    while server.column(sleeping).is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let ran = project
        .migrate_with(&["up", "--wait", "300ms"], &[("DATABASE_URL", &url)])
        .exits(5);
    assert!(ran.stderr.contains("cargo-migrate"), "{ran}");
    assert_eq!(
        ran.stderr.matches("Waiting").count(),
        1,
        "it is said once: {ran}"
    );
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'",
    );
    assert_ne!(other.wait().unwrap().code(), Some(0));
}

#[test]
fn a_table_that_others_use_is_waited_for_and_then_it_is_busy() {
    let (server, project) = (Server::database(), Project::shop());
    let url = server.url();
    let variables = [("DATABASE_URL", url.as_str())];
    project.migrate_with(&["up", "bbbb"], &variables).succeeds();
    let mut client = server.client();
    client
        .batch_execute("BEGIN; LOCK TABLE users IN ACCESS SHARE MODE")
        .unwrap();
    let ran = project
        .migrate_with(
            &["up", "--lock-timeout", "50ms", "--retry-for", "500ms"],
            &variables,
        )
        .exits(5);
    assert!(ran.stderr.contains("add groups to users"), "{ran}");
    client.batch_execute("COMMIT").unwrap();
    project.migrate_with(&["up"], &variables).succeeds();
}

#[test]
fn stamp_records_without_running() {
    let (server, project) = (Server::database(), Project::shop());
    let url = server.url();
    let variables = [("DATABASE_URL", url.as_str())];
    server.execute("CREATE TABLE users (id int); CREATE TABLE orders (id int)");
    let words = [
        "stamp",
        "bbbb",
        "--unverified",
        "--reason",
        "it was made by hand",
    ];
    assert_shown!("stamp", project.migrate_with(&words, &variables).succeeds());
    project.migrate_with(&["up"], &variables).succeeds();
    let events = server
        .column("SELECT event || ': ' || coalesce(detail, '') FROM migrate_ledger_log ORDER BY 1");
    assert!(
        events
            .iter()
            .any(|event| event.starts_with("stamp") && event.contains("it was made by hand")),
        "{events:?}"
    );
    assert!(
        events.iter().any(|event| event.contains("unverified")),
        "{events:?}"
    );
    project
        .migrate_with(
            &["stamp", "head", "--unverified", "--reason", " "],
            &variables,
        )
        .exits(2);
}

#[test]
fn the_script_does_what_up_and_down_do() {
    let (server, project) = (Server::database(), Project::shop());
    let psql = |sql: &str| {
        project.write("script.sql", sql);
        server.psql(&project.path("script.sql"));
    };
    psql(&project.migrate(&["up", "bbbb", "--sql"]).succeeds().stdout);
    assert_eq!(
        server.tables(),
        ["migrate_ledger", "migrate_ledger_log", "orders", "users"]
    );
    psql(
        &project
            .migrate(&["up", "bbbb..head", "--sql"])
            .succeeds()
            .stdout,
    );
    let url = server.url();
    project
        .migrate_with(&["status", "--exit-code"], &[("DATABASE_URL", &url)])
        .succeeds();
    psql(
        &project
            .migrate(&["down", "aaaa", "--sql"])
            .succeeds()
            .stdout,
    );
    assert_eq!(
        server.tables(),
        ["migrate_ledger", "migrate_ledger_log", "users"]
    );
    project.migrate(&["up", "+1", "--sql"]).exits(2);
}

/// `PORT` is always set in psql, and a slice is written with a colon.
#[test]
fn psql_finds_none_of_its_variables_in_a_printed_script() {
    let server = Server::database();
    let up = "CREATE TABLE slices AS SELECT a[1:PORT] AS slice FROM (VALUES (ARRAY[1, 2, 3], 2)) AS s (a, PORT);";
    let project = Project::with_revisions(&[("aaaa11111111", "slice", up, "DROP TABLE slices;")]);
    project.write(
        "script.sql",
        &project.migrate(&["up", "--sql"]).succeeds().stdout,
    );
    server.psql(&project.path("script.sql"));
    project.write(
        "probe.sql",
        "SELECT 1 / (slice = ARRAY[1, 2])::int FROM slices;",
    );
    server.psql(&project.path("probe.sql"));
}

#[test]
fn a_target_that_leads_nowhere_is_a_usage_error() {
    let (server, project) = (Server::database(), Project::shop());
    let url = server.url();
    let variables = [("DATABASE_URL", url.as_str())];
    for words in [
        &["up", "ffff"][..],
        &["up", "+9"],
        &["down", "ffff", "-y"],
        &["down", "-1", "-y"],
        &["up", "a..b"],
    ] {
        let ran = project.migrate_with(words, &variables).exits(2);
        assert!(ran.stderr.contains("help: "), "{ran}");
    }
    assert_eq!(server.tables(), Vec::<String>::new());
}

#[test]
fn wrong_files_are_told_before_the_database_is_touched() {
    let (server, project) = (Server::database(), Project::shop());
    project.edit(
        &format!("{}/up.sql", project.folder("create_orders")),
        "id int",
        "id bigint",
    );
    let url = server.url();
    let ran = project
        .migrate_with(&["up"], &[("DATABASE_URL", &url)])
        .exits(3);
    assert!(ran.stderr.contains("M306"), "{ran}");
    assert_eq!(server.tables(), Vec::<String>::new());
}

#[test]
fn with_locked_drafts_are_not_applied() {
    let (server, project) = (Server::database(), Project::shop());
    project.migrate(&["new", "more"]).succeeds();
    project.write(
        &format!("{}/up.sql", project.folder("more")),
        "CREATE TABLE more (id int);\n",
    );
    let url = server.url();
    let variables = [("DATABASE_URL", url.as_str())];
    project
        .migrate_with(&["up", "--locked"], &variables)
        .exits(3);
    assert_eq!(server.tables(), Vec::<String>::new());
    project.migrate_with(&["up"], &variables).succeeds();
}

#[test]
fn a_range_or_a_count_that_leads_the_other_way_says_which_way_was_meant() {
    let (server, project) = (Server::database(), Project::shop());
    let url = server.url();
    let variables = [("DATABASE_URL", url.as_str())];
    project.migrate_with(&["up", "bbbb"], &variables).succeeds();
    let words: [&[&str]; 5] = [
        &["down", "aaaa..head", "--sql"],
        &["down", "base..aaaa", "--sql"],
        &["up", "head..bbbb", "--sql"],
        &["down", "+1", "--yes"],
        &["up", "-1"],
    ];
    let said: Vec<String> = words
        .iter()
        .map(|words| {
            let ran = project.migrate_with(words, &variables).exits(2);
            assert_eq!(ran.stdout, "", "{ran}");
            format!("$ cargo migrate {}\n{}", words.join(" "), ran.stderr)
        })
        .collect();
    insta::assert_snapshot!("the_other_way", said.join("\n"));
    // A range of one is neither.
    for words in [
        &["down", "bbbb..bbbb", "--sql"],
        &["up", "bbbb..bbbb", "--sql"],
    ] {
        project.migrate(words).succeeds();
    }
}

#[test]
fn a_quiet_down_that_was_confirmed_says_nothing() {
    let (server, project) = (Server::database(), Project::shop());
    let url = server.url();
    let variables = [("DATABASE_URL", url.as_str())];
    project.migrate_with(&["up"], &variables).succeeds();
    let ran = project
        .migrate_with(&["-q", "down", "base", "--yes"], &variables)
        .succeeds();
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
}

/// Two packages with one plan name in one database: each takes the other's revisions for a line of its own.
#[test]
fn a_plan_name_that_two_packages_share_is_suspected() {
    let (server, api) = (Server::database(), Project::shop());
    let url = server.url();
    let variables = [("DATABASE_URL", url.as_str())];
    api.migrate_with(&["up"], &variables).succeeds();
    let jobs = Project::with_revisions(&[(
        "dddd44444444",
        "create jobs",
        "CREATE TABLE jobs (id int);",
        "DROP TABLE jobs;",
    )]);
    assert_shown!(
        "shared_plan_name",
        jobs.migrate_with(&["up"], &variables).exits(4)
    );
    // What the help says puts it right.
    let manifest = jobs.read("Cargo.toml");
    jobs.write(
        "Cargo.toml",
        &format!("{manifest}\n[package.metadata.migrate]\nplan = \"jobs\"\n"),
    );
    jobs.migrate_with(&["up"], &variables).succeeds();
    api.migrate_with(&["status", "--exit-code"], &variables)
        .succeeds();
}

/// The draft was applied, its down was wrong, and then its up was edited: what fails is nowhere on disk.
#[test]
fn a_recorded_down_that_fails_is_not_told_to_be_corrected_in_the_file() {
    let (server, project) = (Server::database(), Project::shop());
    project.revision(
        "dddd44444444",
        &["cccc33333333"],
        "more",
        "CREATE TABLE more (id int);",
        "DROP TABLE mroe;",
    );
    project.migrate(&["check"]).exits(3);
    project.edit(
        "migrations/migrate.lock",
        "head = \"cccc33333333\"",
        "head = \"dddd44444444\"",
    );
    let lock = project.read("migrations/migrate.lock");
    project.write(
        "migrations/migrate.lock",
        &format!("{lock}dddd44444444 = \"draft\"\n"),
    );
    let url = server.url();
    let variables = [("DATABASE_URL", url.as_str())];
    project.migrate_with(&["up"], &variables).succeeds();
    let folder = project.folder("more");
    project.edit(&format!("{folder}/up.sql"), "id int", "id bigint");
    let down = ["down", "cccc", "--yes"];
    assert_shown!(
        "down_recorded_failed",
        project.migrate_with(&down, &variables).exits(6)
    );
    // The second way out of the help.
    project.edit(&format!("{folder}/up.sql"), "id bigint", "id int");
    project.edit(&format!("{folder}/down.sql"), "mroe", "more");
    project.migrate_with(&down, &variables).succeeds();
}
