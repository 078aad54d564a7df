//! Branches and merges: each revision is proved on what it is built on, and what branches do to each other is told at the merge.

use std::fs;

use serde_json::Value;
use workspace_tests::project::Project;
use workspace_tests::server::Server;

use super::{append, draft, left_on, proved_on};

const NOTHING: &str = "-- Nothing to do.\n";

fn default(word: &str) -> String {
    format!("ALTER TABLE users ALTER COLUMN name SET DEFAULT '{word}';\n")
}

/// What `check --all` says of each revision's down, by the last digits of its id; and what it finds, with its exit code.
fn proved(project: &Project, exit: i32) -> (String, String) {
    let words = ["check", "--all", "--format", "json"];
    let run = project.migrate(&words).exits(exit);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let phases = document["phases"].as_array().unwrap();
    let proof = phases.iter().find(|phase| phase["name"] == "proof");
    let revisions = proof.unwrap()["revisions"].as_array().unwrap();
    let verdict = |one: &Value| {
        let (id, down) = (one["id"].as_str().unwrap(), one["down"].as_str().unwrap());
        format!(
            "{} {down}",
            id.trim_start_matches("abcd").trim_start_matches('0')
        )
    };
    let verdicts: Vec<String> = revisions.iter().map(verdict).collect();
    let codes = run.stderr.lines().filter(|line| line.starts_with("error["));
    let codes: Vec<&str> = codes.filter_map(|line| line.get(6..10)).collect();
    (verdicts.join(", "), codes.join(" "))
}

/// Two branches set another default, each with a down that is right on its own branch. Before, the one that came second in the
/// plan was blamed, months after it was sealed.
#[test]
fn what_two_branches_do_to_one_default_is_told_at_the_merge_and_not_at_a_branch() {
    let server = Server::start();
    let project = proved_on(&server);
    let users = "CREATE TABLE users (id bigint, name text DEFAULT '');\n";
    draft(&project, 1, &[], users, "DROP TABLE users;\n");
    draft(&project, 2, &[1], &default("anonymous"), &default(""));
    draft(&project, 3, &[1], &default("nobody"), &default(""));
    let merge = draft(&project, 4, &[2, 3], NOTHING, NOTHING);
    let (verdicts, codes) = proved(&project, 7);
    assert_eq!(verdicts, "1 restores, 2 restores, 3 restores, 4 restores");
    assert_eq!(codes, "M605");
    let _ = project.migrate(&["lock"]).exits(7).says(&[
        "error[M605]",
        "column public.users.name differs",
        "in the order of the plan: name text DEFAULT 'nobody'::text",
        "in the other order: name text DEFAULT 'anonymous'::text",
    ]);

    // The merge decides what holds from now on. Back on one branch, the other one's word is lost.
    fs::write(project.path(&format!("{merge}/up.sql")), default("nobody")).unwrap();
    let (verdicts, codes) = proved(&project, 7);
    assert_eq!(verdicts, "1 restores, 2 restores, 3 restores, 4 restores");
    assert_eq!(codes, "M607");

    // So nobody goes back there.
    fs::remove_file(project.path(&format!("{merge}/down.sql"))).unwrap();
    let manifest = project.path(&format!("{merge}/revision.toml"));
    let text = fs::read_to_string(&manifest).unwrap();
    let reason = "irreversible = \"both branches changed the default of users.name\"\n";
    fs::write(&manifest, text + reason).unwrap();
    let _ = project.migrate(&["lock"]).succeeds();
    let (verdicts, codes) = proved(&project, 0);
    assert_eq!(
        verdicts,
        "1 restores, 2 restores, 3 restores, 4 irreversible"
    );
    assert_eq!(codes, "");
}

/// In plan order, which goes by time, two branches alternate; one builds an index outside a transaction; and one's down loses rows
/// that the other one's up relies upon. None of that is anybody's fault.
#[test]
fn branches_that_go_together_pass_whatever_the_order_of_the_plan_is() {
    let server = Server::start();
    let project = proved_on(&server);
    let users =
        "CREATE TABLE users (id bigint, name text);\nINSERT INTO users VALUES (1, 'ada');\n";
    draft(&project, 1, &[], users, "DROP TABLE users;\n");
    draft(
        &project,
        2,
        &[1],
        "ALTER TABLE users ADD COLUMN nick text NOT NULL DEFAULT '';\n",
        "DELETE FROM users;\nALTER TABLE users DROP COLUMN nick;\n",
    );
    let relies = "DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM users WHERE name = 'ada') THEN
        RAISE EXCEPTION 'ada is gone';
    END IF;
END
$$;
ALTER TABLE users ADD COLUMN email text;
";
    let down = "ALTER TABLE users DROP COLUMN email;\n";
    draft(&project, 3, &[1], relies, down);
    let index = draft(
        &project,
        4,
        &[2],
        "CREATE INDEX CONCURRENTLY users_nick ON users (nick);\n",
        "DROP INDEX CONCURRENTLY users_nick;\n",
    );
    append(
        &project.path(&format!("{index}/revision.toml")),
        "transaction = \"none\"\n",
    );
    let again = relies.replace("email", "phone");
    draft(&project, 5, &[3], &again, &down.replace("email", "phone"));
    draft(&project, 6, &[4, 5], NOTHING, NOTHING);
    let last = "CREATE VIEW contacts AS SELECT nick, email, phone FROM users;\n";
    draft(&project, 7, &[6], last, "DROP VIEW contacts;\n");
    let _ = project.migrate(&["lock"]).succeeds();
    let (verdicts, codes) = proved(&project, 0);
    let all: Vec<String> = (1..=7).map(|number| format!("{number} restores")).collect();
    assert_eq!((verdicts, codes), (all.join(", "), String::new()));
    assert_eq!(left_on(&server), [""; 0]);
}

