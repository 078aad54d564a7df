//! The statements of a script, as the server counts them.

use std::ops::Range;

use super::{Token, TokenKind, tokens};

/// The statements of a script: each from its first token to its last, without the semicolon. Empty ones count for nothing,
/// as with the server.
///
/// A semicolon ends a statement where psql says so: not inside parentheses, and not inside the body of a function that
/// begins with `BEGIN ATOMIC`.
///
/// ```
/// use migrate_core::scan::statements;
///
/// let script = "SELECT 1; -- one\n;\nSELECT ';'";
/// let texts: Vec<_> = statements(script).into_iter().map(|range| &script[range]).collect();
/// assert_eq!(texts, ["SELECT 1", "SELECT ';'"]);
/// ```
#[must_use]
pub fn statements(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut current = Current::default();
    for token in tokens(text).filter(|token| !token.is_gap()) {
        let word = &text[token.range()];
        if word == ";" && current.is_closed() {
            found.extend(current.range.take());
            current = Current::default();
        } else {
            current.take(token, word);
        }
    }
    found.extend(current.range);
    found
}

/// The statement that is being read.
#[derive(Default)]
struct Current {
    range: Option<Range<usize>>,
    parentheses: usize,
    /// How many `BEGIN` and `CASE` of a function's body are open.
    blocks: usize,
    /// How far the words `CREATE [OR REPLACE] {FUNCTION | PROCEDURE}` have come.
    beginning: Beginning,
}

/// How a statement begins.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Beginning {
    #[default]
    Nothing,
    Create,
    CreateOr,
    CreateOrReplace,
    /// Its body may be one of statements.
    Routine,
    /// Some other statement.
    Other,
}

impl Current {
    fn is_closed(&self) -> bool {
        self.parentheses == 0 && self.blocks == 0
    }

    fn take(&mut self, token: Token, word: &str) {
        match &mut self.range {
            Some(range) => range.end = token.end,
            None => self.range = Some(token.range()),
        }
        match word {
            "(" => self.parentheses += 1,
            ")" => self.parentheses = self.parentheses.saturating_sub(1),
            _ => {}
        }
        if self.beginning == Beginning::Routine && self.parentheses == 0 {
            self.count_blocks(token, word);
        } else {
            self.begin(token, word);
        }
    }

    fn begin(&mut self, token: Token, word: &str) {
        use Beginning::{Create, CreateOr, CreateOrReplace, Nothing, Other, Routine};
        let is =
            |expected: &str| token.kind == TokenKind::Word && word.eq_ignore_ascii_case(expected);
        self.beginning = match self.beginning {
            Nothing if is("create") => Create,
            Create if is("or") => CreateOr,
            CreateOr if is("replace") => CreateOrReplace,
            Create | CreateOrReplace if is("function") || is("procedure") => Routine,
            Routine => Routine,
            _ => Other,
        };
    }

    fn count_blocks(&mut self, token: Token, word: &str) {
        let is =
            |expected: &str| token.kind == TokenKind::Word && word.eq_ignore_ascii_case(expected);
        if is("begin") || (self.blocks > 0 && is("case")) {
            self.blocks += 1;
        } else if is("end") {
            self.blocks = self.blocks.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        statements(text)
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn semicolons_in_literals_parentheses_and_bodies_end_nothing() {
        let function = "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END";
        let rule = "CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM a; DELETE FROM b)";
        let block = "DO $$BEGIN PERFORM 1; END$$";
        let text = format!("{function};\n{rule}; {block}\n; /* ; */ SELECT $1;x$a$1;$a$ ;$a$ ;");
        assert_eq!(
            split(&text),
            [function, rule, block, "SELECT $1", "x$a$1", "$a$ ;$a$"]
        );
        assert_eq!(
            split("SELECT $a$1;$a$, E'\\';', ';', \";\""),
            ["SELECT $a$1;$a$, E'\\';', ';', \";\""]
        );
    }

    #[test]
    fn a_transaction_is_no_block() {
        assert_eq!(
            split("BEGIN; SELECT 1; END; COMMIT"),
            ["BEGIN", "SELECT 1", "END", "COMMIT"]
        );
        let named = "CREATE FUNCTION begin() RETURNS void LANGUAGE sql AS 'SELECT 1'";
        assert_eq!(
            split(&format!("CREATE TABLE begin (id int); SELECT 1; {named}")).len(),
            3
        );
    }

    #[test]
    fn nothing_is_no_statement() {
        assert_eq!(split(" ;;-- x\n; /* y */"), [""; 0]);
    }
}
