//! Rules that look at what is written, not at what it does to a database in use.

use std::ops::Range;

use migrate_core::source::{Code, Problem};
use squawk_linter::{Rule, Violation};

use super::{first_reference, fix_of};
use crate::lint::script::Statement;

/// Whether the statement gives no name: the one that did was told.
fn refers_only(statement: &Statement<'_>) -> bool {
    let text = &statement.bare()[statement.whole()];
    let word = text.split_whitespace().next().unwrap_or_default();
    ["drop", "comment", "reindex"]
        .iter()
        .any(|other| word.eq_ignore_ascii_case(other))
}

pub(super) fn judge(
    statement: &Statement<'_>,
    violation: &Violation,
    range: Range<usize>,
) -> Option<Problem> {
    let written = statement.bare()[range.clone()].to_owned();
    if violation.code == Rule::IdentifierTooLong && refers_only(statement) {
        return None;
    }
    let find = |code, message: String| statement.finding(code, range.clone(), message);
    let problem = match violation.code {
        Rule::IdentifierTooLong => find(
            Code::IdentifierTooLong,
            format!(
                "a name has {} bytes, and PostgreSQL keeps 63",
                written.trim_matches('"').len()
            ),
        )
        .label("it is cut, with no more than a notice"),
        Rule::BanDuplicateColumnAssignments => {
            // Squawk marks each of them; the first one is in order.
            let first = statement
                .violations()
                .find(|(other, at)| {
                    other.code == violation.code
                        && statement.bare()[at.clone()].eq_ignore_ascii_case(&written)
                })
                .is_none_or(|(_, at)| at == range);
            if first {
                return None;
            }
            return Some(
                find(
                    Code::BanDuplicateColumnAssignments,
                    format!("column `{written}` is named twice"),
                )
                .label("PostgreSQL refuses the statement")
                .help("remove one of the two"),
            );
        }
        Rule::PreferBigintOverInt => find(
            Code::PreferBigintOverInt,
            format!("`{written}` ends at 2,147,483,647"),
        )
        .label("changing it later rewrites the table"),
        Rule::PreferBigintOverSmallint => find(
            Code::PreferBigintOverSmallint,
            format!("`{written}` ends at 32,767"),
        )
        .label("changing it later rewrites the table"),
        Rule::PreferIdentity => find(
            Code::PreferIdentity,
            format!("`{written}` makes a sequence with grants and a lifetime of its own"),
        )
        .label("an identity column is one thing"),
        Rule::PreferTextField => find(
            Code::PreferTextField,
            format!("`{written}` has its limit in the type"),
        )
        .label("a lower limit rewrites the table; a check does not"),
        Rule::PreferTimestampTz => find(
            Code::PreferTimestampTz,
            format!("`{written}` is no moment: what it means depends on who reads it"),
        )
        .label("without time zone"),
        Rule::BanCharField => find(
            Code::BanCharField,
            format!("`{written}` is padded with spaces"),
        )
        .label("comparisons ignore the padding, and it saves nothing"),
        Rule::BanCreateDomainWithConstraint => find(
            Code::BanCreateDomainWithConstraint,
            "a domain has a constraint".to_owned(),
        )
        .label("it can only be changed for all tables at once")
        .help("put the constraint on the columns of the tables"),
        Rule::RequireEnumValueOrdering => find(
            Code::RequireEnumValueOrdering,
            "a value is added to an enum without saying where".to_owned(),
        )
        .label("it becomes the last one in ORDER BY"),
        Rule::BanDropNotNull => {
            let table = first_reference(statement);
            if table.is_some_and(|table| statement.known.is_new_object(&table)) {
                return None;
            }
            find(
                Code::BanDropNotNull,
                "a column may be NULL from now on".to_owned(),
            )
            .label("an application that was deployed before may not expect it")
            .help("drop NOT NULL when every application that reads the column knows")
        }
        _ => return None,
    };
    if !problem.help.is_empty() {
        return Some(problem);
    }
    let edits = fix_of(violation);
    Some(if edits.is_empty() {
        problem.help("write it the other way")
    } else {
        problem.help(format!("write:\n\n{};", statement.edited(&edits)))
    })
}
