//! An app that was released before the assets reads what is said of them.
//!
//! The types here are how version 1 reads an answer, frozen: they never change,
//! whatever the wire learns.

use super::{fixtures::an_answer, people::case};
use crate::wire::{Delivered, Outcome, Ruled, encode};
use domain::{
    assets::AssetRefusal,
    capabilities::{self, Kind},
    ids::{CaseId, CommandId},
};
use serde::{Deserialize, de::IgnoredAny};
use serde_bytes::ByteBuf;
use uuid::Uuid;

#[derive(Debug, Deserialize)]
struct OlderAnswer {
    version: u16,
    #[serde(rename = "now")]
    _now: i64,
    rulings: Vec<OlderRuled>,
    cases: Vec<OlderDelivered>,
    #[serde(rename = "forget")]
    _forget: Vec<CaseId>,
    records: Vec<OlderRecord>,
    #[serde(rename = "cursor")]
    _cursor: ByteBuf,
    #[serde(rename = "more")]
    _more: bool,
}

#[derive(Debug, Deserialize)]
struct OlderRuled {
    id: CommandId,
    outcome: OlderOutcome,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OlderOutcome {
    Adopted,
    Replaced,
    Refused(OlderRefusal),
}

#[derive(Debug, PartialEq, Deserialize)]
struct OlderRefusal {
    reason: String,
    zh: String,
    en: String,
}

#[derive(Debug, Deserialize)]
struct OlderDelivered {
    case: CaseId,
    kind: OlderKind,
    #[serde(rename = "body")]
    _body: OlderBody,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum OlderKind {
    Known(OlderKnown),
    Newer(String),
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OlderKnown {
    Ticket,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OlderBody {
    Changes(#[serde(rename = "_")] IgnoredAny),
    Whole(#[serde(rename = "_")] IgnoredAny),
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OlderRecord {
    Known(OlderKnownRecord),
    Newer(IgnoredAny),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OlderKnownRecord {
    Person(OlderPerson),
    Store(OlderStore),
    Category(OlderCategory),
}

#[derive(Debug, Deserialize)]
struct OlderPerson {
    #[serde(rename = "id")]
    _id: Uuid,
    name: String,
    #[serde(rename = "store")]
    _store: Uuid,
    #[serde(rename = "team")]
    _team: Option<Uuid>,
    #[serde(rename = "roles")]
    _roles: Vec<String>,
    #[serde(rename = "active")]
    _active: bool,
}

#[derive(Debug, Deserialize)]
struct OlderStore {
    #[serde(rename = "id")]
    _id: Uuid,
    name: String,
    #[serde(rename = "team")]
    _team: Uuid,
}

#[derive(Debug, Deserialize)]
struct OlderCategory {
    #[serde(rename = "id")]
    _id: Uuid,
    #[serde(rename = "parent")]
    _parent: Option<Uuid>,
    #[serde(rename = "name_zh")]
    _name_zh: String,
    name_en: String,
    #[serde(rename = "targets")]
    _targets: Option<OlderTargets>,
    #[serde(rename = "former_targets")]
    _former_targets: Vec<OlderTargets>,
}

#[derive(Debug, Deserialize)]
struct OlderTargets {
    #[serde(rename = "response_min")]
    _response_min: u32,
    #[serde(rename = "completion_min")]
    _completion_min: u32,
}

#[test]
fn an_app_from_before_the_assets_reads_what_is_said_of_them() {
    let mut answer = an_answer();
    let refusal = capabilities::Refusal::Asset(AssetRefusal::NotAnAssetAdmin);
    let id = CommandId(Uuid::from_u128(77));
    let outcome = Outcome::Refused(refusal.into());
    answer.rulings.push(Ruled::new(id, outcome));
    let known = answer.cases.len();
    answer.cases.push(Delivered {
        case: case(77),
        kind: Kind::Asset.into(),
        body: answer.cases[0].body.clone(),
    });
    let bytes = encode(&answer).unwrap();
    let plain = zstd::bulk::decompress(&bytes, 1 << 20).unwrap();
    let read: OlderAnswer = rmp_serde::from_slice(&plain).unwrap();

    assert_eq!(read.version, 1);
    let told = read.rulings.iter().find(|ruled| ruled.id == id).unwrap();
    let expected = OlderRefusal {
        reason: r#"{"rule":{"asset":"not_an_asset_admin"}}"#.to_owned(),
        zh: "只有资产管理员可以操作。".to_owned(),
        en: "Only asset admins can do this.".to_owned(),
    };
    assert_eq!(told.outcome, OlderOutcome::Refused(expected));
    let (tickets, others) = read.cases.split_at(known);
    let is_ticket = |it: &OlderDelivered| it.kind == OlderKind::Known(OlderKnown::Ticket);
    assert!(tickets.iter().all(is_ticket));
    assert_eq!(others[0].case, case(77));
    assert_eq!(others[0].kind, OlderKind::Newer("asset".to_owned()));
    let names = read.records.iter().map(|record| match record {
        OlderRecord::Known(OlderKnownRecord::Person(person)) => &person.name,
        OlderRecord::Known(OlderKnownRecord::Store(store)) => &store.name,
        OlderRecord::Known(OlderKnownRecord::Category(category)) => &category.name_en,
        OlderRecord::Newer(_) => panic!("{record:?}"),
    });
    let names: Vec<_> = names.collect();
    assert_eq!(names, ["Mei", "Ana", "The Bund", "Printer"]);
}
