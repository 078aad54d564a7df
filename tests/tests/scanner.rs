//! The scanner against PostgreSQL's own lexer.
//!
//! PostgreSQL tells where a token begins and ends when it must refuse it: after `COMMIT AND CHAIN` its grammar accepts
//! nothing but `;`, so `COMMIT AND CHAIN` and any text give the error `syntax error at or near "…"` with the place of
//! the text's first token. Nothing is executed, because a message is parsed before it is run. Asked again after each
//! token, the server hands out its whole token stream.
//!
//! What touches a dot may be several tokens to one side and one to the other, as `1.e` is. What must never
//! happen is that a token of PostgreSQL crosses a boundary of the scanner: then a comment or a space would be taken for
//! a part of a literal or the other way round, and a digest would miss a change or see one that is none.

use std::ops::Range;

use migrate_core::source::normal;
use migrate_core::source::scan::{Token, TokenKind, tokens};
use postgres::Client;
use postgres::error::ErrorPosition;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use workspace_tests::corpus;
use workspace_tests::server::Server;

/// After this, any token but a semicolon is refused.
const REFUSES_TOKENS: &str = "COMMIT AND CHAIN ";
/// After this, a semicolon is refused.
const REFUSES_SEMICOLON: &str = "SELECT ( ";

/// What PostgreSQL's lexer says about the beginning of a text.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// The first token is here.
    Token(Range<usize>),
    /// There is no token that it can read here; what begins at this place is broken.
    Broken(usize),
    /// There is none.
    Nothing,
}

/// Asks the server for the first token of a text.
fn first_token(client: &mut Client, prefix: &str, text: &str) -> Verdict {
    let error = client
        .simple_query(&format!("{prefix}{text}"))
        .expect_err("the prefix allows no token");
    let error = error.as_db_error().expect("the server answers").clone();
    let Some(ErrorPosition::Original(position)) = error.position() else {
        // There was no token to refuse, so the statement was run, and that is refused outside a transaction.
        assert_eq!(error.code().code(), "25P01", "{error:?} for {text:?}");
        return Verdict::Nothing;
    };
    let before = *position as usize - 1 - prefix.len();
    let start = text
        .char_indices()
        .nth(before)
        .map_or(text.len(), |(at, _)| at);
    let Some((kind, near)) = error.message().split_once(" at or near \"") else {
        assert!(error.message().ends_with(" at end of input"), "{error:?}");
        return Verdict::Nothing;
    };
    if kind != "syntax error" {
        return Verdict::Broken(start);
    }
    let near = near.strip_suffix('"').expect("the text is quoted");
    assert!(text[start..].starts_with(near), "{error:?} for {text:?}");
    Verdict::Token(start..start + near.len())
}

/// Why the scanner and PostgreSQL do not agree about a text.
type Disagreement = String;

/// Compares the scanner's tokens of a text with the server's, one by one.
fn compare(client: &mut Client, text: &str) -> Result<(), Disagreement> {
    let all: Vec<Token> = tokens(text).collect();
    let solid: Vec<Token> = all
        .iter()
        .copied()
        .filter(|token| !token.is_gap())
        .collect();
    let mut at = 0;
    let mut index = 0;
    while index < solid.len() {
        let mut last = index;
        while solid
            .get(last + 1)
            .is_some_and(|next| is_one(&solid[last], next))
        {
            last += 1;
        }
        let token = solid[index].start..solid[last].end;
        // The parser may look at the token that follows, and that one must be whole.
        let window = solid.get(last + 2).map_or(text.len(), |token| token.end);
        let broken_next = |place: usize| {
            all.iter().any(|next| {
                next.start == place && next.start >= token.end && next.kind != TokenKind::White
            })
        };
        while at < token.end {
            let expected = at.max(token.start);
            let prefix = if text[expected..].starts_with(';') {
                REFUSES_SEMICOLON
            } else {
                REFUSES_TOKENS
            };
            match first_token(client, prefix, &text[at..window]) {
                Verdict::Token(found)
                    if at + found.start == expected && at + found.end <= token.end =>
                {
                    at += found.end;
                }
                // It has no end, or it is a number with letters in it; or the parser looked at the token that follows,
                // and that one is broken.
                Verdict::Broken(place) if at + place == expected || broken_next(at + place) => {
                    at = token.end
                }
                other => {
                    let ours = &text[token.clone()];
                    return Err(format!(
                        "from {at}: {ours:?} is not {other:?} in {:?}",
                        &text[at..window]
                    ));
                }
            }
        }
        index = last + 1;
    }
    let unterminated = all
        .last()
        .filter(|last| last.kind == TokenKind::BlockComment);
    match first_token(client, REFUSES_TOKENS, &text[at..]) {
        Verdict::Nothing => Ok(()),
        Verdict::Broken(place) if unterminated.is_some_and(|last| last.start == at + place) => {
            Ok(())
        }
        other => Err(format!(
            "after the last token: {other:?} in {:?}",
            &text[at..]
        )),
    }
}

/// Whether two tokens may be one of PostgreSQL's: a string and what continues it, and what touches a dot. The normal
/// form keeps a line feed between the former and nothing between the latter.
fn is_one(token: &Token, next: &Token) -> bool {
    let dotted = token.kind == TokenKind::Dot || next.kind == TokenKind::Dot;
    next.kind == TokenKind::Continuation || (dotted && token.end == next.start)
}

