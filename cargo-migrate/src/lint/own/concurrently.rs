//! Concurrent builds that take what a failed one left for done.

use migrate_core::source::{Code, Problem};
use squawk_syntax::ast::{self, AstNode};

use crate::lint::rewrite::{OUTSIDE, steps};
use crate::lint::script::Statement;

pub(crate) fn check(statement: &Statement<'_>, problems: &mut Vec<Problem>) {
    let ast::Stmt::CreateIndex(create) = statement.node else {
        return;
    };
    let (Some(_), Some(unless)) = (create.concurrently_token(), create.if_not_exists()) else {
        return;
    };
    let range = statement.range(unless.syntax());
    let without = statement.edited(&[(range.clone(), "")]);
    let problem = statement
        .finding(
            Code::ConcurrentlyIfNotExists,
            range,
            "an interrupted build of this index counts as done".to_owned(),
        )
        .label("an invalid index has the name, too")
        .note("no query uses an invalid index, and every write pays for it")
        .note("the run records each statement: `cargo migrate resume` drops the invalid index and builds it again")
        .help(format!("leave it out:\n\n{}", steps(&[(OUTSIDE, &[without])])));
    problems.push(problem);
}
