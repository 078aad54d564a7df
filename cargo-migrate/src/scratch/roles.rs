//! The roles that the settings name: they are there before the first script, as in production, and gone after the last proof.
//!
//! A role that is there already is left as it is. One that is made gets a comment, by which the last proof that used it knows that
//! nobody else needs it; so does the next one, when the last was killed.

use migrate_core::sql::{INSUFFICIENT_PRIVILEGE, literal};

use super::ScratchFailure;
use super::keeper::{Keeper, Refusal, identifier};
use super::turns::{self, Hold, Matter};

const COMMENT: &str = "made by cargo migrate for its proofs, and dropped after them";

/// The statements that make a role. One message, so the comment is there whenever the role is.
pub(super) fn create(role: &str) -> String {
    let role = identifier(role);
    format!("CREATE ROLE {role} NOLOGIN; COMMENT ON ROLE {role} IS '{COMMENT}'")
}

/// Makes the roles that are missing, and holds what keeps others from dropping them.
///
/// # Errors
///
/// The server does not let us, or is gone.
pub(super) fn make(
    roles: &[String],
    place: &str,
    keeper: &mut Keeper,
) -> Result<(), ScratchFailure> {
    turns::wait(Matter::Roles, Hold::Shared, place, keeper)?;
    for role in roles {
        if is_there(role, keeper)? {
            continue;
        }
        match keeper.run(&create(role)) {
            Ok(()) => {}
            Err(refusal) if refusal.code == INSUFFICIENT_PRIVILEGE => {
                let (role, place) = (role.clone(), place.to_owned());
                return Err(ScratchFailure::NoRole { role, place });
            }
            // Another proof has made it at the same moment.
            Err(_) if is_there(role, keeper)? => {}
            Err(refusal) => {
                let (place, why) = (place.to_owned(), refusal.why);
                return Err(ScratchFailure::Refused { place, why });
            }
        }
    }
    Ok(())
}

/// Which of the roles were made for proofs, here or by another one.
///
/// # Errors
///
/// The server cannot tell.
pub(super) fn made(roles: &[String], keeper: &mut Keeper) -> Result<Vec<String>, Refusal> {
    if roles.is_empty() {
        return Ok(Vec::new());
    }
    let list: Vec<String> = roles.iter().map(|role| literal(role)).collect();
    let rows = keeper.rows(&format!(
        "SELECT rolname::text FROM pg_catalog.pg_roles WHERE rolname IN ({}) \
         AND pg_catalog.shobj_description(oid, 'pg_authid') = '{COMMENT}'",
        list.join(", ")
    ))?;
    Ok(rows.into_iter().flatten().collect())
}

/// Drops those that were made, unless another proof uses them.
///
/// # Errors
///
/// One of them is still there.
pub(super) fn unmake(roles: &[String], keeper: &mut Keeper) -> Result<(), Refusal> {
    turns::give_back(Matter::Roles, Hold::Shared, keeper);
    if !turns::attempt(Matter::Roles, Hold::Alone, keeper)? {
        return Ok(());
    }
    let made = made(roles, keeper)?;
    let dropped = match made.is_empty() {
        true => Ok(()),
        false => keeper.drop_roles(&made),
    };
    turns::give_back(Matter::Roles, Hold::Alone, keeper);
    dropped
}

fn is_there(role: &str, keeper: &mut Keeper) -> Result<bool, Refusal> {
    let role = literal(role);
    keeper.is_true(&format!(
        "SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {role})"
    ))
}
