//! What is neither a table nor hangs on the table of `table`: the rarer kinds, some of which use each other.

use std::fmt::Write as _;

use super::World;

impl World<'_> {
    pub(super) fn kinds(&self, sql: &mut String) {
        let extension = self.among(
            34,
            &[
                "",
                "",
                "CREATE EXTENSION citext;\n",
                "CREATE EXTENSION citext SCHEMA s;\n",
            ],
        );
        sql.push_str(extension);
        self.plain(sql);
        if extension.is_empty() && self.pick(40, 4) == 3 {
            // Of what an extension brings, grants are left alone.
            sql.push_str("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;\n");
        }
        let range = self.among(32, &["", "integer", "bigint", "date"]);
        if !range.is_empty() {
            let _ = writeln!(sql, "CREATE TYPE span AS RANGE (subtype = {range});");
        }
        let collation = self.among(33, &["", "", "s.plain", "\"s\".\"Plain One\""]);
        if !collation.is_empty() {
            let _ = writeln!(
                sql,
                "CREATE COLLATION {collation} (provider = libc, locale = 'C');"
            );
        }
        if self.pick(35, 3) > 0 {
            self.odd_table(sql, range, collation, extension);
        }
        self.tree(sql);
        self.foreign(sql);
    }

    /// Objects that need no other.
    fn plain(&self, sql: &mut String) {
        let alternatives: [(usize, &[&str]); 12] = [
            (
                36,
                &[
                    "",
                    "CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer);\n",
                    "CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');\n",
                    "CREATE AGGREGATE total(bigint) (SFUNC = int8pl, STYPE = bigint); COMMENT ON AGGREGATE total(bigint) IS 'sum';\n",
                ],
            ),
            (
                37,
                &[
                    "",
                    "CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq, COMMUTATOR = ===);\n",
                    "CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq, RESTRICT = eqsel);\n",
                ],
            ),
            (
                38,
                &[
                    "",
                    "CREATE TEXT SEARCH DICTIONARY stem (TEMPLATE = simple);\n",
                    "CREATE TEXT SEARCH DICTIONARY stem (TEMPLATE = simple, accept = false); CREATE TEXT SEARCH CONFIGURATION words (COPY = pg_catalog.simple); ALTER TEXT SEARCH CONFIGURATION words ALTER MAPPING FOR word WITH stem;\n",
                    "CREATE TEXT SEARCH CONFIGURATION words (PARSER = \"default\");\n",
                ],
            ),
            (
                39,
                &[
                    "",
                    "CREATE PROCEDURE run(n integer) LANGUAGE plpgsql AS 'BEGIN COMMIT; END';\n",
                    "CREATE PROCEDURE run(n integer, INOUT m integer DEFAULT 3) LANGUAGE plpgsql SECURITY DEFINER SET search_path = s AS 'BEGIN m := n; END'; GRANT EXECUTE ON PROCEDURE run TO reader;\n",
                    "CREATE FUNCTION run(n integer) RETURNS TABLE (a integer, b text) LANGUAGE sql STABLE ROWS 10 AS 'SELECT n, ''x''';\n",
                ],
            ),
            (
                40,
                &[
                    "",
                    "",
                    "ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO reader;\n",
                    "",
                ],
            ),
            (
                41,
                &[
                    "",
                    "COMMENT ON SCHEMA s IS 'it''s';\n",
                    "GRANT USAGE ON SCHEMA s TO reader, writer;\n",
                    "GRANT ALL ON SCHEMA s TO reader WITH GRANT OPTION; CREATE SCHEMA \"Other Ünit\" AUTHORIZATION owner;\n",
                ],
            ),
            (
                42,
                &[
                    "",
                    "CREATE FUNCTION ev() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER ev ON ddl_command_end EXECUTE FUNCTION ev();\n",
                    "CREATE FUNCTION ev() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER ev ON ddl_command_end WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION ev(); ALTER EVENT TRIGGER ev DISABLE;\n",
                ],
            ),
            (
                43,
                &[
                    "",
                    "",
                    "CREATE CONVERSION conv FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;\n",
                ],
            ),
            (
                44,
                &[
                    "",
                    "",
                    "CREATE OPERATOR FAMILY fam USING btree;\n",
                    "CREATE OPERATOR CLASS ints FOR TYPE integer USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer);\n",
                ],
            ),
            (
                45,
                &[
                    "",
                    "",
                    "CREATE TYPE coin AS ENUM ('heads', 'tails'); CREATE FUNCTION face(coin) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE CAST (coin AS integer) WITH FUNCTION face(coin);\n",
                    "CREATE TYPE coin AS ENUM ('heads', 'tails'); CREATE FUNCTION face(coin) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE CAST (coin AS integer) WITH FUNCTION face(coin) AS ASSIGNMENT;\n",
                ],
            ),
            (
                46,
                &[
                    "",
                    "",
                    "CREATE ACCESS METHOD stack TYPE TABLE HANDLER heap_tableam_handler;\n",
                ],
            ),
            (
                47,
                &[
                    "",
                    "CREATE DOMAIN s.short AS varchar(5); CREATE DOMAIN shorter AS s.short CHECK (VALUE <> '') NOT NULL;\n",
                    "CREATE DOMAIN s.short AS varchar(7); CREATE TYPE holder AS (one s.short, many s.short[]);\n",
                ],
            ),
        ];
        for (at, all) in alternatives {
            sql.push_str(self.among(at, all));
        }
    }

    /// A table whose names need quotes.
    fn odd_table(&self, sql: &mut String, range: &str, collation: &str, extension: &str) {
        let mut columns = vec!["\"Id\" bigint NOT NULL".to_owned()];
        let collate = match collation {
            "" => String::new(),
            name if self.pick(48, 2) == 0 => format!(" COLLATE {name}"),
            _ => String::new(),
        };
        columns.push(format!("\"select\" text{collate}"));
        if !extension.is_empty() && self.pick(49, 3) > 0 {
            let schema = if extension.contains("SCHEMA s") {
                "s."
            } else {
                ""
            };
            columns.push(format!("mail {schema}citext"));
        }
        if !range.is_empty() && self.pick(50, 3) > 0 {
            columns.push("during span".to_owned());
            if self.pick(50, 3) > 1 {
                columns.push("CONSTRAINT apart EXCLUDE USING gist (during WITH &&)".to_owned());
            }
        }
        if self.pick(51, 3) > 0 {
            let rest = self.among(51, &["", "", " INCLUDE (\"select\")"]);
            columns.push(format!("CONSTRAINT \"Only One\" UNIQUE (\"Id\"){rest}"));
        }
        let kind = self.among(52, &["", "", "", "UNLOGGED "]);
        let _ = writeln!(
            sql,
            "CREATE {kind}TABLE s.\"Odd \"\"Täble\"\"\" ({});",
            columns.join(", ")
        );
        let on = "s.\"Odd \"\"Täble\"\"\"";
        let alternatives: [(usize, &[&str]); 5] = [
            (
                53,
                &[
                    "",
                    "",
                    "CREATE RULE r AS ON DELETE TO @ DO ALSO NOTHING;\n",
                    "CREATE RULE r AS ON DELETE TO @ WHERE old.\"Id\" > 5 DO INSTEAD NOTHING;\n",
                ],
            ),
            (
                54,
                &[
                    "",
                    "CREATE STATISTICS st (dependencies) ON \"Id\", \"select\" FROM @;\n",
                    "CREATE STATISTICS s.st ON \"Id\", (lower(\"select\")) FROM @; ALTER STATISTICS s.st SET STATISTICS 50;\n",
                ],
            ),
            (
                55,
                &[
                    "",
                    "CREATE PUBLICATION pub FOR TABLE @;\n",
                    "CREATE PUBLICATION pub FOR TABLE @ WITH (publish = 'insert');\n",
                    "CREATE PUBLICATION pub FOR ALL TABLES;\n",
                ],
            ),
            (
                56,
                &[
                    "",
                    "ALTER TABLE @ SET (autovacuum_enabled = off, fillfactor = 70);\n",
                    "ALTER TABLE @ ALTER \"select\" SET STORAGE EXTERNAL;\n",
                    "ALTER TABLE @ ALTER \"Id\" SET STATISTICS 7, ALTER \"Id\" SET (n_distinct = 9);\n",
                ],
            ),
            (
                57,
                &[
                    "",
                    "CREATE VIEW \"V\" WITH (security_barrier) AS SELECT \"Id\" AS \"Eins\" FROM @;\n",
                    "CREATE VIEW \"V\" AS SELECT \"Id\" AS \"Eins\" FROM @ WHERE \"Id\" > 3 WITH LOCAL CHECK OPTION; ALTER VIEW \"V\" ALTER \"Eins\" SET DEFAULT 4;\n",
                    "CREATE VIEW \"V\" AS SELECT * FROM @; CREATE FUNCTION vt() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TRIGGER vt INSTEAD OF INSERT ON \"V\" FOR EACH ROW EXECUTE FUNCTION vt();\n",
                ],
            ),
        ];
        for (at, all) in alternatives {
            // What is not logged cannot be published.
            let choice = match (at, kind) {
                (55, "UNLOGGED ") => "",
                _ => self.among(at, all),
            };
            sql.push_str(&choice.replace('@', on));
        }
    }

    /// Partitions by lists and hashes, two levels.
    fn tree(&self, sql: &mut String) {
        let key = match self.pick(58, 5) {
            1 => ", PRIMARY KEY (area, id)",
            2 => ", UNIQUE (area, id)",
            3 | 4 => "",
            _ => return,
        };
        let _ = writeln!(
            sql,
            "CREATE TABLE tree (area text NOT NULL, id bigint NOT NULL, at date{key}) PARTITION BY LIST (area);"
        );
        sql.push_str(self.among(59, &[
            "",
            "CREATE TABLE s.north PARTITION OF tree FOR VALUES IN ('n', 'ne');\n",
            "CREATE TABLE s.north PARTITION OF tree FOR VALUES IN ('n') PARTITION BY HASH (id); CREATE TABLE s.north_0 PARTITION OF s.north FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE TABLE s.north_1 PARTITION OF s.north (CONSTRAINT late CHECK (at > '2000-01-01')) FOR VALUES WITH (MODULUS 2, REMAINDER 1);\n",
            "CREATE TABLE s.north (area text NOT NULL, id bigint NOT NULL, at date); CREATE TABLE rest PARTITION OF tree DEFAULT;\n",
        ]));
        sql.push_str(self.among(60, &[
            "",
            "CREATE INDEX tree_at ON tree (at);\n",
            "CREATE INDEX tree_at ON tree (at) WHERE id > 9; COMMENT ON INDEX tree_at IS 'part';\n",
        ]));
    }

    /// What is elsewhere.
    fn foreign(&self, sql: &mut String) {
        let (version, options) = match self.pick(61, 4) {
            1 => ("", ""),
            2 => ("", " OPTIONS (host 'a')"),
            3 => (" VERSION '2'", " OPTIONS (host 'b', port '1')"),
            _ => return,
        };
        let _ = writeln!(
            sql,
            "CREATE FOREIGN DATA WRAPPER far; CREATE SERVER away{version} FOREIGN DATA WRAPPER far{options};"
        );
        sql.push_str(self.among(62, &[
            "",
            "CREATE FOREIGN TABLE there (a integer, b text) SERVER away;\n",
            "CREATE FOREIGN TABLE there (a integer OPTIONS (name 'A') NOT NULL, c text) SERVER away OPTIONS (t 'x');\n",
            "GRANT USAGE ON FOREIGN SERVER away TO reader;\n",
        ]));
    }
}
