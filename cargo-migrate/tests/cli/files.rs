//! The verbs that need no database: what they write, what they refuse, and that a refusal changes nothing.

use std::fs;

use crate::assert_shown;
use crate::project::Project;

#[test]
fn init_prepares_a_package_and_says_what_is_next() {
    let project = Project::bare();
    assert_shown!(project.migrate(&["init"]).succeeds());
    assert_eq!(
        project.read("migrations/migrate.lock").lines().nth(1),
        Some("version = 1")
    );
    assert!(
        project
            .read("src/migrations.rs")
            .contains("migrate_runtime::embed_plan!();")
    );
    assert_eq!(project.read("migrations/.gitattributes"), "* text eol=lf\n");
}

#[test]
fn init_overwrites_nothing() {
    let project = Project::new();
    project.write("src/migrations.rs", "// mine\n");
    project.write("migrations/.gitattributes", "# mine\n");
    let lock = project.read("migrations/migrate.lock");
    project.migrate(&["init"]).succeeds();
    assert_eq!(project.read("src/migrations.rs"), "// mine\n");
    assert_eq!(project.read("migrations/.gitattributes"), "# mine\n");
    assert_eq!(project.read("migrations/migrate.lock"), lock);
}

#[test]
fn init_with_a_directory_writes_it_into_the_manifest_and_keeps_its_layout() {
    let project = Project::bare();
    let manifest = "[package]\nname = \"shop\" # the shop\nversion = \"0.1.0\"\n\n\n[dependencies] # none yet\n";
    project.write("Cargo.toml", manifest);
    project
        .migrate(&["init", "--directory", "db/revisions"])
        .succeeds();
    let written = project.read("Cargo.toml");
    assert!(
        written.contains("name = \"shop\" # the shop\nversion = \"0.1.0\"\n"),
        "{written}"
    );
    assert!(
        written.contains("\n\n\n[dependencies] # none yet\n"),
        "{written}"
    );
    assert!(
        written.contains("[package.metadata.migrate]\ndirectory = \"db/revisions\"\n"),
        "{written}"
    );
    assert!(project.path("db/revisions/migrate.lock").exists());
    project
        .migrate(&["init", "--directory", "db/revisions"])
        .succeeds();
    project
        .migrate(&["init", "--directory", "elsewhere"])
        .exits(2);
    assert_eq!(project.read("Cargo.toml"), written);
}

#[test]
fn init_refuses_a_directory_outside_of_the_package() {
    let project = Project::bare();
    let manifest = project.read("Cargo.toml");
    assert_shown!(
        project
            .migrate(&["init", "--directory", "../migrations"])
            .exits(2)
    );
    assert_eq!(project.read("Cargo.toml"), manifest);
}

/// A link leads out of the package, and so do the files that would be written through it.
#[cfg(unix)]
#[test]
fn init_writes_nothing_through_a_link() {
    let project = Project::bare();
    let manifest = project.read("Cargo.toml");
    let elsewhere = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), project.path("migrations")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), project.path("db")).unwrap();
    for words in [&["init"][..], &["init", "--directory", "db/revisions"]] {
        let ran = project.migrate(words).exits(3);
        assert!(
            ran.stderr.contains("M102") && ran.stderr.contains("a symbolic link is not followed"),
            "{ran}"
        );
    }
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    assert_eq!(project.read("Cargo.toml"), manifest);
    assert!(!project.path("src/migrations.rs").exists());
}

#[test]
fn a_package_without_revisions_is_told_how_to_begin() {
    assert_shown!(Project::new().migrate(&["check"]).exits(3));
}

#[test]
fn a_package_that_was_not_prepared_is_told_to_run_init() {
    assert_shown!(Project::bare().migrate(&["check"]).exits(3));
}

#[test]
fn new_writes_a_draft_on_top_of_the_head() {
    let project = Project::new();
    let first = project
        .migrate(&["new", "Create users!", "--format", "json"])
        .succeeds()
        .json();
    let second = project
        .migrate(&["revision", "-m", "add groups", "--format", "json"])
        .succeeds()
        .json();
    assert_eq!(first["parents"], serde_json::json!([]));
    assert_eq!(second["parents"], serde_json::json!([first["id"]]));
    let folder = project.folder("create_users");
    assert_eq!(first["path"], serde_json::json!(folder));
    assert!(
        project
            .read(&format!("{folder}/revision.toml"))
            .contains("message = \"Create users!\"\n")
    );
    assert_eq!(
        project.read(&format!("{folder}/up.sql")),
        "-- Create users!\n"
    );
    assert_eq!(
        project.read(&format!("{folder}/down.sql")),
        "-- Undo: Create users!\n"
    );
    let lock = project.read("migrations/migrate.lock");
    let id = |document: &serde_json::Value| document["id"].as_str().unwrap().to_owned();
    assert!(
        lock.contains(&format!("head = \"{}\"", id(&second))),
        "{lock}"
    );
    assert!(
        lock.contains(&format!(
            "{} = \"draft\"\n{} = \"draft\"\n",
            id(&first),
            id(&second)
        )),
        "{lock}"
    );
}

