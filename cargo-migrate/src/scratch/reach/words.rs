//! The tokens of one statement, and the names in it.

use std::ops::Range;

use migrate_core::scan::{self, Token, TokenKind};

use super::Named;

/// A statement's tokens without white space, comments and the semicolon.
pub(super) struct Words<'t> {
    text: &'t str,
    tokens: Vec<Token>,
}

impl<'t> Words<'t> {
    pub(super) fn new(text: &'t str, range: Range<usize>) -> Self {
        let offset = range.start;
        let tokens = scan::tokens(&text[range])
            .filter(|token| !token.is_gap())
            .map(|token| Token {
                start: token.start + offset,
                end: token.end + offset,
                ..token
            });
        let mut tokens: Vec<Token> = tokens.collect();
        while tokens
            .last()
            .is_some_and(|token| &text[token.range()] == ";")
        {
            tokens.pop();
        }
        Self { text, tokens }
    }

    /// The statement that begins at a token, up to the next semicolon.
    pub(super) fn statement(&self, at: usize) -> Self {
        let rest = &self.tokens[at..];
        let is_end = |token: &&Token| &self.text[token.range()] != ";";
        let tokens = rest.iter().take_while(is_end).copied().collect();
        Self {
            text: self.text,
            tokens,
        }
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

    pub(super) fn range_of(&self, at: usize) -> Option<Range<usize>> {
        Some(self.tokens.get(at)?.range())
    }

    /// The text of a token; empty beyond the last one.
    pub(super) fn text(&self, at: usize) -> &'t str {
        self.tokens
            .get(at)
            .map_or("", |token| &self.text[token.range()])
    }

    /// Whether a token is this keyword or sign.
    pub(super) fn is(&self, at: usize, word: &str) -> bool {
        self.text(at).eq_ignore_ascii_case(word)
    }

    pub(super) fn is_literal(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(is_literal)
    }

    /// The ranges of its literals, with their quotes.
    pub(super) fn literals(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.tokens
            .iter()
            .filter(|token| is_literal(token))
            .map(Token::range)
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

    pub(super) fn has(&self, word: &str) -> bool {
        self.find(2, word).is_some()
    }

    /// Whether an option in parentheses is switched off.
    pub(super) fn has_off(&self, option: &str) -> bool {
        (2..self.len()).filter(|at| self.is(*at, option)).any(|at| {
            let value = if self.is(at + 1, "=") { at + 2 } else { at + 1 };
            let value = self.text(value).trim_matches('\'').to_ascii_lowercase();
            matches!(&*value, "false" | "off" | "0" | "no")
        })
    }

    /// The roles of a list that begins at `at`. Empty when one of them is put together when the statement runs.
    pub(super) fn roles(&self, at: usize) -> Vec<Named> {
        const SELF: [&str; 3] = ["CURRENT_USER", "SESSION_USER", "CURRENT_ROLE"];
        self.names(at, |words, at| {
            let is_self = SELF.iter().any(|word| words.is(at, word));
            match is_self {
                true => Some(Named::Self_),
                false => words.name(at).map(Named::Role),
            }
        })
    }

    /// The databases of a list that begins at `at`.
    pub(super) fn databases(&self, at: usize) -> Vec<Named> {
        self.names(at, |words, at| words.name(at).map(Named::Database))
    }

    fn names(&self, mut at: usize, name: impl Fn(&Self, usize) -> Option<Named>) -> Vec<Named> {
        let mut names = Vec::new();
        // PostgreSQL still takes the word `GROUP` before a role that is granted to.
        if self.is(at, "GROUP") {
            at += 1;
        }
        while let Some(one) = name(self, at) {
            names.push(one);
            if self.text(at + 1) != "," {
                return names;
            }
            at += 2;
        }
        Vec::new()
    }

    /// The name that a token spells.
    fn name(&self, at: usize) -> Option<String> {
        let text = self.text(at);
        match self.tokens.get(at)?.kind {
            TokenKind::Word => Some(text.to_lowercase()),
            TokenKind::QuotedIdentifier if text.starts_with('"') => {
                let inner = text.strip_prefix('"')?.strip_suffix('"')?;
                Some(inner.replace("\"\"", "\""))
            }
            _ => None,
        }
    }
}

fn is_literal(token: &Token) -> bool {
    matches!(token.kind, TokenKind::String | TokenKind::DollarString)
}
