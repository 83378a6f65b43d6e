# 领域用语。每条消息都必须在 en.ftl 中有同名、同变量的一条。

## 通用

somebody = 某同事
the-system = 系统
some-store = 某门店
some-category = 某服务
span-minutes = { $minutes } 分钟
span-hours = { $hours } 小时 { $minutes } 分钟
span-days = { $days } 天 { $hours } 小时
list-separator = { "、" }
due-left = 还剩 { $span }
due-late = 已超时 { $span }
timeline-unknown = { $by } 做了一项操作，更新应用后可见
newer-case = 更新应用后可见

## 角色

role-requester = 用户
role-engineer = 工程师
role-dispatcher = 服务台
role-approver = 业务主管
role-asset-admin = 资产管理员
role-manager = IT 经理
role-admin = 系统管理员

## 拒绝

refusal-not-yours = 该记录不存在，或者与您无关。
refusal-has-left = 您的账号已停用。
refusal-other-kind = 该操作针对的是另一类记录。
refusal-too-many-open = 您发起的未结记录过多，请先了结一部分再试。
superseded-not-understood = 需要更新应用才能看到此内容。

## 签名

signature-missing = 缺少签名，请在签名区签字。
signature-too-little = 笔画太少，不能作为签名，请签全名。
signature-too-much = 签名区已写满，请清除后重新签名。
signature-unreadable = 无法读取签名，请清除后重新签名。

## 工单

ticket-cases = 工单

ticket-list-mine = 我的工单
ticket-list-pool = 工单池
ticket-list-work = 我的处理
ticket-list-in-hand = 处理中
ticket-list-exceptions = 异常
ticket-list-to-rate = 待评价

ticket-status-pool = 待接单
ticket-status-in-hand = 处理中
ticket-status-on-hold = 挂起
ticket-status-completed = 已完单
ticket-status-cancelled = 已撤单
ticket-status-closed = 已关闭

ticket-field-category = 服务目录
ticket-field-store = 门店
ticket-field-requester = 提单人
ticket-field-submitted = 提单时间
ticket-field-owner = 工程师
ticket-field-due = 时限
ticket-field-held-until = 挂起至
ticket-field-closed-as = 关单类别
ticket-field-exception = 异常
ticket-field-equipment = 相关设备
ticket-field-waited = 接单用时
ticket-field-worked = 处理用时
ticket-field-solution = 处理结果
ticket-field-rating = 评价
ticket-rating = 总体 { $overall } 星，态度 { $attitude }，速度 { $speed }，质量 { $quality }

ticket-closed-duplicate = 与另一工单重复
ticket-closed-duplicate-of = 与 { $original } 重复
ticket-closed-withdrawn = 已撤回
ticket-closed-not-a-service = 非服务事项

ticket-exception-owner-left = 处理人已离职
ticket-exception-hold-over = 挂起到期
ticket-exception-bounced = 多次转单
ticket-exception-reopened = 重开
ticket-exception-rated-low = 低分评价

ticket-offer-submit = 提单
ticket-offer-accept = 接单
ticket-offer-assign = 派单
ticket-offer-complete = 完单
ticket-offer-resume = 恢复
ticket-offer-hold = 挂起
ticket-offer-reassign = 转单
ticket-offer-rate = 评价
ticket-offer-reopen = 重开
ticket-offer-note = 记录进展
ticket-offer-cancel = 撤单
ticket-offer-close-duplicate = 按重复关单
ticket-offer-close = 关单

ticket-input-category = 服务目录
ticket-input-store = 门店
ticket-input-description = 问题描述
ticket-input-equipment = 设备编号
ticket-input-photos = 照片
ticket-input-engineer = 工程师
ticket-input-reason = 原因
ticket-input-until = 挂起至哪天
ticket-input-closed-as = 关单类别
ticket-input-original = 与哪一工单重复
ticket-input-note = 进展
ticket-input-solution = 处理结果
ticket-input-overall = 总体
ticket-input-attitude = 态度
ticket-input-speed = 速度
ticket-input-quality = 质量
ticket-input-comment = 评语

