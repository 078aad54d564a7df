//! The session that a run is given: what is set in it is noted, taken back after each revision, and put back.
//!
//! A setting that a script leaves behind, on purpose or within a function, would change what the next revision means, and
//! would stay in a session that the application goes on to use. `DISCARD ALL` is no answer: it would release the lock too.
//!
//! Settings that no extension has declared, such as `app.user`, are in no catalog: they cannot be noted, so after a run that
//! has applied something they have the values that the connection began with.

use super::literal::{block, literal};

/// The session's setting that holds the note of [`note_session`], while there is one.
const NOTED: &str = "migrate.session";

/// What is set in this session, as JSON. Some settings belong to a transaction.
pub(super) const SETTINGS: &str =
    "(SELECT COALESCE(pg_catalog.json_object_agg(name, setting), '{}') FROM pg_catalog.pg_settings
    WHERE source = 'session' AND name NOT LIKE 'transaction%')";

/// At the end of a revision's transaction: what its script has set in the session is taken back. All messages that follow
/// depend on `standard_conforming_strings`.
pub(super) const RESET: &str = "RESET ALL;\nSET standard_conforming_strings = on;\n";

/// Notes the role and the settings that were set in this session, unless they are noted already: before statements that no
/// transaction carries.
#[must_use]
pub fn note_session() -> String {
    block(&format!(
        "BEGIN
  IF COALESCE(pg_catalog.current_setting('{NOTED}', true), '') = '' THEN
    PERFORM pg_catalog.set_config('{NOTED}', pg_catalog.json_build_object(
      'authorization', pg_catalog.current_setting('session_authorization'),
      'role', pg_catalog.current_setting('role'),
      'settings', {SETTINGS}
    )::pg_catalog.text, false);
  END IF;
END"
    ))
}

/// Puts back what [`note_session`] noted, if it did; what was set since then returns to its default. The advisory lock stays.
#[must_use]
pub fn restore_session() -> String {
    put_back(&format!(
        "NULLIF(pg_catalog.current_setting('{NOTED}', true), '')"
    ))
}

/// Puts back the settings that were noted as [`SETTINGS`].
pub(super) fn restore_settings(noted: &str) -> String {
    put_back(&format!("'{{\"settings\": ' || {} || '}}'", literal(noted)))
}

/// Puts back what this text says, unless it is NULL.
///
/// A setting that cannot be put back, because its role was dropped or its library is gone, keeps none of the others from it.
fn put_back(noted: &str) -> String {
    let body = format!(
        "DECLARE
  old pg_catalog.json := {noted};
  one record;
BEGIN
  IF old IS NULL THEN
    RETURN;
  END IF;
  FOR one IN
    SELECT 0 AS place, 'session_authorization' AS name, old ->> 'authorization' AS value
    UNION ALL SELECT 1, 'role', old ->> 'role'
    UNION ALL SELECT 3, key, value FROM pg_catalog.json_each_text((old ->> 'settings')::pg_catalog.json)
    UNION ALL SELECT 2, 'all', NULL
    ORDER BY place
  LOOP
    BEGIN
      IF one.place = 2 THEN
        -- It takes along what the transaction around this has set for itself, and the note.
        RESET ALL;
        PERFORM pg_catalog.set_config('search_path', 'pg_catalog', true);
      ELSIF one.place = 3 OR pg_catalog.current_setting(one.name) <> one.value THEN
        PERFORM pg_catalog.set_config(one.name, one.value, false);
      END IF;
    EXCEPTION WHEN OTHERS THEN
      RAISE WARNING 'the setting % could not be put back: %', one.name, SQLERRM;
    END;
  END LOOP;
END"
    );
    format!(
        "BEGIN;
SET LOCAL statement_timeout = 0;
SET LOCAL search_path = pg_catalog;
{}COMMIT;
",
        block(&body)
    )
}
