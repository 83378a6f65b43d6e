//! Somebody of a story, with a phone in the hand: what they do to it and what
//! they read on it. What they do to tickets with it is in `verbs`.
//!
//! Everything goes through what a page offers, by the words that stand there: a
//! button that is not there cannot be pressed.

use super::{
    cable::{Cable, Fate, PhoneClock},
    fixture::said,
    words::lines,
};
use domain::{time::Span, words::Language};
use fieldloop::{CaseContent, Content, Event, HttpAnswer, HttpRequest, OutboxPage, Page, Route};
use std::{
    path::Path,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
};
use tempfile::TempDir;
use tests::{
    phone::{Phone, Setup, Transport},
    world::{PASSWORD, Someone, World},
};

/// A ticket as stories name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Its id, which the pages give.
    pub id: String,
    /// What was said when help was asked for.
    pub about: String,
}

/// Somebody with a phone.
pub struct Player {
    pub world: Rc<World>,
    pub who: Someone,
    pub cable: Arc<Cable>,
    clock: Arc<PhoneClock>,
    folder: TempDir,
    language: &'static str,
    /// None only while it is switched off.
    phone: Option<Phone>,
}

/// An exchange of live mode that the server holds.
pub type Listening = (u64, JoinHandle<HttpAnswer>);

impl Player {
    /// Somebody with a new phone, signed in and with everything on it.
    pub fn new(world: &Rc<World>, who: &Someone, language: &'static str) -> Self {
        let mut player = Self::unpacked(world, who, language);
        player.signs_in();
        player
    }

    /// Somebody with a new phone.
    pub fn unpacked(world: &Rc<World>, who: &Someone, language: &'static str) -> Self {
        Self::with_folder(world, who, language, TempDir::new().unwrap())
    }

    /// Somebody with a phone on which there is something already.
    pub fn with_folder(
        world: &Rc<World>,
        who: &Someone,
        language: &'static str,
        folder: TempDir,
    ) -> Self {
        let mut player = Self {
            world: Rc::clone(world),
            who: who.clone(),
            cable: Arc::default(),
            clock: Arc::new(PhoneClock::of(world.clock.clone())),
            folder,
            language,
            phone: None,
        };
        player.switches_on();
        player
    }

    fn switches_on(&mut self) {
        // Every switching-on gets a seed of its own.
        static SWITCHED: AtomicU64 = AtomicU64::new(1);
        let mut entropy = [7; 32];
        let number = SWITCHED.fetch_add(1, Ordering::SeqCst);
        entropy[..8].copy_from_slice(&number.to_be_bytes());
        let setup = Setup {
            language: self.language.to_owned(),
            ..Setup::of(entropy)
        };
        let (cable, clock) = (self.cable.clone(), self.clock.clone());
        let phone = Phone::open(self.folder.path(), cable, clock, setup);
        self.phone = Some(phone.unwrap());
    }

    pub fn phone(&mut self) -> &mut Phone {
        self.phone.as_mut().unwrap()
    }

    pub fn page(&self) -> Page {
        self.phone.as_ref().unwrap().page().unwrap()
    }

    /// Sends what a shell sends.
    pub fn sends(&mut self, event: Event) -> Page {
        self.phone().send(event).unwrap()
    }

    pub fn opens(&mut self, route: Route) -> Page {
        self.sends(Event::Open(route))
    }

    /// Signs in with the right password, whatever comes of it.
    pub fn signs_in(&mut self) -> Page {
        self.signs_in_as(&self.who.login.clone())
    }

    /// Signs in with a login on this phone.
    pub fn signs_in_as(&mut self, login: &str) -> Page {
        let server = self.world.server.url();
        self.signs_in_at(&server, login)
    }

    /// Signs in by another address of the server.
    pub fn signs_in_by(&mut self, server: &str) -> Page {
        self.signs_in_at(server, &self.who.login.clone())
    }

    fn signs_in_at(&mut self, server: &str, login: &str) -> Page {
        self.sends(Event::SignIn {
            server: server.to_owned(),
            login: login.to_owned(),
            password: PASSWORD.to_owned(),
            device: "手机".to_owned(),
            discard_unsent: false,
        });
        while self.phone().exchange().unwrap() {}
        self.page()
    }

    /// Signs out, in the knowledge of what is lost by it or not.
    pub fn signs_out(&mut self, discard_unsent: bool) -> Page {
        self.sends(Event::SignOut { discard_unsent });
        while self.phone().exchange().unwrap() {}
        self.page()
    }

    /// Goes where there is no signal.
    pub fn goes_offline(&mut self) {
        self.phone().unplug().unwrap();
    }

    /// Has a signal again, and the phone does what it has waited for.
    pub fn comes_back(&mut self) -> Page {
        self.phone().plug().unwrap();
        self.syncs()
    }

    /// The phone syncs until it has come to rest.
    pub fn syncs(&mut self) -> Page {
        self.phone().settle().unwrap()
    }

