//! Connection services: parameters under a name in `pg_service.conf`.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use migrate_runtime::connect::Parameters;

use super::BadAddress;
use crate::environment::Environment;

/// Where Debian keeps the file for everybody.
const SYSTEM: &str = "/etc/postgresql-common";

/// Fills what is open from the service that the address or `PGSERVICE` names.
pub(super) fn fill(
    parameters: &mut Parameters,
    environment: &Environment,
) -> Result<(), BadAddress> {
    let name = match parameters.get("service") {
        Some(name) => name.to_owned(),
        None => match environment.get("PGSERVICE")? {
            Some(name) => name.to_owned(),
            None => return Ok(()),
        },
    };
    for path in paths(parameters, environment)? {
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => {
                let why = error.to_string();
                return Err(BadAddress::ServiceFile { path, why });
            }
        };
        if let Some(lines) = section(&text, &name) {
            return take(parameters, lines, &path);
        }
    }
    Err(BadAddress::NoService { name })
}

/// The user's file, then everybody's.
fn paths(parameters: &Parameters, environment: &Environment) -> Result<Vec<PathBuf>, BadAddress> {
    let named = match parameters.get("servicefile") {
        Some(path) => Some(path),
        None => environment.get("PGSERVICEFILE")?,
    };
    let user = match (named, environment.get("HOME")?) {
        (Some(path), _) => Some(PathBuf::from(path)),
        (None, Some(home)) => Some(Path::new(home).join(".pg_service.conf")),
        (None, None) => None,
    };
    let system = environment.get("PGSYSCONFDIR")?.unwrap_or(SYSTEM);
    let system = Path::new(system).join("pg_service.conf");
    Ok(user.into_iter().chain([system]).collect())
}

/// The lines of the service, each with its number.
fn section<'t>(text: &'t str, name: &str) -> Option<impl Iterator<Item = (usize, &'t str)>> {
    let mut lines = text.lines().map(str::trim).zip(1..);
    lines.find(|(line, _)| {
        let title = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'));
        title == Some(name)
    })?;
    let lines = lines.take_while(|(line, _)| !line.starts_with('['));
    let is_setting = |line: &str| !line.is_empty() && !line.starts_with('#');
    Some(lines.filter_map(move |(line, number)| is_setting(line).then_some((number, line))))
}

fn take<'t>(
    parameters: &mut Parameters,
    lines: impl Iterator<Item = (usize, &'t str)>,
    path: &Path,
) -> Result<(), BadAddress> {
    for (line, text) in lines {
        let bad = |why| BadAddress::ServiceLine {
            path: path.to_owned(),
            line,
            why,
        };
        let (name, value) = text
            .split_once('=')
            .ok_or_else(|| bad(migrate_runtime::connect::BadAddress::Malformed))?;
        parameters
            .set_default(name.trim_end(), value)
            .map_err(bad)?;
    }
    Ok(())
}