#[test]
fn new_writes_what_it_was_told() {
    let project = Project::new();
    let words = [
        "new",
        "drop tokens",
        "--irreversible",
        "restore from backup",
        "--transaction",
        "none",
    ];
    project.migrate(&words).succeeds();
    let folder = project.folder("drop_tokens");
    let manifest = project.read(&format!("{folder}/revision.toml"));
    assert!(
        manifest.contains("irreversible = \"restore from backup\""),
        "{manifest}"
    );
    assert!(manifest.contains("transaction = \"none\""), "{manifest}");
    assert!(!project.path(&format!("{folder}/down.sql")).exists());
}

#[test]
fn new_refuses_what_says_nothing() {
    let project = Project::new();
    let before = project.tree();
    project.migrate(&["new", " "]).exits(2);
    project
        .migrate(&["new", "drop", "--irreversible", ""])
        .exits(2);
    assert_eq!(project.tree(), before);
}

/// Whatever words somebody gives: either they are refused and nothing is written, or what is written can be read.
#[test]
fn no_words_make_a_manifest_that_is_refused() {
    let project = Project::shop().proved();
    project
        .migrate(&["new", "drop", "--irreversible", "the data\n\tis gone"])
        .succeeds();
    let manifest = project.read(&format!("{}/revision.toml", project.folder("drop")));
    assert!(manifest.contains("\"the data is gone\""), "{manifest}");
    project.write(
        &format!("{}/up.sql", project.folder("drop")),
        "ALTER TABLE orders ADD COLUMN note text;\n",
    );
    project.migrate(&["lock"]).succeeds();
    project.edit(
        &format!("{}/up.sql", project.folder("drop")),
        "orders",
        "users",
    );
    let before = project.tree();
    let bell = [
        &["new", "ring \u{7}"][..],
        &["new", "ring", "--irreversible", "a \u{1b}[1mbell"],
        &["lock", "--amend", "drop", "--reason", "a \u{7f}bell"],
        &["merge", "aaaa", "bbbb", "-m", "\u{1b}"],
    ];
    for words in bell {
        project.migrate(words).exits(2);
        assert_eq!(project.tree(), before, "{words:?}");
    }
    let amend = ["lock", "--amend", "drop", "--reason", "the wrong\ntable"];
    project.migrate(&amend).succeeds();
    project.migrate(&["check", "--locked"]).succeeds();
    let manifest = project.read(&format!("{}/revision.toml", project.folder("drop")));
    assert!(
        manifest.contains("reason = \"the wrong table\""),
        "{manifest}"
    );
    let ran = project.migrate(&["new", "ring \u{7}"]);
    assert!(
        ran.stderr
            .contains("the message holds the control character U+0007"),
        "{ran}"
    );
}

#[test]
fn new_refuses_a_chain_that_is_not_in_order_and_changes_nothing() {
    let project = Project::shop();
    fs::remove_file(project.path("migrations/migrate.lock")).unwrap();
    let before = project.tree();
    let ran = project.migrate(&["new", "more"]).exits(3);
    assert!(ran.stderr.contains("M301"), "{ran}");
    assert_eq!(project.tree(), before);
}

#[test]
fn any_message_makes_a_folder_inside_the_directory() {
    let project = Project::new().proved();
    let long = "x".repeat(500);
    let messages = [
        "../../etc/passwd",
        "naïve \"quotes\" and\nlines",
        "日本語",
        &long,
    ];
    for message in messages {
        let ran = project
            .migrate(&["new", message, "--format", "json"])
            .succeeds()
            .json();
        let path = ran["path"].as_str().unwrap().to_owned();
        assert!(
            path.starts_with("migrations/2") && path.len() < 100,
            "{path}"
        );
        assert!(project.path(&format!("{path}/revision.toml")).is_file());
        project.write(&format!("{path}/up.sql"), "SELECT 1;\n");
    }
    project.migrate(&["check"]).succeeds();
}

#[test]
fn lock_seals_the_drafts_once() {
    let project = Project::new().proved();
    project.revision(
        "aaaa11111111",
        &[],
        "create users",
        "CREATE TABLE users (id int);",
        "DROP TABLE users;",
    );
    assert_shown!(project.migrate(&["lock"]).succeeds());
    let lock = project.read("migrations/migrate.lock");
    assert!(lock.contains("aaaa11111111 = { up = \"b3:"), "{lock}");
    let again = project
        .migrate(&["lock", "--format", "json"])
        .succeeds()
        .json();
    assert_eq!(again["written"], serde_json::json!(false));
    assert_eq!(project.read("migrations/migrate.lock"), lock);
}

