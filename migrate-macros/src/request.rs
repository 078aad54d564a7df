//! What was asked of the macro.

use std::path::PathBuf;

use migrate_core::source::Settings;
use proc_macro2::{Span, TokenStream};
use syn::parse::Parser as _;
use syn::{Error, LitStr};

/// The package to load, and where in it.
#[derive(Debug)]
pub(crate) struct Request {
    /// The folder of the package's `Cargo.toml`.
    pub(crate) package: PathBuf,
    /// The folder of the revisions, when the macro's argument names it.
    pub(crate) directory: Option<String>,
}

/// Reads the macro's argument: nothing, or one string literal with a path inside the package.
///
/// # Errors
///
/// For anything else, at the token that is wrong, and when rustc was not started by cargo.
pub(crate) fn parse(input: TokenStream) -> Result<Request, Error> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").ok_or_else(|| {
        Error::new(
            Span::call_site(),
            "`embed_plan!` needs `CARGO_MANIFEST_DIR`: build with cargo",
        )
    })?;
    Ok(Request {
        package: package.into(),
        directory: directory(input)?,
    })
}

fn directory(input: TokenStream) -> Result<Option<String>, Error> {
    if input.is_empty() {
        return Ok(None);
    }
    let literal = (|tokens: syn::parse::ParseStream<'_>| tokens.parse::<LitStr>())
        .parse2(input)
        .map_err(|error| {
            let expected =
                "expected nothing, or one string: `embed_plan!(\"path/inside/the/crate\")`";
            Error::new(error.span(), expected)
        })?;
    let path = literal.value();
    let path = path.trim_end_matches('/');
    Settings::inside_package(path).map_err(|wrong| {
        let message = format!(
            "the directory `{path}` {wrong}\n\
             help: keep the revisions inside the package, where `cargo publish` finds them: `embed_plan!(\"migrations\")`"
        );
        Error::new(literal.span(), message)
    })?;
    Ok(Some(path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &str) -> Result<Option<String>, String> {
        directory(input.parse().unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn an_argument_is_optional() {
        assert_eq!(read(""), Ok(None));
        assert_eq!(read("\"db/migrations/\""), Ok(Some("db/migrations".into())));
    }

    #[test]
    fn a_path_out_of_the_package_is_refused() {
        for path in [
            "../migrations",
            "/srv/migrations",
            "a/../../b",
            "C:/migrations",
            "",
        ] {
            let error = read(&format!("{path:?}")).unwrap_err();
            assert!(
                error.contains("keep the revisions inside the package"),
                "{path}: {error}"
            );
        }
    }

    #[test]
    fn anything_but_one_string_is_refused() {
        for input in ["migrations", "3", "\"a\", \"b\"", "\"a\" \"b\""] {
            let error = read(input).unwrap_err();
            assert!(
                error.contains("expected nothing, or one string"),
                "{input}: {error}"
            );
        }
    }
}
