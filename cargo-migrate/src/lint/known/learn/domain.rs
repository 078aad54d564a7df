//! Domains whose conditions a new column has to meet.

use squawk_syntax::ast::{self, AstNode};

use super::{Known, Name, SqlType};

/// What a statement says about the conditions of domains.
pub(in crate::lint::known) fn learn(known: &mut Known, statement: &ast::Stmt) {
    let ast::Stmt::CreateDomain(create) = statement else {
        return;
    };
    let path = create.domain().and_then(|domain| domain.path());
    let (Some(name), Some(of)) = (path.as_ref().and_then(Name::of), create.ty()) else {
        return;
    };
    let of = SqlType::of(&of);
    let is_condition = |node: squawk_syntax::SyntaxNode| {
        ast::CheckConstraint::can_cast(node.kind()) || ast::NotNullConstraint::can_cast(node.kind())
    };
    let has_conditions = create.syntax().descendants().any(is_condition);
    // Those of the domain that it is made of are its own, too.
    let inner = known.guarded_by(&of).map(|(_, of)| of.clone());
    if has_conditions || inner.is_some() {
        known.guarded.insert(name, inner.unwrap_or(of));
    } else {
        known.guarded.remove(&name);
    }
}
