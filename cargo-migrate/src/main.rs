//! The binary: everything is in the library, so that tests and other verbs of this workspace can read it too.

use std::process::ExitCode;

fn main() -> ExitCode {
    cargo_migrate::main()
}
