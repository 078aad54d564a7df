//! The revisions on disk: files in, a [`Plan`](crate::plan::Plan) or a list of problems out.
//!
//! The way of the data, top-down:
//!
//! - [`settings`]: `[package.metadata.migrate]` of `Cargo.toml`;
//! - [`disk`] (feature `disk`): reads the directory into memory, the only module that touches the file system;
//! - [`files`]: what was read;
//! - [`load()`]: checks everything and builds the plan; [`seal()`] and [`relock()`] do the same for the commands that write
//!   the lock;
//! - [`manifest`], [`lock`], [`script`], [`chain`]: one kind of check each, phase by phase;
//! - [`mod@reference`]: what an earlier state of the files had sealed, beside what they say now;
//! - [`text`], [`scan`], [`normal`], [`digest`]: what is executed, and what is hashed;
//! - [`problem`], [`code`], [`mod@render`]: diagnostics, as data until the last moment.
//!
//! The compiler and the command line call the same functions on the same bytes, so they find the same mistakes with the
//! same codes, in the same words.

mod by_id;
pub mod chain;
pub mod code;
pub mod created;
pub mod digest;
#[cfg(feature = "disk")]
pub mod disk;
pub mod files;
pub mod folder;
mod keys;
mod load;
pub mod lock;
pub mod manifest;
mod near;
pub mod normal;
pub mod problem;
pub mod psql;
pub mod reference;
pub mod render;
pub mod script;
pub mod settings;
mod shares;
pub mod text;

pub use crate::scan;
pub use code::Code;
pub use created::Created;
pub use files::{SourceFiles, SourceFolder, Stray};
pub use load::{
    Amendment, Drafts, Loaded, RevisionSource, ScriptSource, Sealed, TextForm, load, manifests,
    relock, seal,
};
pub use lock::{Entry, Lock, LockEntry};
pub use manifest::{Allow, Amended, Manifest};
pub use problem::{Place, Problem, Severity};
pub use reference::Reference;
pub use render::{Style, render, render_all};
pub use settings::{Ignore, LintLevel, Settings};
