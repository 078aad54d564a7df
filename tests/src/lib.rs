//! What the tests of the workspace share: projects in temporary directories, the command line, and real servers.

pub mod corpus;
pub mod embedding;
pub mod history;
pub mod ladder;
pub mod line;
pub mod pooler;
pub mod project;
pub mod proxy;
pub mod server;
pub mod witness;
