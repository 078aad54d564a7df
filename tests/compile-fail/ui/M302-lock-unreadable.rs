//! The fixture `tests/cases/M302-lock-unreadable`.

migrate_runtime::embed_plan!("cases/M302-lock-unreadable/migrations");

fn main() {}
