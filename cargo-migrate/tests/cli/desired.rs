//! The desired schema: where it may lie, what may be in it, and what `check` says beside the revisions.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, Weak};

use crate::cases::copy;
use crate::project::{Project, Ran};
use crate::server::Server;

/// One server for the tests that run at the same time: each scratch database is its own.
pub(crate) fn server() -> Arc<Server> {
    static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap();
    if let Some(server) = shared.upgrade() {
        return server;
    }
    let server = Arc::new(Server::start());
    *shared = Arc::downgrade(&server);
    server
}

/// A prepared package whose desired schema is `schema`.
pub(crate) fn desiring(schema: &str) -> Project {
    let project = Project::new();
    let package = project.read("Cargo.toml");
    let metadata = format!(
        "[package.metadata.migrate]\nschema = \"{schema}\"\nscratch = {{ env = \"SCRATCH_DATABASE_URL\" }}\n"
    );
    project.write("Cargo.toml", &format!("{package}\n{metadata}"));
    project
}

/// Runs the binary with the server for scratch databases.
pub(crate) fn migrate(project: &Project, server: &Server, words: &[&str]) -> Ran {
    let url = server.url();
    project.migrate_with(words, &[("SCRATCH_DATABASE_URL", url.as_str())])
}

/// Scratch databases that are still there.
pub(crate) fn left(server: &Server) -> Vec<String> {
    server.column("SELECT datname FROM pg_database WHERE datname LIKE 'cargo_migrate_scratch%'")
}

const USERS: &str = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);\n";

#[test]
fn every_case_of_the_desired_schema_is_told_in_its_words() {
    let server = server();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases");
    let mut cases: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.retain(|path| {
        path.file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .starts_with("M9")
    });
    cases.sort();
    assert!(cases.len() >= 5, "each code has one");
    for case in cases {
        let name = case.file_name().unwrap().to_str().unwrap();
        let project = Project::bare();
        for entry in fs::read_dir(&case).unwrap() {
            let path = entry.unwrap().path();
            copy(
                &path,
                &project.path(path.file_name().unwrap().to_str().unwrap()),
            );
        }
        fs::rename(project.path("metadata.toml"), project.path("Cargo.toml")).unwrap();
        let before = project.tree();
        let (words, code): (&[&str], i32) = match &name[..4] {
            "M904" => (&["-q", "check"], 7),
            "M905" => (&["-q", "new", "pile", "--auto"], 7),
            _ => (&["-q", "check"], 3),
        };
        let ran = migrate(&project, &server, words).exits(code);
        let found = ran.stderr.split("\nerror: ").next().unwrap().trim_end();
        assert!(
            found.contains(&format!("error[{}]", &name[..4])),
            "{name}: {ran}"
        );
        assert!(found.contains(" = help: "), "{name}: {found}");
        let expected = case.join("expected.txt");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&expected, format!("{found}\n")).unwrap();
        }
        assert_eq!(
            found,
            fs::read_to_string(expected).unwrap().trim_end(),
            "{name}"
        );
        assert_eq!(project.tree(), before, "{name}: nothing is written");
    }
}

#[test]
fn a_folder_is_in_the_order_that_postgresql_accepts() {
    let (server, project) = (server(), desiring("schema"));
    // By name, each needs what comes after it; two need each other.
    project.write(
        "schema/a_view.sql",
        "CREATE VIEW names AS SELECT full_name(u) AS name FROM users u;\n",
    );
    project.write(
        "schema/b_orders.sql",
        "CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);\n\
         ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users;\n\
         COMMENT ON TABLE orders IS 'what was bought';\n",
    );
    project.write(
        "schema/functions/c.sql",
        "CREATE FUNCTION full_name(u users) RETURNS text LANGUAGE sql AS 'SELECT u.email';\n",
    );
    project.write(
        "schema/users.sql",
        &format!("{USERS}ALTER TABLE users ADD last_order bigint REFERENCES orders;\n"),
    );
    project.write("schema/README.md", "What the database is to be.\n");
    migrate(&project, &server, &["new", "first", "--auto"]).succeeds();
    migrate(&project, &server, &["check"]).succeeds();
}

/// `pg_dump` writes files that set things for the session, and that only psql understands in two lines.
#[test]
fn the_text_of_pg_dump_is_a_desired_schema() {
    let (server, project) = (server(), desiring("schema.sql"));
    project.write(
        "schema.sql",
        "--\n-- PostgreSQL database dump\n--\n\n\\restrict hT3bGq\n\nSET statement_timeout = 0;\nSET client_encoding = 'UTF8';\n\
         SELECT pg_catalog.set_config('search_path', '', false);\nSET default_tablespace = '';\n\n\
         CREATE FUNCTION public.two() RETURNS integer LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT 2; END;\n\
         CREATE TABLE public.users (id bigint NOT NULL DEFAULT public.two());\n\n\\unrestrict hT3bGq\n\n",
    );
    migrate(&project, &server, &["new", "first", "--auto"]).succeeds();
    let up = project.read(&format!("{}/up.sql", project.folder("first")));
    assert!(up.contains("CREATE TABLE public.users"), "{up}");
    migrate(&project, &server, &["check"]).succeeds();
}

