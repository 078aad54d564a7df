//! The property: for any two schemas, the difference makes the one of the other, its reverse goes back, and a schema does not
//! differ from itself. `DIFF_PAIRS` says how many pairs are tried.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;

use migrate_schema::{Manner, Options, Snapshot};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use crate::database::{Database, Judges, left, same_dump, shown};
use crate::support::Server;

#[test]
fn any_schema_is_made_of_any_other() {
    let server = Server::start();
    let databases = RefCell::new(["old", "new"].map(|name| Database::create(&server, name)));
    let asked = std::env::var("DIFF_PAIRS").ok();
    // Always the same pairs, unless more are asked for: a change shall not fail for what it did not do.
    let random = match asked {
        Some(_) => TestRng::from_seed(RngAlgorithm::ChaCha, &seed()),
        None => TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    };
    let cases = asked.map_or(100, |count| count.parse().unwrap());
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    let choices = || vec(any::<u8>(), CHOICES);
    let tried = Cell::new(0_u32);
    let result =
        TestRunner::new_with_rng(config, random).run(&(choices(), choices()), |(old, new)| {
            let scripts = [World(&old).script(), World(&new).script()];
            tried.set(tried.get() + 1);
            let judges = match tried.get() % 10 {
                0 => Judges::Both,
                _ => Judges::of_environment(),
            };
            let manner = match World(&old).pick(31, 4) {
                3 => Manner::Online,
                _ => Manner::Whole,
            };
            check(&mut databases.borrow_mut(), &scripts, manner, judges).map_err(|why| {
                let [old, new] = &scripts;
                TestCaseError::fail(format!("{why}\n-- old:\n{old}\n-- new:\n{new}"))
            })
        });
    result.unwrap_or_else(|error| panic!("{error}"));
}

/// From the clock; a failure prints its schemas, so it need not be found again.
fn seed() -> [u8; 32] {
    let now = std::time::SystemTime::now();
    let now = now.duration_since(std::time::UNIX_EPOCH).unwrap();
    let mut seed = [0; 32];
    seed[..16].copy_from_slice(&now.as_nanos().to_le_bytes());
    seed
}

fn check(
    databases: &mut [Database; 2],
    scripts: &[String; 2],
    manner: Manner,
    judges: Judges,
) -> Result<(), String> {
    for (database, script) in databases.iter_mut().zip(scripts) {
        database.reset();
        let made = database.client.batch_execute(script);
        made.unwrap_or_else(|error| panic!("{error:?}\nin a generated schema:\n{script}"));
    }
    let [old, new] = databases;
    let (before, after) = (old.snapshot(), new.snapshot());
    assert!(after.diff(&after).is_empty());
    let dumps = judges.dumps([&*old, &*new]);
    let reached = go(old, &before, &after, manner, "up")?;
    if let Some([_, wanted]) = &dumps {
        same_dump(&old.dump(), wanted, "up")?;
    }
    go(old, &reached, &before, manner, "down")?;
    if let Some([wanted, _]) = &dumps {
        same_dump(&old.dump(), wanted, "down")?;
    }
    Ok(())
}

fn go(
    database: &mut Database,
    from: &Snapshot,
    to: &Snapshot,
    manner: Manner,
    direction: &str,
) -> Result<Snapshot, String> {
    let options = Options {
        manner,
        ..Options::default()
    };
    let diff = from.diff_with(to, &options);
    database
        .apply(&diff)
        .map_err(|error| format!("{direction}: {error}"))?;
    let reached = database.snapshot();
    let left = left(&reached, to);
    match left.is_empty() && diff.uncovered.is_empty() {
        true => Ok(reached),
        false => Err(format!(
            "{direction} leaves:\n{}after:\n{diff}",
            shown(&left)
        )),
    }
}

const CHOICES: usize = 32;

/// A schema as choices: zero leaves a thing out, so that shrinking empties it.
struct World<'a>(&'a [u8]);