ticket-choice-team-in-charge = 负责该门店的团队
ticket-choice-other-teams = 其他团队
ticket-choice-my-stores = 我的门店
ticket-choice-other-stores = 其他门店

ticket-did-submit = { $by } 提单
ticket-did-accept = { $by } 接单
ticket-did-assign = { $by } 派单给 { $to }
ticket-did-note = { $by } 记录进展
ticket-did-hold = { $by } 挂起
ticket-did-resume = { $by } 恢复处理
ticket-did-reassign = { $by } 转单给 { $to }
ticket-did-complete = { $by } 完单
ticket-did-cancel = { $by } 撤单
ticket-did-close-duplicate = { $by } 按重复关单
ticket-did-close-withdrawn = { $by } 按已撤回关单
ticket-did-close-not-a-service = { $by } 按非服务事项关单
ticket-did-reopen = { $by } 重开
ticket-did-rate = { $by } 评价
ticket-did-remind = 挂起已到期
ticket-did-mark-departure = { $of } 已离职

ticket-notice-given-to-you = { $by } 把工单派给了您
ticket-notice-taken-from-you = { $by } 把您的工单转给了 { $to }
ticket-notice-completed-for-you = { $by } 已完成您手上的工单
ticket-notice-reopened = { $by } 重开了您完成的工单
ticket-notice-closed-for-you = { $by } 关闭了您手上的工单
ticket-notice-closing-reopened = { $by } 重开了已关闭的工单，工单已回到工单池
ticket-notice-completed-before-closing = { $by } 在得知关单之前已完单，您的关单不再有效
ticket-notice-resume-now = 您挂起的工单已到期，请继续处理
ticket-notice-owner-left = { $of } 已离职，请把工单转给其他人
ticket-notice-rated = { $by } 评价了您的服务：{ $stars } 星
ticket-notice-accepted = { $by } 已接单
ticket-notice-assigned = 已派单给 { $to }
ticket-notice-reassigned = 工单已转给 { $to }
ticket-notice-held = { $by } 挂起了您的工单，至 { $until }
ticket-notice-hold-over = 您的工单挂起已到期，已提醒工程师
ticket-notice-completed = { $by } 已完单，请评价
ticket-notice-closed-duplicate = { $by } 关闭了您的工单：与另一工单重复
ticket-notice-closed-withdrawn = { $by } 关闭了您的工单：已撤回
ticket-notice-closed-not-a-service = { $by } 关闭了您的工单：非服务事项
ticket-notice-noted = { $by } 记录了新进展

ticket-refusal-not-filled-in = 有内容未填写或无法识别。
ticket-refusal-not-submitted = 该工单尚未提交。
ticket-refusal-already-submitted = 该工单已经提交过。
ticket-refusal-not-the-requester = 只有提单人可以这样做。
ticket-refusal-not-the-owner = 只有当前负责的工程师可以这样做。
ticket-refusal-not-an-engineer = 您不是工程师，不能这样做。
ticket-refusal-not-a-dispatcher = 只有服务台可以这样做。
ticket-refusal-not-your-team = 该门店由其他团队负责。
ticket-refusal-not-assignable = 不能派给此人：不是工程师、属于其他团队，或工单已在其手上。
ticket-refusal-not-in-pool = 工单已不在工单池中。
ticket-refusal-not-in-hand = 工单不在处理中。
ticket-refusal-already-on-hold = 工单已经挂起。
ticket-refusal-not-on-hold = 工单没有挂起。
ticket-refusal-not-completed = 工单尚未完单。
ticket-refusal-not-open = 工单已经结束。
ticket-refusal-not-ended = 工单尚未完单或关单。
ticket-refusal-outdated = 工单情况已变化，请按最新情况重做。
ticket-refusal-not-an-original = 不能按与它重复关单：不是工单、就是本工单，或已撤单、已关闭。
ticket-refusal-day-out-of-range = 挂起最早到今天，最长 90 天。
ticket-refusal-done-by-system = 只有系统可以这样做。
ticket-refusal-own-work = 不能评价自己完成的工单。
ticket-refusal-rating-is-final = 评价超过 7 天，不能再修改。
ticket-refusal-stars-out-of-range = 星级须为 1 到 5。
ticket-refusal-foreign-store = 只能为自己的门店提单。
ticket-refusal-unknown-store = 没有这个门店。
ticket-refusal-unknown-category = 服务目录中没有这一项。
ticket-refusal-text-missing = 请填写文字说明。
ticket-refusal-text-too-long = 文字过长，最多 4000 字。
ticket-refusal-text-unreadable = 文字中有无法显示的字符。
ticket-refusal-too-many-photos = 照片过多，最多 10 张。
ticket-refusal-repeated-photo = 同一张照片重复了。
ticket-refusal-misread-label = 有标签未读对，请重新扫描，或手动输入标签上的编号。
ticket-refusal-bad-equipment = 设备编号为空、过长、重复或过多。

