//! What the staff work with: computers, accounts, handhelds.

use super::{Asked, Heading, Offer, trouble, within};

pub(super) const COMPUTERS: Heading = Heading {
    zh: "电脑",
    en: "Computers",
    offers: &[
        Offer {
            zh: "电脑故障",
            en: "Computer out of order",
            targets: within(60, 480),
            former: None,
            weight: 8,
            asked: Asked::Everywhere,
            label: Some("PC"),
            troubles: &[
                trouble(
                    "办公室电脑开机蓝屏",
                    &[
                        "硬盘坏道，更换固态硬盘并恢复系统与资料。",
                        "内存故障，更换内存后正常。",
                    ],
                ),
                trouble(
                    "电脑特别卡，打开表格要好几分钟",
                    &[
                        "清理开机启动项，加装 8G 内存，速度明显改善。",
                        "查杀到挖矿程序，清除后恢复正常。",
                    ],
                ),
                trouble("显示器闪屏", &["视频线接触不良，更换视频线。"]),
            ],
        },
        Offer {
            zh: "软件安装",
            en: "Software",
            targets: within(120, 1440),
            former: None,
            weight: 5,
            asked: Asked::Everywhere,
            label: Some("PC"),
            troubles: &[
                trouble(
                    "需要安装财务软件客户端",
                    &["已远程安装并配置账套，用户确认可登录。"],
                ),
                trouble(
                    "办公软件提示许可证过期",
                    &[
                        "重新激活许可证，并登记到软件台账。",
                        "更换为集团统一授权版本。",
                    ],
                ),
            ],
        },
        Offer {
            zh: "新员工电脑",
            en: "A newcomer's computer",
            targets: within(240, 2880),
            former: None,
            weight: 3,
            asked: Asked::Everywhere,
            label: None,
            troubles: &[trouble(
                "下周一有新同事入职，需要准备一台电脑",
                &["已领用电脑并装好系统、邮箱、办公软件，交付用户。"],
            )],
        },
    ],
};

pub(super) const ACCOUNTS: Heading = Heading {
    zh: "账号与权限",
    en: "Accounts and rights",
    offers: &[
        Offer {
            zh: "密码重置",
            en: "Forgotten passwords",
            targets: within(15, 60),
            former: None,
            weight: 8,
            asked: Asked::Everywhere,
            label: None,
            troubles: &[
                trouble(
                    "ERP 密码忘了，输错几次被锁定",
                    &["核实身份后解锁并重置密码。"],
                ),
                trouble(
                    "收银员工号登录提示密码错误",
                    &[
                        "工号重置初始密码，提醒首次登录修改。",
                        "发现大写锁定误开，指导后登录正常。",
                    ],
                ),
            ],
        },
        Offer {
            zh: "权限开通",
            en: "New rights",
            targets: within(120, 1440),
            former: Some(within(240, 2880)),
            weight: 6,
            asked: Asked::Everywhere,
            label: None,
            troubles: &[
                trouble(
                    "新任店长需要开通退货审批权限",
                    &[
                        "已按岗位模板开通，用户测试通过。",
                        "主管邮件确认后开通，次日生效。",
                    ],
                ),
                trouble(
                    "调店员工看不到新门店的库存",
                    &["组织已调整到新门店，旧门店权限同步收回。"],
                ),
            ],
        },
        Offer {
            zh: "邮箱与办公平台",
            en: "Mail and collaboration",
            targets: within(60, 480),
            former: None,
            weight: 4,
            asked: Asked::Everywhere,
            label: None,
            troubles: &[
                trouble(
                    "邮箱满了，收不到供应商邮件",
                    &["协助归档旧邮件，并扩容至 20G。"],
                ),
                trouble(
                    "审批流程提交后一直转圈",
                    &["浏览器版本过低，升级后可正常提交。"],
                ),
            ],
        },
    ],
};

pub(super) const HANDHELDS: Heading = Heading {
    zh: "移动终端",
    en: "Handhelds",
    offers: &[
        Offer {
            zh: "盘点枪与 PDA",
            en: "Stocktaking guns and PDAs",
            targets: within(60, 480),
            former: None,
            weight: 7,
            asked: Asked::Everywhere,
            label: Some("PDA"),
            troubles: &[
                trouble(
                    "{n} 号 PDA 充不进电",
                    &[
                        "充电触点脏污，清洁后正常。",
                        "电池鼓包，已更换电池，旧电池回收。",
                    ],
                ),
                trouble(
                    "盘点枪登录后提示“设备未授权”",
                    &["设备证书过期，重新注册后正常。"],
                ),
                trouble(
                    "PDA 摔了一下，屏幕碎了",
                    &["更换屏幕总成，扫描测试正常。", "换发备机，原机送修。"],
                ),
            ],
        },
        Offer {
            zh: "平板与自助机",
            en: "Tablets and kiosks",
            targets: within(60, 720),
            former: None,
            weight: 4,
            asked: Asked::InStores,
            label: Some("KSK"),
            troubles: &[
                trouble(
                    "{n} 号自助收银机提示“请联系工作人员”，点不掉",
                    &[
                        "重量传感器零点漂移，重新标定后正常。",
                        "应用崩溃，升级到最新版本。",
                    ],
                ),
                trouble(
                    "导购平板连不上会员系统",
                    &["清除应用数据后重新登录，恢复正常。"],
                ),
            ],
        },
    ],
};
