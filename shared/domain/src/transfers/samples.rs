//! Sample transfers: a story for every way a transfer can stand. A new act or
//! state needs one here before the tests are content.
//!
//! How stories are told, and by whom, is `crate::samples`'s affair.

use crate::story::{
    COLLEAGUE, ENGINEER, LEFT_BEHIND, MONITOR, NEIGHBOUR, NOTEBOOK, PC, Part, RECEIPT_PRINTER,
    REQUESTER, SCANNER, Step, Story, TESTER,
};
use Part::{AssetAdmin, Colleague, Engineer, Neighbour, Requester, StoreKeeper};

/// A signature, as a form names its picture.
const SIGNED: &str = "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";
const PHOTO: &str = "0707070707070707070707070707070707070707070707070707070707070707";

/// What somebody hands out.
macro_rules! hand_out {
    ($by:expr, $ago_min:expr, [$assets:expr], $to:expr, $reason:literal) => {
        Step::new(
            $by,
            $ago_min,
            "hand_out",
            &[("assets", $assets), ("to", $to), ("reason", $reason)],
        )
    };
}

const PC_AND_MONITOR: &str = "01990000-0000-7000-8000-000000000051
01990000-0000-7000-8000-000000000052";
const FOUR: &str = "01990000-0000-7000-8000-000000000051
01990000-0000-7000-8000-000000000052
01990000-0000-7000-8000-000000000053
01990000-0000-7000-8000-000000000054";

/// Somebody confirms the first asset.
macro_rules! receipt {
    ($by:expr, $ago_min:expr, $condition:literal) => {
        Step::new(
            $by,
            $ago_min,
            "confirm",
            &[("condition-1", $condition), ("signature", SIGNED)],
        )
    };
}

pub(super) const STORIES: &[Story] = &[
    Story {
        name: "handed_out",
        steps: &[hand_out!(
            Engineer,
            40,
            [NOTEBOOK],
            REQUESTER,
            "借给门店盘点用"
        )],
    },
    Story {
        name: "handed_out_offline",
        steps: &[hand_out!(
            Requester,
            5,
            [FOUR],
            NEIGHBOUR,
            "门店撤柜，设备随柜转到枢纽快闪店，线材和电源适配器一并移交。"
        )
        .unsent()],
    },
    Story {
        name: "confirmed_in_part",
        steps: &[
            hand_out!(Requester, 3_000, [FOUR], ENGINEER, "柜台改造，交回设备"),
            Step::new(
                Engineer,
                2_900,
                "confirm",
                &[
                    ("condition-1", "good"),
                    ("photos-1", PHOTO),
                    ("condition-3", "worn"),
                    ("signature", SIGNED),
                ],
            ),
            Step::new(
                Engineer,
                2_880,
                "refuse",
                &[("assets", MONITOR), ("reason", "屏幕有裂纹，先登记维修")],
            ),
        ],
    },
    Story {
        name: "confirmed_offline",
        steps: &[
            hand_out!(Engineer, 90, [TESTER], COLLEAGUE, "换班交接"),
            receipt!(Colleague, 3, "good").unsent(),
        ],
    },
    Story {
        name: "confirmed",
        steps: &[
            hand_out!(Requester, 9_000, [SCANNER], ENGINEER, "用不上了"),
            receipt!(Engineer, 8_500, "broken"),
            Step::new(
                Requester,
                8_400,
                "withdraw",
                &[("assets", SCANNER), ("reason", "还要用")],
            )
            .offline(1, 8_000),
        ],
    },
    Story {
        name: "withdrawn",
        steps: &[
            hand_out!(Engineer, 700, [NOTEBOOK], REQUESTER, "写错人了"),
            Step::new(
                Engineer,
                650,
                "withdraw",
                &[("assets", NOTEBOOK), ("reason", "应转给李明")],
            ),
        ],
    },
    Story {
        name: "contested",
        steps: &[
            hand_out!(Requester, 5_000, [RECEIPT_PRINTER], ENGINEER, "送回检测"),
            Step::new(
                Requester,
                4_000,
                "withdraw",
                &[("assets", RECEIPT_PRINTER), ("reason", "店里又要用")],
            ),
            receipt!(Engineer, 4_100, "good").offline(1, 3_000),
        ],
    },
    Story {
        name: "settled",
        steps: &[
            hand_out!(Requester, 7_000, [PC_AND_MONITOR], ENGINEER, "更换新机"),
            receipt!(Engineer, 6_000, "worn"),
            Step::new(
                Requester,
                5_900,
                "contest",
                &[("reason", "交出时成色良好，签收写的是磨损")],
            ),
            Step::new(
                StoreKeeper,
                5_000,
                "settle",
                &[("reason", "核对照片，按磨损登记。")],
            ),
        ],
    },
    Story {
        name: "left_behind",
        steps: &[hand_out!(
            AssetAdmin,
            300,
            [LEFT_BEHIND],
            NEIGHBOUR,
            "保管人已离职，转给继任者"
        )],
    },
    Story {
        name: "refused_by_neighbour",
        steps: &[
            hand_out!(Requester, 800, [PC], NEIGHBOUR, "换店使用"),
            Step::new(
                Neighbour,
                500,
                "refuse",
                &[("assets", PC), ("reason", "我店已有收银电脑")],
            ),
        ],
    },
];
