//! Digests live for years: a change of these files is a change of every lock and every ledger.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use migrate_core::plan::{RevisionId, TransactionMode};
use migrate_core::source::digest::Digester;
use migrate_core::source::normal;

/// Scripts that touch every rule of the normal form.
const SCRIPTS: &[(&str, &str)] = &[
    ("empty", "-- nothing\n"),
    (
        "plain",
        "CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);\n",
    ),
    (
        "layout",
        "create\ttable a(b int) ; -- why\n/* and /* nested */ */\x0b\x0cselect 1\n",
    ),
    (
        "strings",
        "select 'a' , 'it''s', E'\\'', U&'\\0041', B'01', X'ff', N'n', $$a$$, $t$ $$ $t$;\n",
    ),
    (
        "continued",
        "select 'a'\n  'b' -- c\n  'c', E'\\''\n'\\'', 'a' 'b', 'a' /* c */\n 'b';\n",
    ),
    (
        "identifiers",
        "select \"a\"\"b\", U&\"\\0041\", a$b$, $1, gr\u{fc}n;\n",
    ),
    (
        "numbers",
        "select 1.5e-3, .5, 1..2, 0x1f, 1_000, a.b, t . *;\n",
    ),
    (
        "operators",
        "select a+b, a - -1, a->>'x', b::int, c:=1, 2*/* */3, a<--b\n c;\n",
    ),
    (
        "body",
        "create function f() returns int language sql as $f$\n  select 1; -- kept\n$f$;\n",
    ),
    ("unterminated", "select 'abc\n"),
    ("windows", "select 1;\n"),
];

#[test]
fn digests_and_normal_forms_are_those_of_the_golden_file() {
    let (id, base) = (
        RevisionId::from_bits(0x3a4f_effb_b7a1),
        RevisionId::from_bits(0x0c90_191d_bca7),
    );
    let other = RevisionId::from_bits(0xffff_ffff_ffff);
    let mut digester = Digester::new();
    let mut found = String::new();
    for (name, text) in SCRIPTS {
        let up = digester.up(id, &[base], TransactionMode::Single, text);
        let none = digester.up(id, &[base], TransactionMode::None, text);
        let merge = digester.up(id, &[other, base], TransactionMode::Single, text);
        let down = digester.down(id, Some(text));
        let chain = digester.chain(up, &[(base, merge), (other, none)]);
        let _ = writeln!(found, "{name}: {:?}", normal::form(text));
        let _ = writeln!(
            found,
            "  up     {up}\n  none   {none}\n  merge  {merge}\n  down   {down}\n  chain  {chain}"
        );
    }
    let irreversible = digester.down(id, None);
    let _ = writeln!(found, "irreversible\n  down   {irreversible}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/digests-v1.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() && !path.exists() {
        fs::write(&path, &found).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap(), found);
}

#[test]
fn the_order_in_which_parents_are_written_does_not_matter() {
    let ids: Vec<_> = (1..4).map(RevisionId::from_bits).collect();
    let back: Vec<_> = ids.iter().rev().copied().collect();
    let mut digester = Digester::new();
    let text = "select 1;\n";
    let up = digester.up(ids[0], &ids[1..], TransactionMode::Single, text);
    let same = digester.up(ids[0], &back[..2], TransactionMode::Single, text);
    assert_eq!(up, same);
}

#[test]
fn every_field_of_a_digest_counts() {
    let (a, b) = (RevisionId::from_bits(1), RevisionId::from_bits(2));
    let mut d = Digester::new();
    let text = "select 1;\n";
    let up = d.up(a, &[b], TransactionMode::Single, text);
    let others = [
        d.up(b, &[b], TransactionMode::Single, text),
        d.up(a, &[], TransactionMode::Single, text),
        d.up(a, &[b], TransactionMode::None, text),
        d.up(a, &[b], TransactionMode::Single, "select 2;\n"),
        d.down(a, Some(text)),
        d.down(a, None),
        d.chain(up, &[]),
        d.chain(up, &[(b, up)]),
        d.chain(up, &[(a, up)]),
    ];
    let mut all: Vec<_> = others.into_iter().chain([up]).collect();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 10, "no two of them are equal");
}
