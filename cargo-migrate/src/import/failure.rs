//! Why an import was not done. Nothing was written.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::Obstacle;
use super::write::WriteError;
use crate::Exit;

/// Why an import was not done.
#[derive(Debug)]
pub(crate) enum ImportFailure {
    /// The other tool's directory cannot be read; the error names the place.
    Unreadable(io::Error),
    /// The other tool's files do not make a history.
    Obstacles {
        /// The directory.
        directory: PathBuf,
        /// Everything that is in the way.
        obstacles: Vec<Obstacle>,
    },
    /// The revisions cannot be written.
    Write(WriteError),
}

impl ImportFailure {
    /// The exit code.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Unreadable(_) | Self::Write(WriteError::Occupied { .. }) => Exit::Usage,
            Self::Obstacles { obstacles, .. } => match obstacles[..] {
                [Obstacle::NoMigration { .. }] => Exit::Usage,
                _ => Exit::Files,
            },
            Self::Write(WriteError::Io { .. } | WriteError::Stranded { .. }) => Exit::Internal,
        }
    }

    /// What to do about it.
    pub(crate) fn help(&self) -> Option<String> {
        match self {
            Self::Unreadable(_) | Self::Obstacles { .. } | Self::Write(WriteError::Io { .. }) => {
                None
            }
            Self::Write(WriteError::Stranded { old, directory, .. }) => Some(format!(
                "move it back by hand: from {} to {}",
                old.display(),
                directory.display()
            )),
            Self::Write(WriteError::Occupied { directory, .. }) => Some(format!(
                "move it away first, for example `git mv {0} {0}.old`, and import from there; or set another `directory` in \
                 [package.metadata.migrate]",
                directory
                    .file_name()
                    .unwrap_or(directory.as_os_str())
                    .to_string_lossy()
            )),
        }
    }
}

impl fmt::Display for ImportFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => error.fmt(f),
            Self::Obstacles {
                directory,
                obstacles,
            } => {
                write!(f, "{} cannot be imported", directory.display())?;
                obstacles
                    .iter()
                    .try_for_each(|obstacle| write!(f, "\n  {obstacle}"))
            }
            Self::Write(error) => error.fmt(f),
        }
    }
}
