//! `schema`: a revision, a database or files as SQL, as data, as pictures.

use crate::desired::{left, migrate};
use crate::project::Project;
use crate::server::{PASSWORD, Server};

const LINES: &str = "CREATE TABLE lines (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, \"of\" int NOT NULL REFERENCES orders, \
                     note text CHECK (note <> ''));\nCREATE UNIQUE INDEX lines_note ON lines (note);\n";

/// A shop whose tables refer to each other, with its scratch server.
fn shop() -> Project {
    let orders = "CREATE TABLE orders (id serial PRIMARY KEY, placed timestamptz NOT NULL DEFAULT now());\n\
                  COMMENT ON TABLE orders IS 'what was <bought>';\n";
    let project = Project::with_revisions(&[
        (
            "aaaa11111111",
            "create orders",
            orders,
            "DROP TABLE orders;",
        ),
        ("bbbb22222222", "create lines", LINES, "DROP TABLE lines;"),
    ]);
    let package = project.read("Cargo.toml");
    let metadata = "[package.metadata.migrate]\nscratch = { env = \"SCRATCH_DATABASE_URL\" }\n";
    project.write("Cargo.toml", &format!("{package}\n{metadata}"));
    project
}

#[test]
fn the_head_a_database_and_a_file_of_the_same_schema_print_the_same() {
    let (server, project) = (Server::start(), shop());
    let printed = migrate(&project, &server, &["schema"]).succeeds();
    insta::assert_snapshot!("schema_of_the_shop", printed.stdout);
    assert_eq!(printed.stderr, "");

    // psql reads it; a database asks for no scratch server, and its ledger is not of its schema.
    let url = server.url();
    migrate(&project, &server, &["up", "--database", &url]).succeeds();
    let live = project.migrate(&["schema", &url]).succeeds();
    assert_eq!(live.stdout, printed.stdout);
    project.write("printed.sql", &printed.stdout);
    let loaded = server.create("loaded");
    let file = project.path("printed.sql");
    let psql = std::process::Command::new("psql")
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &loaded, "-f"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(psql.status.success(), "{psql:?}");
    let again = project.migrate(&["schema", &loaded]).succeeds();
    assert_eq!(again.stdout, printed.stdout);
    // It is also a desired schema.
    let from_file = migrate(&project, &server, &["schema", "./printed.sql"]).succeeds();
    assert_eq!(from_file.stdout, printed.stdout);

    let before = migrate(&project, &server, &["schema", "create_orders"]).succeeds();
    assert!(!before.stdout.contains("lines"), "{before}");
    assert_eq!(left(&server), Vec::<String>::new());
}

#[test]
fn a_schema_is_data_and_pictures() {
    let (server, project) = (Server::start(), shop());
    let url = server.url();
    migrate(&project, &server, &["up", "--database", &url]).succeeds();
    let form = |form: &str| {
        let words = ["schema", &url, "--format", form];
        project.migrate(&words).succeeds().stdout
    };
    let document: serde_json::Value = serde_json::from_str(&form("json")).unwrap();
    assert_eq!(document["command"], "schema");
    assert_eq!(document["schema"]["tables"][0]["name"]["name"], "lines");
    assert!(!document["of"].as_str().unwrap().contains(PASSWORD));
    insta::assert_snapshot!("schema_for_mermaid", form("mermaid"));
    insta::assert_snapshot!("schema_for_graphviz", form("dot"));
    let svg = form("svg");
    assert!(
        svg.starts_with("<svg ") && svg.ends_with("</svg>\n"),
        "{svg}"
    );
    assert!(
        svg.contains("<title>what was &lt;bought&gt;</title>"),
        "{svg}"
    );
    assert_eq!(svg.matches("<g transform").count(), 2);

    server.execute("CREATE TABLE \"Far\" (id int)");
    let drawn = |tables: &[&str]| {
        let mut words = vec!["schema", &url, "--format", "svg"];
        words.extend(tables.iter().flat_map(|table| ["--table", table]));
        let svg = project.migrate(&words).succeeds().stdout;
        svg.matches("<g transform").count()
    };
    assert_eq!(drawn(&[]), 3);
    assert_eq!(drawn(&["lines"]), 2);
    assert_eq!(drawn(&["Far"]), 1);
    assert_eq!(drawn(&["public.\"Far\"", "orders"]), 3);
}

#[test]
fn a_table_that_is_not_there_and_a_picture_that_is_none_are_told() {
    let (server, project) = (Server::start(), shop());
    let words = ["schema", "--format", "svg", "--table", "order"];
    let ran = migrate(&project, &server, &words).exits(2);
    crate::assert_shown!("schema_without_such_a_table", ran);
    let ran = migrate(&project, &server, &["schema", "--table", "orders"]).exits(2);
    crate::assert_shown!("schema_is_no_picture", ran);
    let ran = migrate(&project, &server, &["schema", "nowhere"]).exits(2);
    assert!(ran.stderr.contains("nowhere"), "{ran}");
}
