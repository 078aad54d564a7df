//! The catalog of a PostgreSQL database as a model.
//!
//! Introspection, fingerprint, diff and rendering arrive with the schema issue; the crate holds their place in the house.
