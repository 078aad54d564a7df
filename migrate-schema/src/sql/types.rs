//! Schemas, extensions, types.

use super::{FIRST, since};

/// `namespace`: without those that are the system's.
pub(super) fn namespaces() -> String {
    "SELECT 'namespace', oid, nspname, pg_get_userbyid(nspowner), nspacl, CASE WHEN nspacl IS NOT NULL THEN acldefault('n', nspowner) END \
     FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
        .to_owned()
}

/// `extension`: also those that are there from the beginning.
pub(super) fn extensions() -> String {
    "SELECT 'extension', e.oid, e.extname, n.nspname, e.extversion, pg_get_userbyid(e.extowner) \
     FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"
        .to_owned()
}

/// `member` and `dependent`: what extensions brought, one row for each catalog; and what they only take along when they are dropped, one
/// row for each catalog and extension.
pub(super) fn members() -> String {
    "SELECT CASE d.deptype WHEN 'e' THEN 'member' ELSE 'dependent' END, d.classid, array_agg(d.objid), e.extname \
     FROM pg_depend d LEFT JOIN pg_extension e ON d.deptype = 'x' AND e.oid = d.refobjid \
     WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype IN ('e', 'x') GROUP BY d.deptype, d.classid, e.extname"
        .to_owned()
}

/// `type`: without array types, but with domains over them; the row types of tables are among them, because only their relation tells them apart.
pub(super) fn types() -> String {
    format!(
        "SELECT 'type', t.oid, t.typnamespace, t.typname, t.typtype, t.typrelid, pg_get_userbyid(t.typowner), \
         t.typacl, CASE WHEN t.typacl IS NOT NULL THEN acldefault('T', t.typowner) END, t.typisdefined, \
         CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END, \
         CASE WHEN t.typtype = 'd' AND t.typcollation <> (SELECT b.typcollation FROM pg_type b WHERE b.oid = t.typbasetype) THEN \
         (SELECT concat(quote_ident(n.nspname), '.', quote_ident(l.collname)) FROM pg_collation l JOIN pg_namespace n ON n.oid = l.collnamespace WHERE l.oid = t.typcollation) END, \
         t.typnotnull, CASE WHEN t.typtype = 'd' THEN coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault) END, \
         CASE WHEN t.typtype = 'b' THEN concat('INPUT = ', t.typinput, ', OUTPUT = ', t.typoutput, ', RECEIVE = ', t.typreceive, ', SEND = ', t.typsend, \
         ', TYPMOD_IN = ', t.typmodin, ', TYPMOD_OUT = ', t.typmodout, ', ANALYZE = ', t.typanalyze, ', INTERNALLENGTH = ', t.typlen, \
         ', PASSEDBYVALUE = ', t.typbyval, ', ALIGNMENT = ', t.typalign, ', STORAGE = ', t.typstorage, ', CATEGORY = ', t.typcategory, \
         ', PREFERRED = ', t.typispreferred, ', DELIMITER = ', t.typdelim, ', DEFAULT = ', t.typdefault, \
         ', ELEMENT = ', CASE WHEN t.typelem <> 0 THEN format_type(t.typelem, NULL) END, ', COLLATABLE = ', t.typcollation <> 0) END \
         FROM pg_type t WHERE t.oid >= {FIRST} AND (t.typcategory <> 'A' OR t.typtype = 'd') AND t.typnamespace <> 99"
    )
}

/// `label`: the labels of enums, in their order.
pub(super) fn labels() -> String {
    "SELECT 'label', enumtypid, enumlabel FROM pg_enum ORDER BY enumtypid, enumsortorder".to_owned()
}

/// `range`: the options of range types.
pub(super) fn ranges(major: u32) -> String {
    let multirange = since(major, 14, "format_type(r.rngmultitypid, NULL)", "NULL");
    format!(
        "SELECT 'range', r.rngtypid, concat('SUBTYPE = ', format_type(r.rngsubtype, NULL), \
         ', SUBTYPE_OPCLASS = ', (pg_identify_object('pg_opclass'::regclass, r.rngsubopc, 0)).identity, \
         CASE WHEN r.rngcollation <> 0 THEN ', COLLATION = ' || (pg_identify_object('pg_collation'::regclass, r.rngcollation, 0)).identity END, \
         CASE WHEN r.rngcanonical <> 0 THEN ', CANONICAL = ' || r.rngcanonical END, \
         CASE WHEN r.rngsubdiff <> 0 THEN ', SUBTYPE_DIFF = ' || r.rngsubdiff END, \
         ', MULTIRANGE_TYPE_NAME = ' || {multirange}) FROM pg_range r WHERE r.rngtypid >= {FIRST}"
    )
}
