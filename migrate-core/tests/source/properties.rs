//! Properties over generated scripts, manifests and locks.

use migrate_core::plan::{Digest, RevisionId, Timeout, TransactionMode};
use migrate_core::source::digest::Digester;
use migrate_core::source::scan::tokens;
use migrate_core::source::{Created, Entry, Lock, LockEntry, Manifest, normal, text};
use proptest::prelude::*;

/// Tokens of SQL that may stand beside each other when white space is between them.
const TOKENS: &[&str] = &[
    "select",
    "a",
    "b$1",
    "\"q q\"",
    "\"a\"\"b\"",
    "U&\"x\"",
    "'s'",
    "'it''s'",
    "E'\\'--'",
    "B'01'",
    "X'f'",
    "N'n'",
    "U&'x'",
    "$$ -- $$",
    "$t$ 'x' $t$",
    "$1",
    "1",
    "1.5",
    ".5",
    "1e-3",
    "0x1f",
    "(",
    ")",
    "[",
    "]",
    ",",
    ";",
    "+",
    "-",
    "->>",
    "::",
    "<=",
    "!~~*",
    "@-",
    "gr\u{fc}n",
    "e",
    "u",
    "x",
    "n",
    "b",
];

/// What may stand between two tokens, other than nothing, without a line end outside of comments' own.
const GAPS: &[&str] = &[
    " ",
    "\t",
    "   ",
    " /* c */ ",
    "/* /* n */ ' */",
    "\x0b",
    "\x0c ",
    "/*--*/",
];

/// The same, with line ends.
const LINES: &[&str] = &["\n", " -- c '\n", "\n\n  ", "\r\n", " /* c\n */ "];

fn token() -> impl Strategy<Value = &'static str> {
    prop::sample::select(TOKENS)
}

fn gap() -> impl Strategy<Value = &'static str> {
    prop::sample::select(GAPS)
}

fn any_gap() -> impl Strategy<Value = &'static str> {
    prop_oneof![prop::sample::select(GAPS), prop::sample::select(LINES)]
}

fn join(tokens: &[&str], gaps: &[&str]) -> String {
    let mut text = String::new();
    for (i, token) in tokens.iter().enumerate() {
        if i > 0 {
            text.push_str(gaps[i % gaps.len()]);
        }
        text.push_str(token);
    }
    text
}

fn is_string(token: &str) -> bool {
    token.ends_with('\'')
}

