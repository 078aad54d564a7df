//! `fingerprint = true`: what the schema was after the last run, beside what it is.

use migrate_core::source::{self, Drafts, Settings, disk};
use serde_json::json;

use crate::assert_shown;
use crate::project::{Project, Ran};
use crate::server::{PASSWORD, Server};
use crate::verify::shop;

/// The shop with a function and a trigger, whose schema is recorded.
fn watched() -> Project {
    let project = Project::shop();
    project.revision(
        "dddd44444444",
        &["cccc33333333"],
        "stamp orders",
        "ALTER TABLE orders ADD COLUMN at timestamptz DEFAULT now();\nCREATE INDEX orders_at ON orders (at);\n\
         CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := now(); RETURN NEW; END $$;",
        "DROP FUNCTION touch();\nALTER TABLE orders DROP COLUMN at;",
    );
    project.seal();
    fingerprinted(&project);
    project
}

/// Turns the setting on.
fn fingerprinted(project: &Project) {
    let package = project.read("Cargo.toml");
    let setting = "[package.metadata.migrate]\nfingerprint = true\n";
    project.write("Cargo.toml", &format!("{package}\n{setting}"));
}

/// Adds an object that others make.
fn ignore(project: &Project, object: &str) {
    let package = project.read("Cargo.toml");
    let entry = format!(
        "\n[[package.metadata.migrate.ignore]]\nobject = \"{object}\"\nreason = \"others make it\"\n"
    );
    project.write("Cargo.toml", &(package + &entry));
}

fn run(project: &Project, server: &Server, words: &[&str]) -> Ran {
    project.migrate_with(words, &[("DATABASE_URL", &*server.url())])
}

/// What is recorded.
const RECORDED: &str = "SELECT fingerprint FROM migrate_ledger_schema WHERE plan = 'shop'";

/// The name of what `status` says of the schema.
fn standing(project: &Project, server: &Server) -> String {
    let document = run(project, server, &["status", "--format", "json"])
        .succeeds()
        .json();
    match document["state"]["name"].as_str() {
        Some("drifted") => "drifted".to_owned(),
        _ => document["schema"]["name"]
            .as_str()
            .unwrap_or("none")
            .to_owned(),
    }
}