ticket-superseded-not-submitted = 未生效：当时工单尚未提交。
ticket-superseded-already-submitted = 未生效：工单已经提交过。
ticket-superseded-taken = 未生效：{ $by } 已先接单。
ticket-superseded-cancelled = 未生效：提单人已撤单。
ticket-superseded-closed = 未生效：{ $by } 已关单。
ticket-superseded-work-has-begun = 未生效：{ $by } 已开始处理。
ticket-superseded-reassigned = 未生效：工单已转给 { $to }。
ticket-superseded-completed = 未生效：{ $by } 已完单。
ticket-superseded-kept-as-note = { $by } 已先完单，此内容作为记录保留。
ticket-superseded-already-on-hold = 未生效：工单已经挂起。
ticket-superseded-not-on-hold = 未生效：工单已不在挂起状态。
ticket-superseded-already-reopened = 未生效：工单已经重开。
ticket-superseded-reopened-since = 未生效：提单人已重开。
ticket-superseded-assignment-is-over = 未生效：当时的处理阶段已经结束。
ticket-superseded-groundless = 未生效，作为记录保留：它所依据的操作未生效。
ticket-superseded-rating-is-final = 未生效：评价已超过可修改的 7 天。

## 资产

asset-cases = 资产

asset-list-held = 我保管的
asset-list-store = 本店设备
asset-list-exceptions = 离职人员名下

asset-state-in-stock = 在库
asset-state-in-use = 在用
asset-state-in-repair = 维修中
asset-state-lost = 遗失
asset-state-scrapped = 已报废
asset-state-disposed = 已处置

asset-condition-new = 全新
asset-condition-good = 良好
asset-condition-worn = 磨损
asset-condition-broken = 损坏

asset-repair-repaired = 已修复
asset-repair-not-worth-it = 不值得修
asset-repair-broken-off = 中止
asset-repair-open = { $vendor }，{ $since } 起
asset-repair-over = { $vendor }，{ $since } 至 { $until }：{ $outcome }

asset-custody-received = { $by }入库
asset-custody-issued = { $by }发放
asset-custody-taken-back = { $by }收回
asset-custody-relocated = { $by }调拨
asset-custody-replaced = { $by }更换
asset-custody-replacing = { $by }更换发放
asset-custody-transferred = { $by } 转移，签收单 { $transfer }
asset-custody-held = { $holder }，{ $since } 至 { $until }，{ $how }（{ $store }）
asset-custody-holds = { $holder }，{ $since } 起，{ $how }（{ $store }）
asset-custody-stocked = { $store }库存，{ $since } 至 { $until }，{ $how }
asset-custody-stocks = { $store }库存，{ $since } 起，{ $how }

asset-field-tag = 资产编号
asset-field-serial = 序列号
asset-field-category = 类别
asset-field-store = 门店
asset-field-condition = 成色
asset-field-bought = 购置日期
asset-field-price = 购置价格
asset-field-custody = 保管记录
asset-field-repair = 维修记录
asset-field-replaces = 替换了
asset-field-replaced-by = 替换为

