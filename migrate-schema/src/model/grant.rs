//! Grants: what an object's access control list has more or less than such an object has by itself.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A difference from the default access control list, as the statement that makes it.
///
/// ```
/// use migrate_schema::{Effect, Grant};
///
/// let grant = Grant {
///     effect: Effect::Granted,
///     privileges: vec!["SELECT".to_owned(), "UPDATE".to_owned()],
///     role: "alice".to_owned(),
///     grant_option: true,
///     by: None,
/// };
/// assert_eq!(grant.to_string(), "GRANT SELECT, UPDATE TO alice WITH GRANT OPTION");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grant {
    /// Whether the privileges are there, or are lacking.
    pub effect: Effect,
    /// The role as it is written in SQL: `PUBLIC`, `CURRENT_USER` for the role that read the schema, or a name.
    pub role: String,
    /// The privileges, sorted.
    pub privileges: Vec<String>,
    /// Whether the role may pass them on.
    pub grant_option: bool,
    /// Who granted them, where that is not the object's owner.
    pub by: Option<String>,
}

/// Whether privileges are there or lacking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Effect {
    /// Such an object does not have them by itself.
    Granted,
    /// Such an object has them by itself, this one does not.
    Revoked,
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let privileges = self.privileges.join(", ");
        match self.effect {
            Effect::Granted => write!(f, "GRANT {privileges} TO {}", self.role)?,
            Effect::Revoked => write!(f, "REVOKE {privileges} FROM {}", self.role)?,
        }
        if self.grant_option {
            f.write_str(" WITH GRANT OPTION")?;
        }
        match &self.by {
            Some(by) => write!(f, " GRANTED BY {by}"),
            None => Ok(()),
        }
    }
}
