//! What somebody does to tickets, in the people's words: each presses a button
//! of the visible page and fills in what it asks for.

use super::{
    fixture::said,
    player::{Player, Ticket},
};
use domain::{
    ids::CaseId,
    view::{Input, InputKind},
};
use fieldloop::{Content, Event, FormPage, Page, Route};
use std::collections::HashMap;

/// The day after the one on which stories begin.
const TUESDAY: &str = "2026-11-03";

impl Player {
    /// 提单.
    pub fn submits(&mut self, about: &str) -> Ticket {
        self.begins();
        self.fills_in("收银系统", "服务目录");
        self.fills_in(about, "问题描述");
        self.confirms()
    }

    /// Opens the form with which a ticket begins.
    pub fn begins(&mut self) -> FormPage {
        let openings = self.page().frame.openings;
        let opening = openings.first().expect("an opening");
        self.opens(Route::Form {
            subject: opening.subject.clone(),
            offer: opening.offer.name.clone(),
        });
        self.form()
    }

    pub fn form(&self) -> FormPage {
        match self.page().content {
            Content::Form(page) => page,
            other => panic!("no form: {other:?}"),
        }
    }

    /// Types into the input beside which these words stand; of several things to
    /// choose from, that with this name is chosen.
    pub fn fills_in(&mut self, value: &str, label: &str) {
        let form = self.form();
        let input = input(&form, label);
        let (input, value) = (input.name.clone(), meant(input, value));
        self.sends(Event::Fill { input, value });
    }

    /// Has done with the visible form of a new ticket.
    pub fn confirms(&mut self) -> Ticket {
        let page = self.sends(Event::Submit);
        match page.content {
            Content::Case(content) => Ticket {
                id: content.subject,
                about: content.case.text,
            },
            ref other => panic!("not submitted: {} {other:?}", said(&page)),
        }
    }

    /// The buttons of a ticket's page.
    pub fn buttons(&mut self, ticket: &Ticket) -> Vec<String> {
        let offers = self.case(ticket).case.offers;
        offers.into_iter().map(|offer| offer.label).collect()
    }

    /// Whether a ticket's page has this button.
    pub fn may(&mut self, ticket: &Ticket, label: &str) -> bool {
        self.buttons(ticket).iter().any(|button| button == label)
    }

    /// Presses a button of a ticket's page and fills in what it asks for, by the
    /// words that stand beside it.
    #[track_caller]
    pub fn presses(&mut self, ticket: &Ticket, label: &str, filled: &[(&str, &str)]) {
        let page = self.tries(ticket, label, filled);
        let told = said(&page);
        assert!(told.is_empty(), "{label}: {told}");
    }

    /// The same, whatever comes of it.
    pub fn tries(&mut self, ticket: &Ticket, label: &str, filled: &[(&str, &str)]) -> Page {
        let content = self.case(ticket);
        let mut offers = content.case.offers.iter();
        let Some(offer) = offers.find(|offer| offer.label == label) else {
            let labels: Vec<_> = content.case.offers.iter().map(|it| &it.label).collect();
            panic!("{}: no {label} among {labels:?}", self.who.person.name);
        };
        let (subject, name) = (content.subject, offer.name.clone());
        if !offer.has_form {
            return self.sends(Event::Perform {
                subject,
                offer: name,
                values: HashMap::new(),
            });
        }
        self.opens(Route::Form {
            subject,
            offer: name,
        });
        for (label, value) in filled {
            self.fills_in(value, label);
        }
        self.sends(Event::Submit)
    }

    /// 接单.
    #[track_caller]
    pub fn accepts(&mut self, ticket: &Ticket) {
        self.presses(ticket, "接单", &[]);
    }

    /// 派单.
    #[track_caller]
    pub fn assigns(&mut self, ticket: &Ticket, to: &str) {
        self.presses(ticket, "派单", &[("工程师", to)]);
    }

