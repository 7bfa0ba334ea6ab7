//! A run that looks at files alone.

use ucdoctor::evidence::Vantage;

/// This host, which looked at no server.
pub(crate) fn place() -> Vantage {
    Vantage::begun("this-host", time::macros::datetime!(2026-11-25 01:00 UTC))
}
