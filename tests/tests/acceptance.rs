//! The acceptance tests: what users of other tools lost days to, one test for each, named by the promise that it holds.
//!
//! Some promises are held elsewhere, where their harness is; each of these is one test or one file with that meaning:
//!
//! | promise | test |
//! |---|---|
//! | eight processes and a concurrent index: no deadlock, applied once | `exactly_once` |
//! | killed at every statement boundary, the next run converges or names the step | `faults` |
//! | file and lock rewritten in one commit: `check --against` fails | `branches` |
//! | two branches on one parent: a conflict in git; a forced union is a compile error that names both heads | `branches` |
//! | a stray, duplicate or misnamed file is a compile error, in every form of it | `tests/compile-fail` |
//!
//! A comment or the layout of a sealed file may change: what is sealed is what PostgreSQL executes, so an edit that would
//! brick a database elsewhere is no edit here, and one that means something else stops the compiler.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests stop at the first surprise, as tests do"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

use workspace_tests::embedding::{add, folder_of, shown, small};
use workspace_tests::project::Project;
use workspace_tests::server::{Server, ledger, psql, schema};

/// The digest of the only revision's `up` in the lock.
fn sealed_digest(project: &Project) -> String {
    let lock = fs::read_to_string(project.path("migrations/migrate.lock")).unwrap();
    let (_, after) = lock.split_once("up = \"").unwrap();
    after.split('"').next().unwrap().to_owned()
}

/// Acceptance test 1, for an edit that means something else. No database is running or configured.
#[test]
fn an_edited_sealed_file_stops_cargo_check_without_a_database() {
    let (project, up) = small("edited");
    let sealed = sealed_digest(&project);
    let text = fs::read_to_string(&up).unwrap();
    fs::write(&up, text.replace("'[]'", "'{}'")).unwrap();
    let path = shown(&project, &up);
    let compiler = project.cargo(&["check", "--quiet"]).exits(101);
    let said = compiler
        .says(&[&format!("--> {path}:1:1"), &sealed, "git checkout"])
        .stderr;
    let digests = said.split(|c: char| !c.is_ascii_alphanumeric() && c != ':');
    let mut digests: Vec<&str> = digests.filter(|word| word.starts_with("b3:")).collect();
    digests.sort_unstable();
    digests.dedup();
    assert_eq!(digests.len(), 2, "the sealed one and the found one: {said}");
    // The command line says the same.
    let _ = project
        .migrate(&["check"])
        .exits(3)
        .says(&digests)
        .says(&["git checkout"]);
    fs::write(&up, text).unwrap();
    let _ = project.cargo(&["check", "--quiet"]).succeeds();
}

/// Acceptance test 1, for an edit that means nothing: elsewhere a comment in an applied file bricks every database.
#[test]
fn an_edited_comment_or_layout_of_a_sealed_file_stops_nobody() {
    let (project, up) = small("laid_out");
    let text = fs::read_to_string(&up).unwrap();
    for (what, edited) in [
        (
            "comments",
            format!(
                "-- Users.\n{}/* the end */",
                text.replace("bigint", "bigint /* 64 bits */")
            ),
        ),
        ("indentation", text.replace("    ", "\t\t")),
        ("one line", text.replace('\n', " ")),
        ("CRLF", text.replace('\n', "\r\n")),
        ("a byte order mark", format!("\u{feff}{text}")),
        ("no final line end", text.trim_end().to_owned()),
    ] {
        fs::write(&up, edited).unwrap();
        let run = project.cargo(&["check", "--quiet"]);
        assert_eq!(run.code, Some(0), "{what}: {}", run.stderr);
        let run = project.migrate(&["check", "--locked"]);
        assert_eq!(run.code, Some(0), "{what}: {}", run.stderr);
    }
}

/// git, with nobody's configuration.
fn git(directory: &Path, words: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
        .args(words)
        .current_dir(directory)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .expect("git is installed");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {words:?}: {said}");
}

