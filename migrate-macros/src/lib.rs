//! The proc macro of `cargo migrate`: it loads the revisions, checks the chain, and embeds the plan.
//!
//! Used through `migrate_runtime::embed_plan!`, which documents it. The phases are the modules: `request` reads what
//! was asked, `load` reads and checks the files with the same core as the command line, `emit` writes constants.

mod emit;
mod load;
mod request;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;

/// Embeds the revisions of this package as `pub static PLAN` and `pub mod rev`.
///
/// See `migrate_runtime::embed_plan!`, which is this macro.
#[proc_macro]
pub fn embed_plan(input: TokenStream) -> TokenStream {
    match request::parse(input.into()) {
        // The text goes through rustc's own (optimised) lexer in one call: token by token through `quote`, in an
        // unoptimised macro, it would be the slowest part of the build.
        Ok(request) => expand(&request).parse().expect("the emitted text is Rust"),
        Err(error) => error.into_compile_error().into(),
    }
}

fn expand(request: &request::Request) -> String {
    match load::package(request) {
        Ok(package) => emit::plan(&package),
        Err(problems) => emit::problems(&problems),
    }
}
