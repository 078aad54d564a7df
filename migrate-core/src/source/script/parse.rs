//! The grammar: syntax errors, and where each statement begins and ends.

use std::ops::Range;

use squawk_parser::{EntryPoint, LexedStr, StrStep};

use crate::source::code::Code;
use crate::source::problem::Problem;
use crate::source::scan::tokens;

pub(super) struct Parsed {
    /// The statements' nodes, in order.
    pub(super) statements: Vec<Range<usize>>,
    pub(super) errors: Vec<SyntaxError>,
}

/// A mistake, told in two parts: what stands there, and what the grammar says.
pub(super) struct SyntaxError {
    pub(super) range: Range<usize>,
    message: String,
    label: String,
}

/// The stack of the thread that parses: the parser is recursive, and a generated script can nest deeply.
const STACK: usize = 256 << 20;
/// Below this size a script cannot nest deeply enough to need more than a thread's usual stack.
const SHALLOW: usize = 4 << 10;

/// Parses a script.
pub(super) fn parse(text: &str) -> Parsed {
    if text.len() < SHALLOW {
        return parse_here(text);
    }
    let deep = std::thread::Builder::new().stack_size(STACK);
    let parsed = std::thread::scope(|scope| {
        let thread = deep.spawn_scoped(scope, || parse_here(text)).ok()?;
        thread.join().ok()
    });
    parsed.unwrap_or_else(|| Parsed {
        statements: Vec::new(),
        errors: vec![SyntaxError {
            range: 0..text.find('\n').unwrap_or(text.len()),
            message: "the parser could not cope with this script".to_owned(),
            label: "the script begins here".to_owned(),
        }],
    })
}

fn parse_here(text: &str) -> Parsed {
    let lexed = LexedStr::new(text);
    let output = EntryPoint::SourceFile.parse(&lexed.to_input());
    let mut errors: Vec<SyntaxError> = lexed
        .errors()
        .map(|(range, message)| SyntaxError {
            range: range.start as usize..range.end as usize,
            message: format!(
                "syntax error: {}",
                lower_first(message.trim_end_matches('.'))
            ),
            label: "this cannot be a token".to_owned(),
        })
        .collect();
    let mut statements = Vec::new();
    let mut depth = 0_usize;
    let mut at = 0;
    let mut begin = 0;
    lexed.intersperse_trivia(&output, &mut |step| match step {
        StrStep::Token { text, .. } => at += text.len(),
        StrStep::Enter { .. } => {
            // The root is at depth 1, so its children are the statements.
            if depth == 1 {
                begin = at;
            }
            depth += 1;
        }
        StrStep::Exit => {
            depth -= 1;
            if depth == 1 {
                statements.push(begin..at);
            }
        }
        StrStep::Error { msg, pos } => errors.push(grammar_error(text, pos, msg)),
    });
    errors.sort_by_key(|error| error.range.start);
    let errors = first_of_each_statement(text, errors);
    Parsed { statements, errors }
}

/// One mistake makes the parser stumble over all the rest of the statement, so only the first of each is kept.
fn first_of_each_statement(text: &str, errors: Vec<SyntaxError>) -> Vec<SyntaxError> {
    let mut kept: Vec<SyntaxError> = Vec::new();
    for error in errors {
        let statement_ended = |last: &SyntaxError| {
            let between = text.get(last.range.start..error.range.start);
            between.is_some_and(|between| tokens(between).any(|t| &between[t.range()] == ";"))
        };
        if kept.last().is_none_or(statement_ended) {
            kept.push(error);
        }
    }
    kept
}

fn grammar_error(text: &str, at: usize, message: &str) -> SyntaxError {
    let range = offender(text, at);
    let message_text = if range.end <= at || range.is_empty() {
        "syntax error at the end of the script".to_owned()
    } else {
        let near = text[range.clone()].lines().next().unwrap_or_default();
        format!("syntax error at or near `{near}`")
    };
    SyntaxError {
        range,
        message: message_text,
        label: in_words(message),
    }
}

/// The token at which the parser gave up: the first one from `at` on; at the end of the text the last one.
fn offender(text: &str, at: usize) -> Range<usize> {
    let mut last = None;
    for token in tokens(text).filter(|token| !token.is_gap()) {
        if token.end > at {
            return token.range();
        }
        last = Some(token.range());
    }
    last.unwrap_or(0..0)
}

impl SyntaxError {
    pub(super) fn problem(self) -> Problem {
        Problem::new(Code::SyntaxError, self.message)
            .label(self.label)
            .help("correct the statement")
            .help(
                "if the server accepts it as it is, the parser is wrong: allow it in revision.toml with\n\
                 [[allow]]\nrule = \"syntax-error\"\nreason = \"why\"",
            )
    }
}

/// The parser's message without the names of its token kinds.
fn in_words(message: &str) -> String {
    // What was found is in the message already.
    let end = [", found ", ", got ", " but got "]
        .iter()
        .filter_map(|word| message.find(word))
        .min()
        .unwrap_or(message.len());
    let words: Vec<_> = message[..end].split(' ').map(token_kind).collect();
    lower_first(&words.join(" "))
}

fn token_kind(word: &str) -> &str {
    match word {
        "L_PAREN" => "`(`",
        "R_PAREN" => "`)`",
        "L_BRACK" => "`[`",
        "R_BRACK" => "`]`",
        "COMMA" => "`,`",
        "SEMICOLON" => "`;`",
        "EQ" => "`=`",
        "DOT" => "`.`",
        "COLON" => "`:`",
        "IDENT" | "column_name" => "a name",
        "STRING" => "a string",
        "INT_NUMBER" => "a number",
        "command" => "a statement",
        _ => word.strip_suffix("_KW").unwrap_or(word),
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        // A word in capitals is a keyword.
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}
