//! The fixture `tests/cases/M103-symbolic-link`.

migrate_runtime::embed_plan!("cases/M103-symbolic-link/migrations");

fn main() {}
