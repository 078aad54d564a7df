//! `verify` and the verified `stamp`: a live database beside what its revisions make.

use crate::assert_shown;
use crate::desired::left;
use crate::project::{Project, Ran};
use crate::server::{PASSWORD, Server};

/// The shop, whose scratch databases are on the same server as the live one.
pub(crate) fn shop() -> Project {
    let project = Project::shop();
    let package = project.read("Cargo.toml");
    let metadata = "[package.metadata.migrate]\nscratch = { env = \"SCRATCH_DATABASE_URL\" }\n";
    project.write("Cargo.toml", &format!("{package}\n{metadata}"));
    project
}

/// Runs the binary on the server's database.
pub(crate) fn migrate(project: &Project, server: &Server, words: &[&str]) -> Ran {
    migrate_as(project, server, &server.url(), words)
}

/// The same for a role of its own.
fn migrate_as(project: &Project, server: &Server, url: &str, words: &[&str]) -> Ran {
    let scratch = server.url();
    let variables = [("DATABASE_URL", url), ("SCRATCH_DATABASE_URL", &*scratch)];
    project.migrate_with(words, &variables)
}

#[test]
fn what_was_done_by_hand_is_told_with_what_undoes_it() {
    let (server, project) = (Server::start(), shop());
    let run = |words: &[&str]| migrate(&project, &server, words);
    run(&["verify"]).succeeds();
    run(&["up", "bbbb"]).succeeds();
    assert_shown!("verified", run(&["verify"]).succeeds());

    server.execute(
        "ALTER TABLE orders ALTER COLUMN id TYPE bigint; ALTER TABLE users ADD COLUMN nick text; \
         CREATE INDEX by_hand ON users (id); CREATE TABLE events_2026 (id int)",
    );
    let before = Server::dump(&server.url());
    let ran = run(&["verify"]).exits(7);
    assert_shown!("verify_by_hand", ran);
    assert_eq!(Server::dump(&server.url()), before, "nothing is changed");
    let document = run(&["verify", "--format", "json"]).exits(7).json();
    assert_eq!(document["equal"], false);
    assert_eq!(document["revisions"][0]["id"], "bbbb22222222");
    let differences = document["differences"].as_array().unwrap();
    let of = |name: &str| differences.iter().find(|one| one["name"] == name).unwrap();
    assert_eq!(of("public.orders.id")["database"], "id bigint");
    assert_eq!(of("public.orders.id")["revisions"], "id integer");
    assert_eq!(of("public.events_2026")["class"], "extra");
    assert_eq!(document["script"], ran.stdout.as_str());

    server.execute(&ran.stdout);
    run(&["verify"]).succeeds();
    assert_eq!(left(&server), Vec::<String>::new());
    let ran = run(&["-v", "verify"]).succeeds();
    assert!(!format!("{ran}").contains(PASSWORD), "{ran}");
}

#[test]
fn what_others_make_is_left_out_by_its_name_with_a_reason() {
    let (server, project) = (Server::start(), shop());
    migrate(&project, &server, &["up"]).succeeds();
    server.execute(
        "CREATE TABLE events_2026_01 (id int PRIMARY KEY); CREATE TABLE events_2026_02 (id serial); \
         CREATE ROLE reporting; GRANT SELECT ON users TO reporting; ALTER TABLE users ADD COLUMN synced boolean",
    );
    let ran = migrate(&project, &server, &["verify"]).exits(7);
    assert!(ran.stderr.contains("5 objects differ"), "{ran}");
    let package = project.read("Cargo.toml");
    let ignore = |object: &str| {
        format!(
            "\n[[package.metadata.migrate.ignore]]\nobject = \"{object}\"\nreason = \"a job makes it\"\n"
        )
    };
    let all = [
        "table public.events_2026*",
        "grants on table public.users",
        "column public.users.synced",
        "view public.gone",
    ];
    let list: String = all.into_iter().map(ignore).collect();
    project.write("Cargo.toml", &format!("{package}{list}"));
    let ran = migrate(&project, &server, &["verify"]).succeeds();
    assert!(
        ran.stderr.contains("nothing is called `view public.gone`"),
        "{ran}"
    );
    assert!(!ran.stderr.contains("`grants on"), "{ran}");
    let document = migrate(&project, &server, &["verify", "--format", "json"]).json();
    assert_eq!(
        (&document["equal"], &document["ignored"]),
        (&true.into(), &4.into())
    );

    // What is left out is not in the statements either.
    server.execute("CREATE TABLE mine (id int)");
    let ran = migrate(&project, &server, &["verify"]).exits(7);
    assert!(ran.stdout.ends_with("\nDROP TABLE public.mine;\n"), "{ran}");
    assert_eq!(ran.stdout.matches("DROP").count(), 1, "{ran}");

    project.write(
        "Cargo.toml",
        &format!("{package}\n[[package.metadata.migrate.ignore]]\nobject = \"table *\"\n"),
    );
    let ran = migrate(&project, &server, &["verify"]).exits(2);
    assert!(ran.stderr.contains("lacks the key `reason`"), "{ran}");
    assert!(ran.stderr.contains("expected a kind and a name"), "{ran}");
}

