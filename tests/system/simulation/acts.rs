//! What people do: they take up what a page offers, fill it in at random, and
//! decide about what was refused. What no page offers is tried in `invalid`.

use super::run::Run;
use anyhow::{Context, Result, bail, ensure};
use domain::{ids::CommandId, view::Form};
use fieldloop::{CaseContent, Content, Event, FormPage, InputKind, Page, Route};
use std::collections::HashMap;

/// While so many cases are open no more are begun: among many, little happens to
/// each.
const OPEN_MAX: usize = 12;
impl Run {
    /// Somebody does something that is offered to them.
    pub fn act(&mut self, phone: usize) -> Result<()> {
        if self.has_to_sign_in(phone)? {
            return self.sign_in_again(phone);
        }
        let Some((subject, form)) = self.find_form(phone)? else {
            return Ok(());
        };
        let values = self.fill(&form);
        let name = form.offer.name.clone();
        self.tell(format!("phone {phone}: {name} on {subject}"));
        self.send(phone, Event::Dismiss)?;
        let can_be = can_be_filled_in(&form);
        let page = self.send(
            phone,
            Event::Perform {
                subject,
                offer: form.offer.name,
                values,
            },
        )?;
        ensure!(
            self.was_done(phone, &page)? == can_be,
            "promise 3: {name} was offered, but {:?}",
            page.frame.message
        );
        Ok(())
    }

    /// Whether what was tried was done. If so, it is entered in the ledger, and
    /// must be in the outbox; if not, there must be words that say why.
    pub fn was_done(&mut self, phone: usize, page: &Page) -> Result<bool> {
        let stored = &self.phones[phone].stored;
        let new = self.ledger.enter(phone, stored);
        match (&page.frame.message, new.as_slice()) {
            (None, [id]) => {
                let id = *id;
                self.mark("done");
                self.tell(format!("phone {phone}: {id} is done"));
                Ok(true)
            }
            (Some(why), []) => {
                ensure!(
                    !why.text.trim().is_empty(),
                    "promise 5: refused without words"
                );
                self.mark("refused by the phone");
                self.tell(format!("phone {phone}: {}", why.text));
                Ok(false)
            }
            (message, new) => {
                bail!("promise 1: the page says {message:?}, in the outbox is {new:?}")
            }
        }
    }

    /// Whether the phone cannot talk to the server until somebody signs in.
    pub fn has_to_sign_in(&mut self, phone: usize) -> Result<bool> {
        if self.phones[phone].stored.session.is_none() {
            return Ok(true);
        }
        let Content::SignIn(page) = self.phones[phone].page()?.content else {
            return Ok(false);
        };
        Ok(!page.reason.is_empty() && !page.is_busy)
    }

    /// Mostly the same person; now and then somebody else tries.
    fn sign_in_again(&mut self, phone: usize) -> Result<()> {
        let session = self.phones[phone].stored.session.as_ref();
        let mut owner = session.map_or(self.phones[phone].owner, |session| session.person.id);
        if self.rng.once_in(6) {
            let people: Vec<_> = self.organisation.people.keys().copied().collect();
            owner = self.rng.one_of(&people).unwrap_or(owner);
        }
        self.phones[phone].owner = owner;
        // What is pending is dated anew, as after the sign-in of its device.
        self.organisation.is_disturbed |= !self.phones[phone].stored.pending.is_empty();
        self.sign_in(phone)
    }

    /// The form of something that the phone offers just now, and on what.
    pub fn find_form(&mut self, phone: usize) -> Result<Option<(String, Form)>> {
        let frame = self.phones[phone].page()?.frame;
        if self.server_state.open() < OPEN_MAX && self.rng.once_in(5) {
            let Some(opening) = self.rng.one_of(&frame.openings) else {
                return Ok(None);
            };
            let (subject, offer) = (opening.subject, opening.offer.name);
            return self.open_form(phone, subject, offer).map(Some);
        }
        let Some(content) = self.open_case(phone)? else {
            return Ok(None);
        };
        let mut offers = content.case.offers;
        if self.rng.once_in(2) {
            // Notes alone are always offered and clash with nothing.
            offers.retain(|offer| offer.name != "note");
        }
        let Some(offer) = self.rng.one_of(&offers) else {
            return Ok(None);
        };
        if offer.has_form {
            return self.open_form(phone, content.subject, offer.name).map(Some);
        }
        let inputs = Vec::new();
        Ok(Some((content.subject, Form { offer, inputs })))
    }

    /// Opens one of the first cases of a list.
    pub fn open_case(&mut self, phone: usize) -> Result<Option<CaseContent>> {
        let mut tabs = self.phones[phone].page()?.frame.tabs;
        tabs.retain(|tab| tab.count > 0 || self.rng.once_in(4));
        let Some(tab) = self.rng.one_of(&tabs) else {
            return Ok(None);
        };
        let page = self.send(phone, Event::Open(Route::List(tab.list)))?;
        let Content::List(list) = page.content else {
            bail!("promise 1: a list is {:?}", page.content);
        };
        let near = list.rows.len().min(4);
        let Some(row) = self.rng.one_of(&list.rows[..near]) else {
            return Ok(None);
        };
        let page = self.send(phone, Event::Open(Route::Case(row.case.clone())))?;
        let Content::Case(content) = page.content else {
            bail!("promise 1: {} is listed and {:?}", row.case, page.content);
        };
        Ok(Some(content))
    }

