//! Why there is no scratch database, or none any more.

use std::fmt;

use super::keeper::identifier;
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
    /// What a script made beyond its database could not be dropped.
    Left {
        /// What it is: ``the role `app` ``.
        what: String,
        /// The server, without a password.
        place: String,
        /// What it said.
        why: String,
        /// The statement that drops it.
        statement: String,
    },
    /// What a script made beyond its database could not be renamed while another scratch database is worked in.
    NotPutAside {
        /// What it is.
        what: String,
        /// What the server said.
        why: String,
    },
    /// The role may not make the roles that the settings want.
    NoRole {
        /// The first of them.
        role: String,
        /// The server, without a password.
        place: String,
    },
    /// Another proof on the server does not come to its end.
    Busy {
        /// The server, without a password.
        place: String,
        /// Who that is, as a part of a sentence.
        holder: String,
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
            | Self::NotDropped { .. }
            | Self::Left { .. }
            | Self::NotPutAside { .. }
            | Self::NoRole { .. } => Exit::Usage,
            Self::Catalog { .. } => Exit::Internal,
            Self::Busy { .. } | Self::Interrupted => Exit::Busy,
        }
    }

    /// Whether the server is to be looked at, and not the settings.
    pub(crate) fn is_about_the_server(&self) -> bool {
        matches!(
            self,
            Self::Refused { .. }
                | Self::Lost { .. }
                | Self::NotDropped { .. }
                | Self::Left { .. }
                | Self::NotPutAside { .. }
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
            Self::NoRole { role, .. } => format!(
                "let the role that works there make roles (`ALTER ROLE … CREATEROLE`), or make it on the server by hand: \
                 CREATE ROLE {}", identifier(role)
            ),
            Self::Left { statement, .. } => format!("nobody needs it any more: `{statement}`"),
            Self::Busy { .. } => {
                "run the command again when the other one has ended; scripts that make roles are proved one after the other".to_owned()
            }
            Self::Refused { .. } | Self::Lost { .. } | Self::NotPutAside { .. } => {
                "look at the server, and run the command again: nothing of the project was changed".to_owned()
            }
            Self::NotDropped { name, .. } => {
                format!("nobody needs it any more: `DROP DATABASE {}`", identifier(name))
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
            Self::Left {
                what, place, why, ..
            } => write!(
                f,
                "{what}, which a script made on the server of {place}, could not be dropped: {why}"
            ),
            Self::NotPutAside { what, why } => write!(
                f,
                "{what}, which a script made, could not be renamed for the time of another scratch database: {why}"
            ),
            Self::NoRole { role, place } => write!(
                f,
                "the role of {place} may not make the role `{role}`, which `scratch` in [package.metadata.migrate] wants"
            ),
            Self::Busy { place, holder } => write!(
                f,
                "another proof on {place}{holder} has been carrying out scripts that make roles for ten minutes"
            ),
            Self::Catalog { why } => write!(f, "the schema could not be read: {why}"),
            Self::Interrupted => {
                f.write_str("interrupted; nothing was written, and the scratch databases are gone")
            }
        }
    }
}
