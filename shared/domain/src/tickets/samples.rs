//! Sample tickets: a story for every way a ticket can stand. A new act or status
//! needs one here before the tests are content.
//!
//! How stories are told, and by whom, is `crate::samples`'s affair.

use crate::story::{
    CABLING, COLLEAGUE, ENGINEER, ORIGINAL, PRINTER, Part, SHOP, STATION, Step, Story, TILL,
};
use Part::{Colleague, Dispatcher, Engineer, Neighbour, Requester};

const PHOTO: &str = "3f0a6c1e8b5d27944e91c0d3a7f26b580c4d9e1f72a83b65d0e4f7192c8a5b36";
const PHOTOS: &str = "3f0a6c1e8b5d27944e91c0d3a7f26b580c4d9e1f72a83b65d0e4f7192c8a5b36
9c2b7e4d1f8a60355b0e8d7c6a4f32191d2e3f405162738495a6b7c8d9eafb0c";

/// The day on which all samples are looked at.
const TODAY: &str = "2026-03-12";

/// The requester asks for help at the shop, in a few words.
macro_rules! submission {
    ($ago_min:expr, $category:expr, $description:expr) => {
        Step::new(
            Requester,
            $ago_min,
            "submit",
            &[
                ("store", SHOP),
                ("category", $category),
                ("description", $description),
            ],
        )
    };
}

