//! JSON bodies in which nothing is passed over.
//!
//! Phones pass over fields and roles of a newer server, so the domain's records do
//! not refuse unknown ones. A caller who writes a record must be told of them: a
//! misspelt one would otherwise be lost without a word, and so would a field that is
//! said twice.

use crate::error::Error;
use axum::{
    Json,
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};
use std::fmt;

/// A JSON body that says nothing but what `T` reads.
#[derive(Debug)]
pub struct StrictJson<T>(pub T);

impl<T: DeserializeOwned + Serialize, S: Send + Sync> FromRequest<S> for StrictJson<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let Json(said) = Json::<SaidOnce>::from_request(request, state)
            .await
            .map_err(IntoResponse::into_response)?;
        read(&said.0).map(Self).map_err(IntoResponse::into_response)
    }
}

/// A JSON value in which no object says the same field twice: which of the two counts,
/// every reader would decide for themselves.
struct SaidOnce(Value);

impl<'de> Deserialize<'de> for SaidOnce {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SaidOnceVisitor).map(Self)
    }
}

struct SaidOnceVisitor;

impl<'de> Visitor<'de> for SaidOnceVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(SaidOnce(value)) = items.next_element()? {
            values.push(value);
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, SaidOnce(value))) = fields.next_entry::<String, _>()? {
            if object.contains_key(&name) {
                return Err(A::Error::custom(format_args!("`{name}` is said twice")));
            }
            object.insert(name, value);
        }
        Ok(object.into())
    }
}

fn read<T: DeserializeOwned + Serialize>(said: &Value) -> Result<T, Error> {
    let mut unknown = None;
    let read = serde_ignored::deserialize(said, |path| {
        unknown.get_or_insert_with(|| path.to_string());
    });
    let read: T = read.map_err(|error| Error::invalid(error.to_string()))?;
    if let Some(field) = unknown {
        return Err(Error::invalid(format!("there is no field `{field}`")));
    }
    let kept = serde_json::to_value(&read);
    let kept = kept.map_err(|error| Error::fault("write what was read", error))?;
    match passed_over(said, &kept) {
        None => Ok(read),
        Some(word) => Err(Error::invalid(format!("{word} means nothing here"))),
    }
}

/// A word in a list of which nothing was kept.
fn passed_over<'a>(said: &'a Value, kept: &Value) -> Option<&'a Value> {
    match (said, kept) {
        (Value::Object(said), Value::Object(kept)) => said
            .iter()
            .find_map(|(name, said)| passed_over(said, kept.get(name)?)),
        (Value::Array(said), Value::Array(kept)) => said
            .iter()
            .find(|word| word.is_string() && !kept.contains(word)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::directory::{Person, Store};
    use serde_json::json;

    const ID: &str = "00000000-0000-0000-0000-000000000001";

    #[test]
    fn a_field_that_no_record_has_is_refused() {
        let store = json!({"id": ID, "name": "0101 店", "team": ID});
        assert!(read::<Store>(&store).is_ok());
        let mut misspelt = store;
        misspelt["nmae"] = json!("0102 店");
        let error = read::<Store>(&misspelt).unwrap_err().to_string();
        assert!(error.contains("`nmae`"), "{error}");
    }

    #[test]
    fn a_field_that_is_said_twice_is_refused_at_any_depth() {
        let once = r#"[{"a": {"b": 1, "c": [null, true, -1, 0.5, "x"]}, "b": {}}]"#;
        let said: SaidOnce = serde_json::from_str(once).unwrap();
        assert_eq!(said.0, serde_json::from_str::<Value>(once).unwrap());
        for twice in [
            r#"{"a": 1, "b": 2, "a": 1}"#,
            r#"[{"a": {"b": 1, "b": 1}}]"#,
            r#"{"name": 1, "n\u0061me": 2}"#,
        ] {
            let error = serde_json::from_str::<SaidOnce>(twice).err().unwrap();
            assert!(error.to_string().contains("said twice"), "{error}");
        }
    }

    #[test]
    fn a_role_that_nobody_has_is_refused() {
        let mut person = json!({
            "id": ID, "name": "王芳", "store": ID, "team": null, "roles": ["admin"], "active": true,
        });
        assert!(read::<Person>(&person).is_ok());
        person["roles"] = json!(["admin", "king"]);
        let error = read::<Person>(&person).unwrap_err().to_string();
        assert!(error.contains("king"), "{error}");
    }

    #[test]
    fn a_missing_or_mistyped_field_is_named() {
        let error = read::<Store>(&json!({"id": ID, "team": ID}))
            .unwrap_err()
            .to_string();
        assert!(error.contains("name"), "{error}");
        assert!(read::<Store>(&json!({"id": 7, "name": "x", "team": ID})).is_err());
        assert!(read::<Store>(&json!([])).is_err());
    }
}
