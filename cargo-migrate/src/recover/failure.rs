//! Why nothing was recovered.

use std::fmt;

use migrate_core::plan::RevisionId;

use crate::Exit;

/// Why nothing was recovered. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RecoverFailure {
    /// No row has this name.
    Unknown {
        /// What was given.
        name: String,
        /// The plan whose rows were looked at.
        plan: String,
    },
    /// The revision has a folder.
    OnDisk {
        /// The revision.
        id: RevisionId,
        /// Its folder.
        folder: String,
    },
    /// What it is based on is neither in the files nor in the ledger.
    NoParent {
        /// The revision.
        id: RevisionId,
        /// What it is based on.
        parent: RevisionId,
    },
    /// What the row holds is not what its digests were made of.
    Altered {
        /// The revision.
        id: RevisionId,
        /// The column that does not fit.
        column: &'static str,
    },
    /// The lock seals another text under this id.
    SealedOtherwise {
        /// The revision.
        id: RevisionId,
    },
}

impl RecoverFailure {
    /// The exit code.
    pub(crate) const fn exit(&self) -> Exit {
        match self {
            Self::Unknown { .. } | Self::OnDisk { .. } => Exit::Usage,
            Self::NoParent { .. } | Self::SealedOtherwise { .. } => Exit::Files,
            Self::Altered { .. } => Exit::State,
        }
    }

    /// What to do about it.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::Unknown { .. } => {
                "`cargo migrate status` lists the ledger's revisions with their ids".to_owned()
            }
            Self::OnDisk { folder, .. } => {
                format!("nothing is overwritten: move {folder} away to have it as it was applied")
            }
            Self::NoParent { parent, .. } => {
                format!("fetch the branch that has {parent}, then run this again")
            }
            Self::Altered { .. } => {
                "the row was changed by hand: restore the files from version control".to_owned()
            }
            Self::SealedOtherwise { id } => format!(
                "the database and the files mean different things by {id}: restore the files from version control"
            ),
        }
    }
}

impl fmt::Display for RecoverFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name, plan } => write!(
                f,
                "the ledger has no revision `{name}` of the plan `{plan}`; expected an id, the start of one (four digits or \
                 more), or a folder's name"
            ),
            Self::OnDisk { id, folder } => {
                write!(f, "revision {id} is not lost: it is in {folder}")
            }
            Self::NoParent { id, parent } => write!(
                f,
                "revision {id} is based on {parent}, which is neither in the files nor in the ledger: the chain would be \
                 broken"
            ),
            Self::Altered { id, column } => write!(
                f,
                "the ledger's row of {id} holds another `{column}` than what was applied"
            ),
            Self::SealedOtherwise { id } => write!(
                f,
                "migrate.lock seals revision {id} with other digests than the ledger has"
            ),
        }
    }
}
