//! The script driver: the same machine with assumed answers, printing what would be sent.

use super::{Error, Options};
use crate::plan::Plan;
use crate::target::Target;

/// What a script assumes to be applied when it starts; its guards check it.
pub type Assumed = Target;

/// What `up` would send to a database that is at `from`, for `psql`.
///
/// # Errors
///
/// [`Error::Target`] when a target does not lead to a revision.
pub fn script_up(
    plan: &Plan,
    from: &Assumed,
    to: &Target,
    options: &Options,
) -> Result<String, Error> {
    let _ = (plan, from, to, options);
    todo!()
}

/// What `down` would send to a database that is at `from`, for `psql`.
///
/// # Errors
///
/// [`Error::Target`] when a target does not lead to a revision, [`Error::Irreversible`] when a revision has no down.
pub fn script_down(
    plan: &Plan,
    from: &Assumed,
    to: &Target,
    options: &Options,
) -> Result<String, Error> {
    let _ = (plan, from, to, options);
    todo!()
}