asset-offer-receive = 入库
asset-offer-issue = 领用
asset-offer-take-back = 归还
asset-offer-replace = 更换
asset-offer-relocate = 调拨
asset-offer-send-to-repair = 送修
asset-offer-end-repair = 修毕返还
asset-offer-find = 找回
asset-offer-correct = 更正
asset-offer-report-lost = 登记遗失
asset-offer-scrap = 报废
asset-offer-dispose = 处置

asset-input-tag = 资产编号
asset-input-serial = 序列号
asset-input-model = 型号
asset-input-category = 类别
asset-input-bought = 购置日期（年-月-日）
asset-input-price = 购置价格
asset-input-store = 门店
asset-input-condition = 成色
asset-input-holder = 领用人
asset-input-vendor = 维修商
asset-input-outcome = 维修结果
asset-input-cost = 费用
asset-input-replacement = 替换资产的编号
asset-input-reason = 原因

asset-column-holder = 保管人
asset-column-state = 状态
asset-register-no-condition = “{ $value }”不是成色，可填：全新、良好、磨损、损坏。
asset-register-custody = 导入不改变保管人：请由资产管理员发放、收回，或办理转移。
asset-register-state = 导入不改变状态：请留空，或与现状一致。

asset-did-receive = { $by } 办理入库
asset-did-correct = { $by } 更正
asset-did-issue = { $by } 发放给 { $to }
asset-did-take-back = { $by } 收回入库
asset-did-relocate = { $by } 调拨到其他门店
asset-did-send-to-repair = { $by } 送修
asset-did-end-repair = { $by } 登记修毕返还
asset-did-report-lost = { $by } 登记遗失
asset-did-find = { $by } 登记找回
asset-did-replace = { $by } 更换为 { $tag }
asset-did-take-place = { $by } 发放给 { $holder }，替换 { $tag }
asset-did-place-not-taken = { $by }：替换资产未能发放
asset-did-change-hands = { $from } 交给 { $to }，已签收
asset-did-scrap = { $by } 报废
asset-did-dispose = { $by } 处置

asset-notice-yours = { $by } 将 { $tag } 交给您保管。
asset-notice-not-yours = { $by } 已接管您保管的 { $tag }。
asset-notice-not-replaced = { $tag } 未能更换：替换资产已不在库。

asset-refusal-not-filled-in = 有内容缺失或无法识别。
asset-refusal-not-received = 该资产尚未入库。
asset-refusal-already-received = 该资产已经入库。
asset-refusal-not-an-asset-admin = 只有资产管理员可以操作。
asset-refusal-unknown-store = 没有这个门店。
asset-refusal-unknown-person = 没有此人，或此人已离职。
asset-refusal-bad-label = 有必填内容缺失，或超过 64 个字。
asset-refusal-tag-taken = 此资产编号已被其他资产使用。
asset-refusal-no-replacement = 没有这件资产，或此手机上查不到。
asset-refusal-done-by-system = 此操作由系统完成。
asset-refusal-nothing-corrected = 没有需要更正的内容。
asset-refusal-outdated = 情况已有变化，请重新查看。
asset-refusal-in-stock = 在库资产不能这样操作。
asset-refusal-in-use = 在用资产不能这样操作。
asset-refusal-in-repair = 维修中的资产不能这样操作。
asset-refusal-lost = 遗失的资产不能这样操作。
asset-refusal-scrapped = 已报废的资产不能这样操作。
asset-refusal-disposed = 该资产已处置。
asset-refusal-reason-missing = 请填写原因。
asset-refusal-reason-too-long = 原因过长。
asset-refusal-reason-unreadable = 原因中有无法显示的字符。

asset-superseded-not-received = 该资产当时尚未入库。
asset-superseded-already-received = 该资产已经入库。
asset-superseded-corrected = { $by } 已先行变更同一项。
asset-superseded-groundless = 所更正的内容从未存在。
asset-superseded-moved = { $by } 已先行变更该资产的保管。
asset-superseded-in-stock = 该资产当时在库。
asset-superseded-in-use = 该资产当时由他人保管。
asset-superseded-in-repair = 该资产当时在维修。
asset-superseded-lost = 该资产当时已遗失。
asset-superseded-scrapped = 该资产当时已报废。
asset-superseded-disposed = 该资产当时已处置。
asset-superseded-repair-is-over = 该维修当时已结束。

