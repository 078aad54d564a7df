//! What a run destroys is told before its first statement, whichever way it goes.

use migrate_core::source::script::loss::{Columns, Fresh, losses};

use crate::assert_shown;
use crate::project::{Project, Ran};
use crate::server::Server;

/// The shop, and a draft on top of it.
fn shop_and(message: &str, up: &str, down: &str) -> Project {
    let project = Project::shop();
    project.revision("dddd44444444", &["cccc33333333"], message, up, down);
    let lock = project.read("migrations/migrate.lock");
    let lock = lock.replace("head = \"cccc33333333\"", "head = \"dddd44444444\"");
    project.write(
        "migrations/migrate.lock",
        &format!("{lock}dddd44444444 = \"draft\"\n"),
    );
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
    let (server, project) = (
        Server::database(),
        shop_and("tidy up", DESTROYS, "SELECT 1;"),
    );
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
    let (server, project) = (Server::database(), shop_and("tidy up", up, "SELECT 1;"));
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
    let project = shop_and("tidy up", DESTROYS, "SELECT 1;");
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
    let project = shop_and("add tags", up, "DROP TABLE tags;");
    let server = Server::database();
    migrate(&project, &server, &["up"]).succeeds();
    let folder = project.folder("add_tags");
    project.edit(&format!("{folder}/up.sql"), "tags", "labels");
    project.edit(&format!("{folder}/down.sql"), "tags", "labels");
    let json = migrate(
        &project,
        &server,
        &["down", "cccc", "--dry-run", "--format", "json"],
    );
    let json = json.succeeds().json();
    let losses = &json["losses"];
    assert_eq!(losses[0]["what"], "table `tags`");
    assert_eq!(losses[0]["script"], "ledger");
    let words = ["redo", "--dry-run", "--format", "json"];
    let redo = migrate(&project, &server, &words).succeeds();
    assert_eq!(redo.json()["losses"], *losses);
    assert!(redo.stderr.contains("table `tags` (line 1 of"), "{redo}");
    assert_shown!(
        "redo_destroys",
        migrate(&project, &server, &["redo", "--yes"]).succeeds()
    );
    assert_shown!(
        "down_destroys",
        migrate(&project, &server, &["down", "base", "--yes"]).succeeds()
    );
}

/// Consent is given where the revision is reviewed, with a reason, and what was accepted is told nevertheless when it runs.
#[test]
fn what_an_up_destroys_needs_consent_and_is_listed_all_the_same() {
    let (server, project) = (Server::database(), Project::shop());
    migrate(&project, &server, &["up"]).succeeds();
    let id = project
        .migrate(&["new", "drop the orders", "--format", "json"])
        .succeeds()
        .json()["id"]
        .clone();
    let folder = project.folder("drop_the_orders");
    project.write(&format!("{folder}/up.sql"), "DROP TABLE orders;\n");
    project.write(
        &format!("{folder}/down.sql"),
        "CREATE TABLE orders (id int);\n",
    );
    let package = project.read("Cargo.toml");
    let scratch = "[package.metadata.migrate]\nscratch = { env = \"SCRATCH_DATABASE_URL\" }\n";
    project.write("Cargo.toml", &format!("{package}\n{scratch}"));
    let url = server.url();
    let check = || project.migrate_with(&["check"], &[("SCRATCH_DATABASE_URL", url.as_str())]);
    let refused = check().exits(7);
    assert!(refused.stderr.contains("error[M760]"), "{refused}");
    let manifest = project.read(&format!("{folder}/revision.toml"));
    let consent = "\n[[allow]]\nrule = \"ban-drop-table\"\nreason = \"archived in March\"\n";
    project.write(&format!("{folder}/revision.toml"), &(manifest + consent));
    check().succeeds();
    let ran = migrate(&project, &server, &["up"]).succeeds();
    let listed = format!("{}\n    table `orders` (", id.as_str().unwrap());
    assert!(ran.stderr.contains("this destroys data:"), "{ran}");
    assert!(
        ran.stderr.replace(" drop the orders", "").contains(&listed),
        "{ran}"
    );
}

