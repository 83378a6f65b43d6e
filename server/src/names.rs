//! Finding a case by a name that it bears, as somebody reads it from a label.

use crate::{Server, devices::Device, error::Error};
use axum::{
    Json,
    extract::{Path, Query, State},
};
use domain::{capabilities::Kind, ids::CaseId};
use serde::{Deserialize, Serialize};
use sqlx::query_scalar;

/// The longest text that is looked for, in bytes: more than any label holds.
const TEXT_BYTES_MAX: usize = 1_024;

/// What was read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    text: String,
}

/// The case that bears the name.
#[derive(Debug, Serialize)]
pub struct Found {
    case: CaseId,
}

/// `GET /v1/names/{kind}?text=…`: the case of a kind that is meant by a text, to be
/// asked for by the sync.
///
/// # Errors
/// There is none, or none that the caller may read: the two are answered alike.
pub async fn find(
    State(server): State<Server>,
    device: Device,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Json<Found>, Error> {
    if asked.text.len() > TEXT_BYTES_MAX {
        let detail = format!("`text` has at most {TEXT_BYTES_MAX} bytes");
        return Err(Error::invalid(detail));
    }
    let kind = Kind::named(&kind);
    let name = kind.and_then(|kind| kind.as_dyn().name_meant_by(&asked.text));
    let unknown = || Error::not_found("nothing that you may read bears this name");
    let name = name.ok_or_else(unknown)?;
    let scopes = device.scopes();
    let found = query_scalar!(
        "select case_id from case_names n
         where organisation = $1 and name = $2
             and exists (select from audience a
                 where a.organisation = $1 and a.case_id = n.case_id
                     and a.scope = any ($3) and not a.gone)",
        device.organisation,
        name.as_str(),
        &scopes
    );
    let found = found.fetch_optional(&server.pool).await?;
    let case = CaseId(found.ok_or_else(unknown)?);
    Ok(Json(Found { case }))
}
