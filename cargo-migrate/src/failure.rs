//! Every way in which a command can end badly, sorted by whose move it is, and the exit code of each.

mod usage;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use migrate_core::source::Problem;
use migrate_core::sql::INSUFFICIENT_PRIVILEGE;
use migrate_runtime::{Error as RunError, State};
use migrate_schema::{Difference, Touched};

use crate::Exit;
use crate::database::NoConnection;
#[cfg(feature = "embedded")]
use crate::embedded::EmbeddedError;

pub(crate) use usage::{Sentence, Usage};

use crate::history::HistoryFailure;
use crate::import::ImportFailure;
use crate::live::Drifted;
use crate::rebase::RebaseFailure;
use crate::recover::RecoverFailure;
use crate::scratch::ScratchFailure;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line or the configuration is wrong.
    Usage(Usage),
    /// `[package.metadata.migrate]` is wrong; these are its problems.
    Configuration(Vec<Problem>),
    /// The files are wrong. Each problem is an error; none of the list is missing.
    Files(Vec<Problem>),
    /// The database cannot be reached.
    Connection(Box<NoConnection>),
    /// The private database of this project cannot be opened or closed.
    #[cfg(feature = "embedded")]
    Embedded(EmbeddedError),
    /// A reference of git cannot be compared with.
    History(HistoryFailure),
    /// Another tool's history cannot be imported.
    Import(ImportFailure),
    /// Revisions cannot be put on top of others.
    Rebase(RebaseFailure),
    /// A revision cannot be written back from the ledger.
    Recover(RecoverFailure),
    /// There is no scratch database, or none any more.
    Scratch(ScratchFailure),
    /// What is to be sealed is not proved, or lint objects; each finding is told, and one of them is an error.
    Findings {
        /// What was not done: `nothing is sealed`.
        doing: &'static str,
        /// What was found.
        problems: Vec<Problem>,
    },
    /// A live database is not what the revisions make.
    Drifted(Box<Drifted>),
    /// The run against the database ended badly.
    Run(Box<RunError>),
    /// A file could not be written or read.
    Io {
        /// What was done with it: `write`.
        doing: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// Why not.
        why: io::Error,
    },
    /// The operating system has no randomness for an id.
    Randomness {
        /// Why not.
        why: String,
    },
}

impl Failure {
    /// A file that could not be written or read.
    pub(crate) fn io(doing: &'static str, path: &Path, why: io::Error) -> Self {
        Self::Io {
            doing,
            path: path.to_owned(),
            why,
        }
    }

    /// Something was found, of which an error stands against sealing.
    pub(crate) fn not_sealed(problems: Vec<Problem>) -> Self {
        Self::Findings {
            doing: "nothing is sealed",
            problems,
        }
    }

    /// The exit code. Every variant is named: a new one does not compile before somebody decides.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::Configuration(_) | Self::Connection(_) => Exit::Usage,
            Self::Files(_) => Exit::Files,
            Self::Run(error) => run_exit(error),
            #[cfg(feature = "embedded")]
            Self::Embedded(EmbeddedError::Busy { .. }) => Exit::Busy,
            #[cfg(feature = "embedded")]
            Self::Embedded(_) => Exit::Internal,
            Self::Scratch(failure) => failure.exit(),
            Self::Findings { .. } | Self::Drifted(_) => Exit::Findings,
            Self::History(failure) => failure.exit(),
            Self::Import(failure) => failure.exit(),
            Self::Rebase(failure) => failure.exit(),
            Self::Recover(failure) => failure.exit(),
            Self::Io { .. } | Self::Randomness { .. } => Exit::Internal,
        }
    }

    /// The kind, as JSON reports name it.
    pub(crate) fn kind(&self) -> &'static str {
        match self.exit() {
            _ if self.is_interruption() => "interrupted",
            Exit::Findings => "findings",
            Exit::Done | Exit::Internal => "internal",
            Exit::Usage if self.is_about_the_server() => "connection",
            Exit::Usage if matches!(self, Self::Configuration(_)) => "configuration",
            Exit::Usage => "usage",
            Exit::Files => "files",
            Exit::State => "state",
            Exit::Busy => "busy",
            Exit::Revision => "revision",
        }
    }

    fn is_interruption(&self) -> bool {
        match self {
            Self::Run(error) => matches!(**error, RunError::Interrupted(_)),
            Self::Scratch(failure) => *failure == ScratchFailure::Interrupted,
            _ => false,
        }
    }

    /// Whether the server is to be looked at, and not the command; for a privilege it is the role that the command names.
    fn is_about_the_server(&self) -> bool {
        match self {
            Self::Connection(_) => true,
            Self::Scratch(failure) => failure.is_about_the_server(),
            Self::Run(error) => match &**error {
                RunError::Database { error, .. } => error.code != INSUFFICIENT_PRIVILEGE,
                RunError::Lost { .. } | RunError::Pooler { .. } => true,
                _ => false,
            },
            _ => false,
        }
    }

    /// What to do about it.
    pub(crate) fn help(&self) -> Option<String> {
        match self {
            Self::Usage(usage) => usage.help(),
            // Each problem is printed with its own help.
            Self::Configuration(_) | Self::Files(_) | Self::Findings { .. } => None,
            Self::Drifted(drifted) => Some(drifted.help.clone()),
            Self::Scratch(failure) => failure.help(),
            Self::Connection(error) => Some(error.help()),
            Self::Run(error) => error.help(),
            // Its message says what to do.
            #[cfg(feature = "embedded")]
            Self::Embedded(_) => None,
            Self::History(failure) => failure.help(),
            Self::Import(failure) => failure.help(),
            Self::Rebase(failure) => Some(failure.help()),
            Self::Recover(failure) => Some(failure.help()),
            Self::Io { .. } | Self::Randomness { .. } => None,
        }
    }
}

