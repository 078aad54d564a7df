//! The statements on an empty database: a file's in its order; a folder's in an order in which PostgreSQL accepts them.

use std::ops::Range;

use migrate_core::run::{ServerError, byte_in_statement};
use migrate_core::source::{Code, Problem};
use migrate_core::sql;
use migrate_runtime::Wanted;

use super::{SchemaFile, refuse};
use crate::failure::Failure;
use crate::proof;
use crate::scratch::{Scratch, ScratchDatabase, ScratchFailure};

/// What the server says when something is not there yet: a table, another object, a function, a schema, a column, and
/// the unique constraint that a foreign key needs.
const MISSING: [&str; 6] = ["42P01", "42704", "42883", "3F000", "42703", "42830"];

/// Carries the statements of all files out.
///
/// # Errors
///
/// One of them fails for good, and is told with its place; or the database is lost.
pub(super) fn carry_out(
    files: &[SchemaFile],
    database: &mut ScratchDatabase,
    scratch: &Scratch,
) -> Result<(), Failure> {
    let mut scripts: Vec<Script<'_>> = files.iter().map(Script::of).collect();
    let patience = match scripts.len() {
        // A file is in the order in which it was written.
        0 | 1 => Patience::None,
        _ => Patience::WhileItHelps,
    };
    let major = database.version() / 10_000;
    let mut manner = Manner::InOrder;
    while scripts.iter().any(Script::is_open) {
        let before = done(&scripts);
        let mut stuck = Vec::new();
        for script in scripts.iter_mut().filter(|script| script.is_open()) {
            if let Some(refused) = script.go_on(database, manner, patience)? {
                let is_final = !refused.is_missing() || patience == Patience::None;
                let problem = script.problem(&refused, scratch, major);
                if is_final {
                    return Err(Failure::Files(vec![problem]));
                }
                stuck.push(problem);
            }
        }
        manner = match (done(&scripts) > before, manner) {
            (true, _) => Manner::InOrder,
            // Two files may need each other's later statements.
            (false, Manner::InOrder) => Manner::Any,
            (false, Manner::Any) => return Err(Failure::Files(stuck)),
        };
    }
    settle(database)
}

/// Whether what fails for a missing object is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Patience {
    None,
    WhileItHelps,
}

/// Which statements of a file are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// One after the other, as far as they succeed.
    InOrder,
    /// Every one that is left.
    Any,
}

/// A file on its way.
struct Script<'f> {
    file: &'f SchemaFile,
    statements: Vec<Statement>,
}

struct Statement {
    range: Range<usize>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Done,
}

/// A statement that the server refuses.
struct Refused {
    range: Range<usize>,
    error: Box<ServerError>,
}

impl Refused {
    fn is_missing(&self) -> bool {
        MISSING.contains(&&*self.error.code)
    }
}

impl<'f> Script<'f> {
    fn of(file: &'f SchemaFile) -> Self {
        let statements = refuse::statements(file).into_iter().map(|range| Statement {
            range,
            state: State::Open,
        });
        Self {
            file,
            statements: statements.collect(),
        }
    }

    fn is_open(&self) -> bool {
        self.statements.iter().any(|one| one.state == State::Open)
    }

    /// Tries what is left; the first statement that fails is given back.
    fn go_on(
        &mut self,
        database: &mut ScratchDatabase,
        manner: Manner,
        patience: Patience,
    ) -> Result<Option<Refused>, Failure> {
        settle(database)?;
        let mut first = None;
        for statement in &mut self.statements {
            let text = &self.file.text[statement.range.clone()];
            // What the file sets holds for all of it, also when it is taken up again.
            if statement.state == State::Done && !refuse::is_setting(text) {
                continue;
            }
            match database.ask(text, Wanted::Nothing)? {
                Ok(_) => statement.state = State::Done,
                Err(error) => {
                    let range = statement.range.clone();
                    let refused = Refused { range, error };
                    let goes_on = manner == Manner::Any
                        && patience == Patience::WhileItHelps
                        && refused.is_missing();
                    if !goes_on {
                        return Ok(Some(refused));
                    }
                    first = first.or(Some(refused));
                }
            }
        }
        Ok(first)
    }

    fn problem(&self, refused: &Refused, scratch: &Scratch, major: u32) -> Problem {
        let SchemaFile { path, text } = self.file;
        let error = &refused.error;
        let byte = Some(byte_in_statement(text, &refused.range, error));
        let what = format!("the desired schema {path} fails");
        let problem = proof::refused_by_server(Code::SchemaFails, &what, error, byte, (path, text));
        proof::advised(problem, error, scratch, major).help("correct the statement")
    }
}

fn done(scripts: &[Script<'_>]) -> usize {
    let all = scripts.iter().flat_map(|script| &script.statements);
    all.filter(|one| one.state == State::Done).count()
}

/// Takes out of the session what a file left in it, and sets what a run sets.
fn settle(database: &mut ScratchDatabase) -> Result<(), Failure> {
    let sql = format!(
        "{}SET statement_timeout = 0;\nSET search_path = public;\n",
        sql::tidy_session()
    );
    let answer = database.ask(&sql, Wanted::Nothing)?;
    answer.map(|_| ()).map_err(|error| {
        ScratchFailure::Lost {
            why: error.message.clone(),
        }
        .into()
    })
}