#[test]
fn what_was_done_by_hand_is_refused_with_the_objects_named() {
    let (server, project) = (Server::database(), watched());
    let migrate = |words: &[&str]| run(&project, &server, words);
    let ran = migrate(&["up", "cccc"]).succeeds();
    assert!(
        !ran.stderr.contains("schema"),
        "nothing was there to compare: {ran}"
    );
    assert_eq!(standing(&project, &server), "as-recorded");
    let first = server.column(RECORDED);
    migrate(&["up"]).succeeds();
    let second = server.column(RECORDED);
    assert_ne!(first, second, "it is recorded after each run");
    assert!(second[0].starts_with("schema1:"), "{second:?}");
    migrate(&["up"]).succeeds();

    server.execute(
        "DROP INDEX orders_at; ALTER TABLE orders ALTER at DROP DEFAULT; CREATE TABLE by_hand (id int PRIMARY KEY); \
         CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    );
    let before = Server::dump(&server.url());
    let ran = migrate(&["up"]).exits(4);
    assert_shown!("drifted", ran);
    let said = |ran: &Ran| ran.stderr.clone();
    let words = said(&ran);
    for verb in [
        &["up", "--dry-run"][..],
        &["down", "base", "--yes"],
        &["down", "base", "--dry-run"],
        &["stamp", "bbbb", "--unverified", "--reason", "?"],
    ] {
        assert_eq!(said(&migrate(verb).exits(4)), words, "{verb:?}");
    }
    let document = migrate(&["up", "--format", "json"]).exits(4).json();
    let error = &document["error"];
    assert_eq!(
        (&error["kind"], &error["state"]),
        (&json!("state"), &json!("drifted"))
    );
    let objects = error["facts"]["objects"].as_array().unwrap();
    assert_eq!(objects.len(), 4);
    assert!(objects.contains(&json!({ "class": "missing", "object": "index public.orders_at" })));
    assert!(objects.contains(&json!({ "class": "changed", "object": "column public.orders.at" })));
    assert!(objects.contains(&json!({ "class": "changed", "object": "function public.touch()" })));
    assert!(objects.contains(&json!({ "class": "extra", "object": "table public.by_hand" })));
    assert_shown!("drifted_status", migrate(&["status"]).succeeds());
    migrate(&["status", "--exit-code"]).exits(4);
    let status = migrate(&["status", "--format", "json"]).succeeds().json();
    assert_eq!(status["state"]["name"], "drifted");
    assert_eq!(status["state"]["facts"], error["facts"]);
    assert_eq!(Server::dump(&server.url()), before, "nothing was changed");

    // What is undone by hand is as if it had not been.
    server.execute("DROP TABLE by_hand");
    ignore(&project, "index public.orders_at");
    ignore(&project, "function public.touch()");
    let ran = migrate(&["up"]).exits(4);
    assert!(
        ran.stderr
            .contains("1 object differs: column public.orders.at (changed)"),
        "{ran}"
    );
    server.execute("ALTER TABLE orders ALTER at SET DEFAULT now()");
    migrate(&["up"]).succeeds();
}

#[test]
fn a_drift_is_accepted_for_a_reason_that_stays() {
    let (server, project) = (Server::database(), watched());
    let migrate = |words: &[&str]| run(&project, &server, words);
    migrate(&["up", "cccc"]).succeeds();
    server.execute("CREATE INDEX by_hand ON users (id)");
    migrate(&["up", "--accept-drift"]).exits(2);
    migrate(&["up", "--accept-drift", "--reason", " "]).exits(2);
    let accept = ["up", "--accept-drift", "--reason", "it is wanted"];
    let ran = migrate(&[&accept[..], &["--dry-run"]].concat()).succeeds();
    assert!(
        ran.stderr.contains("Accepted index public.by_hand (extra)"),
        "{ran}"
    );
    assert_eq!(
        standing(&project, &server),
        "drifted",
        "a preview records nothing"
    );
    let ran = migrate(&accept).succeeds();
    assert_shown!("drift_accepted", ran);
    let log = "SELECT event || ' ' || coalesce(id, '-') || ' ' || coalesce(detail, '-') FROM migrate_ledger_log ORDER BY seq";
    let log = server.column(log);
    assert_eq!(
        log[3],
        "adopt - drift accepted: it is wanted; index public.by_hand (extra)"
    );
    assert_eq!(log[4], "up dddd44444444 -");
    assert_eq!(standing(&project, &server), "as-recorded");

    // Also where nothing is to be done.
    server.execute("DROP INDEX by_hand");
    migrate(&["up"]).exits(4);
    migrate(&accept).succeeds();
    migrate(&["up"]).succeeds();
    // And on the way down, whose end is recorded as well.
    server.execute("CREATE INDEX by_hand ON users (id)");
    migrate(&["down", "base", "--yes"]).exits(4);
    migrate(&[
        "down",
        "base",
        "--yes",
        "--accept-drift",
        "--reason",
        "gone with the table",
    ])
    .succeeds();
    assert_eq!(standing(&project, &server), "as-recorded");
    server.execute("CREATE TABLE left_by_hand ()");
    migrate(&["up"]).exits(4);
    migrate(&["stamp", "aaaa", "--unverified", "--reason", "?"]).exits(4);
    migrate(&[
        "stamp",
        "aaaa",
        "--unverified",
        "--reason",
        "?",
        "--accept-drift",
    ])
    .succeeds();
    assert_eq!(standing(&project, &server), "as-recorded");
    // Nothing is accepted where nothing is compared.
    let package = project.read("Cargo.toml");
    project.write(
        "Cargo.toml",
        &package.replace("fingerprint = true", "fingerprint = false"),
    );
    migrate(&accept).exits(2);
    migrate(&[
        "stamp",
        "base",
        "--unverified",
        "--reason",
        "?",
        "--accept-drift",
    ])
    .exits(2);
}

#[test]
fn what_was_not_recorded_is_unknown_and_not_drifted() {
    let (server, project) = (Server::database(), watched());
    let migrate = |words: &[&str]| run(&project, &server, words);
    let package = project.read("Cargo.toml");
    let plain = package.replace("fingerprint = true", "fingerprint = false");
    // An older ledger has no such table.
    project.write("Cargo.toml", &plain);
    migrate(&["up", "aaaa"]).succeeds();
    assert_eq!(
        server.tables(),
        ["migrate_ledger", "migrate_ledger_log", "users"]
    );
    server.execute("CREATE TABLE by_hand ()");
    project.write("Cargo.toml", &package);
    assert_eq!(standing(&project, &server), "unrecorded");
    let ran = migrate(&["up", "aaaa"]).succeeds();
    assert!(
        ran.stderr.contains("nothing was recorded of it yet"),
        "{ran}"
    );
    assert_eq!(standing(&project, &server), "as-recorded");

    // An application that migrates by itself records nothing.
    let settings = Settings::parse("Cargo.toml", &package).unwrap();
    let files = disk::read(project.root(), &settings.directory);
    let plan = source::load(&files, &settings, Drafts::Refused)
        .plan
        .unwrap();
    let plan = migrate_runtime::Plan::from(plan);
    let up = |to: &str| {
        let to = plan
            .revisions
            .iter()
            .find(|one| one.id.to_string().starts_with(to))
            .unwrap()
            .id;
        plan.migrator().to(to).up(&mut server.client()).unwrap();
    };
    up("bbbb");
    up("cccc");
    assert!(plan.state(&mut server.client()).unwrap().may_pass());
    server.execute("DROP TABLE by_hand");
    project.write("Cargo.toml", &package);
    let ran = migrate(&["status"]).succeeds();
    assert!(
        ran.stdout
            .contains("it is unknown since `up` of bbbb22222222 ("),
        "{ran}"
    );
    assert_eq!(standing(&project, &server), "unknown");
    let mut ran = migrate(&["up"]).succeeds();
    ran.hide(&server.url());
    assert_shown!("drift_unknown", ran);
    assert_eq!(standing(&project, &server), "as-recorded");
    server.execute("CREATE TABLE by_hand ()");
    migrate(&["up"]).exits(4);
    server.execute("DROP TABLE by_hand");

    // What a preview finds and the run after it, too, is said once.
    migrate(&["up", "--sql"]).succeeds();
    project.write("Cargo.toml", &plain);
    migrate(&["down", "cccc", "--yes"]).succeeds();
    project.write("Cargo.toml", &package);
    let ran = migrate(&["down", "bbbb", "--yes"]).succeeds();
    assert_eq!(
        ran.stderr
            .matches("unknown since `down` of dddd44444444")
            .count(),
        1,
        "{ran}"
    );
}

/// A long run makes functions in its session, and they are nobody's schema.
#[test]
fn a_long_run_records_as_a_short_one_does() {
    let (server, project) = (Server::database(), Project::new());
    let mut parent = Vec::new();
    let ids: Vec<String> = (0..24)
        .map(|number| format!("{:x}{number:011}", number % 10))
        .collect();
    for (number, id) in ids.iter().enumerate() {
        let (up, down) = (
            format!("CREATE TABLE t{number} ();"),
            format!("DROP TABLE t{number};"),
        );
        project.revision(id, &parent, &format!("table {number}"), &up, &down);
        parent = vec![id];
    }
    project.seal();
    fingerprinted(&project);
    run(&project, &server, &["up"]).succeeds();
    assert_eq!(standing(&project, &server), "as-recorded");
    run(&project, &server, &["up"]).succeeds();
}

/// A crash between the last revision and the record, or in between.
#[test]
fn a_crash_before_the_record_leaves_the_schema_unknown_since_the_first_revision_of_that_run() {
    let (server, project) = (Server::database(), watched());
    let migrate = |words: &[&str]| run(&project, &server, words);
    migrate(&["up", "aaaa"]).succeeds();
    let recorded = server.column(RECORDED);
    // The record fails, whatever else is done.
    server.execute(
        "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the disk is full'; END $$; \
         CREATE TRIGGER stop BEFORE UPDATE ON migrate_ledger_schema EXECUTE FUNCTION stop()",
    );
    ignore(&project, "function public.stop()");
    let ran = migrate(&["up"]).succeeds();
    assert!(ran.stderr.contains("could not be recorded"), "{ran}");
    assert!(ran.stderr.contains("the disk is full"), "{ran}");
    assert_eq!(server.column(RECORDED), recorded);
    server.execute("DROP TRIGGER stop ON migrate_ledger_schema; CREATE TABLE by_hand ()");
    let ran = migrate(&["status"]).succeeds();
    assert!(
        ran.stdout.contains("unknown since `up` of bbbb22222222 ("),
        "{ran}"
    );
    let ran = migrate(&["up"]).succeeds();
    assert!(
        ran.stderr.contains("unknown since `up` of bbbb22222222 ("),
        "{ran}"
    );
    assert_eq!(standing(&project, &server), "as-recorded");
}

#[test]
fn a_run_that_fails_records_what_it_leaves_and_an_interrupted_revision_is_unknown() {
    let (server, project) = (Server::database(), watched());
    let migrate = |words: &[&str]| run(&project, &server, words);
    let lock = project.read("migrations/migrate.lock");
    project.revision(
        "eeee55555555",
        &["dddd44444444"],
        "fails",
        "SELECT 1 / 0;",
        "SELECT 1;",
    );
    project.seal();
    migrate(&["up"]).exits(6);
    assert_eq!(standing(&project, &server), "as-recorded");
    server.execute("CREATE TABLE by_hand ()");
    migrate(&["up"]).exits(4);
    server.execute("DROP TABLE by_hand");

    let folder = project.folder("fails");
    let manifest = project.read(&format!("{folder}/revision.toml"));
    project.write(
        &format!("{folder}/revision.toml"),
        &(manifest + "transaction = \"none\"\n"),
    );
    project.write(
        &format!("{folder}/up.sql"),
        "CREATE INDEX CONCURRENTLY one ON users (id);\nCREATE UNIQUE INDEX CONCURRENTLY two ON users (groups);\n",
    );
    project.write(
        &format!("{folder}/down.sql"),
        "DROP INDEX CONCURRENTLY two;\nDROP INDEX CONCURRENTLY one;\n",
    );
    // As if it had not been sealed before.
    project.write("migrations/migrate.lock", &lock);
    project.seal();
    server.execute("INSERT INTO users VALUES (1, 'a'), (2, 'a')");
    migrate(&["up"]).exits(6);
    let status = migrate(&["status", "--format", "json"]).succeeds().json();
    assert_eq!(status["state"]["name"], "interrupted");
    assert_eq!(status["schema"], json!(null));
    // It is put right by hand, which nobody calls a drift.
    server.execute("DELETE FROM users WHERE id = 2");
    migrate(&["resume"]).succeeds();
    assert_eq!(standing(&project, &server), "as-recorded");
    server.execute("DROP INDEX one");
    migrate(&["up"]).exits(4);
}

#[test]
fn several_plans_do_not_call_each_other_a_drift() {
    let (server, project, other) = (Server::database(), watched(), Project::bare());
    other.write(
        "Cargo.toml",
        "[package]\nname = \"queue\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n",
    );
    other.migrate(&["init"]).succeeds();
    other.revision(
        "1111aaaaaaaa",
        &[],
        "jobs",
        "CREATE TABLE jobs (id int);",
        "DROP TABLE jobs;",
    );
    other.seal();
    fingerprinted(&other);
    let migrate = |words: &[&str]| run(&project, &server, words);
    migrate(&["up"]).succeeds();
    run(&other, &server, &["up"]).succeeds();
    let ran = migrate(&["status"]).succeeds();
    assert!(
        ran.stdout
            .contains("unknown since `up` of 1111aaaaaaaa of the plan `queue` ("),
        "{ran}"
    );
    // What the others make is left out by its name: then nothing of theirs matters.
    ignore(&project, "table public.jobs");
    assert_eq!(standing(&project, &server), "as-recorded");
    run(&other, &server, &["down", "base", "--yes"]).succeeds();
    run(&other, &server, &["up"]).succeeds();
    assert_eq!(standing(&project, &server), "as-recorded");
    migrate(&["up"]).succeeds();
    server.execute("DROP TABLE orders");
    assert_eq!(
        standing(&project, &server),
        "unknown",
        "the other plan's events came between"
    );
    migrate(&["up"]).succeeds();
    server.execute("CREATE TABLE orders ()");
    migrate(&["up"]).exits(4);
}

#[test]
fn a_role_that_may_not_record_is_told_which_grant_it_lacks_before_anything_is_done() {
    let (server, project) = (Server::start(), watched());
    server.execute(&format!(
        "CREATE ROLE migrator LOGIN PASSWORD '{PASSWORD}'; CREATE ROLE looker LOGIN PASSWORD '{PASSWORD}'; \
         GRANT ALL ON SCHEMA public TO migrator"
    ));
    let as_role = |role: &str, words: &[&str]| {
        let url = server.url_of(&format!("{role}:{PASSWORD}"), "postgres");
        project.migrate_with(words, &[("DATABASE_URL", &*url)])
    };
    let plain = project
        .read("Cargo.toml")
        .replace("fingerprint = true", "fingerprint = false");
    let package = project.read("Cargo.toml");
    project.write("Cargo.toml", &plain);
    as_role("migrator", &["up", "bbbb"]).succeeds();
    project.write("Cargo.toml", &package);
    server.execute("REVOKE CREATE ON SCHEMA public FROM migrator");
    let ran = as_role("migrator", &["up"]).exits(2);
    assert_shown!("drift_no_create", ran);
    server.execute("GRANT CREATE ON SCHEMA public TO migrator");
    as_role("migrator", &["up", "cccc"]).succeeds();
    server.execute("ALTER TABLE migrate_ledger_schema OWNER TO postgres");
    for grant in ["SELECT", "SELECT, INSERT, UPDATE"] {
        let ran = as_role("migrator", &["up"]).exits(2);
        assert!(
            ran.stderr
                .contains("GRANT SELECT, INSERT, UPDATE ON \"public\".\"migrate_ledger_schema\""),
            "{ran}"
        );
        server.execute(&format!(
            "GRANT {grant} ON migrate_ledger_schema TO migrator"
        ));
    }
    as_role("migrator", &["up"]).succeeds();
    // `grants` knows the table.
    server.execute("REVOKE ALL ON migrate_ledger_schema FROM migrator");
    let grants = project
        .migrate(&["grants", "--migrator", "migrator"])
        .succeeds();
    project.write("grants.sql", &grants.stdout);
    server.psql(&project.path("grants.sql"));
    as_role("migrator", &["up"]).succeeds();
    // Who only looks is told that it does not see it, and sees the rest.
    server.execute("GRANT SELECT ON migrate_ledger TO looker");
    let ran = as_role("looker", &["status"]).succeeds();
    assert!(ran.stdout.contains("this role may not read"), "{ran}");
    server.execute("GRANT SELECT ON migrate_ledger_log, migrate_ledger_schema TO looker");
    let ran = as_role("looker", &["status"]).succeeds();
    assert!(
        ran.stdout.contains("the schema is as it was recorded"),
        "{ran}"
    );
}

#[test]
fn a_comparison_that_says_nothing_is_said_to_be_one() {
    let (server, project) = (Server::database(), watched());
    let migrate = |words: &[&str]| run(&project, &server, words);
    migrate(&["up"]).succeeds();
    for (change, words) in [
        ("server = 12", "it was recorded on PostgreSQL 12"),
        (
            "fingerprint = 'schema9:0'",
            "another version of the tool recorded it",
        ),
        ("seq = 10000", "beside another log"),
        (
            "fingerprint = 'schema1:0', objects = 'x'",
            "line 1 of the recorded objects",
        ),
    ] {
        server.execute(&format!("UPDATE migrate_ledger_schema SET {change}"));
        let ran = migrate(&["status"]).succeeds();
        assert!(ran.stdout.contains(words), "{ran}");
        assert_eq!(standing(&project, &server), "incomparable");
        let ran = migrate(&["up"]).succeeds();
        assert!(ran.stderr.contains(words), "{ran}");
        assert_eq!(standing(&project, &server), "as-recorded");
    }
    server.execute("ALTER TABLE migrate_ledger_schema DROP CONSTRAINT migrate_ledger_schema_layout_check; UPDATE migrate_ledger_schema SET layout = 2");
    let ran = migrate(&["up"]).exits(4);
    assert!(ran.stderr.contains("rows of layout 2"), "{ran}");
}

#[test]
fn a_verified_stamp_and_a_baseline_record_what_they_compared() {
    let (server, project) = (Server::start(), shop());
    let package = project.read("Cargo.toml");
    project.write("Cargo.toml", &(package + "fingerprint = true\n"));
    let migrate = |words: &[&str]| crate::verify::migrate(&project, &server, words);
    migrate(&["up"]).succeeds();
    // What was done by hand is put into a revision, and the database that has it is stamped.
    server.execute("ALTER TABLE users ADD COLUMN nick text");
    project.revision(
        "dddd44444444",
        &["cccc33333333"],
        "nick",
        "ALTER TABLE users ADD COLUMN nick text;",
        "ALTER TABLE users DROP COLUMN nick;",
    );
    project.seal();
    migrate(&["up"]).exits(4);
    migrate(&["stamp", "head"]).succeeds();
    assert_eq!(standing(&project, &server), "as-recorded");
    migrate(&["up"]).succeeds();
    server.execute("ALTER TABLE users DROP COLUMN nick");
    migrate(&["up"]).exits(4);

    let (old, other) = (server.create("old"), Project::new());
    let package = other.read("Cargo.toml");
    let metadata = "[package.metadata.migrate]\nscratch = { env = \"SCRATCH_DATABASE_URL\" }\nfingerprint = true\n";
    other.write("Cargo.toml", &format!("{package}\n{metadata}"));
    let mut client = postgres::Client::connect(&old, postgres::NoTls).unwrap();
    client.batch_execute("CREATE TABLE parts (id int)").unwrap();
    let scratch = server.url();
    let variables = [("DATABASE_URL", &*old), ("SCRATCH_DATABASE_URL", &*scratch)];
    other
        .migrate_with(&["baseline", "--from", &old], &variables)
        .succeeds();
    other.migrate_with(&["up"], &variables).succeeds();
    client
        .batch_execute("CREATE TABLE by_hand (id int)")
        .unwrap();
    let ran = other.migrate_with(&["up"], &variables).exits(4);
    assert!(ran.stderr.contains("table public.by_hand (extra)"), "{ran}");
}

/// The ledger needs no change then, and the record of the schema does.
#[test]
fn what_was_accepted_and_put_back_by_hand_is_recorded_anew_by_a_stamp() {
    let (server, project) = (Server::start(), shop());
    let package = project.read("Cargo.toml");
    project.write("Cargo.toml", &(package + "fingerprint = true\n"));
    let migrate = |words: &[&str]| crate::verify::migrate(&project, &server, words);
    migrate(&["up"]).succeeds();
    server.execute("ALTER TABLE users ADD COLUMN nick text");
    migrate(&["up", "--accept-drift", "--reason", "incident 812"]).succeeds();
    assert_eq!(standing(&project, &server), "as-recorded");
    // A stamp does not take the accepted drift for what the revisions make.
    let recorded = server.column(RECORDED);
    migrate(&["stamp", "head"]).exits(7);
    assert_eq!(server.column(RECORDED), recorded);

    server.execute("ALTER TABLE users DROP COLUMN nick");
    migrate(&["verify"]).succeeds();
    migrate(&["up"]).exits(4);
    let log = "SELECT count(*)::text FROM migrate_ledger_log";
    let events = server.column(log);
    migrate(&["stamp", "head"]).succeeds();
    assert_ne!(server.column(RECORDED), recorded);
    assert_eq!(server.column(log), events, "nothing happened in the ledger");
    assert_eq!(standing(&project, &server), "as-recorded");
    migrate(&["up"]).succeeds();
}
