//! Rows survive where they can, and what cannot keep them says so.

use migrate_schema::{Hazard, Manner, Options};

use crate::database::{Database, left, shown};
use crate::support::Server;

/// A change of a schema with rows in it.
struct Change {
    title: &'static str,
    old: &'static str,
    /// Executed after `old`.
    rows: &'static str,
    new: &'static str,
    renames: &'static [&'static str],
    /// A query of one text, and what it says after the change.
    asked: &'static str,
    answer: &'static str,
}

const CHANGES: &[Change] = &[
    Change {
        title: "a type with a cast, and back",
        old: "CREATE TABLE t (a text, b int, c timestamptz)",
        rows: "INSERT INTO t VALUES ('42', 1, '2020-01-01 12:00Z'), (NULL, 0, NULL)",
        new: "CREATE TABLE t (a int, b boolean, c date)",
        renames: &[],
        asked: "SELECT string_agg(t::text, ' ' ORDER BY a) FROM t",
        answer: "(42,t,2020-01-01) (,f,)",
    },
    Change {
        title: "a table and its column under other names, with its sequence",
        old: "CREATE TABLE users (id serial PRIMARY KEY, mail text)",
        rows: "INSERT INTO users (mail) VALUES ('a'), ('b')",
        new: "CREATE TABLE people (id serial PRIMARY KEY, email text)",
        renames: &["users=people", "users.mail=email"],
        asked: "INSERT INTO people (email) VALUES ('c') RETURNING (SELECT string_agg(email, '') FROM people) || id",
        answer: "ab3",
    },
    Change {
        title: "an enum that loses a value nobody has",
        old: "CREATE TYPE mood AS ENUM ('sad', 'ok', 'great'); CREATE TABLE t (m mood DEFAULT 'ok', many mood[])",
        rows: "INSERT INTO t VALUES (DEFAULT, '{ok,great}'), ('great', NULL)",
        new: "CREATE TYPE mood AS ENUM ('great', 'ok'); CREATE TABLE t (m mood DEFAULT 'ok', many mood[])",
        renames: &[],
        asked: "SELECT string_agg(t::text, ' ' ORDER BY m) FROM t",
        answer: "(great,) (ok,\"{ok,great}\")",
    },
    Change {
        title: "a value of an enum under another name",
        old: "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (m mood)",
        rows: "INSERT INTO t VALUES ('sad')",
        new: "CREATE TYPE mood AS ENUM ('down', 'ok'); CREATE TABLE t (m mood)",
        renames: &["mood.sad=down"],
        asked: "SELECT m::text FROM t",
        answer: "down",
    },
    Change {
        title: "a table that becomes a partition",
        old: "CREATE TABLE old (id int NOT NULL, x text); CREATE TABLE t (id int NOT NULL, x text) PARTITION BY RANGE (id)",
        rows: "INSERT INTO old VALUES (1, 'a'), (9, 'b')",
        new: "CREATE TABLE t (id int NOT NULL, x text) PARTITION BY RANGE (id); CREATE TABLE old PARTITION OF t FOR VALUES FROM (0) TO (10)",
        renames: &[],
        asked: "SELECT string_agg(t::text, ' ' ORDER BY id) FROM t",
        answer: "(1,a) (9,b)",
    },
    Change {
        title: "a table that is partitioned from now on",
        old: "CREATE TABLE t (id int PRIMARY KEY, x text)",
        rows: "INSERT INTO t VALUES (1, 'a'), (2, 'b')",
        new: "CREATE TABLE t (id int PRIMARY KEY, x text) PARTITION BY RANGE (id); CREATE TABLE t_rest PARTITION OF t DEFAULT",
        renames: &["t=t_rest"],
        asked: "SELECT string_agg(t::text, ' ' ORDER BY id) FROM t",
        answer: "(1,a) (2,b)",
    },
    Change {
        title: "a table that is no longer partitioned",
        old: "CREATE TABLE t (id int PRIMARY KEY, x text) PARTITION BY RANGE (id); CREATE TABLE t_rest PARTITION OF t DEFAULT",
        rows: "INSERT INTO t VALUES (1, 'a'), (2, 'b')",
        new: "CREATE TABLE t (id int PRIMARY KEY, x text)",
        renames: &["t_rest=t"],
        asked: "SELECT string_agg(t::text, ' ' ORDER BY id) FROM t",
        answer: "(1,a) (2,b)",
    },
    Change {
        title: "the key of a partitioned table gets a wider type",
        old: "CREATE TABLE t (id int NOT NULL) PARTITION BY RANGE (id); CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10)",
        rows: "INSERT INTO t VALUES (5)",
        new: "CREATE TABLE t (id bigint NOT NULL) PARTITION BY RANGE (id); CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10)",
        renames: &[],
        asked: "SELECT string_agg(t::text, ' ') FROM t",
        answer: "(5)",
    },
    Change {
        title: "a domain and a composite type that are made anew",
        old: "CREATE DOMAIN d AS text; CREATE TYPE p AS (x int); CREATE TABLE t (a d, b p, c p[])",
        rows: "INSERT INTO t VALUES ('7', ROW(1), ARRAY[ROW(2)::p])",
        new: "CREATE DOMAIN d AS int CHECK (VALUE > 0); CREATE TYPE p AS (x bigint); CREATE TABLE t (a d, b p, c p[])",
        renames: &[],
        asked: "SELECT t::text FROM t",
        answer: "(7,\"(1)\",\"{(2)}\")",
    },
    Change {
        title: "a composite type whose attributes are elsewhere, in columns, arrays and another type",
        old: "CREATE TYPE inner_one AS (x int, y text); CREATE TYPE place AS (street text, gone int, number int, within inner_one); CREATE TABLE t (a place, many place[])",
        rows: "INSERT INTO t VALUES (ROW('Elm', 0, 7, ROW(1, 'in')), ARRAY[ROW('Oak', 0, 8, NULL)::place, NULL]), (NULL, '{}'), (ROW(NULL, NULL, NULL, NULL), NULL)",
        new: "CREATE TYPE inner_one AS (y text, x int); CREATE TYPE place AS (number bigint, within inner_one, street text, is_new boolean); CREATE TABLE t (a place, many place[])",
        renames: &[],
        asked: "SELECT string_agg(concat((a).number, (a).street, ((a).within).y, (a) IS DISTINCT FROM NULL, many::text), ' ' ORDER BY (a).street, many) FROM t",
        answer: "7Elmint{\"(8,,Oak,)\",NULL} f{} t",
    },
    Change {
        title: "a column of a parent that one of its children keeps as its own",
        old: "CREATE TABLE base (id int, note text); CREATE TABLE one () INHERITS (base); CREATE TABLE two () INHERITS (base)",
        rows: "INSERT INTO one VALUES (1, 'kept'); INSERT INTO two VALUES (2, 'gone')",
        new: "CREATE TABLE base (id int); CREATE TABLE one (note text) INHERITS (base); CREATE TABLE two () INHERITS (base)",
        renames: &[],
        asked: "SELECT concat((SELECT one FROM one), (SELECT two FROM two))",
        answer: "(1,kept)(2)",
    },
    Change {
        title: "moments and spans of which the time of day is kept",
        old: "CREATE TABLE t (a timestamptz, b timestamp, c interval, d time)",
        rows: "SET timezone = 'UTC'; INSERT INTO t VALUES ('2020-01-01 12:30Z', '2020-01-01 01:02', '3 hours', '04:05')",
        new: "CREATE TABLE t (a time, b time, c time, d interval)",
        renames: &[],
        asked: "SELECT t::text FROM t",
        answer: "(12:30:00,01:02:00,03:00:00,04:05:00)",
    },
    Change {
        title: "a table whose rows others hold",
        old: "CREATE TABLE place (street text, number int); CREATE TABLE t (home place, former place[])",
        rows: "INSERT INTO place VALUES ('Elm', 1); INSERT INTO t SELECT place, ARRAY[place, NULL] FROM place",
        new: "CREATE TABLE place (street varchar, number bigint, zip text NOT NULL DEFAULT 'none'); CREATE TABLE t (home place, former place[])",
        renames: &[],
        asked: "SELECT concat((SELECT place FROM place), home, former) FROM t",
        answer: "(Elm,1,none)(Elm,1,){\"(Elm,1,)\",NULL}",
    },
    Change {
        title: "a column that is required from now on, a key and an index",
        old: "CREATE TABLE t (id int, x text, CONSTRAINT k UNIQUE (x)); CREATE INDEX i ON t (x)",
        rows: "INSERT INTO t VALUES (1, 'a'), (2, 'b')",
        new: "CREATE TABLE t (id int PRIMARY KEY, x text NOT NULL CHECK (x <> ''), CONSTRAINT k UNIQUE (x, id)); CREATE INDEX i ON t (x) WHERE id > 1",
        renames: &[],
        asked: "SELECT string_agg(t::text, ' ' ORDER BY id) FROM t",
        answer: "(1,a) (2,b)",
    },
];

