//! Defaults that differ from row to row.

use migrate_core::source::settings::PostgresVersion;
use squawk_linter::Rule;
use squawk_syntax::SourceFile;
use squawk_syntax::ast::{self, AstNode};

use super::linter;

/// What looks like a function and is none: the grammar's own, which are as volatile as their arguments.
const GRAMMAR: [&str; 4] = ["coalesce", "greatest", "least", "nullif"];

/// The first function of an expression that may give each row another value, `None` when there is none. Built-in functions
/// are known; any other counts, because a function is volatile unless it says otherwise.
pub(super) fn function(expr: &ast::Expr) -> Option<String> {
    let calls = expr.syntax().descendants();
    let mut names = calls
        .filter_map(ast::CallExpr::cast)
        .filter_map(|call| match call.expr()? {
            ast::Expr::NameRef(name) => Some(name.text()),
            ast::Expr::FieldExpr(field) => Some(field.field()?.text()),
            _ => None,
        });
    names.find(|name| !GRAMMAR.contains(&name.as_str()) && !is_steady(name))
}

/// Whether it is a built-in function that is not volatile. Squawk has the list, and tells it by what it finds in a
/// statement with the function as a default.
fn is_steady(function: &str) -> bool {
    let function = squawk_syntax::quote::quote_ident(function);
    let text = format!("ALTER TABLE t ADD COLUMN c int DEFAULT {function}();");
    let mut linter = linter(&[Rule::AddingFieldWithDefault], PostgresVersion::OLDEST);
    linter.lint(&SourceFile::parse(&text), &text).is_empty()
}
