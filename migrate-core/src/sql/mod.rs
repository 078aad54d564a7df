//! The SQL text of every message.
//!
//! A text is made here and nowhere else, so that what `up` sends is what `up --sql` prints. Values are written as
//! literals that mean the same under every setting of `standard_conforming_strings`.

mod blockers;
mod fingerprint;
mod functions;
mod grants;
mod literal;
mod lock;
mod look;
mod progress;
mod read;
mod record;
mod rehearse;
mod resume;
mod revision;
mod schema;
mod session;
mod stamp;
mod steps;
mod undo;
mod watch;

pub use blockers::blockers;
pub(crate) use fingerprint::FINGERPRINTS_LAYOUT;
pub use fingerprint::{
    CreateTable, Recording, inspect, last_event, may_create_fingerprints, record_schema,
    recorded_schema,
};
pub use functions::{create_functions, discards, drop_functions};
pub use grants::{Grantee, grants};
pub use literal::{identifier_list, literal};
pub use lock::{
    Lock, Saved, TryLock, key, lock_holder, release, try_lock, try_lock_or_fail, unlock,
    which_session, writer,
};
pub use look::{SEPARATOR, leftovers, look};
pub use progress::progress;
pub use read::{
    ask, expected_answer, probe, read_ledger, recorded_downs, recorded_files, recorded_up,
};
pub use record::{delete_row, insert_log, log_failure};
pub use rehearse::{
    Ending, Opening, rehearse, rehearse_statement, rehearsed_statement, tidy_session,
};
pub use resume::{abandon, resolve, resume_step};
pub use revision::{Durability, Expected, Guarding, Manner, Message, down_message, up_message};
pub use schema::{CreateSchema, create_ledger, layout_columns};
pub use session::{note_session, restore_session};
pub use stamp::stamp;
pub use steps::{Step, begin_step, finish_steps, unsent};
pub use undo::{NO_TRANSACTION, begun, undo};

/// The SQLSTATE with which a guard says that the ledger is not as expected.
pub const LEDGER_CHANGED: &str = "MG001";
/// The SQLSTATE with which the check after a script says that the script ended the transaction.
pub const TRANSACTION_ENDED: &str = "MG002";
/// The SQLSTATE with which the check after a script says that the role or a setting was changed.
pub const SESSION_CHANGED: &str = "MG003";
/// The SQLSTATE with which a guard says that the session does not hold the lock.
pub const LOCK_NOT_HELD: &str = "MG004";
/// The SQLSTATE with which a printed script says that another run holds the lock.
pub const LOCK_TAKEN: &str = "MG005";
/// The SQLSTATE with which a guard says that another run is about to change the ledger.
pub const LEDGER_BUSY: &str = "MG006";
/// The SQLSTATE with which the check after a concurrent index build says that there is no valid index.
pub const INDEX_INVALID: &str = "MG007";
/// The SQLSTATE with which the check after a script says that the script changed rows of the ledger.
pub const LEDGER_TOUCHED: &str = "MG008";
/// The server's SQLSTATE for a lock that was not obtained in time.
pub const LOCK_NOT_AVAILABLE: &str = "55P03";
/// The server's SQLSTATE for a deadlock that this session lost.
pub const DEADLOCK: &str = "40P01";
/// The server's SQLSTATE for a transaction that does not go with another one.
pub const SERIALIZATION_FAILURE: &str = "40001";
/// The server's SQLSTATE for a privilege that the role lacks.
pub const INSUFFICIENT_PRIVILEGE: &str = "42501";
/// The server's SQLSTATE for a statement that was cancelled, by somebody or by its `statement_timeout`.
pub const CANCELLED: &str = "57014";
