//! The fixture `tests/cases/M406-session-setting`.

migrate_runtime::embed_plan!("cases/M406-session-setting/migrations");

fn main() {}
