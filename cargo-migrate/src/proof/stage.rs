//! A scratch database on which scripts are carried out under the conditions of a run, and whose schema can be read.

use migrate_core::plan::{Plan, Revision, Script};
use migrate_core::run::{Direction, Options, ServerError, byte_in_message, byte_in_statement};
use migrate_core::sql::{self, Ending, Message, Opening};
use migrate_runtime::Wanted;
use migrate_schema::{Plans, Reader, Schema, Snapshot, SnapshotError};

use super::batch::{self, Batch};
use crate::catalog;
use crate::failure::Failure;
use crate::scratch::{Answer, Scratch, ScratchDatabase, ScratchFailure};

/// The database, and the plan whose scripts are carried out in it.
pub(super) struct Stage<'s> {
    plan: &'s Plan,
    options: Options,
    database: ScratchDatabase,
    reader: Reader,
}

/// What a server says against a script, and where.
#[derive(Debug, Clone)]
pub(super) struct Raised {
    pub(super) error: Box<ServerError>,
    /// The byte of the script; `None` when it is not in the script.
    pub(super) byte: Option<usize>,
}

/// How a script ended.
pub(super) type Played = Result<(), Raised>;

impl<'s> Stage<'s> {
    /// A new database.
    ///
    /// # Errors
    ///
    /// There is none to be had.
    pub(super) fn open(scratch: &Scratch, plan: &'s Plan) -> Result<Self, Failure> {
        Ok(Self {
            plan,
            options: Options::default(),
            database: scratch.open()?,
            // There is no ledger here, and the session is ours alone.
            reader: Reader::new(Vec::new()).with_plans(Plans::Kept),
        })
    }

