//! After an error in a revision's message: rolling back, and finding out what was rolled back.

use super::watch::BEGUN;

/// Rolls back. One row: the mark that [`super::up_message`] left if its transaction was committed. Outside any transaction this is
/// an error, [`NO_TRANSACTION`].
#[must_use]
pub fn undo() -> String {
    format!(
        "ROLLBACK AND CHAIN;
SELECT pg_catalog.current_setting('{BEGUN}', true), pg_catalog.set_config('{BEGUN}', '', false);
COMMIT"
    )
}

/// The same question where no transaction is open. One row: the mark.
#[must_use]
pub fn begun() -> String {
    format!(
        "SELECT pg_catalog.current_setting('{BEGUN}', true), pg_catalog.set_config('{BEGUN}', '', false)"
    )
}

/// The SQLSTATE with which the server says that there is no transaction to be rolled back.
pub const NO_TRANSACTION: &str = "25P01";
