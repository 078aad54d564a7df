//! Three ways to start an application.

mod starting;

use std::env::{self, VarError};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use migrate_core::plan::Timeout;
use migrate_core::run::Finished;
use migrate_core::state::State;

pub(crate) use starting::Starting;
#[cfg(feature = "tokio-postgres")]
pub(crate) use starting::Turn;

/// What an application does about its database before it serves.
///
/// Whichever way: it starts on a database that is up to date, and on one that is ahead when every newer revision declares
/// that this application still works ([`State::is_accepted`]). So an application that was rolled back starts also where it
/// would migrate.
///
/// # Example: the environment decides, and a misspelt word does not start anything
///
/// ```
/// use std::time::Duration;
/// use migrate_runtime::Startup;
///
/// assert_eq!("".parse(), Ok(Startup::Verify));
/// assert_eq!("migrate".parse(), Ok(Startup::Migrate));
/// let deadline = Duration::from_secs(30);
/// assert_eq!("wait:30s".parse(), Ok(Startup::Wait { deadline }));
/// assert!("yes".parse::<Startup>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Startup {
    /// Asks, in one round trip, and starts only if the state is accepted. SELECT on the ledger is all it needs.
    #[default]
    Verify,
    /// Applies what is pending. Any number of instances may do so at the same moment: one migrates, the others wait for it.
    Migrate,
    /// Asks until the state is accepted, because a release job migrates meanwhile. SELECT on the ledger is all it needs.
    Wait {
        /// How long at most.
        deadline: Duration,
    },
}

impl Startup {
    /// How long `wait` waits without a time of its own: five minutes.
    pub const DEADLINE: Duration = Duration::from_secs(300);

    /// Reads the environment variable; `DB_AUTO_MIGRATE` is the usual one.
    ///
    /// | value | start |
    /// |---|---|
    /// | unset, empty, `verify`, `0`, `false` | [`Startup::Verify`] |
    /// | `migrate`, `1`, `true` | [`Startup::Migrate`] |
    /// | `wait` | [`Startup::Wait`] for [`Startup::DEADLINE`] |
    /// | `wait:30s`, `wait:10min` | [`Startup::Wait`] for this time |
    ///
    /// # Errors
    ///
    /// [`BadStartup`] for every other value: a mistake in it never falls back to a default.
    pub fn from_env(variable: &str) -> Result<Self, BadStartup> {
        let bad = |value: String| BadStartup {
            variable: Some(variable.to_owned()),
            value,
        };
        match env::var(variable) {
            Ok(value) => value.parse().map_err(|BadStartup { value, .. }| bad(value)),
            Err(VarError::NotPresent) => Ok(Self::default()),
            Err(VarError::NotUnicode(value)) => Err(bad(value.to_string_lossy().into_owned())),
        }
    }
}

impl FromStr for Startup {
    type Err = BadStartup;

    fn from_str(text: &str) -> Result<Self, BadStartup> {
        let bad = || BadStartup {
            variable: None,
            value: text.to_owned(),
        };
        match text {
            "" | "verify" | "0" | "false" => Ok(Self::Verify),
            "migrate" | "1" | "true" => Ok(Self::Migrate),
            "wait" => Ok(Self::Wait {
                deadline: Self::DEADLINE,
            }),
            _ => {
                let time = text.strip_prefix("wait:").ok_or_else(bad)?;
                let time: Timeout = time.parse().map_err(|_| bad())?;
                Ok(Self::Wait {
                    deadline: Duration::from_millis(time.as_millis().into()),
                })
            }
        }
    }
}

impl fmt::Display for Startup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verify => f.write_str("verify"),
            Self::Migrate => f.write_str("migrate"),
            Self::Wait { deadline } => {
                let millis = u32::try_from(deadline.as_millis()).unwrap_or(u32::MAX);
                write!(f, "wait:{}", Timeout::from_millis(millis))
            }
        }
    }
}

/// The value names no way to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadStartup {
    /// The environment variable, if it came from one.
    pub variable: Option<String>,
    /// The value.
    pub value: String,
}

impl fmt::Display for BadStartup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(variable) = &self.variable {
            write!(f, "{variable} has the ")?;
        }
        write!(
            f,
            "value {:?}, which names no way to start: expected `verify` (also `0`, `false`, or nothing), `migrate` (also `1`, \
             `true`), `wait`, or `wait` with a time as in `wait:30s`",
            self.value
        )
    }
}

impl std::error::Error for BadStartup {}

/// How the database came to be one on which the application works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Started<'p> {
    /// It was accepted in this state; nothing was changed.
    Accepted(State),
    /// These revisions were applied, in this order.
    Migrated(Vec<Finished<'p>>),
}
