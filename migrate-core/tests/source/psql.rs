//! Scripts that were written for psql.

use migrate_core::plan::TransactionMode;
use migrate_core::source::script::analyse;

fn findings(text: &str) -> Vec<String> {
    let problems = analyse("up.sql", text, TransactionMode::Single).problems;
    let line = |problem: migrate_core::source::Problem| {
        let place = problem.place.unwrap();
        format!("{} {}:{}", problem.code, place.line, place.column)
    };
    problems.into_iter().map(line).collect()
}

#[test]
fn a_dump_is_reported_as_a_dump_and_not_as_syntax_errors() {
    let dump = "\\restrict abc\nSET statement_timeout = 0;\nSELECT pg_catalog.set_config('search_path', '', false);\n\
        CREATE TABLE t (a text);\nCOPY public.t (a) FROM stdin;\nit's $$ -- /* data\n\\N\n\\.\n\n\
        ALTER TABLE t ADD b int;\nSELCT 1;\n\\unrestrict abc\n";
    assert_eq!(
        findings(dump),
        [
            "M402 1:1",
            "M406 2:1",
            "M406 3:1",
            "M403 5:1",
            "M401 11:1",
            "M402 12:1"
        ]
    );
}

#[test]
fn a_backslash_in_a_literal_or_a_comment_is_no_command() {
    let text = "SELECT '\n\\d', $$\n\\d$$, \"\n\\d\"; /*\n\\d */ -- \\d\n";
    assert_eq!(findings(text), [""; 0]);
}

#[test]
fn a_command_in_a_line_ends_its_statement() {
    assert_eq!(findings("SELECT 1 \\gset\nSELECT 2;\n"), ["M402 1:10"]);
}

#[test]
fn copy_of_a_file_on_the_server_is_a_statement_like_others() {
    assert_eq!(
        findings("COPY t FROM '/tmp/t.csv' (FORMAT csv);\nCOPY (SELECT 1) TO '/tmp/x';\n"),
        [""; 0]
    );
}

#[test]
fn copy_without_data_does_not_hide_what_follows() {
    assert_eq!(
        findings("COPY t FROM STDIN;\nSELCT 1;\n"),
        ["M403 1:1", "M401 2:1"]
    );
}
