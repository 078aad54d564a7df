//! This package's migration plan: `PLAN`, and `rev` with a constant for each revision.

migrate_runtime::embed_plan!();