/// Who is at fault when a run ends badly.
fn run_exit(error: &RunError) -> Exit {
    let code = error.exit_code();
    // The runtime's codes are among these; what this version does not know is not a success.
    let exit = Exit::ALL.into_iter().find(|exit| exit.code() == code);
    exit.unwrap_or(Exit::Internal)
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(usage) => usage.fmt(f),
            Self::Configuration(problems) => count(f, "the configuration has", problems),
            Self::Files(problems) => count(f, "the files have", problems),
            Self::Connection(error) => error.fmt(f),
            #[cfg(feature = "embedded")]
            Self::Embedded(error) => error.fmt(f),
            Self::Scratch(failure) => failure.fmt(f),
            Self::Findings { doing, problems } => match problems.len() {
                1 => write!(f, "{doing}: 1 finding stands against it"),
                many => write!(f, "{doing}: {many} findings stand against it"),
            },
            Self::Drifted(drifted) => drifted.fmt(f),
            Self::History(failure) => failure.fmt(f),
            Self::Import(failure) => failure.fmt(f),
            Self::Rebase(failure) => failure.fmt(f),
            Self::Recover(failure) => failure.fmt(f),
            Self::Run(error) => error.fmt(f),
            Self::Io { doing, path, why } => write!(f, "cannot {doing} {}: {why}", path.display()),
            Self::Randomness { why } => write!(
                f,
                "the operating system has no randomness for a new id: {why}"
            ),
        }
    }
}

fn count(f: &mut fmt::Formatter<'_>, what: &str, problems: &[Problem]) -> fmt::Result {
    match problems.len() {
        1 => write!(f, "{what} 1 problem"),
        many => write!(f, "{what} {many} problems"),
    }
}

impl Failure {
    /// What differs in a live database.
    pub(crate) fn differences(&self) -> &[Difference] {
        match self {
            Self::Drifted(drifted) => &drifted.differences,
            _ => &[],
        }
    }

    /// The objects that are not as they were recorded.
    pub(crate) fn touched(&self) -> &[Touched] {
        match self {
            Self::Run(error) => match &**error {
                RunError::State(state) => match &**state {
                    State::Drifted { touched, .. } => touched,
                    _ => &[],
                },
                _ => &[],
            },
            _ => &[],
        }
    }

    /// The problems that it consists of.
    pub(crate) fn problems(&self) -> &[Problem] {
        match self {
            Self::Configuration(problems)
            | Self::Files(problems)
            | Self::Findings { problems, .. } => problems,
            _ => &[],
        }
    }
}

impl From<Usage> for Failure {
    fn from(usage: Usage) -> Self {
        Self::Usage(usage)
    }
}

#[cfg(feature = "embedded")]
impl From<EmbeddedError> for Failure {
    fn from(error: EmbeddedError) -> Self {
        Self::Embedded(error)
    }
}

impl From<ScratchFailure> for Failure {
    fn from(failure: ScratchFailure) -> Self {
        Self::Scratch(failure)
    }
}

impl From<HistoryFailure> for Failure {
    fn from(failure: HistoryFailure) -> Self {
        Self::History(failure)
    }
}

impl From<ImportFailure> for Failure {
    fn from(failure: ImportFailure) -> Self {
        Self::Import(failure)
    }
}

impl From<RebaseFailure> for Failure {
    fn from(failure: RebaseFailure) -> Self {
        Self::Rebase(failure)
    }
}

impl From<RecoverFailure> for Failure {
    fn from(failure: RecoverFailure) -> Self {
        Self::Recover(failure)
    }
}

impl From<Drifted> for Failure {
    fn from(drifted: Drifted) -> Self {
        Self::Drifted(Box::new(drifted))
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        Self::Run(Box::new(error))
    }
}

impl From<NoConnection> for Failure {
    fn from(error: NoConnection) -> Self {
        Self::Connection(Box::new(error))
    }
}

impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Files(problems)
    }
}

impl From<migrate_runtime::TargetError> for Failure {
    fn from(error: migrate_runtime::TargetError) -> Self {
        RunError::Target(error).into()
    }
}

#[cfg(test)]
mod tests {
    use migrate_core::run::ServerError;

    use super::*;

    /// Code 1 asks for a bug report. A server that is restarted or full is none.
    #[test]
    fn a_server_that_fails_outside_a_revision_is_no_bug_of_the_tool() {
        let doing = "reading the ledger";
        let answer = |code: &str| {
            let code = code.to_owned();
            let error = ServerError {
                code,
                ..ServerError::default()
            };
            let error = Box::new(error);
            Failure::from(RunError::Database { doing, error })
        };
        let why = "the server closed the connection".to_owned();
        let lost = Failure::from(RunError::Lost { doing, why });
        let failures = [
            (lost, "connection"),
            // The disk is full.
            (answer("53100"), "connection"),
            (answer(INSUFFICIENT_PRIVILEGE), "usage"),
        ];
        for (failure, kind) in failures {
            assert_eq!(
                (failure.exit(), failure.kind()),
                (Exit::Usage, kind),
                "{failure}"
            );
        }
    }
}
