//! The source half, tested from outside: fixtures, real histories, digests, properties.

mod corpus;
mod project;