#[test]
fn lock_refuses_an_edited_revision_and_leaves_the_lock_alone() {
    let project = Project::shop();
    project.edit(
        &format!("{}/up.sql", project.folder("create_orders")),
        "id int",
        "id bigint",
    );
    let before = project.tree();
    let ran = project.migrate(&["lock"]).exits(3);
    assert!(ran.stderr.contains("M306"), "{ran}");
    assert_eq!(project.tree(), before);
}

#[test]
fn lock_with_amend_seals_the_head_anew_and_keeps_the_reason() {
    let project = Project::shop().proved();
    let words = [
        "lock",
        "--amend",
        "add_groups_to_users",
        "--reason",
        "nobody applied it",
    ];
    let before = project.tree();
    project.migrate(&words).exits(2);
    assert_eq!(project.tree(), before, "nothing was edited");
    let folder = project.folder("add_groups_to_users");
    project.edit(&format!("{folder}/up.sql"), "groups text", "groups jsonb");
    project.migrate(&["check"]).exits(3);
    project.migrate(&words).succeeds();
    project.migrate(&["check", "--locked"]).succeeds();
    let manifest = project.read(&format!("{folder}/revision.toml"));
    assert!(
        manifest.contains("[[amended]]\nreason = \"nobody applied it\"\n"),
        "{manifest}"
    );
}

#[test]
fn lock_with_amend_refuses_a_revision_that_others_are_built_on() {
    let project = Project::shop();
    let folder = project.folder("create_users");
    project.edit(&format!("{folder}/up.sql"), "id int", "id bigint");
    let before = project.tree();
    let words = ["lock", "--amend", "aaaa", "--reason", "why not"];
    project.migrate(&words).exits(3);
    assert_eq!(project.tree(), before);
}

/// Nothing that is based upon a revision depends on its timeout.
#[test]
fn lock_with_amend_takes_an_edited_manifest_also_below_other_revisions() {
    let project = Project::shop().proved();
    let path = format!("{}/revision.toml", project.folder("create_users"));
    let manifest = project.read(&path);
    project.write(&path, &format!("{manifest}lock_timeout = \"5s\"\n"));
    let ran = project.migrate(&["check"]).exits(3);
    assert!(ran.stderr.contains("M313"), "{ran}");
    let ran = project.migrate(&["lock"]).exits(3);
    assert!(ran.stderr.contains("M313"), "{ran}");
    let words = [
        "lock",
        "--amend",
        "aaaa",
        "--reason",
        "it waits for a batch",
    ];
    project.migrate(&words).succeeds();
    project.migrate(&["check", "--locked"]).succeeds();
    let amended = project.read(&path);
    assert!(amended.contains("\nmanifest = \"b3:"), "{amended}");
    project.migrate(&words).exits(2);
}

#[test]
fn a_lock_of_the_time_before_manifests_were_sealed_is_completed_by_lock() {
    let project = Project::shop();
    let lock = project.read("migrations/migrate.lock");
    let without = |line: &str| match line.split_once(", manifest = ") {
        Some((scripts, _)) => format!("{scripts} }}\n"),
        None => format!("{line}\n"),
    };
    let old: String = lock.lines().map(without).collect();
    assert_ne!(old, lock);
    project.write("migrations/migrate.lock", &old);
    let ran = project.migrate(&["check"]).exits(3);
    assert!(ran.stderr.contains("M302"), "{ran}");
    assert!(ran.stderr.contains("`cargo migrate lock`"), "{ran}");
    project.migrate(&["lock"]).succeeds();
    assert_eq!(project.read("migrations/migrate.lock"), lock);
}

#[test]
fn an_edit_that_changes_no_meaning_is_no_edit() {
    let project = Project::shop();
    let path = format!("{}/up.sql", project.folder("create_orders"));
    project.write(
        &path,
        "\u{feff}-- the orders\r\nCREATE   TABLE orders\r\n  (id int);",
    );
    project.migrate(&["check", "--locked"]).succeeds();
}

#[test]
fn check_tells_every_problem_with_its_place() {
    let project = Project::shop();
    project.edit(
        &format!("{}/up.sql", project.folder("create_orders")),
        "id int",
        "id bigint",
    );
    project.write("migrations/notes.txt", "");
    project.revision(
        "dddd44444444",
        &["cccc33333333"],
        "broken",
        "CREATE TABLE;",
        "DROP TABLE x;",
    );
    assert_shown!(project.migrate(&["check"]).exits(3));
}