fn canonical(text: &str) -> String {
    text::canonical(text.as_bytes()).unwrap().into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Another layout of the same tokens has the same normal form, hence the same digests.
    #[test]
    fn layout_never_matters(
        tokens in prop::collection::vec(token(), 1..20),
        a in prop::collection::vec(gap(), 1..6),
        b in prop::collection::vec(gap(), 1..6),
    ) {
        let (a, b) = (join(&tokens, &a), join(&tokens, &b));
        prop_assert_eq!(normal::form(&a), normal::form(&b));
        let id = RevisionId::from_bits(7);
        let mut digester = Digester::new();
        let first = digester.up(id, &[], TransactionMode::Single, &a);
        prop_assert_eq!(first, digester.up(id, &[], TransactionMode::Single, &b));
    }

    /// Line ends count only where PostgreSQL gives them a meaning: between two strings.
    #[test]
    fn line_ends_matter_only_between_strings(
        tokens in prop::collection::vec(token(), 1..20),
        gaps in prop::collection::vec(any_gap(), 1..6),
    ) {
        let mut apart: Vec<&str> = Vec::new();
        for token in tokens {
            if apart.last().is_some_and(|last| is_string(last)) && is_string(token) {
                apart.push(",");
            }
            apart.push(token);
        }
        let tokens = apart;
        let text = canonical(&join(&tokens, &gaps));
        prop_assert_eq!(normal::form(&text), normal::form(&join(&tokens, &[" "])));
    }

    /// A different list of tokens has a different normal form.
    #[test]
    fn tokens_always_matter(
        a in prop::collection::vec(token(), 1..12),
        b in prop::collection::vec(token(), 1..12),
    ) {
        let same = normal::form(&join(&a, &[" "])) == normal::form(&join(&b, &[" "]));
        prop_assert_eq!(same, a == b);
    }

    /// Windows line ends, a byte order mark and a missing last line feed are gone before anything is hashed.
    #[test]
    fn a_windows_checkout_changes_nothing(
        tokens in prop::collection::vec(token(), 1..20),
        gaps in prop::collection::vec(any_gap(), 1..6),
    ) {
        let unix = canonical(&join(&tokens, &gaps));
        let windows = format!("\u{feff}{}", unix.trim_end_matches('\n').replace('\n', "\r\n"));
        let back = canonical(&windows);
        prop_assert_eq!(back.trim_end_matches('\n'), unix.trim_end_matches('\n'));
    }

    /// Every byte belongs to exactly one token, whatever the text.
    #[test]
    fn the_scanner_is_total(text in r#"[-a-eE$'"/*.;:+\\\n 0-9(u&xü]{0,40}"#) {
        let mut at = 0;
        for token in tokens(&text) {
            prop_assert_eq!(token.start, at);
            prop_assert!(token.end > at);
            at = token.end;
            prop_assert!(text.is_char_boundary(at));
        }
        prop_assert_eq!(at, text.len());
    }

    /// The normal form is its own normal form.
    #[test]
    fn the_normal_form_is_stable(text in r#"[-a-eE$'"/*.;:+\\\n 0-9(u&xü]{0,40}"#) {
        let once = normal::form(&text);
        prop_assert_eq!(normal::form(&once), once);
    }

    /// Canonical text is canonical, and is borrowed.
    #[test]
    fn canonical_text_is_stable(text in "[a-z\r\n\u{feff}]{0,20}") {
        let once = canonical(&text);
        let again = text::canonical(once.as_bytes()).unwrap();
        if !once.starts_with('\u{feff}') {
            prop_assert!(matches!(again, std::borrow::Cow::Borrowed(_)));
            prop_assert_eq!(&again, &once);
        }
    }

    /// What the writer writes is read back, by the fast reader and by the full one alike.
    #[test]
    fn manifests_are_read_back(manifest in manifest()) {
        let written = manifest.to_toml();
        prop_assert_eq!(Manifest::parse("revision.toml", &written).unwrap(), manifest.clone());
        // A comment is nothing that the fast reader knows.
        let full = format!("# by hand\n{written}");
        prop_assert_eq!(Manifest::parse("revision.toml", &full).unwrap(), manifest);
    }

    /// The fast reader accepts nothing that the full one refuses or reads differently.
    #[test]
    fn the_readers_of_manifests_agree(
        manifest in manifest(),
        at in any::<prop::sample::Index>(),
        with in prop::sample::select(&["", "\"", "\\", "\n", "0", "x", " ", "\t", "]", "#", "\u{7f}", "Z"][..]),
    ) {
        let mut text = manifest.to_toml();
        let mut at = at.index(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        text.insert_str(at, with);
        let full = Manifest::parse("revision.toml", &format!("{text}\n# by hand\n"));
        let any = Manifest::parse("revision.toml", &text);
        prop_assert_eq!(any.ok(), full.ok(), "{}", text);
    }

    /// Another layout of a manifest, another order of its keys and an exemption have the same digest.
    #[test]
    fn the_layout_of_a_manifest_never_matters(
        manifest in manifest(),
        swaps in prop::collection::vec(any::<prop::sample::Index>(), 8),
    ) {
        let written = manifest.to_toml();
        let mut lines: Vec<&str> = written.lines().collect();
        for (at, with) in swaps.iter().enumerate() {
            let (at, with) = (at % lines.len(), with.index(lines.len()));
            lines.swap(at, with);
        }
        let text = format!(
            "# By hand.\n{}\n\n[[allow]]\nrule = \"session-setting\"\nreason = \"history\"\n",
            lines.join("  # why\n").replace(" = ", "\t=  "),
        );
        let other = Manifest::parse("revision.toml", &text).unwrap();
        let mut digester = Digester::new();
        prop_assert_eq!(digester.manifest(&manifest.facts()), digester.manifest(&other.facts()));
    }

    /// Manifests of which the plan embeds different things have different digests.
    #[test]
    fn the_facts_of_a_manifest_always_matter(a in manifest(), b in manifest(), same in any::<[bool; 6]>()) {
        // Most of the facts are made equal, so that a single one decides.
        let [id, message, created, irreversible, compatible, timeout] = same;
        let mut b = b;
        if id { b.id = a.id; }
        if message { b.message.clone_from(&a.message); }
        if created { b.created = a.created; }
        if irreversible { b.irreversible.clone_from(&a.irreversible); }
        if compatible { b.compatible = a.compatible; }
        if timeout { (b.lock_timeout, b.statement_timeout) = (a.statement_timeout, a.lock_timeout); }
        let mut digester = Digester::new();
        let equal = digester.manifest(&a.facts()) == digester.manifest(&b.facts());
        prop_assert_eq!(equal, a.facts() == b.facts());
    }

    /// Locks are read back, by the fast reader and by the full one alike.
    #[test]
    fn locks_are_read_back(lock in lock()) {
        let written = lock.to_string();
        prop_assert_eq!(Lock::parse("migrate.lock", &written).unwrap(), lock.clone());
        let full = format!("{written}# by hand\n");
        prop_assert_eq!(Lock::parse("migrate.lock", &full).unwrap(), lock);
    }

    /// The fast reader accepts nothing that the full one refuses or reads differently.
    #[test]
    fn the_readers_of_locks_agree(
        lock in lock(),
        at in any::<prop::sample::Index>(),
        with in prop::sample::select(&["", "\"", "\n", "0", "x", " ", "}", "#"][..]),
    ) {
        let mut text = lock.to_string();
        text.insert_str(at.index(text.len()), with);
        let full = Lock::parse("migrate.lock", &format!("{text}\n# by hand\n"));
        let any = Lock::parse("migrate.lock", &text);
        prop_assert_eq!(any.ok(), full.ok(), "{}", text);
    }

    #[test]
    fn created_counts_seconds_like_a_calendar(seconds in 0_u64..253_402_300_799) {
        let created = Created::from_unix_seconds(seconds);
        prop_assert_eq!(created.to_string().parse(), Ok(created));
        prop_assert!(created < Created::from_unix_seconds(seconds + 1));
    }
}

fn id() -> impl Strategy<Value = RevisionId> {
    any::<u64>().prop_map(RevisionId::from_bits)
}

fn sentence() -> impl Strategy<Value = String> {
    r#"[a-z"\\#\[\]ü' ]{0,12}[a-z]"#
}

fn manifest() -> impl Strategy<Value = Manifest> {
    let times = (0_u64..4_000_000_000).prop_map(Created::from_unix_seconds);
    let millis = (0_u32..i32::MAX as u32).prop_map(Timeout::from_millis);
    let parents = prop::collection::btree_set(id(), 0..3);
    let required = (id(), parents, sentence(), times);
    let optional = (
        any::<bool>(),
        prop::option::of(sentence()),
        prop::option::of(id()),
        prop::option::of(millis),
    );
    (required, optional).prop_map(|((id, parents, message, created), optional)| {
        let parents = parents.into_iter().collect();
        let mut manifest = Manifest::new(id, parents, message, created);
        let (none, irreversible, compatible, timeout) = optional;
        if none {
            manifest.transaction = TransactionMode::None;
        }
        manifest.irreversible = irreversible;
        manifest.compatible = compatible;
        manifest.statement_timeout = timeout;
        manifest
    })
}

fn lock() -> impl Strategy<Value = Lock> {
    let digest = || any::<[u8; 32]>().prop_map(Digest::from_bytes);
    let manifest = prop::option::of(digest());
    let sealed = (digest(), digest(), manifest).prop_map(|(up, down, manifest)| Entry::Sealed {
        up,
        down,
        manifest,
    });
    let entry = prop_oneof![Just(Entry::Draft), sealed];
    let entries = prop::collection::btree_map(id(), entry, 0..4);
    (prop::option::of(id()), entries).prop_map(|(head, entries)| Lock {
        head,
        entries: entries
            .into_iter()
            .map(|(id, entry)| LockEntry { id, entry })
            .collect(),
    })
}
