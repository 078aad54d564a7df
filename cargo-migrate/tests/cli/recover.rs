//! Revisions that are applied and lost on disk, written back from the ledger.

use std::fs;

use serde_json::json;

use crate::project::{Project, Ran};
use crate::server::Server;

/// A project whose three revisions are applied.
fn applied(server: &Server) -> Project {
    let project = Project::shop().proved();
    migrate(&project, server, &["up"]).succeeds();
    project
}

fn migrate(project: &Project, server: &Server, words: &[&str]) -> Ran {
    let url = server.url();
    project.migrate_with(words, &[("DATABASE_URL", url.as_str())])
}

fn lose(project: &Project, slug: &str) {
    fs::remove_dir_all(project.path(&project.folder(slug))).unwrap();
}

/// As after `git switch` to a branch that has only the first of the revisions.
fn switch_to_the_first(project: &Project) {
    lose(project, "create_orders");
    lose(project, "add_groups_to_users");
    let lock = project.read("migrations/migrate.lock");
    let lines = lock
        .lines()
        .filter(|line| !line.starts_with("bbbb") && !line.starts_with("cccc"));
    let lock = lines.collect::<Vec<_>>().join("\n") + "\n";
    project.write(
        "migrations/migrate.lock",
        &lock.replace("head = \"cccc33333333\"", "head = \"aaaa11111111\""),
    );
    project.migrate(&["check", "--locked"]).succeeds();
}

#[test]
fn a_lost_folder_comes_back_and_means_what_was_applied() {
    let server = Server::database();
    let project = applied(&server);
    let before = project.tree();
    lose(&project, "create_orders");
    project.migrate(&["check"]).exits(3);
    let ran = migrate(&project, &server, &["recover", "bbbb"]).succeeds();
    crate::assert_shown!("recovered", ran);
    assert_eq!(project.tree(), before, "these files were written by hand");
    project.migrate(&["check", "--locked"]).succeeds();
    migrate(&project, &server, &["status", "--exit-code"]).succeeds();
}

