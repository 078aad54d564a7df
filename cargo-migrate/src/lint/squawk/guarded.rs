//! New columns of a domain with conditions, which squawk does not know: PostgreSQL writes every row to check them.

use migrate_core::source::Problem;
use squawk_syntax::ast::{self, AstNode};

use super::column::rewriting;
use crate::lint::name::{Name, quoted};
use crate::lint::rewrite::{HERE, steps};
use crate::lint::script::{Statement, Way};
use crate::lint::types::SqlType;

/// Columns that an `ALTER TABLE` adds to an older table.
pub(super) fn added(statement: &Statement<'_>, problems: &mut Vec<Problem>) {
    let ast::Stmt::AlterTable(alter) = statement.node else {
        return;
    };
    let Some(table) = Name::of_relation(alter.table_relation_name()) else {
        return;
    };
    if statement.script.way() == Way::Down || statement.known.is_new_table(&table) {
        return;
    }
    for action in alter.actions() {
        let ast::AlterTableAction::AddColumn(add) = &action else {
            continue;
        };
        let (Some(column), Some(ty)) = (add.column_name(), add.ty()) else {
            continue;
        };
        let Some((domain, of)) = statement.known.guarded_by(&SqlType::of(&ty)) else {
            continue;
        };
        let column = quoted(&column.text());
        let message = format!(
            "every row of `{table}` is written to check `{column}` by the conditions of domain `{domain}`"
        );
        let plain = [format!("ALTER TABLE {table} ADD COLUMN {column} {of}")];
        let help = format!(
            "take the type that the domain is made of, and its conditions as a CHECK of the table, added NOT VALID and \
             validated later:\n\n{}",
            steps(&[(HERE, &plain)])
        );
        problems.push(
            rewriting(statement, statement.range(ty.syntax()), &table, message)
                .label("NULL has to meet the conditions in each row")
                .help(help),
        );
    }
}
