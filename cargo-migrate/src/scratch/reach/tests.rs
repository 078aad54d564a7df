use super::*;

fn role(name: &str) -> Named {
    Named::Role(name.to_owned())
}

fn database(name: &str) -> Named {
    Named::Database(name.to_owned())
}

fn effects(script: &str) -> Vec<Effect> {
    of(script).into_iter().map(|reach| reach.effect).collect()
}

#[test]
fn each_statement_about_the_server_is_known() {
    use Effect::{Changes, Lasts, Makes};
    let members = |of: &[&str], members: Vec<Named>| Effect::Members {
        of: of.iter().map(|name| role(name)).collect(),
        members,
    };
    let table = [
        ("CREATE ROLE app NOLOGIN", Makes),
        ("create /* a */ user app", Makes),
        ("CREATE DATABASE other", Makes),
        (
            "CREATE TABLESPACE fast LOCATION '/fast'",
            Lasts(Lasting::Tablespace),
        ),
        (
            "GRANT CREATE ON TABLESPACE fast TO app",
            Lasts(Lasting::Tablespace),
        ),
        ("ALTER SYSTEM SET work_mem = '8MB'", Lasts(Lasting::System)),
        (
            "GRANT SET ON PARAMETER work_mem TO app",
            Lasts(Lasting::System),
        ),
        (
            "ALTER ROLE ALL SET work_mem = '8MB'",
            Lasts(Lasting::AllRoles),
        ),
        (
            "ALTER ROLE App SET search_path = app",
            Changes(vec![role("app")]),
        ),
        ("ALTER USER \"App\" NOLOGIN", Changes(vec![role("App")])),
        (
            "ALTER ROLE CURRENT_USER SET work_mem = '8MB'",
            Changes(vec![Named::Self_]),
        ),
        (
            "DROP ROLE IF EXISTS a, b",
            Changes(vec![role("a"), role("b")]),
        ),
        ("DROP OWNED BY a CASCADE", Changes(vec![role("a")])),
        ("REASSIGN OWNED BY a TO b", Changes(vec![role("a")])),
        ("COMMENT ON ROLE a IS 'b'", Changes(vec![role("a")])),
        (
            "ALTER DATABASE shop SET timezone = 'UTC'",
            Changes(vec![database("shop")]),
        ),
        (
            "DROP DATABASE IF EXISTS shop WITH (FORCE)",
            Changes(vec![database("shop")]),
        ),
        (
            "GRANT CONNECT, TEMP ON DATABASE a, b TO app",
            Changes(vec![database("a"), database("b")]),
        ),
        (
            "REVOKE ALL ON DATABASE shop FROM PUBLIC",
            Changes(vec![database("shop")]),
        ),
        (
            "GRANT a, b TO c WITH ADMIN OPTION",
            members(&["a", "b"], vec![role("c")]),
        ),
        (
            "REVOKE ADMIN OPTION FOR a FROM CURRENT_USER",
            members(&["a"], vec![Named::Self_]),
        ),
        (
            "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p",
            Lasts(Lasting::Subscription),
        ),
        ("ALTER SUBSCRIPTION s ENABLE", Lasts(Lasting::Subscription)),
    ];
    for (statement, expected) in table {
        assert_eq!(effects(statement), [expected], "{statement}");
    }
}

#[test]
fn what_stays_in_the_database_does_not_reach_beyond_it() {
    let scripts = [
        "CREATE TABLE roles (role text)",
        "CREATE USER MAPPING FOR app SERVER other",
        "DROP USER MAPPING FOR app SERVER other",
        "GRANT SELECT ON users TO app",
        "GRANT SELECT (id, name) ON TABLE users TO app",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "ALTER DEFAULT PRIVILEGES FOR ROLE app GRANT SELECT ON TABLES TO reader",
        "ALTER TABLE users OWNER TO app",
        "CREATE SCHEMA app AUTHORIZATION app",
        "COMMENT ON TABLE users IS 'CREATE them as you like'",
        "-- CREATE ROLE app\nSELECT 1",
        "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect = false)",
        "DO $$ BEGIN PERFORM create_user('DROP a'); END $$",
    ];
    for script in scripts {
        assert_eq!(effects(script), [], "{script}");
    }
}

#[test]
fn the_body_of_a_block_is_read() {
    let script = "SELECT 1;\nDO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        CREATE ROLE app;
    END IF;
    EXECUTE 'ALTER ROLE reader NOLOGIN';
    EXECUTE format('ALTER ROLE %I NOLOGIN', 'x');
    DROP ROLE old;
END
$do$;";
    let found = of(script);
    let texts: Vec<&str> = found
        .iter()
        .map(|reach| &script[reach.range.clone()])
        .collect();
    assert_eq!(
        texts,
        [
            "CREATE ROLE app",
            "ALTER ROLE reader NOLOGIN",
            "ALTER ROLE %I NOLOGIN",
            "DROP ROLE old"
        ]
    );
    let effects: Vec<Effect> = found.into_iter().map(|reach| reach.effect).collect();
    assert_eq!(
        effects,
        [
            Effect::Makes,
            Effect::Changes(vec![role("reader")]),
            Effect::Makes,
            Effect::Changes(vec![role("old")]),
        ]
    );
}

/// A script made of roles that are in other scripts may be run later.
#[test]
fn a_function_that_makes_roles_counts() {
    let script = "CREATE FUNCTION tenant(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN EXECUTE format('CREATE ROLE %I', name); END $$;";
    assert_eq!(effects(script), [Effect::Makes]);
}

/// Whatever stands in a script, no text is cut within a character.
#[test]
fn broken_scripts_are_read_to_their_end() {
    for script in [
        "DO $$",
        "DO '",
        "DO $é$ CREATE ROLE é",
        "GRANT",
        "GRANT a TO",
        "DROP ROLE IF",
        "DO $$é$$",
    ] {
        let _found = of(script);
    }
}

#[test]
fn slots_and_origins_are_made_and_dropped_by_functions() {
    let lasts = |lasting| vec![Effect::Lasts(lasting)];
    for (script, expected) in [
        (
            "SELECT pg_create_physical_replication_slot('standby')",
            lasts(Lasting::Slot),
        ),
        (
            "CREATE TABLE t AS SELECT * FROM pg_catalog.PG_CREATE_logical_replication_slot('a', 'pgoutput')",
            lasts(Lasting::Slot),
        ),
        (
            "DO $$ BEGIN IF true THEN PERFORM pg_drop_replication_slot(name) FROM names; END IF; END $$",
            lasts(Lasting::Slot),
        ),
        (
            "DO $$ BEGIN EXECUTE 'SELECT pg_replication_origin_create(''a'')'; END $$",
            lasts(Lasting::Origin),
        ),
        (
            "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'SELECT pg_replication_origin_create(''a'')'",
            vec![Effect::Makes],
        ),
        (
            "CREATE VIEW v AS SELECT pg_create_physical_replication_slot('a')",
            vec![Effect::Makes],
        ),
        ("SELECT slot_name FROM pg_replication_slots", Vec::new()),
        (
            "GRANT EXECUTE ON FUNCTION pg_drop_replication_slot TO CURRENT_USER",
            Vec::new(),
        ),
    ] {
        assert_eq!(effects(script), expected, "{script}");
    }
    let script = "SELECT pg_drop_replication_slot('a');";
    assert_eq!(
        &script[of(script)[0].range.clone()],
        "pg_drop_replication_slot"
    );
}
