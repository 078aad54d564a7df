//! `new --auto`: what it writes, what it proves, and what it leaves to people.

use std::io::Write;
use std::process::Stdio;

use crate::assert_shown;
use crate::desired::{desiring, left, migrate, server};
use crate::project::{FOREIGN, Project};
use crate::server::Server;
use crate::with_filters;

const SHOP: &str = "\
CREATE TYPE status AS ENUM ('open', 'paid');
CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE,
    nick varchar(20)
);
CREATE TABLE orders (
    id bigint PRIMARY KEY,
    user_id bigint REFERENCES users,
    status status NOT NULL DEFAULT 'open',
    total numeric(10, 2) CHECK (total >= 0)
);
CREATE INDEX orders_user ON orders (user_id) INCLUDE (total) WHERE status = 'open';
CREATE VIEW paid AS SELECT * FROM orders WHERE status = 'paid';
";

/// The scripts of a revision, and its manifest from its message on.
fn shown(project: &Project, slug: &str) -> String {
    let folder = project.folder(slug);
    let read = |name: &str| project.read(&format!("{folder}/{name}"));
    let manifest = read("revision.toml");
    let manifest = &manifest[manifest.find("message").unwrap()..];
    let manifest: Vec<&str> = manifest
        .lines()
        .filter(|line| !line.starts_with("created"))
        .collect();
    let manifest = manifest.join("\n");
    format!("{}==\n{}==\n{manifest}", read("up.sql"), read("down.sql"))
}

#[test]
fn the_first_revision_is_written_and_proved_and_then_nothing_differs() {
    // What is left on it is looked at.
    let (server, project) = (Server::start(), desiring("schema.sql"));
    project.write("schema.sql", SHOP);
    let ran = migrate(
        &project,
        &server,
        &["new", "first schema", "--auto", "--format", "json"],
    )
    .succeeds();
    let document = ran.json();
    assert_eq!(document["proved"], true);
    assert_eq!(document["changes"][0]["kind"], "type");
    assert_eq!(document["changes"][0]["action"], "create");
    assert_eq!(document["files"].as_array().unwrap().len(), 3);
    with_filters!({ insta::assert_snapshot!("auto_first", shown(&project, "first_schema")) });
    migrate(&project, &server, &["lock"]).succeeds();

    let before = project.tree();
    let ran = migrate(&project, &server, &["new", "again", "--auto"]).succeeds();
    assert_shown!("auto_unchanged", ran);
    let ran = migrate(
        &project,
        &server,
        &["new", "again", "--auto", "--format", "json"],
    )
    .succeeds();
    assert_eq!(ran.json()["changes"].as_array().unwrap().len(), 0);
    assert_eq!(project.tree(), before);
    assert_eq!(left(&server), Vec::<String>::new());
}

/// A table whose column goes: nobody but its owner can say that it may.
#[test]
fn what_destroys_data_is_marked_and_waits_for_a_person() {
    let (server, project) = (server(), desiring("schema.sql"));
    project.write("schema.sql", SHOP);
    migrate(&project, &server, &["new", "first", "--auto"]).succeeds();
    migrate(&project, &server, &["lock"]).succeeds();

    project.edit(
        "schema.sql",
        ",\n    nick varchar(20)",
        ",\n    age int NOT NULL",
    );
    project.edit("schema.sql", "numeric(10, 2)", "numeric(12, 2)");
    project.edit("schema.sql", "'open', 'paid'", "'open', 'paid', 'late'");
    let dry = migrate(
        &project,
        &server,
        &["-q", "new", "later", "--auto", "--dry-run"],
    )
    .succeeds();
    assert!(dry.stdout.contains("DROP COLUMN nick"), "{dry}");
    let ran = migrate(&project, &server, &["new", "later", "--auto"]).succeeds();
    assert!(ran.stderr.contains("Proved"), "{ran}");
    with_filters!({ insta::assert_snapshot!("auto_later", shown(&project, "later")) });

    let refused = migrate(&project, &server, &["-q", "lock"]).exits(7);
    assert!(refused.stderr.contains("error[M761]"), "{refused}");
    let manifest = format!("{}/revision.toml", project.folder("later"));
    let text = project.read(&manifest);
    let begin = text.find("# [[allow]]").unwrap();
    let allowed = text[begin..]
        .replace("# ", "")
        .replace("reason = \"\"", "reason = \"nobody uses it\"");
    project.write(&manifest, &format!("{}{allowed}", &text[..begin]));
    migrate(&project, &server, &["lock"]).succeeds();
    migrate(&project, &server, &["-q", "check", "--locked"]).succeeds();
}

