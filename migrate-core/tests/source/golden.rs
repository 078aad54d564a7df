//! Digests live for years: a change of these files is a change of every lock and every ledger.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use migrate_core::plan::{Digest, RevisionId, Timeout, TransactionMode};
use migrate_core::source::digest::{Digester, Facts};
use migrate_core::source::{Manifest, normal};

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

/// The keys that a manifest may lack, none of them, each and all.
const MANIFESTS: &[(&str, &str)] = &[
    ("plain manifest", ""),
    ("compatible", "compatible = \"0c90191dbca7\"\n"),
    ("lock_timeout", "lock_timeout = \"5s\"\n"),
    ("statement_timeout", "statement_timeout = \"5s\"\n"),
    ("irreversible", "irreversible = \"it drops gr\u{fc}n\"\n"),
    (
        "everything",
        "irreversible = \"no\"\ncompatible = \"0c90191dbca7\"\nlock_timeout = \"0\"\nstatement_timeout = \"1d\"\n",
    ),
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
    for (name, text) in MANIFESTS {
        let text = format!(
            "id = \"{id}\"\nparents = []\nmessage = \"add users\"\ncreated = 2026-11-21T09:30:00Z\n{text}"
        );
        let manifest = Manifest::parse("revision.toml", &text).unwrap();
        let digest = digester.manifest(&manifest.facts());
        let _ = writeln!(found, "{name}\n  manifest  {digest}");
    }
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

#[test]
fn every_fact_of_a_manifest_counts() {
    let (a, b) = (RevisionId::from_bits(1), RevisionId::from_bits(2));
    let facts = Facts {
        id: a,
        message: "add users",
        created: "2026-11-21T09:30:00Z".into(),
        compatible: None,
        lock_timeout: None,
        statement_timeout: None,
        irreversible: None,
    };
    let with = |change: fn(&mut Facts<'_>)| {
        let mut facts = facts.clone();
        change(&mut facts);
        facts
    };
    let all = [
        facts.clone(),
        Facts {
            id: b,
            ..facts.clone()
        },
        with(|facts| facts.message = "add user"),
        with(|facts| facts.created = "2026-11-21T09:30:01Z".into()),
        with(|facts| facts.compatible = Some(RevisionId::from_bits(2))),
        with(|facts| facts.compatible = Some(RevisionId::from_bits(3))),
        with(|facts| facts.lock_timeout = Some(Timeout::NONE)),
        with(|facts| facts.lock_timeout = Some(Timeout::from_millis(5))),
        with(|facts| facts.statement_timeout = Some(Timeout::from_millis(5))),
        with(|facts| facts.irreversible = Some("")),
        with(|facts| facts.irreversible = Some("5")),
    ];
    let mut digester = Digester::new();
    let mut digests: Vec<_> = all.iter().map(|facts| digester.manifest(facts)).collect();
    digests.sort();
    digests.dedup();
    assert_eq!(digests.len(), all.len(), "no two of them are equal");
}

#[test]
fn a_digest_has_one_spelling() {
    let bytes = std::array::from_fn(|at| 7 * u8::try_from(at).unwrap());
    let text = Digest::from_bytes(bytes).to_string();
    assert_eq!(text.parse(), Ok(Digest::from_bytes(bytes)));
    for at in 0..text.len() {
        for byte in 0..128 {
            let mut other = text.clone().into_bytes();
            other[at] = byte;
            let other = String::from_utf8(other).unwrap();
            if let Ok(digest) = other.parse::<Digest>() {
                assert_eq!(digest.to_string(), other);
            }
        }
    }
    for (from, to) in [
        ("b3:", "b3:0"),
        ("b3:", "B3:"),
        ("b3:", ""),
        ("e", "E"),
        ("0", "g"),
    ] {
        assert!(
            text.replacen(from, to, 1).parse::<Digest>().is_err(),
            "{to}"
        );
    }
}