/// Acceptance test 2: a literal with a line end in it, a string continued over lines, and a function's body are what other
/// tools break. The clone is git's own work, as it is on Windows.
#[test]
fn a_crlf_checkout_has_the_same_digests_and_executes_the_same_bytes() {
    let written = Project::new("lines");
    let _ = written.migrate(&["init"]).succeeds();
    add(
        &written,
        "create notes",
        "CREATE TABLE notes (body text DEFAULT 'two\nlines',\n    more text DEFAULT 'one'\n' string');\n\
         CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$\n  SELECT 'a\nb'\n$$;\n\
         INSERT INTO notes DEFAULT VALUES;\n",
        "DROP FUNCTION f();\nDROP TABLE notes;\n",
    );
    written.seal();
    // `init` writes one that keeps git from touching the files; here git is to touch them.
    fs::remove_file(written.path("migrations/.gitattributes")).unwrap();
    git(written.root(), &["init", "--quiet"]);
    git(written.root(), &["add", "."]);
    git(written.root(), &["commit", "--quiet", "-m", "notes"]);
    let windows = Project::new("lines");
    fs::remove_dir_all(windows.root()).unwrap();
    let (from, to) = (written.root().display(), windows.root().display());
    let (from, to) = (from.to_string(), to.to_string());
    let clone = ["clone", "--quiet", "-c", "core.autocrlf=true", &from, &to];
    git(&std::env::temp_dir(), &clone);
    let up = folder_of(&windows, "_create_notes").join("up.sql");
    let text = fs::read_to_string(up).unwrap();
    assert!(text.contains("two\r\nlines"), "git made no CRLF: {text:?}");

    let _ = windows.migrate(&["check", "--locked"]).succeeds();
    let plan = |project: &Project| {
        let show = project.migrate(&["show", "head", "--format", "json"]);
        (
            show.succeeds().stdout,
            project.migrate(&["up", "--sql"]).succeeds().stdout,
        )
    };
    assert_eq!(plan(&written), plan(&windows));
    let server = Server::start();
    let [unix, crlf] = ["unix", "crlf"].map(|name| server.create(name));
    let _ = written.migrate(&["up", "--database", &unix]).succeeds();
    let _ = windows.migrate(&["up", "--database", &crlf]).succeeds();
    let rows = |url| psql(url, &["-c", "SELECT body, more, f() FROM notes"]);
    assert_eq!(rows(&unix), "two\nlines|one string|a\nb\n");
    assert_eq!(
        (rows(&crlf), schema(&crlf), ledger(&crlf)),
        (rows(&unix), schema(&unix), ledger(&unix))
    );
    // Each finds the other's database in order.
    let _ = windows.migrate(&["up", "--database", &unix]).succeeds();
}

/// Acceptance test 4. What cargo and sccache take for the inputs of a crate is what rustc writes into its dep-info: the
/// lock, which every new revision rewrites, and every script.
#[test]
fn a_new_revision_is_in_the_next_build_on_stable_rust() {
    let (project, up) = small("rebuilt");
    let _ = project.cargo(&["build", "--quiet"]).succeeds();
    let before = project.run_plain("debug").succeeds().stdout;
    let inputs = project.inputs("debug");
    let lock = project.path("migrations/migrate.lock");
    for input in [&up, &up.with_file_name("down.sql"), &lock] {
        let path = shown(&project, input);
        assert!(inputs.contains(&path), "{path} is no input: {inputs}");
    }

    let _ = project.migrate(&["new", "add groups"]).succeeds();
    let _ = project
        .cargo(&["build", "--quiet"])
        .exits(101)
        .says(&["M112"]);
    let folder = folder_of(&project, "_add_groups");
    fs::write(
        folder.join("up.sql"),
        "ALTER TABLE users ADD COLUMN more text;\n",
    )
    .unwrap();
    fs::write(
        folder.join("down.sql"),
        "ALTER TABLE users DROP COLUMN more;\n",
    )
    .unwrap();
    let _ = project.cargo(&["build", "--quiet"]).succeeds();
    let after = project.run_plain("debug").succeeds().stdout;
    assert!(
        !before.contains("add groups") && after.contains("add groups"),
        "{after}"
    );
}

