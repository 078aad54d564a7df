//! The tokens of one statement, without white space and comments, compared as keywords.

use std::ops::Range;

use crate::source::scan::{Token, TokenKind, tokens};

/// A statement's tokens.
pub(super) struct Words<'t> {
    text: &'t str,
    tokens: Vec<Token>,
}

impl<'t> Words<'t> {
    /// The tokens of a range of a text, without the semicolons that end it.
    pub(super) fn new(text: &'t str, range: Range<usize>) -> Self {
        let offset = range.start;
        let mut all: Vec<Token> = tokens(&text[range])
            .filter(|token| !token.is_gap())
            .map(|token| Token {
                start: token.start + offset,
                end: token.end + offset,
                ..token
            })
            .collect();
        let is_end = |token: &Token| &text[token.range()] == ";";
        while all.last().is_some_and(is_end) {
            all.pop();
        }
        Self { text, tokens: all }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// From the first token to the last.
    pub(super) fn range(&self) -> Range<usize> {
        match (self.tokens.first(), self.tokens.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        }
    }

    /// The text of a token; empty beyond the last one.
    pub(super) fn text(&self, at: usize) -> &'t str {
        self.tokens
            .get(at)
            .map_or("", |token| &self.text[token.range()])
    }

    pub(super) fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    /// Whether a token is this keyword or sign.
    pub(super) fn is(&self, at: usize, word: &str) -> bool {
        self.text(at).eq_ignore_ascii_case(word)
    }

    /// Whether the tokens from `at` on are these keywords or signs.
    pub(super) fn are(&self, at: usize, words: &[&str]) -> bool {
        let mut each = words.iter().enumerate();
        each.all(|(i, word)| self.is(at + i, word))
    }

    /// The first place of a keyword outside of parentheses, from `at` on.
    pub(super) fn find(&self, at: usize, word: &str) -> Option<usize> {
        let mut depth = 0_usize;
        for i in at..self.len() {
            match self.text(i) {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ if depth == 0 && self.is(i, word) => return Some(i),
                _ => {}
            }
        }
        None
    }

    /// The place after a list in parentheses that begins at `at`; `at` itself when none begins there.
    pub(super) fn after_list(&self, at: usize) -> usize {
        if self.text(at) != "(" {
            return at;
        }
        let mut depth = 0_usize;
        for i in at..self.len() {
            match self.text(i) {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return i + 1;
            }
        }
        self.len()
    }

    /// A name with its qualification that begins at `at`, as written without white space, and the place after it.
    pub(super) fn name(&self, at: usize) -> (String, usize) {
        let mut name = self.text(at).to_owned();
        let mut next = at + 1;
        while self.text(next) == "." {
            name.push('.');
            name.push_str(self.text(next + 1));
            next += 2;
        }
        (name, next)
    }

    /// The arguments of a call whose opening parenthesis stands at `at`, as ranges of tokens.
    pub(super) fn arguments(&self, at: usize) -> Vec<Range<usize>> {
        let end = self.after_list(at).saturating_sub(1);
        let mut arguments = Vec::new();
        let mut depth = 0_usize;
        let mut start = at + 1;
        for i in at + 1..end {
            match self.text(i) {
                "(" | "[" => depth += 1,
                ")" | "]" => depth = depth.saturating_sub(1),
                "," if depth == 0 => {
                    arguments.push(start..i);
                    start = i + 1;
                }
                _ => {}
            }
        }
        if start < end {
            arguments.push(start..end);
        }
        arguments
    }

    /// Whether a token is a name that means `name` to PostgreSQL.
    pub(super) fn names(&self, at: usize, name: &str) -> bool {
        match self.token(at).map(|token| token.kind) {
            Some(TokenKind::Word) => self.is(at, name),
            Some(TokenKind::QuotedIdentifier) => self.text(at).trim_matches('"') == name,
            _ => false,
        }
    }
}
