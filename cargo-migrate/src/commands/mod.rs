//! The verbs, one file each, all with the same face: `Args`, what can be typed, and `run`, what is done about it.

pub(crate) mod baseline;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod down;
pub(crate) mod explain;
pub(crate) mod grants;
pub(crate) mod heads;
pub(crate) mod history;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod lock;
pub(crate) mod merge;
pub(crate) mod new;
pub(crate) mod rebase;
pub(crate) mod recover;
pub(crate) mod redo;
pub(crate) mod resolve;
pub(crate) mod resume;
pub(crate) mod schema;
pub(crate) mod show;
pub(crate) mod stamp;
pub(crate) mod status;
pub(crate) mod up;
pub(crate) mod verify;