/// The tokens of a text, as text; the gaps are left out.
fn words(text: &str) -> Vec<&str> {
    tokens(text)
        .filter(|token| !token.is_gap())
        .map(|token| &text[token.range()])
        .collect()
}

#[test]
fn the_judge_sees_tokens_as_postgresql_does() {
    let server = Server::start();
    let mut client = server.connect();
    let mut first = |text: &str| first_token(&mut client, REFUSES_TOKENS, text);
    assert_eq!(first("  abc def"), Verdict::Token(2..5));
    assert_eq!(first("/* /* */ */ 'a''b' c"), Verdict::Token(12..18));
    assert_eq!(
        first("'a' -- x\n 'b' c"),
        Verdict::Token(0..13),
        "one literal"
    );
    assert_eq!(first("'a' 'b' c"), Verdict::Token(0..3), "two literals");
    assert_eq!(
        first("ü$1é x"),
        Verdict::Token(0..6),
        "bytes, not characters"
    );
    assert_eq!(first("$a$ ; $b$ $a$ x"), Verdict::Token(0..13));
    assert_eq!(
        first("not null"),
        Verdict::Token(0..3),
        "the parser looked at the next token"
    );
    assert_eq!(first("  'abc"), Verdict::Broken(2));
    assert_eq!(first("-- nothing"), Verdict::Nothing);
    assert_eq!(
        first_token(&mut client, REFUSES_SEMICOLON, " ; x"),
        Verdict::Token(1..2)
    );
}

#[test]
fn every_script_of_the_corpora_has_postgresqls_tokens() {
    let scripts = [corpus::scripts("cratesio"), corpus::scripts("zksync")].concat();
    if scripts.is_empty() {
        return;
    }
    let server = Server::start();
    let mut client = server.connect();
    let mut wrong = Vec::new();
    for (path, text) in &scripts {
        if let Err(why) = compare(&mut client, text) {
            wrong.push(format!("{}: {why}", path.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        scripts.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_normal_form_of_every_script_of_the_corpora_keeps_its_tokens() {
    for (path, text) in [corpus::scripts("cratesio"), corpus::scripts("zksync")].concat() {
        assert_eq!(
            words(&normal::form(&text)),
            words(&text),
            "{}",
            path.display()
        );
    }
}

/// Pieces that a text is made of: every kind of token, and what may be mistaken for another. The vertical tab is not
/// among them: it is white space since PostgreSQL 16 and an error before.
fn piece() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "select",
        "not",
        "null",
        "with",
        "e",
        "E",
        "u",
        "U&",
        "n",
        "b",
        "x",
        "_a$1",
        "ünï",
        "\u{a0}",
        "a$b$c",
        "'it''s'",
        "E'a\\'b'",
        "e'\\\\'",
        "b'01'",
        "X'1F'",
        "n'x'",
        "U&'d\\0061t'",
        "\"q\"\"q\"",
        "U&\"q\"",
        "''",
        "'\n'",
        "'--'",
        "'/*'",
        "E'$$'",
        "$$",
        "$$ ' $$",
        "$a$ $$ $b$ $a$",
        "$a",
        "$1",
        "$é$ü$é$",
        "$_$_$_$",
        "1",
        "1.5",
        ".5",
        "1.",
        "1e5",
        "1.e-3",
        "1e+",
        "0x1f",
        "1_000",
        "..",
        "1..2",
        "12abc",
        "+",
        "-",
        "*",
        "/",
        "<",
        ">=",
        "->>",
        "@>",
        "||",
        "!",
        "?",
        "#",
        "&",
        "`",
        "~*",
        "=-",
        "@-",
        "<>",
        "=>",
        "!=",
        ":",
        "::",
        ":=",
        ".",
        "(",
        ")",
        "[",
        "]",
        ",",
        ";",
        "\\",
        "{",
        "}",
        " ",
        "\n",
        "\t",
        "\r\n",
        "\u{c}",
        "  \n  ",
        "-- x\n",
        "--\r",
        "--",
        "/* x */",
        "/**/",
        "/* /* */ */",
        "/*/**/*/",
        "/* ' */",
        "/* -- */",
        "-- /*\n",
        "-- '\n",
        "*/",
        "/*",
    ]);
    fixed.prop_map(str::to_owned)
}

#[test]
fn any_text_has_postgresqls_tokens_and_its_normal_form_has_them_too() {
    let server = Server::start();
    let client = std::cell::RefCell::new(server.connect());
    let mut runner = TestRunner::new(Config {
        cases: 1000,
        failure_persistence: None,
        ..Config::default()
    });
    let texts = prop::collection::vec(piece(), 0..14).prop_map(|pieces| pieces.concat());
    let result = runner.run(&texts, |text| {
        let mut client = client.borrow_mut();
        compare(&mut client, &text).map_err(TestCaseError::fail)?;
        let normal = normal::form(&text);
        prop_assert_eq!(words(&normal), words(&text), "{:?}", normal);
        compare(&mut client, &normal)
            .map_err(|why| TestCaseError::fail(format!("normal form: {why}")))
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}
