//! Why the service ends, and with which exit code: those of `cargo migrate`.

use std::fmt;
use std::io;
use std::process::ExitCode;

use migrate_runtime::Error;
use migrate_runtime::connect::ConnectError;

/// Why the service ends.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A setting, or the command line, is wrong.
    Settings(String),
    /// The database cannot be reached.
    Connection(ConnectError),
    /// The database is not one on which this service works, or could not be made one.
    Run(Error),
    /// The network fails.
    Io(io::Error),
}

impl Failure {
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Settings(_) | Self::Connection(_) => 2,
            Self::Run(error) => error.exit_code(),
            Self::Io(_) => 1,
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings(what) => f.write_str(what),
            Self::Connection(error) => error.fmt(f),
            Self::Run(error) => {
                error.fmt(f)?;
                match error.help() {
                    Some(help) => write!(f, "\nhelp: {help}"),
                    None => Ok(()),
                }
            }
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Self {
        Self::Connection(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Run(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