#[test]
fn what_it_is_built_on_comes_with_it_and_is_sealed_as_it_was() {
    let server = Server::database();
    let project = applied(&server);
    let before = project.tree();
    switch_to_the_first(&project);
    let ahead = migrate(&project, &server, &["up"]).exits(4);
    assert!(
        ahead.stderr.contains("cargo migrate recover cccc33333333"),
        "{ahead}"
    );
    let words = ["recover", "add_groups_to_users", "--format", "json"];
    let report = migrate(&project, &server, &words).succeeds().json();
    let ids: Vec<_> = report["revisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|revision| (&revision["id"], &revision["seal"]))
        .collect();
    assert_eq!(
        ids,
        [
            (&json!("bbbb22222222"), &json!("sealed")),
            (&json!("cccc33333333"), &json!("sealed"))
        ]
    );
    assert_eq!(report["heads"], json!(["cccc33333333"]));
    assert_eq!(project.tree(), before);
    migrate(&project, &server, &["status", "--exit-code"]).succeeds();
}

#[test]
fn another_line_comes_back_beside_the_head_and_can_be_joined() {
    let server = Server::database();
    let project = applied(&server);
    switch_to_the_first(&project);
    project.revision(
        "dddd44444444",
        &["aaaa11111111"],
        "mine",
        "CREATE TABLE mine (id int);",
        "DROP TABLE mine;",
    );
    project.seal();
    let diverged = migrate(&project, &server, &["up"]).exits(4);
    crate::assert_shown!("diverged_after_a_switch", diverged);
    let ran = migrate(&project, &server, &["recover", "cccc"]).succeeds();
    assert!(ran.stderr.contains("cargo migrate merge"), "{ran}");
    project.migrate(&["merge"]).succeeds();
    project.migrate(&["check"]).succeeds();
    migrate(&project, &server, &["up"]).succeeds();
    migrate(&project, &server, &["status", "--exit-code"]).succeeds();
}

/// Two folders are lost, neither built on the other: each can be written back while the other is still missing.
#[test]
fn one_of_several_lost_folders_comes_back_although_the_others_are_still_missing() {
    let server = Server::database();
    let project = Project::shop();
    for (id, message) in [("dddd44444444", "mine"), ("eeee55555555", "theirs")] {
        let (up, down) = (
            format!("CREATE TABLE {message} (id int);"),
            format!("DROP TABLE {message};"),
        );
        project.revision(id, &["cccc33333333"], message, &up, &down);
    }
    project.migrate(&["merge", "-m", "join"]).succeeds();
    project.seal();
    migrate(&project, &server, &["up"]).succeeds();
    let before = project.tree();
    lose(&project, "mine");
    lose(&project, "theirs");
    migrate(&project, &server, &["recover", "mine"]).succeeds();
    project.migrate(&["check"]).exits(3);
    migrate(&project, &server, &["recover", "theirs"]).succeeds();
    assert_eq!(project.tree(), before);
    project.migrate(&["check", "--locked"]).succeeds();
}

#[test]
fn every_key_of_the_manifest_comes_back() {
    let server = Server::database();
    let project = Project::shop();
    project.revision(
        "dddd44444444",
        &["cccc33333333"],
        "größe \\\"ändern\\\"",
        "CREATE INDEX CONCURRENTLY by_id ON users (id);\n-- größe: 'E''\\'\nCREATE INDEX CONCURRENTLY by_group ON users (groups);",
        "",
    );
    let manifest = "migrations/20261121093013_größe_\\\"ändern\\\"/revision.toml";
    let text = project.read(manifest);
    let folder = "migrations/20261121093013_grosse_andern";
    project.write(
        &format!("{folder}/revision.toml"),
        &format!(
            "{text}transaction = \"none\"\nirreversible = \"it was \\\\ slow\"\ncompatible = \"bbbb22222222\"\nlock_timeout = \"1500ms\"\nstatement_timeout = \"2h\"\n"
        ),
    );
    let up = manifest.replace("revision.toml", "up.sql");
    project.write(&format!("{folder}/up.sql"), &project.read(&up));
    fs::remove_dir_all(project.path(manifest).parent().unwrap()).unwrap();
    project.seal();
    migrate(&project, &server, &["up"]).succeeds();
    let before = project.tree();
    lose(&project, "grosse_andern");
    migrate(&project, &server, &["recover", "dddd"]).succeeds();
    project.migrate(&["check", "--locked"]).succeeds();
    migrate(&project, &server, &["status", "--exit-code"]).succeeds();
    assert_eq!(project.tree(), before);
}

#[test]
fn what_cannot_be_recovered_is_refused_and_nothing_is_written() {
    let server = Server::database();
    let project = applied(&server);
    let refused = |words: &[&str], code: i32| {
        let before = project.tree();
        let ran = migrate(&project, &server, words).exits(code);
        assert_eq!(project.tree(), before);
        format!("$ cargo migrate {}\n{}\n", words.join(" "), ran.stderr)
    };
    let mut said = String::new();
    said += &refused(&["recover", "ffff"], 2);
    said += &refused(&["recover", "bbb"], 2);
    said += &refused(&["recover", "bbbb"], 2);

    let sql = |sql: &str| server.execute(sql);
    lose(&project, "add_groups_to_users");
    // A folder of somebody else has the name.
    let folder = "migrations/20261121093012_add_groups_to_users";
    project.write(&format!("{folder}/up.sql"), "SELECT 1;\n");
    said += &refused(&["recover", "cccc"], 2);
    fs::remove_dir_all(project.path(folder)).unwrap();

    sql(
        "UPDATE migrate_ledger SET up_sql = up_sql || 'DROP TABLE users;' WHERE id = 'cccc33333333'",
    );
    said += &refused(&["recover", "cccc"], 4);
    sql("UPDATE migrate_ledger SET up_sql = replace(up_sql, 'DROP TABLE users;', ''), down_sql = NULL
         WHERE id = 'cccc33333333'");
    said += &refused(&["recover", "cccc"], 4);

    // The lock and the ledger mean different revisions by the same id.
    let lock = project.read("migrations/migrate.lock");
    let start = lock.find("cccc33333333 = { up = \"b3:").unwrap();
    let altered = format!(
        "{}cccc33333333 = {{ up = \"b3:{zero}\", down = \"b3:{zero}\" }}\n",
        &lock[..start],
        zero = "0".repeat(64)
    );
    sql(
        "UPDATE migrate_ledger SET down_sql = E'ALTER TABLE users DROP COLUMN groups;\\n' WHERE id = 'cccc33333333'",
    );
    project.write("migrations/migrate.lock", &altered);
    said += &refused(&["recover", "cccc"], 3);
    project.write("migrations/migrate.lock", &lock);

    // Nobody has what it is based on.
    lose(&project, "create_orders");
    sql("DELETE FROM migrate_ledger WHERE id = 'bbbb22222222'");
    said += &refused(&["recover", "cccc"], 3);

    sql("DROP TABLE migrate_ledger_log");
    said += &refused(&["recover", "cccc"], 4);
    fs::remove_file(project.path("migrations/migrate.lock")).unwrap();
    said += &refused(&["recover", "cccc"], 3);
    crate::with_filters!({
        insta::assert_snapshot!(
            "recover_refused",
            said.replace(&project.root().display().to_string(), "[package]")
        )
    });
}

/// A row is data: whatever it holds, files are written inside the directory of revisions alone.
#[test]
fn a_folder_name_in_the_ledger_is_no_path() {
    let server = Server::database();
    let project = applied(&server);
    lose(&project, "add_groups_to_users");
    server.execute("UPDATE migrate_ledger SET folder = '20261121093012_../../../evil' WHERE id = 'cccc33333333'");
    migrate(&project, &server, &["recover", "cccc"]).succeeds();
    assert!(!project.path("../evil").exists() && !project.path("evil").exists());
    assert!(
        project
            .path("migrations/20261121093012_add_groups_to_users/up.sql")
            .exists()
    );
    project.migrate(&["check", "--locked"]).succeeds();
}
