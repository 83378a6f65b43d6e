//! The equipment of the stores: what an asset admin receives, issues, sends to repair
//! and scraps over the year of the sample.
//!
//! On some days the admins go round, mostly without a signal, and what they did arrives
//! in the evening. Who uses what they issue is said by each asset's own history; how
//! people hand it on is told in `hand_overs`.

use super::{
    calendar::{OPENS, YEAR, day_of, time_of},
    rng::SampleRng,
    stores::{HEAD_OFFICE, SampleStore, WAREHOUSE},
    world::World,
};
use domain::{
    assets::{Asset, AssetAct, Condition, Details, RepairOutcome},
    directory::Role,
    ids::{CaseId, CommandId, PersonId, StoreId},
    time::{Span, Timestamp},
};
use std::collections::BTreeMap;

/// What an admin did on a day, as it arrives in the evening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Round {
    pub by: PersonId,
    pub received: Timestamp,
    pub acts: Vec<Handled>,
}

/// One thing done to one asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Handled {
    pub asset: CaseId,
    pub id: CommandId,
    pub at: Timestamp,
    pub deed: Handling,
}

/// What an admin does with the asset as they see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Handling {
    Receive(Details),
    Issue(PersonId, StoreId),
    TakeBack(Condition),
    SendToRepair(&'static str, &'static str),
    EndRepair(RepairOutcome, &'static str),
    ReportLost(&'static str),
    Scrap(&'static str),
}

impl Handling {
    /// The act it means for the asset as its author sees it; none if there is nothing
    /// that it could be meant for.
    pub fn act(&self, seen: Option<&Asset>) -> Option<AssetAct> {
        if let Self::Receive(details) = self {
            let details = details.clone();
            return Some(AssetAct::Receive { details });
        }
        let asset = seen?;
        let custody = asset.current()?.entry;
        Some(match self {
            Self::Receive(_) => return None,
            Self::Issue(to, store) => AssetAct::Issue {
                custody,
                to: *to,
                store: *store,
            },
            Self::TakeBack(condition) => AssetAct::TakeBack {
                custody,
                store: asset.details.store,
                condition: *condition,
            },
            Self::SendToRepair(vendor, reason) => AssetAct::SendToRepair {
                custody,
                vendor: (*vendor).to_owned(),
                reason: (*reason).to_owned(),
            },
            Self::EndRepair(outcome, cost) => AssetAct::EndRepair {
                repair: asset.open_repair()?.entry,
                outcome: *outcome,
                condition: Condition::Good,
                cost: cost.parse().ok(),
            },
            Self::ReportLost(reason) => AssetAct::ReportLost {
                custody,
                reason: (*reason).to_owned(),
            },
            Self::Scrap(reason) => AssetAct::Scrap {
                reason: (*reason).to_owned(),
            },
        })
    }
}

/// What stores have of one sort.
struct Sort {
    prefix: &'static str,
    category: &'static str,
    models: &'static [&'static str],
    /// In whole units of the currency, from and to.
    prices: (i64, i64),
    /// How many a store has, the head office, and the warehouse.
    counts: [i64; 3],
    /// Whether it is somebody's, and not the store's.
    is_personal: bool,
}

const SORTS: &[Sort] = &[
    Sort {
        prefix: "POS",
        category: "收银设备",
        models: &["海信 HK716", "海信 HK560", "商米 T2"],
        prices: (3_200, 6_800),
        counts: [4, 0, 0],
        is_personal: false,
    },
    Sort {
        prefix: "PRN",
        category: "打印设备",
        models: &["爱普生 TM-T82", "惠普 M404dn", "爱普生 LQ-630K"],
        prices: (900, 2_600),
        counts: [3, 6, 4],
        is_personal: false,
    },
    Sort {
        prefix: "PDA",
        category: "手持终端",
        models: &["优博讯 DT50", "霍尼韦尔 EDA52"],
        prices: (1_800, 3_200),
        counts: [2, 0, 14],
        is_personal: true,
    },
    Sort {
        prefix: "PC",
        category: "电脑",
        models: &["联想 昭阳 K4e", "戴尔 Latitude 5440", "联想 启天 M455"],
        prices: (3_900, 7_500),
        counts: [2, 26, 6],
        is_personal: true,
    },
    Sort {
        prefix: "NET",
        category: "网络设备",
        models: &["H3C S5130S-28P-EI", "锐捷 RG-AP820"],
        prices: (1_200, 5_400),
        counts: [3, 8, 6],
        is_personal: false,
    },
];

const REPAIRS: &[(&str, &str)] = &[
    ("爱普生授权服务中心", "打印头堵塞，清洗无效"),
    ("戴尔授权服务中心", "屏幕闪烁"),
    ("海信商用售后", "触摸屏局部失灵"),
    ("优博讯售后", "扫描头不出光"),
];
const LOSSES: &[&str] = &["交接班后未找到", "外出理货遗失"];
const SCRAPPINGS: &[&str] = &["主板烧毁，无维修价值", "停产多年，无配件"];

/// What the admins do, in the order in which it arrives.
pub(super) fn rounds(world: &World, rng: &mut SampleRng) -> Vec<Round> {
    let admins: Vec<PersonId> = world
        .people
        .holding(Role::AssetAdmin)
        .map(|person| person.id)
        .collect();
    let mut by_day: BTreeMap<(i64, PersonId), Vec<Handled>> = BTreeMap::new();
    for store in &world.stores {
        let Some(admin) = rng.of(&admins).copied() else {
            return Vec::new();
        };
        for sort in SORTS {
            let place = match store.code {
                HEAD_OFFICE => 1,
                WAREHOUSE => 2,
                _ => 0,
            };
            for number in 1..=sort.counts[place] {
                for handled in life(world, rng, store, sort, number) {
                    let day = (day_of(handled.at), admin);
                    by_day.entry(day).or_default().push(handled);
                }
            }
        }
    }
    let rounds = by_day.into_iter().map(|((day, by), mut acts)| {
        acts.sort_by_key(|handled| handled.at);
        Round {
            by,
            received: time_of(day, 21 * 60 + rng.between(0, 50)),
            acts,
        }
    });
    rounds.filter(|it| it.received <= world.now).collect()
}

/// What happens to one asset, one thing a day at most; some of it only after now.
fn life(
    world: &World,
    rng: &mut SampleRng,
    store: &SampleStore,
    sort: &Sort,
    number: i64,
) -> Vec<Handled> {
    let first = day_of(world.founded);
    // Most were there when the register was begun; some were bought in the year.
    let day = if rng.percent(85) {
        rng.between(0, 21)
    } else {
        rng.between(21, YEAR - 30)
    };
    let asset = rng.case(time_of(first + day, OPENS));
    let mut deeds = vec![(day, Handling::Receive(details(rng, store, sort, number)))];
    let staff: Vec<PersonId> = world.people.staff(store).map(|person| person.id).collect();
    if sort.is_personal
        && rng.percent(88)
        && let Some(holder) = rng.of(&staff).copied()
    {
        let issue = Handling::Issue(holder, store.record.id);
        after(&mut deeds, rng.between(1, 9), issue);
        if rng.percent(7) {
            let take_back = Handling::TakeBack(Condition::Worn);
            after(&mut deeds, rng.between(30, 250), take_back);
        }
    }
    let later = rng.between(20, 300);
    if rng.percent(12)
        && let Some((vendor, reason)) = rng.of(REPAIRS).copied()
    {
        // One in seven is at the vendor's now.
        let ago = rng.between(2, 14);
        let last = deeds.last().map_or(0, |(day, _)| *day);
        let is_there = rng.percent(14);
        let days = if is_there {
            (YEAR - ago - last).max(1)
        } else {
            later
        };
        after(&mut deeds, days, Handling::SendToRepair(vendor, reason));
        let outcome = RepairOutcome::Repaired;
        let back = Handling::EndRepair(outcome, "260");
        after(&mut deeds, rng.between(14, 45), back);
    } else if rng.percent(2) {
        let reason = rng.text(LOSSES);
        after(&mut deeds, later, Handling::ReportLost(reason));
    } else if rng.percent(3) {
        let reason = rng.text(SCRAPPINGS);
        after(&mut deeds, later, Handling::Scrap(reason));
    }
    let handled = deeds.into_iter().map(|(day, deed)| {
        let minute = rng.between(OPENS, OPENS + 10 * 60);
        let at = time_of(first + day, minute);
        Handled {
            asset,
            id: rng.command(at),
            at: at + Span(rng.between(0, 60_000)),
            deed,
        }
    });
    handled.collect()
}

/// So many days after what was done last.
fn after(deeds: &mut Vec<(i64, Handling)>, days: i64, deed: Handling) {
    let last = deeds.last().map_or(0, |(day, _)| *day);
    deeds.push((last + days, deed));
}

fn details(rng: &mut SampleRng, store: &SampleStore, sort: &Sort, number: i64) -> Details {
    let (low, high) = sort.prices;
    let price = format!("{}.00", rng.between(low, high));
    let (year, month) = (rng.between(2_021, 2_026), rng.between(1, 13));
    let bought = format!("{year}-{month:02}-{:02}", rng.between(1, 29));
    let condition = match rng.between(0, 10) {
        0..3 => Condition::New,
        3..8 => Condition::Good,
        _ => Condition::Worn,
    };
    Details {
        tag: format!("{}-{}-{number:02}", sort.prefix, store.code),
        serial: format!("{}{:07}", sort.prefix, rng.between(0, 9_999_999)),
        model: rng.text(sort.models).to_owned(),
        category: sort.category.to_owned(),
        bought: bought.parse().ok(),
        price: price.parse().ok(),
        store: store.record.id,
        condition,
    }
}
