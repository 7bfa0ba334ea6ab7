//! The tool's own fault, and what the host lacks on which it runs.

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

pub(super) static THIS_HOST_LIMITED: Cause = Cause {
    code: CauseCode::ThisHostLimited,
    title: "The host that looks could not try everything",
    owner: Owner::Ucdoctor,
    breaks: &[],
    refuted_if: &["the same run from another host meets the same"],
    page: include_str!("../../docs/causes/this-host-limited.md"),
    explain: by_fault,
};
