//! The fixture `tests/cases/M405-refused-in-transaction`.

migrate_runtime::embed_plan!("cases/M405-refused-in-transaction/migrations");

fn main() {}
