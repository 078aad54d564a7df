//! A column that must not be NULL, without a value for the rows that are there.

use migrate_core::source::{Code, Problem};
use squawk_syntax::ast::{self, AstNode};

use super::altered;
use crate::lint::name::{Name, chosen, quoted};
use crate::lint::rewrite::steps;
use crate::lint::script::{Statement, Way};
use crate::lint::types::SqlType;

pub(crate) fn check(statement: &Statement<'_>, problems: &mut Vec<Problem>) {
    let (Some(table), Way::Up) = (altered(statement.node), statement.script.way()) else {
        return;
    };
    let ast::Stmt::AlterTable(alter) = statement.node else {
        return;
    };
    if statement.known.is_new_table(&table) {
        return;
    }
    for action in alter.actions() {
        if let ast::AlterTableAction::AddColumn(added) = action
            && is_required(&added)
        {
            problems.extend(finding(statement, &table, &added));
        }
    }
}

/// Whether nothing gives the column a value in the rows that are there.
fn is_required(added: &ast::AddColumn) -> bool {
    let mut required = false;
    for constraint in added.constraints() {
        match constraint {
            ast::Constraint::DefaultConstraint(_) | ast::Constraint::GeneratedConstraint(_) => {
                return false;
            }
            ast::Constraint::NotNullConstraint(_) | ast::Constraint::PrimaryKeyConstraint(_) => {
                required = true
            }
            _ => {}
        }
    }
    required && !added.ty().is_some_and(|ty| SqlType::of(&ty).is_serial())
}

fn finding(statement: &Statement<'_>, table: &Name, added: &ast::AddColumn) -> Option<Problem> {
    let name = added.column_name()?.text();
    let column = quoted(&name);
    let ty = statement.sql(added.ty()?.syntax());
    let alter = format!("ALTER TABLE {table}");
    let check = quoted(&chosen(table.bare(), &name, "not_null"));
    let constant = format!("{alter} ADD COLUMN {column} {ty} NOT NULL DEFAULT …");
    let steps = steps(&[
        (
            "this revision, where one value fits all rows: it is stored once",
            &[constant],
        ),
        (
            "or, where each row has its own value, this revision: new rows get one from the default",
            &[
                format!("{alter} ADD COLUMN {column} {ty}"),
                format!("{alter} ALTER COLUMN {column} SET DEFAULT …"),
            ],
        ),
        (
            "the next revision: the old rows get theirs, on a large table in batches",
            &[
                format!("UPDATE {table} SET {column} = … WHERE {column} IS NULL"),
                format!("{alter} ADD CONSTRAINT {check} CHECK ({column} IS NOT NULL) NOT VALID"),
            ],
        ),
        (
            "the one after it: it is proved while reads and writes go on",
            &[format!("{alter} VALIDATE CONSTRAINT {check}")],
        ),
        (
            "the last one: the check proves NOT NULL, so no row is read; the default goes when the application sets the value",
            &[
                format!("{alter} ALTER COLUMN {column} SET NOT NULL"),
                format!("{alter} DROP CONSTRAINT {check}"),
                format!("{alter} ALTER COLUMN {column} DROP DEFAULT"),
            ],
        ),
    ]);
    let problem = statement
        .finding(
            Code::AddingRequiredField,
            statement.range(added.syntax()),
            format!("column `{column}` of `{table}` has no value for the rows that are there"),
        )
        .label("NOT NULL without a default")
        .note("it fails where the table has a row; where it has none, applications that do not know the column fail with their next INSERT")
        .help(format!("give the old rows a value first:\n\n{steps}"));
    Some(problem)
}
