//! Equipment: what there is at the beginning, asset admins who look something up, codes
//! that pass from phone to phone, and what falls due.

use super::run::Run;
use anyhow::{Context, Result, ensure};
use domain::{directory::Role, ids::CaseId};
use fieldloop::{Content, Event, InputKind, Route};
use server::cases::act_on_deadlines;
use std::collections::HashMap;

/// How many assets there are at the beginning.
const ASSETS: usize = 9;
/// So many of them are somebody's.
const ISSUED: usize = 7;
/// Among so many of the latest hand-overs one is shown.
const SHOWN: usize = 5;

impl Run {
    /// The asset admins receive equipment, and give most of it to people whom they know.
    pub fn equip(&mut self) -> Result<()> {
        let is_admins = |phone: &usize| {
            let owner = self.phones[*phone].owner;
            self.organisation.person(owner).is(Role::AssetAdmin)
        };
        let admins: Vec<usize> = (0..self.phones.len()).filter(is_admins).collect();
        for number in 0..ASSETS {
            let admin = admins[number % admins.len()];
            let stores = &self.organisation.stores;
            let details = [
                ("tag", format!("IT-{number}")),
                ("model", "K4e".to_owned()),
                ("category", "笔记本".to_owned()),
                ("store", stores[number % stores.len()].to_string()),
                ("condition", "good".to_owned()),
            ];
            let asset = self.do_first(admin, "asset", "receive", &details)?;
            if number < ISSUED {
                let asset = asset.to_string();
                let to = [("to", self.holder(admin, &asset)?)];
                self.do_first(admin, &asset, "issue", &to)?;
            }
        }
        for phone in admins.into_iter().chain(0..self.phones.len()) {
            self.send(phone, Event::Refresh)?;
            self.settle(phone)?;
        }
        Ok(())
    }

    /// Somebody to whom an asset can be issued.
    fn holder(&mut self, admin: usize, asset: &str) -> Result<String> {
        let (_, form) = self.open_form(admin, asset.to_owned(), "issue".to_owned())?;
        let [input] = &form.inputs[..] else {
            anyhow::bail!("nobody is asked for: {form:?}");
        };
        let InputKind::Choice { choices } = &input.kind else {
            anyhow::bail!("nobody is to be chosen: {input:?}");
        };
        let chosen = self.rng.one_of(choices);
        Ok(chosen.context("there is nobody")?.value)
    }

    /// Does something with which the run begins; gives the case.
    fn do_first(
        &mut self,
        phone: usize,
        subject: &str,
        offer: &str,
        values: &[(&str, String)],
    ) -> Result<CaseId> {
        let values = values.iter().cloned();
        let values: HashMap<String, String> = values
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        let event = Event::Perform {
            subject: subject.to_owned(),
            offer: offer.to_owned(),
            values,
        };
        let page = self.send(phone, event)?;
        let new = self.enter(phone);
        let [id] = new[..] else {
            anyhow::bail!("{offer} is not done: {:?}", page.frame.message);
        };
        Ok(self.ledger.0[&id].case)
    }

    /// Somebody opens an asset that their phone need not have: an asset admin reads all.
    pub fn look_up(&mut self, phone: usize) -> Result<()> {
        let assets: Vec<CaseId> = self.server_state.assets().map(|(id, _)| id).collect();
        let Some(asset) = self.rng.one_of(&assets) else {
            return Ok(());
        };
        self.tell(format!("phone {phone}: looks {asset} up"));
        self.mark("looked up");
        self.send(phone, Event::Open(Route::Case(asset.to_string())))?;
        Ok(())
    }

    /// Somebody shows the code of a hand-over, and somebody else takes it in; neither
    /// needs a network.
    pub fn pass_code(&mut self, giver: usize) -> Result<()> {
        if self.has_to_sign_in(giver)? {
            return Ok(());
        }
        let mine = Route::List("transfer.mine".to_owned());
        let Content::List(list) = self.send(giver, Event::Open(mine))?.content else {
            return Ok(());
        };
        let near = list.rows.len().min(SHOWN);
        let Some(row) = self.rng.one_of(&list.rows[..near]) else {
            return Ok(());
        };
        let page = self.send(giver, Event::Open(Route::Code(row.case.clone())))?;
        let Content::Code(code) = page.content else {
            return Ok(());
        };
        let taker = self.taker(giver, &row.case);
        if taker == giver || self.has_to_sign_in(taker)? {
            return Ok(());
        }
        self.shown.insert(giver);
        self.tell(format!(
            "phone {taker}: takes the code of {} from {giver}",
            row.case
        ));
        self.send(taker, Event::Dismiss)?;
        for part in code.codes {
            self.send(taker, Event::Find { text: part.text })?;
        }
        let page = self.phones[taker].page()?;
        let is_taken = matches!(&page.content, Content::Case(it) if it.subject == row.case);
        let said = page.frame.message.map(|message| message.text);
        ensure!(
            is_taken || said.as_ref().is_some_and(|said| !said.is_empty()),
            "promise 5: a code is not taken, without words"
        );
        self.tell(format!("phone {taker}: has taken it {is_taken}, {said:?}"));
        self.mark(if is_taken {
            "code taken"
        } else {
            "code not taken"
        });
        Ok(())
    }

    /// Mostly the phone of the one who was named, if somebody was.
    fn taker(&mut self, giver: usize, transfer: &str) -> usize {
        let any = self.rng.below(self.phones.len());
        let receiver = self.ledger.receiver(transfer);
        let of_receiver = (0..self.phones.len())
            .find(|phone| *phone != giver && Some(self.phones[*phone].owner) == receiver);
        match of_receiver {
            Some(phone) if !self.rng.once_in(5) => phone,
            _ => any,
        }
    }

    /// The asset admins settle what is contested, as far as their phones show it.
    pub fn settle_contested(&mut self) -> Result<()> {
        for phone in 0..self.phones.len() {
            let session = self.phones[phone].stored.session.as_ref();
            let is_admins = session.is_some_and(|it| it.person.is(Role::AssetAdmin));
            if !is_admins || self.has_to_sign_in(phone)? {
                continue;
            }
            let exceptions = Route::List("transfer.exceptions".to_owned());
            let Content::List(list) = self.send(phone, Event::Open(exceptions))?.content else {
                continue;
            };
            for row in list.rows {
                self.settle_one(phone, row.case)?;
            }
        }
        Ok(())
    }

    fn settle_one(&mut self, phone: usize, transfer: String) -> Result<()> {
        let page = self.send(phone, Event::Open(Route::Case(transfer)))?;
        let Content::Case(content) = page.content else {
            return Ok(());
        };
        let mut offers = content.case.offers.into_iter();
        let Some(offer) = offers.find(|offer| offer.name == "settle") else {
            return Ok(());
        };
        let event = Event::Perform {
            subject: content.subject,
            offer: offer.name,
            values: [("reason".to_owned(), self.rng.text())].into(),
        };
        let page = self.send(phone, event)?;
        let is_done = self.was_done(phone, &page)?;
        ensure!(is_done, "promise 3: to settle was offered, but not done");
        Ok(())
    }

    /// A worker of the server does what is due.
    pub fn meet_deadlines(&mut self) -> Result<()> {
        let world = &self.organisation.world;
        let done = world
            .runtime
            .block_on(act_on_deadlines(&world.server.server))?;
        if done > 0 {
            self.mark("reminded");
            self.tell(format!("the server does {done} things that were due"));
        }
        self.look_at_server()
    }
}