## 资产转移

transfer-cases = 转移单

transfer-list-to-confirm = 待我确认
transfer-list-mine = 我的转移
transfer-list-exceptions = 转移异常

transfer-status-open = 待确认
transfer-status-partly = 部分确认
transfer-status-confirmed = 已确认
transfer-status-refused = 已拒收
transfer-status-withdrawn = 已撤回
transfer-status-contested = 有争议
transfer-status-ended = 已终止
transfer-status-not-moved = 未转移

transfer-title-more = { $named } 等 { $count } 件
transfer-by-code = 持码人
transfer-mark-offered = 转给 { $to }，待确认
transfer-mark-by-code = 凭码转出，待确认
transfer-mark-confirmed = { $to } 已确认，待同步

transfer-field-giver = 转出人
transfer-field-receiver = 接收人
transfer-field-begun-by = 发起人
transfer-field-exception = 异常
transfer-exception-overdue = 超过 3 天未确认
transfer-exception-refused = 已拒收
transfer-exception-contested = 有争议
transfer-exception-claimed = { $why }；{ $people } 也称已收到

transfer-item-offered = 待确认
transfer-item-confirmed = { $at } 由 { $by } 确认，{ $condition }
transfer-item-refused = { $at } 由 { $by } 拒收
transfer-item-withdrawn = { $at } 由 { $by } 撤回
transfer-item-not-moved = 未转移：当时已无人保管
transfer-item-not-moved-but = 未转移：当时已由 { $holder } 保管
transfer-item-not-moved-stays = 未转移：当时已送修、遗失或重新领用，仍由 { $holder } 保管
transfer-item-ended = 接收人已离职，已终止

transfer-offer-hand-out = 转出资产
transfer-offer-confirm = 确认收到
transfer-offer-refuse = 拒收
transfer-offer-withdraw = 撤回
transfer-offer-contest = 提出异议
transfer-offer-settle = 裁定

transfer-input-assets = 资产
transfer-input-to = 接收人（不填则凭码领取）
transfer-input-reason = 原因
transfer-input-settlement = 处理结果
transfer-input-condition = 收到时的成色（未收到则不填）
transfer-input-photos = 照片
transfer-input-signature = 签名

transfer-choice-own = 由我保管

transfer-did-hand-out = { $by } 向 { $to } 转出 { $count } 件
transfer-did-hand-out-by-code = { $by } 凭码转出 { $count } 件
transfer-did-confirm = { $by } 签收 { $count } 件
transfer-did-refuse = { $by } 拒收 { $count } 件
transfer-did-withdraw = { $by } 撤回 { $count } 件
transfer-did-contest = { $by } 提出异议
transfer-did-settle = { $by } 裁定
transfer-did-remind = { $by }：超过 3 天未确认，已提醒双方
transfer-did-not-move = { $by }：有资产未能转移
transfer-did-end = { $by }：{ $of } 已离职，未确认的部分终止

transfer-notice-to-confirm = { $by } 向您转出 { $tags }，请确认。
transfer-notice-begun = { $by } 已代为转出 { $tags }。
transfer-notice-confirmed = { $by } 已签收 { $tags }。
transfer-notice-refused = { $by } 拒收 { $tags }。
transfer-notice-withdrawn = { $by } 撤回了 { $tags } 的转出。
transfer-notice-contested = { $tags } 的转移有争议。
transfer-notice-settled = { $by } 已对该转移作出裁定。
transfer-notice-confirm-now = { $tags } 等待您确认已超过 3 天。
transfer-notice-unconfirmed = 您转出的 { $tags } 超过 3 天未确认。
transfer-notice-not-moved = { $tags } 未能转移，原因见转移单。
transfer-notice-ended = 接收人 { $of } 已离职，转移终止。

