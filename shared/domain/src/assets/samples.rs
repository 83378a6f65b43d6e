//! Sample assets: a story for every way an asset can stand. A new act or
//! condition needs one here before the tests are content.
//!
//! How stories are told, and by whom, is `crate::samples`'s affair.

use crate::story::{ENGINEER, FORMER, OFFICE, Part, REQUESTER, SHOP, SPARE, STATION, Step, Story};
use Part::{AssetAdmin, StoreKeeper};

/// Somebody receives a piece of equipment at a store.
macro_rules! receipt {
    ($by:expr, $ago_min:expr, $store:expr, $condition:literal, $tag:literal, $model:literal) => {
        Step::new(
            $by,
            $ago_min,
            "receive",
            &[
                ("tag", $tag),
                ("serial", "SN-8842-0017"),
                ("model", $model),
                ("category", "收银设备"),
                ("store", $store),
                ("condition", $condition),
            ],
        )
    };
}

/// A correction of what `receipt!` says of a till at the head office.
macro_rules! correction {
    ($by:expr, $ago_min:expr, $serial:literal, $condition:literal, $reason:literal) => {
        Step::new(
            $by,
            $ago_min,
            "correct",
            &[
                ("tag", "POS-0107"),
                ("serial", $serial),
                ("model", "海信 HK716"),
                ("category", "收银设备"),
                ("store", OFFICE),
                ("condition", $condition),
                ("reason", $reason),
            ],
        )
    };
}

