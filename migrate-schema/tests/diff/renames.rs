//! What is taken for a rename, what a caller may give, and what else a change tells.

use migrate_schema::{Options, Rename, RenameRefused, Snapshot};

use crate::database::Database;
use crate::support::Server;

/// Two snapshots of what these scripts make.
fn two(old: &str, new: &str) -> (Snapshot, Snapshot) {
    let server = Server::start();
    let mut database = Database::create(&server, "shape");
    let mut snapshot = |script: &str| {
        database.reset();
        database.client.batch_execute(script).unwrap();
        database.snapshot()
    };
    (snapshot(old), snapshot(new))
}

fn texts(from: &Snapshot, to: &Snapshot, given: &[Rename]) -> Vec<String> {
    let all = from.rename_candidates(to, given);
    all.iter()
        .map(|one| format!("{} ({})", one.rename, one.why))
        .collect()
}

#[test]
fn renames_are_recognised_and_never_done_unasked() {
    let (old, new) = two(
        "CREATE TABLE users (id int PRIMARY KEY, mail text, born date, gone int);
         CREATE TYPE mood AS ENUM ('sad', 'ok', 'great');
         CREATE TYPE size AS ENUM ('small', 'big');
         CREATE TABLE other (x jsonb);",
        "CREATE TABLE people (id int PRIMARY KEY, email text, born date, gone int);
         CREATE TYPE mood AS ENUM ('down', 'ok', 'great');
         CREATE TYPE \"Size\" AS ENUM ('small', 'big');
         CREATE TABLE unlike (y text, z text);",
    );
    assert_eq!(
        texts(&old, &new, &[]),
        [
            "users=people (3 of 4 columns are the same)",
            "size=\"Size\" (the same 2 values)",
            "mood.sad=down (value 1 of 3)",
        ]
    );
    // The column shows when the table is settled.
    let given = old.renames(&new, ["users=people"]).unwrap();
    assert_eq!(
        texts(&old, &new, &given)[1..],
        [
            "people.mail=email (the same type, text, at the same place)",
            "mood.sad=down (value 1 of 3)"
        ]
    );
    // Unasked, it is another table.
    let diff = old.diff(&new);
    let lost: Vec<String> = diff.losses().map(|(_, one)| one.to_string()).collect();
    assert_eq!(
        lost,
        [
            "the rows of table public.users are lost",
            "the rows of table public.other are lost"
        ]
    );
    let asked = old
        .renames(&new, ["users.mail=email", "users=people"])
        .unwrap();
    let options = Options {
        renames: asked,
        ..Options::default()
    };
    let diff = old.diff_with(&new, &options);
    assert_eq!(diff.losses().count(), 1);
    let first: Vec<&str> = diff.statements.iter().map(|one| one.sql.as_str()).collect();
    assert_eq!(
        first[..2],
        [
            "ALTER TABLE public.users RENAME TO people",
            "ALTER TABLE public.people RENAME COLUMN mail TO email"
        ]
    );
    assert_eq!(diff.statements_of(0).count(), 1);
    assert_eq!(diff.changes[0].was.as_ref().unwrap().name, "public.users");
    assert_eq!(
        diff.changes[0].hazards[0].to_string(),
        "an application that uses table public.users fails from then on"
    );
}

#[test]
fn what_is_given_and_no_rename_is_refused_with_the_reason() {
    let (old, new) = two(
        "CREATE TABLE t (a int, b int); CREATE SCHEMA s; CREATE TABLE s.x (i int); CREATE SCHEMA r; CREATE TABLE r.x (i int);",
        "CREATE TABLE t (c int, b int); CREATE SCHEMA s; CREATE TABLE s.y (i int); CREATE SCHEMA r; CREATE TABLE r.y (i int);",
    );
    for (given, why) in [
        ("t.a", "`t.a` is no rename: it is given as `old=new`"),
        (
            "t.z=c",
            "`t.z=c`: there is no `t.z` that could get another name",
        ),
        ("t.a=d", "`t.a=d`: nothing of its kind is to be called `d`"),
        ("t.b=c", "`t.b=c`: `t.b` is in both schemas"),
        (
            "x=y",
            "`x=y` can mean `r.x=y`, `s.x=y`: say the schema, too",
        ),
    ] {
        let refused: RenameRefused = old.renames(&new, [given]).unwrap_err();
        assert!(refused.to_string().starts_with(why), "{refused}");
    }
    assert_eq!(old.renames(&new, ["t.a=c", "s.x=y"]).unwrap().len(), 2);
    assert_eq!(
        old.renames(&new, ["t.a=t.c"]).unwrap(),
        old.renames(&new, ["public.t.a=c"]).unwrap()
    );
}
