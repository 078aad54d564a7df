//! What a run destroys is told before its first statement, whichever way it goes.

use crate::assert_shown;
use crate::project::{Project, Ran};
use crate::server::Server;

/// The shop, and a draft on top of it.
fn shop_and(up: &str, down: &str) -> Project {
    let project = Project::shop();
    project.revision("dddd44444444", &["cccc33333333"], "tidy up", up, down);
    project.seal();
    project
}

const DESTROYS: &str = "-- Unused since release 41.
DROP TABLE orders;
ALTER TABLE users
    ADD COLUMN nick text,
    DROP COLUMN groups,
    ALTER COLUMN id TYPE smallint;
CREATE TABLE scratch AS SELECT id FROM users;
DROP TABLE scratch;
ALTER TABLE users DROP COLUMN nick;";

fn migrate(project: &Project, server: &Server, words: &[&str]) -> Ran {
    let url = server.url();
    project.migrate_with(words, &[("DATABASE_URL", url.as_str())])
}

#[test]
fn up_lists_what_it_destroys_before_it_does() {
    let (server, project) = (Server::start(), shop_and(DESTROYS, "SELECT 1;"));
    migrate(&project, &server, &["up", "cccc"]).succeeds();
    let dry = migrate(&project, &server, &["up", "--dry-run"]).succeeds();
    assert_shown!("up_destroys_dry_run", dry);
    let words = ["-q", "up", "--dry-run", "--format", "json"];
    let dry = migrate(&project, &server, &words).succeeds();
    assert_eq!(dry.stderr, "", "who wants quiet gets it");
    assert_shown!("up_destroys_json", dry);
    let ran = migrate(&project, &server, &["up", "--format", "json"]).succeeds();
    assert_eq!(ran.json()["losses"], dry.json()["losses"]);
    let (list, applied) = (
        ran.stderr.find("table `orders`"),
        ran.stderr.find("Applied"),
    );
    assert!(list.is_some() && list < applied, "{ran}");
}

/// The list is of use only when it is there before the first statement: the statement here never ends well.
#[test]
fn the_list_is_there_when_the_first_statement_fails() {
    let up = "SELECT 1 / 0;\nTRUNCATE users;";
    let (server, project) = (Server::start(), shop_and(up, "SELECT 1;"));
    let ran = migrate(&project, &server, &["up"]).exits(6);
    let (list, error) = (
        ran.stderr.find("all rows of `users`"),
        ran.stderr.find("error"),
    );
    // The revision that created the table is part of the run: nothing of value is in it.
    assert_eq!((list, error.is_some()), (None, true), "{ran}");
    let ran = migrate(&project, &server, &["up"]).exits(6);
    let (list, error) = (
        ran.stderr.find("all rows of `users`"),
        ran.stderr.find("error"),
    );
    assert!(list.is_some() && list < error, "{ran}");
}

#[test]
fn a_printed_script_begins_with_what_it_destroys() {
    let project = shop_and(DESTROYS, "SELECT 1;");
    let head = |words: &[&str]| -> Vec<String> {
        let script = project.migrate(words).succeeds().stdout;
        script.lines().take(6).map(str::to_owned).collect()
    };
    let up = head(&["up", "cccc..head", "--sql"]);
    assert_eq!(up[0], "-- This destroys data:");
    assert_eq!(
        up[1],
        "--   dddd44444444 table `orders` (migrations/20261121093013_tidy_up/up.sql:2:1)"
    );
    assert!(up[3].contains("smallint from integer"), "{up:?}");
    assert!(up[4].starts_with("-- Written by cargo migrate"), "{up:?}");
    // From nothing, nothing is lost.
    let up = head(&["up", "head", "--sql"]);
    assert!(up[0].starts_with("-- Written by cargo migrate"), "{up:?}");
    let down = head(&["down", "cccc..bbbb", "--sql"]);
    assert!(down[1].contains("column `groups` of `users`"), "{down:?}");
}

/// The table is created with one name and the file edited to another one: what is lost is what the ledger recorded.
#[test]
fn down_lists_what_the_recorded_script_destroys() {
    let up = "CREATE TABLE tags (id int);";
    let (server, project) = (Server::start(), Project::shop());
    project.revision(
        "dddd44444444",
        &["cccc33333333"],
        "add tags",
        up,
        "DROP TABLE tags;",
    );
    project.edit(
        "migrations/migrate.lock",
        "head = \"cccc33333333\"",
        "head = \"dddd44444444\"",
    );
    let lock = project.read("migrations/migrate.lock");
    project.write(
        "migrations/migrate.lock",
        &format!("{lock}dddd44444444 = \"draft\"\n"),
    );
    migrate(&project, &server, &["up"]).succeeds();
    let folder = project.folder("add_tags");
    project.edit(&format!("{folder}/up.sql"), "tags", "labels");
    project.edit(&format!("{folder}/down.sql"), "tags", "labels");
    let json = migrate(
        &project,
        &server,
        &["down", "cccc", "--dry-run", "--format", "json"],
    );
    let losses = &json.succeeds().json()["losses"];
    assert_eq!(losses[0]["what"], "table `tags`");
    assert_eq!(losses[0]["script"], "ledger");
    assert_shown!(
        "redo_destroys",
        migrate(&project, &server, &["redo", "--yes"]).succeeds()
    );
    assert_shown!(
        "down_destroys",
        migrate(&project, &server, &["down", "base", "--yes"]).succeeds()
    );
}
