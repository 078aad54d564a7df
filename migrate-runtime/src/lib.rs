//! The runtime.

#[doc(hidden)]
pub use migrate_core as __core;
pub use migrate_core::plan::Plan;
