//! JSON bodies in which nothing is passed over.
//!
//! Phones pass over fields and roles of a newer server, so the domain's records do
//! not refuse unknown ones. A caller who writes a record must be told of them: a
//! misspelt one would otherwise be lost without a word.

use crate::error::Error;
use axum::{
    Json,
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A JSON body that says nothing but what `T` reads.
#[derive(Debug)]
pub struct StrictJson<T>(pub T);

impl<T: DeserializeOwned + Serialize, S: Send + Sync> FromRequest<S> for StrictJson<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let Json(said) = Json::<Value>::from_request(request, state)
            .await
            .map_err(IntoResponse::into_response)?;
        read(&said).map(Self).map_err(IntoResponse::into_response)
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