impl World<'_> {
    /// One of so many, by the choice at this place.
    fn pick(&self, at: usize, of: usize) -> usize {
        usize::from(self.0[at]) % of
    }

    fn among<'t>(&self, at: usize, all: &[&'t str]) -> &'t str {
        all[self.pick(at, all.len())]
    }

    fn script(&self) -> String {
        let mut sql = String::from("CREATE SCHEMA s;\n");
        let labels = self.among(
            0,
            &["", "'a', 'b'", "'a', 'b', 'c'", "'c', 'a'", "'b', 'x', 'a'"],
        );
        if !labels.is_empty() {
            let _ = writeln!(sql, "CREATE TYPE s.mood AS ENUM ({labels});");
        }
        let domain = self.among(
            1,
            &[
                "",
                "integer CHECK (VALUE > 0)",
                "integer DEFAULT 3",
                "text CHECK (VALUE <> '')",
            ],
        );
        if !domain.is_empty() {
            let _ = writeln!(sql, "CREATE DOMAIN dom AS {domain};");
        }
        let pair = self.among(2, &["", "x integer", "x integer, y text", "x bigint"]);
        if !pair.is_empty() {
            let _ = writeln!(sql, "CREATE TYPE pair AS ({pair});");
        }
        let function = self.among(
            3,
            &[
                "",
                "f(i bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT i > 0'",
                "f(i bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT i > 1'",
                "f(j bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT j > 0'",
                "f(i bigint, k integer DEFAULT 1) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN i > k",
            ],
        );
        let has_function = !function.is_empty();
        if has_function {
            let _ = writeln!(sql, "CREATE FUNCTION {function};");
        }
        if self.pick(4, 4) > 0 {
            self.table(&mut sql, has_function);
        }
        let sequence = self.among(30, &["", "", "AS smallint", "INCREMENT BY 5 CYCLE"]);
        if !sequence.is_empty() {
            let _ = writeln!(sql, "CREATE SEQUENCE free {sequence};");
        }
        sql
    }

    fn table(&self, sql: &mut String, has_function: bool) {
        let is_partitioned = self.pick(4, 4) == 3;
        let a = match self.pick(6, 8) {
            1 => "integer",
            2 => "bigint",
            3 => "text",
            4 | 5 if self.pick(0, 5) > 0 => ["s.mood", "s.mood[]"][self.pick(6, 8) - 4],
            6 if self.pick(1, 4) > 0 => "dom",
            7 if self.pick(2, 4) > 0 => "pair",
            _ => "",
        };
        let b = self.among(
            7,
            &[
                "",
                "text",
                "varchar(10)",
                "numeric(8,2)",
                "date",
                "timestamptz",
            ],
        );
        let generated = self.among(8, &["", "(id + 1)", "(id * 2)"]);
        let mut columns = vec![format!(
            "id {} NOT NULL",
            self.among(5, &["integer", "bigint"])
        )];
        if !a.is_empty() {
            let default = match (a, self.pick(9, 3)) {
                (_, 0) => "",
                ("integer" | "bigint", _) => " DEFAULT 7",
                ("text", _) => " DEFAULT 'x'",
                ("s.mood", 1) => " DEFAULT 'a'",
                ("s.mood", _) => " NOT NULL DEFAULT 'a'",
                ("s.mood[]", _) => " DEFAULT '{a}'",
                _ => " NOT NULL",
            };
            columns.push(format!("a {a}{default}"));
        }
        if !b.is_empty() {
            columns.push(format!(
                "b {b}{}",
                self.among(10, &["", " NOT NULL", " DEFAULT NULL"])
            ));
        }
        if !generated.is_empty() {
            columns.push(format!("g bigint GENERATED ALWAYS AS {generated} STORED"));
        }
        match self.pick(11, 4) {
            1 => columns.push("n integer GENERATED ALWAYS AS IDENTITY".to_owned()),
            2 if !is_partitioned => columns.push("n serial".to_owned()),
            3 if has_function => columns.push("n boolean DEFAULT f(5)".to_owned()),
            _ => {}
        }
        let has_key = self.pick(12, 3) > 0;
        if has_key {
            let name = self.among(12, &["", "", "CONSTRAINT renamed "]);
            columns.push(format!("{name}PRIMARY KEY (id)"));
        }
        if self.pick(13, 3) > 0 {
            columns.push(format!(
                "CONSTRAINT positive CHECK (id > {})",
                self.pick(13, 3)
            ));
        }
        let partition = if is_partitioned {
            " PARTITION BY RANGE (id)"
        } else {
            ""
        };
        let _ = writeln!(sql, "CREATE TABLE t ({}){partition};", columns.join(", "));
        if self.pick(14, 3) == 2 && has_function {
            let _ = writeln!(
                sql,
                "ALTER TABLE t ADD CONSTRAINT by_function CHECK (f(id));"
            );
        }
        if is_partitioned {
            for (at, bound) in [
                (
                    15,
                    self.among(15, &["", "FROM (0) TO (10)", "FROM (0) TO (20)"]),
                ),
                (
                    16,
                    self.among(16, &["", "FROM (20) TO (30)", "FROM (30) TO (MAXVALUE)"]),
                ),
            ] {
                if !bound.is_empty() {
                    let _ = writeln!(sql, "CREATE TABLE t{at} PARTITION OF t FOR VALUES {bound};");
                }
            }
        } else if self.pick(15, 3) == 1 {
            let _ = writeln!(sql, "CREATE TABLE child (own integer) INHERITS (t);");
        }
        match self.pick(17, 5) {
            1 => sql.push_str("CREATE INDEX i ON t (id DESC);\n"),
            2 if !b.is_empty() => sql.push_str("CREATE INDEX i ON t (b) WHERE id > 5;\n"),
            3 if has_function => sql.push_str("CREATE INDEX i ON t ((f(id)));\n"),
            // PostgreSQL may take the one for the other when a partition with two equal indexes is attached.
            4 if !has_key => sql.push_str("CREATE UNIQUE INDEX i ON t (id);\n"),
            _ => {}
        }
        if has_key && self.pick(18, 3) > 0 {
            let action = self.among(18, &["", "", "ON DELETE CASCADE DEFERRABLE"]);
            let _ = writeln!(
                sql,
                "CREATE TABLE u (t bigint REFERENCES t {action}, more text);"
            );
        }
        self.views(sql, a, b, has_function);
        self.programs(sql, has_function);
    }

    fn views(&self, sql: &mut String, a: &str, b: &str, has_function: bool) {
        let query = match self.pick(19, 5) {
            1 => "SELECT id FROM t",
            2 if !b.is_empty() => "SELECT id, b FROM t",
            3 if !a.is_empty() => "SELECT a, id FROM t",
            4 if has_function => "SELECT id, f(id) AS f FROM t WHERE f(id)",
            _ => return,
        };
        let _ = writeln!(sql, "CREATE VIEW v AS {query};");
        if self.pick(20, 2) > 0 {
            sql.push_str("CREATE VIEW w AS SELECT count(*) AS n, id FROM v GROUP BY id;\n");
            sql.push_str("COMMENT ON VIEW w IS 'counts'; GRANT SELECT ON w TO reader;\n");
        }
        match self.pick(21, 3) {
            1 => sql.push_str("CREATE MATERIALIZED VIEW m AS SELECT id FROM v;\n"),
            2 => sql.push_str(
                "CREATE MATERIALIZED VIEW m AS SELECT id FROM v; CREATE INDEX m_id ON m (id);\n",
            ),
            _ => {}
        }
    }

    fn programs(&self, sql: &mut String, has_function: bool) {
        match self.pick(22, 4) {
            0 => {}
            when => {
                let when = ["INSERT", "INSERT OR DELETE", "UPDATE OF id"][when - 1];
                let _ = writeln!(
                    sql,
                    "CREATE FUNCTION tg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';\n\
                     CREATE TRIGGER tg AFTER {when} ON t FOR EACH ROW EXECUTE FUNCTION tg();"
                );
            }
        }
        match self.pick(23, 4) {
            1 => sql.push_str("CREATE POLICY p ON t USING (id > 0);\n"),
            2 => sql.push_str("CREATE POLICY p ON t FOR UPDATE TO reader USING (id > 0);\n"),
            3 if has_function => sql.push_str("CREATE POLICY p ON t USING (f(id));\n"),
            _ => {}
        }
        if self.pick(24, 2) > 0 {
            sql.push_str("ALTER TABLE t ENABLE ROW LEVEL SECURITY;\n");
        }
        sql.push_str(self.among(
            25,
            &[
                "",
                "GRANT SELECT, INSERT ON t TO reader;\n",
                "GRANT SELECT ON t TO reader WITH GRANT OPTION; GRANT UPDATE (id) ON t TO writer;\n",
            ],
        ));
        sql.push_str(self.among(
            26,
            &[
                "",
                "COMMENT ON TABLE t IS 'one';\n",
                "COMMENT ON COLUMN t.id IS 'two';\n",
            ],
        ));
        if self.pick(27, 3) == 1 {
            sql.push_str("ALTER TABLE t OWNER TO owner;\n");
        }
        if self.pick(28, 3) == 1 {
            sql.push_str("ALTER TABLE t REPLICA IDENTITY FULL;\n");
        }
    }
}
