//! Properties of what a script destroys, over scripts that are put together of the words that matter to it.

use migrate_core::source::script::loss::{Columns, Fresh, losses};
use proptest::prelude::*;

const WORDS: &[&str] = &[
    "ALTER",
    "TABLE",
    "DROP",
    "COLUMN",
    "DELETE",
    "FROM",
    "WHERE",
    "true",
    "TRUNCATE",
    "CASCADE",
    "IF",
    "EXISTS",
    "ONLY",
    "TYPE",
    "USING",
    "CAST",
    "AS",
    "SET",
    "DATA",
    "SCHEMA",
    "RENAME",
    "TO",
    "CREATE",
    "NOT",
    "WITH",
    "OWNED",
    "BY",
    "interval",
    "second",
    "timestamp",
    "time",
    "zone",
    "numeric",
    "varchar",
    "text",
    "array",
    "ATTACH",
    "DETACH",
    "PARTITION",
    "INTO",
    "SELECT",
    "a",
    "\"b c\"",
    "public",
    ".",
    ",",
    ";",
    "(",
    ")",
    "[",
    "]",
    "::",
    "*",
    "1",
    "'x'",
    "$$ DROP TABLE a $$",
    "-- DROP TABLE a\n",
    "EXTENSION",
    "SEQUENCE",
    "MATERIALIZED",
    "VIEW",
    "AT",
    "TIME",
    "ZONE",
    "TEMP",
    "INHERIT",
    "INHERITS",
    "REFERENCES",
    "ON",
    "MERGE",
    "WHEN",
    "MATCHED",
    "THEN",
    "EXPLAIN",
    "ANALYZE",
    "LOCAL",
    "search_path",
    "pg_temp",
    "ROLLBACK",
    "set_config",
    "ATTRIBUTE",
    "FUNCTION",
    "OPERATOR",
    "DO",
    "EXECUTE",
    "'DROP TABLE a'",
    "$$ BEGIN DROP TABLE a; EXECUTE 'x'; END $$",
    "$x$",
];

const STATEMENTS: &[&str] = &[
    "DROP TABLE IF EXISTS a, s . b CASCADE ;",
    "CREATE TABLE a ( id bigint NOT NULL , t varchar ( 20 ) ) ;",
    "ALTER TABLE a DROP COLUMN t , ALTER COLUMN id TYPE int USING id :: int ;",
    "ALTER TABLE a RENAME TO c ;",
    "DELETE FROM ONLY a WHERE true ;",
    "WITH gone AS ( DELETE FROM c RETURNING * ) SELECT * FROM gone ;",
    "TRUNCATE TABLE c RESTART IDENTITY ;",
    "ALTER TABLE a ADD COLUMN IF NOT EXISTS u timestamp ( 3 ) with time zone ;",
    "DROP SCHEMA s CASCADE ;",
    "SELECT 1 INTO d ;",
    "CREATE TEMP TABLE a ( id int ) ;",
    "ALTER TABLE c INHERIT a ;",
    "ALTER SCHEMA s RENAME TO t ;",
    "SET LOCAL search_path = s , public ;",
    "EXPLAIN ANALYZE MERGE INTO a USING c ON true WHEN MATCHED THEN DELETE ;",
    "SAVEPOINT p ;",
    "ROLLBACK TO p ;",
    "SET LOCAL search_path = public ;",
];

/// What may stand between two tokens.
const GAPS: &[&str] = &[" ", "\n", " -- ; DROP TABLE z\n", "/* , */ ", "\t\n "];

fn lost(text: &str) -> Vec<String> {
    losses(text, Columns::default, &mut Fresh::default())
        .into_iter()
        .map(|loss| loss.lost.to_string())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Whatever stands there, an answer comes, and each loss has its place in the text.
    #[test]
    fn every_text_has_an_answer(words in prop::collection::vec(prop::sample::select(WORDS), 0..40)) {
        let text = words.join(" ");
        let columns = || Columns::after([text.as_str()]);
        for loss in losses(&text, columns, &mut Fresh::default()) {
            prop_assert!(!text[loss.range].trim().is_empty());
        }
    }

    /// Another layout of the same tokens destroys the same.
    #[test]
    fn layout_never_matters(
        statements in prop::collection::vec(prop::sample::select(STATEMENTS), 1..6),
        gaps in prop::collection::vec(prop::sample::select(GAPS), 1..8),
    ) {
        let plain = statements.join(" ");
        let mut text = String::new();
        for (i, token) in plain.split(' ').enumerate() {
            text.push_str(token);
            text.push_str(gaps[i % gaps.len()]);
        }
        prop_assert_eq!(lost(&plain), lost(&text));
    }

    /// What the run itself made is no loss, whatever it did before.
    #[test]
    fn what_the_run_made_is_never_lost(statements in prop::collection::vec(prop::sample::select(STATEMENTS), 0..6)) {
        let text = format!("{} CREATE TABLE public.z (id int); DROP TABLE public.z;", statements.join(" "));
        prop_assert!(!lost(&text).iter().any(|lost| lost.contains("`z`")));
    }
}
