//! What the catalogs say about a statement that was interrupted, and about what it left behind.
//!
//! An index counts as the one of a statement when PostgreSQL prints the same definition for it and for an index that the
//! same text builds on an empty copy of the table: comparing texts would take a rewritten expression for another one.

use super::literal::{block, literal};
use super::revision::begin;
use crate::plan::{Outside, Reindexed, Timeout};

/// What separates the parts of an answer: a name can hold it, but no name that a person typed.
pub const SEPARATOR: char = '\u{1f}';

/// Asks whether an interrupted statement was carried out. `None`: nothing tells it for a statement of this kind.
///
/// One row of one text: a word, and after each [`SEPARATOR`] a fact. It may open a transaction that it then rolls back.
#[must_use]
pub fn look(kind: &Outside, statement: &str, lock_timeout: Timeout) -> Option<String> {
    match kind {
        Outside::CreateIndexConcurrently {
            index,
            table,
            unique,
            definition,
        } => {
            let definition = statement.get(*definition as usize..).unwrap_or_default();
            let build = Build {
                index: index.as_deref(),
                table,
                unique: *unique,
                definition,
            };
            Some(look_for_index(&build, lock_timeout))
        }
        Outside::DropIndexConcurrently { index } => Some(asked(lock_timeout, &format!(
            "SELECT CASE WHEN pg_catalog.to_regclass({index}) IS NULL THEN 'gone' ELSE 'there' END",
            index = literal(index),
        ))),
        Outside::ReindexConcurrently(reindexed) => Some(asked(lock_timeout, &format!(
            "SELECT pg_catalog.concat_ws(E'\\x1f', 'repeatable', pg_catalog.array_to_string(ARRAY({}), E'\\x1f'))",
            half_reindexed(reindexed)
        ))),
        Outside::DetachPartitionConcurrently { table, partition } => Some(asked(lock_timeout, &format!(
            "SELECT CASE WHEN part IS NULL THEN 'missing' ELSE COALESCE((
    SELECT CASE WHEN (pg_catalog.to_jsonb(i) ->> 'inhdetachpending')::pg_catalog.bool THEN 'pending' ELSE 'attached' END
    FROM pg_catalog.pg_inherits i WHERE i.inhrelid = part AND i.inhparent = whole), 'detached') END
FROM (SELECT pg_catalog.to_regclass({partition}) AS part, pg_catalog.to_regclass({table}) AS whole) AS names",
            partition = literal(partition),
            table = literal(table),
        ))),
        Outside::Refused | Outside::Plain => None,
    }
}

/// A question with the names resolved as the statement resolved them: the role's own `search_path` may be another one.
fn asked(lock_timeout: Timeout, question: &str) -> String {
    format!(
        "{}{question};\nROLLBACK;\n",
        begin(lock_timeout, Timeout::NONE)
    )
}

/// Asks for the invalid indexes that a failed statement of this kind leaves, one quoted name in each row. `None`: it leaves
/// none.
#[must_use]
pub fn leftovers(kind: &Outside) -> Option<String> {
    match kind {
        Outside::CreateIndexConcurrently { index, table, .. } => {
            let named = index.as_ref().map_or_else(String::new, |index| {
                format!(" AND c.relname = {}", last_name(index))
            });
            Some(format!(
                "{INVALID}x.indrelid = pg_catalog.to_regclass({}){named} ORDER BY 1",
                literal(table)
            ))
        }
        Outside::ReindexConcurrently(reindexed) => Some(half_reindexed(reindexed)),
        _ => None,
    }
}

