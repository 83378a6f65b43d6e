//! What people say beside the matter itself, and how the words are filled in.

use super::{catalogue::Trouble, rng::SampleRng};

const OPENINGS: &[&str] = &["", "", "", "您好，", "麻烦看一下：", "急！", "@服务台 "];
const ENDINGS: &[&str] = &[
    "。",
    "。",
    "，请尽快处理。",
    "，顾客在排队，比较急。",
    "，今天早上开始的。",
    "，昨天修过，今天又这样了。",
    "，不影响营业，有空来看一下就行。",
    "，谢谢！",
    "，已经试过重启，没用。",
    "，联系电话打门店总机。",
];
const DONE: &[&str] = &[
    "",
    "",
    "",
    "已与店长确认。",
    "已教会当班同事自行处理。",
    "建议下季度更换设备。",
];

/// What an engineer notes on the way.
pub(super) const NOTES: &[&str] = &[
    "已电话联系门店，预计半小时内到店。",
    "远程看过，需要现场处理。",
    "已到店，开始排查。",
    "初步判断是硬件问题，先用备机顶上。",
    "已联系供应商，等待回复。",
    "门店正在高峰，约定闭店前处理。",
    "远程处理中，请先不要关机。",
    "现场信号不好，处理完再补记录。",
];
/// What a requester adds.
pub(super) const ADDITIONS: &[&str] = &[
    "现在排队的人越来越多了，能快点吗？",
    "补充一下：换一台机器试过，也是一样。",
    "早班同事说昨晚就有点问题。",
    "照片稍后补上。",
    "刚才自己好了一会儿，又不行了。",
];
/// What the desk asks.
pub(super) const CHASES: &[&str] = &[
    "快到时限了，请更新进度。",
    "门店来电催办，请优先处理。",
    "店长投诉过一次，请重点跟进。",
];
/// What an engineer says of a place without a signal.
pub(super) const CELLAR: &str = "地下室没有信号，先处理，出来再补记录。";
/// Why work has to wait for long.
pub(super) const WAITS: &[&str] = &[
    "等待备件到货",
    "等待供应商上门",
    "等待业务部门确认",
    "等待门店盘点结束后停机处理",
    "等待运营商修复线路",
];
/// Why it has to wait overnight.
pub(super) const NIGHT: &str = "门店已闭店，明早继续处理";
/// Why an engineer gives it away.
pub(super) const GIVEN_AWAY: &[&str] = &[
    "今天排班在另一个城市，请就近同事处理",
    "需要熟悉该设备的同事处理",
    "手上有全店断网的紧急工单，请协助",
    "明天起休假，移交处理",
    "该门店由你负责，转交",
];
/// Why the desk gives it to somebody else.
pub(super) const TAKEN_AWAY: &[&str] = &[
    "原工程师联系不上，改派",
    "临近时限，改派在店工程师",
    "按区域重新分派",
];
/// Why it goes to somebody else when its engineer has left.
pub(super) const HAS_LEFT: &str = "原工程师离职，工作移交";
/// Why the desk finds that it is none of the department's.
pub(super) const NOT_A_SERVICE: &[&str] = &[
    "海报由市场部统一印制，请联系市场部",
    "门店装修由物业负责，请联系物业",
    "私人设备不在服务范围内",
];
/// What the desk was told by whoever needs it no more.
pub(super) const NOT_NEEDED: &[&str] = &["门店来电说已恢复正常", "提单人电话告知不再需要"];
/// Why a requester needs it no more.
pub(super) const CANCELLED: &[&str] = &[
    "重启后自己好了",
    "重复提交了",
    "同事已经处理好了",
    "误报，是插座没插好",
    "",
];
/// What is still the matter.
pub(super) const REOPENED: &[&str] = &[
    "用了半天又出现同样的问题",
    "只好了一台，另一台还是不行",
    "今天早上开机又不行了",
    "没有处理完，请再来看一下",
];
/// What a requester says about a good, a middling and a bad completion.
pub(super) const PRAISE: &[&str] = &[
    "",
    "",
    "处理很快，态度很好",
    "非常专业，点赞",
    "谢谢，问题解决了",
    "响应及时，还教了我们怎么处理",
    "半小时就搞定了，感谢！",
];
pub(super) const SO_SO: &[&str] = &[
    "",
    "解决了，就是等得有点久",
    "态度可以，速度一般",
    "希望下次能一次修好",
    "还行",
];
pub(super) const BLAME: &[&str] = &[
    "等了一整天，影响营业",
    "来了两趟才修好",
    "没有提前打电话，来了找不到人",
    "问题还在，只是临时处理",
    "态度比较敷衍",
];

/// Why equipment is handed to a colleague.
pub(super) const HAND_OUTS: &[&str] = &[
    "换班交接",
    "换班交接",
    "早晚班交接，设备随岗",
    "休年假，工作移交",
    "产假交接",
    "调岗，设备移交给接手同事",
    "盘点期间借用",
    "新同事入职，先用这台",
];
/// Why it goes to another store.
pub(super) const STORE_TRANSFERS: &[&str] = &[
    "调往该店支援，设备随人",
    "新店开业，设备调配",
    "该店设备送修，先借用",
    "门店间调拨，已与店长确认",
];
/// Why it is not taken over.
pub(super) const NOT_TAKEN: &[&str] = &[
    "屏幕有裂痕，需先报修",
    "缺少充电底座",
    "标签与实物不符",
    "没有收到实物",
    "电池鼓包，不能使用",
];
/// Why it is not handed out any more.
pub(super) const WITHDRAWN: &[&str] =
    &["选错了接收人", "排班有变，暂不交接", "设备还要用，改天再交"];
/// What an asset admin says of what was contested.
pub(super) const SETTLED: &str = "已与双方核对：设备在收回登记前已交回仓库，以在库为准。";

/// A description, in somebody's words.
pub(super) fn description(rng: &mut SampleRng, trouble: &Trouble, number: i64) -> String {
    let says = trouble.says.replace("{n}", &number.to_string());
    let (opening, ending) = (rng.text(OPENINGS), rng.text(ENDINGS));
    format!("{opening}{says}{ending}")
}

pub(super) fn solution(rng: &mut SampleRng, trouble: &Trouble) -> String {
    format!("{}{}", rng.text(trouble.solutions), rng.text(DONE))
}
