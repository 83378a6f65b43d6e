//! What customers stand before: tills, price tags, printers.

use super::{Asked, Heading, Offer, trouble, within};

pub(super) const TILLS: Heading = Heading {
    zh: "收银系统 POS",
    en: "Tills (POS)",
    offers: &[
        Offer {
            zh: "收银机故障",
            en: "Till out of order",
            targets: within(15, 120),
            former: Some(within(30, 240)),
            weight: 16,
            asked: Asked::InStores,
            label: Some("POS"),
            troubles: &[
                trouble(
                    "{n} 号收银机开机黑屏，重启两次都不行",
                    &[
                        "内存条松动，重新插拔并清灰后正常开机，观察 20 分钟无异常。",
                        "电源适配器损坏，更换备用电源后恢复。",
                    ],
                ),
                trouble(
                    "{n} 号收银机一直卡在“正在同步商品”",
                    &[
                        "清理本地商品缓存后重新下发，同步完成，试收一单正常。",
                        "门店服务器同步服务停止，重启服务后四台收银机均已同步。",
                    ],
                ),
                trouble(
                    "{n} 号台扫码枪扫不出来，红光不亮",
                    &[
                        "扫码枪数据线接口氧化，更换数据线后正常。",
                        "扫码枪损坏，已换备件，旧枪带回维修。",
                    ],
                ),
                trouble(
                    "收银机触摸屏点不准，总是点到旁边的商品",
                    &[
                        "重新校准触摸屏，并清洁屏幕边框。",
                        "更换触摸屏，校准后测试正常。",
                    ],
                ),
                trouble(
                    "{n} 号收银机钱箱弹不开",
                    &[
                        "钱箱接口线松动，插紧后正常。",
                        "驱动设置被改动，恢复默认开箱指令。",
                    ],
                ),
            ],
        },
        Offer {
            zh: "支付异常",
            en: "Payment trouble",
            targets: within(15, 120),
            former: None,
            weight: 9,
            asked: Asked::InStores,
            label: Some("POS"),
            troubles: &[
                trouble(
                    "{n} 号台微信、支付宝都提示支付超时，现金可以",
                    &[
                        "支付网关证书过期，更新证书后三笔测试均成功。",
                        "门店出口线路丢包，切换到备用线路后支付恢复。",
                    ],
                ),
                trouble(
                    "顾客已经扣款，收银机显示未支付，小票打不出来",
                    &["与支付平台核对流水，补录订单并补打小票，已告知店长。"],
                ),
                trouble(
                    "会员余额支付提示“服务不可用”",
                    &["会员接口超时阈值过低，调整后恢复，已通知总部持续观察。"],
                ),
            ],
        },
        Offer {
            zh: "促销与价格",
            en: "Promotions and prices",
            targets: within(30, 480),
            former: None,
            weight: 6,
            asked: Asked::InStores,
            label: None,
            troubles: &[
                trouble(
                    "周末满减活动收银没有自动减，顾客意见很大",
                    &[
                        "促销单门店范围漏选，补充后重新下发，已测试通过。",
                        "活动生效时间设成了次日，业务确认后已更正。",
                    ],
                ),
                trouble(
                    "有三个单品系统价和货架价不一致",
                    &["价格变更单未审核，联系业务审核后重新下发，三个单品均已更新。"],
                ),
            ],
        },
    ],
};

pub(super) const PRICE_TAGS: Heading = Heading {
    zh: "电子价签",
    en: "Electronic price tags",
    offers: &[
        Offer {
            zh: "价签不更新",
            en: "Tags do not change",
            targets: within(60, 480),
            former: None,
            weight: 7,
            asked: Asked::InStores,
            label: Some("ESL"),
            troubles: &[
                trouble(
                    "{n} 号货架一整排价签还是昨天的价格",
                    &[
                        "价签基站离线，重新供电后自动补发，已抽查 20 个价签。",
                        "基站信道冲突，调整信道后全部更新成功。",
                    ],
                ),
                trouble(
                    "生鲜区价签只有一半变价成功",
                    &["部分价签电池电量不足，已更换 18 块电池并重新下发。"],
                ),
            ],
        },
        Offer {
            zh: "价签损坏与更换",
            en: "Broken tags",
            targets: within(120, 2880),
            former: None,
            weight: 4,
            asked: Asked::InStores,
            label: Some("ESL"),
            troubles: &[
                trouble(
                    "有十来个价签花屏，需要更换",
                    &["更换 12 个价签并重新绑定商品，坏件已登记返厂。"],
                ),
                trouble(
                    "新增货架需要绑定价签",
                    &["完成 40 个价签的绑定，现场核对无误。"],
                ),
            ],
        },
    ],
};

pub(super) const PRINTERS: Heading = Heading {
    zh: "打印机",
    en: "Printers",
    offers: &[
        Offer {
            zh: "小票打印机",
            en: "Receipt printers",
            targets: within(30, 240),
            former: None,
            weight: 11,
            asked: Asked::InStores,
            label: Some("PRN"),
            troubles: &[
                trouble(
                    "{n} 号台小票打印机卡纸，打出来只有半截",
                    &[
                        "切刀卡住，复位切刀并清理纸屑后正常。",
                        "纸仓压轮老化，更换压轮后连续打印 30 张正常。",
                    ],
                ),
                trouble(
                    "小票打印很淡，几乎看不清",
                    &["清洁热敏头，调高打印浓度。", "热敏头老化，已更换。"],
                ),
                trouble(
                    "小票打印机一直打印乱码",
                    &["驱动字符集错误，重装驱动后恢复。"],
                ),
            ],
        },
        Offer {
            zh: "办公打印机",
            en: "Office printers",
            targets: within(60, 480),
            former: None,
            weight: 6,
            asked: Asked::Everywhere,
            label: Some("PRN"),
            troubles: &[
                trouble(
                    "办公室打印机脱机，谁都打不了",
                    &[
                        "打印机 IP 冲突，改为固定地址并更新各电脑端口。",
                        "打印服务卡死，清空队列后重启服务。",
                    ],
                ),
                trouble(
                    "打印出来有一条黑线",
                    &["清洁定影组件和硒鼓，黑线消失。", "硒鼓刮伤，更换新硒鼓。"],
                ),
            ],
        },
        Offer {
            zh: "标签打印机",
            en: "Label printers",
            targets: within(60, 480),
            former: None,
            weight: 4,
            asked: Asked::Everywhere,
            label: Some("LBL"),
            troubles: &[
                trouble(
                    "标签机打出来的条码扫不了",
                    &[
                        "打印头有坏点，更换打印头后条码等级合格。",
                        "碳带装反，重新安装并校准。",
                    ],
                ),
                trouble(
                    "标签走纸偏移，每张都要手撕",
                    &["重新测纸并调整传感器位置。"],
                ),
            ],
        },
    ],
};
