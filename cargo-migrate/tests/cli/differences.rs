//! `diff A B`: databases, revisions and files beside each other.

use crate::assert_shown;
use crate::desired::{desiring, left, migrate};
use crate::project::Project;
use crate::server::{PASSWORD, Server};

/// The shop with its scratch server.
fn shop() -> Project {
    let project = Project::shop();
    let package = project.read("Cargo.toml");
    let metadata = "[package.metadata.migrate]\nscratch = { env = \"SCRATCH_DATABASE_URL\" }\n";
    project.write("Cargo.toml", &format!("{package}\n{metadata}"));
    project
}

#[test]
fn a_database_beside_the_head_shows_what_was_done_by_hand() {
    let (server, project) = (Server::start(), shop());
    let url = server.url();
    migrate(&project, &server, &["up", "--database", &url]).succeeds();
    let ran = migrate(&project, &server, &["diff", &url, "head", "--exit-code"]).succeeds();
    assert!(
        ran.stderr.contains("Equal") && ran.stdout.is_empty(),
        "{ran}"
    );

    server.execute(
        "CREATE INDEX by_hand ON users (groups); ALTER TABLE orders ALTER COLUMN id SET NOT NULL",
    );
    let mut ran = migrate(&project, &server, &["diff", &url, "head", "--exit-code"]).exits(7);
    ran.hide(&url);
    assert_shown!("diff_by_hand", ran);
    let back = migrate(&project, &server, &["diff", "add_groups_to_users", &url]).succeeds();
    assert!(back.stdout.contains("CREATE INDEX by_hand"), "{back}");
    server.execute(&ran.stdout);
    migrate(&project, &server, &["diff", &url, "cccc", "--exit-code"]).succeeds();

    let ran = migrate(
        &project,
        &server,
        &["-v", "diff", &url, "base", "--format", "json"],
    )
    .succeeds();
    let document = ran.json();
    assert_eq!(
        (&document["command"], &document["equal"]),
        (&"diff".into(), &false.into())
    );
    assert_eq!(document["changes"][0]["action"], "drop");
    assert_eq!(document["changes"][0]["hazards"][0]["name"], "loses-data");
    assert!(!format!("{}{}", ran.stdout, ran.stderr).contains(PASSWORD));
    assert_eq!(left(&server), Vec::<String>::new());
}

#[test]
fn files_stand_for_schemas_wherever_they_lie() {
    let (server, project) = (Server::start(), shop());
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("wanted.sql");
    std::fs::write(&file, "CREATE TABLE users (id int, groups text);\n").unwrap();
    let file = file.to_str().unwrap();
    let ran = migrate(&project, &server, &["diff", "head", file]).succeeds();
    assert!(ran.stdout.ends_with("DROP TABLE public.orders;\n"), "{ran}");

    // Without a slash it is a revision first, then a file.
    project.write(
        "schema/users.sql",
        "CREATE TABLE people (id int, groups text);\n",
    );
    let words = ["diff", file, "schema", "--rename", "users=people"];
    let ran = migrate(&project, &server, &words).succeeds();
    assert!(
        ran.stdout
            .contains("ALTER TABLE public.users RENAME TO people"),
        "{ran}"
    );
    let ran = migrate(&project, &server, &["diff", "nowhere", "head"]).exits(2);
    assert!(ran.stderr.contains("nowhere"), "{ran}");
    let ran = migrate(&project, &server, &["diff", "head", "+1"]).exits(2);
    assert!(ran.stderr.contains("+1"), "{ran}");
}

#[test]
fn a_side_that_is_not_there_is_named_with_what_a_side_can_be() {
    let project = desiring("schema.sql");
    for words in [
        ["diff", "nowhere.sql", "head"],
        ["diff", "base", "nowhere.sql"],
    ] {
        let ran = project.migrate(&words).exits(2);
        let told = "error: there is no file or folder nowhere.sql";
        assert!(ran.stderr.contains(told), "{ran}");
        assert!(ran.stderr.contains("`postgresql://…`"), "{ran}");
        assert!(!ran.stderr.contains("[package.metadata.migrate]"), "{ran}");
    }
    project.migrate(&["schema", "no/where"]).exits(2);
    // It was meant as an address.
    for address in ["postgresql:/me:hunter2@db/shop", "me:hunter2@db"] {
        let ran = project.migrate(&["diff", address, "head"]).exits(2);
        assert!(ran.stderr.contains("no file or folder …@db"), "{ran}");
        assert!(!ran.stderr.contains("hunter2"), "{ran}");
    }
}

#[test]
fn a_database_that_cannot_be_reached_is_told_without_its_password() {
    let project = desiring("schema.sql");
    let url = format!("postgresql://me:{PASSWORD}@localhost:1/none");
    let ran = project.migrate(&["diff", &url, &url]).exits(2);
    assert!(ran.stderr.contains("the command line"), "{ran}");
    assert!(!ran.stderr.contains(PASSWORD), "{ran}");
    let ran = project
        .migrate(&["diff", "mysql://localhost/x", "head"])
        .exits(2);
    assert!(ran.stderr.contains("the command line"), "{ran}");
}

#[test]
fn a_project_without_revisions_is_at_its_base() {
    let (server, project) = (crate::desired::server(), desiring("schema.sql"));
    project.write("schema.sql", "CREATE TABLE users (id int);\n");
    let words = ["diff", "base", "schema.sql", "--exit-code"];
    let ran = migrate(&project, &server, &words).exits(7);
    assert!(ran.stdout.contains("CREATE TABLE public.users"), "{ran}");
}
