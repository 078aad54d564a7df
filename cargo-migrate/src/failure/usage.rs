//! Mistakes of the command line and of the configuration.

mod words;

use std::fmt;
use std::path::PathBuf;

use crate::database::{BadAddress, Locking, Origin};

/// What is wrong with the command line or the configuration. No variant holds the text of a database's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Usage {
    /// No `Cargo.toml` here or above.
    NoManifest {
        /// Where the search began.
        directory: PathBuf,
    },
    /// A `Cargo.toml` cannot be read.
    UnreadableManifest {
        /// The file.
        path: PathBuf,
        /// Why not.
        why: String,
    },
    /// The workspace has no such package.
    NoSuchPackage {
        /// What `-p` says.
        spec: Option<String>,
        /// The workspace's packages.
        members: Vec<String>,
    },
    /// Several packages of the workspace could be meant.
    SeveralPackages {
        /// Their names.
        names: Vec<String>,
    },
    /// Cargo was asked about the workspace and failed.
    Cargo {
        /// What it says.
        why: String,
    },
    /// Nothing names a database.
    NoDatabase {
        /// Whether all sources were allowed.
        locking: Locking,
    },
    /// The database's address cannot be used.
    BadDatabase {
        /// Who named it.
        origin: Origin,
        /// What is wrong with it.
        why: BadAddress,
    },
    /// The database's address is not UTF-8.
    DatabaseNotUnicode {
        /// Who named it.
        origin: Origin,
    },
    /// A `.env` file cannot be read.
    UnreadableDotEnv {
        /// The file.
        path: PathBuf,
    },
    /// The embedded database was left out of this build.
    #[cfg_attr(
        feature = "embedded",
        expect(dead_code, reason = "only a build without it says so")
    )]
    NoEmbedded,
    /// A drift is accepted where none is looked for.
    NothingRecorded,
    /// A message or a reason is blank.
    Blank {
        /// What is blank.
        what: Sentence,
    },
    /// A message or a reason holds a control character, which no manifest may hold.
    ControlCharacter {
        /// What holds it.
        what: Sentence,
        /// The first one.
        character: char,
    },
    /// No diagnostic has this code.
    UnknownCode {
        /// What was given.
        code: String,
    },
    /// A file that would be written exists.
    Exists {
        /// The file or directory.
        path: PathBuf,
    },
    /// `down` without a terminal and without `--yes`.
    NotConfirmed,
    /// Without a database nothing can be counted from what is applied.
    RelativeTarget {
        /// What was given.
        target: String,
    },
    /// A merge of a revision with itself or with its own ancestor.
    NothingToMerge {
        /// The ancestor.
        ancestor: String,
        /// What is built on it.
        descendant: String,
    },
    /// A merge without names, where there is one head already.
    OneHead {
        /// The head.
        id: String,
    },
    /// A merge that would leave other heads beside it.
    HeadsLeft {
        /// Their ids and messages.
        others: Vec<String>,
    },
    /// `lock --amend` of a revision that is a draft or means what it meant.
    NothingToAmend {
        /// The revision.
        id: String,
    },
    /// A `--rename` that is none.
    BadRename {
        /// Why.
        why: String,
    },
    /// Two schemas of different major versions of PostgreSQL.
    VersionsDiffer {
        /// What the sides are called.
        names: [String; 2],
        /// Their major versions.
        versions: [u32; 2],
    },
    /// A side of a comparison that is written like a path, and is not there.
    NoSuchFile {
        /// As it was typed, without what may be a password.
        path: String,
    },
    /// A picture of a table that is not there.
    NoTable {
        /// What was asked for.
        asked: String,
        /// The tables that are there.
        tables: Vec<String>,
    },
    /// `schema --table` with a format that draws nothing.
    NoPicture,
    /// `new --auto` without a desired schema.
    NoSchema,
    /// The name of a role is empty.
    NoRole,
    /// A first revision where there is one already.
    NotFirst {
        /// The directory of revisions.
        directory: String,
    },
    /// A merge where there is no revision.
    NoHead,
    /// A person said no.
    Declined,
    /// `init --directory` with a directory where another one is configured.
    DirectoryConfigured {
        /// The one that is configured.
        directory: String,
    },
}

