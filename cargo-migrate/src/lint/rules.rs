//! The list of checks.

use migrate_core::source::Problem;

use super::script::Statement;
use super::{own, squawk};

/// A check looks at one statement and adds what it finds. It may find problems of several rules.
pub(crate) type Check = fn(&Statement<'_>, &mut Vec<Problem>);

/// Every check, in no particular order: findings are sorted by their place.
pub(crate) const CHECKS: &[Check] = &[
    squawk::check,
    own::concurrently::check,
    own::enum_value::check,
    own::foreign_key::check,
    own::nondeterministic::check,
    own::required::check,
    own::several::check,
    own::unguarded::check,
    own::unqualified::check,
];
