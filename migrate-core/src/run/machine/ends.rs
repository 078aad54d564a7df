//! Whether a script's own statements end the transaction that it is run in.

use crate::scan::{Token, TokenKind, tokens};

/// How a script ends its transaction, by the first of its words that does not only commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Commits,
    RollsBack,
}

/// Looks for a statement that begins with COMMIT, ROLLBACK and the like. Comments, strings and the bodies of functions are
/// none, and ROLLBACK TO ends nothing.
pub(super) fn ends_itself(script: &str) -> Option<Ending> {
    let word = |token: &Token| match token.kind {
        TokenKind::Word => &script[token.range()],
        _ => "",
    };
    let is_one_of =
        |word: &str, wanted: &[&str]| wanted.iter().any(|one| one.eq_ignore_ascii_case(word));
    let mut found = None;
    let mut begins = true;
    let mut rest = tokens(script).filter(|token| !token.is_gap());
    while let Some(token) = rest.next() {
        let first = std::mem::replace(&mut begins, &script[token.range()] == ";");
        if !first {
            continue;
        }
        if is_one_of(word(&token), &["rollback", "abort"]) {
            let to_savepoint = rest
                .clone()
                .map(|token| word(&token))
                .find(|word| !is_one_of(word, &["work", "transaction"]))
                .is_some_and(|word| word.eq_ignore_ascii_case("to"));
            if !to_savepoint {
                return Some(Ending::RollsBack);
            }
        } else if is_one_of(word(&token), &["commit", "end", "prepare"]) {
            found = Some(Ending::Commits);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_statements_end_a_transaction() {
        for (script, ending) in [
            ("-- no rollback here\nSELECT 1;", None),
            ("/* ABORT; */ SELECT 'x; rollback';", None),
            ("DO $$BEGIN ROLLBACK; END$$;", None),
            ("CREATE TABLE t (\"a;\" int, abort int);", None),
            (
                "SAVEPOINT s; ROLLBACK TO s; rollback work to savepoint s;",
                None,
            ),
            ("COMMIT;", Some(Ending::Commits)),
            ("SELECT 1; end", Some(Ending::Commits)),
            ("COMMIT; ROLLBACK;", Some(Ending::RollsBack)),
            (
                "SELECT 1 /* ; */ ; -- then\n Rollback AND CHAIN",
                Some(Ending::RollsBack),
            ),
            ("ABORT", Some(Ending::RollsBack)),
        ] {
            assert_eq!(ends_itself(script), ending, "{script}");
        }
    }
}