/// A value of an enum stays; the other branch is proved without it all the same, and the merge on top of both.
#[test]
fn a_branch_without_a_way_back_is_left_by_building_anew() {
    let server = Server::start();
    let project = proved_on(&server);
    draft(
        &project,
        1,
        &[],
        "CREATE TYPE mood AS ENUM ('ok');\n",
        "DROP TYPE mood;\n",
    );
    let value = "ALTER TYPE mood ADD VALUE 'sad';\n";
    let branch = draft(&project, 2, &[1], value, NOTHING);
    fs::remove_file(project.path(&format!("{branch}/down.sql"))).unwrap();
    append(
        &project.path(&format!("{branch}/revision.toml")),
        "irreversible = \"a value of an enum cannot be dropped\"\n",
    );
    // It fails where there is another value already.
    let alone = "DO $$
BEGIN
    IF array_length(enum_range(NULL::mood), 1) <> 1 THEN
        RAISE EXCEPTION 'what is this value?';
    END IF;
END
$$;
CREATE TABLE users (mood mood);
";
    draft(&project, 3, &[1], alone, "DROP TABLE users;\n");
    draft(
        &project,
        4,
        &[3],
        "CREATE TABLE teams (a int);\n",
        "DROP TABLE teams;\n",
    );
    draft(&project, 5, &[2, 4], NOTHING, NOTHING);
    let (verdicts, codes) = proved(&project, 7);
    assert_eq!(
        verdicts,
        "1 restores, 2 irreversible, 3 restores, 4 restores, 5 not_reached"
    );
    assert_eq!(
        codes, "M605",
        "in the order of the plan it does fail, and nowhere else"
    );

    let up = project.path("migrations/20260101000003_change_3/up.sql");
    fs::write(up, "CREATE TABLE users (mood mood);\n").unwrap();
    let (verdicts, codes) = proved(&project, 0);
    assert_eq!(
        verdicts,
        "1 restores, 2 irreversible, 3 restores, 4 restores, 5 restores"
    );
    assert_eq!(codes, "");
}

/// Each is right on its own. What stands on the merge waits for it, and nothing else does.
#[test]
fn branches_that_make_the_same_table_cannot_be_merged() {
    let server = Server::start();
    let project = proved_on(&server);
    let table = |name: &str| {
        (
            format!("CREATE TABLE {name} (a int);\n"),
            format!("DROP TABLE {name};\n"),
        )
    };
    for (number, parents, name) in [
        (1, &[][..], "users"),
        (2, &[1], "teams"),
        (3, &[1], "teams"),
        (4, &[2, 3], ""),
        (5, &[4], "notes"),
    ] {
        let (up, down) = match name {
            "" => (NOTHING.to_owned(), NOTHING.to_owned()),
            name => table(name),
        };
        draft(&project, number, parents, &up, &down);
    }
    let (verdicts, codes) = proved(&project, 7);
    assert_eq!(
        verdicts,
        "1 restores, 2 restores, 3 restores, 4 not_reached, 5 not_reached"
    );
    assert_eq!(codes, "M605");
    let _ = project.migrate(&["check"]).exits(7).says(&[
        "the branches of the merge abcd00000004 cannot be applied in either order",
        "relation \"teams\" already exists",
        "migrations/20260101000003_change_3/up.sql:1:1",
        "the order of the plan: abcd00000001, abcd00000002, abcd00000003",
    ]);
}

/// With three branches, each is the last one once: here it is the one in the middle that drops what another one made.
#[test]
fn of_three_branches_the_one_that_takes_too_much_with_it_is_named() {
    let server = Server::start();
    let project = proved_on(&server);
    draft(
        &project,
        1,
        &[],
        "CREATE TABLE users (name text);\n",
        "DROP TABLE users;\n",
    );
    let extension = "CREATE EXTENSION IF NOT EXISTS citext;\n";
    let drop = "DROP EXTENSION IF EXISTS citext;\n";
    draft(&project, 2, &[1], extension, drop);
    draft(&project, 3, &[1], extension, drop);
    draft(
        &project,
        4,
        &[1],
        "CREATE TABLE teams (a int);\n",
        "DROP TABLE teams;\n",
    );
    draft(&project, 5, &[2, 3, 4], NOTHING, NOTHING);
    let (verdicts, codes) = proved(&project, 7);
    assert_eq!(
        verdicts,
        "1 restores, 2 restores, 3 restores, 4 restores, 5 restores"
    );
    assert_eq!(codes, "M607");
    project.seal();
    let _ = project.migrate(&["check", "--all"]).exits(7).says(&[
        "error[M607]",
        "extension citext is missing",
        "reverted: abcd00000005, abcd00000002",
        "cargo migrate lock --amend abcd00000005",
    ]);
    let keeps = project.path("migrations/20260101000003_change_3");
    fs::write(keeps.join("up.sql"), "CREATE TABLE notes (a int);\n").unwrap();
    fs::write(keeps.join("down.sql"), "DROP TABLE notes;\n").unwrap();
    fs::remove_file(project.path("migrations/migrate.lock")).unwrap();
    project.seal();
    let (_, codes) = proved(&project, 0);
    assert_eq!(codes, "");
}
