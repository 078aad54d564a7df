//! Comments, and the kinds of objects that few schemas have.

use super::FIRST;

/// `comment`: of what is not the system's, and of the schema `public`, whose object identifier is fixed.
pub(super) fn comments() -> String {
    format!(
        "SELECT 'comment', classoid, objoid, objsubid, description FROM pg_description WHERE objoid >= {FIRST} OR objoid = 2200"
    )
}

/// `rare`: which objects there are whose details the second message reads.
///
/// What an extension brought has to be told apart where it is read. An entry of an operator family stands for the family.
pub(super) fn rare() -> String {
    let catalogs = ARMS.iter().filter(|arm| arm.part_of.is_none());
    let mut all: Vec<String> = catalogs
        .map(|arm| {
            let catalog = arm.catalog;
            format!(
                "SELECT 'rare', '{catalog}'::regclass::oid, oid FROM {catalog} WHERE oid >= {FIRST}"
            )
        })
        .collect();
    for (catalog, family) in [("pg_amop", "amopfamily"), ("pg_amproc", "amprocfamily")] {
        all.push(format!(
            "SELECT DISTINCT 'rare', 'pg_opfamily'::regclass::oid, {family} FROM {catalog} WHERE oid >= {FIRST}"
        ));
    }
    all.push("SELECT 'rare', 'pg_subscription'::regclass::oid, subdbid FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())".to_owned());
    all.push("SELECT 'rare', classoid, objoid FROM pg_seclabel".to_owned());
    all.push("SELECT 'rare', 'pg_db_role_setting'::regclass::oid, 0::oid FROM pg_db_role_setting WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())".to_owned());
    all.push(format!(
        "SELECT 'rare', 'pg_trigger'::regclass::oid, oid FROM pg_trigger WHERE {SWITCHED_OFF}"
    ));
    all.join(" UNION ALL ")
}

/// `other`: one statement for all of them.
pub(super) fn others(major: u32) -> String {
    let mut arms: Vec<String> = ARMS.iter().map(|arm| arm.select()).collect();
    let published: &[Arm] = match major {
        15.. => &[PUBLISHED_SCHEMA, PUBLISHED_PARTLY],
        _ => &[PUBLISHED],
    };
    arms.extend(published.iter().map(Arm::select));
    arms.push(USER_MAPPINGS.to_owned());
    arms.push(SUBSCRIPTIONS.to_owned());
    arms.push(LABELS.to_owned());
    arms.push(SETTINGS.to_owned());
    arms.push(format!(
        "{UNENFORCED} WHERE {SWITCHED_OFF} GROUP BY conname, tgrelid"
    ));
    arms.join(" UNION ALL ")
}

/// Rows `node` of what the dependencies among migrations' objects speak of.
pub(super) fn nodes() -> Vec<String> {
    let with_edges = |arm: &&Arm| arm.part_of.is_none() && arm.catalog != "pg_default_acl";
    let mut all: Vec<String> = ARMS.iter().filter(with_edges).map(Arm::node).collect();
    all.push(PUBLISHED.node());
    all
}

/// One catalog of which every object is listed.
struct Arm {
    kind: &'static str,
    catalog: &'static str,
    /// The columns that hold the owner, the access control list, and the letter of its default.
    owner: Option<&'static str>,
    grants: Option<(&'static str, &'static str)>,
    /// An expression of type text over the catalog's row `x`.
    definition: &'static str,
    /// The object whose membership in an extension decides, as catalog and object identifier, where it is not itself.
    part_of: Option<(&'static str, &'static str)>,
    /// Which rows are nobody's but another object's.
    internal: Option<&'static str>,
}

impl Arm {
    const fn new(kind: &'static str, catalog: &'static str, definition: &'static str) -> Self {
        Self {
            kind,
            catalog,
            owner: None,
            grants: None,
            definition,
            part_of: None,
            internal: None,
        }
    }

    const fn owner(mut self, column: &'static str) -> Self {
        self.owner = Some(column);
        self
    }

    const fn grants(mut self, column: &'static str, default: &'static str) -> Self {
        self.grants = Some((column, default));
        self
    }

    const fn without(mut self, internal: &'static str) -> Self {
        self.internal = Some(internal);
        self
    }

    /// What follows `WHERE`.
    fn filter(&self) -> String {
        let internal = self.internal;
        let internal = internal.map(|internal| format!(" AND NOT {internal}"));
        format!("x.oid >= {FIRST}{}", internal.unwrap_or_default())
    }

    const fn part_of(mut self, catalog: &'static str, oid: &'static str) -> Self {
        self.part_of = Some((catalog, oid));
        self
    }