/// Words that a person gives and a record keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sentence {
    /// What a revision does.
    Message,
    /// Why something is done.
    Reason,
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Message => "message",
            Self::Reason => "reason",
        })
    }
}

impl Usage {
    /// What to do about it.
    pub(crate) fn help(&self) -> Option<String> {
        let help = match self {
            Self::NoManifest { .. } => "run it inside a package, or name one by `--manifest-path`",
            Self::UnreadableManifest { .. } | Self::Cargo { .. } => return None,
            Self::NoSuchPackage { members, .. } if members.is_empty() => return None,
            Self::NoSuchPackage { .. } | Self::SeveralPackages { .. } => "name the package by `-p`",
            Self::NoDatabase {
                locking: Locking::Open,
            } => {
                "give `--database URL`, set DATABASE_URL (also in `.env`), or set `database` in \
                 [package.metadata.migrate]"
            }
            Self::NoDatabase {
                locking: Locking::Locked,
            } => {
                "give `--database URL` or set DATABASE_URL (also in `.env`); the package's metadata and libpq's \
                 variables do not count with `--locked`"
            }
            Self::BadDatabase { why, .. } => why.help(),
            Self::DatabaseNotUnicode { .. } => "write other bytes as %XX",
            Self::UnreadableDotEnv { .. } => "expected lines of the form NAME=value",
            Self::NothingRecorded => {
                "`fingerprint = true` in [package.metadata.migrate] compares the schema with what the last run recorded of it"
            }
            Self::NoEmbedded => {
                "install cargo-migrate with its default features, or name a server by `--database URL`"
            }
            Self::Blank {
                what: Sentence::Message,
            } => "say what the revision does: `cargo migrate new \"add groups to users\"`",
            Self::Blank {
                what: Sentence::Reason,
            } => "say why: the reason stays in the records",
            Self::ControlCharacter { .. } => "leave it out: one line of plain words is expected",
            Self::UnknownCode { .. } => "`cargo migrate explain` lists all codes",
            Self::Exists { .. } => "nothing is overwritten: move it away, or run the command again",
            Self::NotConfirmed => "there is no terminal to ask on: add `--yes` when this is meant",
            Self::RelativeTarget { .. } => "name revisions by their ids: no database is asked here",
            Self::NothingToMerge { .. } => "`cargo migrate heads` lists what can be merged",
            Self::HeadsLeft { .. } => "`cargo migrate merge` without names joins all heads",
            Self::OneHead { .. } | Self::Declined => return None,
            Self::NothingToAmend { .. } => {
                "`cargo migrate check` tells which sealed revisions were edited"
            }
            Self::BadRename { .. } => {
                "give `--rename old=new`, or `--rename table.column=new`; without it the old one is dropped and the new one created"
            }
            Self::VersionsDiffer { .. } => {
                "build the other side on a server of the same version: scratch = { env = \"SCRATCH_DATABASE_URL\" } in \
                 [package.metadata.migrate]"
            }
            Self::NoSuchFile { .. } => {
                "name a schema file or folder that is there, a revision (`head`, `base`, an id or a prefix, a slug), or a \
                 database (`postgresql://…`)"
            }
            Self::NoTable { tables, .. } if tables.is_empty() => "the schema has no table",
            Self::NoTable { .. } => {
                "write it as in SQL, with its schema where that is not `public`"
            }
            Self::NoPicture => "add `--format mermaid`, `dot` or `svg`",
            Self::NoSchema => {
                "write the schema that you want into a file, and name it in Cargo.toml: schema = \"schema.sql\" in \
                 [package.metadata.migrate]"
            }
            Self::NoRole => "name the role as PostgreSQL knows it, without quotes",
            Self::NotFirst { .. } => {
                "`cargo migrate stamp REVISION` compares the database with the revisions and records it; \
                 `cargo migrate diff URL head` prints what differs"
            }
            Self::NoHead => "create the first revision with `cargo migrate new`",
            Self::DirectoryConfigured { .. } => {
                "move the directory and change `directory` in Cargo.toml by hand"
            }
        };
        Some(help.to_owned())
    }
}
