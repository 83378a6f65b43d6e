//! Stores, the head office and the warehouse, and the four teams that serve them.

use super::rng::SampleRng;
use domain::{
    directory::Store,
    ids::{StoreId, TeamId},
    time::Timestamp,
};

/// How many teams of engineers there are.
pub(super) const TEAMS: usize = 4;
/// Stores of the directory without tills, closed on weekends.
pub(super) const HEAD_OFFICE: &str = "0001";
pub(super) const WAREHOUSE: &str = "0002";

/// Code, name, team, and how much of the work comes from there.
const STORES: [(&str, &str, usize, i64); 26] = [
    (HEAD_OFFICE, "集团总部", 0, 9),
    (WAREHOUSE, "昆山物流中心", 2, 6),
    ("0101", "上海南京东路店", 0, 9),
    ("0102", "上海徐家汇店", 0, 7),
    ("0103", "上海五角场店", 0, 6),
    ("0104", "上海陆家嘴店", 0, 6),
    ("0105", "上海七宝店", 0, 4),
    ("0106", "上海松江店", 0, 3),
    ("0201", "杭州武林店", 1, 7),
    ("0202", "杭州湖滨店", 1, 6),
    ("0203", "杭州滨江店", 1, 4),
    ("0204", "杭州下沙店", 1, 3),
    ("0211", "宁波天一店", 1, 5),
    ("0212", "宁波鄞州店", 1, 3),
    ("0301", "苏州观前店", 2, 6),
    ("0302", "苏州园区店", 2, 5),
    ("0303", "苏州新区店", 2, 3),
    ("0311", "无锡三阳店", 2, 5),
    ("0312", "无锡滨湖店", 2, 3),
    ("0321", "常州南大街店", 2, 3),
    ("0401", "南京新街口店", 3, 8),
    ("0402", "南京河西店", 3, 5),
    ("0403", "南京江宁店", 3, 4),
    ("0411", "合肥淮河路店", 3, 5),
    ("0412", "合肥政务区店", 3, 3),
    ("0421", "芜湖镜湖店", 3, 2),
];

/// A store, and what the sample has to know of it.
#[derive(Clone, Debug)]
pub(super) struct SampleStore {
    /// Its code, which equipment labels carry.
    pub code: &'static str,
    pub record: Store,
    /// How much of the work comes from there.
    pub weight: i64,
}

impl SampleStore {
    /// Whether it has tills, and so price tags and customers.
    pub fn has_tills(&self) -> bool {
        ![HEAD_OFFICE, WAREHOUSE].contains(&self.code)
    }
}

pub(super) fn stores(rng: &mut SampleRng, at: Timestamp) -> Vec<SampleStore> {
    let teams: [TeamId; TEAMS] = std::array::from_fn(|_| TeamId(rng.id(at)));
    let store = |(code, name, team, weight): (&'static str, &str, usize, i64)| {
        let id = StoreId(rng.id(at));
        let name = format!("{code} {name}");
        let team = teams[team];
        let record = Store {
            id,
            name,
            team,
            former: Vec::new(),
        };
        SampleStore {
            code,
            record,
            weight,
        }
    };
    STORES.map(store).into()
}
