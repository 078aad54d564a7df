//! What is asked for beside the two schemas.

use super::rename::Rename;
use crate::Name;

/// How a difference is to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// What gets another name; [`Snapshot::renames`](super::Snapshot::renames) understands them as people give them.
    pub renames: Vec<Rename>,
    /// Whether it is to be made while the database is in use.
    pub manner: Manner,
}

impl Options {
    /// The same for the way back.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let former = |name: &Name| {
            let renamed = self.renames.iter().find_map(|one| match one {
                Rename::Relation { from, to } | Rename::Type { from, to } if to == name => {
                    Some(from.clone())
                }
                _ => None,
            });
            renamed.unwrap_or_else(|| name.clone())
        };
        let renames = self.renames.iter().map(|one| one.reversed(former));
        Self {
            renames: renames.collect(),
            manner: self.manner,
        }
    }
}

/// In what manner tables that are in use are changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Manner {
    /// In one transaction, whatever waits meanwhile.
    #[default]
    Whole,
    /// In parts that keep nobody waiting for long: indexes concurrently, constraints first not valid and then validated.
    Online,
}