    /// The same database, for a plan with the same revisions in it so far.
    pub(super) fn of<'n>(self, plan: &'n Plan) -> Stage<'n> {
        Stage {
            plan,
            options: self.options,
            database: self.database,
            reader: self.reader,
        }
    }

    /// The server's version as it numbers it.
    pub(super) fn version(&self) -> u32 {
        self.database.version()
    }

    /// Throws the database away.
    ///
    /// # Errors
    ///
    /// It could not be.
    pub(super) fn close(self) -> Result<(), Failure> {
        self.database.close()
    }

    /// Carries a script out and commits it.
    ///
    /// # Errors
    ///
    /// The database is lost, or somebody told the process to stop.
    pub(super) fn play(
        &mut self,
        revision: &Revision,
        direction: Direction,
        script: &Script,
    ) -> Result<Played, ScratchFailure> {
        if !script.statements().is_empty() {
            return self.play_statements(revision, script);
        }
        let transaction = (Opening::Begin, Ending::Commit);
        let played = self.play_in_transaction(revision, direction, script, transaction)?;
        self.tidy()?;
        Ok(played)
    }

    /// Applies revisions one after the other, as [`play`](Self::play) would each, in few messages. The error is that of the
    /// revision at this place among them; those before it were applied.
    ///
    /// # Errors
    ///
    /// As [`Stage::play`].
    pub(super) fn play_all(
        &mut self,
        revisions: &[&Revision],
    ) -> Result<Result<(), (usize, Raised)>, ScratchFailure> {
        let mut done = 0;
        while let Some(next) = revisions.get(done) {
            let batch = Batch::of(&revisions[done..], self.plan, &self.options);
            if !batch.is_worth_it() {
                if let Err(raised) = self.play(next, Direction::Up, &next.up)? {
                    return Ok(Err((done, raised)));
                }
                done += 1;
                continue;
            }
            match self.database.ask(&batch.text, Wanted::Nothing)? {
                Ok(_) => done += batch.revisions.len(),
                Err(_) => {
                    self.roll_back()?;
                    done += batch.applied(self.played()?.as_deref());
                    // Alone, the next one says what is wrong and where.
                    let Some(next) = revisions.get(done) else {
                        continue;
                    };
                    if let Err(raised) = self.play(next, Direction::Up, &next.up)? {
                        return Ok(Err((done, raised)));
                    }
                    done += 1;
                }
            }
        }
        Ok(Ok(()))
    }

    /// The last revision of a batch that was applied.
    fn played(&mut self) -> Result<Option<String>, ScratchFailure> {
        let answer: Answer = self.database.ask(batch::PLAYED, Wanted::Rows)?;
        let rows = answer.map_err(|error| ScratchFailure::Lost { why: error.message })?;
        Ok(rows
            .into_iter()
            .next()
            .and_then(|row| row.into_iter().next()?))
    }

    /// Carries a transactional script out; after an error nothing of its transaction is left.
    ///
    /// # Errors
    ///
    /// As [`Stage::play`].
    pub(super) fn play_in_transaction(
        &mut self,
        revision: &Revision,
        direction: Direction,
        script: &Script,
        transaction: (Opening, Ending),
    ) -> Result<Played, ScratchFailure> {
        let Message {
            text,
            script: range,
        } = sql::rehearse(
            self.plan,
            revision,
            direction,
            script,
            transaction,
            &self.options,
        );
        let Err(error) = self.database.ask(&text, Wanted::Nothing)? else {
            return Ok(Ok(()));
        };
        let byte = byte_in_message(&text[..range.start], &script.text, &error);
        self.roll_back()?;
        Ok(Err(Raised { error, byte }))
    }

    /// Carries out a script that runs outside a transaction.
    fn play_statements(
        &mut self,
        revision: &Revision,
        script: &Script,
    ) -> Result<Played, ScratchFailure> {
        let mut played = Ok(());
        for statement in script.statements() {
            let settings = sql::rehearse_statement(revision, statement, &self.options);
            let check = sql::rehearsed_statement(statement);
            let text = script.statement(statement).to_owned();
            let messages = [Some(settings), Some(text), check];
            for message in messages.into_iter().flatten() {
                if let Err(error) = self.database.ask(&message, Wanted::Nothing)? {
                    let range = statement.start as usize..statement.end as usize;
                    let byte = Some(byte_in_statement(&script.text, &range, &error));
                    played = Err(Raised { error, byte });
                    break;
                }
            }
            if played.is_err() {
                self.roll_back()?;
                break;
            }
        }
        self.must(&sql::restore_session())?;
        self.tidy()?;
        Ok(played)
    }

    /// Checks the constraints that the open transaction has put off; after an error nothing of it is left.
    ///
    /// # Errors
    ///
    /// As [`Stage::play`].
    pub(super) fn check_deferred(&mut self) -> Result<Played, ScratchFailure> {
        let sql = "SET CONSTRAINTS ALL IMMEDIATE";
        let Err(error) = self.database.ask(sql, Wanted::Nothing)? else {
            return Ok(Ok(()));
        };
        self.roll_back()?;
        Ok(Err(Raised { error, byte: None }))
    }

    /// Commits what was left open; deferred constraints are checked here.
    ///
    /// # Errors
    ///
    /// As [`Stage::play`].
    pub(super) fn commit(&mut self) -> Result<Played, ScratchFailure> {
        let committed = self.database.ask("COMMIT", Wanted::Nothing)?;
        self.tidy()?;
        Ok(committed
            .map(|_| ())
            .map_err(|error| Raised { error, byte: None }))
    }

    /// Takes back what was left open.
    ///
    /// # Errors
    ///
    /// As [`Stage::play`].
    pub(super) fn roll_back(&mut self) -> Result<(), ScratchFailure> {
        self.must("ROLLBACK")
    }

    /// The schema as it is now, also within an open transaction.
    ///
    /// # Errors
    ///
    /// As [`Stage::play`], or it cannot be read.
    pub(super) fn schema(&mut self) -> Result<Schema, ScratchFailure> {
        let database = &mut self.database;
        let snapshot = self
            .reader
            .snapshot(|sql| match database.ask(sql, Wanted::Rows) {
                Ok(Ok(rows)) => Ok(rows),
                Ok(Err(error)) => Err(ScratchFailure::Catalog { why: error.message }),
                Err(failure) => Err(failure),
            });
        snapshot.map_err(|error| match error {
            SnapshotError::Send(failure) => failure,
            SnapshotError::Unreadable(why) => ScratchFailure::Catalog {
                why: why.to_string(),
            },
        })
    }

    /// The schema as it is now, with what depends on what in it.
    ///
    /// # Errors
    ///
    /// As [`Stage::schema`].
    pub(super) fn snapshot(&mut self) -> Result<Snapshot, ScratchFailure> {
        let database = &mut self.database;
        catalog::snapshot(&mut self.reader, |sql| database.ask(sql, Wanted::Rows))
    }

    fn tidy(&mut self) -> Result<(), ScratchFailure> {
        self.must(sql::tidy_session())
    }

    /// Sends what can only fail when the server does.
    fn must(&mut self, sql: &str) -> Result<(), ScratchFailure> {
        let answer: Answer = self.database.ask(sql, Wanted::Nothing)?;
        answer.map(|_| ()).map_err(|error| ScratchFailure::Lost {
            why: format!("`{sql}` failed: {}", error.message),
        })
    }
}
