# 应用自身的用语。每条消息都必须在 en.ftl 中有同名、同变量的一条。

## 页面

page-sign-in = 登录
page-outbox = 发件箱
page-notices = 消息
page-settings = 设置
page-not-here = 记录不存在
page-fetching = 正在获取该记录
page-to-fetch = 该记录不在此手机上，下次同步时获取
page-code = 当面交接
list-newer = 待更新

## 同步

sync-offline = 离线
sync-stalled = 未能同步
sync-running = 同步中
sync-done = 已同步
sync-never = 尚未同步
sync-at = 上次同步 { $time }
sync-unreachable = 无法连接服务器，将自动重试。
sync-failed = 服务器暂时无法处理，将自动重试。
sync-other-answers = 答复的不是服务器，可能是此网络的登录页。请先在浏览器中登录网络，再同步。
sync-not-understood = 服务器的回答无法识别，请更新应用。
sync-restored = 服务器缺少本机已有的一些内容，可能是从备份恢复过。本机会把缺少的内容重新发送。
sync-refused = 有 { $count } 项操作被拒绝，请在发件箱中处理。

## 没有内容时

nothing-here = 这里没有记录
nothing-here-hint = 有新的记录时会自动出现。
nothing-found = 没有找到“{ $search }”
nothing-found-hint = 请换一个词，或清除搜索。
nothing-yet = 正在获取
nothing-yet-hint = 首次同步需要一点时间。
nothing-known = 尚未获取
nothing-known-hint = 有网络时会自动获取，也可以下拉同步。
nothing-to-tell = 没有消息
nothing-to-tell-hint = 与您有关的进展会出现在这里。
nothing-to-send = 全部已发送
nothing-to-send-hint = 没有待发送、被拒绝或未填完的内容。

## 按编号查找

find-misread = 标签“{ $text }”未读对，请重新扫描，或手动输入标签上的编号。
find-unknown = 没有您可以查看的“{ $text }”。
find-not-here = 此手机上没有“{ $text }”，目前也无法询问服务器。

## 登录

sign-in-no-address = 扫描到的不是服务器地址。
sign-in-bad-address = 服务器地址须以 http:// 或 https:// 开头。
sign-in-wrong = 账号或密码错误。
sign-in-left = 您的账号已停用。
sign-in-throttled = 尝试次数过多，请稍后再试。
sign-in-unreachable = 无法连接服务器，请检查网络和地址。
sign-in-failed = 服务器暂时无法处理，请稍后再试。
sign-in-invalid = 账号、密码或设备名称不符合要求。
sign-in-secret-failed = 手机的密钥存储不可用，无法登录。
sign-in-foreign-work = 此手机上有{ $by }未发送的 { $count } 项操作或照片。请其先登录发送，或确认放弃。
sign-in-foreign-work-and-drafts = 此手机上有{ $by }未发送的 { $count } 项操作或照片，请其先登录发送，或确认放弃。其 { $drafts } 份草稿会继续保留在此手机上。
sign-in-foreign-drafts = 此手机上有{ $by }未填完的 { $drafts } 份草稿，会继续为其保留在此手机上。请确认登录。
sign-in-ended = 登录已失效，请重新登录。未发送的内容仍保留在手机上。
sign-out-unsent = 还有 { $count } 项操作或照片未发送。退出会丢弃这些内容，请确认。
sign-out-unsent-and-drafts = 还有 { $count } 项操作或照片未发送，退出会丢弃这些内容；{ $drafts } 份草稿会保留在此手机上，待您再次登录。请确认。
sign-out-drafts = { $drafts } 份草稿会保留在此手机上，待您再次登录。请确认退出。
drafts-kept = 您在此手机上有 { $count } 份未填完的草稿，可在发件箱中继续。
drafts-lost = 您在此手机上的 { $count } 份草稿已因空间不足被移除。

## 发件箱与表单

outbox-by-you = 您
outbox-unread = 更新版本的应用才能显示的操作
notice-unreadable = 更新版本的应用才能显示的消息
outbox-unread-reason = 更新应用后可查看原因。
outbox-awaiting = 服务器缺少此操作所依据的内容，待其他人的手机补发后再发送。
outbox-unread-text = 内容已保留，更新应用后可查看。
outbox-revise = 修改
outbox-do-again = 重新执行
outbox-let-go = 放弃
outbox-go-on = 继续填写
outbox-resend-photo = 重新发送
outbox-draft = 草稿
outbox-let-go-question = 放弃这项操作？其中的文字和照片将从此手机上删除，无法恢复。
outbox-let-draft-go-question = 放弃这份草稿？已填写的文字和照片将从此手机上删除，无法恢复。
outbox-let-photo-go-question = 放弃这张照片？它将从此手机上删除，对应的操作会保留。
outbox-photo-waiting = 待发送
outbox-photo-sending = 发送中
outbox-photo-refused = 未被接受
outbox-photo-progress = 已发 { $sent } / { $size } KB
form-not-offered = 按目前情况不能再这样做。已填写的内容仍然保留。

## 照片

