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

pub(super) struct SyntaxError {
    pub(super) range: Range<usize>,
    pub(super) message: String,
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
            message: message.to_owned(),
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
        StrStep::Error { msg, pos } => errors.push(SyntaxError {
            range: offender(text, pos),
            message: msg.to_owned(),
        }),
    });
    errors.sort_by_key(|error| error.range.start);
    // One mistake often makes the parser stumble several times over the same token.
    errors.dedup_by_key(|error| error.range.start);
    Parsed { statements, errors }
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

pub(super) fn problem(message: &str) -> Problem {
    let message = lower_first(message.trim_end_matches('.'));
    Problem::new(Code::SyntaxError, format!("syntax error: {message}"))
        .label("here the grammar of PostgreSQL does not go on")
        .help("correct the statement")
        .help(
            "if the server accepts it as it is, the parser is wrong: allow it in revision.toml with\n\
             [[allow]]\nrule = \"syntax-error\"\nreason = \"why\"",
        )
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
