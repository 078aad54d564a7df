//! Checks that say that columns are not NULL.

use squawk_syntax::ast::{self, AstNode, BinOp};

use crate::lint::known::{NotNullCheck, Proof, Table};
use crate::lint::name::{self, Name, spelled};

/// Remembers a check that says that columns are not NULL.
pub(super) fn check_of(table: &mut Table, name: &Name, check: &ast::CheckConstraint, proof: Proof) {
    let mut columns = Vec::new();
    if let Some(expr) = check.expr() {
        not_null_columns(&expr, &mut columns);
    }
    let Some(first) = columns.first() else {
        return;
    };
    let given = check
        .constraint_name_clause()
        .and_then(|clause| clause.constraint_name());
    let chosen = || name::chosen(name.bare(), first, "check");
    let constraint = given.map_or_else(chosen, |given| spelled(given.syntax()));
    table
        .checks
        .insert(constraint, NotNullCheck { columns, proof });
}

/// The columns of `a IS NOT NULL AND b IS NOT NULL`, as far as an expression is of this form: PostgreSQL proves NOT NULL
/// from such a check.
fn not_null_columns(expr: &ast::Expr, columns: &mut Vec<String>) {
    match expr {
        ast::Expr::ParenExpr(paren) => {
            if let Some(inner) = paren.expr() {
                not_null_columns(&inner, columns);
            }
        }
        ast::Expr::PostfixExpr(postfix) => {
            // `x NOTNULL`
            let text = postfix.syntax().text().to_string();
            if text.to_lowercase().trim_end().ends_with("notnull")
                && let Some(ast::Expr::NameRef(column)) = postfix.expr()
            {
                columns.push(column.text());
            }
        }
        ast::Expr::BinExpr(binary) => match (binary.lhs(), binary.op(), binary.rhs()) {
            (Some(left), Some(BinOp::And(_)), Some(right)) => {
                not_null_columns(&left, columns);
                not_null_columns(&right, columns);
            }
            (
                Some(ast::Expr::NameRef(column)),
                Some(BinOp::IsNot(_)),
                Some(ast::Expr::Literal(value)),
            ) if matches!(value.kind(), Some(ast::LitKind::Null(_))) => {
                columns.push(column.text());
            }
            _ => {}
        },
        _ => {}
    }
}
