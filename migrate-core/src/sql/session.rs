//! The session around statements that no transaction carries: noted before the first of them, put back after the last.
//!
//! A setting that such a statement leaves behind, on purpose or within a function, would change what the next revision means, and
//! would stay in a session that the application goes on to use. `DISCARD ALL` is no answer: it would release the lock too.

use super::literal::block;

/// The session's setting that holds the note, while there is one.
const NOTED: &str = "migrate.session";

/// Settings that belong to a transaction, not to the session.
const OF_THE_SESSION: &str = "source = 'session' AND name NOT LIKE 'transaction%'";

/// Notes the role and the settings that were set in this session, unless they are noted already.
#[must_use]
pub fn note_session() -> String {
    block(&format!(
        "BEGIN
  IF COALESCE(pg_catalog.current_setting('{NOTED}', true), '') = '' THEN
    PERFORM pg_catalog.set_config('{NOTED}', pg_catalog.json_build_object(
      'authorization', pg_catalog.current_setting('session_authorization'),
      'role', pg_catalog.current_setting('role'),
      'settings', (SELECT pg_catalog.json_object_agg(name, setting) FROM pg_catalog.pg_settings WHERE {OF_THE_SESSION})
    )::pg_catalog.text, false);
  END IF;
END"
    ))
}

/// Puts back what [`note_session`] noted, if it did; what was set since then returns to its default. The advisory lock stays.
///
/// A setting that cannot be put back, because its role was dropped or its library is gone, keeps none of the others from it.
#[must_use]
pub fn restore_session() -> String {
    let body = format!(
        "DECLARE
  noted pg_catalog.text := COALESCE(pg_catalog.current_setting('{NOTED}', true), '');
  old pg_catalog.json;
  one record;
BEGIN
  IF noted = '' THEN
    RETURN;
  END IF;
  PERFORM pg_catalog.set_config('{NOTED}', '', false);
  old := noted;
  FOR one IN
    SELECT 0 AS place, 'session_authorization' AS name, old ->> 'authorization' AS value
    UNION ALL SELECT 1, 'role', old ->> 'role'
    UNION ALL SELECT 2, COALESCE(before.key, now.name), before.value
    FROM (SELECT name, setting FROM pg_catalog.pg_settings WHERE {OF_THE_SESSION}) AS now
    FULL JOIN pg_catalog.json_each_text(COALESCE(NULLIF(old ->> 'settings', ''), '{{}}')::pg_catalog.json) AS before
      ON before.key = now.name
    WHERE before.value IS DISTINCT FROM now.setting OR before.key IN ('search_path', 'statement_timeout')
    ORDER BY place
  LOOP
    BEGIN
      IF one.place = 2 OR pg_catalog.current_setting(one.name) <> one.value THEN
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
