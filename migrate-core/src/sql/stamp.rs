//! Recording without running.

use super::literal::{identifier_list, literal};
use super::record::{RowState, insert_head, insert_log, push_values};
use super::revision::{Expected, Taking, begin, guard};
use crate::plan::{Plan, Revision, RevisionId, Timeout};
use crate::run::{Evidence, Options};

/// Records revisions as applied and removes the record of others, in one transaction, and says in the log whether
/// the schema was compared, and why it is done.
#[must_use]
pub fn stamp(
    plan: &Plan,
    record: &[&Revision],
    remove: &[RevisionId],
    evidence: &Evidence,
    expected: &Expected,
    options: &Options,
) -> String {
    let mut text = String::from("-- stamp\n");
    text.push_str(&begin(options.lock_timeout, Timeout::NONE));
    text.push_str(&guard(plan, "stamp", expected, Taking::AtOnce));
    if !remove.is_empty() {
        text.push_str(&format!(
            "DELETE FROM {} WHERE plan = {} AND id IN ({});\n",
            plan.ledger,
            literal(&plan.name),
            identifier_list(remove)
        ));
    }
    if !record.is_empty() {
        text.push_str(&insert_head(plan));
        let mut separator = "\n";
        for revision in record {
            text.push_str(separator);
            push_values(&mut text, plan, revision, RowState::Stamped, &options.tool);
            separator = ",\n";
        }
        text.push_str(";\n");
    }
    let tool = &options.tool;
    let (word, reason) = match evidence {
        Evidence::Claimed { reason } => ("unverified", Some(reason)),
        Evidence::Compared { reason, .. } => ("verified", reason.as_ref()),
    };
    let why = reason.map_or_else(String::new, |reason| format!(": {reason}"));
    for revision in record {
        let detail = format!("{word}{why}");
        text.push_str(&insert_log(plan, revision.id, "stamp", tool, Some(&detail)));
    }
    for id in remove {
        let detail = format!("{word}, record removed{why}");
        text.push_str(&insert_log(plan, *id, "stamp", tool, Some(&detail)));
    }
    text.push_str("COMMIT;\n");
    text
}
