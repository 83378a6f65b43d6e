# 服务器无法接收某项操作时的用语。每条消息都必须在 en.ftl 中有同名、同变量的一条。

replica-refusal-not-understood = 无法识别该操作，请更新应用后重试。
replica-refusal-foreign-author = 该操作署的是别人的名字。
replica-refusal-id-reused = 该操作编号已用于其他内容。
replica-refusal-not-sealed = 此内容来自交接码，但出示该码的设备未签名或已登出。
replica-refusal-unknown-base = 该操作所依据的内容服务器上没有。
replica-refusal-case-is-full = 该记录内容过多，不能再添加。
replica-refusal-too-much-at-once = 涉及的记录内容过多，无法一次处理，请分几次办理。
replica-refusal-unknown-outcome = 服务器的答复需要更新版本的应用才能读取。请更新后重试。

# 只显示服务器以本语言给出的话。
replica-refusal-newer = { $zh }