#[test]
fn a_role_that_may_only_look_finds_what_the_migrating_role_would() {
    let (server, project) = (Server::start(), shop());
    server.execute(&format!(
        "CREATE ROLE migrator LOGIN CREATEDB PASSWORD '{PASSWORD}'; CREATE ROLE looker LOGIN PASSWORD '{PASSWORD}'; \
         GRANT ALL ON SCHEMA public TO migrator"
    ));
    server.execute("CREATE DATABASE live OWNER migrator");
    let url = |role: &str| server.url_of(&format!("{role}:{PASSWORD}"), "live");
    let run = |role: &str, words: &[&str]| migrate_as(&project, &server, &url(role), words);
    // It says who owns a table, which is who migrates anyway.
    project.revision(
        "dddd44444444",
        &["cccc33333333"],
        "own",
        "ALTER TABLE users OWNER TO migrator; GRANT SELECT ON users TO looker; GRANT SELECT ON orders TO migrator;",
        "REVOKE SELECT ON users FROM looker;",
    );
    project.seal();
    run("migrator", &["up"]).succeeds();
    run("migrator", &["verify"]).succeeds();
    let mut client = postgres::Client::connect(&url("migrator"), postgres::NoTls).unwrap();
    client
        .batch_execute("GRANT SELECT ON migrate_ledger TO looker")
        .unwrap();
    run("looker", &["verify"]).succeeds();
    client
        .batch_execute("REVOKE SELECT ON users FROM looker")
        .unwrap();
    let ran = run("looker", &["verify"]).exits(7);
    assert!(ran.stderr.contains("grants on table public.users"), "{ran}");
}

#[test]
fn states_from_which_up_does_not_go_on_are_refused() {
    let (server, project) = (Server::start(), shop());
    let run = |words: &[&str]| migrate(&project, &server, words);
    let lock = project.read("migrations/migrate.lock");
    project.revision(
        "dddd44444444",
        &["cccc33333333"],
        "newer",
        "CREATE TABLE newer ();",
        "DROP TABLE newer;",
    );
    project.seal();
    run(&["up"]).succeeds();
    // An older checkout.
    std::fs::remove_dir_all(project.path(&project.folder("newer"))).unwrap();
    project.write("migrations/migrate.lock", &lock);
    let ran = run(&["verify"]).exits(4);
    assert!(ran.stderr.contains("newer"), "{ran}");
    let document = run(&["verify", "--format", "json"]).exits(4).json();
    assert_eq!(document["error"]["state"], "ahead");
    server.execute("DROP TABLE migrate_ledger, migrate_ledger_log");
    let document = run(&["verify", "--format", "json"]).exits(4).json();
    assert_eq!(document["error"]["state"], "unmanaged");
}

