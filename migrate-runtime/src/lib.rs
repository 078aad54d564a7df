//! What an application links: its embedded migration plan, and the driver that applies it.
//!
//! # Example: refuse to start on a database that is not at this binary's plan
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # const PLAN: migrate_runtime::Plan = migrate_runtime::Plan::__new(migrate_runtime::__core::plan::Plan {
//! #     name: std::borrow::Cow::Borrowed("app"),
//! #     ledger: migrate_runtime::__core::plan::LedgerName {
//! #         schema: std::borrow::Cow::Borrowed("public"),
//! #         table: std::borrow::Cow::Borrowed("migrate_ledger"),
//! #     },
//! #     directory: std::borrow::Cow::Borrowed("migrations"),
//! #     revisions: std::borrow::Cow::Borrowed(&[]),
//! # });
//! let mut client = postgres::Client::connect("host=localhost user=app", postgres::NoTls)?;
//! PLAN.require(&mut client)?;
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! - `postgres` (default): [`Session`] for the blocking `postgres::Client`. Without it, implement [`Session`] for the
//!   connection that the application has.
//! - `tracing`: beside the observer, each event of a run goes to `tracing` with the target `migrate` and one of these
//!   messages: `waiting for another run` (fields `holder`, `waited`), `locked`, `ledger created`, `planned` (`direction`,
//!   `revisions`), `started`, `finished` (`direction`, `id`, `message_of_revision`, `number`, `of`, and `took`), `step` (`id`,
//!   `step`, `of`), `overtaken` (`id`), `lock was lost`.

#[cfg(feature = "postgres")]
mod client;
mod migrator;
mod observer;
mod plan;
mod session;
#[cfg(feature = "tracing")]
mod trace;

#[doc(hidden)]
pub use migrate_core as __core;
pub use migrate_core::plan::{RevisionId, Timeout};
pub use migrate_core::run::{
    Busy, Cause, Direction, Error, Event, Failure, Finished, Holder, Outcome, Recorded, Reply,
    ServerError, SourcePlace,
};
pub use migrate_core::state::{Compatibility, Named, State};
pub use migrate_core::target::{BadTarget, Target, TargetError};
pub use migrate_macros::embed_plan;

pub use migrator::Migrator;
pub use observer::Observer;
pub use plan::Plan;
pub use session::{Session, Wanted, drive};

/// The driver, so that an application which only migrates names one dependency.
#[cfg(feature = "postgres")]
pub use ::postgres;
