//! The settings of a run.

use std::time::Duration;

use crate::plan::{Text, Timeout};

/// The settings of a run.
///
/// # Example: wait at most five seconds for another run
///
/// ```
/// use std::time::Duration;
/// use migrate_core::run::Options;
///
/// let options = Options { wait: Duration::from_secs(5), ..Options::default() };
/// assert_eq!(options.lock_timeout.to_string(), "3s");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How long to wait for another run to end.
    pub wait: Duration,
    /// The `lock_timeout` of a revision that does not set its own.
    pub lock_timeout: Timeout,
    /// The `statement_timeout` of a revision that does not set its own.
    pub statement_timeout: Timeout,
    /// Whether to act or only to tell.
    pub effect: Effect,
    /// What is recorded as having applied a revision, with its version.
    pub tool: Text,
    /// Any number: it spreads out runs that wait for the same lock. The core has no randomness of its own.
    pub seed: u64,
}

/// What a driver told the server when it connected, and the server therefore remembers of the session.
///
/// A pooler opens the server's sessions itself, with a greeting of its own: a session that does not remember what its
/// client said was not opened by this client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Greeting {
    /// Nothing that a run could look for.
    #[default]
    Unknown,
    /// `client_encoding`, in the startup packet, as rust-postgres does it.
    ClientEncoding,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            wait: Duration::from_secs(60),
            lock_timeout: Timeout::from_millis(3_000),
            statement_timeout: Timeout::NONE,
            effect: Effect::Apply,
            tool: Text::Borrowed(concat!("cargo-migrate ", env!("CARGO_PKG_VERSION"))),
            seed: 0,
        }
    }
}

/// Whether a run acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It acts.
    Apply,
    /// It validates everything against the real database, tells what it would do, and writes nothing: `--dry-run`.
    Preview,
}
