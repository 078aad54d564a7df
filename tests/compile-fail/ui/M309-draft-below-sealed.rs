//! The fixture `tests/cases/M309-draft-below-sealed`.

migrate_runtime::embed_plan!("cases/M309-draft-below-sealed/migrations");

fn main() {}
