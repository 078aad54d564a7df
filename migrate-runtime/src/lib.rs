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
//! [`Plan::require`] is one of three ways to start; [`Startup`] has the others, and lets the environment choose. A run that
//! changes the database is prepared with [`Plan::migrator`].
//!
//! # Asynchronous applications
//!
//! With the feature `tokio-postgres` each of these has a future: [`Plan::state_async`], [`Plan::require_async`],
//! [`Plan::start_async`], [`Migrator::up_async`] and so on, over `tokio_postgres::Client` or any other [`AsyncSession`]. It is
//! the same machine that both drivers move text for. A future may be dropped at any time; [`drive_async`] says what happens then.
//!
//! A connection of a pool will do, because a run leaves it as it was, and asking may share it:
//!
//! ```text
//! // deadpool-postgres
//! let mut client = pool.get().await?;
//! PLAN.start_async(Startup::from_env("DB_AUTO_MIGRATE")?, &mut **client).await?;
//! PLAN.state_async(&**client).await?;
//!
//! // bb8-postgres
//! let mut client = pool.get().await?;
//! PLAN.start_async(Startup::from_env("DB_AUTO_MIGRATE")?, &mut *client).await?;
//! ```
//!
//! A run that may take long is better off with a connection of its own: pools have timeouts.
//!
//! # Features
//!
//! - `postgres` (default): [`Session`] for the blocking `postgres::Client`. Without it, implement [`Session`] for the
//!   connection that the application has.
//! - `tokio-postgres`: [`AsyncSession`] for `tokio_postgres::Client`. It does not need `postgres`.
//! - `tls`: the module `connect`, which connects as libpq does: `sslmode` up to `verify-full`, by rustls.
//! - `tracing`: spans and events for `tracing`, beside the observer.
//!
//! # Tracing
//!
//! Everything has the target `migrate`. The spans, from the outside in:
//!
//! - `migrate`, a run: `plan`, `verb` (`up`, `down`, `stamp`, `state`, …) and, when it is over, `outcome`. Its level is
//!   INFO, and DEBUG for a run that only asks: readiness checks ask often.
//! - `revision`: `direction`, `id`, `summary` (its message), `number` and `of`.
//! - `step`, a statement of a non-transactional revision: `step` and `of`.
//!
//! The events say what happened by their message: `waiting for another run` (`holder`, `waited`), `waiting for the database to
//! be migrated` (`why`, `waited`), `locked`, `ledger created`, `planned` (`direction`, `revisions`), `started` (`id`), `step`
//! (`step`, `of`), `resuming` (`id`, `step`, `of`, `course`), `finished` (`id`, `took`), and as warnings `retrying` (`id`, `attempt`,
//! `sqlstate`, `blockers`, `pause`, `left`), `overtaken` (`id`), `lock was
//! lost` and `a pooler stands between`. Others may be added. An error is returned, and not traced besides.

#[cfg(any(feature = "postgres", feature = "tokio-postgres"))]
mod answer;
#[cfg(feature = "tokio-postgres")]
mod asynchronous;
mod cancellation;
mod chance;
#[cfg(feature = "postgres")]
mod client;
#[cfg(feature = "tls")]
pub mod connect;
mod migrator;
mod observer;
mod plan;
mod session;
mod startup;
mod trace;
mod watch;

#[cfg(feature = "tokio-postgres")]
pub use asynchronous::{AsyncSession, drive_async};
pub use cancellation::{Cancellation, InUse};
#[doc(hidden)]
pub use chance::seed as __seed;
#[doc(hidden)]
pub use migrate_core as __core;
pub use migrate_core::ledger::Resolution;
pub use migrate_core::plan::{RevisionId, Timeout};
pub use migrate_core::run::{
    Blocker, Busy, Cause, Claim, Course, Direction, Doubt, Error, Event, Failure, Finished,
    Greeting, Holder, Internal, Interruption, Origin, Outcome, Pooling, Recorded, Remedy, Reply,
    ServerError, SourcePlace, Undecided, Who,
};
pub use migrate_core::state::{Compatibility, Named, State};
pub use migrate_core::target::{BadTarget, Target, TargetError};
/// Checks this package's revisions and embeds them: `pub static PLAN: Plan` and `pub mod rev`, with one documented
/// [`RevisionId`] for each revision, named after its folder.
///
/// The directory is the one of `[package.metadata.migrate]`, `migrations` by default; an argument names another one inside
/// the package. Every problem that `cargo migrate check` knows is a compile error, all of them at once, with the file, the
/// line and the help; `docs/diagnostics.md` has a section for each. A debug build embeds drafts, a release build refuses
/// them. Any change of the lock, of a script or of a draft's manifest rebuilds the crate; a new folder does so because
/// `cargo migrate new` writes it into the lock. The manifest of a sealed revision does not: the lock commits to all that is
/// embedded of it, and an edit is refused the next time the plan is compiled.
///
/// # Example: naming a revision that the compiler knows
///
/// ```
/// mod migrations {
///     migrate_runtime::embed_plan!("tests/fixture/migrations");
/// }
/// use migrations::{PLAN, rev};
///
/// assert_eq!(PLAN.head().map(|head| head.id), Some(rev::ADD_GROUPS_TO_USERS));
/// let base = PLAN.revision(rev::CREATE_USERS).expect("`rev` names only what the plan has");
/// assert_eq!(base.message, "create users");
/// ```
pub use migrate_macros::embed_plan;
pub use migrator::Migrator;
pub use observer::Observer;
pub use plan::Plan;
pub use session::{Session, Wanted, drive, drive_until};
pub use startup::{BadStartup, Started, Startup};

/// The driver, so that an application which only migrates names one dependency.
#[cfg(feature = "postgres")]
pub use ::postgres;
/// The asynchronous driver.
#[cfg(feature = "tokio-postgres")]
pub use ::tokio_postgres;
