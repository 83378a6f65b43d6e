//! What is half done: forms that somebody fills in and leaves, on a phone that others use
//! too, and refused acts that are changed in their forms. The test keeps its own account
//! of what everybody typed.

use super::{run::Run, sim_phone::SimPhone, stored_state::StoredState};
use anyhow::{Context, Result, bail, ensure};
use domain::ids::{CommandId, PersonId};
use fieldloop::{Content, Event, Page, Route};
use std::collections::BTreeMap;

/// Which form: its subject, its offer, and the refused act that is changed in it or
/// nothing.
pub type DraftKey = (String, String, String);

/// What stands in forms.
pub type Drafts = BTreeMap<DraftKey, BTreeMap<String, String>>;

/// What everybody has typed on each phone, and neither done nor let go.
#[derive(Default)]
pub struct DraftLedger(BTreeMap<(usize, PersonId), Drafts>);

/// What an event does to drafts, once it is done.
pub enum Drafting {
    Types(DraftKey, String, String),
    /// Something is typed where no form is seen.
    TypesSomewhere,
    /// What a form comes to is done, if nothing is said against it.
    Does(DraftKey),
    /// A refused act is done again or let go.
    Decides(String),
    LetsGo(DraftKey),
}

impl Drafting {
    /// What an event does on a phone that shows this page.
    pub fn of(event: &Event, page: &Page) -> Option<Self> {
        let form = match &page.content {
            Content::Form(form) => Some((
                form.subject.clone(),
                form.offer.name.clone(),
                form.revises.clone(),
            )),
            _ => None,
        };
        Some(match event {
            Event::Fill { input, value } => match form {
                Some(key) => Self::Types(key, input.clone(), value.clone()),
                None => Self::TypesSomewhere,
            },
            Event::Submit => Self::Does(form?),
            Event::Perform { subject, offer, .. } => {
                Self::Does((subject.clone(), offer.clone(), String::new()))
            }
            Event::DoAgain { command } | Event::LetGo { command } => Self::Decides(command.clone()),
            Event::LetGoDraft(Route::Form { subject, offer }) => {
                Self::LetsGo((subject.clone(), offer.clone(), String::new()))
            }
            _ => return None,
        })
    }
}

fn says_something(fields: &BTreeMap<String, String>) -> bool {
    let blank = [' ', '\t', '\n', '\r'];
    fields
        .values()
        .any(|value| !value.trim_matches(blank).is_empty())
}

impl DraftLedger {
    fn of(&mut self, phone: usize, person: PersonId) -> &mut Drafts {
        self.0.entry((phone, person)).or_default()
    }

    /// Takes an event into account.
    pub fn account_for(&mut self, phone: usize, page: &Page, stored: &StoredState, what: Drafting) {
        let Some(session) = &stored.session else {
            return;
        };
        let drafts = self.of(phone, session.person.id);
        match what {
            Drafting::Types(key, input, value) => {
                drafts.entry(key).or_default().insert(input, value);
            }
            Drafting::TypesSomewhere => {
                for (key, fields) in &stored.drafts {
                    drafts.insert(key.clone(), fields.clone());
                }
            }
            Drafting::Does(key) if page.frame.message.is_none() => {
                drafts.remove(&key);
            }
            Drafting::Does(_) => {}
            Drafting::Decides(command) => {
                let id = command.parse::<CommandId>();
                if id.is_ok_and(|id| !stored.refused.contains_key(&id)) {
                    drafts.retain(|(.., revises), _| *revises != command);
                }
            }
            Drafting::LetsGo(key) => {
                drafts.remove(&key);
            }
        }
    }

    /// What a form came to is done.
    pub fn done(&mut self, phone: usize, person: PersonId, key: &DraftKey) {
        self.of(phone, person).remove(key);
    }

    /// Promise 1: whatever anybody typed on a phone is there, whoever is signed in.
    /// Promise 6: what is there for the person who is signed in is what they typed.
    pub fn check(&self, phone: usize, stored: &StoredState) -> Result<()> {
        let present = stored.session.as_ref().map(|session| session.person.id);
        let nothing = Drafts::new();
        for ((_, person), drafts) in self.0.iter().filter(|((on, _), _)| *on == phone) {
            let kept = if Some(*person) == present {
                &stored.drafts
            } else {
                stored.left.get(person).unwrap_or(&nothing)
            };
            for (key, typed) in drafts.iter().filter(|(_, typed)| says_something(typed)) {
                let fields = kept.get(key);
                let fields = fields.with_context(|| {
                    format!("promise 1: what {person} typed into {key:?} is gone: {typed:?}")
                })?;
                let differing = typed
                    .iter()
                    .find(|(input, value)| fields.get(*input) != Some(value));
                ensure!(
                    differing.is_none(),
                    "promise 1: {person} typed {differing:?} into {key:?}, and there is {fields:?}"
                );
            }
        }
        let Some(present) = present else {
            ensure!(
                stored.drafts.is_empty(),
                "promise 6: nobody is signed in, and shown is {:?}",
                stored.drafts
            );
            return Ok(());
        };
        let own = self.0.get(&(phone, present)).unwrap_or(&nothing);
        let shown = stored.drafts.iter().filter(|(_, it)| says_something(it));
        let mut others = shown.filter(|(key, _)| !own.contains_key(*key));
        let others = others.next();
        ensure!(
            others.is_none() && !stored.left.contains_key(&present),
            "promise 6: {present} is shown {others:?}, and did not type it"
        );
        Ok(())
    }

    /// Whether somebody has something half done on a phone.
    pub fn has_some(&self, phone: usize, person: PersonId) -> bool {
        let drafts = self.0.get(&(phone, person));
        drafts.is_some_and(|drafts| drafts.values().any(says_something))
    }
}

