//! Routines, triggers, rules, policies.

use super::FIRST;

/// Whether the row `p` of `pg_proc` is a constructor of a range, which comes and goes with the type.
pub(super) const CONSTRUCTED: &str = "EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid \
     AND d.refclassid = 'pg_type'::regclass AND d.deptype = 'i')";

/// `routine`: without those of extensions, whose definitions would cost the most, and the constructors of ranges.
pub(super) fn routines() -> String {
    format!(
        "SELECT 'routine', p.oid, p.pronamespace, p.proname, oidvectortypes(p.proargtypes), p.prokind, \
         (SELECT lanname FROM pg_language WHERE oid = p.prolang), pg_get_userbyid(p.proowner), \
         p.proacl, CASE WHEN p.proacl IS NOT NULL THEN acldefault('f', p.proowner) END, \
         CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) ELSE pg_get_function_result(p.oid) END \
         FROM pg_proc p WHERE p.oid >= {FIRST} AND NOT EXISTS \
         (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))"
    )
}

/// `aggregate`: what an aggregate is made of, without what it is by default.
pub(super) fn aggregates() -> String {
    let functions = [
        ("FINALFUNC", "aggfinalfn"),
        ("COMBINEFUNC", "aggcombinefn"),
        ("SERIALFUNC", "aggserialfn"),
        ("DESERIALFUNC", "aggdeserialfn"),
        ("MSFUNC", "aggmtransfn"),
        ("MINVFUNC", "aggminvtransfn"),
        ("MFINALFUNC", "aggmfinalfn"),
    ];
    let functions = functions.map(|(option, column)| {
        format!("', {option} = ' || nullif(a.{column}::oid, 0)::regproc::text, ")
    });
    format!(
        "SELECT 'aggregate', a.aggfnoid::oid, concat('SFUNC = ', a.aggtransfn, ', STYPE = ', format_type(a.aggtranstype, NULL), \
         {functions} ', SSPACE = ' || nullif(a.aggtransspace, 0)::text, ', INITCOND = ' || quote_literal(a.agginitval), \
         CASE WHEN a.aggfinalextra THEN ', FINALFUNC_EXTRA' END, ', FINALFUNC_MODIFY = ' || nullif(a.aggfinalmodify, 'r')::text, \
         ', MSTYPE = ' || format_type(nullif(a.aggmtranstype, 0), NULL), ', MSSPACE = ' || nullif(a.aggmtransspace, 0)::text, \
         ', MINITCOND = ' || quote_literal(a.aggminitval), CASE WHEN a.aggmfinalextra THEN ', MFINALFUNC_EXTRA' END, \
         ', MFINALFUNC_MODIFY = ' || nullif(a.aggmfinalmodify, 'r')::text, ', SORTOP = ' || nullif(a.aggsortop, 0)::regoperator::text, \
         ', KIND = ' || nullif(a.aggkind, 'n')::text, ', DIRECT = ' || nullif(a.aggnumdirectargs, 0)::text, \
         ', PARALLEL = ' || nullif(p.proparallel, 'u')::text, ', ARGUMENTS = ', pg_get_function_arguments(p.oid)) \
         FROM pg_aggregate a JOIN pg_proc p ON p.oid = a.aggfnoid WHERE a.aggfnoid::oid >= {FIRST}",
        functions = functions.concat()
    )
}

/// `trigger`: without those that implement constraints. The copies that partitions have are among them, because one may
/// be enabled otherwise than its parent.
pub(super) fn triggers() -> String {
    "SELECT 'trigger', oid, tgrelid, tgname, tgenabled, tgparentid, CASE WHEN tgparentid = 0 THEN pg_get_triggerdef(oid) END \
     FROM pg_trigger WHERE NOT tgisinternal OR tgparentid <> 0"
        .to_owned()
}

/// `rule`: without those that make a view.
pub(super) fn rules() -> String {
    format!(
        "SELECT 'rule', oid, ev_class, rulename, ev_enabled, pg_get_ruledef(oid) FROM pg_rewrite WHERE oid >= {FIRST} AND rulename <> '_RETURN'"
    )
}

/// `policy`.
pub(super) fn policies() -> String {
    "SELECT 'policy', oid, polrelid, polname, concat('AS ', CASE WHEN polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, ' FOR ', \
     CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END, \
     ' TO ', (SELECT string_agg(CASE WHEN role = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(role)) END, ', ' ORDER BY pg_get_userbyid(role)) FROM unnest(polroles) role), \
     ' USING (' || pg_get_expr(polqual, polrelid) || ')', ' WITH CHECK (' || pg_get_expr(polwithcheck, polrelid) || ')') FROM pg_policy"
        .to_owned()
}
