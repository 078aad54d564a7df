//! What a script says about its own session: the `search_path`, and what is taken back.

use super::{Statement, What};
use crate::source::scan::TokenKind;
use crate::source::script::name;

/// `SET`, `RESET`, `DISCARD` and `ROLLBACK TO`.
pub(super) fn read(statement: &mut Statement<'_, '_, '_>) {
    let words = statement.words;
    let at = match words.is(1, "LOCAL") || words.is(1, "SESSION") {
        true => 2,
        false => 1,
    };
    let schemas = match words.text(0).to_ascii_uppercase().as_str() {
        "ROLLBACK" => {
            statement.scope.roll_back();
            return statement.push(What::RollBack);
        }
        "DISCARD" => {
            statement.scope.forget_temporary();
            None
        }
        "RESET" if words.is(1, "ALL") || words.names(1, "search_path") => None,
        "SET" if words.names(at, "search_path") => {
            let parts = statement.parts(at + 2).into_iter();
            parts.map(|part| schema(statement, part.start)).collect()
        }
        "SET" if words.is(at, "SCHEMA") => schema(statement, at + 1).map(|schema| vec![schema]),
        _ => return,
    };
    search(statement, schemas);
}

/// `set_config('search_path', …)`, wherever it is called.
pub(super) fn set_config(statement: &mut Statement<'_, '_, '_>) {
    let words = statement.words;
    let is_call = |at: &usize| words.names(*at, "set_config") && words.text(at + 1) == "(";
    for at in (0..words.len()).filter(is_call) {
        let arguments = words.arguments(at + 1);
        let literal = |argument: usize| {
            let argument = arguments.get(argument)?;
            let is_one = argument.len() == 1;
            is_one.then(|| string(statement, argument.start)).flatten()
        };
        let schemas = match literal(0) {
            Some(setting) if !setting.eq_ignore_ascii_case("search_path") => continue,
            Some(_) => literal(1).map(|list| {
                let schemas = list.split(',').map(|schema| name::folded(schema.trim()));
                schemas.collect()
            }),
            None => None,
        };
        search(statement, schemas);
    }
}

fn search(statement: &mut Statement<'_, '_, '_>, schemas: Option<Vec<String>>) {
    if let Some(doubt) = statement.scope.search(schemas) {
        statement.push(doubt);
    }
}

/// A schema in the list of a `SET search_path`; `None` for the word `DEFAULT`.
fn schema(statement: &Statement<'_, '_, '_>, at: usize) -> Option<String> {
    if statement.words.is(at, "DEFAULT") {
        return None;
    }
    string(statement, at).or_else(|| name::identifier(statement.words, at))
}

/// The value of a plain string.
fn string(statement: &Statement<'_, '_, '_>, at: usize) -> Option<String> {
    let token = statement.words.token(at)?;
    let inner = statement.words.text(at).strip_prefix('\'')?;
    let inner = inner.strip_suffix('\'')?;
    (token.kind == TokenKind::String).then(|| inner.replace("''", "'"))
}
