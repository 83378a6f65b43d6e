//! The page's texts, in both languages; one that is missing in a language does not compile.

use domain::{
    capabilities::Kind,
    directory::Directory,
    time::Span,
    words::{Language, Words},
};
use std::sync::LazyLock;

/// What was asked for, else the first that the browser prefers, else Chinese.
pub(super) fn choose(asked: Option<&str>, accepted: Option<&str>) -> Language {
    let known = |tag: &str| match tag.trim().to_ascii_lowercase().get(..2) {
        Some("zh") => Some(Language::Chinese),
        Some("en") => Some(Language::English),
        _ => None,
    };
    let mut preferred: Vec<(f32, Language)> = accepted
        .unwrap_or_default()
        .split(',')
        .take(16)
        .filter_map(|item| {
            let (tag, weight) = item.split_once(";q=").unwrap_or((item, "1"));
            Some((
                weight.trim().parse().ok().filter(|w: &f32| *w > 0.0)?,
                known(tag)?,
            ))
        })
        .collect();
    preferred.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    asked
        .and_then(known)
        .or(preferred.first().map(|(_, language)| *language))
        .unwrap_or(Language::Chinese)
}

/// As in `lang` of HTML.
pub(super) const fn tag(language: Language) -> &'static str {
    match language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    }
}

pub(super) const fn texts(language: Language) -> &'static Texts {
    match language {
        Language::Chinese => &CHINESE,
        Language::English => &ENGLISH,
    }
}

/// What people call cases of this kind; the plain kind for one that only a
/// newer version knows.
pub(super) fn cases(language: Language, kind: &str) -> String {
    // Read once, and not with every page.
    static CHINESE: LazyLock<Words> = LazyLock::new(|| Words::new(Language::Chinese, &[]));
    static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::new(Language::English, &[]));
    let words = match language {
        Language::Chinese => &CHINESE,
        Language::English => &ENGLISH,
    };
    match Kind::named(kind) {
        Some(kind) => words.say(&kind.as_dyn().cases(), &Directory::default()),
        None => kind.to_owned(),
    }
}

/// How many of the cases are not closed.
pub(super) fn open(language: Language, number: &str) -> String {
    match language {
        Language::Chinese => format!("{number} 未关闭"),
        Language::English => format!("{number} open"),
    }
}

/// In how many stores and offices people work.
pub(super) fn in_stores(language: Language, number: i64) -> String {
    match language {
        Language::Chinese => format!("在 {number} 家门店和部门"),
        Language::English if number == 1 => "in 1 store or office".to_owned(),
        Language::English => format!("in {number} stores and offices"),
    }
}

/// How long ago something was.
pub(super) fn ago(language: Language, span: Span) -> String {
    let minutes = span.0 / 60_000;
    let (number, chinese, english) = match minutes {
        0 => return texts(language).just_now.to_owned(),
        1..60 => (minutes, "分钟前", "minute"),
        60..1440 => (minutes / 60, "小时前", "hour"),
        _ => (minutes / 1440, "天前", "day"),
    };
    match language {
        Language::Chinese => format!("{number} {chinese}"),
        Language::English if number == 1 => format!("1 {english} ago"),
        Language::English => format!("{number} {english}s ago"),
    }
}

/// The texts of the page.
pub(super) struct Texts {
    pub title: &'static str,
    pub motto: &'static str,
    pub running: &'static str,
    pub language: &'static str,
    pub organisation: &'static str,
    pub no_organisation: &'static str,
    pub more_organisations: &'static str,
    pub cases: &'static str,
    pub no_cases_note: &'static str,
    pub devices: &'static str,
    pub devices_note: &'static str,
    pub people: &'static str,
    pub last_sync: &'static str,
    pub never: &'static str,
    pub never_note: &'static str,
    pub just_now: &'static str,
    pub phone: &'static str,
    pub phone_note: &'static str,
    pub accounts_note: &'static str,
    pub offline_note: &'static str,
    pub health: &'static str,
}

const CHINESE: Texts = Texts {
    title: "Fieldloop 服务闭环",
    motto: "不遗漏 · 有流程 · 快速响应 · 闭环管理",
    running: "运行中",
    language: "语言",
    organisation: "组织",
    no_organisation: "尚无组织",
    more_organisations: "等，组织总数",
    cases: "单据",
    no_cases_note: "还没有人提交",
    devices: "设备",
    devices_note: "已登录的手机",
    people: "人员",
    last_sync: "最近同步",
    never: "尚未同步",
    never_note: "等待第一部手机",
    just_now: "刚刚",
    phone: "启动一部手机",
    phone_note: "在项目目录另开一个终端，运行：",
    accounts_note: "示例账号和密码在服务器启动时显示在终端中。",
    offline_note: "没有信号也能用：所有操作先保存在手机上，联网后自动同步。",
    health: "健康检查",
};

const ENGLISH: Texts = Texts {
    title: "Fieldloop",
    motto: "Nothing dropped · A visible process · Fast answers · Every case closed",
    running: "Running",
    language: "Language",
    organisation: "Organisation",
    no_organisation: "No organisation yet",
    more_organisations: "and others; organisations in all",
    cases: "Cases",
    no_cases_note: "nothing submitted yet",
    devices: "Devices",
    devices_note: "phones signed in",
    people: "People",
    last_sync: "Last sync",
    never: "None yet",
    never_note: "waiting for the first phone",
    just_now: "Just now",
    phone: "Start a phone",
    phone_note: "In a second terminal, in the project's folder, run:",
    accounts_note: "The sample accounts and their password are shown in the terminal where the server started.",
    offline_note: "It works without a signal: every act is kept on the phone first, and synced once there is one.",
    health: "Health",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_what_was_asked_for_then_what_the_browser_prefers() {
        assert_eq!(choose(None, None), Language::Chinese);
        assert_eq!(
            choose(None, Some("fr-FR,en;q=0.7,zh;q=0.5")),
            Language::English
        );
        assert_eq!(
            choose(None, Some("en;q=0.5, zh-CN;q=0.9")),
            Language::Chinese
        );
        assert_eq!(choose(Some("en"), Some("zh-CN")), Language::English);
        assert_eq!(choose(Some("é"), Some("en;q=nan")), Language::Chinese);
    }

    #[test]
    fn a_time_ago_is_told_in_the_largest_unit() {
        assert_eq!(ago(Language::English, Span::minutes(1)), "1 minute ago");
        assert_eq!(ago(Language::Chinese, Span::minutes(125)), "2 小时前");
        assert_eq!(ago(Language::English, Span::days(3)), "3 days ago");
    }
}
