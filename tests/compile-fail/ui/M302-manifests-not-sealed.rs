//! The fixture `tests/cases/M302-manifests-not-sealed`.

migrate_runtime::embed_plan!("cases/M302-manifests-not-sealed/migrations");

fn main() {}
