//! `[directory.search]` as one table, or as a list of them: one for each synchronisation agreement.

use std::borrow::Cow;
use std::fmt;
use std::path::PathBuf;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::file::Search;

/// The searches, at least one; the first is the one that is looked at closely.
#[derive(Debug, Clone, PartialEq)]
pub struct Searches {
    /// In the order of the file.
    pub all: Vec<Search>,
    /// Written as a list.
    pub is_list: bool,
}

impl Searches {
    /// The first.
    pub fn first(&self) -> Option<&Search> {
        self.all.first()
    }

    /// The attribute that becomes the user ID: call manager has one for all agreements.
    pub fn user_id(&self) -> Option<&str> {
        self.all.iter().find_map(|search| search.user_id.as_deref())
    }

    /// The first export that is named.
    pub fn export(&self) -> Option<&PathBuf> {
        self.all.iter().find_map(|search| search.export.as_ref())
    }

    /// Where a key of the search at a place stands in the file.
    pub fn at(&self, place: usize, key: &str) -> Vec<String> {
        let place = self.is_list.then(|| place.to_string());
        ["directory", "search"].map(str::to_owned).into_iter().chain(place).chain([key.to_owned()]).collect()
    }
}

impl<'de> Deserialize<'de> for Searches {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrMany)
    }
}

/// Keeps the position of what is wrong, which an untagged enum would lose.
struct OneOrMany;

impl<'de> Visitor<'de> for OneOrMany {
    type Value = Searches;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table [directory.search], or several [[directory.search]]")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Searches, A::Error> {
        Ok(Searches { all: vec![Search::deserialize(MapAccessDeserializer::new(map))?], is_list: false })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Searches, A::Error> {
        Ok(Searches { all: Vec::deserialize(SeqAccessDeserializer::new(seq))?, is_list: true })
    }
}

impl JsonSchema for Searches {
    fn schema_name() -> Cow<'static, str> {
        "Searches".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<Search>();
        json_schema!({ "anyOf": [one, { "type": "array", "items": one, "minItems": 1 }] })
    }
}