    fn open_form(
        &mut self,
        phone: usize,
        subject: String,
        offer: String,
    ) -> Result<(String, Form)> {
        let route = Route::Form {
            subject: subject.clone(),
            offer,
        };
        let page = self.send(phone, Event::Open(route))?;
        let Content::Form(form) = page.content else {
            bail!("promise 3: a form is offered and {:?}", page.content);
        };
        ensure!(
            form.obstacle.is_empty(),
            "promise 3: offered, but {}",
            form.obstacle
        );
        let FormPage { offer, inputs, .. } = form;
        Ok((subject, Form { offer, inputs }))
    }

    /// A form filled in. Every input has its value, so that no draft mixes in.
    pub fn fill(&mut self, form: &Form) -> HashMap<String, String> {
        let mut values = HashMap::new();
        for input in &form.inputs {
            let is_blank = !input.required && self.rng.once_in(2);
            let value = match &input.kind {
                InputKind::Choices { choices } => {
                    let chosen = choices.iter().filter(|_| self.rng.once_in(2));
                    let chosen: Vec<&str> = chosen.map(|it| it.value.as_str()).collect();
                    chosen.join("\n")
                }
                InputKind::Choice { choices } => self
                    .rng
                    .one_of(choices)
                    .map(|choice| choice.value)
                    .unwrap_or_default(),
                InputKind::Stars => (1 + self.rng.below(5)).to_string(),
                _ if is_blank => String::new(),
                InputKind::Line | InputKind::Text => self.rng.text(),
                InputKind::Labels { .. } => format!("POS-{}\n打印机", self.rng.below(100)),
                InputKind::Photos { .. } => self.rng.photo(),
                InputKind::Signature { .. } => "2000x1000\n100,500 1900,400".to_owned(),
            };
            values.insert(input.name.clone(), value);
        }
        values
    }

    /// Somebody fills in a form as people do, one input after the other; perhaps
    /// the phone dies over it. What was typed must be there.
    pub fn draft(&mut self, phone: usize) -> Result<()> {
        if self.has_to_sign_in(phone)? {
            return Ok(());
        }
        let Some((subject, form)) = self.find_form(phone)? else {
            return Ok(());
        };
        let name = form.offer.name;
        self.tell(format!("phone {phone}: fills in {name} on {subject}"));
        let (subject, mut form) = self.open_form(phone, subject, name.clone())?;
        let values = self.fill(&form);
        for input in &form.inputs {
            let (input, value) = (input.name.clone(), values[&input.name].clone());
            self.send(phone, Event::Fill { input, value })?;
        }
        if self.rng.once_in(2) {
            self.mark("killed over a draft");
            self.kill(phone)?;
            (_, form) = self.open_form(phone, subject, name.clone())?;
        }
        let page = self.send(phone, Event::Dismiss)?;
        if let Content::Form(page) = page.content {
            form.inputs = page.inputs;
        }
        for input in &form.inputs {
            let typed = &values[&input.name];
            ensure!(
                *typed == input.value,
                "promise 1: {typed:?} became {:?}",
                input.value
            );
        }
        let page = self.send(phone, Event::Submit)?;
        let is_done = self.was_done(phone, &page)?;
        ensure!(
            is_done == can_be_filled_in(&form),
            "promise 3: {name} was offered, but {:?}",
            page.frame.message
        );
        Ok(())
    }

    /// Somebody who has something to decide about decides.
    pub fn decide_somewhere(&mut self) -> Result<()> {
        let has_refused = |phone: &usize| !self.phones[*phone].stored.refused.is_empty();
        let phones: Vec<usize> = (0..self.phones.len()).filter(has_refused).collect();
        let phone = self.rng.one_of(&phones);
        phone.map_or(Ok(()), |phone| self.decide(phone))
    }

    /// Somebody decides about something that was refused.
    pub fn decide(&mut self, phone: usize) -> Result<()> {
        let refused: Vec<CommandId> = self.phones[phone].stored.refused.keys().copied().collect();
        let Some(id) = self.rng.one_of(&refused) else {
            return Ok(());
        };
        self.send(phone, Event::Open(Route::Outbox))?;
        self.send(phone, Event::Dismiss)?;
        self.ledger.let_go(id, true);
        let command = id.to_string();
        if self.rng.once_in(2) {
            self.mark("let go");
            self.tell(format!("phone {phone}: lets {id} go"));
            self.send(phone, Event::LetGo { command })?;
        } else {
            self.tell(format!("phone {phone}: does {id} again"));
            let page = self.send(phone, Event::DoAgain { command })?;
            if !self.was_done(phone, &page)? {
                self.ledger.let_go(id, false);
                let is_kept = self.phones[phone].stored.refused.contains_key(&id);
                return is_kept
                    .then_some(())
                    .context("promise 5: a refused act is gone");
            }
        }
        self.mark("decided");
        let is_gone = !self.phones[phone].stored.refused.contains_key(&id);
        is_gone
            .then_some(())
            .context("promise 5: a decision had no effect")
    }
}

/// Whether there is something to choose wherever something has to be chosen. A
/// phone that has just been signed in has no catalogue yet.
fn can_be_filled_in(form: &Form) -> bool {
    let is_empty =
        |kind: &InputKind| matches!(kind, InputKind::Choice { choices } if choices.is_empty());
    !form
        .inputs
        .iter()
        .any(|input| input.required && is_empty(&input.kind))
}
