//! The JSON document of `cargo migrate check`.

use migrate_core::source::Problem;
use serde::Serialize;

use super::{Counted, Findings, Phase};
use crate::Exit;
use crate::failure::Failure;
use crate::report::{ErrorReport, ProblemReport};

/// The document: the same whether the check found nothing, found something, or could not be done.
#[derive(Debug, Serialize)]
pub(super) struct Document<'f> {
    exit: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorReport<'f>>,
    #[serde(flatten)]
    counted: Option<Counted>,
    phases: &'f [Phase],
    problems: Vec<ProblemReport<'f>>,
}

impl<'f> Document<'f> {
    /// Of a check that was done; `failure` is what it amounts to when the files are wrong.
    pub(super) fn of(findings: &'f Findings, failure: Option<&'f Failure>) -> Self {
        Self {
            exit: findings.exit().code(),
            error: failure.map(ErrorReport::of),
            counted: findings.counted,
            phases: &findings.phases,
            problems: reports(&findings.problems),
        }
    }

    /// Of a check that could not be done.
    pub(super) fn failed(failure: &'f Failure, exit: Exit) -> Self {
        Self {
            exit: exit.code(),
            error: Some(ErrorReport::of(failure)),
            counted: None,
            phases: &[],
            problems: reports(failure.problems()),
        }
    }
}

fn reports(problems: &[Problem]) -> Vec<ProblemReport<'_>> {
    problems.iter().map(Into::into).collect()
}