#[test]
fn a_schema_outside_of_the_package_is_refused() {
    for (schema, words) in [
        ("../schema.sql", "leads out of the package with `..`"),
        ("/etc/schema.sql", "is absolute"),
    ] {
        let project = desiring(schema);
        let ran = project.migrate(&["check"]).exits(2);
        assert!(
            ran.stderr.contains("error[M504]") && ran.stderr.contains(words),
            "{ran}"
        );
    }
    let (server, project) = (server(), desiring("elsewhere/schema.sql"));
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("schema.sql"), USERS).unwrap();
    std::os::unix::fs::symlink(outside.path(), project.path("elsewhere")).unwrap();
    let ran = migrate(&project, &server, &["new", "first", "--auto"]).exits(3);
    assert!(
        ran.stderr.contains("a symbolic link is not followed"),
        "{ran}"
    );
}

#[test]
fn check_needs_no_server_where_no_schema_is_desired() {
    let project = Project::shop();
    project.migrate(&["check"]).succeeds();
}

#[test]
fn check_compares_also_where_every_revision_is_sealed() {
    let (server, project) = (server(), desiring("schema.sql"));
    project.write("schema.sql", USERS);
    migrate(&project, &server, &["new", "first", "--auto"]).succeeds();
    migrate(&project, &server, &["lock"]).succeeds();
    migrate(&project, &server, &["check", "--locked"]).succeeds();

    project.write(
        "schema.sql",
        &format!("{USERS}CREATE INDEX ON users (email);\n"),
    );
    let ran = migrate(
        &project,
        &server,
        &["check", "--locked", "--format", "json"],
    )
    .exits(7);
    let problems = &ran.json()["problems"];
    assert_eq!(problems[0]["name"], "schema-differs", "{ran}");
    assert_eq!(problems[0]["place"]["path"], "schema.sql");
    let phases = ran.json()["phases"].clone();
    assert_eq!(
        phases[phases.as_array().unwrap().len() - 1]["name"],
        "schema"
    );
}

/// Everything that belongs to the server and to no database.
fn standing(server: &Server) -> Vec<String> {
    server.column(
        "SELECT 'role ' || rolname || rolcanlogin FROM pg_roles UNION ALL SELECT 'slot ' || slot_name FROM pg_replication_slots \
         UNION ALL SELECT 'database ' || datname || coalesce(datacl::text, '') FROM pg_database ORDER BY 1",
    )
}

/// As it is written for servers on which the role may be there already.
fn role(name: &str) -> String {
    format!(
        "DO $$ BEGIN\n  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN\n    CREATE ROLE {name};\n  \
         END IF;\nEND $$;\n"
    )
}

#[test]
fn roles_that_the_desired_schema_makes_are_gone_with_its_database() {
    let (server, project) = (Server::start(), desiring("schema.sql"));
    let before = standing(&server);
    let schema = format!(
        "{}{USERS}GRANT SELECT ON users TO reader;\n",
        role("reader")
    );
    project.write("schema.sql", &schema);
    let ran = migrate(&project, &server, &["schema", "schema.sql"]).succeeds();
    assert!(ran.stdout.contains("TO reader"), "{ran}");
    assert_eq!(standing(&server), before, "alone");

    // The history makes another one, and both are used.
    project.revision(
        "aaaa11111111",
        &[],
        "users",
        &format!("{USERS}CREATE ROLE writer;\nGRANT INSERT ON users TO writer;"),
        "DROP TABLE users;\nDROP ROLE writer;",
    );
    project.seal();
    project.write(
        "schema.sql",
        &format!("{schema}GRANT INSERT ON users TO writer;\n"),
    );
    let ran = migrate(&project, &server, &["diff", "head", "schema.sql"]).exits(3);
    assert!(
        ran.stderr.contains("role \"writer\" does not exist"),
        "{ran}"
    );
    let ran = migrate(&project, &server, &["check"]).exits(7);
    assert!(ran.stderr.contains("grants on table public.users"), "{ran}");
    assert_eq!(standing(&server), before, "beside a history");
    assert_eq!(left(&server), Vec::<String>::new());
}

#[test]
fn a_desired_schema_that_would_change_the_server_is_refused() {
    let (server, project) = (Server::start(), desiring("schema.sql"));
    server.execute("CREATE ROLE other");
    let before = standing(&server);
    for statement in [
        "DO $$ BEGIN ALTER ROLE other LOGIN; END $$",
        "DO $$ BEGIN PERFORM pg_create_physical_replication_slot('standby'); END $$",
        "SELECT pg_create_physical_replication_slot('standby')",
        "REVOKE CONNECT ON DATABASE template1 FROM PUBLIC",
    ] {
        project.write("schema.sql", &format!("{USERS}{statement};\n"));
        let ran = migrate(&project, &server, &["schema", "schema.sql"]).exits(3);
        assert!(ran.stderr.contains("error[M902]"), "{ran}");
        assert!(ran.stderr.contains("schema.sql:2:"), "{ran}");
        assert_eq!(standing(&server), before, "{statement}");
    }
}