    fn node(&self) -> String {
        let Self { kind, catalog, .. } = self;
        let filter = self.filter();
        format!(
            "SELECT 'node', '{catalog}'::regclass::oid, x.oid, 'other', '{kind}', \
             (pg_identify_object('{catalog}'::regclass, x.oid, 0)).identity, NULL FROM {catalog} x WHERE {filter}"
        )
    }

    fn select(&self) -> String {
        let Self {
            kind,
            catalog,
            definition,
            ..
        } = self;
        let filter = self.filter();
        let (whole, whole_oid) = self.part_of.unwrap_or((catalog, "x.oid"));
        let owner = self.owner.map_or("NULL".to_owned(), |owner| {
            format!("pg_get_userbyid({owner})")
        });
        let (acl, default) = self.grants.map_or(
            ("NULL::aclitem[]".to_owned(), "NULL::aclitem[]".to_owned()),
            |(acl, default)| {
                (
                    acl.to_owned(),
                    format!("CASE WHEN {acl} IS NOT NULL THEN {default} END"),
                )
            },
        );
        format!(
            "SELECT 'other', '{catalog}'::regclass::oid, x.oid, '{whole}'::regclass::oid, {whole_oid}, '{kind}', \
             (pg_identify_object('{catalog}'::regclass, x.oid, 0)).identity, {definition}, {owner}, {acl}, {default} \
             FROM {catalog} x WHERE {filter}"
        )
    }
}

