//! Every way to name where a `down` ends, on a plan with a branch and a merge.

use std::fs;

use crate::project::{Project, Ran};
use crate::server::Server;

/// `aaaa` ─ `bbbb`, `cccc` beside it ─ `dddd`, the merge ─ `eeee`.
fn branched() -> Project {
    let project = Project::new();
    let table = |name: &str| {
        (
            format!("CREATE TABLE {name} (id int);"),
            format!("DROP TABLE {name};"),
        )
    };
    for (id, parents, message, (up, down)) in [
        ("aaaa11111111", &[][..], "first", table("first")),
        ("bbbb22222222", &["aaaa11111111"], "left", table("left_one")),
        (
            "cccc33333333",
            &["aaaa11111111"],
            "right",
            table("right_one"),
        ),
        (
            "dddd44444444",
            &["bbbb22222222", "cccc33333333"],
            "join both",
            ("-- nothing".to_owned(), "-- nothing".to_owned()),
        ),
        ("eeee55555555", &["dddd44444444"], "on top", table("on_top")),
    ] {
        project.revision(id, parents, message, &up, &down);
    }
    project.seal();
    project
}

fn migrate(project: &Project, server: &Server, words: &[&str]) -> Ran {
    let url = server.url();
    project.migrate_with(words, &[("DATABASE_URL", url.as_str())])
}

/// What the ledger says, by the first letters, and what the database holds, which has to be the same.
fn applied(server: &Server) -> String {
    let ids = server.column("SELECT left(id, 1) FROM migrate_ledger ORDER BY id");
    let tables = server.tables();
    for (letter, table) in [
        ("a", "first"),
        ("b", "left_one"),
        ("c", "right_one"),
        ("e", "on_top"),
    ] {
        let (recorded, there) = (
            ids.iter().any(|id| id == letter),
            tables.iter().any(|name| name == table),
        );
        assert_eq!(recorded, there, "{table}: {ids:?} {tables:?}");
    }
    ids.concat()
}

#[test]
fn down_ends_at_the_target_however_it_is_named() {
    let (server, project) = (Server::database(), branched());
    for (target, left) in [
        ("head", "abcde"),
        ("base", ""),
        ("dddd44444444", "abcd"),
        ("dddd", "abcd"),
        ("on_top", "abcde"),
        ("join_both", "abcd"),
        ("20261121093011_left", "abc"),
        ("-1", "abcd"),
        ("head-1", "abcd"),
        ("eeee-1", "abcd"),
        // What is not built on the target stays, on the other branch.
        ("bbbb", "abc"),
        ("cccc", "abc"),
        ("aaaa", "a"),
        ("bbbb-1", "a"),
        ("right-1", "a"),
        ("aaaa-1", ""),
        ("bbbb+1", "abcd"),
        ("cccc+2", "abcde"),
        ("base+1", "a"),
    ] {
        migrate(&project, &server, &["up"]).succeeds();
        assert_eq!(applied(&server), "abcde");
        migrate(&project, &server, &["down", target, "--yes"]).succeeds();
        assert_eq!(applied(&server), left, "{target}");
    }
}

#[test]
fn a_printed_down_ends_at_the_end_of_its_range() {
    let (server, project) = (Server::database(), branched());
    for (range, left) in [
        ("head..base", ""),
        ("eeee..dddd", "abcd"),
        ("on_top..bbbb", "abc"),
        ("head..head-1", "abcd"),
        ("bbbb+2..right-1", "a"),
        ("aaaa", "a"),
    ] {
        migrate(&project, &server, &["up"]).succeeds();
        let script = project.migrate(&["down", range, "--sql"]).succeeds().stdout;
        project.write("down.sql", &script);
        server.psql(&project.path("down.sql"));
        assert_eq!(applied(&server), left, "{range}");
    }
    // From one branch, without the other.
    migrate(&project, &server, &["down", "base", "--yes"]).succeeds();
    migrate(&project, &server, &["up", "cccc"]).succeeds();
    let script = project.migrate(&["down", "cccc..aaaa", "--sql"]).succeeds();
    project.write("down.sql", &script.stdout);
    server.psql(&project.path("down.sql"));
    assert_eq!(applied(&server), "a");
}

