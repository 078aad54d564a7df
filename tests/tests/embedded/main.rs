//! The embedded server at the end of the command line: the same histories, nothing installed.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests stop at the first surprise, as tests do"
)]

use std::fs;

use cargo_migrate::embedded::Embedded;
use migrate_core::plan::LedgerName;
use migrate_core::source::{Drafts, Settings, disk, load, text};
use migrate_runtime::{Reply, Session as _, Wanted};
use migrate_schema::{Name, Plans, Reader, Row, Schema, compare};
use workspace_tests::corpus::workspace_root;
use workspace_tests::embedding::add;
use workspace_tests::history::{CRATES_IO, History, ZKSYNC};
use workspace_tests::project::Project;

#[path = "../../../migrate-schema/tests/catalog/cases.rs"]
mod cases;
mod pairs;
#[path = "../../../migrate-schema/tests/diff/world/mod.rs"]
mod world;

/// The schema without the ledger.
fn schema(database: &mut Embedded) -> Schema {
    let ledger = LedgerName::default();
    let hidden = [ledger.clone(), ledger.log()].map(|name| Name::new(name.schema, name.table));
    let mut reader = Reader::new(hidden.to_vec()).with_plans(Plans::Kept);
    reader.snapshot(|sql| rows(database, sql)).unwrap()
}

fn rows(database: &mut Embedded, sql: &str) -> Result<Vec<Row>, String> {
    match database.send(sql, Wanted::Rows) {
        Reply::Rows(rows) => Ok(rows),
        other => Err(format!("{other:?}")),
    }
}

/// The command line brings the embedded database to the schema that the same scripts give when they are sent as they are.
fn up_on_the_embedded_server_gives_the_schema_of_the_scripts(history: History) {
    let Some(directory) = history.directory() else {
        return;
    };
    let project = Project::new(history.name);
    history.import_into(&project, &directory);
    history.seal(&project);
    let _ = project
        .migrate(&["up", "--database", "embedded"])
        .succeeds();
    let _ = project
        .migrate(&["status", "--exit-code", "--database", "embedded"])
        .succeeds();
    let _ = project
        .migrate(&["up", "--database", "embedded"])
        .succeeds();

    let settings = Settings::for_package(history.name);
    let files = disk::read(project.root(), &settings.directory);
    let plan = load(&files, &settings, Drafts::Refused)
        .plan
        .expect("it was sealed");
    let mut plain = Embedded::in_memory().unwrap();
    for revision in plan.revisions.iter() {
        let path = project.path(&format!("migrations/{}", revision.up_path()));
        let bytes = fs::read(&path).unwrap();
        let reply = plain.send(&text::canonical(&bytes).unwrap(), Wanted::Nothing);
        assert_eq!(reply, Reply::Rows(Vec::new()), "{}", path.display());
    }
    let mut migrated = Embedded::open(&project.path("target/migrate").join(history.name)).unwrap();
    let (expected, found) = (schema(&mut plain), schema(&mut migrated));
    let columns = expected.tables.iter().map(|table| table.columns.len());
    assert!(columns.sum::<usize>() > 150, "a real schema");
    assert_eq!(compare(&expected, &found), []);
    assert_eq!(expected, found);

    // One process at a time, and the other one hears why.
    let busy = project
        .migrate(&["status", "--database", "embedded"])
        .exits(5);
    let _ = busy.says(&["in use by another process"]);
    migrated.close().unwrap();
    plain.close().unwrap();
}

#[test]
fn up_on_the_embedded_server_gives_crates_io_the_schema_of_its_scripts() {
    up_on_the_embedded_server_gives_the_schema_of_the_scripts(CRATES_IO);
}

#[test]
fn up_on_the_embedded_server_gives_zksync_the_schema_of_its_scripts() {
    up_on_the_embedded_server_gives_the_schema_of_the_scripts(ZKSYNC);
}

/// What is told when the case happens in one transaction, or what the server says against it.
fn differences(database: &mut Embedded, case: &cases::Case) -> Result<String, String> {
    for sql in ["BEGIN", &case.base] {
        let _ = rows(database, sql)?;
    }
    let before = schema(database);
    let _ = rows(database, &case.change)?;
    let differences = compare(&before, &schema(database));
    let _ = rows(database, "ROLLBACK")?;
    Ok(cases::shown(&differences))
}

/// The cases that every version tells in the same words; the embedded server has not the version of the native ones.
#[test]
fn each_kind_of_object_shows_its_difference_on_the_embedded_server_too() {
    let text = workspace_root().join("migrate-schema/tests/catalog/objects.txt");
    let mut database = Embedded::in_memory().unwrap();
    let empty = schema(&mut database);
    let mut told = 0;
    let mut wrong = Vec::new();
    for case in cases::parse(&fs::read_to_string(text).unwrap()) {
        if case.title.ends_with("[15]") {
            continue;
        }
        match differences(&mut database, &case) {
            Ok(differences) if differences == case.differences => told += 1,
            found => wrong.push((case.title, found)),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(told > 80, "{told} cases");
    assert_eq!(schema(&mut database), empty, "nothing is left");
    database.close().unwrap();
}

/// Whoever needs more than the embedded server has is told which server could prove it.
#[test]
fn a_proof_names_the_extension_that_the_embedded_server_lacks() {
    let project = Project::new("maps");
    let _ = project.migrate(&["init"]).succeeds();
    let (up, down) = ("CREATE EXTENSION zaphod;\n", "DROP EXTENSION zaphod;\n");
    add(&project, "use zaphod", up, down);
    let _ = project.migrate(&["lock"]).exits(7).says(&[
        "error[M601]",
        "the embedded PostgreSQL 18 has no extension zaphod",
        "`scratch = { env = \"SCRATCH_DATABASE_URL\" }`",
    ]);
}
