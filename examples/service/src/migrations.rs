//! The revisions of this service, checked and embedded.

migrate_runtime::embed_plan!();
