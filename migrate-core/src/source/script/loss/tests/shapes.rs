//! Parentheses around conversions, domains, composite types and enums.

use super::lost_after;

#[test]
fn parentheses_in_a_conversion_mean_nothing() {
    let before = ["CREATE TABLE u (id int, b text, at timestamp);"];
    for using in [
        "id::text",
        "(id)::text",
        "((id)::text)",
        "((id))::text",
        "CAST((id) AS text)",
        "(CAST(id AS text))::text",
        "(u.id)::text",
    ] {
        let script = format!("ALTER TABLE u ALTER COLUMN id TYPE text USING {using};");
        assert_eq!(lost_after(&before, &script), [""; 0], "{script}");
    }
    let zone = "ALTER TABLE u ALTER at TYPE timestamptz USING ((at) AT TIME ZONE 'UTC')";
    assert_eq!(lost_after(&before, zone), [""; 0]);
    for using in ["(id + 1)::text", "(id)::text || (b)", "-(id)::text"] {
        let script = format!("ALTER TABLE u ALTER COLUMN id TYPE text USING {using};");
        assert_eq!(lost_after(&before, &script).len(), 1, "{script}");
    }
}

#[test]
fn a_domain_is_judged_by_the_type_of_its_values() {
    let before = [
        "CREATE TABLE u (a varchar(3), b text, c text[]); CREATE SCHEMA app; CREATE TABLE app.t (b text);",
        "CREATE DOMAIN code AS varchar(3) CHECK (value <> ''); CREATE DOMAIN label text; CREATE DOMAIN inner_code AS code;",
        "SET search_path = app; CREATE DOMAIN short AS varchar(2);",
    ];
    for (script, expected) in [
        (
            "ALTER TABLE u ALTER COLUMN b TYPE code USING b::code",
            "values of column `b` of `u`, which becomes code from text",
        ),
        (
            "ALTER TABLE u ALTER b TYPE public.inner_code USING (b)::public.inner_code",
            "values of column `b` of `u`, which becomes inner_code from text",
        ),
        (
            "ALTER TABLE u ALTER c TYPE code[] USING c::code[]",
            "values of column `c` of `u`, which becomes code[] from text[]",
        ),
        (
            "SET search_path = app; ALTER TABLE t ALTER b TYPE short USING b::short",
            "values of column `b` of `app.t`, which becomes short from text",
        ),
        (
            "ALTER TABLE u ALTER a TYPE code; ALTER DOMAIN code RENAME TO code_old; CREATE DOMAIN code AS varchar(2);
             ALTER TABLE u ALTER a TYPE code USING a::text::code",
            "values of column `a` of `u`, which becomes code from code_old",
        ),
    ] {
        assert_eq!(lost_after(&before, script), [expected], "{script}");
    }
    for script in [
        "ALTER TABLE u ALTER a TYPE code USING a::code",
        "ALTER TABLE u ALTER b TYPE label USING b::label",
        "ALTER TABLE u ALTER a TYPE code; ALTER TABLE u ALTER a TYPE varchar(3)",
        "ALTER TABLE u ALTER b TYPE unknown_domain USING b::unknown_domain",
        "DROP DOMAIN inner_code; DROP DOMAIN code; CREATE TYPE code AS ENUM ('a'); ALTER TABLE u ALTER b TYPE code USING b::code",
    ] {
        assert_eq!(lost_after(&before, script), [""; 0], "{script}");
    }
}

#[test]
fn a_row_that_goes_by_way_of_its_text_may_move_values_to_other_attributes() {
    let before = [
        "CREATE TYPE ct1 AS (x int, y bigint); CREATE TABLE tc (c ct1, b text, e mood); CREATE TYPE ct2 AS (y bigint, x int);",
    ];
    assert_eq!(
        lost_after(
            &before,
            "ALTER TABLE tc ALTER c TYPE ct2 USING c::text::ct2"
        ),
        ["values of column `c` of `tc`, which becomes ct2 from ct1"]
    );
    for script in [
        "ALTER TABLE tc ALTER b TYPE ct2 USING b::ct2",
        "ALTER TYPE mood RENAME TO mood_old; CREATE TYPE mood AS ENUM ('a'); ALTER TABLE tc ALTER e TYPE mood USING e::text::mood",
        "ALTER TABLE tc ALTER c TYPE unknown USING c::text::unknown",
    ] {
        assert_eq!(lost_after(&before, script), [""; 0], "{script}");
    }
}