/// Fails unless the index that this statement builds is there and valid: `IF NOT EXISTS` skips the build in silence
/// wherever anything has its name.
pub(super) fn check_built(kind: &Outside) -> Option<String> {
    let Outside::CreateIndexConcurrently {
        index: Some(index),
        table,
        ..
    } = kind
    else {
        return None;
    };
    // PostgreSQL's own splitter of names does not know these.
    if [index, table].iter().any(|name| has_escapes(name)) {
        return None;
    }
    Some(block(&format!(
        "DECLARE
  valid pg_catalog.bool;
BEGIN
  SELECT x.indisvalid INTO valid FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_index x ON x.indexrelid = c.oid
  WHERE x.indrelid = pg_catalog.to_regclass({table}) AND c.relname = {name};
  IF valid IS NOT TRUE THEN
    RAISE EXCEPTION USING ERRCODE = '{code}', MESSAGE = CASE WHEN valid IS NULL THEN {absent} ELSE {invalid} END;
  END IF;
END",
        table = literal(table),
        name = last_name(index),
        code = super::INDEX_INVALID,
        absent = literal(&format!(
            "there is no index {index} on {table} after the statement that builds it: IF NOT EXISTS skips the build when \
             anything has this name"
        )),
        invalid = literal(&format!(
            "the index {index} on {table} is invalid after the statement that builds it: IF NOT EXISTS skips the build \
             when an index of this name is there, also an invalid one"
        )),
    )))
}

fn has_escapes(name: &str) -> bool {
    name.contains("U&\"") || name.contains("u&\"")
}

/// A name as written in a script, without its qualification, as a value of type `name`.
fn last_name(written: &str) -> String {
    format!(
        "(SELECT parts[pg_catalog.cardinality(parts)]::pg_catalog.name FROM pg_catalog.parse_ident({}) AS parts)",
        literal(written)
    )
}

const INVALID: &str = "SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
  FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE NOT x.indisvalid AND ";

/// The invalid indexes that a `REINDEX CONCURRENTLY` left: of the tables that it is about, those of its own names.
fn half_reindexed(reindexed: &Reindexed) -> String {
    let family = |name: &str| {
        format!(
            "SELECT pg_catalog.to_regclass({name}) UNION SELECT relid FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass({name}))",
            name = literal(name)
        )
    };
    // The table of an index in the TOAST schema is the TOAST table; the table that is meant refers to it.
    let of_tables = |condition: &str| {
        format!(
            "EXISTS (SELECT FROM pg_catalog.pg_class t WHERE x.indrelid IN (t.oid, t.reltoastrelid) AND {condition})"
        )
    };
    let scope = match reindexed {
        Reindexed::Index(name) => format!(
            "EXISTS (SELECT FROM pg_catalog.pg_index o JOIN pg_catalog.pg_class oc ON oc.oid = o.indexrelid
    WHERE o.indrelid = x.indrelid AND o.indexrelid IN ({})
      AND pg_catalog.starts_with(oc.relname::pg_catalog.text, pg_catalog.regexp_replace(c.relname, '{SUFFIX}', '')))",
            family(name)
        ),
        Reindexed::Table(name) => of_tables(&format!("t.oid IN ({})", family(name))),
        Reindexed::Schema(name) => of_tables(&format!(
            "t.relnamespace = (SELECT s.oid FROM pg_catalog.pg_namespace s WHERE s.nspname = {})",
            last_name(name)
        )),
        Reindexed::Database => "true".to_owned(),
    };
    format!("{INVALID}c.relname ~ '{SUFFIX}' AND {scope} ORDER BY 1")
}

/// What PostgreSQL appends to the names of the indexes that a concurrent rebuild makes and replaces.
const SUFFIX: &str = "_cc(new|old)[0-9]*$";

/// What a statement builds.
struct Build<'s> {
    index: Option<&'s str>,
    table: &'s str,
    unique: bool,
    definition: &'s str,
}

/// The definition of an index from its table's name on, which is the same for the table and for its copy.
const DEFINITION: &str = "(SELECT pg_catalog.substr(d, NULLIF(pg_catalog.strpos(d, pg_catalog.quote_ident(rel) || ' USING '), 0))
    FROM pg_catalog.substr(pg_catalog.pg_get_indexdef(x.indexrelid),
      pg_catalog.length(CASE WHEN x.indisunique THEN 'CREATE UNIQUE INDEX ' ELSE 'CREATE INDEX ' END
        || pg_catalog.quote_ident(c.relname) || ' ON ') + 1) AS d)";

