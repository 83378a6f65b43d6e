//! What people write, and ids as phones draw them: the same in every run, and as
//! hard to compress as real ones.

use domain::time::Timestamp;
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use uuid::{Builder, Uuid};

const WORDS: [&str; 32] = [
    "收银机",
    "打印机",
    "扫码枪",
    "电子秤",
    "冷柜",
    "空调",
    "路由器",
    "摄像头",
    "屏幕",
    "电源线",
    "网线",
    "打不开",
    "没有反应",
    "一直报警",
    "黑屏",
    "卡纸",
    "漏水",
    "断断续续",
    "重启过",
    "还是不行",
    "换了新的",
    "已经修好",
    "明天再来",
    "等配件",
    "请尽快",
    "顾客在等",
    "昨天开始",
    "今天早上",
    "三号",
    "二楼",
    "仓库",
    "门口",
];

/// What phones draw: the same in every run.
#[derive(Clone, Debug)]
pub struct Draws(ChaCha8Rng);

impl Draws {
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number below `limit`, which is not zero.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0.next_u64() % limit
    }

    /// A sentence of some thirty characters.
    pub fn sentence(&mut self) -> String {
        let words = (0..10).map(|_| WORDS[self.0.next_u32() as usize % WORDS.len()]);
        words.collect()
    }

    /// A UUID of version 7 of that time.
    pub fn id(&mut self, at: Timestamp) -> Uuid {
        let mut bytes = [0; 10];
        self.0.fill_bytes(&mut bytes);
        let at_ms = u64::try_from(at.0).unwrap_or_default();
        Builder::from_unix_timestamp_millis(at_ms, &bytes).into_uuid()
    }
}
