//! Exit codes: what a script can tell from a run without reading a word.

use std::process::ExitCode;

/// How a run ended, as the process's exit code.
///
/// | code | meaning |
/// |---|---|
/// | 0 | done, or nothing to do |
/// | 1 | a bug, or the machine: a file that cannot be written, an embedded database that does not open |
/// | 2 | usage or configuration; a server that cannot be reached, is lost, or fails outside a revision |
/// | 3 | the files are wrong: chain, lock or script |
/// | 4 | the database's state is refused |
/// | 5 | busy: the lock was not obtained, or a table stayed locked; or interrupted between revisions |
/// | 6 | a revision failed, or was cut by an interruption |
/// | 7 | findings: `check`, `lock`, `new`, `verify`, `stamp`; with --exit-code `status`, `diff` |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// What was asked for is done, or there was nothing to do.
    Done = 0,
    /// A mistake of this program or of the machine: a file that could not be written, for example.
    Internal = 1,
    /// The command line or the configuration is wrong, or the database that they name cannot be reached, was lost
    /// outside a revision, or refused what the tool itself asked of it.
    Usage = 2,
    /// The files are wrong: the chain, the lock or a script.
    Files = 3,
    /// The database is in a state that is refused. Nothing was changed.
    State = 4,
    /// Someone else holds the lock, or a table was locked for too long.
    Busy = 5,
    /// A revision failed; the message says what was recorded.
    Revision = 6,
    /// The run succeeded and found something: pending revisions with `status --exit-code`, for example.
    Findings = 7,
}

impl Exit {
    /// Every code, in ascending order.
    pub const ALL: [Self; 8] = [
        Self::Done,
        Self::Internal,
        Self::Usage,
        Self::Files,
        Self::State,
        Self::Busy,
        Self::Revision,
        Self::Findings,
    ];

    /// The number that the process exits with.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_the_table() {
        let documented = include_str!("exit.rs")
            .lines()
            .filter_map(|line| line.strip_prefix("/// | "));
        let codes: Vec<u8> = documented
            .filter_map(|line| line.split(' ').next()?.parse().ok())
            .collect();
        let known: Vec<u8> = Exit::ALL.iter().map(|exit| exit.code()).collect();
        assert_eq!(codes, known);
    }
}
