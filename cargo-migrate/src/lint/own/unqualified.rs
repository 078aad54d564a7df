//! Names that do not say their schema.

use std::collections::BTreeSet;

use migrate_core::source::{Code, Problem};
use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::each;
use crate::lint::name::spelled;
use crate::lint::rewrite::{HERE, steps};
use crate::lint::script::Statement;

pub(crate) fn check(statement: &Statement<'_>, problems: &mut Vec<Problem>) {
    let node = statement.node.syntax();
    let own: BTreeSet<String> = each::<ast::CteName>(node)
        .map(|name| spelled(name.syntax()))
        .collect();
    let names: Vec<SyntaxNode> = node
        .descendants()
        .filter(|node| {
            names_relation(node) && !is_qualified(node) && !own.contains(&spelled(&innermost(node)))
        })
        .filter(|node| !is_temporary(statement.node) && !is_renamed(node))
        .collect();
    let Some(first) = names.first() else {
        return;
    };
    let edits: Vec<_> = names
        .iter()
        .map(|name| {
            (
                statement.range(name).start..statement.range(name).start,
                "public.",
            )
        })
        .collect();
    let qualified = statement.edited(&edits);
    let name = statement.sql(first);
    let problem = statement
        .finding(
            Code::UnqualifiedName,
            statement.range(first),
            format!("`{name}` does not say its schema"),
        )
        .label("it is looked for in `public`")
        .help(format!("say it:\n\n{}", steps(&[(HERE, &[qualified])])));
    problems.push(problem);
}

/// Tables, views, sequences and types that are created, altered, dropped, read or written.
fn names_relation(node: &SyntaxNode) -> bool {
    matches!(
        node.kind(),
        SyntaxKind::TABLE_NAME
            | SyntaxKind::TABLE_NAME_REF
            | SyntaxKind::RELATION_NAME_REF
            | SyntaxKind::VIEW
            | SyntaxKind::VIEW_REF
            | SyntaxKind::SEQUENCE
            | SyntaxKind::SEQUENCE_REF
            | SyntaxKind::TYPE_NAME
            | SyntaxKind::TYPE_NAME_REF
    )
}

fn is_qualified(name: &SyntaxNode) -> bool {
    let mut elements = name.descendants_with_tokens();
    elements.any(|element| element.kind() == SyntaxKind::DOT)
}

/// The segment of a name that is one.
fn innermost(name: &SyntaxNode) -> SyntaxNode {
    let mut node = name.clone();
    while let Some(child) = node.first_child() {
        node = child;
    }
    node
}

/// A new name stays in the schema of the old one and cannot be qualified.
fn is_renamed(name: &SyntaxNode) -> bool {
    let parent = name.parent().map(|parent| parent.kind());
    matches!(
        parent,
        Some(
            SyntaxKind::TABLE_RENAME_TO
                | SyntaxKind::VIEW_RENAME_TO
                | SyntaxKind::SEQUENCE_RENAME_TO
                | SyntaxKind::TYPE_RENAME_TO
        )
    )
}

/// Temporary tables have a schema of their own.
fn is_temporary(statement: &ast::Stmt) -> bool {
    let words = statement.syntax().text().to_string().to_lowercase();
    let mut words = words.split_whitespace();
    words.next() == Some("create") && matches!(words.next(), Some("temp" | "temporary"))
}