/// Answers with one of `absent`, `done`, `invalid`, `taken`, `several` and `incomparable`.
fn look_for_index(build: &Build<'_>, lock_timeout: Timeout) -> String {
    let unique = build.unique;
    let wanted = build.index.map_or_else(|| "NULL".to_owned(), last_name);
    let candidates = match build.index {
        Some(_) => "c.relnamespace = home AND c.relname = wanted".to_owned(),
        // PostgreSQL names it after the columns, with a number where the name is taken.
        None => format!(
            "x.indrelid = tab AND x.indisunique = {unique} AND definition = expected
      AND pg_catalog.starts_with(c.relname::pg_catalog.text, automatic)
      AND pg_catalog.substr(c.relname, pg_catalog.length(automatic) + 1) ~ '^[0-9]*$'"
        ),
    };
    let body = format!(
        "DECLARE
  tab pg_catalog.oid := pg_catalog.to_regclass({table});
  wanted pg_catalog.name := {wanted};
  rel pg_catalog.name;
  home pg_catalog.oid;
  expected pg_catalog.text;
  automatic pg_catalog.text;
  problem pg_catalog.text := 'its definition cannot be read';
  names pg_catalog.text[] := '{{}}';
  it pg_catalog.record;
  answer pg_catalog.text := 'absent';
BEGIN
  SELECT c.relname, c.relnamespace INTO rel, home FROM pg_catalog.pg_class c WHERE c.oid = tab;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  BEGIN
    EXECUTE pg_catalog.format('CREATE TEMPORARY TABLE %I (LIKE %s) ON COMMIT DROP', rel, tab::pg_catalog.regclass);
    EXECUTE {create} || COALESCE(pg_catalog.quote_ident(wanted), '') || ' ON pg_temp.' || pg_catalog.quote_ident(rel) || ' ' || {definition};
    SELECT {DEFINITION}, c.relname INTO STRICT expected, automatic
    FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid
    WHERE x.indrelid = pg_catalog.to_regclass('pg_temp.' || pg_catalog.quote_ident(rel));
  EXCEPTION
    WHEN lock_not_available THEN RAISE;
    WHEN OTHERS THEN problem := SQLERRM;
  END;
  IF wanted IS NULL AND expected IS NULL THEN
    answer := pg_catalog.concat_ws(E'\\x1f', 'incomparable', NULL, problem);
  ELSE
    FOR it IN
      SELECT c.relkind, x.indrelid, x.indisvalid, x.indisunique, definition, pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
        pg_catalog.pg_get_indexdef(x.indexrelid) AS whole
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = c.oid
      LEFT JOIN LATERAL {DEFINITION} AS printed (definition) ON true
      WHERE {candidates}
    LOOP
      names := names || it.name;
      answer := CASE
        WHEN pg_catalog.cardinality(names) > 1 THEN 'several'
        WHEN it.relkind <> 'i' OR it.indrelid IS DISTINCT FROM tab THEN 'taken'
        WHEN expected IS NULL THEN 'incomparable'
        WHEN it.definition IS DISTINCT FROM expected OR it.indisunique <> {unique} THEN 'taken'
        WHEN it.indisvalid THEN 'done'
        ELSE 'invalid'
      END || E'\\x1f' || pg_catalog.array_to_string(names, ', ');
      answer := answer || CASE
        WHEN answer LIKE 'incomparable%' THEN E'\\x1f' || problem
        WHEN answer LIKE 'taken%' THEN E'\\x1f' || COALESCE(it.whole, 'a relation that is no index')
        ELSE ''
      END;
    END LOOP;
  END IF;
  PERFORM pg_catalog.set_config('migrate.found', answer, true);
END",
        table = literal(build.table),
        create = literal(if unique { "CREATE UNIQUE INDEX " } else { "CREATE INDEX " }),
        definition = literal(build.definition),
    );
    format!(
        "{}{}SELECT COALESCE(NULLIF(pg_catalog.current_setting('migrate.found', true), ''), 'absent');\nROLLBACK;\n",
        begin(lock_timeout, Timeout::NONE),
        block(&body),
    )
}