#[test]
fn without_a_desired_schema_there_is_nothing_to_compare_with() {
    let project = Project::shop();
    let ran = project.migrate(&["new", "anything", "--auto"]).exits(2);
    assert_shown!("auto_without_schema", ran);
}

#[test]
fn two_heads_are_refused_as_everywhere() {
    let (server, project) = (server(), desiring("schema.sql"));
    project.write("schema.sql", SHOP);
    let up = "CREATE TABLE a (id int);";
    project.revision("aaaa11111111", &[], "first", up, "DROP TABLE a;");
    project.seal();
    for (id, name) in [("bbbb22222222", "b"), ("cccc33333333", "c")] {
        let (up, down) = (
            format!("CREATE TABLE {name} (id int);"),
            format!("DROP TABLE {name};"),
        );
        project.revision(id, &["aaaa11111111"], name, &up, &down);
    }
    let before = project.tree();
    let ran = migrate(&project, &server, &["new", "anything", "--auto"]).exits(3);
    assert!(ran.stderr.contains("error[M203]"), "{ran}");
    assert_eq!(project.tree(), before);
}

/// A draft that cannot be written in full is kept: the person completes it.
#[test]
fn what_is_not_written_is_named_and_the_draft_is_kept() {
    let (server, project) = (server(), desiring("schema.sql"));
    project.write(
        "schema.sql",
        "CREATE TABLE users (id int);\nCREATE TYPE public.pile;\n",
    );
    let ran = migrate(&project, &server, &["new", "piles", "--auto"]).exits(7);
    for words in [
        "warning: type public.pile differs, and is not written",
        "error[M905]: the draft does not lead to the desired schema: type public.pile is missing",
        "error: the draft is kept, and not proved",
    ] {
        assert!(ran.stderr.contains(words), "{words}: {ran}");
    }
    let folder = project.folder("piles");
    let up = project.read(&format!("{folder}/up.sql"));
    assert!(up.contains("CREATE TABLE public.users"), "{up}");
    assert!(up.contains("-- Not written"), "{up}");

    project.write(
        &format!("{folder}/up.sql"),
        &format!("{up}CREATE TYPE public.pile;\n"),
    );
    let down = project.read(&format!("{folder}/down.sql"));
    project.write(
        &format!("{folder}/down.sql"),
        &format!("{down}DROP TYPE public.pile;\n"),
    );
    migrate(&project, &server, &["check"]).succeeds();
}

const PEOPLE: &str = "\
CREATE TABLE people (id bigint PRIMARY KEY, e_mail text NOT NULL, born date, city text);
CREATE VIEW names AS SELECT e_mail FROM people;
";

#[test]
fn a_rename_is_never_guessed_and_kept_when_it_is_given() {
    let (server, project) = (server(), desiring("schema.sql"));
    let users = "CREATE TABLE users (id bigint PRIMARY KEY, mail text NOT NULL, born date, city text);\n\
                 CREATE VIEW names AS SELECT mail AS e_mail FROM users;\n";
    project.write("schema.sql", users);
    migrate(&project, &server, &["new", "first", "--auto"]).succeeds();
    migrate(&project, &server, &["lock"]).succeeds();

    project.write("schema.sql", PEOPLE);
    let dry = ["new", "people", "--auto", "--dry-run"];
    let ran = migrate(&project, &server, &dry).succeeds();
    for words in [
        "`--rename users=people` keeps what it holds",
        "(ban-drop-table)",
    ] {
        assert!(ran.stderr.contains(words), "{words}: {ran}");
    }
    assert!(ran.stdout.contains("DROP TABLE public.users"), "{ran}");
    // The column shows when the table is settled.
    let ran = migrate(
        &project,
        &server,
        &[&dry[..], &["--rename", "users=people"]].concat(),
    )
    .succeeds();
    assert!(
        ran.stderr.contains("`--rename people.mail=e_mail` keeps"),
        "{ran}"
    );

    for (rename, words) in [
        ("users", "`users` is no rename"),
        ("accounts=people", "there is no `accounts`"),
        ("users=persons", "`persons`"),
    ] {
        let ran = migrate(
            &project,
            &server,
            &[&dry[..], &["--rename", rename]].concat(),
        )
        .exits(2);
        assert!(ran.stderr.contains(words), "{ran}");
    }

    let given = ["--rename", "users=people", "--rename", "users.mail=e_mail"];
    let words = [&["new", "people", "--auto"], &given[..]].concat();
    let ran = migrate(&project, &server, &words).succeeds();
    assert!(!ran.stderr.contains("--rename"), "{ran}");
    with_filters!({ insta::assert_snapshot!("auto_renamed", shown(&project, "people")) });
    migrate(&project, &server, &["lock"]).succeeds();
    migrate(&project, &server, &["check", "--locked"]).succeeds();
}

