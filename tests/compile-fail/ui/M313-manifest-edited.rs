//! The fixture `tests/cases/M313-manifest-edited`.

migrate_runtime::embed_plan!("cases/M313-manifest-edited/migrations");

fn main() {}
