//! The source half, tested from outside: fixtures, real histories, digests, properties.
#![expect(clippy::unwrap_used, reason = "in a test a failure is a panic")]

mod cases;
mod corpus;
mod docs;
mod golden;
mod losses;
mod order;
mod project;
mod properties;
mod psql;
mod reader;
mod rendering;
mod scanner;
mod sealing;
mod statements;
