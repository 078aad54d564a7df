//! What `lock` proves before it seals, and what it lets pass.

use std::fs;

use workspace_tests::project::Project;
use workspace_tests::server::Server;

use super::{append, draft, left_on, proved_on, written};

#[test]
fn the_first_script_of_new_is_refused_with_the_statement_that_is_missing() {
    let server = Server::start();
    let project = proved_on(&server);
    let _ = project.migrate(&["init"]).exits(0);
    let _ = project.migrate(&["new", "create users"]).succeeds();
    let folder = fs::read_dir(project.path("migrations"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.is_dir())
        .unwrap();
    fs::write(
        folder.join("up.sql"),
        "CREATE TABLE users (\n    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY\n);\n",
    )
    .unwrap();
    let _ = project.migrate(&["lock"]).exits(7).says(&[
        "error[M603]",
        "down.sql of",
        "says nothing",
        "table public.users is left over",
        "`DROP TABLE public.users;`",
        "irreversible = ",
    ]);
    fs::write(folder.join("down.sql"), "DROP TABLE public.users;\n").unwrap();
    let _ = project
        .migrate(&["lock"])
        .succeeds()
        .says(&["Proved", "Sealed"]);
}

#[test]
fn a_column_that_comes_back_as_the_last_one_is_no_finding() {
    let server = Server::start();
    let project = proved_on(&server);
    let up = "CREATE TABLE users (id bigint, nick text, name text);\n";
    draft(&project, 1, &[], up, "DROP TABLE users;\n");
    draft(
        &project,
        2,
        &[1],
        "ALTER TABLE users DROP COLUMN nick;\n",
        "ALTER TABLE users ADD COLUMN nick text;\n",
    );
    let _ = project.migrate(&["lock"]).succeeds();
    let run = project
        .migrate(&["check", "--all", "--format", "json"])
        .succeeds();
    assert!(
        run.stdout.contains("\"down\": \"restores_but_order\""),
        "{}",
        run.stdout
    );
    let _ = run.says(&["Nearly"]);
}

#[test]
fn an_amended_down_is_proved_at_its_place_below_other_revisions() {
    let server = Server::start();
    let project = proved_on(&server);
    let below = draft(
        &project,
        1,
        &[],
        "CREATE TABLE users (id bigint);\n",
        "DROP TABLE users;\n",
    );
    draft(
        &project,
        2,
        &[1],
        "ALTER TABLE users ADD COLUMN name text;\n",
        "ALTER TABLE users DROP COLUMN name;\n",
    );
    let _ = project.migrate(&["lock"]).succeeds();
    let down = project.path(&format!("{below}/down.sql"));
    let amend = [
        "lock",
        "--amend",
        "abcd00000001",
        "--reason",
        "it was wrong",
    ];
    fs::write(&down, "ALTER TABLE users RENAME TO old_users;\n").unwrap();
    let before = written(&project);
    let _ = project
        .migrate(&amend)
        .exits(7)
        .says(&["error[M603]", "public.old_users"]);
    assert_eq!(written(&project), before, "nothing is written, in no file");
    fs::write(&down, "DROP TABLE IF EXISTS users;\n").unwrap();
    let _ = project
        .migrate(&amend)
        .succeeds()
        .says(&["Proved", "Amended"]);
    let _ = project.migrate(&["check", "--locked"]).succeeds();
}

#[test]
fn statements_outside_a_transaction_are_proved_one_by_one() {
    let server = Server::start();
    let project = proved_on(&server);
    draft(
        &project,
        1,
        &[],
        "CREATE TABLE users (name text);\nINSERT INTO users VALUES ('one'), ('one');\n",
        "DROP TABLE users;\n",
    );
    let index = draft(
        &project,
        2,
        &[1],
        "CREATE INDEX CONCURRENTLY users_name ON users (name);\n",
        "DROP INDEX CONCURRENTLY users_name;\n",
    );
    let manifest = project.path(&format!("{index}/revision.toml"));
    append(&manifest, "transaction = \"none\"\n");
    // What follows depends on the state that the second one leaves.
    draft(
        &project,
        3,
        &[2],
        "ALTER INDEX users_name RENAME TO users_by_name;\n",
        "ALTER INDEX users_by_name RENAME TO users_name;\n",
    );
    let _ = project.migrate(&["check"]).succeeds();
    fs::write(
        project.path(&format!("{index}/down.sql")),
        "ANALYZE users;\n",
    )
    .unwrap();
    let _ = project
        .migrate(&["check"])
        .exits(7)
        .says(&["error[M603]", "index public.users_name is left over"]);
    let up = "CREATE UNIQUE INDEX CONCURRENTLY users_name ON users (name);\n";
    fs::write(project.path(&format!("{index}/up.sql")), up).unwrap();
    let _ = project.migrate(&["check"]).exits(7).says(&[
        "error[M601]",
        "up.sql:1:1",
        "could not create unique index",
    ]);
    assert_eq!(left_on(&server), [""; 0]);
}

/// What lies below a draft is sent in few messages. Nobody is to see that: not by what one leaves to the next, nor by what is
/// told of one that fails in the middle.
#[test]
fn what_is_below_a_draft_is_applied_as_if_each_came_alone() {
    let server = Server::start();
    let history = |row: &str| -> Project {
        let project = proved_on(&server);
        let add = |number: u32, up: &str, down: &str| {
            let parents: Vec<u32> = (1..number).rev().take(1).collect();
            draft(&project, number, &parents, up, down)
        };
        let first =
            format!("CREATE TABLE a (n int);\n{row}CREATE TEMPORARY TABLE notes (n int);\n");
        add(1, &first, "DROP TABLE a;\n");
        add(2, "CREATE TABLE b (n int);\n", "DROP TABLE b;\n");
        let index = add(
            3,
            "CREATE INDEX CONCURRENTLY a_n ON a (n);\n",
            "DROP INDEX CONCURRENTLY a_n;\n",
        );
        append(
            &project.path(&format!("{index}/revision.toml")),
            "transaction = \"none\"\n",
        );
        let session = "DO $$ BEGIN IF to_regclass('notes') IS NOT NULL THEN RAISE 'not alone'; END IF; END $$;\nCREATE TABLE c (n int);\n";
        add(4, session, "DROP TABLE c;\n");
        add(
            5,
            "CREATE TABLE d (n int);\nALTER TABLE a ADD CONSTRAINT small CHECK (n < 5);\n",
            "ALTER TABLE a DROP CONSTRAINT small;\nDROP TABLE d;\n",
        );
        add(6, "CREATE TABLE e (n int);\n", "DROP TABLE e;\n");
        project.seal();
        add(7, "CREATE TABLE f (n int);\n", "DROP TABLE f;\n");
        project
    };
    let _ = history("").migrate(&["check"]).succeeds();
    let _ = history("INSERT INTO a VALUES (7);\n")
        .migrate(&["check"])
        .exits(7)
        .says(&[
            "error[M601]",
            "20260101000005_change_5/up.sql:2:1",
            "check constraint \"small\"",
        ]);
    assert_eq!(left_on(&server), [""; 0]);
}

/// A run reverts in a transaction, whose commit checks the constraints that were put off. So does the proof, also where it takes the down
/// back because the schema is another one.
#[test]
fn what_the_commit_of_a_down_would_refuse_is_found() {
    let server = Server::start();
    let project = proved_on(&server);
    let up = "CREATE TABLE teams (id bigint PRIMARY KEY);
CREATE TABLE users (team bigint REFERENCES teams DEFERRABLE INITIALLY DEFERRED);
INSERT INTO teams VALUES (1);
INSERT INTO users VALUES (1);
";
    draft(&project, 1, &[], up, "DROP TABLE users, teams;\n");
    let up = "CREATE TABLE notes (id bigint);\n";
    let orphans = "DELETE FROM teams WHERE id = 1;\n";
    for rest in [
        "DROP TABLE notes;\n",
        "ALTER TABLE notes RENAME TO old_notes;\n",
    ] {
        let second = draft(&project, 2, &[1], up, &format!("{orphans}{rest}"));
        let run = project.migrate(&["lock"]).exits(7);
        let _ = run.says(&[
            "error[M602]",
            &format!("{second}/down.sql"),
            "violates foreign key constraint",
            "SQLSTATE 23503",
        ]);
    }
    // What a down puts right before its end may be wrong in between.
    let back = "INSERT INTO teams VALUES (1);\nDROP TABLE notes;\n";
    draft(&project, 2, &[1], up, &format!("{orphans}{back}"));
    let _ = project.migrate(&["lock"]).succeeds();
    assert_eq!(left_on(&server), [""; 0]);
}

#[test]
fn an_extension_that_the_server_lacks_is_named() {
    let server = Server::start();
    let project = proved_on(&server);
    let up = "CREATE EXTENSION zaphod;\n";
    draft(&project, 1, &[], up, "DROP EXTENSION zaphod;\n");
    let run = project.migrate(&["lock"]).exits(7);
    let _ = run.says(&[
        "error[M601]",
        "up.sql:1:1",
        "extension \"zaphod\" is not available",
        "install the extension zaphod on the scratch server",
    ]);
}

/// Reading from a materialized view without data is an error, and a setting of the database is there for the next session.
#[test]
fn a_view_that_comes_back_empty_and_a_setting_that_stays_are_not_restored() {
    let server = Server::start();
    let project = proved_on(&server);
    let view = "CREATE MATERIALIZED VIEW totals AS SELECT 1 AS a";
    let drop = "DROP MATERIALIZED VIEW totals;\n";
    draft(&project, 1, &[], &format!("{view};\n"), drop);
    let back = |rest: &str| format!("{view}{rest};\n");
    let second = draft(&project, 2, &[1], drop, &back(" WITH NO DATA"));
    let set = |word: &str| {
        format!(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I {word}', current_database()); END $$;\n"
        )
    };
    let _ = project.migrate(&["lock"]).exits(7).says(&[
        "error[M603]",
        "materialized view public.totals differs",
        "AS SELECT 1 AS a WITH NO DATA",
    ]);
    fs::write(project.path(&format!("{second}/down.sql")), back("")).unwrap();
    draft(
        &project,
        3,
        &[2],
        &set("SET work_mem = ''8MB''"),
        "SELECT 1;\n",
    );
    let _ = project.migrate(&["lock"]).exits(7).says(&[
        "error[M603]",
        "setting of the database is left over",
        "work_mem=8MB",
    ]);
    draft(
        &project,
        3,
        &[2],
        &set("SET work_mem = ''8MB''"),
        &set("RESET work_mem"),
    );
    let _ = project.migrate(&["lock"]).succeeds();
}