    /// 转单.
    #[track_caller]
    pub fn reassigns(&mut self, ticket: &Ticket, to: &str, why: &str) {
        self.presses(ticket, "转单", &[("工程师", to), ("原因", why)]);
    }

    /// 记录进展.
    #[track_caller]
    pub fn notes(&mut self, ticket: &Ticket, text: &str) {
        self.presses(ticket, "记录进展", &[("进展", text)]);
    }

    /// 挂起, until the day after the stories' is over.
    #[track_caller]
    pub fn holds(&mut self, ticket: &Ticket, why: &str) {
        self.holds_until(ticket, TUESDAY, why);
    }

    /// The same, until a day is over.
    #[track_caller]
    pub fn holds_until(&mut self, ticket: &Ticket, day: &str, why: &str) {
        let filled = [("挂起至哪天", day), ("原因", why)];
        self.presses(ticket, "挂起", &filled);
    }

    /// 按重复关单: another ticket, which is about this, asks for the same.
    #[track_caller]
    pub fn closes_in_favour_of(&mut self, ticket: &Ticket, other: &Ticket, about: &str) {
        let code = other.id.parse::<CaseId>().unwrap().code();
        let other = format!("{code} · {about}");
        self.presses(ticket, "按重复关单", &[("与哪一工单重复", &other)]);
    }

    /// 关单.
    #[track_caller]
    pub fn closes(&mut self, ticket: &Ticket, closed_as: &str, why: &str) {
        let filled = [("关单类别", closed_as), ("原因", why)];
        self.presses(ticket, "关单", &filled);
    }

    /// 恢复.
    #[track_caller]
    pub fn resumes(&mut self, ticket: &Ticket) {
        self.presses(ticket, "恢复", &[]);
    }

    /// 完单.
    #[track_caller]
    pub fn completes(&mut self, ticket: &Ticket, what: &str) {
        self.presses(ticket, "完单", &[("处理结果", what)]);
    }

    /// 撤单.
    #[track_caller]
    pub fn cancels(&mut self, ticket: &Ticket, why: &str) {
        self.presses(ticket, "撤单", &[("原因", why)]);
    }

    /// 重开.
    #[track_caller]
    pub fn reopens(&mut self, ticket: &Ticket, why: &str) {
        self.presses(ticket, "重开", &[("原因", why)]);
    }

    /// 评价, with as many stars for everything.
    #[track_caller]
    pub fn rates(&mut self, ticket: &Ticket, stars: u8, comment: &str) {
        let stars = stars.to_string();
        let filled = [
            ("总体", stars.as_str()),
            ("态度", &stars),
            ("速度", &stars),
            ("质量", &stars),
            ("评语", comment),
        ];
        self.presses(ticket, "评价", &filled);
    }

    /// Does the refused act with this text again.
    pub fn does_again(&mut self, text: &str) -> Page {
        let command = self.refused(text);
        self.sends(Event::DoAgain { command })
    }

    /// Lets the refused act with this text go.
    pub fn lets_go(&mut self, text: &str) -> Page {
        let command = self.refused(text);
        self.sends(Event::LetGo { command })
    }

    fn refused(&mut self, text: &str) -> String {
        let refused = self.outbox().refused;
        let found = refused.iter().find(|row| row.text == text);
        let found = found.unwrap_or_else(|| panic!("no {text} in {refused:?}"));
        found.command.clone()
    }
}

fn input<'a>(form: &'a FormPage, label: &str) -> &'a Input {
    let mut inputs = form.inputs.iter();
    let found = inputs.find(|input| input.label == label);
    found.unwrap_or_else(|| panic!("no {label} among {:?}", form.inputs))
}

/// What a shell gives back for what a person has typed or chosen.
fn meant(input: &Input, value: &str) -> String {
    let InputKind::Choice { choices } = &input.kind else {
        return value.to_owned();
    };
    let chosen = choices.iter().find(|choice| choice.label == value);
    let chosen = chosen.unwrap_or_else(|| panic!("no {value} among {choices:?}"));
    chosen.value.clone()
}
