//! The fingerprint: the same wherever the same was made, and in every version that says `schema1`.

use std::fs;
use std::process::{Command, Stdio};

use migrate_schema::{Fingerprint, Reader, Reading, Schema, Step, touched};
use postgres::{Client, NoTls};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::reading::{STATEMENTS, database, read};
use crate::support::{Server, programs, send};

/// What hangs on other things, and comes after them.
const MORE: &[&str] = &[
    "CREATE INDEX users_name ON users (lower(name)) INCLUDE (born) WHERE name <> 'x'",
    "ALTER TABLE users ADD CONSTRAINT named CHECK (name <> '' AND id > 0)",
    "COMMENT ON COLUMN users.name IS 'as\n\tprinted'",
    "CREATE VIEW old AS SELECT id, name FROM users WHERE born < '2000-01-01 00:00+00'",
    "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.born := now(); RETURN NEW; END $$",
    "CREATE TRIGGER touched BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch()",
    "CREATE POLICY mine ON posts USING (id > 1)",
    "CREATE TABLE \"odd\nname\" (\"a b\" mood DEFAULT 'sad', \"é\" age[])",
    "GRANT SELECT ON users TO PUBLIC",
];

fn of(client: &mut Client) -> Fingerprint {
    Fingerprint::of(read(client))
}

#[test]
fn it_is_the_same_in_whatever_order_things_were_made_and_after_a_dump() {
    let servers = [Server::start(), Server::start()];
    let mut made = database(&servers[0], "made", &mut STATEMENTS.iter().chain(MORE));
    let fingerprint = of(&mut made);
    let dump = Command::new(programs().unwrap().join("pg_dump"))
        .arg("--schema-only")
        .arg(servers[0].url().rsplit_once('/').unwrap().0.to_owned() + "/made")
        .output()
        .unwrap();
    assert!(
        dump.status.success(),
        "{}",
        String::from_utf8_lossy(&dump.stderr)
    );
    let url = servers[1].create("restored");
    let mut psql = Command::new(programs().unwrap().join("psql"))
        .args(["-q", "-X", "-v", "ON_ERROR_STOP=1", &url])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut psql.stdin.take().unwrap(), &dump.stdout).unwrap();
    assert!(psql.wait().unwrap().success());
    let mut restored = Client::connect(&url, NoTls).unwrap();
    let again = of(&mut restored);
    assert_eq!(again.objects(), fingerprint.objects());
    assert_eq!(again, fingerprint);

    let order = Just(STATEMENTS.to_vec()).prop_shuffle();
    let more = Just(MORE.to_vec()).prop_shuffle();
    let cases = Config::with_cases(8);
    let number = std::cell::Cell::new(0);
    let orders = (order, more).prop_filter("a trigger follows its function", |(_, more)| {
        let place = |begin: &str| more.iter().position(|one| one.starts_with(begin));
        place("CREATE FUNCTION") < place("CREATE TRIGGER")
    });
    TestRunner::new(cases)
        .run(&orders, |(order, more)| {
            number.set(number.get() + 1);
            let name = format!("shuffled_{}", number.get());
            let mut other = database(&servers[1], &name, &mut order.iter().chain(&more));
            prop_assert_eq!(of(&mut other), fingerprint.clone());
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_order_of_columns_and_the_layout_of_a_body_do_not_count_and_everything_else_does() {
    let server = Server::start();
    let mut client = database(&server, "one", &mut STATEMENTS.iter().chain(MORE));
    let before = of(&mut client);
    client
        .batch_execute(
            "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN  -- again\n NEW.born := now();\n RETURN NEW; END $$",
        )
        .unwrap();
    assert_eq!(of(&mut client), before);
    let changes = [
        ("DROP INDEX users_name", "Missing index public.users_name"),
        (
            "ALTER TABLE users ALTER name SET DEFAULT ''",
            "Changed column public.users.name",
        ),
        (
            "COMMENT ON COLUMN users.name IS NULL",
            "Missing comment on column public.users.name",
        ),
        (
            "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
            "Changed function public.touch()",
        ),
        (
            "ALTER TABLE users DISABLE TRIGGER touched",
            "Changed trigger touched on public.users",
        ),
        (
            "ALTER FUNCTION touch() DEPENDS ON EXTENSION plpgsql",
            "Extra extensions of function public.touch()",
        ),
        (
            "ALTER TYPE mood ADD VALUE 'calm'",
            "Changed type public.mood",
        ),
    ];
    for (sql, expected) in changes {
        let before = of(&mut client);
        client.batch_execute(sql).unwrap();
        let after = of(&mut client);
        assert_ne!(before.to_string(), after.to_string(), "{sql}");
        let found = touched(before.objects(), after.objects(), |_| false).unwrap();
        let told: Vec<String> = found
            .iter()
            .map(|one| format!("{:?} {}", one.touch, one.object))
            .collect();
        assert_eq!(told, [expected], "{sql}");
    }
}

/// Recorded fingerprints live as long as their databases. `NEW_FINGERPRINT_VERSION=1` writes the files anew, for a version that has another
/// name; what only updates expectations leaves them alone.
#[test]
fn the_fingerprint_of_a_model_never_changes_within_a_version() {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/catalog/golden");
    let (model, expected) = (
        format!("{directory}/schema1.json"),
        format!("{directory}/schema1.txt"),
    );
    if std::env::var_os("NEW_FINGERPRINT_VERSION").is_some() {
        let server = Server::start();
        let mut client = database(&server, "golden", &mut STATEMENTS.iter().chain(MORE));
        let schema = read(&mut client);
        let fingerprint = Fingerprint::of(schema.clone());
        fs::create_dir_all(directory).unwrap();
        fs::write(
            &model,
            serde_json::to_string_pretty(&schema).unwrap() + "\n",
        )
        .unwrap();
        fs::write(
            &expected,
            format!("{fingerprint}\n{}", fingerprint.objects()),
        )
        .unwrap();
    }
    let schema: Schema = serde_json::from_str(&fs::read_to_string(model).unwrap()).unwrap();
    let fingerprint = Fingerprint::of(schema);
    let written = format!("{fingerprint}\n{}", fingerprint.objects());
    assert_eq!(written, fs::read_to_string(expected).unwrap());
}

#[test]
fn message_by_message_the_same_is_read() {
    let server = Server::start();
    let mut client = database(&server, "one", &mut STATEMENTS.iter().chain(MORE));
    let expected = read(&mut client);
    let (mut reading, mut message) = Reading::begin(Reader::new(Vec::new()));
    let schema = loop {
        let rows = send(&mut client, &message).unwrap();
        match reading.answered(rows).unwrap() {
            Step::Send(next) => message = next,
            Step::Read(schema) => break *schema,
        }
    };
    assert_eq!(schema, expected);
    assert!(reading.answered(Vec::new()).is_err());
}