#[test]
fn rows_survive_what_can_keep_them() {
    let server = Server::start();
    let [mut old, mut new] = ["old", "new"].map(|name| Database::create(&server, name));
    for change in CHANGES {
        new.reset();
        new.client.batch_execute(change.new).unwrap();
        let after = new.snapshot();
        for manner in [Manner::Whole, Manner::Online] {
            old.reset();
            for sql in [change.old, change.rows] {
                old.client.batch_execute(sql).unwrap();
            }
            let before = old.snapshot();
            let given = change.renames.iter().copied();
            let options = Options {
                renames: before.renames(&after, given).unwrap(),
                manner,
            };
            let title = format!("{} ({manner:?})", change.title);
            let diff = before.diff_with(&after, &options);
            old.apply(&diff)
                .unwrap_or_else(|error| panic!("{title}: {error}"));
            let left = left(&old.snapshot(), &after);
            assert!(left.is_empty(), "{title}: {}", shown(&left));
            let answer = old.client.query_one(change.asked, &[]).unwrap();
            let answer: Option<String> = answer.get(0);
            assert_eq!(answer.as_deref(), Some(change.answer), "{title}");
        }
    }
}

#[test]
fn what_does_not_fit_is_refused_and_what_is_lost_is_told() {
    let server = Server::start();
    let [mut old, mut new] = ["old", "new"].map(|name| Database::create(&server, name));
    let mut told = |before: &str, after: &str| {
        for (database, script) in [(&mut old, before), (&mut new, after)] {
            database.reset();
            database.client.batch_execute(script).unwrap();
        }
        let diff = old.snapshot().diff(&new.snapshot());
        let hazards: Vec<Hazard> = diff
            .changes
            .iter()
            .flat_map(|one| one.hazards.clone())
            .collect();
        let told: Vec<String> = hazards.iter().map(ToString::to_string).collect();
        (told, old.apply(&diff))
    };
    let (hazards, applied) = told(
        "CREATE TABLE t (a text); INSERT INTO t VALUES ('too long')",
        "CREATE TABLE t (a varchar(3))",
    );
    assert_eq!(
        hazards,
        [
            "writes table public.t anew; reads and writes wait (ACCESS EXCLUSIVE)",
            "fails when there are values that do not convert in column public.t.a"
        ]
    );
    // PostgreSQL refuses it; an explicit cast would have cut it off.
    assert!(applied.unwrap_err().contains("value too long"));
    let (hazards, applied) = told(
        "CREATE TABLE t (a numeric(10,2), b text, c int, d varchar(5)); CREATE TABLE gone (x int); CREATE SEQUENCE s",
        "CREATE TABLE t (a int, c int NOT NULL, d varchar(9), e uuid DEFAULT gen_random_uuid()); CREATE UNIQUE INDEX i ON t (c)",
    );
    assert_eq!(
        hazards,
        [
            "the values of column public.t.b are lost",
            "the rows of table public.gone are lost",
            "the values of sequence public.s are lost",
            "writes table public.t anew; reads and writes wait (ACCESS EXCLUSIVE)",
            "the fractions of column public.t.a are lost",
            "fails when there are NULLs in column public.t.c",
            "reads all of table public.t; reads and writes wait (ACCESS EXCLUSIVE)",
            "writes table public.t anew; reads and writes wait (ACCESS EXCLUSIVE)",
            "fails when there are duplicates in table public.t",
            "builds an index of table public.t; writes wait (SHARE)",
        ]
    );
    applied.unwrap();
    let (hazards, applied) = told(
        "CREATE TABLE t (id int) PARTITION BY LIST (id); CREATE TABLE t1 PARTITION OF t DEFAULT",
        "CREATE TABLE t (id int)",
    );
    assert_eq!(hazards, ["the rows of table public.t1 are lost"]);
    applied.unwrap();
    // An index is in the order of its collation.
    let (hazards, applied) = told(
        "CREATE TABLE t (x text, y text); CREATE INDEX ON t (x)",
        "CREATE TABLE t (x text COLLATE \"C\", y text COLLATE \"C\"); CREATE INDEX ON t (x)",
    );
    assert_eq!(
        hazards,
        ["builds an index of table public.t; reads and writes wait (ACCESS EXCLUSIVE)"]
    );
    applied.unwrap();
    // The partitions are kept where the key of the table above is made anew.
    let (hazards, applied) = told(
        "CREATE TABLE t (id int) PARTITION BY LIST (id); CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1)",
        "CREATE TABLE t (id bigint) PARTITION BY LIST (id); CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1)",
    );
    assert_eq!(
        hazards,
        [
            "fails when there are rows beyond its bounds in table public.t1",
            "reads all of table public.t1; reads and writes wait (ACCESS EXCLUSIVE)",
            "writes table public.t1 anew; reads and writes wait (ACCESS EXCLUSIVE)",
        ]
    );
    applied.unwrap();
    // A composite type that is made anew takes the attributes by their names, a domain what can be assigned to it.
    let (hazards, applied) = told(
        "CREATE TYPE c AS (first text, last text); CREATE TABLE t (x c)",
        "CREATE TYPE c AS (last text, first text); CREATE TABLE t (x c)",
    );
    assert_eq!(
        hazards,
        ["writes table public.t anew; reads and writes wait (ACCESS EXCLUSIVE)"]
    );
    applied.unwrap();
    let (hazards, applied) = told(
        "CREATE TYPE c AS (first text, last text, year int); CREATE TABLE t (x c)",
        "CREATE TYPE c AS (year smallint, last varchar(9)); CREATE TABLE t (x c)",
    );
    assert_eq!(
        hazards,
        [
            "writes table public.t anew; reads and writes wait (ACCESS EXCLUSIVE)",
            "the attributes that are dropped of column public.t.x are lost",
            "the ends of texts that are too long of column public.t.x are lost",
            "fails when there are values that do not convert in column public.t.x",
        ]
    );
    applied.unwrap();
    let (hazards, applied) = told(
        "CREATE DOMAIN d AS text; CREATE TABLE t (x d); INSERT INTO t VALUES ('abcdef')",
        "CREATE DOMAIN d AS varchar(3); CREATE TABLE t (x d)",
    );
    assert_eq!(
        hazards,
        [
            "writes table public.t anew; reads and writes wait (ACCESS EXCLUSIVE)",
            "fails when there are values that the new domain refuses in column public.t.x",
        ]
    );
    assert!(applied.unwrap_err().contains("value too long"));
}

