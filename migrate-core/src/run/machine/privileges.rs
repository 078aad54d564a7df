//! Telling a privilege that the ledger lacks from one that a script lacks.

use super::Run;
use crate::run::ServerError;
use crate::sql;

impl Run<'_> {
    /// Whether the server refuses the ledger or its log, and not what a script is about. The protocol has no field that says
    /// so: the message names the table, in every language.
    pub(super) fn is_refused_the_ledger(&self, error: &ServerError) -> bool {
        let ledger = &self.plan.ledger;
        let is_ours = |word: &str| word == ledger.table || word == ledger.log().table;
        error.code == sql::INSUFFICIENT_PRIVILEGE
            && error
                .message
                .split(|c: char| !(c.is_alphanumeric() || c == '_'))
                .any(is_ours)
    }
}
