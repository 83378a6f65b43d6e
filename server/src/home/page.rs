//! How the page is drawn: one document without a script, an image or a font of
//! its own. Everything from outside passes through maud, which escapes it.

use super::{
    summary::Summary,
    texts::{self, Texts},
};
use domain::{time::Timestamp, words::Language};
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("style.css");

/// All that is shown.
pub(super) struct Page<'a> {
    pub summary: &'a Summary,
    pub texts: &'a Texts,
    pub language: Language,
    pub now: Timestamp,
    /// Where a phone reaches this server.
    pub address: &'a str,
    pub nonce: &'a str,
}

impl Page<'_> {
    pub fn draw(&self) -> Markup {
        html! {
            (DOCTYPE)
            html lang=(texts::tag(self.language)) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.texts.title) }
                    style nonce=(self.nonce) { (PreEscaped(STYLE)) }
                }
                body {
                    (self.head())
                    main { (self.organisation()) (self.figures()) (self.phone()) }
                    (self.foot())
                }
            }
        }
    }

    fn head(&self) -> Markup {
        let link = |language: Language, tag: &str, name: &str| {
            let current = (language == self.language).then_some("true");
            html! { a href={ "?lang=" (tag) } lang=(texts::tag(language)) aria-current=[current] { (name) } }
        };
        html! {
            header {
                p.brand {
                    svg aria-hidden="true" viewBox="0 0 32 32" {
                        path d="M26.5 12.2A11.2 11.2 0 1 0 27.2 16" {}
                        path d="m10.6 16.4 4 4 11.6-11.6" {}
                    }
                    "Fieldloop"
                }
                nav aria-label=(self.texts.language) {
                    (link(Language::Chinese, "zh", "中文"))
                    (link(Language::English, "en", "English"))
                }
            }
        }
    }

    fn organisation(&self) -> Markup {
        let names = &self.summary.organisations;
        let shown = i64::try_from(names.len()).unwrap_or(i64::MAX);
        html! {
            section.organisation {
                p.eyebrow {
                    span.lamp aria-hidden="true" {}
                    (self.texts.running) " · " (self.texts.organisation)
                }
                h1 {
                    @if names.is_empty() { (self.texts.no_organisation) }
                    @for (place, name) in names.iter().enumerate() {
                        @if place > 0 { span.comma { " · " } }
                        (name)
                    }
                }
                @if self.summary.organisations_count > shown {
                    p.motto { (self.texts.more_organisations) " " (self.summary.organisations_count) }
                }
                p.motto { (self.texts.motto) }
            }
        }
    }

    fn figures(&self) -> Markup {
        let (texts, summary) = (self.texts, self.summary);
        let last_sync = summary
            .last_sync
            .map(|time| texts::ago(self.language, self.now.since(time)));
        html! {
            dl.figures {
                @if summary.cases.is_empty() {
                    div { dt { (texts.cases) } dd { "0" small { (texts.no_cases_note) } } }
                }
                @for cases in &summary.cases {
                    div {
                        dt { (texts::cases(self.language, &cases.kind)) }
                        dd { (grouped(cases.all)) small { (texts::open(self.language, &grouped(cases.open))) } }
                    }
                }
                div {
                    dt { (texts.devices) }
                    dd { (grouped(summary.devices)) small { (texts.devices_note) } }
                }
                div {
                    dt { (texts.people) }
                    dd {
                        (grouped(summary.people))
                        small { (texts::in_stores(self.language, summary.stores)) }
                    }
                }
                div {
                    dt { (texts.last_sync) }
                    @match last_sync {
                        Some(ago) => dd.text { (ago) },
                        None => dd.text { (texts.never) small { (texts.never_note) } },
                    }
                }
            }
        }
    }

    fn phone(&self) -> Markup {
        let texts = self.texts;
        html! {
            section.phone aria-labelledby="phone" {
                h2 #phone { (texts.phone) }
                p { (texts.phone_note) }
                pre tabindex="0" { code {
                    span.prompt aria-hidden="true" { "$ " }
                    "cargo phone --server " b { (self.address) } " --data .fieldloop-phone"
                } }
                p.note { (texts.accounts_note) }
                p.note { (texts.offline_note) }
            }
        }
    }

    fn foot(&self) -> Markup {
        html! {
            footer {
                span { "Fieldloop " (env!("CARGO_PKG_VERSION")) }
                span { (self.texts.health) " " code { "/health/ready" } }
            }
        }
    }
}

/// A number with its thousands set apart.
fn grouped(number: i64) -> String {
    let digits = number.max(0).to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let numbers = [0, 12, 999, 1000, 1_234_567].map(grouped);
        assert_eq!(numbers, ["0", "12", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn whatever_an_organisation_is_called_it_is_only_text() {
        let organisations = vec!["<script>alert(1)</script>".to_owned()];
        let summary = Summary {
            organisations,
            ..Summary::default()
        };
        for language in [Language::Chinese, Language::English] {
            let page = Page {
                summary: &summary,
                texts: texts::texts(language),
                language,
                now: Timestamp(0),
                address: "http://\"><b>",
                nonce: "0",
            };
            let page = page.draw().into_string();
            assert!(page.contains("&lt;script&gt;") && !page.contains("<script"));
            assert!(!page.contains("\"><b>"));
        }
    }
}
