//! The scanner, the normal form and the analysis of scripts: nothing is lost, and nothing is hashed twice in two ways.

use migrate_core::plan::TransactionMode;
use migrate_core::source::{normal, scan, script, text};

/// Holds for any bytes.
pub(crate) fn holds(bytes: &[u8]) {
    let Ok(canonical) = text::canonical(bytes) else {
        return;
    };
    let again = text::canonical(canonical.as_bytes());
    assert_eq!(
        again.as_ref(),
        Ok(&canonical),
        "the canonical text is its own"
    );

    let mut at = 0;
    for token in scan::tokens(&canonical) {
        assert_eq!(token.start, at, "a hole or an overlap");
        assert!(token.end > token.start, "an empty token");
        assert!(
            canonical.get(token.range()).is_some(),
            "a token ends within a character"
        );
        at = token.end;
    }
    assert_eq!(at, canonical.len(), "the tokens cover the text");

    let normal = normal::form(&canonical);
    assert_eq!(normal::form(&normal), normal, "the normal form is its own");
    assert_eq!(normal::is_empty(&canonical), normal.is_empty());
    let words = |text: &str| -> Vec<(scan::TokenKind, String)> {
        let tokens = scan::tokens(text).filter(|token| !token.is_gap());
        tokens
            .map(|token| (token.kind, text[token.range()].to_owned()))
            .collect()
    };
    assert_eq!(
        words(&normal),
        words(&canonical),
        "the normal form changed a token"
    );

    let mut end = 0;
    for statement in scan::statements(&canonical) {
        assert!(statement.start >= end, "statements overlap");
        assert!(
            canonical
                .get(statement.clone())
                .is_some_and(|text| !text.is_empty())
        );
        end = statement.end;
    }

    for mode in [TransactionMode::Single, TransactionMode::None] {
        let analysis = script::analyse("up.sql", &canonical, mode);
        let mut end = 0;
        for statement in &analysis.statements {
            assert!(statement.range.start >= end, "statements overlap");
            assert!(canonical.get(statement.range.clone()).is_some());
            end = statement.range.end;
        }
        for problem in &analysis.problems {
            let place = problem
                .place
                .as_ref()
                .expect("a problem of a script has a place");
            assert!(canonical.get(place.range.clone()).is_some(), "{place:?}");
        }
    }
}