impl Run {
    /// Somebody fills in a part of a form, and leaves it; or lets go of one.
    pub fn half_do(&mut self, phone: usize) -> Result<()> {
        if self.has_to_sign_in(phone)? {
            return Ok(());
        }
        if self.rng.once_in(5) {
            return self.let_draft_go(phone);
        }
        let Some((subject, form)) = self.find_form(phone)? else {
            return Ok(());
        };
        let name = form.offer.name.clone();
        self.tell(format!("phone {phone}: half fills in {name} on {subject}"));
        let (_, form) = self.open_form(phone, subject, name)?;
        let values = self.fill(phone, &form);
        for input in &form.inputs {
            if self.rng.once_in(2) {
                let (input, value) = (input.name.clone(), values[&input.name].clone());
                self.send(phone, Event::Fill { input, value })?;
            }
        }
        self.mark("half done");
        self.send(phone, Event::Back)?;
        Ok(())
    }

    fn let_draft_go(&mut self, phone: usize) -> Result<()> {
        let page = self.send(phone, Event::Open(Route::Outbox))?;
        let Content::Outbox(outbox) = page.content else {
            bail!("promise 1: the outbox is {:?}", page.content);
        };
        let offers = outbox.drafts.iter().flat_map(|row| &row.offers);
        let let_go = offers.filter(|offer| !offer.question.is_empty());
        let let_go: Vec<Event> = let_go.map(|offer| offer.event.clone()).collect();
        if let Some(event) = self.rng.one_of(&let_go) {
            self.mark("draft let go");
            self.tell(format!("phone {phone}: {event:?}"));
            self.send(phone, event)?;
        }
        Ok(())
    }

    /// A colleague signs in on a phone, while nothing waits there to be sent: whoever
    /// was signed in has drafts at most.
    pub fn take_over(&mut self, phone: usize) -> Result<()> {
        let SimPhone {
            stored, is_online, ..
        } = &self.phones[phone];
        let former = stored.session.as_ref().map(|session| session.person.id);
        let has_work = stored.outbox().next().is_some();
        let is_online = *is_online;
        let photos = self.phones[phone].page()?.frame.sync.photos_waiting;
        let has_work = has_work || photos > 0;
        if !is_online || has_work || self.network.stopped.is_some() {
            return Ok(());
        }
        let people: Vec<PersonId> = self.organisation.people.keys().copied().collect();
        let Some(owner) = self.rng.one_of(&people) else {
            return Ok(());
        };
        self.phones[phone].owner = owner;
        self.forget_device(phone);
        self.sign_in_over(phone, false)?;
        let has_drafts = former.is_some_and(|it| self.drafts.has_some(phone, it));
        if former.is_some_and(|it| it != owner) && has_drafts {
            self.pass_sign_in(phone)?;
            let session = self.phones[phone].stored.session.as_ref();
            ensure!(
                session.is_none_or(|session| Some(session.person.id) == former),
                "promise 1: nobody was told of drafts"
            );
            self.sign_in_over(phone, true)?;
        }
        self.pass_sign_in(phone)?;
        let session = self.phones[phone].stored.session.as_ref();
        let is_in = session.is_some_and(|session| session.person.id == owner);
        if is_in && former.is_some_and(|it| it != owner) {
            self.mark("taken over");
            if self.drafts.has_some(phone, owner) {
                self.mark("drafts found again");
            }
        }
        Ok(())
    }

    /// The sign-in that a phone has asked for arrives, and its answer.
    fn pass_sign_in(&mut self, phone: usize) -> Result<()> {
        let mut under_way = self.network.under_way.iter();
        let is_sign_in =
            |it: &super::network::InFlight| it.phone == phone && it.path() == "/v1/sign-in";
        if let Some(index) = under_way.position(is_sign_in) {
            let in_flight = self.network.under_way.remove(index);
            let answer = self.exchange(&in_flight)?;
            self.hand_over(&in_flight, answer)?;
        }
        Ok(())
    }

    /// Somebody takes a refused act back into its form, and gives it anew with another
    /// text. False if there is nothing to change in it.
    pub fn revise(&mut self, phone: usize, id: CommandId) -> Result<bool> {
        let page = self.send(phone, Event::Open(Route::Revision(id.to_string())))?;
        let Content::Form(form) = page.content else {
            return Ok(false);
        };
        self.tell(format!("phone {phone}: changes {id}"));
        let refused = &self.phones[phone].stored.refused[&id];
        let text = refused.1.act.as_dyn().text().to_owned();
        ensure!(
            text.is_empty()
                || self.revised.contains(&id)
                || form.inputs.iter().any(|input| input.value == text),
            "promise 5: {text:?} is not in {:?}",
            form.inputs
        );
        let values = self.fill(
            phone,
            &domain::view::Form {
                offer: form.offer,
                inputs: form.inputs.clone(),
            },
        );
        let texts = form.inputs.iter().filter(|input| {
            matches!(
                input.kind,
                domain::view::InputKind::Text | domain::view::InputKind::Line
            )
        });
        let names: Vec<String> = texts.map(|input| input.name.clone()).collect();
        if let Some(input) = self.rng.one_of(&names) {
            let value = values[&input].clone();
            self.revised.insert(id);
            self.send(phone, Event::Fill { input, value })?;
        }
        if self.rng.once_in(3) {
            self.kill(phone)?;
            self.send(phone, Event::Open(Route::Revision(id.to_string())))?;
        }
        self.send(phone, Event::Dismiss)?;
        Ok(true)
    }
}
