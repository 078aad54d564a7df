//! A script as a tree of statements, and what a rule may ask about each of them.

use std::ops::Range;

use migrate_core::plan::{Revision, TransactionMode};
use migrate_core::scan;
use migrate_core::source::{Code, Place, Problem};
use squawk_linter::Violation;
use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SourceFile, SyntaxNode};

use super::known::{Age, Known};
use super::{rewrite, rules, squawk};

/// Which script of a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// `up.sql`
    Up,
    /// `down.sql`
    Down,
}

/// A script, parsed.
pub(crate) struct Script<'p> {
    revision: &'p Revision,
    way: Way,
    path: &'p str,
    text: &'p str,
    /// The text with spaces in the place of comments: every token is where it was. Comments mean nothing to a rule, and
    /// nothing that is written in one silences a rule, because an exemption has its reason in `revision.toml`.
    bare: String,
    statements: Vec<ast::Stmt>,
    parsed: squawk_syntax::Parse<SourceFile>,
}

impl<'p> Script<'p> {
    /// Parses the canonical text of a script; `path` is for the places.
    pub(crate) fn parse(revision: &'p Revision, path: &'p str, text: &'p str, way: Way) -> Self {
        let bare = without_comments(text);
        let parsed = SourceFile::parse(&bare);
        let statements = parsed.tree().stmts().collect();
        Self {
            revision,
            way,
            path,
            text,
            bare,
            statements,
            parsed,
        }
    }

    /// Which script of the revision it is.
    pub(crate) fn way(&self) -> Way {
        self.way
    }

    /// How the revision relates to transactions.
    pub(crate) fn transaction(&self) -> TransactionMode {
        self.revision.transaction
    }

    /// Its text.
    pub(crate) fn text(&self) -> &'p str {
        self.text
    }

    /// When the revision was created, in RFC 3339.
    pub(crate) fn created(&self) -> &'p str {
        &self.revision.created
    }

    /// Takes all of its statements into account, without judging them.
    pub(super) fn teach(&self, known: &mut Known, age: Age) {
        known.forget_temporary();
        for statement in &self.statements {
            known.learn(statement, age);
        }
    }

    /// What the rules find, statement by statement; what each one changes is known to the following ones.
    pub(super) fn lint(&self, known: &mut Known) -> Vec<Problem> {
        known.forget_temporary();
        let postgres = known.postgres();
        let violations = squawk::look(&self.parsed, &self.bare, self.transaction(), postgres);
        let mut problems = Vec::new();
        for (at, node) in self.statements.iter().enumerate() {
            let statement = Statement {
                script: self,
                at,
                node,
                known,
                violations: &violations,
            };
            for check in rules::CHECKS {
                check(&statement, &mut problems);
            }
            known.learn(node, Age::New);
        }
        problems
    }
}

/// One statement, where it stands, and what is known before it.
pub(crate) struct Statement<'s> {
    /// The script that it is part of.
    pub(crate) script: &'s Script<'s>,
    /// The statement as a typed tree. Comments are not in it.
    pub(crate) node: &'s ast::Stmt,
    /// What the scripts before it, and the statements before it in its own script, tell about the schema.
    pub(crate) known: &'s Known,
    at: usize,
    violations: &'s [Violation],
}

impl<'s> Statement<'s> {
    /// The statements of the same script that follow.
    pub(crate) fn following(&self) -> &'s [ast::Stmt] {
        &self.script.statements[self.at + 1..]
    }

    /// The statements of the same script that come first.
    pub(crate) fn preceding(&self) -> &'s [ast::Stmt] {
        &self.script.statements[..self.at]
    }

    /// A place of the script.
    pub(crate) fn place(&self, range: Range<usize>) -> Place {
        Place::within(self.script.path, self.script.text, range)
    }

    /// The bytes of a node of the script, without the white space and the semicolon around it.
    pub(crate) fn range(&self, node: &SyntaxNode) -> Range<usize> {
        let range = node.text_range();
        self.trimmed(usize::from(range.start())..usize::from(range.end()))
    }

    /// The bytes of the statement.
    pub(crate) fn whole(&self) -> Range<usize> {
        self.range(self.node.syntax())
    }

    /// The text of the script without its comments: every token is where it was.
    pub(crate) fn bare(&self) -> &'s str {
        &self.script.bare
    }

    /// The SQL of a node on one line, without comments.
    pub(crate) fn sql(&self, node: &SyntaxNode) -> String {
        rewrite::one_line(&self.script.bare[self.range(node)])
    }

    /// The SQL of the statement on one line, with some parts replaced.
    pub(crate) fn edited(&self, edits: &[(Range<usize>, &str)]) -> String {
        rewrite::edited(&self.script.bare, self.whole(), edits)
    }

    /// A problem at these bytes of the script; its level is decided later.
    pub(crate) fn finding(&self, code: Code, range: Range<usize>, message: String) -> Problem {
        Problem::new(code, message).at(self.place(range))
    }

    /// What squawk found in the statement, and the bytes that it means.
    pub(super) fn violations(&self) -> impl Iterator<Item = (&'s Violation, Range<usize>)> {
        let whole = self.whole();
        self.violations.iter().filter_map(move |violation| {
            let range = violation.text_range;
            let range = self.trimmed(usize::from(range.start())..usize::from(range.end()));
            let inside = whole.start <= range.start && range.end <= whole.end;
            inside.then_some((violation, range))
        })
    }

    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let text = &self.script.bare[range.clone()];
        let kept = text.trim_start();
        let start = range.end - kept.len();
        let kept = kept.trim_end_matches(|c: char| c == ';' || c.is_whitespace());
        start..start + kept.len()
    }
}

/// The text with a space for each byte of a comment, line ends kept.
fn without_comments(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    for token in scan::tokens(text) {
        let part = &text[token.range()];
        match token.kind {
            scan::TokenKind::LineComment | scan::TokenKind::BlockComment => {
                let blank = |byte| if byte == b'\n' { '\n' } else { ' ' };
                bare.extend(part.bytes().map(blank));
            }
            _ => bare.push_str(part),
        }
    }
    bare
}
