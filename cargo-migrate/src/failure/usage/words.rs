//! What each mistake is, in words.

use std::fmt;

use super::Usage;

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
            Self::NothingRecorded => f.write_str("`--accept-drift` accepts nothing here: no fingerprint of the schema is recorded"),
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
            Self::NoSuchFile { path } => write!(f, "there is no file or folder {path}"),
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
