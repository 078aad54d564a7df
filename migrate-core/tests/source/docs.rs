//! `docs/diagnostics.md` says what `cargo migrate explain` says, because both are the table of codes.

use std::collections::HashSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use migrate_core::source::{Code, LintLevel, Severity};

const BEGIN: &str = "# Diagnostics\n\n\
Every problem has a code that never changes its meaning. The compiler, `cargo migrate check` and the runtime report the same \
problem with the same code, in the same words; `cargo migrate explain CODE` prints the section below. Each code has at least \
one case under `tests/cases`, each rule of the linter (see [lint.md](lint.md)) its scripts under `cargo-migrate/tests/lint`.\n\n\
`M1xx` are about files and manifests, `M2xx` about the chain, `M3xx` about the lock, `M4xx` about scripts, `M5xx` about settings, \
`M6xx` about the proof on a scratch database; `M7xx` are what the linter finds in scripts, `M8xx` about history beside a reference of version control, `M9xx` about \
the desired schema.\n";

fn page() -> String {
    let mut page = BEGIN.to_owned();
    for code in Code::ALL {
        let severity = match code.severity() {
            Severity::Error => "",
            Severity::Warning => " (a warning)",
        };
        let _ = write!(
            page,
            "\n## {code}: {}{severity}\n\n{}\n\n{}\n",
            code.name(),
            code.summary(),
            code.explanation()
        );
        let level = match code.default_level() {
            Some(LintLevel::Allow) => Some("allow"),
            Some(LintLevel::Warn) => Some("warn"),
            Some(LintLevel::Deny) => Some("deny"),
            None => None,
        };
        if let Some(level) = level {
            let _ = write!(
                page,
                "\nLevel, unless the package's `lints` say otherwise: `{level}`.\n"
            );
        }
        if code.may_be_allowed() {
            let _ = write!(
                page,
                "\nAn exemption for one revision, in its `revision.toml`:\n\n```toml\n[[allow]]\nrule = \"{}\"\nreason = \"why\"\n```\n",
                code.name()
            );
        }
    }
    page
}

#[test]
fn the_page_is_the_table_of_codes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/diagnostics.md");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, page()).unwrap();
    }
    let found = fs::read_to_string(path).unwrap();
    assert_eq!(found, page(), "write it anew with UPDATE_EXPECT=1");
}

#[test]
fn codes_and_names_are_unique_and_read_back() {
    let codes: HashSet<_> = Code::ALL.iter().map(|code| code.code()).collect();
    let names: HashSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(
        (codes.len(), names.len()),
        (Code::ALL.len(), Code::ALL.len())
    );
    for code in Code::ALL {
        assert_eq!(code.code().parse(), Ok(*code));
        assert_eq!(code.name().parse(), Ok(*code));
        assert_eq!(code.code().to_lowercase().parse(), Ok(*code));
    }
    assert!("M999".parse::<Code>().is_err());
}