photo-no-input = 此处不能添加照片。
photo-too-large = 照片超过 16 MB 或 5000 万像素，未添加。
photo-media-type = 照片须为 JPEG 或 PNG 格式，未添加。
photo-unreadable = 无法读取这张照片，未添加。
photo-not-there = 服务器上没有这张照片，或尚未上传。
photo-unreachable = 这张照片不在此手机上，且无法连接服务器。
photo-failed = 服务器暂时无法提供这张照片，请稍后再试。
photo-wrong-bytes = 收到的内容不是这张照片，已丢弃，请重试。
photo-refused = 服务器不接受一张照片，照片保留在手机上，请到发件箱处理。
photo-refused-size = 照片过大，服务器不接受，照片保留在手机上，请到发件箱处理。
photo-refused-media-type = 服务器不接受这种格式的照片，照片保留在手机上，请到发件箱处理。
photo-no-room = 服务器暂无空间存放一张照片，照片保留在手机上，将自动重试。
signature-no-input = 此处不需要签名。

## 故障

sync-no-keychain = 手机密钥库暂不可用。您的操作已保存，恢复后自动发送。
error-not-shown = 无法读取手机存储，本页仍为先前内容。
error-not-filled-in = 请填写“{ $label }”。
error-gone = 该记录已不在此手机上。
error-unread = 更新版本的应用才能重新执行此操作，请更新应用。
error-signed-out = 请先登录。
fault-disk-full = 手机存储空间已满，操作未保存。请清理空间后重试。
fault-disk-read-only = 手机存储不可写，操作未保存。
fault-disk-damaged = 手机上保存的数据已损坏，操作未保存。
fault-disk-newer = 数据由更新版本的应用写入，请更新应用。
fault-disk-in-use = 应用已在使用这些数据，请先关闭另一个。
fault-disk-unusable = 手机存储没有响应，操作未保存。

## 交接码

code-hint = 请对方扫描此码（共 { $count } 个，轮流显示）。
code-part = 已扫到 { $here } / { $of }，请继续扫描。
code-over = 没有可用交接码转移的内容
code-unchecked = 此单由交接码带来，服务器尚未核实。
code-damaged = 此码已损坏、不完整，或来自更新的版本。
code-foreign = 此码属于其他单位。
code-forged = 此码被改动或伪造，未接收任何内容。
code-own = 这是您自己的码，请由对方扫描。
code-newer = 请更新应用后再扫描此码。
code-unknown-base = 此手机缺少之前的内容，请同步一次后再扫描。
code-not-for-you = 此码是给他人的。
code-none = 此手机无法用码交接，请重新登录一次。

## 设置

settings-photos = 照片
settings-held-cases = { $open } 件进行中，{ $over } 件已结束
settings-held-photos = { $count } 张，共 { $megabytes } MB
settings-held-why = 此手机保存与您有关的进行中记录，以及 90 天内结束的记录；照片在拍摄或查看后保存。未发送的内容会一直保留。

## 界面本身的用语

shell-back = 返回
shell-close = 关闭
shell-more = 更多
shell-begin = 新建
shell-outbox = 发件箱
shell-notices = 消息
shell-settings = 设置
shell-refresh = 同步
shell-show-more = 显示更多
shell-search = 搜索
shell-clear-search = 清除搜索
shell-scan = 扫描
shell-type-code = 手动输入编号
shell-yes = 确定
shell-no = 取消
shell-understood = 知道了
shell-server = 服务器
shell-login = 账号
shell-password = 密码
shell-show-password = 显示密码
shell-hide-password = 隐藏密码
shell-sign-in = 登录
shell-sign-in-anyway = 仍要登录
shell-pending = 待发送
shell-draft = 草稿
shell-unread = 未读
shell-read-all = 全部标为已读
shell-timeline = 处理经过
shell-photo = 照片
shell-fetch-photo = 查看原图
shell-show-code = 出示交接码
shell-received = 服务器收到
shell-submit = 提交
shell-required = 必填
shell-choose = 请选择
shell-choose-day = 选择日期
shell-add = 添加
shell-remove = 移除
shell-take-photo = 拍照
shell-choose-photo = 从相册选择
shell-remove-photo = 移除照片
shell-sign-here = 请在此签名
shell-clear-signature = 清除签名
shell-refused = 未被接受
shell-waiting = 待发送
shell-drafts = 草稿
shell-photos-on-their-way = 照片传输
shell-person = 姓名
shell-roles = 角色
shell-store = 门店
shell-organisation = 组织
shell-language = 语言
shell-version = 版本
shell-log = 运行日志
shell-share-log = 分享日志
shell-sign-out = 退出登录
shell-sign-out-anyway = 仍要退出
shell-copy = 复制
shell-retry = 重试
shell-camera-needed = 需要相机权限才能扫描和拍照，也可以手动输入编号。
shell-camera-busy = 相机正被其他应用使用。
shell-open-system-settings = 打开系统设置
shell-notifications-why = 开启通知后，您的事项有进展或需要您处理时会提醒您。
shell-notifications-blocked = 系统未允许通知。应用内的消息不受影响。
shell-background-restricted = 系统限制了后台同步，打开应用时才会更新。
shell-to-do = 需要处理
shell-information = 进展
shell-star-one = 1 星
shell-star-two = 2 星
shell-star-three = 3 星
shell-star-four = 4 星
shell-star-five = 5 星
shell-language-chinese = 简体中文
shell-language-english = English
