//! The tool's own fault.

use super::by_fault::by_fault;
use crate::cause::Cause;
use crate::check::Owner;
use crate::code::CauseCode;

pub(super) static UCDOCTOR_BUG: Cause = Cause {
    code: CauseCode::UcdoctorBug,
    title: "ucdoctor failed by its own fault",
    owner: Owner::Ucdoctor,
    breaks: &[],
    refuted_if: &["the same run works with the newest release"],
    page: include_str!("../../docs/causes/ucdoctor-bug.md"),
    explain: by_fault,
};