/// `script` runs a command on a terminal of its own.
#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_a_rename_is_asked_about() {
    let (server, project) = (server(), desiring("schema.sql"));
    let users =
        "CREATE TABLE users (id bigint PRIMARY KEY, mail text NOT NULL, born date, city text);\n";
    project.write("schema.sql", users);
    migrate(&project, &server, &["new", "first", "--auto"]).succeeds();
    project.write(
        "schema.sql",
        &users.replace("users", "people").replace("mail", "e_mail"),
    );
    let answered = |answers: &str| {
        let line = format!(
            "{} new people --auto --dry-run",
            env!("CARGO_BIN_EXE_cargo-migrate")
        );
        let mut terminal = std::process::Command::new("script");
        terminal.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
        for name in FOREIGN {
            terminal.env_remove(name);
        }
        terminal
            .current_dir(project.root())
            .env("SCRATCH_DATABASE_URL", server.url());
        terminal.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut running = terminal.spawn().unwrap();
        running
            .stdin
            .as_mut()
            .unwrap()
            .write_all(answers.as_bytes())
            .unwrap();
        let output = running.wait_with_output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{said}");
        said
    };
    let both = answered("y\nyes\n");
    assert!(
        both.contains("table public.users is gone, and table public.people is new"),
        "{both}"
    );
    assert!(
        both.contains("ALTER TABLE public.users RENAME TO people"),
        "{both}"
    );
    assert!(both.contains("RENAME COLUMN mail TO e_mail"), "{both}");
    let one = answered("y\nn\n");
    assert!(
        one.contains("RENAME TO people") && one.contains("DROP COLUMN mail"),
        "{one}"
    );
    let none = answered("\n\n");
    assert!(
        none.contains("DROP TABLE public.users") && !none.contains("RENAME"),
        "{none}"
    );
}

/// An index that is built beside the traffic runs outside of a transaction, and so in a revision of its own.
#[test]
fn online_it_is_as_many_revisions_as_there_are_ways_to_run() {
    let (server, project) = (server(), desiring("schema.sql"));
    let users = "CREATE TABLE users (id bigint PRIMARY KEY, mail text);\n\
                 CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);\n";
    project.write("schema.sql", users);
    migrate(&project, &server, &["new", "first", "--auto"]).succeeds();
    migrate(&project, &server, &["lock"]).succeeds();

    let wanted = users
        .replace("mail text", "mail text NOT NULL, city text")
        .replace("user_id bigint", "user_id bigint REFERENCES users")
        + "CREATE INDEX orders_user ON orders (user_id);\n";
    project.write("schema.sql", &wanted);
    let words = ["new", "owners", "--auto", "--online", "--format", "json"];
    let ran = migrate(&project, &server, &words).succeeds();
    let document = ran.json();
    let revisions = document["revisions"].as_array().unwrap();
    assert!(revisions.len() > 1, "{ran}");
    assert_eq!(document["id"], revisions[revisions.len() - 1]["id"]);
    let mut scripts = String::new();
    for revision in revisions {
        let read =
            |name: &str| project.read(&format!("{}/{name}", revision["path"].as_str().unwrap()));
        let mode = match read("revision.toml").contains("transaction = \"none\"") {
            true => "none",
            false => "single",
        };
        scripts.push_str(&format!(
            "== {mode}\n{}--\n{}",
            read("up.sql"),
            read("down.sql")
        ));
    }
    with_filters!({ insta::assert_snapshot!("auto_online", scripts) });
    migrate(&project, &server, &["lock"]).succeeds();
    migrate(&project, &server, &["check", "--all", "--locked"]).succeeds();
}
