//! A table with all that hangs on it: partitions, children, indexes, keys, views, triggers, policies, grants.

use std::fmt::Write as _;

use super::World;

impl World<'_> {
    pub(super) fn table(&self, sql: &mut String, has_function: bool) {
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
