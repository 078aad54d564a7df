//! Squawk's rules (<https://squawkhq.com/docs/rules>), judged anew with what is known of the plan.
//!
//! Squawk says where; whether it matters here, why it hurts and what to write instead is decided in these modules, from
//! the statement's own names. Rules that are not in [`RULES`] have no place here:
//!
//! - timeouts (`require-lock-timeout`, `require-statement-timeout`) and `prefer-robust-stmts`: the run sets timeouts, and
//!   records each step, so that nothing is run twice;
//! - `transaction-nesting`, `ban-uncommitted-transaction`, `ban-concurrent-index-creation-in-transaction`: loading refuses
//!   these (`transaction-control`, `refused-in-transaction`);
//! - what destroys data, `adding-required-field` and `require-table-schema` (`unqualified-name`): rules of our own;
//! - `prefer-repack` (PostgreSQL 19), `unused-ignore` (comments silence nothing here);
//! - the rest of `ban-drop-…`, `ban-alter-…` and the opt-in rules: they forbid kinds of statements, not mistakes.

mod advice;
mod column;
mod constraint;
mod domain;
mod guarded;
mod index;
mod not_null;
mod rename;
mod volatile;

use std::ops::Range;

use migrate_core::plan::TransactionMode;
use migrate_core::source::Problem;
use migrate_core::source::settings::PostgresVersion;
use squawk_linter::{Linter, Rule, Violation};
use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{Parse, SourceFile};

use super::name::Name;
use super::script::{Statement, Way};

/// The rules that squawk is asked about.
const RULES: &[Rule] = &[
    Rule::RequireConcurrentIndexCreation,
    Rule::RequireConcurrentIndexDeletion,
    Rule::RequireConcurrentReindex,
    Rule::RequireConcurrentPartitionDetach,
    Rule::ConstraintMissingNotValid,
    Rule::AddingForeignKeyConstraint,
    Rule::DisallowedUniqueConstraint,
    Rule::AddingSerialPrimaryKeyField,
    Rule::AddingNotNullableField,
    Rule::AddingFieldWithDefault,
    Rule::ChangingColumnType,
    Rule::RenamingColumn,
    Rule::RenamingTable,
    Rule::RenamingObject,
    Rule::BanSetSchema,
    Rule::BanAlterDomainWithAddConstraint,
    Rule::IdentifierTooLong,
    Rule::BanDuplicateColumnAssignments,
    Rule::PreferBigintOverInt,
    Rule::PreferBigintOverSmallint,
    Rule::PreferIdentity,
    Rule::PreferTextField,
    Rule::PreferTimestampTz,
    Rule::BanCharField,
    Rule::BanCreateDomainWithConstraint,
    Rule::RequireEnumValueOrdering,
    Rule::BanDropNotNull,
];

/// The rules that squawk does not ask of a table which the same transaction creates. Whether one is new is decided here: with
/// `IF NOT EXISTS` it may be old.
const OF_NEW_TABLES: &[Rule] = &[
    Rule::RequireConcurrentIndexCreation,
    Rule::ConstraintMissingNotValid,
    Rule::AddingForeignKeyConstraint,
    Rule::DisallowedUniqueConstraint,
];

/// What squawk finds in a script that has to run on this PostgreSQL.
pub(super) fn look(
    parsed: &Parse<SourceFile>,
    text: &str,
    transaction: TransactionMode,
    postgres: PostgresVersion,
) -> Vec<Violation> {
    let linter_of = |rules: &[Rule], in_transaction| {
        let mut linter = linter(rules, postgres);
        linter.settings.assume_in_transaction = in_transaction;
        linter.lint(parsed, text)
    };
    let mut found = linter_of(RULES, transaction == TransactionMode::Single);
    for hidden in linter_of(OF_NEW_TABLES, false) {
        let same = |it: &Violation| it.code == hidden.code && it.text_range == hidden.text_range;
        if !found.iter().any(same) {
            found.push(hidden);
        }
    }
    found
}

