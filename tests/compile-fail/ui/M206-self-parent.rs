//! The fixture `tests/cases/M206-self-parent`.

migrate_runtime::embed_plan!("cases/M206-self-parent/migrations");

fn main() {}
