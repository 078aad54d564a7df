//! Putting one line of revisions on top of another one: what is decided before a file is touched, and how the files are
//! written together.
//!
//! [`choose()`] decides which head stays, [`moves()`] what changes in each revision that does not, [`applied()`] looks
//! whether a database has one of them already, and [`Rewrite`] writes.

mod applied;
mod choose;
mod failure;
mod moves;
mod write;

pub(crate) use applied::{Looked, applied};
pub(crate) use choose::{By, Known, Why, choose, refuse_sealed};
pub(crate) use failure::RebaseFailure;
pub(crate) use moves::{Move, moves};
pub(crate) use write::Rewrite;
