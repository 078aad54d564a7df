//! Whose turn it is: proofs that make roles on the same server wait for each other.

use std::thread;
use std::time::{Duration, Instant};

use super::ScratchFailure;
use super::keeper::{Keeper, Refusal};
use crate::interrupts;
use crate::output;

/// What an advisory lock in the database that the address names stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Matter {
    /// Scripts make roles or databases: one proof after the other.
    Scripts,
    /// The roles that the settings name are there: many use them, and the last one drops them.
    Roles,
}

/// How a lock is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    Alone,
    Shared,
}

/// `mig` as a number, so that the locks of an application are other ones.
const CLASS: i32 = 0x6d69_6772;
/// Proofs take seconds to minutes.
const LONGEST: Duration = Duration::from_secs(600);
const BETWEEN: Duration = Duration::from_millis(100);
/// What takes no longer is not worth a word.
const WORTH_A_WORD: Duration = Duration::from_secs(1);

impl Matter {
    const fn key(self) -> i32 {
        match self {
            Self::Scripts => 1,
            Self::Roles => 2,
        }
    }
}

/// Waits for a lock.
///
/// # Errors
///
/// Another proof has held it for too long, the server is gone, or somebody told the process to stop.
pub(super) fn wait(
    matter: Matter,
    hold: Hold,
    place: &str,
    keeper: &mut Keeper,
) -> Result<(), ScratchFailure> {
    let begin = Instant::now();
    let mut is_told = false;
    while !attempt(matter, hold, keeper)? {
        if interrupts::cancellation().is_cancelled() {
            return Err(ScratchFailure::Interrupted);
        }
        if begin.elapsed() > LONGEST {
            return Err(ScratchFailure::Busy {
                place: place.to_owned(),
                holder: holder(matter, keeper)?,
            });
        }
        if !is_told && begin.elapsed() > WORTH_A_WORD {
            is_told = true;
            let holder = holder(matter, keeper)?;
            output::beside(format_args!(
                "note: waiting for another proof on {place}{holder}: its scripts make roles or databases, too"
            ));
        }
        thread::sleep(BETWEEN);
    }
    Ok(())
}

/// Tries to get a lock; says whether it did.
///
/// # Errors
///
/// The server is gone.
pub(super) fn attempt(matter: Matter, hold: Hold, keeper: &mut Keeper) -> Result<bool, Refusal> {
    let function = match hold {
        Hold::Alone => "pg_try_advisory_lock",
        Hold::Shared => "pg_try_advisory_lock_shared",
    };
    let key = matter.key();
    keeper.is_true(&format!("SELECT pg_catalog.{function}({CLASS}, {key})"))
}

/// Gives a lock back. The end of the session does so, too.
pub(super) fn give_back(matter: Matter, hold: Hold, keeper: &mut Keeper) {
    let function = match hold {
        Hold::Alone => "pg_advisory_unlock",
        Hold::Shared => "pg_advisory_unlock_shared",
    };
    let key = matter.key();
    let _gone_with_the_session =
        keeper.run(&format!("SELECT pg_catalog.{function}({CLASS}, {key})"));
}

/// Who holds it, as a part of a sentence; empty when it was given back meanwhile.
fn holder(matter: Matter, keeper: &mut Keeper) -> Result<String, Refusal> {
    let key = matter.key();
    let rows = keeper.rows(&format!(
        "SELECT l.pid::text FROM pg_catalog.pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 \
         AND l.classid = {CLASS} AND l.objid = {key} AND l.pid <> pg_catalog.pg_backend_pid() \
         AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())"
    ))?;
    let pid = rows.into_iter().flatten().next();
    Ok(pid.map_or_else(String::new, |pid| format!(" (process {pid} of the server)")))
}
