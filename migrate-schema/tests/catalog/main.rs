//! The catalog of real databases: each kind of object, stability, and the agreement with `pg_dump`.

mod cases;
mod objects;
mod support;
