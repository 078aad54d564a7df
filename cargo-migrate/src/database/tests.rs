//! Who names the database, in order, and what does not count with `--locked`.

use std::ffi::OsStr;

use super::*;
use crate::failure::Failure;

/// A package in a directory of its own, with this `.env`.
fn package(dot_env: Option<&str>) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    // An empty file ends the search upwards, so that nobody's `/tmp/.env` decides a test.
    std::fs::write(directory.path().join(".env"), dot_env.unwrap_or_default()).unwrap();
    directory
}

struct Question<'q> {
    option: Option<&'q str>,
    environment: Environment,
    dot_env: Option<&'q str>,
    metadata: Option<&'q str>,
    locking: Locking,
}

impl Default for Question<'_> {
    fn default() -> Self {
        Self {
            option: None,
            environment: Environment::default(),
            dot_env: None,
            metadata: None,
            locking: Locking::Open,
        }
    }
}

impl Question<'_> {
    fn ask(&self) -> Result<Database, Failure> {
        let package = package(self.dot_env);
        resolve(
            self.option
                .map(|text| (OsStr::new(text), Origin::CommandLine)),
            &self.environment,
            package.path(),
            self.metadata,
            self.locking,
        )
    }
}

fn all_sources() -> Question<'static> {
    Question {
        option: Some("postgresql://option/d"),
        environment: Environment::from([
            ("DATABASE_URL", "postgresql://variable/d"),
            ("PGDATABASE", "pg"),
        ]),
        dot_env: Some("OTHER=1\nDATABASE_URL=postgresql://dotenv/d\n"),
        metadata: Some("postgresql://metadata/d"),
        locking: Locking::Open,
    }
}

fn place(database: &Database) -> String {
    database.place.to_string()
}

#[test]
fn the_option_comes_before_the_variable_before_the_file_before_the_metadata() {
    let mut question = all_sources();
    let database = question.ask().unwrap();
    assert_eq!(
        (place(&database).as_str(), database.origin),
        ("the database `d` at option:5432", Origin::CommandLine)
    );
    question.option = None;
    let database = question.ask().unwrap();
    assert_eq!(
        (place(&database).as_str(), database.origin),
        ("the database `d` at variable:5432", Origin::Variable)
    );
    question.environment = Environment::from([("PGDATABASE", "pg")]);
    let database = question.ask().unwrap();
    assert_eq!(place(&database), "the database `d` at dotenv:5432");
    assert!(matches!(database.origin, Origin::DotEnv(_)));
    question.dot_env = None;
    let database = question.ask().unwrap();
    assert_eq!(
        (place(&database).as_str(), database.origin),
        ("the database `d` at metadata:5432", Origin::Metadata)
    );
    question.metadata = None;
    let database = question.ask().unwrap();
    assert_eq!(database.origin, Origin::PgVariables);
}

#[test]
fn with_locked_neither_the_metadata_nor_libpqs_variables_name_a_database() {
    let mut question = all_sources();
    question.locking = Locking::Locked;
    assert_eq!(question.ask().unwrap().origin, Origin::CommandLine);
    question.option = None;
    question.environment = Environment::from([("PGHOST", "h"), ("PGDATABASE", "pg")]);
    assert!(matches!(question.ask().unwrap().origin, Origin::DotEnv(_)));
    question.dot_env = None;
    let refused = question.ask().unwrap_err();
    assert!(
        matches!(
            refused,
            Failure::Usage(Usage::NoDatabase {
                locking: Locking::Locked
            })
        ),
        "{refused:?}"
    );
}

#[test]
fn nothing_is_guessed_when_nobody_names_a_database() {
    let refused = Question::default().ask().unwrap_err();
    assert!(
        matches!(
            refused,
            Failure::Usage(Usage::NoDatabase {
                locking: Locking::Open
            })
        ),
        "{refused:?}"
    );
}

#[test]
fn the_word_embedded_means_the_private_database() {
    let question = Question {
        metadata: Some("embedded"),
        ..Question::default()
    };
    assert!(matches!(question.ask().unwrap().place, Place::Embedded));
}

#[test]
fn a_bad_address_is_told_with_its_origin_and_without_its_text() {
    let environment = Environment::from([("DATABASE_URL", "postgresql://u:hunter2@h:port/d")]);
    let refused = Question {
        environment,
        ..Question::default()
    }
    .ask()
    .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the database's address from `DATABASE_URL` cannot be used: its `port` is not valid; expected a number from 1 to 65535"
    );
}

#[test]
fn a_file_that_does_not_parse_is_told_without_its_text() {
    let question = Question {
        dot_env: Some("DATABASE_URL='postgresql://u:hunter2@h/d\n"),
        ..Question::default()
    };
    let refused = question.ask().unwrap_err();
    assert!(!refused.to_string().contains("hunter2"), "{refused}");
    assert!(
        matches!(refused, Failure::Usage(Usage::UnreadableDotEnv { .. })),
        "{refused:?}"
    );
}
