//! Our own rules: what squawk does not know, because it takes the history of a plan to judge it, or because runs do it otherwise.
//!
//! A module for each: data that differ from database to database ([`nondeterministic`]), updates of all rows ([`unguarded`]), a
//! value of an enum in the transaction that adds it ([`enum_value`]), concurrent builds that take a failed one for done
//! ([`concurrently`]), a required column ([`required`]); and advice: [`several`] changes, a foreign key that does not say what
//! a deletion does ([`foreign_key`]), names without a schema ([`unqualified`]).

pub(super) mod concurrently;
pub(super) mod enum_value;
pub(super) mod foreign_key;
pub(super) mod nondeterministic;
pub(super) mod required;
pub(super) mod several;
pub(super) mod unguarded;
pub(super) mod unqualified;

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::name::Name;

/// The nodes of one kind in a statement, itself included.
fn each<N: AstNode>(node: &SyntaxNode) -> impl Iterator<Item = N> + use<N> {
    node.descendants().filter_map(N::cast)
}

/// Whether a statement reads or writes rows when it runs: the bodies of functions, views and rules run later.
fn runs_now(statement: &ast::Stmt) -> bool {
    matches!(
        statement,
        ast::Stmt::Insert(_)
            | ast::Stmt::Update(_)
            | ast::Stmt::Delete(_)
            | ast::Stmt::Merge(_)
            | ast::Stmt::Select(_)
    )
}

/// The table of an `ALTER TABLE`.
fn altered(statement: &ast::Stmt) -> Option<Name> {
    match statement {
        ast::Stmt::AlterTable(it) => Name::of_relation(it.table_relation_name()),
        _ => None,
    }
}
