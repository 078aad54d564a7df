//! Which database is meant, and who said so.

mod address;
mod connect;

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) use address::{Address, BadAddress};
pub(crate) use connect::{Again, Connected, NoConnection, Stop, connect, stop};

#[cfg(feature = "embedded")]
use crate::embedded::Embedded;
use crate::environment::Environment;
use crate::failure::{Failure, Usage};
use crate::settings::Settings;

/// A database, and who named it.
#[derive(Debug)]
pub(crate) struct Database {
    /// Where it is.
    pub(crate) place: Place,
    /// Who said so.
    pub(crate) origin: Origin,
}

/// Where a database is.
#[derive(Debug)]
pub(crate) enum Place {
    /// On a server.
    Server(Box<Address>),
    /// In this process, its files under the target directory.
    Embedded,
}

/// Who named the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// `--database`.
    CommandLine,
    /// `--from`.
    From,
    /// An argument of the command line.
    Argument,
    /// `DATABASE_URL`.
    Variable,
    /// `DATABASE_URL` in this file.
    DotEnv(PathBuf),
    /// `database` of `[package.metadata.migrate]`.
    Metadata,
    /// `PGHOST`, `PGDATABASE` or `PGSERVICE`, and nothing else.
    PgVariables,
    /// This variable, which `scratch` of `[package.metadata.migrate]` names.
    Scratch(Box<str>),
}

/// Which sources may name the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Locking {
    /// All of them.
    Open,
    /// `--locked`: only those that somebody set for this run.
    Locked,
}

/// The word for the private PostgreSQL of this project.
const EMBEDDED: &str = "embedded";

/// Decides which database is meant: the first of `--database`, `DATABASE_URL`, `.env`, the metadata, and libpq's
/// variables that names one. With `--locked` only the first three may: a release script with a missing variable fails.
///
/// # Errors
///
/// Nobody names a database, or the first who does names one that cannot be used.
pub(crate) fn resolve(
    option: Option<(&OsStr, Origin)>,
    environment: &Environment,
    package_root: &Path,
    metadata: Option<&str>,
    locking: Locking,
) -> Result<Database, Failure> {
    let (text, origin) = if let Some((text, origin)) = option {
        let text = text.to_str().ok_or(Usage::DatabaseNotUnicode {
            origin: origin.clone(),
        })?;
        (text.to_owned(), origin)
    } else if let Some(text) =
        environment
            .get("DATABASE_URL")
            .map_err(|_| Usage::DatabaseNotUnicode {
                origin: Origin::Variable,
            })?
    {
        (text.to_owned(), Origin::Variable)
    } else if let Some((text, path)) = dot_env(package_root, "DATABASE_URL")? {
        (text, Origin::DotEnv(path))
    } else if locking == Locking::Locked {
        return Err(Usage::NoDatabase { locking }.into());
    } else if let Some(text) = metadata {
        (text.to_owned(), Origin::Metadata)
    } else if ["PGHOST", "PGDATABASE", "PGSERVICE"]
        .into_iter()
        .any(|name| environment.is_set(name))
    {
        let origin = Origin::PgVariables;
        let address = Address::from_variables(environment);
        let address = address.map_err(|why| Usage::BadDatabase {
            origin: origin.clone(),
            why,
        })?;
        return Ok(Database {
            place: Place::Server(Box::new(address)),
            origin,
        });
    } else {
        return Err(Usage::NoDatabase { locking }.into());
    };
    let place = if text == EMBEDDED {
        Place::Embedded
    } else {
        let address = Address::parse(&text, environment);
        let address = address.map_err(|why| Usage::BadDatabase {
            origin: origin.clone(),
            why,
        })?;
        Place::Server(Box::new(address))
    };
    Ok(Database { place, origin })
}