/// Acceptance test 12: what pg_dump writes at the head of every dump. Elsewhere the tool then looks for its own table in no
/// schema at all, and takes the database for a new one.
#[test]
fn a_revision_that_empties_the_search_path_is_refused_and_the_ledger_stays_whole() {
    let project = Project::new("paths");
    let _ = project.migrate(&["init"]).succeeds();
    add(
        &project,
        "create users",
        "CREATE TABLE users (id int);\n",
        "DROP TABLE users;\n",
    );
    let server = Server::start();
    let url = server.create("paths");
    let _ = project.migrate(&["up", "--database", &url]).succeeds();
    let recorded = ledger(&url);
    assert_eq!(recorded.len(), 1);

    // In the open, it is found without a database, where it stands.
    let down = "DROP TABLE public.orders;\n";
    add(
        &project,
        "restore dump",
        "SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.orders (id int);\n",
        down,
    );
    let up = folder_of(&project, "_restore_dump").join("up.sql");
    let place = format!("--> {}:1:1", shown(&project, &up));
    for words in [&["check"][..], &["up", "--database", &url]] {
        let _ = project
            .migrate(words)
            .exits(3)
            .says(&["M406", &place, "search_path", "^"]);
    }

    // Hidden from the parser, it is found by the message that runs it, before anything is recorded.
    let hidden = "DO $$BEGIN PERFORM set_config('search' || '_path', '', false); END$$;\nCREATE TABLE public.orders (id int);\n";
    fs::write(&up, hidden).unwrap();
    let _ = project
        .migrate(&["up", "--database", &url])
        .exits(6)
        .says(&["restore dump", "search_path", "recorded: nothing"]);
    assert_eq!(ledger(&url), recorded, "nothing was recorded");
    let tables = "SELECT count(*) FROM pg_tables WHERE tablename = 'orders'";
    assert_eq!(psql(&url, &["-c", tables]), "0\n", "nothing was done");
    let _ = project
        .migrate(&["status", "--exit-code", "--database", &url])
        .exits(7);

    fs::write(&up, "CREATE TABLE public.orders (id int);\n").unwrap();
    let _ = project.migrate(&["up", "--database", &url]).succeeds();
    assert_eq!(ledger(&url).len(), 2);
}

/// Acceptance test 14: the compiler, the command line and the server's own refusal all point at the place.
#[test]
fn a_syntax_error_is_told_with_file_line_column_and_a_caret() {
    let (project, _) = small("misspelt");
    let down = "DROP TABLE orders;\n";
    add(
        &project,
        "create orders",
        "-- Orders.\nCREATE TABLE orders (\n    id int\n    owner int\n);\n",
        down,
    );
    let up = folder_of(&project, "_create_orders").join("up.sql");
    let path = shown(&project, &up);
    let place = format!("--> {path}:4:5");
    let wanted = ["M401", &place, "4 |     owner int", "^"];
    let _ = project
        .cargo(&["check", "--quiet"])
        .exits(101)
        .says(&wanted);
    let _ = project.migrate(&["check"]).exits(3).says(&wanted);

    // What only a server can know is told in the same way.
    let server = Server::start();
    let url = server.create("misspelt");
    fs::write(
        &up,
        "-- Orders.\nCREATE TABLE orders (id int);\nINSERT INTO orders (nope) VALUES (1);\n",
    )
    .unwrap();
    let _ = project
        .migrate(&["up", "--database", &url])
        .exits(6)
        .says(&[
            &format!("--> {path}:3:21"),
            "INSERT INTO orders (nope)",
            "^",
            "42703",
        ]);
}