fn linter(rules: &[Rule], postgres: PostgresVersion) -> Linter {
    let mut linter = Linter::from(rules.iter().copied());
    let version = postgres.to_string();
    linter.settings.pg_version = version.parse().expect("a number is a version");
    linter
}

/// Judges what squawk found in a statement.
pub(super) fn check(statement: &Statement<'_>, problems: &mut Vec<Problem>) {
    column::serial(statement, problems);
    guarded::added(statement, problems);
    constraint::with_a_column(statement, problems);
    for (violation, range) in statement.violations() {
        problems.extend(judge(statement, violation, range));
    }
}

fn judge(statement: &Statement<'_>, violation: &Violation, range: Range<usize>) -> Option<Problem> {
    match violation.code {
        Rule::RequireConcurrentIndexCreation => index::creation(statement),
        Rule::RequireConcurrentIndexDeletion => index::deletion(statement),
        // Going back is for an emergency, and for what nobody uses yet: beyond what must never wait, a down is not judged.
        _ if statement.script.way() == Way::Down => None,
        Rule::RequireConcurrentReindex => index::reindex(statement, violation),
        Rule::RequireConcurrentPartitionDetach => index::detach(statement, violation, range),
        Rule::ConstraintMissingNotValid => constraint::check(statement, range),
        Rule::AddingForeignKeyConstraint => constraint::foreign_key(statement, range),
        Rule::DisallowedUniqueConstraint => constraint::unique(statement, range),
        Rule::AddingSerialPrimaryKeyField => constraint::primary_key(statement, range),
        Rule::AddingNotNullableField => not_null::set(statement, range),
        Rule::AddingFieldWithDefault => column::default(statement, range),
        Rule::ChangingColumnType => column::change_type(statement, range),
        Rule::RenamingColumn => rename::column(statement, range),
        Rule::RenamingTable => rename::table(statement, range),
        Rule::RenamingObject => rename::object(statement, range),
        Rule::BanSetSchema => rename::move_to_schema(statement, range),
        Rule::BanAlterDomainWithAddConstraint => domain::add_constraint(statement, range),
        _ => advice::judge(statement, violation, range),
    }
}

/// An `ALTER TABLE`, and the one of its actions that is meant.
struct Alteration {
    table: Name,
    action: ast::AlterTableAction,
}

impl Alteration {
    /// The action of an `ALTER TABLE` that holds these bytes.
    fn at(statement: &Statement<'_>, range: &Range<usize>) -> Option<Self> {
        let ast::Stmt::AlterTable(alter) = statement.node else {
            return None;
        };
        let table = Name::of_relation(alter.table_relation_name())?;
        let holds = |action: &ast::AlterTableAction| {
            let action = statement.range(action.syntax());
            action.start <= range.start && range.end <= action.end
        };
        let action = alter.actions().find(holds)?;
        Some(Self { table, action })
    }

    /// The action, unless one of the unapplied revisions created the table: then nobody waits for it.
    fn of_old_table(statement: &Statement<'_>, range: &Range<usize>) -> Option<Self> {
        let alteration = Self::at(statement, range)?;
        let new = statement.known.is_new_table(&alteration.table);
        (!new).then_some(alteration)
    }

    /// The bytes of the action.
    fn range(&self, statement: &Statement<'_>) -> Range<usize> {
        statement.range(self.action.syntax())
    }
}

/// The edits of squawk's own fix; keywords as they are written in an advice.
fn fix_of(violation: &Violation) -> Vec<(Range<usize>, &str)> {
    let edits = violation.fix.iter().flat_map(|fix| &fix.edits);
    edits
        .map(|edit| {
            let range = usize::from(edit.text_range.start())..usize::from(edit.text_range.end());
            let text = match edit.text.as_deref().unwrap_or_default() {
                " concurrently" => " CONCURRENTLY",
                other => other,
            };
            (range, text)
        })
        .collect()
}

/// The name of the first object that a statement refers to.
fn first_reference(statement: &Statement<'_>) -> Option<Name> {
    let nodes = statement.node.syntax().descendants();
    let path = nodes.into_iter().find_map(ast::PathRef::cast)?;
    Name::of_ref(&path)
}
