//! The binary of `cargo-migrate`, for the tests.

use std::process::ExitCode;

fn main() -> ExitCode {
    cargo_migrate::main()
}
