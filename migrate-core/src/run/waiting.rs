//! Waiting until somebody else has migrated: what follows from each answer to the question for the state.

use std::time::Duration;

use super::Error;
use super::backoff::Backoff;
use crate::sql;
use crate::state::State;

/// An application that waits for the run of another: it asks for the state again and again.
///
/// # Example: a database that stays empty
///
/// ```
/// use std::time::Duration;
/// use migrate_core::run::{Error, Next, Waiting};
/// use migrate_core::state::State;
///
/// let mut waiting = Waiting::new(Duration::from_secs(30), 1);
/// let next = waiting.next(Ok(State::Empty), Duration::ZERO);
/// assert!(matches!(next, Ok(Next::Again { .. })));
/// let end = waiting.next(Ok(State::Empty), Duration::from_secs(30));
/// assert!(matches!(end, Err(Error::Late { .. })));
/// ```
#[derive(Debug)]
pub struct Waiting {
    deadline: Duration,
    pauses: Backoff,
}

/// What follows from an answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// The application may start.
    Ready(State),
    /// Ask again after this time.
    Again {
        /// The time.
        pause: Duration,
        /// What is not as it should be yet, in words.
        why: String,
    },
}

const SHORTEST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_secs(1);

impl Waiting {
    /// Waits this long at most; any number spreads out applications that wait for the same run.
    #[must_use]
    pub fn new(deadline: Duration, seed: u64) -> Self {
        Self {
            deadline,
            pauses: Backoff::new(seed, SHORTEST, LONGEST),
        }
    }

    /// What follows from an answer that came after this time of waiting.
    ///
    /// # Errors
    ///
    /// [`Error::Late`] when the time is over, [`Error::State`] at once for a state that no run of another leads out of,
    /// any other error as it is. A missing privilege on the ledger is waited for too.
    pub fn next(&mut self, asked: Result<State, Error>, waited: Duration) -> Result<Next, Error> {
        let left = self.deadline.saturating_sub(waited);
        let why = match asked {
            Ok(state) if state.is_accepted() => return Ok(Next::Ready(state)),
            Ok(state) if !state.may_pass() => return Err(Error::State(Box::new(state))),
            Ok(state) if left.is_zero() => {
                let state = Box::new(state);
                return Err(Error::Late { state, waited });
            }
            Ok(state) => state.to_string(),
            Err(error) if left.is_zero() || !is_privilege(&error) => return Err(error),
            Err(error) => error.to_string(),
        };
        // The last pause ends with the deadline, so that the last question is not skipped.
        let pause = self.pauses.next().min(left);
        Ok(Next::Again { pause, why })
    }
}

/// A role may not read the ledger; the grant may be part of what is waited for.
fn is_privilege(error: &Error) -> bool {
    matches!(error, Error::Database { error, .. } if error.code == sql::INSUFFICIENT_PRIVILEGE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::ServerError;
    use crate::state::Compatibility;

    fn refused(code: &str) -> Error {
        let code = code.to_owned();
        let error = Box::new(ServerError {
            code,
            ..ServerError::default()
        });
        let doing = "reading the ledger";
        Error::Database { doing, error }
    }

    /// Asks until the end, and takes the pauses for the time that passes.
    fn wait(asked: impl Fn(Duration) -> Result<State, Error>) -> (Result<State, Error>, Duration) {
        let mut waiting = Waiting::new(Duration::from_secs(20), 7);
        let mut now = Duration::ZERO;
        loop {
            match waiting.next(asked(now), now) {
                Ok(Next::Ready(state)) => return (Ok(state), now),
                Ok(Next::Again { pause, .. }) => {
                    assert!(pause <= LONGEST && !pause.is_zero());
                    now += pause;
                }
                Err(error) => return (Err(error), now),
            }
        }
    }

    #[test]
    fn what_a_run_of_another_cures_is_waited_for() {
        let pending = State::Behind {
            pending: Vec::new(),
        };
        let story = |now: Duration| match now.as_millis() {
            0..200 => Ok(State::Empty),
            200..400 => Err(refused("42501")),
            400..3_000 => Ok(pending.clone()),
            _ => Ok(State::UpToDate),
        };
        let (end, when) = wait(story);
        assert_eq!(end, Ok(State::UpToDate));
        assert!(when < Duration::from_secs(4), "{when:?}");

        let ahead = State::Ahead {
            head: None,
            unknown: Vec::new(),
            compatible: Compatibility::Declared,
        };
        assert_eq!(
            wait(|_| Ok(ahead.clone())),
            (Ok(ahead.clone()), Duration::ZERO)
        );
    }

    #[test]
    fn what_needs_a_person_ends_it_at_once() {
        let diverged = State::Diverged {
            fork: None,
            unknown: Vec::new(),
        };
        let foreign = State::Foreign { why: String::new() };
        for state in [diverged, foreign] {
            let refusal = Error::State(Box::new(state.clone()));
            assert_eq!(wait(|_| Ok(state.clone())), (Err(refusal), Duration::ZERO));
        }
        let other = refused("57P03");
        assert_eq!(
            wait(|_| Err(other.clone())),
            (Err(other.clone()), Duration::ZERO)
        );
    }

    #[test]
    fn the_deadline_ends_it_with_what_was_found_last() {
        let waited = Duration::from_secs(20);
        let state = Box::new(State::Empty);
        let late = Error::Late { state, waited };
        assert_eq!(wait(|_| Ok(State::Empty)), (Err(late), waited));
        assert_eq!(
            wait(|_| Err(refused("42501"))),
            (Err(refused("42501")), waited)
        );
    }
}