#[test]
fn a_stamp_compares_before_it_records() {
    let (server, project) = (Server::start(), shop());
    let run = |words: &[&str]| migrate(&project, &server, words);
    server.execute("CREATE TABLE users (id int); CREATE TABLE orders (id bigint)");
    let ran = run(&["stamp", "bbbb"]).exits(7);
    assert_shown!("stamp_differs", ran);
    assert_eq!(server.tables(), ["orders", "users"], "no ledger was made");
    let document = run(&["stamp", "bbbb", "--format", "json"]).exits(7).json();
    assert_eq!(document["error"]["kind"], "findings");
    assert_eq!(
        document["error"]["differences"][0]["name"],
        "public.orders.id"
    );

    server.execute("ALTER TABLE orders ALTER COLUMN id TYPE int");
    let ran = run(&["stamp", "bbbb", "--reason", "made in 2019"]).succeeds();
    assert_shown!("stamp_verified", ran);
    let log = "SELECT detail FROM migrate_ledger_log ORDER BY seq";
    let said = "verified: made in 2019";
    assert_eq!(server.column(log), [said, said]);
    run(&["verify"]).succeeds();

    // What it is not at is refused, also on the way back.
    run(&["stamp", "head"]).exits(7);
    run(&["stamp", "base"]).exits(7);
    run(&["up"]).succeeds();
    run(&["stamp", "bbbb"]).exits(7);
    // Also where the ledger needs no change.
    server.execute("ALTER TABLE users ADD COLUMN by_hand int");
    let ran = run(&["stamp", "head"]).exits(7);
    assert!(ran.stderr.contains("public.users.by_hand"), "{ran}");
    server.execute("ALTER TABLE users DROP COLUMN by_hand");
    server.execute("ALTER TABLE users DROP COLUMN groups");
    run(&["stamp", "-1"]).succeeds();
    assert_eq!(
        server.column(log).last().unwrap(),
        "verified, record removed"
    );
    let document = run(&["stamp", "bbbb", "--format", "json"])
        .succeeds()
        .json();
    assert_eq!(document["outcome"], "nothing-to-do");
    assert_eq!(document["verified"], true);
    let document = run(&[
        "stamp",
        "head",
        "--unverified",
        "--reason",
        "?",
        "--format",
        "json",
    ]);
    assert_eq!(document.succeeds().json()["verified"], false);

    let ran = project
        .migrate_with(&["stamp", "bbbb"], &[("DATABASE_URL", &*server.url())])
        .exits(2);
    assert!(ran.stderr.contains("--unverified --reason"), "{ran}");
}

/// The shop on a live database that has no ledger, with a revision that the scratch server carries out when somebody has made
/// the role `gate`.
fn gated(server: &Server) -> Project {
    let project = shop();
    project.revision(
        "dddd44444444",
        &["cccc33333333"],
        "gate",
        "DO $$ BEGIN\n  WHILE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gate') LOOP\n    \
         PERFORM pg_sleep(0.02);\n  END LOOP;\nEND $$;\nCREATE TABLE gates ();",
        "DROP TABLE gates;",
    );
    project.seal();
    server.execute(
        "CREATE TABLE users (id int, groups text); CREATE TABLE orders (id int); CREATE TABLE gates ()",
    );
    project
}

/// Stamps; while the scratch database waits for the gate, somebody else does something.
fn stamp_meanwhile(project: &Project, server: &Server, act: impl FnOnce()) -> Ran {
    std::thread::scope(|scope| {
        let stamp = scope.spawn(|| migrate(project, server, &["stamp", "head"]));
        let waiting = "SELECT 'yes' FROM pg_stat_activity \
             WHERE datname LIKE 'cargo_migrate_scratch%' AND wait_event = 'PgSleep'";
        // Which is how it is seen: asleep.
        while server.column(waiting).is_empty() && !stamp.is_finished() {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        act();
        server.execute("CREATE ROLE gate");
        stamp.join().unwrap()
    })
}

#[test]
fn a_stamp_that_was_overtaken_compares_again() {
    let server = Server::start();
    let project = gated(&server);
    let ran = stamp_meanwhile(&project, &server, || {
        let words = ["stamp", "aaaa", "--unverified", "--reason", "a rival"];
        migrate(&project, &server, &words).succeeds();
    });
    let ran = ran.succeeds();
    assert_eq!(ran.stderr.matches("comparing again").count(), 1, "{ran}");
    let log = "SELECT id || ' ' || detail FROM migrate_ledger_log ORDER BY seq";
    let said = [
        "aaaa11111111 unverified: a rival",
        "bbbb22222222 verified",
        "cccc33333333 verified",
        "dddd44444444 verified",
    ];
    assert_eq!(server.column(log), said);
    assert_eq!(left(&server), Vec::<String>::new());
}

#[test]
fn a_stamp_sees_what_is_done_by_hand_while_it_builds_the_other_side() {
    let server = Server::start();
    let project = gated(&server);
    let ran = stamp_meanwhile(&project, &server, || {
        server.execute("ALTER TABLE orders ADD COLUMN by_hand text");
    });
    let ran = ran.exits(7);
    assert!(ran.stderr.contains("public.orders.by_hand"), "{ran}");
    assert_eq!(server.tables(), ["gates", "orders", "users"], "no ledger");
}
