//! Every state in which a database can be refused: made by hand, refused by every verb that writes, and left as it was.

use postgres::{Client, NoTls};
use serde_json::json;

use crate::project::Project;
use crate::server::Server;

/// The name of a state, and the SQL that makes it from a database that is up to date.
const STATES: [(&str, &str); 7] = [
    (
        "ahead",
        "INSERT INTO migrate_ledger SELECT (jsonb_populate_record(applied, '{\"id\": \"dddd44444444\", \"parents\": [\"cccc33333333\"],
         \"message\": \"later\", \"folder\": \"later\"}')).* FROM migrate_ledger AS applied WHERE id = 'cccc33333333'",
    ),
    (
        "diverged",
        "INSERT INTO migrate_ledger SELECT (jsonb_populate_record(applied, '{\"id\": \"dddd44444444\", \"parents\": [\"bbbb22222222\"],
         \"message\": \"theirs\", \"folder\": \"theirs\"}')).* FROM migrate_ledger AS applied WHERE id = 'cccc33333333';
         DELETE FROM migrate_ledger WHERE id = 'cccc33333333'",
    ),
    (
        "edited",
        "UPDATE migrate_ledger SET up_digest = 'b3:' || repeat('0', 64), chain_digest = 'b3:' || repeat('0', 64)
         WHERE id = 'cccc33333333'",
    ),
    ("gap", "DELETE FROM migrate_ledger WHERE id = 'bbbb22222222'"),
    (
        "interrupted",
        "UPDATE migrate_ledger SET state = 'running', step = 1, steps = 2, transaction_mode = 'none'
         WHERE id = 'cccc33333333'",
    ),
    ("foreign", "DROP TABLE migrate_ledger; CREATE TABLE migrate_ledger (version int)"),
    ("unmanaged", "DROP TABLE migrate_ledger, migrate_ledger_log"),
];

#[test]
fn every_state_that_is_refused_exits_4_and_is_left_as_it_was() {
    let (server, project) = (Server::start(), Project::shop());
    let mut shown = String::new();
    for (name, sql) in STATES {
        let url = server.create(name);
        let variables = [("DATABASE_URL", url.as_str())];
        project.migrate_with(&["up"], &variables).succeeds();
        Client::connect(&url, NoTls)
            .unwrap()
            .batch_execute(sql)
            .unwrap();
        let before = Server::dump(&url);

        let up = project
            .migrate_with(&["up", "--format", "json"], &variables)
            .exits(4);
        let error = &up.json()["error"];
        assert_eq!(error["state"], json!(name), "{up}");
        let facts = serde_json::to_string_pretty(&error["facts"]).unwrap();
        shown.push_str(&format!("# {name}\n{}{facts}\n\n", up.stderr));
        assert!(
            up.stderr.contains("help: "),
            "a refusal says what to do: {up}"
        );
        project
            .migrate_with(&["up", "--dry-run"], &variables)
            .exits(4);
        let status = project
            .migrate_with(&["status", "--format", "json"], &variables)
            .succeeds();
        let state = &status.json()["state"];
        assert_eq!(state["name"], json!(name), "{status}");
        assert_eq!(state["facts"], error["facts"], "{status}");
        project
            .migrate_with(&["status", "--exit-code"], &variables)
            .exits(4);

        assert_eq!(Server::dump(&url), before, "{name}");
    }
    crate::with_filters!({ insta::assert_snapshot!("states", shown) });
}
