//! Relations and what hangs on them.

use super::{FIRST, since};

/// `relation`: tables, views, sequences, indexes, composite types; TOAST tables only for their options.
pub(super) fn relations() -> String {
    let am = "CASE WHEN c.relkind IN ('r', 'm', 'p') AND c.relam NOT IN (0, 2) THEN (SELECT amname FROM pg_am WHERE oid = c.relam) END";
    format!(
        "SELECT 'relation', c.oid, c.relnamespace, c.relname, c.relkind, c.relpersistence, pg_get_userbyid(c.relowner), \
         c.relacl, CASE WHEN c.relacl IS NOT NULL THEN acldefault(CASE c.relkind WHEN 'S' THEN 's'::\"char\" ELSE 'r' END, c.relowner) END, \
         CASE WHEN c.reltablespace <> 0 THEN (SELECT spcname FROM pg_tablespace WHERE oid = c.reltablespace) END, \
         {am}, c.reloptions, c.reltoastrelid, c.relrowsecurity, c.relforcerowsecurity, c.relreplident, \
         CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END, \
         CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END, \
         CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END, \
         CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END, \
         CASE WHEN c.relkind = 'f' THEN (SELECT concat('SERVER ', quote_ident(s.srvname), ' OPTIONS ', (SELECT array_agg(o ORDER BY o COLLATE \"C\") FROM unnest(t.ftoptions) o)) \
         FROM pg_foreign_table t JOIN pg_foreign_server s ON s.oid = t.ftserver WHERE t.ftrelid = c.oid) END, \
         c.relispopulated FROM pg_class c WHERE c.oid >= {FIRST} AND (c.relnamespace <> 99 OR c.relkind = 't' AND c.reloptions IS NOT NULL)"
    )
}

/// `column`: of what has columns, and the statistics targets of indexes.
pub(super) fn columns(major: u32) -> String {
    let compression = since(major, 14, "nullif(a.attcompression, '')", "NULL");
    format!(
        "SELECT 'column', a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, \
         a.attgenerated, CASE WHEN a.attcollation <> t.typcollation THEN \
         (SELECT concat(quote_ident(n.nspname), '.', quote_ident(l.collname)) FROM pg_collation l JOIN pg_namespace n ON n.oid = l.collnamespace WHERE l.oid = a.attcollation) END, \
         CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END, {compression}, \
         CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END, a.attoptions, a.attfdwoptions, a.attislocal, a.attacl \
         FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid \
         WHERE a.attrelid >= {FIRST} AND a.attnum > 0 AND NOT a.attisdropped \
         AND (c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c') OR c.relkind IN ('i', 'I') AND a.attstattarget >= 0)"
    )
}

/// `default`: the expressions of defaults and generated columns.
pub(super) fn defaults() -> String {
    "SELECT 'default', adrelid, adnum, pg_get_expr(adbin, adrelid) FROM pg_attrdef".to_owned()
}

/// `constraint`: without the copies of foreign keys that partitions have, and those that are triggers.
pub(super) fn constraints() -> String {
    format!(
        "SELECT 'constraint', oid, conname, contype, conrelid, contypid, conindid, conislocal, convalidated, connoinherit, conkey[1], \
         CASE WHEN contype <> 'n' THEN pg_get_constraintdef(oid) END \
         FROM pg_constraint WHERE oid >= {FIRST} AND contype <> 't' AND (contype <> 'f' OR conparentid = 0)"
    )
}

/// `index`: without those of TOAST tables. What a constraint owns needs no text.
pub(super) fn indexes() -> String {
    format!(
        "SELECT 'index', i.indexrelid, i.indrelid, i.indisclustered, i.indisreplident, i.indisvalid, \
         CASE WHEN NOT (i.indisprimary OR i.indisexclusion) THEN pg_get_indexdef(i.indexrelid) END \
         FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE i.indexrelid >= {FIRST} AND c.relkind IN ('r', 'p', 'm')"
    )
}

/// `sequence`: the parameters, and the column that it goes with.
pub(super) fn sequences() -> String {
    "SELECT 'sequence', s.seqrelid, format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle, \
     d.refobjid, d.refobjsubid, d.deptype FROM pg_sequence s LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid \
     AND d.objsubid = 0 AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')"
        .to_owned()
}

/// `inherit`: what is a child of what; tables, and indexes of partitions.
pub(super) fn inheritance() -> String {
    "SELECT 'inherit', inhrelid, inhparent, inhseqno FROM pg_inherits".to_owned()
}