/// The stories, in the order of a ticket's life.
pub(super) const STORIES: &[Story] = &[
    Story {
        name: "pool",
        steps: &[Step::new(
            Requester,
            6,
            "submit",
            &[
                ("store", SHOP),
                ("category", PRINTER),
                (
                    "description",
                    "小票打印机卡纸\n已重启两次，还是卡在同一个地方。",
                ),
                ("equipment", "PRN-0042\nPOS-0107"),
                ("photos", PHOTOS),
            ],
        )],
    },
    Story {
        name: "pool_soon",
        steps: &[submission!(26, PRINTER, "标签打印机打出来是白纸")],
    },
    Story {
        name: "pool_late",
        steps: &[
            submission!(95, TILL, "七号收银机打不开"),
            Step::new(Engineer, 60, "accept", &[]).refused(),
            Step::new(
                Requester,
                20,
                "note",
                &[("text", "门口已经排队了，请尽快。")],
            ),
        ],
    },
    Story {
        name: "in_hand",
        steps: &[
            submission!(70, PRINTER, "扫码枪不亮"),
            Step::new(Engineer, 60, "accept", &[]),
            Step::new(
                Engineer,
                30,
                "note",
                &[("text", "路上，半小时到。"), ("photos", PHOTO)],
            ),
            Step::new(
                Engineer,
                5,
                "complete",
                &[("solution", "换了数据线"), ("photos", PHOTO)],
            )
            .refused(),
        ],
    },
    Story {
        name: "in_hand_soon",
        steps: &[
            submission!(220, PRINTER, "后仓打印机连不上"),
            Step::new(Dispatcher, 200, "assign", &[("to", ENGINEER)]),
        ],
    },
    Story {
        name: "in_hand_late",
        steps: &[
            submission!(1_500, TILL, "三号收银机死机"),
            Step::new(Colleague, 1_480, "accept", &[]),
            Step::new(
                Colleague,
                900,
                "reassign",
                &[("to", ENGINEER), ("reason", "今天在外区，你离得近。")],
            ),
            Step::new(
                Engineer,
                880,
                "hold",
                &[("until", TODAY), ("reason", "门店已打烊")],
            ),
            Step::new(Engineer, 130, "resume", &[]),
        ],
    },
    Story {
        name: "on_hold",
        steps: &[
            submission!(400, TILL, "钱箱弹不开"),
            Step::new(Engineer, 390, "accept", &[]),
            Step::new(
                Engineer,
                350,
                "hold",
                &[
                    ("until", "2026-03-13"),
                    ("reason", "等备件：钱箱电磁锁，明天上午到货。"),
                ],
            ),
        ],
    },
    Story {
        name: "completed",
        steps: &[
            submission!(300, PRINTER, "打印有竖线"),
            Step::new(Engineer, 290, "accept", &[]),
            Step::new(
                Engineer,
                120,
                "complete",
                &[
                    ("solution", "清理滚轮，更换纸卷，试打三张正常。"),
                    ("photos", PHOTOS),
                ],
            ),
        ],
    },
    Story {
        name: "rated",
        steps: &[
            submission!(3_000, TILL, "客显屏不亮"),
            Step::new(Engineer, 2_990, "accept", &[]),
            Step::new(Engineer, 2_900, "complete", &[("solution", "重插排线")]),
            Step::new(
                Requester,
                2_800,
                "rate",
                &[
                    ("overall", "5"),
                    ("attitude", "5"),
                    ("speed", "4"),
                    ("quality", "5"),
                    ("comment", "来得很快，讲得也清楚。"),
                ],
            ),
        ],
    },
    Story {
        name: "reopened",
        steps: &[
            submission!(600, PRINTER, "扫描件发不出去"),
            Step::new(Engineer, 590, "accept", &[]),
            Step::new(Engineer, 400, "complete", &[("solution", "重设了邮箱")]),
            Step::new(Requester, 90, "reopen", &[("reason", "今早又发不出去了。")]),
        ],
    },
    Story {
        name: "cancelled",
        steps: &[
            submission!(500, PRINTER, "监控黑屏"),
            Step::new(
                Requester,
                480,
                "cancel",
                &[("reason", "插头松了，已经好了。")],
            ),
        ],
    },
    Story {
        name: "closed",
        steps: &[
            submission!(700, PRINTER, "请帮忙打印两百份促销海报"),
            Step::new(Engineer, 690, "accept", &[]),
            Step::new(
                Dispatcher,
                650,
                "close",
                &[
                    ("closed_as", "not_a_service"),
                    ("reason", "海报由市场部统一印制，请联系市场部。"),
                ],
            ),
        ],
    },
    Story {
        name: "duplicate",
        steps: &[
            submission!(90, TILL, "七号收银台开不了机，排队很长"),
            Step::new(
                Dispatcher,
                85,
                "close_duplicate",
                &[("original", ORIGINAL), ("reason", "两分钟前已有人报过。")],
            ),
        ],
    },
    Story {
        name: "accepted_second",
        steps: &[
            submission!(180, PRINTER, "平板充不进电"),
            Step::new(Engineer, 170, "accept", &[]),
            Step::new(Requester, 168, "cancel", &[("reason", "")]).offline(1, 160),
            Step::new(Colleague, 165, "accept", &[]).offline(1, 100),
            Step::new(Colleague, 110, "complete", &[("solution", "换了充电头")]).offline(1, 100),
        ],
    },
    Story {
        name: "given_away",
        steps: &[
            submission!(260, TILL, "会员查询很慢"),
            Step::new(Engineer, 250, "accept", &[]),
            Step::new(
                Dispatcher,
                200,
                "reassign",
                &[("to", COLLEAGUE), ("reason", "顾健在机房，没有信号。")],
            ),
            Step::new(
                Engineer,
                190,
                "hold",
                &[("until", TODAY), ("reason", "等授权")],
            )
            .offline(2, 80),
            Step::new(Colleague, 75, "complete", &[("solution", "清了缓存")]),
            Step::new(Engineer, 70, "complete", &[("solution", "扩了内存")]).offline(2, 60),
        ],
    },
    Story {
        name: "unsent",
        steps: &[
            submission!(150, PRINTER, "地磅不归零"),
            Step::new(Engineer, 140, "accept", &[]),
            Step::new(Engineer, 40, "note", &[("text", "机房没有信号，先处理。")]).unsent(),
            Step::new(
                Engineer,
                10,
                "complete",
                &[
                    ("solution", "重新标定，称重三次误差在范围内。"),
                    ("photos", PHOTO),
                ],
            )
            .unsent(),
        ],
    },
    Story {
        name: "begun_offline",
        steps: &[Step::new(
            Requester,
            3,
            "submit",
            &[
                ("store", SHOP),
                ("category", TILL),
                ("description", "整店断网，收银离线，扫描枪也不见了"),
                ("equipment", "SCN-0298"),
            ],
        )
        .unsent()],
    },
    Story {
        name: "long",
        steps: &[
            Step::new(
                Neighbour,
                1_600,
                "submit",
                &[
                    ("store", STATION),
                    ("category", CABLING),
                    ("description", LONG),
                    (
                        "equipment",
                        "SW-3F-CORE-0001-A\nSW-3F-EDGE-0014-B\nAP-B2-EAST-0007\nAP-B2-WEST-0008\nPATCH-PANEL-B2-STAIRWELL-0003-SPARE",
                    ),
                    ("photos", PHOTOS),
                ],
            ),
            Step::new(Engineer, 1_500, "accept", &[]),
            Step::new(
                Engineer,
                1_000,
                "note",
                &[("text", LONG), ("photos", PHOTOS)],
            ),
        ],
    },
];

/// A text that needs many lines, with a word that no line has room for.
const LONG: &str = "三号快闪店开业前要增补六个网络点位，原有弱电间的配线架已经没有空口，\
交换机上联口的光模块也报警。物业只允许夜里十一点到早上六点施工，进场要提前一天报备，施工人员每人一证。

The switch logs this line every few seconds: \
%LINK-3-UPDOWN:GigabitEthernet1/0/24:changed-state-to-down-err-disabled-bpduguard-violation-on-access-port

1. 请先来人看现场，确认走线路径和桥架余量；
2. 请带上备用光模块、六类线和一台八口 PoE 交换机；
3. 开业日期不能改，最迟周六早上要能收银。";
