//! Mistakes of the command line and of the configuration.

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

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoManifest { directory } => {
                write!(f, "no Cargo.toml in {} or above", directory.display())
            }
            Self::UnreadableManifest { path, why } => {
                write!(f, "cannot read {}: {why}", path.display())
            }
            Self::NoSuchPackage { spec, members } => {
                match spec {
                    Some(spec) => write!(f, "the workspace has no package `{spec}`")?,
                    None => f.write_str("no package of the workspace has migrations")?,
                }
                list(f, "; its packages: ", members)
            }
            Self::SeveralPackages { names } => {
                f.write_str("several packages of the workspace could be meant")?;
                list(f, ": ", names)
            }
            Self::Cargo { why } => write!(f, "cargo cannot read the workspace: {why}"),
            Self::NoDatabase { .. } => f.write_str("no database is named"),
            Self::BadDatabase { origin, why } => {
                write!(
                    f,
                    "the database's address from {origin} cannot be used: {why}"
                )
            }
            Self::DatabaseNotUnicode { origin } => {
                write!(f, "the database's address from {origin} is not UTF-8")
            }
            Self::UnreadableDotEnv { path } => write!(f, "{} cannot be read", path.display()),
            Self::NoEmbedded => f.write_str("this build of cargo-migrate has no embedded database"),
            Self::Blank { what } => write!(f, "the {what} is blank"),
            Self::ControlCharacter { what, character } => {
                let code = u32::from(*character);
                write!(f, "the {what} holds the control character U+{code:04X}")
            }
            Self::UnknownCode { code } => write!(f, "no diagnostic has the code `{code}`"),
            Self::Exists { path } => write!(f, "{} exists already", path.display()),
            Self::NotConfirmed => {
                f.write_str("reverting revisions has to be confirmed; nothing was changed")
            }
            Self::RelativeTarget { target } => {
                write!(
                    f,
                    "`{target}` counts from what is applied, which only a database knows"
                )
            }
            Self::NothingToMerge {
                ancestor,
                descendant,
            } if ancestor == descendant => {
                write!(f, "{ancestor} cannot be merged with itself")
            }
            Self::NothingToMerge {
                ancestor,
                descendant,
            } => {
                write!(
                    f,
                    "{descendant} is built on {ancestor} already: there is nothing to merge"
                )
            }
            Self::OneHead { id } => write!(f, "there is one head, {id}: nothing to merge"),
            Self::HeadsLeft { others } => {
                let noun = if others.len() == 1 {
                    "another head"
                } else {
                    "other heads"
                };
                write!(f, "the merge would leave {noun} beside it")?;
                list(f, ": ", others)
            }
            Self::Declined => f.write_str("not confirmed; nothing was changed"),
            Self::NothingToAmend { id } => {
                write!(
                    f,
                    "{id} is a draft, or means what it meant when it was sealed: nothing to amend"
                )
            }
            Self::NoTable { asked, tables } => {
                write!(f, "there is no table `{asked}`")?;
                // All of a small schema; of a large one nobody reads a list.
                match tables.len() {
                    1..=12 => write!(f, "; there are {}", tables.join(", ")),
                    _ => Ok(()),
                }
            }
            Self::NoPicture => f.write_str("`--table` chooses what a picture shows"),
            Self::BadRename { why } => f.write_str(why),
            Self::VersionsDiffer {
                names: [a, b],
                versions: [one, other],
            } => write!(
                f,
                "{a} is on PostgreSQL {one} and {b} on PostgreSQL {other}: their texts cannot be compared"
            ),
            Self::NoSchema => f.write_str("no desired schema to compare with: `schema` is not set in [package.metadata.migrate]"),
            Self::NoRole => f.write_str("the name of a role is empty"),
            Self::NotFirst { directory } => write!(
                f,
                "{directory} has revisions, and a baseline is the first one"
            ),
            Self::NoHead => f.write_str("there is no revision to merge"),
            Self::DirectoryConfigured { directory } => {
                write!(
                    f,
                    "the directory of revisions is configured already: `{directory}`"
                )
            }
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, title: &str, names: &[String]) -> fmt::Result {
    if names.is_empty() {
        return Ok(());
    }
    write!(f, "{title}{}", names.join(", "))
}
