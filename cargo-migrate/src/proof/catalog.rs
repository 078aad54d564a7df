//! Stub until migrate-schema is there.
use std::collections::BTreeMap;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Schema(pub(crate) BTreeMap<String, String>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Missing,
    Leftover,
    Changed,
    #[allow(dead_code)]
    Order,
    #[allow(dead_code)]
    Layout,
}

#[derive(Debug, Clone)]
pub(crate) struct Difference {
    pub(crate) object: String,
    pub(crate) class: Class,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

pub(crate) const SQL: &str = "
select 'table ' || oid::regclass, 'TABLE' from pg_class where relkind in ('r','p') and relnamespace = 'public'::regnamespace
union all select 'sequence ' || oid::regclass, 'SEQUENCE' from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace
union all select 'column ' || attrelid::regclass || '.' || attname, format_type(atttypid, atttypmod) || case when attnotnull then ' NOT NULL' else '' end || coalesce(' DEFAULT ' || pg_get_expr(adbin, adrelid), '') from pg_attribute a join pg_class c on c.oid = attrelid left join pg_attrdef d on adrelid = attrelid and adnum = attnum where attnum > 0 and not attisdropped and relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
union all select 'index ' || indexrelid::regclass, pg_get_indexdef(indexrelid) from pg_index join pg_class c on c.oid = indexrelid where relnamespace = 'public'::regnamespace
union all select 'function ' || p.oid::regprocedure, pg_get_functiondef(p.oid) from pg_proc p where pronamespace = 'public'::regnamespace and prokind = 'f' and not exists (select from pg_depend where objid = p.oid and deptype = 'e')
";

pub(crate) fn compare(before: &Schema, after: &Schema) -> Vec<Difference> {
    let mut found = Vec::new();
    for (object, old) in &before.0 {
        let new = after.0.get(object);
        if new != Some(old) {
            found.push(Difference {
                object: object.clone(),
                class: if new.is_none() { Class::Missing } else { Class::Changed },
                before: Some(old.clone()),
                after: new.cloned(),
            });
        }
    }
    for (object, new) in &after.0 {
        if !before.0.contains_key(object) {
            found.push(Difference {
                object: object.clone(),
                class: Class::Leftover,
                before: None,
                after: Some(new.clone()),
            });
        }
    }
    found
}