    /// The phone's battery is pulled out and put back.
    pub fn drops_the_phone(&mut self) {
        self.phone = None;
        self.clock.boots();
        self.switches_on();
    }

    /// The phone is off while something is done to its folder.
    pub fn is_switched_off(&mut self, done: impl FnOnce(&Path)) {
        self.phone = None;
        done(self.folder.path());
        self.clock.boots();
        self.switches_on();
    }

    /// What the phone would send next, if it had a signal.
    pub fn would_send(&mut self) -> HttpRequest {
        self.phone().plug().unwrap();
        self.sends(Event::Refresh);
        self.phone().take_live().unwrap().1
    }

    /// The phone's clock goes wrong by so much.
    pub fn sets_the_clock(&self, ahead: Span) {
        self.clock.ahead_ms.store(ahead.0, Ordering::SeqCst);
    }

    /// The network does this to the phone's next exchanges.
    pub fn has_a_bad_line(&self, fates: &[Fate]) {
        self.cable.plan(fates);
    }

    /// Looks at the phone, which listens to the server meanwhile.
    pub fn listens(&mut self) -> Listening {
        self.sends(Event::Foregrounded);
        self.syncs();
        let (id, request) = self.phone().take_live().unwrap();
        let cable = self.cable.clone();
        (id, thread::spawn(move || cable.exchange(&request)))
    }

    /// What the server has held is there: the phone takes it in without being asked.
    pub fn hears(&mut self, (id, answer): Listening) -> Page {
        let answer = answer.join().unwrap();
        self.phone().hear(id, answer).unwrap()
    }

    pub fn speaks(&mut self, language: Language) -> Page {
        self.sends(Event::SetLanguage(language))
    }

    pub fn looks_at(&mut self, ticket: &Ticket) -> Page {
        self.opens(Route::Case(ticket.id.clone()))
    }

    pub fn case(&mut self, ticket: &Ticket) -> CaseContent {
        match self.looks_at(ticket).content {
            Content::Case(content) => content,
            other => panic!("no {}: {other:?}", ticket.about),
        }
    }

    /// The ticket's page has a line with these words in it.
    #[track_caller]
    pub fn sees(&mut self, ticket: &Ticket, words: &str) {
        let page = self.looks_at(ticket);
        self.assert_stands(&page, words);
    }

    /// The ticket's page has these words nowhere.
    #[track_caller]
    pub fn does_not_see(&mut self, ticket: &Ticket, words: &str) {
        let lines = lines(&self.looks_at(ticket));
        let stands = lines.iter().any(|line| line.contains(words));
        assert!(
            !stands,
            "{} reads {words}: {lines:#?}",
            self.who.person.name
        );
    }

    /// How many lines of the ticket's page have these words.
    pub fn counts(&mut self, ticket: &Ticket, words: &str) -> usize {
        let lines = lines(&self.looks_at(ticket));
        lines.iter().filter(|line| line.contains(words)).count()
    }

    /// A page has a line with these words in it.
    #[track_caller]
    pub fn assert_stands(&self, page: &Page, words: &str) {
        let lines = lines(page);
        let stands = lines.iter().any(|line| line.contains(words));
        let name = &self.who.person.name;
        assert!(stands, "{name} does not read {words}: {lines:#?}");
    }

    /// A notice has these words.
    #[track_caller]
    pub fn is_told(&mut self, words: &str) {
        let page = self.opens(Route::Notices);
        self.assert_stands(&page, words);
    }

    /// No notice has these words.
    #[track_caller]
    pub fn is_not_told(&mut self, words: &str) {
        let page = self.opens(Route::Notices);
        let lines = lines(&page);
        let stands = lines.iter().any(|line| line.contains(words));
        assert!(
            !stands,
            "{} is told {words}: {lines:#?}",
            self.who.person.name
        );
    }

    /// What the phone says on top of the page has these words.
    #[track_caller]
    pub fn is_warned(&self, words: &str) {
        let page = self.page();
        let told = said(&page);
        let name = &self.who.person.name;
        assert!(told.contains(words), "{name} is warned: {told}");
    }

    /// What stands in one of the phone's lists, by what it is about.
    pub fn list(&mut self, list: &str) -> Vec<String> {
        match self.opens(Route::List(list.to_owned())).content {
            Content::List(page) => page.rows.into_iter().map(|row| row.title).collect(),
            other => panic!("no list: {other:?}"),
        }
    }

    pub fn outbox(&mut self) -> OutboxPage {
        match self.opens(Route::Outbox).content {
            Content::Outbox(page) => page,
            other => panic!("no outbox: {other:?}"),
        }
    }

    /// How many acts wait to be sent, and how many were refused.
    pub fn unsent(&self) -> (u32, u32) {
        let frame = self.page().frame;
        (frame.sync.waiting, frame.refused)
    }

    /// Nothing waits and nothing was refused.
    #[track_caller]
    pub fn has_sent_everything(&self) {
        assert_eq!(self.unsent(), (0, 0), "{}", self.who.person.name);
    }
}
