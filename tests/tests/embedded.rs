//! The embedded server at the end of the command line: the same histories, nothing installed.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests stop at the first surprise, as tests do"
)]

use std::fs;

use cargo_migrate::embedded::Embedded;
use migrate_core::source::{Drafts, Settings, disk, load, text};
use migrate_runtime::{Reply, Session as _, Wanted};
use workspace_tests::history::{CRATES_IO, History, ZKSYNC};
use workspace_tests::project::Project;

/// Everything that revisions make, object by object, in PostgreSQL's own words; without the ledger.
const CATALOG: &str = "
WITH ours AS (
  SELECT c.oid, c.relname, c.relkind FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'migrate_ledger%'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
)
SELECT 'relation ' || relname || ' ' || relkind::text FROM ours
UNION ALL
SELECT 'column ' || relname || '.' || attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull::text
    || coalesce(' default ' || pg_get_expr(adbin, adrelid), '')
  FROM ours JOIN pg_attribute ON attrelid = ours.oid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  WHERE attnum > 0 AND NOT attisdropped
UNION ALL
SELECT 'constraint ' || relname || ' ' || conname || ' ' || pg_get_constraintdef(pg_constraint.oid)
  FROM ours JOIN pg_constraint ON conrelid = ours.oid
UNION ALL
SELECT 'index ' || pg_get_indexdef(indexrelid) || ' ' || indisvalid::text FROM ours JOIN pg_index ON indrelid = ours.oid
UNION ALL
SELECT 'view ' || relname || ' ' || pg_get_viewdef(oid) FROM ours WHERE relkind IN ('v', 'm')
UNION ALL
SELECT 'trigger ' || pg_get_triggerdef(pg_trigger.oid) FROM ours JOIN pg_trigger ON tgrelid = ours.oid
  WHERE NOT tgisinternal
UNION ALL
SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p
  WHERE p.pronamespace = 'public'::regnamespace AND p.prokind IN ('f', 'p')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
UNION ALL
SELECT 'label ' || typname || ' ' || enumlabel || ' ' || enumsortorder::text FROM pg_enum JOIN pg_type t ON t.oid = enumtypid
UNION ALL
SELECT 'extension ' || extname FROM pg_extension
ORDER BY 1";

fn catalog(database: &mut Embedded) -> Vec<String> {
    match database.send(CATALOG, Wanted::Rows) {
        Reply::Rows(rows) => rows
            .into_iter()
            .map(|row| row[0].clone().unwrap())
            .collect(),
        other => panic!("{other:?}"),
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
    let (expected, found) = (catalog(&mut plain), catalog(&mut migrated));
    assert!(expected.len() > 500, "a real schema");
    let differ = |(a, b): &(&String, &String)| a != b;
    assert_eq!(
        expected.iter().zip(&found).find(differ),
        None,
        "the first object that differs"
    );
    assert_eq!(expected.len(), found.len());

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