/// The server for scratch databases that this variable names, in the environment or in `.env`; `None` when it is not set.
///
/// # Errors
///
/// The variable holds no usable address, or `.env` cannot be read.
pub(crate) fn scratch_server(
    variable: &str,
    environment: &Environment,
    package_root: &Path,
) -> Result<Option<(Address, Origin)>, Failure> {
    let origin = Origin::Scratch(variable.into());
    let text = match Environment::named(variable) {
        Err(_) => return Err(Usage::DatabaseNotUnicode { origin }.into()),
        Ok(Some(text)) => text,
        Ok(None) => match dot_env(package_root, variable)? {
            Some((text, _)) => text,
            None => return Ok(None),
        },
    };
    match Address::parse(&text, environment) {
        Ok(address) => Ok(Some((address, origin))),
        Err(why) => Err(Usage::BadDatabase { origin, why }.into()),
    }
}

/// Connects to a server, for a command that has nothing else to do meanwhile.
///
/// # Errors
///
/// As [`connect()`].
pub(crate) fn open_server(address: &Address, origin: &Origin) -> Result<Connected, Failure> {
    let client = connect(address, origin)?;
    let again = {
        let (address, origin) = (address.clone(), origin.clone());
        Arc::new(move || connect(&address, &origin).ok())
    };
    let stop = stop(&client);
    Ok(Connected::Server(Box::new(client), again, stop))
}

/// Opens the private database of this project, if there is one: looking does not make it.
///
/// # Errors
///
/// As [`open_embedded`].
#[cfg(feature = "embedded")]
pub(crate) fn existing_embedded(settings: &Settings) -> Result<Option<Connected>, Failure> {
    match embedded_directory(settings)?.exists() {
        true => open_embedded(settings).map(Some),
        false => Ok(None),
    }
}

/// Opens the private database of this project, if there is one.
///
/// # Errors
///
/// Always: this build has none.
#[cfg(not(feature = "embedded"))]
pub(crate) fn existing_embedded(settings: &Settings) -> Result<Option<Connected>, Failure> {
    open_embedded(settings).map(Some)
}

/// Where the private database of this project is.
#[cfg(feature = "embedded")]
fn embedded_directory(settings: &Settings) -> Result<PathBuf, Failure> {
    let target = settings.package.target_directory()?;
    Ok(target.join("migrate").join(&settings.project.plan))
}

/// Opens the private database of this project, under cargo's target directory.
///
/// # Errors
///
/// Cargo does not say where that is, or the database cannot be opened.
#[cfg(feature = "embedded")]
pub(crate) fn open_embedded(settings: &Settings) -> Result<Connected, Failure> {
    let directory = embedded_directory(settings)?;
    Ok(Connected::Embedded(Box::new(Embedded::open(&directory)?)))
}

/// Opens the private database of this project.
///
/// # Errors
///
/// Always: this build has none.
#[cfg(not(feature = "embedded"))]
pub(crate) fn open_embedded(_settings: &Settings) -> Result<Connected, Failure> {
    Err(Usage::NoEmbedded.into())
}

/// This variable of the nearest `.env`, from the package upwards. Its other variables are nobody's business here.
fn dot_env(package_root: &Path, wanted: &str) -> Result<Option<(String, PathBuf)>, Failure> {
    let nearest = package_root
        .ancestors()
        .map(|directory| directory.join(".env"))
        .find(|path| path.is_file());
    let Some(path) = nearest else {
        return Ok(None);
    };
    // The parser's error quotes the line, which may hold a password.
    let unreadable = || Failure::from(Usage::UnreadableDotEnv { path: path.clone() });
    for pair in dotenvy::from_path_iter(&path).map_err(|_| unreadable())? {
        let (name, value) = pair.map_err(|_| unreadable())?;
        if name == wanted && !value.is_empty() {
            return Ok(Some((value, path)));
        }
    }
    Ok(None)
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CommandLine => f.write_str("`--database`"),
            Self::From => f.write_str("`--from`"),
            Self::Argument => f.write_str("the command line"),
            Self::Variable => f.write_str("`DATABASE_URL`"),
            Self::DotEnv(path) => write!(f, "`DATABASE_URL` in {}", path.display()),
            Self::Metadata => f.write_str("`database` in [package.metadata.migrate]"),
            Self::PgVariables => f.write_str("libpq's variables"),
            Self::Scratch(variable) => write!(
                f,
                "`{variable}`, which `scratch` in [package.metadata.migrate] names"
            ),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(address) => address.fmt(f),
            Self::Embedded => f.write_str("the embedded database"),
        }
    }
}

#[cfg(test)]
mod tests;
