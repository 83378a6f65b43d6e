//! What people do: they take up what a page offers, fill it in (`fill`), and decide
//! about what was refused. What no page offers is tried in `invalid`.

use super::{fill::can_be_filled_in, run::Run};
use anyhow::{Context, Result, bail, ensure};
use domain::{capabilities::Kind, ids::CommandId, view::Form};
use fieldloop::{CaseContent, Content, Event, FormPage, Opening, Page, Route};

/// While so many cases of a kind are open no more are begun: among many, little happens
/// to each.
const OPEN_MAX: [(Kind, usize); 3] = [(Kind::Ticket, 12), (Kind::Asset, 9), (Kind::Transfer, 12)];
const TRANSFER: &str = Kind::Transfer.as_str();
/// How often somebody looks for something to do.
const TRIES: usize = 3;
/// Lists of what waits for the person whose phone has them.
const EXPECTED: [&str; 2] = ["transfer.to_confirm", "transfer.exceptions"];
/// What happens to few assets, and few hand-overs.
const RARE: [&str; 4] = ["scrap", "dispose", "report_lost", "withdraw"];

impl Run {
    /// Somebody does something that is offered to them.
    pub fn act(&mut self, phone: usize) -> Result<()> {
        if self.has_to_sign_in(phone)? {
            return self.sign_in_again(phone);
        }
        let Some((subject, form)) = self.find_form(phone)? else {
            return Ok(());
        };
        let values = self.fill(phone, &form);
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
        let is_done = self.was_done(phone, &page)?;
        ensure!(
            can_be.is_none_or(|can_be| is_done == can_be),
            "promise 3: {name} was offered, but {:?}",
            page.frame.message
        );
        Ok(())
    }

    /// Whether what was tried was done. If so, it is entered in the ledger, and
    /// must be in the outbox; if not, there must be words that say why.
    pub fn was_done(&mut self, phone: usize, page: &Page) -> Result<bool> {
        let new = self.enter(phone);
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
        if !self.phones[phone].stored.pending.is_empty() {
            self.organisation.disturbed.phones.insert(phone);
        }
        self.sign_in(phone)
    }

    /// The form of something that the phone offers just now, and on what.
    pub fn find_form(&mut self, phone: usize) -> Result<Option<(String, Form)>> {
        let mut openings = self.phones[phone].page()?.frame.openings;
        openings.retain(|opening| self.may_begin(opening));
        if self.rng.once_in(2) {
            // Few can hand something out; mostly they do.
            let has_assets = openings.iter().any(|opening| opening.subject == TRANSFER);
            openings.retain(|opening| !has_assets || opening.subject == TRANSFER);
        }
        if self.rng.once_in(5)
            && let Some(opening) = self.rng.one_of(&openings)
        {
            let (subject, offer) = (opening.subject, opening.offer.name);
            return self.open_form(phone, subject, offer).map(Some);
        }
        for _ in 0..TRIES {
            if let Some(found) = self.find_offer(phone)? {
                return Ok(Some(found));
            }
        }
        let Some(opening) = self.rng.one_of(&openings) else {
            return Ok(None);
        };
        let (subject, offer) = (opening.subject, opening.offer.name);
        self.open_form(phone, subject, offer).map(Some)
    }

    /// Something that is offered on some page.
    fn find_offer(&mut self, phone: usize) -> Result<Option<(String, Form)>> {
        let Some(content) = self.open_case(phone)? else {
            return Ok(None);
        };
        let mut offers = content.case.offers;
        if self.rng.once_in(2) {
            // Notes alone are always offered and clash with nothing.
            offers.retain(|offer| offer.name != "note");
        }
        if !self.rng.once_in(8) {
            offers.retain(|offer| !RARE.contains(&offer.name.as_str()));
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

    fn may_begin(&self, opening: &Opening) -> bool {
        let mut kinds = OPEN_MAX.iter();
        let known = kinds.find(|(kind, _)| kind.as_str() == opening.subject);
        known.is_some_and(|(kind, max)| self.server_state.open(*kind) < *max)
    }

    /// Opens one of the first cases of a list, or stays with the one that is open.
    pub fn open_case(&mut self, phone: usize) -> Result<Option<CaseContent>> {
        let page = self.phones[phone].page()?;
        if let Content::Case(content) = page.content
            && self.rng.once_in(3)
        {
            return Ok(Some(content));
        }
        let mut tabs = page.frame.tabs;
        // Of assets only their admins do anything, who look them up.
        tabs.retain(|tab| {
            let is_rare = tab.count == 0 || tab.list.starts_with("asset.");
            !is_rare || self.rng.once_in(4)
        });
        if self.rng.once_in(2) {
            // Where somebody is expected to do something, they mostly do.
            let expected = tabs.iter().any(|tab| EXPECTED.contains(&tab.list.as_str()));
            tabs.retain(|tab| !expected || EXPECTED.contains(&tab.list.as_str()));
        }
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

    pub fn open_form(
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
        let values = self.fill(phone, &form);
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
            can_be_filled_in(&form).is_none_or(|can_be| is_done == can_be),
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
        let is_changed = self.rng.once_in(2) && self.revise(phone, id)?;
        if is_changed {
            self.mark("revised");
        }
        if !is_changed && self.rng.once_in(2) {
            self.mark("let go");
            self.tell(format!("phone {phone}: lets {id} go"));
            self.send(phone, Event::LetGo { command })?;
        } else {
            self.tell(format!("phone {phone}: does {id} again"));
            let page = if is_changed {
                self.send(phone, Event::Submit)?
            } else {
                self.send(phone, Event::DoAgain { command })?
            };
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
