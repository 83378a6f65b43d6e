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

## 按编号查找

find-misread = 标签“{ $text }”未读对，请重新扫描，或手动输入标签上的编号。
find-unknown = 没有您可以查看的“{ $text }”。
find-not-here = 此手机上没有“{ $text }”，目前也无法询问服务器。

## 登录

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
