//! Data that differ from database to database.

use std::collections::BTreeSet;

use migrate_core::source::{Code, Problem};
use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::each;
use crate::lint::rewrite::{HERE, steps};
use crate::lint::script::{Statement, Way};

/// Why an expression has another value on every database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// The time of the run.
    Clock,
    /// A random number.
    Chance,
    /// Who runs it, where, and with which settings.
    Surroundings,
}

const CLOCK: [&str; 10] = [
    "clock_timestamp",
    "current_date",
    "current_time",
    "current_timestamp",
    "localtime",
    "localtimestamp",
    "now",
    "statement_timestamp",
    "timeofday",
    "transaction_timestamp",
];
const CHANCE: [&str; 10] = [
    "gen_random_bytes",
    "gen_random_uuid",
    "gen_salt",
    "random",
    "random_normal",
    "uuid_generate_v1",
    "uuid_generate_v1mc",
    "uuid_generate_v4",
    "uuidv4",
    "uuidv7",
];
const SURROUNDINGS: [&str; 26] = [
    "current_catalog",
    "current_database",
    "current_role",
    "current_schema",
    "current_schemas",
    "current_setting",
    "current_user",
    "inet_client_addr",
    "inet_client_port",
    "inet_server_addr",
    "inet_server_port",
    "pg_backend_pid",
    "pg_conf_load_time",
    "pg_current_wal_insert_lsn",
    "pg_current_wal_lsn",
    "pg_current_xact_id",
    "pg_is_in_recovery",
    "pg_postmaster_start_time",
    "pg_trigger_depth",
    "session_user",
    "system_user",
    "txid_current",
    "txid_current_if_assigned",
    "txid_current_snapshot",
    "user",
    "version",
];

/// Words of the grammar that are calls without parentheses.
const KEYWORDS: [&str; 12] = [
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "localtime",
    "localtimestamp",
    "session_user",
    "system_user",
    "user",
];

/// Words that mean a time when they are cast to one.
const SPECIAL_TIMES: [&str; 4] = ["now", "today", "tomorrow", "yesterday"];

pub(crate) fn check(statement: &Statement<'_>, problems: &mut Vec<Problem>) {
    let node = statement.node.syntax();
    let writes = match statement.node {
        ast::Stmt::Insert(_)
        | ast::Stmt::Update(_)
        | ast::Stmt::Delete(_)
        | ast::Stmt::Merge(_)
        | ast::Stmt::CreateTableAs(_)
        | ast::Stmt::SelectInto(_) => true,
        // A WITH may write.
        ast::Stmt::Select(_) => {
            each::<ast::Insert>(node).next().is_some()
                || each::<ast::Update>(node).next().is_some()
                || each::<ast::Merge>(node).next().is_some()
        }
        _ => false,
    };
    if !writes || statement.script.way() == Way::Down {
        return;
    }
    let mut told = BTreeSet::new();
    let names = each::<ast::NameRef>(node).filter_map(|name| of_name(&name));
    let literals = each::<ast::Literal>(node).filter_map(|literal| of_literal(&literal));
    for (source, expression, name) in names.chain(literals) {
        // Which rows are meant depends on the database in any case; only chance makes it differ from run to run.
        let counts = source == Source::Chance || !is_condition(&expression);
        if counts && told.insert(name.clone()) {
            problems.push(finding(statement, source, &expression, &name));
        }
    }
}

/// A name that is called, or a keyword that is a call.
fn of_name(name: &ast::NameRef) -> Option<(Source, SyntaxNode, String)> {
    let node = name.syntax();
    let text = name.text();
    let keyword = !name.is_quoted() && KEYWORDS.contains(&text.as_str());
    let callee = qualified(node)?;
    let call = callee.parent().and_then(ast::CallExpr::cast);
    // `now` may be a column as well; in the place of an argument list's name it is the function.
    let call = call.filter(|call| call.expr().is_some_and(|expr| *expr.syntax() == callee));
    if text == "age" {
        let arguments = call.as_ref()?.arg_list()?;
        let one = arguments.syntax().children().count() == 1;
        return one.then(|| (Source::Clock, expression(&call, &callee), text));
    }
    let source = source(&text).filter(|_| keyword || call.is_some())?;
    Some((source, expression(&call, &callee), text))
}

