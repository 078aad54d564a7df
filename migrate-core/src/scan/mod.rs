//! The scanner: splits a script into tokens by the lexical rules of PostgreSQL, for hashing and for finding words.
//!
//! It is the project's own and must not change with a dependency, because digests live for years; `docs/normal-form.md`
//! specifies it. It never fails: every byte belongs to exactly one token, and a literal or comment without an end goes on
//! to the end of the text. Rules are those of `standard_conforming_strings = on`.

mod class;
mod literal;
mod statements;

use std::ops::Range;

pub use statements::statements;

use class::{CLASS, DIGIT, DOLLAR, LETTER, OPERATOR, PREFIX, PUNCTUATION, SPACE};

/// A token: what it is, and which bytes of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// The offset of its first byte.
    pub start: usize,
    /// The offset after its last byte.
    pub end: usize,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenKind {
    /// Space, tab, line feed, carriage return, vertical tab, form feed.
    White,
    /// `--` to the end of the line, without it.
    LineComment,
    /// `/* … */`, nested.
    BlockComment,
    /// `'…'`, `E'…'`, `U&'…'`, `B'…'`, `X'…'`, `N'…'`.
    String,
    /// `'…'` that continues the string before it, because only white space and line comments with a line end stand
    /// between the two. It obeys the escape rules of the string that it continues.
    Continuation,
    /// `$tag$…$tag$`.
    DollarString,
    /// `"…"`, `U&"…"`.
    QuotedIdentifier,
    /// A keyword or an identifier without quotes.
    Word,
    /// A number, also one with letters that PostgreSQL would refuse.
    Number,
    /// `$1`.
    Parameter,
    /// An operator, `::`, `:=` or `:`.
    Operator,
    /// `.` or `..`.
    Dot,
    /// `(`, `)`, `[`, `]`, `,` or `;`.
    Punctuation,
    /// A byte that begins no token of PostgreSQL: `\`, `{`, a control character.
    Other,
}

impl Token {
    /// The bytes of the token.
    #[must_use]
    pub const fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether it is white space or a comment.
    #[must_use]
    pub const fn is_gap(&self) -> bool {
        matches!(
            self.kind,
            TokenKind::White | TokenKind::LineComment | TokenKind::BlockComment
        )
    }
}

/// The tokens of a text, in order and without holes.
///
/// ```
/// use migrate_core::scan::{TokenKind, tokens};
///
/// let kinds: Vec<_> = tokens("a$1 -- b").map(|token| token.kind).collect();
/// assert_eq!(kinds, [TokenKind::Word, TokenKind::White, TokenKind::LineComment]);
/// ```
#[must_use]
pub fn tokens(text: &str) -> Tokens<'_> {
    Tokens {
        bytes: text.as_bytes(),
        at: 0,
        open: None,
    }
}

/// The iterator that [`tokens`] returns.
#[derive(Debug, Clone)]
pub struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The string that a following one may still continue.
    open: Option<Continuable>,
}

#[derive(Debug, Clone, Copy)]
struct Continuable {
    escapes: Escapes,
    line_ended: bool,
}

/// Whether a backslash escapes a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Escapes {
    Backslash,
    None,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let start = self.at;
        let first = *self.bytes.get(start)?;
        let kind = self.token(start, first);
        match (kind, &mut self.open) {
            (TokenKind::White, Some(open)) => {
                let space = &self.bytes[start..self.at];
                open.line_ended |= space.contains(&b'\n') || space.contains(&b'\r');
            }
            (TokenKind::LineComment | TokenKind::String | TokenKind::Continuation, _)
            | (_, None) => {}
            _ => self.open = None,
        }
        let end = self.at;
        Some(Token { kind, start, end })
    }
}

