//! The fixture `tests/cases/M102-symbolic-link`.

migrate_runtime::embed_plan!("cases/M102-symbolic-link/migrations");

fn main() {}
