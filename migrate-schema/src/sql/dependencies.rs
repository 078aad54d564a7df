//! What depends on what, as `pg_depend` has it, and the names of the objects that it speaks of.

use super::programs::CONSTRUCTED;
use super::{FIRST, pinned};

/// The message that reads the edges among the objects of migrations.
///
/// Its rows are `node`s (catalog, object, kind, and up to three names), the `columns` of a table, and `edges`: all that are of the same
/// catalogs and the same kind are one row, because a row costs more than what it says.
pub(crate) fn message() -> String {
    let relation = "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace";
    let mut nodes = vec![
        format!(
            "SELECT 'node', 'pg_class'::regclass::oid, c.oid, \
             CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' \
             WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' WHEN 'c' THEN 'type' ELSE 'table' END, \
             n.nspname::text, c.relname::text, NULL {relation} WHERE c.oid >= {FIRST} AND c.relkind <> 't'"
        ),
        format!(
            "SELECT 'node', 'pg_type'::regclass::oid, t.oid, 'type', n.nspname, t.typname, NULL \
             FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid \
             WHERE t.oid >= {FIRST} AND (t.typcategory <> 'A' OR t.typtype = 'd') AND t.typtype <> 'm' AND (t.typrelid = 0 OR c.relkind = 'c')"
        ),
        format!(
            "SELECT 'node', 'pg_proc'::regclass::oid, p.oid, 'routine', n.nspname, p.proname, oidvectortypes(p.proargtypes) \
             FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid >= {FIRST} AND NOT {CONSTRUCTED}"
        ),
        format!(
            "SELECT 'node', 'pg_constraint'::regclass::oid, o.oid, 'constraint', n.nspname, c.relname, o.conname \
             FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE o.oid >= {FIRST}"
        ),
        format!(
            "SELECT 'node', 'pg_constraint'::regclass::oid, o.oid, 'domain constraint', n.nspname, t.typname, o.conname \
             FROM pg_constraint o JOIN pg_type t ON t.oid = o.contypid JOIN pg_namespace n ON n.oid = t.typnamespace WHERE o.oid >= {FIRST}"
        ),
        part("trigger", "pg_trigger", "tgrelid", "x.tgname", "NOT x.tgisinternal"),
        part("policy", "pg_policy", "polrelid", "x.polname", "true"),
        part("rule", "pg_rewrite", "ev_class", "x.rulename", "x.rulename <> '_RETURN'"),
        part(
            "default",
            "pg_attrdef",
            "adrelid",
            "(SELECT a.attname FROM pg_attribute a WHERE a.attrelid = x.adrelid AND a.attnum = x.adnum AND a.attgenerated = '')",
            "true",
        ),
        "SELECT 'node', 'pg_namespace'::regclass::oid, oid, 'schema', nspname, NULL, NULL FROM pg_namespace".to_owned(),
        "SELECT 'node', 'pg_extension'::regclass::oid, oid, 'extension', extname, NULL, NULL FROM pg_extension".to_owned(),
    ];
    nodes.extend(super::rest::nodes());
    let columns = format!(
        "SELECT 'columns', a.attrelid, array_agg(a.attnum), array_agg(a.attname::text) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
         WHERE a.attrelid >= {FIRST} AND c.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped GROUP BY a.attrelid"
    );
    let edges = format!(
        "SELECT 'edges', classid, refclassid, deptype, array_agg(objid), array_agg(objsubid), array_agg(refobjid), array_agg(refobjsubid) \
         FROM pg_depend WHERE objid >= {FIRST} AND refobjid >= {FIRST} GROUP BY classid, refclassid, deptype"
    );
    pinned(&format!(
        "{};\n{columns};\n{edges};\n",
        nodes.join(" UNION ALL ")
    ))
}

/// The objects of a catalog that belong to a relation.
fn part(kind: &str, catalog: &str, relation: &str, name: &str, only: &str) -> String {
    format!(
        "SELECT 'node', '{catalog}'::regclass::oid, x.oid, '{kind}', n.nspname, c.relname, {name} \
         FROM {catalog} x JOIN pg_class c ON c.oid = x.{relation} JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE x.oid >= {FIRST} AND {only}"
    )
}
