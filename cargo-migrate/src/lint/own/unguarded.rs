//! Updates of all rows.

use migrate_core::source::{Code, Problem};
use squawk_syntax::ast::{self, AstNode};

use super::{altered, each, runs_now};
use crate::lint::name::{Name, quoted, spelled};
use crate::lint::rewrite::{HERE, IN_BATCHES, steps};
use crate::lint::script::{Statement, Way};

pub(crate) fn check(statement: &Statement<'_>, problems: &mut Vec<Problem>) {
    if !runs_now(statement.node) || statement.script.way() == Way::Down {
        return;
    }
    for update in each::<ast::Update>(statement.node.syntax()) {
        let relation = update
            .relation_name()
            .and_then(|name| name.relation_name_ref());
        let table = relation.and_then(|name| Name::of_ref(&name.path_ref()?));
        let (Some(table), false) = (table, has_guard(&update)) else {
            continue;
        };
        let columns = assigned(&update);
        let mut each_column = columns.iter();
        let only_new =
            !columns.is_empty() && each_column.all(|column| adds(statement, &table, column));
        if !statement.known.is_new_table(&table) && !only_new {
            problems.push(finding(statement, &update, &table));
        }
    }
}

/// Whether an `UPDATE` has a `WHERE` that can be false.
fn has_guard(update: &ast::Update) -> bool {
    match update.where_clause_or_current_of() {
        None => false,
        Some(ast::WhereClauseOrCurrentOf::WhereCurrentOf(_)) => true,
        Some(ast::WhereClauseOrCurrentOf::WhereClause(clause)) => {
            clause.expr().is_some_and(|expr| {
                let text = expr.syntax().text().to_string().to_lowercase();
                !matches!(text.replace(' ', "").as_str(), "true" | "1=1")
            })
        }
    }
}

/// The columns that an `UPDATE` sets.
fn assigned(update: &ast::Update) -> Vec<String> {
    let targets = update.set_clause().map(|clause| clause.syntax().clone());
    let targets = targets
        .into_iter()
        .flat_map(|node| each::<ast::ColumnTarget>(&node));
    targets
        .filter_map(|target| Some(spelled(target.name()?.syntax())))
        .collect()
}

/// Whether an earlier statement of the same script adds the column.
fn adds(statement: &Statement<'_>, table: &Name, column: &str) -> bool {
    let of_table = |earlier: &&ast::Stmt| altered(earlier).as_ref() == Some(table);
    let mut added = statement
        .preceding()
        .iter()
        .filter(of_table)
        .flat_map(|earlier| each::<ast::AddColumn>(earlier.syntax()));
    added.any(|added| {
        added
            .column_name()
            .is_some_and(|name| name.text() == column)
    })
}

fn finding(statement: &Statement<'_>, update: &ast::Update, table: &Name) -> Problem {
    let range = statement.range(update.syntax());
    let problem = statement
        .finding(
            Code::UpdateWithoutWhere,
            range.clone(),
            format!("all rows of `{table}` are updated"),
        )
        .label("without a condition")
        .note("every row is locked until the revision is committed, and written again, also those that have the value already");
    let Some(condition) = guard(statement, update) else {
        return problem.help("add a WHERE that says which rows need it");
    };
    let guarded = format!("{} WHERE {condition}", statement.sql(update.syntax()));
    let batch = format!("{guarded}{IN_BATCHES}");
    problem.help(format!(
        "touch the rows that need it only:\n\n{}",
        steps(&[
            (HERE, &[guarded]),
            ("or, for a large table, a revision of its own, with transaction = \"none\" in revision.toml", &[batch]),
        ])
    ))
}

/// A condition under which the `UPDATE` changes something. `None` where it has a `FROM`, whose rows the condition would have
/// to choose too.
fn guard(statement: &Statement<'_>, update: &ast::Update) -> Option<String> {
    if update.from_clause().is_some()
        || update.returning_clause().is_some()
        || update.where_clause_or_current_of().is_some()
    {
        return None;
    }
    let set = update.set_clause()?.set_column_list()?;
    let mut pairs = Vec::new();
    for column in set.set_columns() {
        let ast::SetColumn::SetSingleColumn(single) = column else {
            return None;
        };
        let name = quoted(&spelled(single.column_target()?.name()?.syntax()));
        let value = statement.sql(single.set_expr()?.syntax());
        pairs.push((name, value));
    }
    match pairs.as_slice() {
        [] => None,
        [(column, value)] => Some(format!("{column} IS DISTINCT FROM {}", grouped(value))),
        many => {
            let columns: Vec<_> = many.iter().map(|(column, _)| column.as_str()).collect();
            let values: Vec<_> = many.iter().map(|(_, value)| value.as_str()).collect();
            let (columns, values) = (columns.join(", "), values.join(", "));
            Some(format!("({columns}) IS DISTINCT FROM ({values})"))
        }
    }
}

/// An expression that stands beside an operator.
fn grouped(value: &str) -> String {
    let simple = value.starts_with('\'') || !value.contains(' ');
    match simple {
        true => value.to_owned(),
        false => format!("({value})"),
    }
}