impl Tokens<'_> {
    /// Moves past the token that begins at `start` and says what it is.
    fn token(&mut self, start: usize, first: u8) -> TokenKind {
        let class = CLASS[usize::from(first)];
        if class & SPACE != 0 {
            self.run(start + 1, SPACE);
            return TokenKind::White;
        }
        if class & LETTER != 0 {
            if class & PREFIX != 0
                && let Some(kind) = self.prefixed(start, first)
            {
                return kind;
            }
            self.run(start + 1, LETTER | DIGIT | DOLLAR);
            return TokenKind::Word;
        }
        if class & PUNCTUATION != 0 {
            self.at = start + 1;
            return TokenKind::Punctuation;
        }
        if class & DIGIT != 0 {
            self.number(start);
            return TokenKind::Number;
        }
        if class & OPERATOR != 0 {
            return self.operator_or_comment(start);
        }
        match first {
            b'\'' => self.plain_string(start),
            b'"' => self.quoted_identifier(start),
            b':' => self.colon(start),
            b'$' => self.dollar(start),
            b'.' if self.class(start + 1) & DIGIT != 0 => {
                self.digits(start + 1);
                self.exponent();
                TokenKind::Number
            }
            b'.' => {
                // Two are one token, so that the digits of `1..21.5` are read together.
                let dots = if self.peek(start + 1) == b'.' { 2 } else { 1 };
                self.at = start + dots;
                TokenKind::Dot
            }
            _ => {
                self.at = start + 1;
                TokenKind::Other
            }
        }
    }

    fn peek(&self, at: usize) -> u8 {
        // NUL never begins anything, so it may stand for the end of the text.
        match self.bytes.get(at) {
            Some(byte) => *byte,
            None => 0,
        }
    }

    fn class(&self, at: usize) -> u8 {
        CLASS[usize::from(self.peek(at))]
    }

    /// Moves from `at` over all bytes of these classes.
    fn run(&mut self, mut at: usize, classes: u8) {
        let bytes = self.bytes;
        while at < bytes.len() && CLASS[bytes[at] as usize] & classes != 0 {
            at += 1;
        }
        self.at = at;
    }

    fn number(&mut self, start: usize) {
        let base = matches!(
            self.peek(start + 1),
            b'x' | b'X' | b'o' | b'O' | b'b' | b'B'
        );
        if base && self.bytes[start] == b'0' {
            self.run(start + 2, DIGIT | LETTER);
            return;
        }
        self.digits(start + 1);
        // `1..2` is a number, two dots and a number.
        if self.peek(self.at) == b'.' && self.peek(self.at + 1) != b'.' {
            self.digits(self.at + 1);
        }
        self.exponent();
    }

    /// Moves from `at` over digits and underscores.
    fn digits(&mut self, mut at: usize) {
        while self.class(at) & DIGIT != 0 || self.peek(at) == b'_' {
            at += 1;
        }
        self.at = at;
    }

    /// An exponent, and letters that PostgreSQL would refuse here.
    fn exponent(&mut self) {
        let at = self.at;
        if matches!(self.peek(at), b'e' | b'E')
            && matches!(self.peek(at + 1), b'+' | b'-')
            && self.class(at + 2) & DIGIT != 0
        {
            self.digits(at + 2);
        }
        self.run(self.at, DIGIT | LETTER);
    }

    fn operator_or_comment(&mut self, start: usize) -> TokenKind {
        match (self.bytes[start], self.peek(start + 1)) {
            (b'-', b'-') => {
                self.line_comment(start + 2);
                return TokenKind::LineComment;
            }
            (b'/', b'*') => {
                self.block_comment(start + 2);
                return TokenKind::BlockComment;
            }
            _ => {}
        }
        // An operator ends where a comment begins.
        let bytes = self.bytes;
        let mut at = start + 1;
        while at < bytes.len() && CLASS[bytes[at] as usize] & OPERATOR != 0 {
            if matches!((bytes[at], self.peek(at + 1)), (b'-', b'-') | (b'/', b'*')) {
                break;
            }
            at += 1;
        }
        // `a<-1` compares with minus one: an operator of several characters may end in a sign only if it holds one of
        // the characters that SQL's own operators do not have.
        let beyond_sql = |byte: &u8| b"~!@#^&|`?%".contains(byte);
        while at > start + 1
            && matches!(bytes[at - 1], b'+' | b'-')
            && !bytes[start..at].iter().any(beyond_sql)
        {
            at -= 1;
        }
        self.at = at;
        TokenKind::Operator
    }

    /// `::`, `:=` or `:`.
    fn colon(&mut self, start: usize) -> TokenKind {
        self.at = match self.peek(start + 1) {
            b':' | b'=' => start + 2,
            _ => start + 1,
        };
        TokenKind::Operator
    }

    fn line_comment(&mut self, mut at: usize) {
        let bytes = self.bytes;
        while at < bytes.len() && bytes[at] != b'\n' && bytes[at] != b'\r' {
            at += 1;
        }
        self.at = at;
    }

    fn block_comment(&mut self, mut at: usize) {
        let bytes = self.bytes;
        let mut depth = 1;
        while at + 1 < bytes.len() {
            match (bytes[at], bytes[at + 1]) {
                (b'*', b'/') => {
                    at += 2;
                    depth -= 1;
                    if depth == 0 {
                        self.at = at;
                        return;
                    }
                }
                (b'/', b'*') => {
                    at += 2;
                    depth += 1;
                }
                _ => at += 1,
            }
        }
        self.at = bytes.len();
    }
}