#[test]
fn a_target_that_is_not_one_place_below_is_refused_before_anything_is_reverted() {
    let (server, project) = (Server::database(), branched());
    migrate(&project, &server, &["up"]).succeeds();
    let mut said = String::new();
    let mut refused = |words: &[&str]| {
        let before = applied(&server);
        let ran = migrate(&project, &server, words).exits(2);
        assert_eq!(applied(&server), before, "{ran}");
        said.push_str(&format!(
            "$ cargo migrate {}\n{}\n",
            words.join(" "),
            ran.stderr
        ));
    };
    for target in [
        "-2",
        "dddd-1",
        "aaaa+1",
        "head+1",
        "base-1",
        "-9",
        "+1",
        "ffff",
        "bbb",
        "right..aaaa",
        "",
    ] {
        refused(&["down", target, "--yes"]);
    }
    // Two heads are applied: one step back could be either.
    migrate(&project, &server, &["down", "bbbb", "--yes"]).succeeds();
    refused(&["down", "-1", "--yes"]);
    // It is above what is applied, or beside it.
    migrate(&project, &server, &["down", "aaaa", "--yes"]).succeeds();
    refused(&["down", "bbbb", "--yes"]);
    refused(&["down", "head", "--yes"]);
    // A printed script knows no database; from one branch nothing leads down to the other.
    refused(&["down", "head..-1", "--sql"]);
    refused(&["down", "bbbb..cccc", "--sql"]);
    insta::assert_snapshot!("down_refused", said);
}

#[test]
fn what_is_irreversible_keeps_everything_above_and_below_it_and_says_why() {
    let (server, project) = (Server::database(), branched());
    let above = |id: &str, parent: &str, message: &str| {
        let up = format!("CREATE TABLE {message} (id int);");
        project.revision(
            id,
            &[parent],
            message,
            &up,
            &format!("DROP TABLE {message};"),
        );
    };
    above("ffff66666666", "eeee55555555", "gone");
    let folder = project.folder("gone");
    fs::remove_file(project.path(&format!("{folder}/down.sql"))).unwrap();
    let manifest = project.read(&format!("{folder}/revision.toml"));
    project.write(
        &format!("{folder}/revision.toml"),
        &format!("{manifest}irreversible = \"the tokens are gone\"\n"),
    );
    project.seal();
    migrate(&project, &server, &["up"]).succeeds();
    for words in [
        &["down", "-1", "--yes"][..],
        &["down", "bbbb", "--yes"],
        &["down", "base", "--dry-run"],
        &["down", "base", "--sql"],
    ] {
        let ran = migrate(&project, &server, words).exits(2);
        assert!(ran.stderr.contains("the tokens are gone"), "{ran}");
        assert!(ran.stderr.contains("nothing was changed"), "{ran}");
        assert_eq!(
            (ran.stdout.as_str(), applied(&server).as_str()),
            ("", "abcdef")
        );
    }
}

/// The draft was irreversible when it was applied, and has a down.sql since: the reason is the recorded one.
#[test]
fn what_was_irreversible_when_it_was_applied_is_refused_with_the_recorded_reason() {
    let (server, project) = (Server::database(), branched());
    let words = ["new", "drop tokens", "--irreversible", "no backup was made"];
    project.migrate(&words).succeeds();
    let folder = project.folder("drop_tokens");
    project.write(
        &format!("{folder}/up.sql"),
        "CREATE TABLE tokens (id int);\n",
    );
    migrate(&project, &server, &["up"]).succeeds();
    project.edit(&format!("{folder}/up.sql"), "id int", "id bigint");
    project.edit(
        &format!("{folder}/revision.toml"),
        "irreversible = \"no backup was made\"\n",
        "",
    );
    project.write(&format!("{folder}/down.sql"), "DROP TABLE tokens;\n");
    let ran = migrate(&project, &server, &["down", "eeee", "--yes"]).exits(2);
    assert!(ran.stderr.contains("no backup was made"), "{ran}");
}
