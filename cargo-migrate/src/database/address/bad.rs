//! Why there is no address, in words that hold no secret.

use std::fmt;
use std::path::PathBuf;

use migrate_runtime::connect;

use crate::environment::NotUnicode;

/// Why there is no address. No variant holds any part of the text that somebody typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BadAddress {
    /// The text is none.
    Text(connect::BadAddress),
    /// A variable does not hold what it should.
    Variable {
        /// The variable.
        name: &'static str,
        /// What is wrong with it.
        why: connect::BadAddress,
    },
    /// A variable is not UTF-8.
    NotUnicode(NotUnicode),
    /// No file has this service.
    NoService {
        /// The service.
        name: String,
    },
    /// A file with services cannot be read.
    ServiceFile {
        /// The file.
        path: PathBuf,
        /// Why not.
        why: String,
    },
    /// A line of a service is wrong.
    ServiceLine {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        why: connect::BadAddress,
    },
    /// The password file has several passwords for the hosts of one address.
    SeveralPasswords {
        /// The file.
        path: PathBuf,
    },
}

impl BadAddress {
    /// What to do about it.
    pub(crate) const fn help(&self) -> &'static str {
        match self {
            Self::Text(why) => why.help(),
            Self::Variable { .. } | Self::NotUnicode(_) => "correct or unset the variable",
            Self::NoService { .. } => {
                "add the service to `~/.pg_service.conf`, or name the file by `PGSERVICEFILE`"
            }
            Self::ServiceFile { .. } | Self::ServiceLine { .. } => "correct the file",
            Self::SeveralPasswords { .. } => "name one host",
        }
    }
}

impl From<connect::BadAddress> for BadAddress {
    fn from(error: connect::BadAddress) -> Self {
        Self::Text(error)
    }
}

impl From<NotUnicode> for BadAddress {
    fn from(error: NotUnicode) -> Self {
        Self::NotUnicode(error)
    }
}

impl fmt::Display for BadAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(why) => why.fmt(f),
            Self::Variable { name, why } => match why {
                connect::BadAddress::Value { expected, .. } => {
                    write!(
                        f,
                        "the environment variable `{name}` is not valid; expected {expected}"
                    )
                }
                connect::BadAddress::Parameter { .. } => {
                    write!(
                        f,
                        "what the environment variable `{name}` asks for is not supported"
                    )
                }
                _ => write!(
                    f,
                    "the environment variable `{name}` does not hold a valid value"
                ),
            },
            Self::NotUnicode(NotUnicode { name }) => {
                write!(f, "the environment variable `{name}` is not UTF-8")
            }
            Self::NoService { name } => write!(f, "there is no connection service `{name}`"),
            Self::ServiceFile { path, why } => {
                write!(
                    f,
                    "the services in {} cannot be read: {why}",
                    path.display()
                )
            }
            Self::ServiceLine { path, line, why } => {
                write!(
                    f,
                    "the service at {}:{line} cannot be used: {why}",
                    path.display()
                )
            }
            Self::SeveralPasswords { path } => write!(
                f,
                "{} has several passwords for its hosts, and one connection has one",
                path.display()
            ),
        }
    }
}
