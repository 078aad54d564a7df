//! `baseline`: the first revision of a project whose database was there before it.

use crate::assert_shown;
use crate::desired::left;
use crate::project::Project;
use crate::server::{PASSWORD, Server};
use crate::verify::migrate;

/// A project without revisions, whose scratch databases are on the server.
fn project(more: &str) -> Project {
    let project = Project::new();
    let package = project.read("Cargo.toml");
    let metadata = format!(
        "[package.metadata.migrate]\nscratch = {{ env = \"SCRATCH_DATABASE_URL\" }}\n{more}"
    );
    project.write("Cargo.toml", &format!("{package}\n{metadata}"));
    project
}

const SHOP: &str = "CREATE TYPE mood AS ENUM ('sad', 'happy');
    CREATE TABLE users (id bigserial PRIMARY KEY, email text NOT NULL UNIQUE, mood mood DEFAULT 'happy');
    CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, buyer bigint REFERENCES users);
    CREATE VIEW buyers AS SELECT u.email, count(*) AS bought FROM users u JOIN orders o ON o.buyer = u.id GROUP BY 1;
    COMMENT ON TABLE users IS 'who buys';
    INSERT INTO users (email) VALUES ('ada@example.org');";

#[test]
fn a_database_that_was_there_becomes_the_first_revision() {
    let (server, project) = (Server::start(), project(""));
    server.execute(SHOP);
    let url = server.url();
    let before = Server::dump(&url);
    let mut ran = migrate(
        &project,
        &server,
        &["baseline", "--from", &url, "--no-stamp"],
    )
    .succeeds();
    ran.hide(&url);
    assert!(!format!("{ran}").contains(PASSWORD), "{ran}");
    assert_eq!(Server::dump(&url), before, "nothing is recorded");
    let folder = project.folder("baseline");
    insta::assert_snapshot!("baseline_up", project.read(&format!("{folder}/up.sql")));

    // A second one has something below it.
    let ran = migrate(&project, &server, &["baseline", "again"]).exits(2);
    assert!(ran.stderr.contains("a baseline is the first one"), "{ran}");
    migrate(&project, &server, &["stamp", "head"]).succeeds();
    migrate(&project, &server, &["lock"]).succeeds();
    migrate(&project, &server, &["verify"]).succeeds();
    assert_eq!(
        server.column("SELECT email FROM users"),
        ["ada@example.org"]
    );
    let empty = server.create("empty");
    migrate(&project, &server, &["up", "--database", &empty]).succeeds();
    migrate(&project, &server, &["verify", "--database", &empty]).succeeds();
    assert_eq!(left(&server), Vec::<String>::new());
}

#[test]
fn it_is_stamped_and_leaves_out_what_others_make() {
    let ignore = "\n[[package.metadata.migrate.ignore]]\nobject = \"* queue*\"\nreason = \"pgboss makes it\"\n";
    let (server, project) = (Server::start(), project(ignore));
    server.execute(SHOP);
    server.execute("CREATE SCHEMA queue; CREATE TABLE queue.jobs (id int)");
    let ran = migrate(&project, &server, &["baseline", "what there was"]).succeeds();
    assert_shown!("baseline", {
        let mut ran = ran;
        let id = server.column("SELECT id FROM migrate_ledger").remove(0);
        ran.stderr = ran.stderr.replace(&id, "[id]");
        ran
    });
    let up = project.read(&format!("{}/up.sql", project.folder("what_there_was")));
    assert!(!up.contains("queue"), "{up}");
    let detail = server.column("SELECT detail FROM migrate_ledger_log");
    assert_eq!(detail, ["verified: baseline"]);
    let document = migrate(&project, &server, &["verify", "--format", "json"])
        .succeeds()
        .json();
    assert_eq!(document["ignored"], 2);
}

#[test]
fn nothing_is_written_of_an_empty_database_or_one_that_has_a_history() {
    let (server, empty) = (Server::start(), project(""));
    let document = migrate(&empty, &server, &["baseline", "--format", "json"])
        .succeeds()
        .json();
    assert_eq!(document["outcome"], "nothing-to-do");
    let nowhere = server.url_of(&format!("postgres:{PASSWORD}"), "nowhere");
    let ran = migrate(&empty, &server, &["baseline", "--from", &nowhere]).exits(2);
    assert!(ran.stderr.contains("the name from `--from`"), "{ran}");
    let other = crate::verify::shop();
    migrate(&other, &server, &["up"]).succeeds();
    let before = empty.tree();
    let document = migrate(&empty, &server, &["baseline", "--format", "json"])
        .exits(4)
        .json();
    assert_eq!(document["error"]["state"], "diverged");
    assert_eq!(empty.tree(), before);
}

#[test]
fn a_role_that_the_scratch_server_lacks_is_named_in_the_settings() {
    let (server, project) = (Server::start(), project(""));
    server.execute("CREATE TABLE users (id int); CREATE ROLE app_of_live; GRANT SELECT ON users TO app_of_live");
    let (scratch, url) = (Server::start(), server.url());
    let ran = migrate(&project, &scratch, &["baseline", "--from", &url]).exits(7);
    assert!(ran.stderr.contains("roles = [\"app_of_live\"]"), "{ran}");
    assert_eq!(server.tables(), ["users"], "nothing is recorded");
    project.edit(
        "Cargo.toml",
        "\"SCRATCH_DATABASE_URL\" }",
        "\"SCRATCH_DATABASE_URL\", roles = [\"app_of_live\"] }",
    );
    // The draft was kept, and is right.
    migrate(&project, &scratch, &["stamp", "head", "--database", &url]).succeeds();
}
