//! What scripts do beyond their database: the server is afterwards as it was, whatever happens, and proofs do not disturb each other.

use std::fs;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use workspace_tests::project::Project;
use workspace_tests::server::Server;

use super::{VARIABLE, draft, enter, left_on, proved_at, proved_on};

/// Everything that belongs to the server and to no database.
fn standing(server: &Server) -> Vec<String> {
    let sql = "SELECT 'role ' || rolname || ' ' || rolsuper || rolcanlogin FROM pg_roles
        UNION ALL SELECT 'member ' || roleid::regrole || ' ' || member::regrole FROM pg_auth_members
        UNION ALL SELECT 'database ' || datname || ' ' || coalesce(datacl::text, '') FROM pg_database
        UNION ALL SELECT 'slot ' || slot_name FROM pg_replication_slots
        UNION ALL SELECT 'origin ' || roname FROM pg_replication_origin
        UNION ALL SELECT 'setting ' || setdatabase || ' ' || setrole || ' ' || setconfig::text FROM pg_db_role_setting
        ORDER BY 1";
    let rows = server.connect().query(sql, &[]).unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

const TABLE: &str = "CREATE TABLE notes (id int);\n";
const ROLE: &str = "CREATE ROLE app NOLOGIN;\nALTER ROLE app SET work_mem = '8MB';\nGRANT SELECT ON notes TO app;\n";
const NO_ROLE: &str = "REVOKE SELECT ON notes FROM app;\nDROP ROLE app;\n";
/// As it is written for servers on which the role may be there already.
const CAREFUL: &str = "DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'Reader') THEN
        CREATE ROLE \"Reader\";
    END IF;
END
$$;
GRANT app TO \"Reader\";
GRANT \"Reader\" TO CURRENT_USER;
";

/// A table, and two roles.
fn with_roles(project: &Project) {
    draft(project, 1, &[], TABLE, "DROP TABLE notes;\n");
    draft(project, 2, &[1], ROLE, NO_ROLE);
    draft(project, 3, &[2], CAREFUL, "DROP ROLE \"Reader\";\n");
}

#[test]
fn roles_that_a_history_makes_are_gone_after_each_proof() {
    let server = Server::start();
    let sql = "CREATE ROLE modest LOGIN CREATEDB CREATEROLE; CREATE ROLE other; CREATE ROLE member IN ROLE other";
    server.connect().batch_execute(sql).unwrap();
    let before = standing(&server);
    let modest = format!("postgresql://modest@localhost:{}/postgres", server.port());
    for url in [server.url(), modest] {
        let project = proved_at(&url);
        with_roles(&project);
        let _ = project.migrate(&["check"]).succeeds();
        assert_eq!(standing(&server), before, "{url}");
        let _ = project.migrate(&["lock"]).succeeds();
        let _ = project.migrate(&["check", "--all"]).succeeds();
        assert_eq!(standing(&server), before, "{url}");
    }
}

/// A second scratch database meets the role of the first one, which cannot be dropped as long as that is needed.
#[test]
fn a_history_with_roles_is_built_twice_and_looked_at_in_both_orders() {
    let server = Server::start();
    let before = standing(&server);
    let project = proved_on(&server);
    with_roles(&project);
    // What it did is committed when it fails, so the database is built anew.
    let down = "DROP INDEX CONCURRENTLY by_id;\nSELECT 1 / 0;\n";
    let folder = draft(
        &project,
        4,
        &[3],
        "CREATE INDEX CONCURRENTLY by_id ON notes (id);\n",
        down,
    );
    outside(&project, &folder);
    draft(
        &project,
        5,
        &[4],
        "GRANT INSERT ON notes TO app;\n",
        "REVOKE INSERT ON notes FROM app;\n",
    );
    let _ = project
        .migrate(&["check"])
        .exits(7)
        .says(&["error[M602]", "division by zero"]);
    assert_eq!(standing(&server), before);

    let project = proved_on(&server);
    with_roles(&project);
    draft(
        &project,
        4,
        &[3],
        "CREATE ROLE left_one;\n",
        "DROP ROLE left_one;\n",
    );
    draft(
        &project,
        5,
        &[3],
        "GRANT UPDATE ON notes TO app;\n",
        "REVOKE UPDATE ON notes FROM app;\n",
    );
    draft(
        &project,
        6,
        &[4, 5],
        "GRANT app TO left_one;\n",
        "REVOKE app FROM left_one;\n",
    );
    let _ = project.migrate(&["check"]).succeeds();
    assert_eq!(standing(&server), before);
}

/// No role can be made in a desired schema, and it may say what is granted to those of the revisions.
#[test]
fn a_desired_schema_names_the_roles_that_the_revisions_make() {
    let server = Server::start();
    let before = standing(&server);
    let project = proved_on(&server);
    with_roles(&project);
    let path = project.path("Cargo.toml");
    let manifest = fs::read_to_string(&path).unwrap() + "schema = \"schema.sql\"\n";
    fs::write(path, manifest).unwrap();
    let schema = "CREATE TABLE notes (id int);\nGRANT SELECT ON notes TO app;\n";
    fs::write(project.path("schema.sql"), schema).unwrap();
    let _ = project.migrate(&["check"]).succeeds();
    assert_eq!(standing(&server), before);
}

fn outside(project: &Project, folder: &str) {
    let manifest = project.path(&format!("{folder}/revision.toml"));
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(manifest, text + "transaction = \"none\"\n").unwrap();
    enter(project);
}

#[test]
fn so_many_revisions_that_two_databases_would_share_them_use_one() {
    let server = Server::start();
    let before = standing(&server);
    let project = proved_on(&server);
    with_roles(&project);
    for number in 4..54 {
        let up = format!("CREATE TABLE t{number} (id int);\n");
        draft(
            &project,
            number,
            &[number - 1],
            &up,
            &format!("DROP TABLE t{number};\n"),
        );
    }
    let _ = project.migrate(&["check"]).succeeds();
    assert_eq!(standing(&server), before);
}

#[test]
fn a_database_that_a_history_makes_is_gone_after_the_proof() {
    let server = Server::start();
    let before = standing(&server);
    let project = proved_on(&server);
    draft(&project, 1, &[], "CREATE ROLE app;\n", "DROP ROLE app;\n");
    let up = "CREATE DATABASE archive OWNER app;\nALTER DATABASE archive SET timezone = 'UTC';\n";
    let folder = draft(&project, 2, &[1], up, "DROP DATABASE archive;\n");
    outside(&project, &folder);
    let _ = project.migrate(&["check"]).succeeds();
    assert_eq!(standing(&server), before);
}

#[test]
fn two_proofs_that_make_the_same_role_come_one_after_the_other() {
    let server = Server::start();
    let before = standing(&server);
    let projects = [proved_on(&server), proved_on(&server)];
    let start = |project: &Project| {
        with_roles(project);
        draft(project, 4, &[3], "SELECT pg_sleep(1.5);\n", "SELECT 1;\n");
        let mut command = project.command(&["check"]);
        command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let running: Vec<Child> = projects.iter().map(start).collect();
    let mut waited = 0;
    for child in running {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
        waited += said.matches("note: waiting for another proof on").count();
    }
    assert!(waited <= 1, "one of them was first");
    assert_eq!(standing(&server), before);
}

#[test]
fn a_role_that_was_there_before_is_named_and_left_alone() {
    let server = Server::start();
    server.connect().batch_execute("CREATE ROLE app").unwrap();
    let before = standing(&server);
    let project = proved_on(&server);
    with_roles(&project);
    // The statement after the first would change it, so nothing is carried out.
    let _ = project
        .migrate(&["check"])
        .exits(7)
        .says(&["error[M606]", "changes the role `app`"]);
    let project = proved_on(&server);
    draft(&project, 1, &[], "CREATE ROLE app;\n", "SELECT 1;\n");
    let _ = project.migrate(&["check"]).exits(7).says(&[
        "error[M601]",
        "role \"app\" already exists",
        "was on the scratch server before the proof began",
        "DROP ROLE \"app\"",
    ]);
    assert_eq!(standing(&server), before);
}

#[test]
fn what_cannot_be_taken_back_is_refused_before_anything_is_carried_out() {
    let server = Server::start();
    let _url = server.create("precious");
    server.connect().batch_execute("CREATE ROLE other").unwrap();
    let before = standing(&server);
    let statements = [
        "ALTER SYSTEM SET work_mem = '8MB'",
        "CREATE TABLESPACE fast LOCATION '/tmp'",
        "DROP DATABASE precious",
        "ALTER DATABASE precious SET work_mem = '8MB'",
        "DROP ROLE other",
        "ALTER ROLE ALL SET work_mem = '8MB'",
        "GRANT other TO CURRENT_USER",
        "DO $$ BEGIN DROP ROLE other; END $$",
        "CREATE SUBSCRIPTION s CONNECTION 'host=localhost' PUBLICATION p",
        "SELECT pg_create_physical_replication_slot('standby')",
        "DO $$ BEGIN PERFORM pg_replication_origin_create('standby'); END $$",
    ];
    for statement in statements {
        let project = proved_on(&server);
        draft(&project, 1, &[], "CREATE ROLE app;\n", "DROP ROLE app;\n");
        let folder = draft(&project, 2, &[1], &format!("{statement};\n"), "SELECT 1;\n");
        outside(&project, &folder);
        let allow =
            "\n[[allow]]\nrule = \"ban-drop-database\"\nreason = \"it is refused all the same\"\n";
        if statement.starts_with("DROP DATABASE") {
            let manifest = project.path(&format!("{folder}/revision.toml"));
            let text = fs::read_to_string(&manifest).unwrap();
            fs::write(manifest, text + allow).unwrap();
            enter(&project);
        }
        let _ = project
            .migrate(&["lock"])
            .exits(7)
            .says(&["error[M606]", "up.sql:1:"]);
        assert_eq!(standing(&server), before, "{statement}");
    }
}

#[test]
fn a_subscription_and_a_slot_keep_no_database() {
    let server = Server::start();
    let project = proved_on(&server);
    let up =
        "CREATE SUBSCRIPTION s CONNECTION 'host=localhost' PUBLICATION p WITH (connect = false);\n";
    draft(&project, 1, &[], up, "DROP SUBSCRIPTION s;\n");
    let down = "ALTER SUBSCRIPTION s SET (slot_name = NONE);\nDROP SUBSCRIPTION s;\n";
    fs::write(
        project.path("migrations/20260101000001_change_1/down.sql"),
        down,
    )
    .unwrap();
    outside(&project, "migrations/20260101000001_change_1");
    let _ = project.migrate(&["check"]).succeeds();
    assert_eq!(left_on(&server), [""; 0]);
}

fn signal(child: &Child) {
    let pid = child.id().to_string();
    let sent = std::process::Command::new("kill")
        .args(["-s", "INT", &pid])
        .status();
    assert!(sent.unwrap().success());
}

fn until(server: &Server, sql: &str) {
    let begin = Instant::now();
    while server.connect().query(sql, &[]).unwrap().is_empty() {
        assert!(begin.elapsed() < Duration::from_secs(60), "{sql}");
        thread::sleep(Duration::from_millis(20));
    }
}

const SLEEPS: &str = "SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'";

#[test]
fn an_interruption_takes_the_roles_with_it() {
    let server = Server::start();
    let before = standing(&server);
    let project = proved_on(&server);
    with_roles(&project);
    draft(&project, 4, &[3], "SELECT pg_sleep(600);\n", "SELECT 1;\n");
    let mut command = project.command(&["check"]);
    let child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    until(&server, SLEEPS);
    assert_ne!(standing(&server), before);
    signal(&child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(5), "{output:?}");
    assert_eq!(standing(&server), before);
}

/// It does not hear that it is cancelled, as a long call into a library does not.
const DEAF: &str = "DO $$
BEGIN
    LOOP
        BEGIN
            PERFORM pg_sleep(600);
        EXCEPTION WHEN query_canceled THEN
            NULL;
        END;
    END LOOP;
END
$$;
";

#[test]
fn a_second_interruption_leaves_at_once_and_leaves_nothing() {
    let server = Server::start();
    let before = standing(&server);
    let project = proved_on(&server);
    with_roles(&project);
    draft(&project, 4, &[3], DEAF, "SELECT 1;\n");
    let mut command = project.command(&["check"]);
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    until(&server, SLEEPS);
    signal(&child);
    // It says what it waits for.
    let mut said = String::new();
    let mut stderr = std::io::BufReader::new(child.stderr.take().unwrap());
    while !said.contains("Ctrl-C again leaves at once") {
        let read = std::io::BufRead::read_line(&mut stderr, &mut said).unwrap();
        assert!(read > 0, "{said}");
    }
    signal(&child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(standing(&server), before);
}

#[test]
fn what_a_killed_proof_left_is_taken_away_a_day_later() {
    let server = Server::start();
    let before = standing(&server);
    let old = "cargo_migrate_scratch_0000000001_00000000000000aa";
    let used = "cargo_migrate_scratch_0000000001_00000000000000bb";
    let young = "cargo_migrate_scratch_ffffffffff_00000000000000cc";
    let mut client = server.connect();
    for name in [old, used, young] {
        client
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .unwrap();
    }
    client.batch_execute(&format!("CREATE ROLE {old}")).unwrap();
    let url = server.url();
    let (place, _) = url.rsplit_once('/').unwrap();
    let connected = postgres::Client::connect(&format!("{place}/{used}"), postgres::NoTls).unwrap();
    let project = proved_on(&server);
    draft(&project, 1, &[], TABLE, "DROP TABLE notes;\n");
    let _ = project.migrate(&["check"]).succeeds();
    assert_eq!(left_on(&server), [used, young]);
    drop(connected);
    for name in [used, young] {
        client
            .batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"))
            .unwrap();
    }
    assert_eq!(standing(&server), before);
}

/// A package whose proofs find these roles.
fn with_wanted_roles(server: &Server, roles: &str) -> Project {
    let project = proved_on(server);
    let path = project.path("Cargo.toml");
    let text = fs::read_to_string(&path).unwrap();
    let env = format!("env = \"{VARIABLE}\"");
    fs::write(path, text.replace(&env, &format!("{env}, roles = {roles}"))).unwrap();
    project
}

#[test]
fn a_role_that_production_has_is_made_for_the_proof_when_the_settings_say_so() {
    let server = Server::start();
    server
        .connect()
        .batch_execute("CREATE ROLE reader LOGIN")
        .unwrap();
    let before = standing(&server);
    let grant = "CREATE TABLE notes (id int);\nGRANT SELECT ON notes TO app, reader;\n";
    let fill = |project: &Project| {
        draft(project, 1, &[], grant, "DROP TABLE notes;\n");
    };
    let project = proved_on(&server);
    fill(&project);
    let _ = project.migrate(&["check"]).exits(7).says(&[
        "role \"app\" does not exist",
        "scratch = { env = \"SCRATCH_DATABASE_URL\", roles = [\"app\"] }",
    ]);
    let project = with_wanted_roles(&server, "[\"app\", \"reader\"]");
    fill(&project);
    // It may be changed: it is gone afterwards.
    draft(
        &project,
        2,
        &[1],
        "ALTER ROLE app SET work_mem = '8MB';\n",
        "ALTER ROLE app RESET work_mem;\n",
    );
    let _ = project.migrate(&["check"]).succeeds();
    assert_eq!(standing(&server), before);
    draft(&project, 3, &[2], "CREATE ROLE app;\n", "DROP ROLE app;\n");
    let _ = project
        .migrate(&["check"])
        .exits(7)
        .says(&["error[M601]", "take it out of `roles`"]);
    assert_eq!(standing(&server), before);
}

/// The first one to end leaves the roles to the other one.
#[test]
fn the_last_of_two_proofs_drops_the_roles_that_both_use() {
    let server = Server::start();
    let before = standing(&server);
    let grant = "CREATE TABLE notes (id int);\nGRANT SELECT ON notes TO app;\n";
    let long = with_wanted_roles(&server, "[\"app\"]");
    draft(&long, 1, &[], grant, "DROP TABLE notes;\n");
    let wait = "SELECT pg_sleep(600);\n";
    draft(&long, 2, &[1], wait, "SELECT 1;\n");
    let mut command = long.command(&["check"]);
    let child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    until(&server, SLEEPS);
    let short = with_wanted_roles(&server, "[\"app\"]");
    draft(&short, 1, &[], grant, "DROP TABLE notes;\n");
    let _ = short.migrate(&["check"]).succeeds();
    until(&server, "SELECT FROM pg_roles WHERE rolname = 'app'");
    signal(&child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(5), "{output:?}");
    assert_eq!(standing(&server), before);
}

/// A function that makes a slot and an origin, whose names are no part of a statement that is read.
const REPLICATES: &str =
    "CREATE FUNCTION replicate(name text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    PERFORM pg_create_physical_replication_slot(name);
    PERFORM pg_replication_origin_create(name);
END $$;
SELECT replicate('standby');
";

#[test]
fn slots_and_origins_that_a_function_makes_are_dropped() {
    let server = Server::start();
    let before = standing(&server);
    let project = proved_on(&server);
    let down = "SELECT pg_drop_replication_slot('standby');\nDROP FUNCTION replicate(text);\n";
    draft(&project, 1, &[], REPLICATES, down);
    let _ = project
        .migrate(&["check"])
        .exits(7)
        .says(&["error[M606]", "down.sql:1:"]);
    assert_eq!(standing(&server), before);

    // What is not taken back stays in the way of the second up, and not on the server.
    let project = proved_on(&server);
    draft(
        &project,
        1,
        &[],
        REPLICATES,
        "DROP FUNCTION replicate(text);\n",
    );
    let _ = project
        .migrate(&["check"])
        .exits(7)
        .says(&["replication slot \"standby\" already exists"]);
    assert_eq!(standing(&server), before);
    assert_eq!(left_on(&server), [""; 0]);
}