const ARMS: &[Arm] = &[
    // The locale has had three names, and before them that of the C library's.
    Arm::new(
        "collation",
        "pg_collation",
        "concat('PROVIDER = ', CASE x.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END, \
         CASE WHEN x.collprovider = 'c' THEN ', LC_COLLATE = ' || quote_literal(x.collcollate) || ', LC_CTYPE = ' || quote_literal(x.collctype) \
         ELSE ', LOCALE = ' || quote_literal(coalesce(to_jsonb(x) ->> 'colllocale', to_jsonb(x) ->> 'colliculocale', x.collcollate)) END, \
         CASE WHEN NOT x.collisdeterministic THEN ', DETERMINISTIC = false' END, ', RULES = ' || quote_literal(to_jsonb(x) ->> 'collicurules'))",
    )
    .owner("x.collowner"),
    Arm::new(
        "conversion",
        "pg_conversion",
        "concat(CASE WHEN x.condefault THEN 'DEFAULT ' END, 'FOR ', quote_literal(pg_encoding_to_char(x.conforencoding)), \
         ' TO ', quote_literal(pg_encoding_to_char(x.contoencoding)), ' FROM ', x.conproc)",
    )
    .owner("x.conowner"),
    Arm::new(
        "operator",
        "pg_operator",
        "concat('FUNCTION = ', x.oprcode::regprocedure, ', RETURNS = ', format_type(x.oprresult, NULL), \
         CASE WHEN x.oprcom <> 0 THEN ', COMMUTATOR = ' || x.oprcom::regoperator END, \
         CASE WHEN x.oprnegate <> 0 THEN ', NEGATOR = ' || x.oprnegate::regoperator END, \
         CASE WHEN x.oprrest <> 0 THEN ', RESTRICT = ' || x.oprrest END, CASE WHEN x.oprjoin <> 0 THEN ', JOIN = ' || x.oprjoin END, \
         CASE WHEN x.oprcanhash THEN ', HASHES' END, CASE WHEN x.oprcanmerge THEN ', MERGES' END)",
    )
    .owner("x.oprowner"),
    Arm::new("operator family", "pg_opfamily", "''").owner("x.opfowner"),
    Arm::new(
        "operator class",
        "pg_opclass",
        "concat(CASE WHEN x.opcdefault THEN 'DEFAULT ' END, 'FOR TYPE ', format_type(x.opcintype, NULL), ' FAMILY ', \
         (pg_identify_object('pg_opfamily'::regclass, x.opcfamily, 0)).identity, \
         CASE WHEN x.opckeytype <> 0 THEN ' STORAGE ' || format_type(x.opckeytype, NULL) END)",
    )
    .owner("x.opcowner"),
    Arm::new(
        "operator family entry",
        "pg_amop",
        "concat(x.amopopr::regoperator, CASE WHEN x.amopsortfamily <> 0 THEN \
         ' FOR ORDER BY ' || (pg_identify_object('pg_opfamily'::regclass, x.amopsortfamily, 0)).identity END)",
    )
    .part_of("pg_opfamily", "x.amopfamily"),
    Arm::new("operator family entry", "pg_amproc", "x.amproc::regprocedure::text")
        .part_of("pg_opfamily", "x.amprocfamily"),
    Arm::new(
        "cast",
        "pg_cast",
        "concat(CASE x.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || x.castfunc::regprocedure WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END, \
         CASE x.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' END)",
    )
    // The cast of a range to its multirange comes with them.
    .without(
        "EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass AND d.objid = x.oid AND d.deptype = 'i')",
    ),
    Arm::new(
        "text search configuration",
        "pg_ts_config",
        "concat('PARSER = ', (pg_identify_object('pg_ts_parser'::regclass, x.cfgparser, 0)).identity, \
         (SELECT string_agg(concat(', ', quote_ident(t.alias), ' = ', m.mapdict::regdictionary), '' ORDER BY m.maptokentype, m.mapseqno) \
         FROM pg_ts_config_map m JOIN ts_token_type(x.cfgparser) t ON t.tokid = m.maptokentype WHERE m.mapcfg = x.oid))",
    )
    .owner("x.cfgowner"),
    Arm::new(
        "text search dictionary",
        "pg_ts_dict",
        "concat('TEMPLATE = ', (pg_identify_object('pg_ts_template'::regclass, x.dicttemplate, 0)).identity, ', ' || x.dictinitoption)",
    )
    .owner("x.dictowner"),
    Arm::new(
        "text search parser",
        "pg_ts_parser",
        "concat('START = ', x.prsstart, ', GETTOKEN = ', x.prstoken, ', END = ', x.prsend, ', LEXTYPES = ', x.prslextype, \
         CASE WHEN x.prsheadline <> 0 THEN ', HEADLINE = ' || x.prsheadline END)",
    ),
    Arm::new(
        "text search template",
        "pg_ts_template",
        "concat(CASE WHEN x.tmplinit <> 0 THEN 'INIT = ' || x.tmplinit || ', ' END, 'LEXIZE = ', x.tmpllexize)",
    ),
    Arm::new(
        "language",
        "pg_language",
        "concat(CASE WHEN x.lanpltrusted THEN 'TRUSTED ' END, 'HANDLER ', x.lanplcallfoid::regproc, \
         CASE WHEN x.laninline <> 0 THEN ' INLINE ' || x.laninline::regproc END, \
         CASE WHEN x.lanvalidator <> 0 THEN ' VALIDATOR ' || x.lanvalidator::regproc END)",
    )
    .owner("x.lanowner")
    .grants("x.lanacl", "acldefault('l', x.lanowner)"),
    Arm::new(
        "access method",
        "pg_am",
        "concat('TYPE ', CASE x.amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END, ' HANDLER ', x.amhandler)",
    ),
    Arm::new(
        "transform",
        "pg_transform",
        "concat_ws(', ', CASE WHEN x.trffromsql <> 0 THEN 'FROM SQL WITH FUNCTION ' || x.trffromsql::regprocedure END, \
         CASE WHEN x.trftosql <> 0 THEN 'TO SQL WITH FUNCTION ' || x.trftosql::regprocedure END)",
    ),
    Arm::new(
        "foreign-data wrapper",
        "pg_foreign_data_wrapper",
        "concat(CASE WHEN x.fdwhandler <> 0 THEN 'HANDLER ' || x.fdwhandler::regprocedure END, \
         CASE WHEN x.fdwvalidator <> 0 THEN ' VALIDATOR ' || x.fdwvalidator::regprocedure END, ' OPTIONS ' || x.fdwoptions::text)",
    )
    .owner("x.fdwowner")
    .grants("x.fdwacl", "acldefault('F', x.fdwowner)"),
    Arm::new(
        "server",
        "pg_foreign_server",
        "concat('FOREIGN DATA WRAPPER ', (SELECT fdwname FROM pg_foreign_data_wrapper WHERE oid = x.srvfdw), ' TYPE ' || quote_literal(x.srvtype), \
         ' VERSION ' || quote_literal(x.srvversion), ' OPTIONS ' || x.srvoptions::text)",
    )
    .owner("x.srvowner")
    .grants("x.srvacl", "acldefault('S', x.srvowner)"),
    Arm::new(
        "publication",
        "pg_publication",
        "concat(CASE WHEN x.puballtables THEN 'FOR ALL TABLES ' END, 'WITH (publish = ''', concat_ws(', ', CASE WHEN x.pubinsert THEN 'insert' END, \
         CASE WHEN x.pubupdate THEN 'update' END, CASE WHEN x.pubdelete THEN 'delete' END, CASE WHEN x.pubtruncate THEN 'truncate' END), '''', \
         ', publish_via_partition_root = ' || CASE WHEN x.pubviaroot THEN 'true' ELSE 'false' END, \
         ', publish_generated_columns = ' || CASE to_jsonb(x) ->> 'pubgencols' WHEN 's' THEN 'stored' WHEN 'n' THEN 'none' END, ')')",
    )
    .owner("x.pubowner"),
    Arm::new(
        "statistics object",
        "pg_statistic_ext",
        "concat(pg_get_statisticsobjdef(x.oid), ' STATISTICS ' || nullif(to_jsonb(x) ->> 'stxstattarget', '-1'))",
    )
    .owner("x.stxowner"),
    Arm::new(
        "event trigger",
        "pg_event_trigger",
        "concat('ON ', x.evtevent, ' WHEN TAG IN ' || x.evttags::text, ' EXECUTE FUNCTION ', x.evtfoid::regprocedure, \
         CASE x.evtenabled WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' ENABLE REPLICA' WHEN 'A' THEN ' ENABLE ALWAYS' END)",
    )
    .owner("x.evtowner"),
    Arm::new("default privileges", "pg_default_acl", "''")
        .owner("x.defaclrole")
        .grants(
            "x.defaclacl",
            "CASE WHEN x.defaclnamespace = 0 THEN acldefault(CASE x.defaclobjtype WHEN 'S' THEN 's' ELSE x.defaclobjtype END, x.defaclrole) ELSE '{}'::aclitem[] END",
        ),
];

