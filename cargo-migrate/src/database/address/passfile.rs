//! The password file: lines of `host:port:database:role:password`.

use std::fs;
use std::path::{Path, PathBuf};

use migrate_runtime::connect::Parameters;

use super::BadAddress;
use crate::environment::Environment;

/// What became of the search.
pub(super) enum Found {
    /// There is a password, or none is known.
    Done,
    /// The file was not read, because others can read it: as libpq does it.
    OpenToOthers(PathBuf),
}

/// Takes the password from the file where nobody gave one.
pub(super) fn fill(
    parameters: &mut Parameters,
    environment: &Environment,
) -> Result<Found, BadAddress> {
    if parameters.get("password").is_some() {
        return Ok(Found::Done);
    }
    let path = match (parameters.get("passfile"), environment.get("HOME")?) {
        (Some(path), _) => PathBuf::from(path),
        (None, Some(home)) => Path::new(home).join(".pgpass"),
        (None, None) => return Ok(Found::Done),
    };
    // As with libpq, a file that is not there or not readable is no mistake.
    let Ok(metadata) = fs::metadata(&path) else {
        return Ok(Found::Done);
    };
    if !metadata.is_file() {
        return Ok(Found::Done);
    }
    if is_open(&metadata) {
        return Ok(Found::OpenToOthers(path));
    }
    let Ok(text) = fs::read_to_string(&path) else {
        return Ok(Found::Done);
    };
    let mut passwords: Vec<Option<String>> = wanted(parameters, environment)?
        .iter()
        .map(|wanted| look_up(&text, wanted))
        .collect();
    passwords.dedup();
    match &passwords[..] {
        [Some(password)] => parameters.set("password", password)?,
        [_] | [] => {}
        // The driver has one password for all hosts, and must not tell one host the password of another.
        _ => return Err(BadAddress::SeveralPasswords { path }),
    }
    Ok(Found::Done)
}

#[cfg(unix)]
fn is_open(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    metadata.mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open(_: &fs::Metadata) -> bool {
    false
}

/// Host, port, database and role: what a line's first four fields are compared with.
type Wanted = [String; 4];

/// What is looked up for each host.
fn wanted(parameters: &Parameters, environment: &Environment) -> Result<Vec<Wanted>, BadAddress> {
    let user = match parameters.get("user") {
        Some(user) => user,
        // As the driver does it, but from the environment: a wrong guess finds no line.
        None => environment.get("USER")?.unwrap_or_default(),
    };
    let database = parameters.get("dbname").unwrap_or(user);
    let hosts = parameters.get("host").or(parameters.get("hostaddr"));
    let ports: Vec<_> = parameters
        .get("port")
        .unwrap_or("5432")
        .split(',')
        .collect();
    let wanted = hosts
        .unwrap_or("localhost")
        .split(',')
        .enumerate()
        .map(|(at, host)| {
            // A socket in the usual directory is looked up as the machine itself.
            let host = match host {
                "" | "/tmp" | "/var/run/postgresql" => "localhost",
                host => host,
            };
            let port = match ports.get(at).or(ports.first()) {
                None | Some(&"") => "5432",
                Some(port) => port,
            };
            [host, port, database, user].map(str::to_owned)
        });
    Ok(wanted.collect())
}

/// The password of the first line that fits.
fn look_up(text: &str, wanted: &Wanted) -> Option<String> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(fields)
        .find_map(|[fields @ .., password]| {
            let fits = |(field, wanted): (&Field, &String)| field.is_any || field.text == *wanted;
            let all = fields.iter().zip(wanted).all(fits);
            (all && !password.text.is_empty()).then_some(password.text)
        })
}

/// A field of a line.
#[derive(Debug, Default)]
struct Field {
    text: String,
    /// `*` without a backslash.
    is_any: bool,
}

/// The five fields of a line; a backslash keeps a colon or a backslash.
fn fields(line: &str) -> Option<[Field; 5]> {
    let mut fields: [Field; 5] = Default::default();
    let mut at = 0;
    let mut characters = line.chars();
    let mut raw_start = line;
    while let Some(next) = characters.next() {
        match next {
            '\\' => fields[at].text.extend(characters.next()),
            ':' if at < 4 => {
                fields[at].is_any = raw_start.starts_with("*:");
                raw_start = characters.as_str();
                at += 1;
            }
            next => fields[at].text.push(next),
        }
    }
    (at == 4).then_some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Option<String> {
        let wanted = ["db:1", "5432", "shop", "app"].map(str::to_owned);
        look_up(text, &wanted)
    }

    #[test]
    fn the_first_line_that_fits_has_the_password() {
        assert_eq!(password("db:5432:shop:app:no\n"), None, "too many fields");
        assert_eq!(
            password("db\\:1:5432:shop:app:first\n*:*:*:*:second\n").as_deref(),
            Some("first")
        );
        assert_eq!(
            password("# *:*:*:*:no\nother:*:*:*:no\n*:*:*:app:yes").as_deref(),
            Some("yes")
        );
        assert_eq!(password("*:*:*:*:a\\:b\\\\c").as_deref(), Some("a:b\\c"));
        assert_eq!(
            password("\\*:*:*:*:no"),
            None,
            "a star that is meant as one"
        );
        assert_eq!(password("*:*:*\n\n:::::\n"), None);
    }
}