pub(super) const STORIES: &[Story] = &[
    Story {
        name: "received",
        steps: &[receipt!(
            AssetAdmin,
            60,
            OFFICE,
            "new",
            "POS-0106",
            "海信 HK716"
        )],
    },
    Story {
        name: "corrected",
        steps: &[
            receipt!(AssetAdmin, 900, OFFICE, "new", "POS-0107", "海信 HK716"),
            correction!(StoreKeeper, 300, "SN-8842-0071", "new", "序列号抄错"),
            correction!(AssetAdmin, 280, "SN-8842-0077", "new", "少看了一位").offline(1, 200),
            correction!(AssetAdmin, 90, "SN-8842-0071", "good", "已拆封试用"),
        ],
    },
    Story {
        name: "worn",
        steps: &[
            receipt!(
                StoreKeeper,
                4_000,
                SHOP,
                "worn",
                "PRN-0042",
                "爱普生 TM-T82"
            ),
            Step::new(
                AssetAdmin,
                30,
                "correct",
                &[
                    ("tag", "PRN-0042"),
                    ("serial", ""),
                    ("model", "爱普生 TM-T82"),
                    ("category", "打印设备"),
                    ("store", STATION),
                    ("condition", "worn"),
                    ("reason", "门店登记错误，序列号已磨掉。"),
                ],
            )
            .unsent(),
        ],
    },
    Story {
        name: "broken",
        steps: &[
            receipt!(
                AssetAdmin,
                50,
                STATION,
                "broken",
                "SW-3F-CORE-0001-A",
                "H3C S5130S-28P-EI 二十八口千兆接入交换机"
            ),
            Step::new(
                AssetAdmin,
                20,
                "correct",
                &[
                    ("tag", "SW-3F-CORE-0001-B"),
                    ("serial", "SN-8842-0017"),
                    ("model", "H3C S5130S-28P-EI 二十八口千兆接入交换机"),
                    ("category", "收银设备"),
                    ("store", STATION),
                    ("condition", "broken"),
                    ("reason", "标签贴反"),
                ],
            )
            .refused(),
        ],
    },
    Story {
        name: "received_offline",
        steps: &[receipt!(AssetAdmin, 4, SHOP, "good", "SCN-0311", "霍尼韦尔 1470G").unsent()],
    },
    Story {
        name: "issued",
        steps: &[
            receipt!(
                StoreKeeper,
                9_000,
                OFFICE,
                "new",
                "NB-0231",
                "联想 昭阳 K4e"
            ),
            Step::new(StoreKeeper, 8_000, "issue", &[("to", ENGINEER)]),
            Step::new(
                AssetAdmin,
                3_000,
                "take_back",
                &[("store", OFFICE), ("condition", "good")],
            ),
            Step::new(AssetAdmin, 2_000, "issue", &[("to", REQUESTER)]),
            Step::new(StoreKeeper, 1_990, "issue", &[("to", ENGINEER)]).offline(3, 1_500),
        ],
    },
    Story {
        name: "held_by_one_who_left",
        steps: &[
            receipt!(
                StoreKeeper,
                30_000,
                SHOP,
                "good",
                "NB-0158",
                "戴尔 Latitude 5440"
            ),
            Step::new(StoreKeeper, 29_000, "issue", &[("to", FORMER)]).formerly(),
        ],
    },
    Story {
        name: "in_repair",
        steps: &[
            receipt!(
                AssetAdmin,
                9_500,
                OFFICE,
                "good",
                "NB-0117",
                "戴尔 Latitude 5440"
            ),
            Step::new(AssetAdmin, 9_000, "relocate", &[("store", SHOP)]),
            Step::new(AssetAdmin, 8_900, "issue", &[("to", REQUESTER)]),
            Step::new(
                StoreKeeper,
                7_000,
                "send_to_repair",
                &[("vendor", "戴尔授权服务中心"), ("reason", "键盘失灵")],
            ),
            Step::new(
                StoreKeeper,
                5_000,
                "end_repair",
                &[
                    ("outcome", "repaired"),
                    ("condition", "good"),
                    ("cost", "380"),
                ],
            ),
            Step::new(
                StoreKeeper,
                600,
                "send_to_repair",
                &[
                    ("vendor", "戴尔授权服务中心"),
                    ("reason", "屏幕闪烁，仍在保修期内"),
                ],
            ),
        ],
    },
    Story {
        name: "lost",
        steps: &[
            receipt!(
                AssetAdmin,
                6_000,
                SHOP,
                "good",
                "SCN-0298",
                "霍尼韦尔 1470G"
            ),
            Step::new(AssetAdmin, 5_000, "report_lost", &[("reason", "盘点未见")]),
            Step::new(AssetAdmin, 4_000, "find", &[("condition", "worn")]),
            Step::new(AssetAdmin, 3_900, "issue", &[("to", REQUESTER)]),
            Step::new(
                StoreKeeper,
                200,
                "report_lost",
                &[("reason", "门店搬迁后未找到")],
            ),
        ],
    },
    Story {
        name: "replaced",
        steps: &[
            receipt!(
                AssetAdmin,
                7_500,
                OFFICE,
                "good",
                "NB-0188",
                "联想 昭阳 K4e"
            ),
            Step::new(AssetAdmin, 7_000, "issue", &[("to", ENGINEER)]),
            Step::new(
                StoreKeeper,
                400,
                "replace",
                &[
                    ("by", SPARE),
                    ("condition", "broken"),
                    ("reason", "主板进水"),
                ],
            ),
        ],
    },
    Story {
        name: "scrapped",
        steps: &[
            receipt!(
                AssetAdmin,
                8_000,
                SHOP,
                "worn",
                "PRN-0007",
                "爱普生 LQ-630K"
            ),
            Step::new(AssetAdmin, 7_000, "issue", &[("to", REQUESTER)]),
            Step::new(
                AssetAdmin,
                500,
                "scrap",
                &[("reason", "打印头断针，配件停产")],
            ),
        ],
    },
    Story {
        name: "disposed",
        steps: &[
            receipt!(AssetAdmin, 8_000, OFFICE, "broken", "UPS-0003", "山特 C1K"),
            Step::new(AssetAdmin, 7_000, "scrap", &[("reason", "电池鼓包")]),
            Step::new(
                AssetAdmin,
                300,
                "dispose",
                &[("reason", "交由有资质的回收商处理")],
            ),
        ],
    },
];
