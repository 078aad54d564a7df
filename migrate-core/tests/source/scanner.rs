//! The scanner against the lexer of the grammar: on real scripts and on generated ones.

use migrate_core::source::normal::form;
use migrate_core::source::scan::{TokenKind, tokens};
use proptest::prelude::*;
use squawk_parser::{EntryPoint, LexedStr, StrStep, SyntaxKind};

use crate::corpus;

/// What both can be compared by: where gaps and literals are; everything else is code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    White,
    Comment,
    Literal,
    Quoted,
    Code,
}

/// The classes and where each run of code, or each other token, ends.
fn push(shape: &mut Vec<(Class, usize)>, class: Class, end: usize) {
    match shape.last_mut() {
        Some((Class::Code, last)) if class == Class::Code => *last = end,
        _ => shape.push((class, end)),
    }
}

fn ours(text: &str) -> Vec<(Class, usize)> {
    let mut shape = Vec::new();
    for token in tokens(text) {
        let class = match token.kind {
            TokenKind::White => Class::White,
            TokenKind::LineComment | TokenKind::BlockComment => Class::Comment,
            TokenKind::String | TokenKind::Continuation | TokenKind::DollarString => Class::Literal,
            TokenKind::QuotedIdentifier => Class::Quoted,
            _ => Class::Code,
        };
        push(&mut shape, class, token.end);
    }
    shape
}

fn theirs(text: &str) -> Vec<(Class, usize)> {
    let lexed = LexedStr::new(text);
    let output = EntryPoint::SourceFile.parse(&lexed.to_input());
    let mut shape = Vec::new();
    let mut at = 0;
    lexed.intersperse_trivia(&output, &mut |step| {
        let StrStep::Token { kind, text } = step else {
            return;
        };
        at += text.len();
        let quoted = text.starts_with('"') || text.to_lowercase().starts_with("u&\"");
        let class = match kind {
            SyntaxKind::WHITESPACE => Class::White,
            SyntaxKind::COMMENT => Class::Comment,
            SyntaxKind::STRING
            | SyntaxKind::BIT_STRING
            | SyntaxKind::BYTE_STRING
            | SyntaxKind::ESC_STRING
            | SyntaxKind::NATIONAL_STRING
            | SyntaxKind::UNICODE_ESC_STRING
            | SyntaxKind::DOLLAR_QUOTED_STRING => Class::Literal,
            _ if quoted => Class::Quoted,
            _ => Class::Code,
        };
        push(&mut shape, class, at);
    });
    shape
}

#[test]
fn they_agree_on_every_real_script() {
    for (path, text) in corpus::scripts() {
        assert_eq!(ours(&text), theirs(&text), "{path}");
    }
}

/// Pieces that begin, end or look like tokens, in any order. The grammar's lexer does not carry the escapes of `E'…'`
/// into a string that continues it, so a backslash only stands inside whole strings.
const PIECES: &[&str] = &[
    "select",
    " ",
    "\n",
    "\t",
    "--",
    "-",
    "/*",
    "*/",
    "*",
    "/",
    "'",
    "''",
    "\"",
    "\"\"",
    "$",
    "$$",
    "$a$",
    "$1",
    "a",
    "b",
    "x'",
    "n'",
    "E'\\''",
    "e'\\\\'",
    "u&'",
    "U&\"",
    "U&",
    "1",
    "0x",
    "1e",
    "1.",
    "..",
    ".5",
    "_",
    "a$b$",
    ";",
    "(",
    ")",
    "::",
    "<=",
    "\u{e9}",
    "-- c\n",
    "/* /* */ */",
    "+",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, max_global_rejects: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn they_agree_on_generated_scripts(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..16)) {
        let text = pieces.concat();
        // PostgreSQL refuses letters that follow a number or a parameter, and a dollar that is neither quote nor parameter;
        // where such junk ends is nobody's business.
        let junk = |message: &str| message.contains("junk") || message.contains("digit");
        prop_assume!(!LexedStr::new(&text).errors().any(|(_, message)| junk(message)));
        prop_assume!(!tokens(&text).any(|t| t.kind == TokenKind::Other && &text[t.range()] == "$"));
        prop_assert_eq!(ours(&text), theirs(&text), "{:?}", text);
    }
}

fn kinds(text: &str) -> Vec<(TokenKind, &str)> {
    tokens(text)
        .filter(|token| token.kind != TokenKind::White)
        .map(|token| (token.kind, &text[token.range()]))
        .collect()
}

#[test]
fn a_continued_string_keeps_the_escapes_of_its_beginning() {
    use TokenKind::{Continuation, String, Word};
    let text = r"E'a' -- c
        'b\'c' d";
    let found = kinds(text);
    assert_eq!(found[0], (String, "E'a'"));
    assert_eq!(found[2], (Continuation, r"'b\'c'"));
    assert_eq!(found[3], (Word, "d"));
}

#[test]
fn a_string_is_not_continued_on_its_line_nor_across_a_block_comment() {
    for text in [
        "'a' 'b'",
        "'a' /* c\n */ 'b'",
        "'a' /* c */\n 'b'",
        "'a'\n, 'b'",
        "$$a$$\n'b'",
    ] {
        let continued = kinds(text)
            .iter()
            .any(|(kind, _)| *kind == TokenKind::Continuation);
        assert!(!continued, "{text}");
    }
    for text in ["'a'\n'b'", "'a' -- c\n -- d\n'b'", "b'1'\r'0'"] {
        let continued = kinds(text)
            .iter()
            .any(|(kind, _)| *kind == TokenKind::Continuation);
        assert!(continued, "{text}");
    }
}

#[test]
fn a_comment_begins_inside_a_run_of_operator_characters() {
    use TokenKind::{BlockComment, LineComment, Operator, Word};
    assert_eq!(
        kinds("a<--b"),
        [(Word, "a"), (Operator, "<"), (LineComment, "--b")]
    );
    assert_eq!(
        kinds("a*/*b*/"),
        [(Word, "a"), (Operator, "*"), (BlockComment, "/*b*/")]
    );
}

#[test]
fn a_sign_belongs_to_an_operator_only_beside_characters_that_sql_does_not_have() {
    for (text, expected) in [
        ("a<-1", "a < - 1"),
        ("a<>-1", "a <> - 1"),
        ("a+-+1", "a + - + 1"),
        ("a@-1", "a @- 1"),
        ("a::int8:=1", "a :: int8 := 1"),
        ("a[1:-1]", "a [ 1 : - 1 ]"),
    ] {
        assert_eq!(form(text), expected, "{text}");
        assert_eq!(
            form(expected),
            expected,
            "the normal form of a normal form is itself"
        );
    }
}

#[test]
fn dollars_are_quotes_parameters_or_parts_of_names() {
    use TokenKind::{DollarString, Number, Other, Parameter, Word};
    assert_eq!(kinds("a$b$"), [(Word, "a$b$")]);
    assert_eq!(
        kinds("$1$$x$$"),
        [(Parameter, "$1"), (DollarString, "$$x$$")]
    );
    assert_eq!(kinds("1$$x$$"), [(Number, "1"), (DollarString, "$$x$$")]);
    assert_eq!(kinds("$a$ $A$ $a$"), [(DollarString, "$a$ $A$ $a$")]);
    assert_eq!(kinds("$a b"), [(Other, "$"), (Word, "a"), (Word, "b")]);
}
