//! The source half, tested from outside: fixtures, real histories, digests, properties.

mod cases;
mod corpus;
mod project;
mod zz_seal;