#[test]
fn check_with_locked_refuses_a_draft() {
    let project = Project::new().proved();
    project.migrate(&["new", "create users"]).succeeds();
    let folder = project.folder("create_users");
    project.write(
        &format!("{folder}/up.sql"),
        "CREATE TABLE users (id int);\n",
    );
    let down = format!("{folder}/down.sql");
    project.write(&down, "DROP TABLE users;\n");
    project.migrate(&["check"]).succeeds();
    let ran = project.migrate(&["check", "--locked"]).exits(3);
    assert!(ran.stderr.contains("M310"), "{ran}");
}

#[test]
fn check_finds_a_draft_that_gives_up_its_transaction_without_need() {
    let project = Project::shop().proved();
    project
        .migrate(&["new", "create carts", "--transaction", "none"])
        .succeeds();
    let folder = project.folder("create_carts");
    let up = "CREATE TABLE carts (id int);\n";
    project.write(&format!("{folder}/up.sql"), up);
    project.write(&format!("{folder}/down.sql"), "DROP TABLE carts;\n");
    let ran = project.migrate(&["check", "--format", "json"]).exits(7);
    let code = &ran.json()["problems"][0]["code"];
    assert_eq!(code, &serde_json::json!("M407"), "{ran}");
}

#[test]
fn history_lists_the_newest_first() {
    let project = Project::shop();
    assert_shown!(project.migrate(&["history"]).succeeds());
    let range = project
        .migrate(&["history", "aaaa..head-1"])
        .succeeds()
        .stdout;
    assert_eq!(range, "bbbb22222222 2026-11-21 create orders\n");
}

#[test]
fn history_refuses_what_only_a_database_knows() {
    let project = Project::shop();
    assert_shown!(project.migrate(&["history", "..+1"]).exits(2));
}

#[test]
fn show_tells_all_of_a_revision() {
    let project = Project::shop();
    project.revision(
        "dddd44444444",
        &["cccc33333333"],
        "index orders",
        "CREATE INDEX CONCURRENTLY orders_id ON orders (id);\nANALYZE orders;",
        "DROP INDEX CONCURRENTLY orders_id;",
    );
    let folder = project.folder("index_orders");
    let manifest = format!(
        "{}transaction = \"none\"\nlock_timeout = \"5s\"\n",
        project.read(&format!("{folder}/revision.toml"))
    );
    project.write(&format!("{folder}/revision.toml"), &manifest);
    project.seal();
    assert_shown!(project.migrate(&["show", "create_users"]).succeeds());
    insta::with_settings!({filters => vec![(r"b3:[0-9a-f]{64}", "b3:[digest]")]}, {
        insta::assert_snapshot!("show_statements", project.migrate(&["show", "dddd"]).succeeds().stdout);
    });
}

#[test]
fn a_name_that_means_nothing_or_too_much_is_refused() {
    let project = Project::shop();
    project.revision(
        "aaaa44444444",
        &["cccc33333333"],
        "more",
        "CREATE TABLE more (id int);",
        "DROP TABLE more;",
    );
    project.seal();
    insta::assert_snapshot!(
        "unknown_revision",
        project.migrate(&["show", "eeee"]).exits(2).stderr
    );
    insta::assert_snapshot!(
        "ambiguous_prefix",
        project.migrate(&["show", "aaaa"]).exits(2).stderr
    );
    insta::assert_snapshot!(
        "short_prefix",
        project.migrate(&["show", "aaa"]).exits(2).stderr
    );
    insta::assert_snapshot!(
        "not_an_ancestor",
        project.migrate(&["history", "bbbb..aaaa1"]).exits(2).stderr
    );
}

#[test]
fn explain_knows_codes_and_names() {
    let project = Project::bare();
    let by_code = project.migrate(&["explain", "M203"]).succeeds().stdout;
    assert_eq!(
        by_code,
        project.migrate(&["explain", "two-heads"]).succeeds().stdout
    );
    insta::assert_snapshot!("explain", by_code);
    assert_shown!(project.migrate(&["explain", "M999"]).exits(2));
}

#[test]
fn a_message_in_any_language_gives_a_folder_that_every_tool_accepts() {
    let project = Project::new().proved();
    for (message, slug) in [
        ("größe ändern", "grosse_andern"),
        ("gro\u{308}ße a\u{308}ndern 2", "grosse_andern_2"),
        ("don't drop Łódź's tables", "dont_drop_lodzs_tables"),
        ("добавить users", "users"),
        ("添加用户", "revision"),
    ] {
        let made = project
            .migrate(&["new", message, "--format", "json"])
            .succeeds();
        let path = made.json()["path"].as_str().unwrap().to_owned();
        assert!(path.ends_with(&format!("_{slug}")), "{message}: {path}");
        project.write(&format!("{path}/up.sql"), "SELECT 1;\n");
        project.write(&format!("{path}/down.sql"), "SELECT 1;\n");
        project.migrate(&["show", slug]).succeeds();
        assert!(
            project
                .read(&format!("{path}/revision.toml"))
                .contains(message)
        );
    }
    project.migrate(&["check"]).succeeds();
}