/// Acceptance test 15. Elsewhere a misnamed file is skipped in silence. Every form of it is a case of `tests/compile-fail`;
/// here are the three by which people were bitten, in a package that compiled a moment ago.
#[test]
fn a_stray_a_duplicate_and_a_misnamed_file_are_compile_errors() {
    let (project, up) = small("misnamed");
    let revision = up.parent().unwrap().to_owned();
    let broken = |wanted: &[&str]| {
        // A new file is no input of the last build; the lock is, and is written by everything that adds a revision.
        let lock = project.path("migrations/migrate.lock");
        fs::write(&lock, fs::read(&lock).unwrap()).unwrap();
        let _ = project.cargo(&["check", "--quiet"]).exits(101).says(wanted);
        let _ = project.migrate(&["check"]).exits(3).says(wanted);
    };
    let stray = project.path("migrations/20261121_add_orders.SQL");
    fs::write(&stray, "CREATE TABLE orders (id int);\n").unwrap();
    broken(&["M103", &shown(&project, &stray)]);
    fs::remove_file(stray).unwrap();

    let copy = project.path("migrations/20301121093000_create_users_again");
    fs::create_dir(&copy).unwrap();
    for file in ["revision.toml", "up.sql", "down.sql"] {
        fs::copy(revision.join(file), copy.join(file)).unwrap();
    }
    broken(&["M207", &shown(&project, &copy), &shown(&project, &revision)]);
    fs::remove_dir_all(copy).unwrap();

    let misnamed = up.with_file_name("Up.sql");
    fs::rename(&up, &misnamed).unwrap();
    broken(&["M103", &shown(&project, &misnamed), "M111"]);
    fs::rename(&misnamed, &up).unwrap();
    let _ = project.cargo(&["check", "--quiet"]).succeeds();
}

/// Acceptance test 16: everything is validated before anything is done. Elsewhere the first of the pending ones is applied
/// before the second is found to be wrong.
#[test]
fn an_invalid_later_revision_keeps_the_earlier_ones_from_being_applied() {
    let project = Project::new("later");
    let _ = project.migrate(&["init"]).succeeds();
    let table = |name: &str| {
        (
            format!("CREATE TABLE {name} (id int);\n"),
            format!("DROP TABLE {name};\n"),
        )
    };
    for name in ["users", "orders", "carts"] {
        let (up, down) = table(name);
        add(&project, &format!("create {name}"), &up, &down);
    }
    let server = Server::start();
    let url = server.create("later");
    let [empty, untouched] = ["empty", "untouched"].map(|name| server.create(name));
    let carts = folder_of(&project, "_create_carts").join("up.sql");
    let orders = folder_of(&project, "_create_orders");

    // The last one cannot be parsed: not even the ledger is created.
    let right = fs::read_to_string(&carts).unwrap();
    fs::write(&carts, "CREATE TABEL carts (id int);\n").unwrap();
    let up = project.migrate(&["up", "--database", &untouched]);
    let _ = up.exits(3).says(&["M401"]);
    assert_eq!(schema(&untouched), schema(&empty));
    assert!(ledger_is_missing(&untouched));
    fs::write(&carts, right).unwrap();

    // An applied one is another now: what is pending above it is not applied.
    let _ = project
        .migrate(&["up", "create_orders", "--database", &url])
        .succeeds();
    let (before, recorded) = (schema(&url), ledger(&url));
    let other = "CREATE TABLE orders (id bigint);\n";
    fs::write(orders.join("up.sql"), other).unwrap();
    let up = project.migrate(&["up", "--database", &url]);
    let _ = up.exits(4).says(&["create orders"]);
    assert_eq!((schema(&url), ledger(&url)), (before, recorded));
}

fn ledger_is_missing(url: &str) -> bool {
    psql(url, &["-c", "SELECT to_regclass('public.migrate_ledger')"]) == "\n"
}