/// Types, each with values at its limits.
const TYPES: [(&str, &[&str]); 46] = [
    ("smallint", &["-32768", "0", "32767"]),
    ("integer", &["-2147483648", "2147483647", "16777217"]),
    (
        "bigint",
        &[
            "-9223372036854775808",
            "9223372036854775807",
            "9007199254740993",
        ],
    ),
    ("real", &["1.1", "3.4e38", "-1e-37"]),
    (
        "double precision",
        &["0.1", "1.7976931348623157e308", "123456789.12345679"],
    ),
    ("numeric", &["1e40", "0.12345678901234567890123", "-7.50"]),
    ("numeric(8,2)", &["999999.99", "-0.01"]),
    ("numeric(10,2)", &["99999999.99", "-0.01"]),
    ("numeric(12,3)", &["999999999.999", "-0.001"]),
    ("numeric(9)", &["999999999", "-999999999"]),
    ("numeric(10)", &["9999999999", "-9999999999"]),
    ("numeric(18,0)", &["999999999999999999"]),
    ("numeric(20)", &["99999999999999999999"]),
    (
        "text",
        &[
            "",
            " a ",
            "007",
            "yes",
            "1e3",
            "2026-11-21",
            "ok",
            "longer than any limit of the types that stand here, by far",
        ],
    ),
    (
        "varchar",
        &[
            "",
            " a ",
            "longer than any limit of the types that stand here, by far",
        ],
    ),
    ("varchar(6)", &["", " a  ", "-32768"]),
    ("varchar(20)", &["", " a  ", "-9223372036854775808"]),
    (
        "varchar(40)",
        &["", " a  ", "0123456789012345678901234567890123456789"],
    ),
    ("char(3)", &["", "a", " bc"]),
    ("char(36)", &["a", "012345678901234567890123456789012345"]),
    ("boolean", &["true", "false"]),
    ("date", &["infinity", "4713-01-01 BC", "2026-11-21"]),
    ("timestamp", &["2026-11-21 09:30:00.123456", "-infinity"]),
    ("timestamp(3)", &["2026-11-21 09:30:00.123"]),
    (
        "timestamptz",
        &["2026-11-21 09:30:00.123456+02", "infinity"],
    ),
    ("timestamptz(0)", &["2026-11-21 09:30:00+02"]),
    ("time", &["09:30:00.123456", "24:00:00"]),
    ("time(0)", &["09:30:01"]),
    ("timetz", &["09:30:00.123456+02"]),
    ("interval", &["1 year 2 mons -3 days 04:05:06.789012"]),
    ("interval hour to minute", &["2 days 04:05"]),
    ("uuid", &["7b0e5a44-6d1c-4a52-9d2f-0c6b8a3d1e55"]),
    ("json", &["{\"b\": 1}", "[1.50, null]"]),
    ("jsonb", &["{\"b\": 1}", "[1.50, null]"]),
    ("inet", &["10.1.2.3/8", "::1"]),
    ("cidr", &["10.0.0.0/8", "::1/128"]),
    ("bit(3)", &["101"]),
    ("varbit", &["", "10101010101"]),
    ("varbit(5)", &["", "10101"]),
    ("mood", &["ok", "sad"]),
    ("name", &["a", ""]),
    ("\"char\"", &["a"]),
    ("money", &["1.25"]),
    ("tsvector", &["b a"]),
    ("integer[]", &["{1,NULL,2147483647}", "{}"]),
    ("bigint[]", &["{1,9223372036854775807}"]),
];

/// The judgement is ours, the truth is PostgreSQL's: whatever a type is changed to, where nothing is said to be lost every
/// value can be had back from the new one, or the server refuses the change.
#[test]
fn what_is_said_to_keep_every_value_keeps_it() {
    let server = Server::database();
    let mut client = server.client();
    client
        .batch_execute("CREATE TYPE mood AS ENUM ('ok', 'sad'); SET timezone = 'UTC'; SET client_min_messages = error")
        .unwrap();
    let mut kept = 0;
    let mut wrong = Vec::new();
    for (old, values) in TYPES {
        for (new, _) in TYPES {
            for using in [
                "",
                &format!(" USING c::{new}"),
                &format!(" USING c::text::{new}"),
            ] {
                let table = format!("CREATE TABLE t (o {old}, c {old});");
                let alter = format!("ALTER TABLE t ALTER COLUMN c TYPE {new}{using};");
                let columns = || Columns::after([table.as_str()]);
                if !losses(&alter, columns, &mut Fresh::default()).is_empty() {
                    continue;
                }
                let rows: Vec<_> = values
                    .iter()
                    .map(|value| format!("('{value}', '{value}')"))
                    .collect();
                let fill = format!("INSERT INTO t VALUES {};", rows.join(", "));
                client
                    .batch_execute(&format!("BEGIN; {table} {fill}"))
                    .unwrap();
                if client.batch_execute(&alter).is_ok() {
                    kept += 1;
                    if !comes_back(&mut client, old) {
                        wrong.push(format!("{old} -> {alter}"));
                    }
                }
                client.batch_execute("ROLLBACK").unwrap();
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
    // A judge that says "lost" to everything would be right as well.
    assert!(kept > 200, "only {kept}");
}

/// Whether the old values can be had back from the new ones, by a cast, or by way of their texts.
fn comes_back(client: &mut postgres::Client, old: &str) -> bool {
    // json has no equality of its own.
    let (old, original) = match old {
        "json" => ("jsonb", "o::jsonb"),
        _ => (old, "o"),
    };
    ["c", "c::text"].into_iter().any(|new| {
        let query = format!("SELECT bool_and({original} IS NOT DISTINCT FROM {new}::{old}) FROM t");
        client.batch_execute("SAVEPOINT asking").unwrap();
        let answer = client.query_one(query.as_str(), &[]);
        let is_same = answer.is_ok_and(|row| row.get(0));
        client.batch_execute("ROLLBACK TO asking").unwrap();
        is_same
    })
}
