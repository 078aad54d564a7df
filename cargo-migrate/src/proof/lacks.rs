//! What a scratch server lacks or has too much of, so that a script fails there and not in production.

use migrate_core::run::ServerError;
use migrate_core::source::Problem;

use crate::scratch::{Kind, Scratch};

const UNDEFINED_OBJECT: &str = "42704";
const DUPLICATE_OBJECT: &str = "42710";

/// Adds what to do about it, if that is why the script fails.
pub(crate) fn advised(
    problem: Problem,
    error: &ServerError,
    scratch: &Scratch,
    major: u32,
) -> Problem {
    let quoted = |before, after| between(&error.message, before, after);
    if let Some(name) = quoted("extension \"", "\" is not available") {
        return without_extension(problem, name, scratch.kind(), major);
    }
    if error.code == UNDEFINED_OBJECT
        && let Some(role) = quoted("role \"", "\" does not exist")
    {
        return problem.help(format!(
            "a role that production has and no revision makes is made for the proof by {} in [package.metadata.migrate]",
            scratch.setting_with_role(role)
        ));
    }
    if error.code == DUPLICATE_OBJECT
        && let Some(role) = quoted("role \"", "\" already exists")
    {
        return with_role(problem, role, scratch);
    }
    problem
}

fn without_extension(problem: Problem, name: &str, kind: Kind, major: u32) -> Problem {
    match kind {
        Kind::Embedded => problem.note(carried()).help(format!(
            "the embedded PostgreSQL {major} has no extension {name}: let a server that has it prove the revisions, by \
             `scratch = {{ env = \"SCRATCH_DATABASE_URL\" }}` in [package.metadata.migrate]"
        )),
        Kind::Server => problem.help(format!(
            "install the extension {name} on the scratch server (PostgreSQL {major}), or name one that has it"
        )),
    }
}

/// The extensions of the embedded server.
#[cfg(feature = "embedded")]
fn carried() -> String {
    let names: Vec<&str> = crate::embedded::extension_names().collect();
    format!("it carries {}", names.join(", "))
}

#[cfg(not(feature = "embedded"))]
fn carried() -> String {
    unreachable!("without it nothing is proved on the embedded server")
}

fn with_role(problem: Problem, role: &str, scratch: &Scratch) -> Problem {
    if scratch.makes_role(role) {
        return problem.help(format!(
            "`scratch` in [package.metadata.migrate] makes `{role}` before the first revision: take it out of `roles`"
        ));
    }
    match scratch.had_role(role) {
        true => problem.help(format!(
            "the role was on the scratch server before the proof began: somebody else's, or of a proof that was killed. If \
             nobody needs it: DROP ROLE \"{}\"",
            role.replace('"', "\"\"")
        )),
        false => problem,
    }
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    text.strip_prefix(before)?.strip_suffix(after)
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn a_name_is_read_out_of_a_message() {
        let message = "role \"a \"b\" c\" does not exist";
        assert_eq!(
            between(message, "role \"", "\" does not exist"),
            Some("a \"b\" c")
        );
        assert_eq!(between("role \"a\"", "role \"", "\" does not exist"), None);
    }
}
