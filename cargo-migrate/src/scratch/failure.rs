//! Why there is no scratch database, or none any more.

use std::fmt;

use crate::Exit;

/// Why there is no scratch database, or none any more. No variant holds a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ScratchFailure {
    /// The variable that the settings name is not set.
    NotSet {
        /// Its name.
        variable: String,
    },
    /// The settings name no server, and the embedded one was left out of this build.
    #[cfg_attr(
        feature = "embedded",
        expect(dead_code, reason = "only a build without it says so")
    )]
    NoEmbedded,
    /// The role may not create databases.
    NoRight {
        /// The server, without a password.
        place: String,
        /// Who named it.
        origin: String,
    },
    /// The server did not create the database, for another reason.
    Refused {
        /// The server, without a password.
        place: String,
        /// What it said.
        why: String,
    },
    /// The server stopped answering.
    Lost {
        /// Why, as far as that is known.
        why: String,
    },
    /// The database could not be dropped.
    NotDropped {
        /// Its name.
        name: String,
        /// The server, without a password.
        place: String,
        /// What it said.
        why: String,
    },
    /// The catalogs could not be read.
    Catalog {
        /// What the server, or the reader, said.
        why: String,
    },
    /// Somebody told the process to stop.
    Interrupted,
}

impl ScratchFailure {
    /// The exit code.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::NotSet { .. }
            | Self::NoEmbedded
            | Self::NoRight { .. }
            | Self::Refused { .. }
            | Self::Lost { .. }
            | Self::NotDropped { .. } => Exit::Usage,
            Self::Catalog { .. } => Exit::Internal,
            Self::Interrupted => Exit::Busy,
        }
    }

    /// Whether the server is to be looked at, and not the settings.
    pub(crate) fn is_about_the_server(&self) -> bool {
        matches!(
            self,
            Self::Refused { .. } | Self::Lost { .. } | Self::NotDropped { .. }
        )
    }

    /// What to do about it.
    pub(crate) fn help(&self) -> Option<String> {
        Some(match self {
            Self::NotSet { variable } => format!(
                "set it, also in `.env`, to a server on which databases may be created and dropped: \
                 {variable}=postgresql://postgres@localhost/postgres"
            ),
            Self::NoEmbedded => "install cargo-migrate with its default features, or name a server in Cargo.toml: \
                 scratch = { env = \"SCRATCH_DATABASE_URL\" } in [package.metadata.migrate]"
                .to_owned(),
            Self::NoRight { origin, .. } => format!(
                "let the role create databases (`ALTER ROLE … CREATEDB`), or name another server by {origin}"
            ),
            Self::Refused { .. } | Self::Lost { .. } => {
                "look at the server, and run the command again: nothing of the project was changed".to_owned()
            }
            Self::NotDropped { name, .. } => {
                format!("nobody needs it any more: `DROP DATABASE \"{name}\"`")
            }
            Self::Catalog { .. } => {
                "this is a mistake of cargo migrate, or of a server that it does not know: please report it".to_owned()
            }
            Self::Interrupted => return None,
        })
    }
}

impl fmt::Display for ScratchFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSet { variable } => write!(
                f,
                "no server for scratch databases: `{variable}`, which `scratch` in [package.metadata.migrate] names, is not set"
            ),
            Self::NoEmbedded => f.write_str(
                "no server for scratch databases: this build of cargo-migrate has no embedded one, and `scratch` is not set \
                 in [package.metadata.migrate]",
            ),
            Self::NoRight { place, .. } => {
                write!(f, "the role of {place} may not create databases")
            }
            Self::Refused { place, why } => {
                write!(f, "no scratch database could be created beside {place}: {why}")
            }
            Self::Lost { why } => write!(f, "the server of the scratch database is gone: {why}"),
            Self::NotDropped { name, place, why } => write!(
                f,
                "the scratch database `{name}` beside {place} could not be dropped: {why}"
            ),
            Self::Catalog { why } => write!(f, "the schema could not be read: {why}"),
            Self::Interrupted => {
                f.write_str("interrupted; nothing was written, and the scratch databases are gone")
            }
        }
    }
}