#[test]
fn what_is_done_to_what_no_statement_names_is_told() {
    let server = Server::start();
    let [mut old, mut new] = ["old", "new"].map(|name| Database::create(&server, name));
    let mut told = |before: &str, after: &str| {
        for (database, script) in [(&mut old, before), (&mut new, after)] {
            database.reset();
            database.client.batch_execute(script).unwrap();
        }
        let diff = old.snapshot().diff(&new.snapshot());
        old.apply(&diff).unwrap();
        let all = diff.changes.iter();
        let told: Vec<String> = all
            .flat_map(|one| {
                let hazards = one.hazards.iter();
                hazards.map(move |hazard| format!("{}: {hazard}", one.object))
            })
            .collect();
        told
    };
    let parts =
        "CREATE TABLE t (id int) PARTITION BY LIST (id); CREATE TABLE rest PARTITION OF t DEFAULT;";
    assert_eq!(
        told(
            parts,
            &format!("{parts} CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1)")
        ),
        [
            "table public.t1: fails when there are rows that belong to the new partition in table public.rest",
            "table public.t1: reads all of table public.rest; reads and writes wait (ACCESS EXCLUSIVE)",
        ]
    );
    // The default partition that is new has no rows.
    assert_eq!(
        told(
            "CREATE TABLE t (id int) PARTITION BY LIST (id)",
            &format!("{parts} CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1)")
        ),
        [""; 0]
    );
    let helps = "the new sequence starts anew, and an INSERT fails where its value is there; what helps: SELECT setval('public.t_id_seq', (SELECT max(id) FROM public.t))";
    assert_eq!(
        told(
            "CREATE TABLE t (id int PRIMARY KEY)",
            "CREATE TABLE t (id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY)"
        ),
        [format!("column public.t.id: {helps}")]
    );
    assert_eq!(
        told(
            "CREATE TABLE t (id int PRIMARY KEY)",
            "CREATE TABLE t (id serial PRIMARY KEY)"
        ),
        [format!("default of column public.t.id: {helps}")]
    );
    // Each row gets a value from it.
    assert_eq!(
        told(
            "CREATE TABLE t (x int)",
            "CREATE TABLE t (x int, id serial)"
        ),
        [
            "column public.t.id: writes table public.t anew; reads and writes wait (ACCESS EXCLUSIVE)"
        ]
    );
    let with = |body: &str| {
        format!(
            "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS '{body}';
             CREATE TABLE t (x int CONSTRAINT c CHECK (f(x) > 0), y int GENERATED ALWAYS AS (f(x)) STORED, z int DEFAULT f(1));
             CREATE INDEX i ON t (f(x))"
        )
    };
    assert_eq!(
        told(&with("SELECT $1"), &with("SELECT $1 + 1")),
        [
            "function public.f(integer): column public.t.y keeps what the old body computed until its rows are updated",
            "function public.f(integer): constraint c on public.t holds by the old body for the rows that are there",
            "function public.f(integer): index public.i keeps what the old body computed until it is built anew (REINDEX)",
        ]
    );
}