transfer-refusal-not-filled-in = 有内容缺失或无法识别。
transfer-refusal-not-handed-out = 该转移尚未开始。
transfer-refusal-already-handed-out = 该转移已经开始。
transfer-refusal-nothing-chosen = 请选择资产，每件一次。
transfer-refusal-too-many = 一次最多转移 50 件。
transfer-refusal-several-givers = 一次只能转出同一人保管的资产。
transfer-refusal-not-held = 其中有资产不由转出人保管，或正在维修、转移中。
transfer-refusal-to-oneself = 不能转给本人。
transfer-refusal-unknown-person = 没有此人，或此人已离职。
transfer-refusal-no-receiver = 请指定接收人，或凭码转出。
transfer-refusal-not-the-receiver = 只有接收人可以操作。
transfer-refusal-not-the-giver = 只有转出人可以操作。
transfer-refusal-not-an-asset-admin = 只有资产管理员可以操作。
transfer-refusal-not-open = 其中有资产已确认、拒收或撤回。
transfer-refusal-nothing-to-contest = 没有可提出异议的内容。
transfer-refusal-nothing-to-settle = 没有待裁定的争议。
transfer-refusal-too-many-photos = 每件最多 10 张照片。
transfer-refusal-not-signed = 请签名。
transfer-refusal-other-store = 所属门店已有变化，请重新确认。
transfer-refusal-done-by-system = 此操作由系统完成。
transfer-refusal-reason-missing = 请填写原因。
transfer-refusal-reason-too-long = 原因过长。
transfer-refusal-reason-unreadable = 原因中有无法显示的字符。

transfer-superseded-not-handed-out = 该转移当时尚未开始。
transfer-superseded-already-handed-out = 该转移已经开始。
transfer-superseded-confirmed = { $by } 此前已签收。
transfer-superseded-refused = { $by } 此前已拒收。
transfer-superseded-withdrawn = { $by } 此前已撤回；如已重新转出，请确认新的一单。将由资产管理员处理。
transfer-superseded-taken = { $by } 此前已凭同一码签收，将由资产管理员处理。
transfer-superseded-nothing-open = 当时已没有待确认的资产。
transfer-superseded-already-contested = 该转移当时已有争议。
transfer-superseded-not-contested = 该转移当时没有争议。

## 台账

register-needed = 此项必填，不能清空。
register-exponent = “{ $value }”是 Excel 把长编号当成数字后的写法，末尾的数字已丢失。请把该列设为“文本”格式，重新填写。
register-no-date = “{ $value }”不是可以确定的日期，请写成 2025-03-04。
register-no-amount = “{ $value }”不是金额，请写成 1299.50。
register-unknown-store = 没有名为“{ $value }”的门店。
register-stores-alike = 有多个门店名为“{ $value }”，请改填其编号：{ $candidates }。
register-unknown-person = 没有名为“{ $value }”的人。导入不会新建人员。
register-has-left = “{ $value }”已离职。
register-people-alike = 有多人名为“{ $value }”，请改填账号：{ $candidates }。
register-misread-label = 标签内容有误，校验不符，请重新扫描。
register-reasons = 未导入原因
register-file-no-text = 文件既不是 UTF-8、UTF-16，也不是 GB18030 编码，从此行起无法识别。
register-file-empty = 文件中没有表头。
register-file-too-many-lines = 一个文件最多 { $max } 行，请分成几个文件。
register-file-unknown-column = 没有名为“{ $header }”的列。
register-file-doubled-column = “{ $header }”列出现了两次。
register-file-no-key = 缺少“{ $title }”列。
register-file-nameless = “{ $value }”所在的列没有表头。
register-file-wrong-cells = 此行有 { $cells } 个单元格，而表头有 { $columns } 个。
register-file-too-long = 单元格内容过长，可能缺少一个引号。
register-file-doubles = 与第 { $line } 行重复。
register-file-damaged = 此记录暂时无法读取。
register-default-reason = 由文件导入
