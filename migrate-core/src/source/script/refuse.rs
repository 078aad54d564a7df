//! Statements that break a promise of the revision's transaction mode.

use super::words::Words;
use crate::plan::{Outside, TransactionMode};
use crate::source::code::Code;
use crate::source::problem::{Place, Problem};

/// What is wrong with a statement.
pub(super) fn check(
    path: &str,
    text: &str,
    words: &Words<'_>,
    kind: &Outside,
    mode: TransactionMode,
) -> Option<Problem> {
    let problem = transaction_control(words, mode)
        .or_else(|| session_setting(words, mode))
        .or_else(|| refused_in_transaction(words, kind, mode))?;
    Some(problem.at(Place::within(path, text, words.range())))
}

fn transaction_control(words: &Words<'_>, mode: TransactionMode) -> Option<Problem> {
    let first = words.text(0).to_ascii_uppercase();
    let control = match first.as_str() {
        "BEGIN" | "COMMIT" | "END" | "ABORT" => true,
        "START" => words.is(1, "TRANSACTION"),
        "PREPARE" => words.is(1, "TRANSACTION"),
        // A savepoint stays inside the transaction; without one it fails.
        "ROLLBACK" => words.find(1, "TO").is_none() || mode == TransactionMode::None,
        "SAVEPOINT" | "RELEASE" => mode == TransactionMode::None,
        _ => false,
    };
    if !control {
        return None;
    }
    let first = match first.as_str() {
        "START" | "PREPARE" => format!("{first} TRANSACTION"),
        _ => first,
    };
    let problem = match mode {
        TransactionMode::Single => Problem::new(
            Code::TransactionControl,
            format!("`{first}` ends or begins a transaction, and the revision runs in one of its own"),
        )
        .label("applied and recorded together, or neither")
        .help("remove the statement: the revision already is one transaction"),
        TransactionMode::None => Problem::new(
            Code::TransactionControl,
            format!("`{first}` controls a transaction, and this revision has none"),
        )
        .label("each statement is sent and recorded by itself")
        .help(
            "move the statements that belong together into a revision with transaction = \"single\"",
        ),
    };
    Some(problem)
}

fn session_setting(words: &Words<'_>, mode: TransactionMode) -> Option<Problem> {
    let what = session_statement(words, mode).or_else(|| set_config(words))?;
    let mut problem = Problem::new(Code::SessionSetting, what);
    problem = match mode {
        TransactionMode::Single => problem
            .label("it stays when the revision is over")
            .help(
                "use `SET LOCAL` or `set_config(…, true)`, which end with the transaction; put `search_path` and the \
                 role back before the script ends",
            ),
        TransactionMode::None => problem.help(
            "set it for the role or the database with ALTER ROLE or ALTER DATABASE, or qualify the names",
        ),
    };
    Some(problem.help(
        "timeouts: `lock_timeout` and `statement_timeout` in revision.toml; an exemption: \
         [[allow]] with rule = \"session-setting\" and the reason",
    ))
}

fn session_statement(words: &Words<'_>, mode: TransactionMode) -> Option<String> {
    let (name, session) = (words.text(1), "a setting of the session");
    if words.is(0, "SET") {
        let of_transaction = ["TRANSACTION", "CONSTRAINTS", "LOCAL"];
        if of_transaction.iter().any(|word| words.is(1, word)) {
            return (mode == TransactionMode::None).then(|| {
                format!(
                    "`SET {name}` has no effect outside a transaction, and this revision has none"
                )
            });
        }
        return Some(match name.to_ascii_uppercase().as_str() {
            "SESSION" => format!("`SET SESSION {}` changes {session}", words.text(2)),
            _ => format!("`SET {name}` changes {session}"),
        });
    }
    if words.is(0, "RESET") || words.is(0, "DISCARD") {
        let verb = words.text(0).to_ascii_uppercase();
        return Some(format!("`{verb} {name}` changes {session}"));
    }
    None
}

/// A call of `set_config` whose third argument is not plainly true.
fn set_config(words: &Words<'_>) -> Option<String> {
    // In the body of a function, a view or a rule it is not called now.
    if words.is(0, "CREATE") || words.is(0, "ALTER") || words.is(0, "COMMENT") {
        return None;
    }
    let local = |call: usize| {
        let arguments = words.arguments(call + 1);
        let Some(last) = arguments.get(2) else {
            return false;
        };
        let value = words.text(last.end - 1).trim_matches('\'');
        let plain = last.len() == 1 || words.is(last.end - 2, "=>");
        plain
            && ["true", "t", "on", "yes"]
                .iter()
                .any(|word| value.eq_ignore_ascii_case(word))
    };
    let call = |at: &usize| words.names(*at, "set_config") && words.text(at + 1) == "(";
    (0..words.len())
        .filter(call)
        .any(|at| !local(at))
        .then(|| "`set_config` without `true` changes a setting of the session".to_owned())
}

fn refused_in_transaction(
    words: &Words<'_>,
    kind: &Outside,
    mode: TransactionMode,
) -> Option<Problem> {
    if *kind == Outside::Plain || mode == TransactionMode::None {
        return None;
    }
    let statement = headline(words, kind);
    let problem = Problem::new(
        Code::RefusedInTransaction,
        format!("`{statement}` cannot run inside a transaction, and this revision is one"),
    )
    .label("PostgreSQL refuses it inside a transaction")
    .help("put it into a revision of its own with transaction = \"none\" in revision.toml");
    Some(match kind {
        Outside::CreateIndexConcurrently { .. }
        | Outside::DropIndexConcurrently { .. }
        | Outside::ReindexConcurrently(_)
        | Outside::DetachPartitionConcurrently { .. } => problem.help(
            "or remove CONCURRENTLY, if nobody writes to the table or it is small: then the table is locked meanwhile",
        ),
        Outside::Refused | Outside::Plain => problem,
    })
}

/// The keywords by which people call the statement.
fn headline(words: &Words<'_>, kind: &Outside) -> String {
    match kind {
        Outside::CreateIndexConcurrently { .. } => "CREATE INDEX CONCURRENTLY".to_owned(),
        Outside::DropIndexConcurrently { .. } => "DROP INDEX CONCURRENTLY".to_owned(),
        Outside::ReindexConcurrently(_) => "REINDEX CONCURRENTLY".to_owned(),
        Outside::DetachPartitionConcurrently { .. } => "DETACH PARTITION CONCURRENTLY".to_owned(),
        Outside::Refused | Outside::Plain => match words.text(0).to_ascii_uppercase().as_str() {
            one @ ("VACUUM" | "CLUSTER") => one.to_owned(),
            "REINDEX" => {
                let what = words.text(words.after_list(1));
                format!("REINDEX {}", what.to_ascii_uppercase())
            }
            first => format!("{first} {}", words.text(1).to_ascii_uppercase()),
        },
    }
}
