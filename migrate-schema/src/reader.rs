//! The reader: which message to send next, and what its rows mean.

use std::fmt;

use crate::Name;
use crate::model::Schema;
use crate::read::{self, Catalog, Row, Unreadable};
use crate::sql::{self, Planned, Statements};

/// Reads the schema of one database over one session, as often as wanted.
///
/// It does no IO: [`snapshot`](Self::snapshot) is given a function that sends a text as one simple-query message and
/// returns the rows of all its statements, one after the other.
///
/// The message works inside an open transaction and outside of one, changes nothing, and leaves every setting as it
/// was. It takes no lock that a running application would notice; like `pg_dump`, it waits for an exclusive
/// lock on a view or on what a view reads.
///
/// ```
/// use migrate_schema::{Reader, Row};
///
/// let mut reader = Reader::new(Vec::new());
/// let schema = reader.snapshot(|sql| {
///     let rows: Vec<Row> = match sql.contains("server_version_num") {
///         true => vec![vec![Some("version".into()), Some("150004".into())]],
///         false => vec![vec![Some("role".into()), Some("app".into())]],
///     };
///     Ok::<_, std::convert::Infallible>(rows)
/// })?;
/// assert!(schema.tables.is_empty());
/// # Ok::<(), migrate_schema::SnapshotError<std::convert::Infallible>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Reader {
    hidden: Vec<Name>,
    plans: Plans,
    role: Option<String>,
    statements: Option<Statements>,
}

/// What becomes of the plans of the reader's statements.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Plans {
    /// They are made for each snapshot, and nothing stays in the session.
    #[default]
    Afresh,
    /// The session keeps them as prepared statements named `migrate_schema_…`, which makes the next snapshots faster. It
    /// has to be the caller's own from one message to the next: not behind a pooler.
    Kept,
}

impl Reader {
    /// A reader that does not see these tables, nor what hangs on them: the ledger and its log.
    #[must_use]
    pub fn new(hidden: Vec<Name>) -> Self {
        Self {
            hidden,
            plans: Plans::default(),
            role: None,
            statements: None,
        }
    }

    /// The same reader, with its plans kept or made afresh.
    #[must_use]
    pub fn with_plans(self, plans: Plans) -> Self {
        Self { plans, ..self }
    }

    /// The same reader, who tells the schema as this role would read it: what the role owns and what is granted to it is
    /// told as the reader's own. So a role that may only look finds what the role that migrates would.
    #[must_use]
    pub fn in_place_of(self, role: impl Into<String>) -> Self {
        Self {
            role: Some(role.into()),
            ..self
        }
    }

    /// Reads the schema.
    ///
    /// That is one message, after one that asks for the server's version the first time, and another that
    /// asks for kept plans; a schema with objects of rare kinds takes one more.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::Send`] with what `send` failed with; [`SnapshotError::Unreadable`] when the rows are not those
    /// that were asked for.
    pub fn snapshot<E>(
        &mut self,
        mut send: impl FnMut(&str) -> Result<Vec<Row>, E>,
    ) -> Result<Schema, SnapshotError<E>> {
        let (mut awaited, mut message) = self.begin();
        loop {
            let answer = send(&message).map_err(SnapshotError::Send)?;
            match self.answered(awaited, answer)? {
                Next::Send(next, sql) => (awaited, message) = (next, sql),
                Next::Read(schema) => return Ok(*schema),
            }
        }
    }

    /// The first message, and whose answer it is.
    pub(crate) fn begin(&self) -> (Awaited, String) {
        match &self.statements {
            None => (Awaited::Version, sql::VERSION.to_owned()),
            Some(statements) => self.ask(statements),
        }
    }

    fn ask(&self, statements: &Statements) -> (Awaited, String) {
        match self.plans {
            Plans::Afresh => (Awaited::Catalog, statements.message(&Planned::Afresh)),
            Plans::Kept => (Awaited::Kept, sql::KEPT.to_owned()),
        }
    }