/// The name with a schema that holds PostgreSQL's functions and those of extensions before it; `None` for another one's.
fn qualified(name: &SyntaxNode) -> Option<SyntaxNode> {
    let parent = name.parent()?;
    let Some(field) = ast::FieldExpr::cast(parent.clone()) else {
        return Some(name.clone());
    };
    let schema = field.base()?.syntax().text().to_string();
    let known = ["pg_catalog", "public", "extensions"].contains(&schema.trim());
    let is_last = name.text_range().end() == parent.text_range().end();
    (known && is_last).then_some(parent)
}

fn expression(call: &Option<ast::CallExpr>, callee: &SyntaxNode) -> SyntaxNode {
    call.as_ref().map_or(callee, |call| call.syntax()).clone()
}

/// `'now'::timestamptz`, `date 'today'`.
fn of_literal(literal: &ast::Literal) -> Option<(Source, SyntaxNode, String)> {
    let cast = literal.syntax().parent().and_then(ast::CastExpr::cast)?;
    let text = literal.string_value()?.trim().to_lowercase();
    let is_special = SPECIAL_TIMES.contains(&text.as_str());
    is_special.then(|| (Source::Clock, cast.syntax().clone(), format!("'{text}'")))
}

fn source(function: &str) -> Option<Source> {
    if CHANCE.contains(&function) {
        Some(Source::Chance)
    } else if CLOCK.contains(&function) {
        Some(Source::Clock)
    } else if SURROUNDINGS.contains(&function) {
        Some(Source::Surroundings)
    } else {
        None
    }
}

/// Whether an expression only decides which rows are meant.
fn is_condition(expression: &SyntaxNode) -> bool {
    expression.ancestors().any(|node| {
        matches!(
            node.kind(),
            SyntaxKind::WHERE_CLAUSE
                | SyntaxKind::ON_CLAUSE
                | SyntaxKind::USING_ON_CLAUSE
                | SyntaxKind::HAVING_CLAUSE
                | SyntaxKind::RETURNING_CLAUSE
        )
    })
}

fn finding(
    statement: &Statement<'_>,
    source: Source,
    expression: &SyntaxNode,
    name: &str,
) -> Problem {
    let range = statement.range(expression);
    let (why, how) = match source {
        Source::Clock => (
            "the time of the run is another one on every database",
            "write a fixed time",
        ),
        Source::Chance => (
            "every run draws another value",
            "write the value itself, or derive it from a key that is the same everywhere",
        ),
        Source::Surroundings => (
            "it depends on who runs it, and where",
            "write the value itself",
        ),
    };
    let created = statement.script.created();
    let day = created.get(..10).unwrap_or(created);
    let edit = match (source, name) {
        (Source::Clock, "current_date" | "'today'") => (range.clone(), format!("date '{day}'")),
        // The age at a time has it as its first argument.
        (Source::Clock, "age") => {
            let inside = range.start + statement.sql(expression).find('(').map_or(0, |at| at + 1);
            (inside..inside, format!("date '{day}', "))
        }
        (Source::Clock, _) => (range.clone(), format!("timestamptz '{created}'")),
        (Source::Chance, name) if name.contains("uuid") => (
            range.clone(),
            "md5('a word for this revision' || …)::uuid".to_owned(),
        ),
        (Source::Chance, _) => (range.clone(), "…".to_owned()),
        (Source::Surroundings, _) => (range.clone(), "'…'".to_owned()),
    };
    let fixed = statement.edited(&[(edit.0, &edit.1)]);
    statement
        .finding(
            Code::NondeterministicData,
            range,
            format!("`{name}` makes the data differ from database to database"),
        )
        .label(why)
        .note("a default of a column may say it: it is computed for each new row, later")
        .help(format!("{how}:\n\n{}", steps(&[(HERE, &[fixed])])))
}
