//! The codes of checks and causes. They are part of the contract: never renamed, never reused.

mod cause;
mod check;

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

pub use self::cause::CauseCode;
pub use self::check::CheckCode;

/// A code is written as the text that it is.
macro_rules! written_as_text {
    ($code:ident) => {
        impl $code {
            /// As reports write it.
            pub fn name(self) -> &'static str {
                self.into()
            }
        }

        impl Serialize for $code {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        // Reports of other versions have other codes, so the schema promises a text and no list.
        impl JsonSchema for $code {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($code).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string" })
            }
        }
    };
}

written_as_text!(CheckCode);
written_as_text!(CauseCode);

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;
    use crate::causes::CAUSES;
    use crate::check::Stage;
    use crate::checks::CHECKS;
    use crate::evidence::identity::{Class, System};

    #[test]
    fn every_code_stands_in_its_table_once_and_in_order() {
        assert_eq!(CHECKS.iter().map(|check| check.code).collect::<Vec<_>>(), CheckCode::iter().collect::<Vec<_>>());
        assert_eq!(CAUSES.iter().map(|cause| cause.code).collect::<Vec<_>>(), CauseCode::iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_code_is_read_as_it_is_written() {
        assert_eq!((CheckCode::Tls004.name(), "TLS-004".parse()), ("TLS-004", Ok(CheckCode::Tls004)));
        assert_eq!((CauseCode::CaMissing.name(), "ca-missing".parse()), ("ca-missing", Ok(CauseCode::CaMissing)));
    }

    /// strum names a value in words, serde in reports.
    #[test]
    fn a_name_in_words_is_the_name_in_reports() {
        let written = |value: serde_json::Value| value.as_str().unwrap().to_owned();
        for stage in Stage::iter() {
            assert_eq!(written(serde_json::json!(stage)), stage.name());
        }
        for class in Class::iter() {
            assert_eq!(written(serde_json::json!(class)), class.name());
        }
        for system in System::iter() {
            assert_eq!(written(serde_json::json!(system)), system.name());
        }
    }
}
