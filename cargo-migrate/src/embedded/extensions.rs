//! The extensions that a revision may create on the embedded server.

use oliphaunt_wasix::Extension;

/// PostgreSQL's contrib modules that the embedded server carries.
///
/// The list is written out because `Extension::ALL` also names extensions whose artifacts are separate packages; opening
/// a server with one of those fails.
pub(super) const CONTRIB: [Extension; 32] = [
    Extension::AMCHECK,
    Extension::AUTO_EXPLAIN,
    Extension::BLOOM,
    Extension::BTREE_GIN,
    Extension::BTREE_GIST,
    Extension::CITEXT,
    Extension::CUBE,
    Extension::DICT_INT,
    Extension::DICT_XSYN,
    Extension::EARTHDISTANCE,
    Extension::FILE_FDW,
    Extension::FUZZYSTRMATCH,
    Extension::HSTORE,
    Extension::INTARRAY,
    Extension::ISN,
    Extension::LO,
    Extension::LTREE,
    Extension::PAGEINSPECT,
    Extension::PG_BUFFERCACHE,
    Extension::PG_FREESPACEMAP,
    Extension::PG_SURGERY,
    Extension::PG_TRGM,
    Extension::PG_VISIBILITY,
    Extension::PG_WALINSPECT,
    Extension::PGCRYPTO,
    Extension::SEG,
    Extension::TABLEFUNC,
    Extension::TCN,
    Extension::TSM_SYSTEM_ROWS,
    Extension::TSM_SYSTEM_TIME,
    Extension::UNACCENT,
    Extension::UUID_OSSP,
];

/// The SQL names of the extensions, sorted: for the advice when a revision asks for another one.
pub fn names() -> impl Iterator<Item = &'static str> {
    CONTRIB.iter().map(|extension| extension.sql_name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_sorted_and_unique() {
        let names: Vec<_> = names().collect();
        assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
    }
}
