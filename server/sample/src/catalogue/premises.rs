//! What is built in: network, cameras, doors.

use super::{Asked, Heading, Offer, trouble, within};

pub(super) const NETWORK: Heading = Heading {
    zh: "网络",
    en: "Network",
    offers: &[
        Offer {
            zh: "网络中断",
            en: "Network down",
            targets: within(15, 180),
            former: None,
            weight: 8,
            asked: Asked::Everywhere,
            label: Some("NET"),
            troubles: &[
                trouble(
                    "全店断网，收银只能用离线模式",
                    &[
                        "运营商光缆中断，先切 4G 备用线路，光缆修复后切回。",
                        "核心交换机电源故障，更换电源模块后恢复。",
                        "光猫死机，重启后恢复，已报运营商更换。",
                    ],
                ),
                trouble(
                    "后仓网络不通，前场正常",
                    &[
                        "后仓交换机被误断电，恢复供电并贴标签提醒。",
                        "网线被叉车压断，重新布线 30 米。",
                    ],
                ),
                trouble(
                    "网络时断时续，ping 总部丢包严重",
                    &["发现私接路由器造成环路，拆除后丢包消失。"],
                ),
            ],
        },
        Offer {
            zh: "无线网络",
            en: "Wi-Fi",
            targets: within(60, 480),
            former: None,
            weight: 5,
            asked: Asked::Everywhere,
            label: Some("AP"),
            troubles: &[
                trouble(
                    "二楼无线信号很弱，盘点枪老掉线",
                    &[
                        "AP 功率被调低，恢复默认并优化信道。",
                        "AP 故障，更换后覆盖正常。",
                    ],
                ),
                trouble(
                    "顾客无线连上了打不开网页",
                    &["认证服务器地址变更，更新配置后正常。"],
                ),
            ],
        },
        Offer {
            zh: "网络点位新增",
            en: "New network sockets",
            targets: within(240, 4320),
            former: None,
            weight: 3,
            asked: Asked::Everywhere,
            label: None,
            troubles: &[trouble(
                "收货区新增一个网络点位，下周要用",
                &[
                    "已布线并打通端口，测速正常。",
                    "利用现有备用点位跳线完成，无需新布线。",
                ],
            )],
        },
    ],
};

pub(super) const CAMERAS: Heading = Heading {
    zh: "监控与门禁",
    en: "Cameras and doors",
    offers: &[
        Offer {
            zh: "监控离线",
            en: "Cameras offline",
            targets: within(60, 720),
            former: None,
            weight: 5,
            asked: Asked::Everywhere,
            label: Some("CAM"),
            troubles: &[
                trouble(
                    "{n} 号监控没有画面，正好对着收银台",
                    &[
                        "水晶头氧化，重做后画面恢复。",
                        "摄像头损坏，更换同型号摄像头。",
                    ],
                ),
                trouble(
                    "录像机报硬盘错误，查不到前天录像",
                    &["更换录像硬盘并重建存储，前天录像已无法恢复，已告知安保。"],
                ),
            ],
        },
        Offer {
            zh: "门禁与考勤",
            en: "Doors and time clocks",
            targets: within(60, 480),
            former: None,
            weight: 4,
            asked: Asked::Everywhere,
            label: Some("ACS"),
            troubles: &[
                trouble(
                    "员工通道刷卡没反应，现在靠保安开门",
                    &[
                        "门禁控制器死机，断电重启并升级固件。",
                        "读卡器进水，更换读卡器并加装防水罩。",
                    ],
                ),
                trouble(
                    "考勤机时间慢了十分钟",
                    &["修正时间服务器地址，时间已同步。"],
                ),
            ],
        },
    ],
};
