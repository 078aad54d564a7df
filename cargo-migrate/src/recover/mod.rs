//! Writing revisions back from the ledger: rows in, folders and a lock out, all as values.
//!
//! [`choose()`] finds the rows that are meant, [`folder()`] makes a folder of one and compares its digests with the row's,
//! and [`lock()`] enters them. What is written is what was applied, or nothing.

mod choose;
mod failure;
mod folder;
mod lock;

pub(crate) use choose::{Missing, choose};
pub(crate) use failure::RecoverFailure;
pub(crate) use folder::{Files, Recovered, folder};
pub(crate) use lock::{check, lock};