#[test]
fn what_is_left_alone_is_named() {
    let server = Server::start();
    let [mut old, mut new] = ["old", "new"].map(|name| Database::create(&server, name));
    old.client
        .batch_execute(
            "CREATE TABLE t (a text); CREATE COLLATION c FROM \"C\"; CREATE TABLE u (a text COLLATE c);
             CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w",
        )
        .unwrap();
    new.client
        .batch_execute(
            "CREATE TABLE t (a text); GRANT SELECT ON t TO reader WITH GRANT OPTION; SET ROLE reader; GRANT SELECT ON t TO writer; RESET ROLE;
             CREATE COLLATION c FROM \"POSIX\"; CREATE TABLE u (a text COLLATE c);
             CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE USER MAPPING FOR reader SERVER s OPTIONS (password 'x')",
        )
        .unwrap();
    let diff = old.snapshot().diff(&new.snapshot());
    let named: Vec<String> = diff.uncovered.iter().map(ToString::to_string).collect();
    assert_eq!(
        named,
        [
            "collation public.c",
            "user mapping for reader on server s",
            "grants on table public.t"
        ]
    );
    assert_eq!(
        diff.to_string(),
        "GRANT SELECT ON TABLE public.t TO reader WITH GRANT OPTION;\n"
    );
}