    /// What follows the rows of the last message.
    pub(crate) fn answered(
        &mut self,
        awaited: Awaited,
        rows: Vec<Row>,
    ) -> Result<Next, Unreadable> {
        let mut catalog = match awaited {
            Awaited::Version => {
                let statements = self
                    .statements
                    .insert(Statements::of(major(&rows)?))
                    .clone();
                let (awaited, message) = self.ask(&statements);
                return Ok(Next::Send(awaited, message));
            }
            Awaited::Kept => {
                let message = self.statements().message(&Planned::Once(&names(rows)));
                return Ok(Next::Send(Awaited::Catalog, message));
            }
            Awaited::Catalog => {
                let mut catalog = Catalog::default();
                catalog.add(rows)?;
                if catalog.has_rare_objects() {
                    let message = self.statements().others();
                    return Ok(Next::Send(Awaited::Others(Box::new(catalog)), message));
                }
                catalog
            }
            Awaited::Others(mut catalog) => {
                catalog.add(rows)?;
                *catalog
            }
        };
        if let Some(role) = &self.role {
            catalog.speak_for(role);
        }
        Ok(Next::Read(Box::new(read::schema(catalog, &self.hidden)?)))
    }

    fn statements(&self) -> &Statements {
        let known = self.statements.as_ref();
        known.expect("the version was answered before anything else is asked")
    }
}

/// Which answer is awaited.
pub(crate) enum Awaited {
    Version,
    Kept,
    Catalog,
    Others(Box<Catalog>),
}

/// What follows an answer.
pub(crate) enum Next {
    Send(Awaited, String),
    Read(Box<Schema>),
}

/// The names in the answer to [`sql::KEPT`].
fn names(rows: Vec<Row>) -> Vec<String> {
    rows.into_iter()
        .filter_map(|row| row.into_iter().nth(1)?)
        .collect()
}

/// The major version in the answer to [`sql::VERSION`].
fn major(rows: &[Row]) -> Result<u32, Unreadable> {
    let number = match rows {
        [row] => row
            .get(1)
            .and_then(Option::as_ref)
            .and_then(|text| text.parse::<u32>().ok()),
        _ => None,
    };
    match number {
        Some(number) if number >= 130_000 => Ok(number / 10_000),
        Some(number) => Err(Unreadable(format!(
            "the server's version number is {number}; PostgreSQL 13 is the oldest that is understood"
        ))),
        None => Err(Unreadable("the server does not say its version".to_owned())),
    }
}

/// A snapshot was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SnapshotError<E> {
    /// The message could not be sent, or the server refused it.
    Send(E),
    /// The rows are not those that were asked for.
    Unreadable(Unreadable),
}

impl<E> From<Unreadable> for SnapshotError<E> {
    fn from(error: Unreadable) -> Self {
        Self::Unreadable(error)
    }
}

impl<E: fmt::Display> fmt::Display for SnapshotError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send(error) => error.fmt(f),
            Self::Unreadable(error) => error.fmt(f),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> std::error::Error for SnapshotError<E> {}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(values: &[&str]) -> Row {
        values
            .iter()
            .map(|value| Some((*value).to_owned()))
            .collect()
    }

    /// What a reader says when a server of this version answers with these rows.
    fn answered(version: &str, rows: &[Row]) -> Result<Schema, String> {
        let mut sent = 0;
        let mut reader = Reader::new(Vec::new());
        let schema = reader.snapshot(|_| {
            sent += 1;
            Ok::<_, String>(match sent {
                1 => vec![row(&["version", version])],
                _ => rows.to_vec(),
            })
        });
        schema.map_err(|error| error.to_string())
    }

    #[test]
    fn rows_that_were_not_asked_for_are_no_schema() {
        let me = row(&["role", "app"]);
        assert_eq!(
            answered("150004", std::slice::from_ref(&me)),
            Ok(Schema::default())
        );
        for (version, rows, why) in [
            ("120009", vec![me.clone()], "PostgreSQL 13 is the oldest"),
            ("devel", vec![me.clone()], "does not say its version"),
            ("150004", vec![], "does not say who reads it"),
            ("150004", vec![vec![]], "does not say what it is"),
            (
                "150004",
                vec![me.clone(), row(&["surprise"])],
                "`surprise` was not asked for",
            ),
            (
                "150004",
                vec![me.clone(), row(&["default", "7"])],
                "value 2 of a row `default` is missing",
            ),
            (
                "150004",
                vec![me, row(&["default", "7", "x", "1"])],
                "is `x`, not a number",
            ),
        ] {
            let said = answered(version, &rows).expect_err(why);
            assert!(said.contains(why), "{said}");
        }
    }

    #[test]
    fn what_the_sender_fails_with_comes_back_as_it_is() {
        let failed = Reader::new(Vec::new()).snapshot(|_| Err::<Vec<Row>, _>("lost"));
        assert_eq!(failed, Err(SnapshotError::Send("lost")));
    }
}
