#!/usr/bin/env bash
# The release job where cargo migrate is installed: check the files, then migrate. Run it before the new version starts.
#
# With --locked, only DATABASE_URL and --database name the database: a missing variable ends the job and does not lead
# to a database of a developer. An image without cargo does the same with its own binary: `service migrate`.
set -euo pipefail
cd "$(dirname "$0")"

cargo migrate check --locked
cargo migrate up --locked