/// Since PostgreSQL 15, a part of a table can be published.
const PUBLISHED_PARTLY: Arm = Arm::new(
    "publication relation",
    "pg_publication_rel",
    "concat('COLUMNS ' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) FROM pg_attribute a \
     WHERE a.attrelid = x.prrelid AND a.attnum = ANY (x.prattrs)), ' WHERE ' || pg_get_expr(x.prqual, x.prrelid))",
);

const PUBLISHED: Arm = Arm::new("publication relation", "pg_publication_rel", "''");

const PUBLISHED_SCHEMA: Arm = Arm::new("publication namespace", "pg_publication_namespace", "''");

/// The options may hold a password and are left out.
const USER_MAPPINGS: &str = "SELECT 'other', 'pg_user_mapping'::regclass::oid, umid, 'pg_user_mapping'::regclass::oid, umid, 'user mapping', \
     concat('for ', quote_ident(usename), ' on server ', quote_ident(srvname)), '', NULL, NULL, NULL FROM pg_user_mappings";

/// The connection string may hold a password and is left out.
const SUBSCRIPTIONS: &str = "SELECT 'other', 'pg_subscription'::regclass::oid, 0::oid, 'pg_subscription'::regclass::oid, 0::oid, 'subscription', \
     quote_ident(subname), '', NULL, NULL, NULL FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())";

const LABELS: &str = "SELECT 'other', classoid, objoid, classoid, objoid, 'security label', \
     concat('of ', provider, ' on ', (pg_identify_object(classoid, objoid, objsubid)).type, ' ', (pg_identify_object(classoid, objoid, objsubid)).identity), \
     label, NULL, NULL, NULL FROM pg_seclabel";

/// What `ALTER DATABASE … SET` and `ALTER ROLE … IN DATABASE … SET` leave in this database. What a role has everywhere is the server's.
const SETTINGS: &str = "SELECT 'other', 'pg_db_role_setting'::regclass::oid, 0::oid, 'pg_db_role_setting'::regclass::oid, 0::oid, 'setting', \
     concat('of the ', CASE WHEN setrole <> 0 THEN concat('role ', quote_ident(pg_get_userbyid(setrole)), ' in the ') END, 'database'), \
     (SELECT string_agg(setting, ', ' ORDER BY setting) FROM unnest(setconfig) setting), NULL, NULL, NULL \
     FROM pg_db_role_setting WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())";

/// Triggers by which PostgreSQL enforces a constraint, and which `ALTER TABLE … DISABLE TRIGGER ALL` has switched off.
const SWITCHED_OFF: &str = "tgisinternal AND tgconstraint <> 0 AND tgenabled <> 'O'";

/// The constraint says nothing of it, and goes on to be called valid.
const UNENFORCED: &str = "SELECT 'other', 'pg_trigger'::regclass::oid, 0::oid, 'pg_trigger'::regclass::oid, 0::oid, 'enforcement', \
     concat('of constraint ', quote_ident(conname), ' on ', (pg_identify_object('pg_class'::regclass, tgrelid, 0)).identity), \
     string_agg(DISTINCT CASE tgenabled WHEN 'D' THEN 'DISABLED' WHEN 'R' THEN 'ENABLED REPLICA' ELSE 'ENABLED ALWAYS' END, ', '), NULL, NULL, NULL \
     FROM pg_trigger JOIN pg_constraint ON pg_constraint.oid = tgconstraint";
