//! A phone of the tests: a core in a folder of its own, a keychain, and a cable
//! to the server that a story pulls.

use super::server::Server;
use crate::{
    CaseContent, ClockReading, Config, Content, Core, Event, HttpAnswer, HttpRequest, Page, Route,
    SecretAnswer, SecretRequest, ShellRequest,
};
use domain::{presented::CaseRow, time::Timestamp};
use std::{
    cell::RefCell,
    collections::{HashMap, VecDeque},
    path::Path,
    rc::Rc,
};
use tempfile::TempDir;

pub const MORNING: Timestamp = Timestamp(1_767_225_600_000);

/// Another address of the server.
pub const OTHER_NAME: &str = "https://help.hengli.example";

/// What phones and the server share: the server itself, and the time.
pub type World = Rc<RefCell<Server>>;

pub fn world() -> World {
    Rc::new(RefCell::new(Server::new(MORNING)))
}

pub struct Phone {
    pub core: Option<Core>,
    pub folder: Rc<TempDir>,
    pub requests: VecDeque<(u64, HttpRequest)>,
    pub secret: Option<String>,
    /// Whether the keychain answers nothing yet.
    pub has_locked_keychain: bool,
    pub cancelled: Vec<u64>,
    /// How much the phone's clock is ahead.
    pub ahead_ms: i64,
    world: World,
    seed: u8,
    is_plugged: bool,
}

impl Phone {
    pub fn new(world: &World, seed: u8) -> Self {
        let mut phone = Self {
            core: None,
            folder: Rc::new(TempDir::new().unwrap()),
            requests: VecDeque::new(),
            secret: None,
            has_locked_keychain: false,
            cancelled: Vec::new(),
            ahead_ms: 0,
            world: Rc::clone(world),
            seed,
            is_plugged: true,
        };
        phone.switch_on();
        phone
    }

    pub fn of(world: &World, login: &str) -> Self {
        let mut phone = Self::new(world, login.as_bytes()[0]);
        phone.sign_in(login);
        phone.settle();
        phone
    }

    pub fn config(folder: &Path, seed: u8) -> Config {
        Config {
            data_folder: folder.to_owned(),
            languages: vec!["en".to_owned()],
            time_zone: "Asia/Shanghai".to_owned(),
            version: "1.0".to_owned(),
            entropy: [seed; 32],
        }
    }

    /// Kills the phone, as a flat battery does, and switches it on again.
    pub fn kill(&mut self) {
        self.core = None;
        self.requests.clear();
        self.switch_on();
    }

    fn switch_on(&mut self) {
        self.seed = self.seed.wrapping_add(100);
        let config = Self::config(self.folder.path(), self.seed);
        self.core = Some(Core::open(config, self.clock()).unwrap());
        self.send(Event::Tick);
    }

    /// What its clocks show: that which people set is wrong, as is said.
    pub fn clock(&self) -> ClockReading {
        let now = self.world.borrow().now.0;
        ClockReading {
            now_ms: now + self.ahead_ms,
            uptime_ms: now,
            boot: String::new(),
        }
    }

    pub fn core(&mut self) -> &mut Core {
        self.core.as_mut().unwrap()
    }

    pub fn send(&mut self, event: Event) -> Page {
        let clock = self.clock();
        let shell_requests = self.core().send(event, clock);
        self.run(shell_requests);
        self.page()
    }

    pub fn page(&self) -> Page {
        self.core.as_ref().unwrap().page()
    }

    pub fn run(&mut self, shell_requests: Vec<ShellRequest>) {
        let mut shell_requests = VecDeque::from(shell_requests);
        while let Some(shell_request) = shell_requests.pop_front() {
            match shell_request {
                ShellRequest::Draw => {}
                ShellRequest::Http { id, request } => self.requests.push_back((id, request)),
                ShellRequest::Cancel { id } => {
                    self.cancelled.push(id);
                    self.requests.retain(|(other, _)| *other != id);
                }
                ShellRequest::Secret { id, request } => {
                    let answer = match request {
                        SecretRequest::Save(_) | SecretRequest::Load
                            if self.has_locked_keychain =>
                        {
                            SecretAnswer::Failed
                        }
                        SecretRequest::Save(secret) => {
                            self.secret = Some(secret);
                            SecretAnswer::Done
                        }
                        SecretRequest::Load => match &self.secret {
                            Some(secret) => SecretAnswer::Found(secret.clone()),
                            None => SecretAnswer::Nothing,
                        },
                        SecretRequest::Delete => {
                            self.secret = None;
                            SecretAnswer::Done
                        }
                    };
                    let clock = self.clock();
                    shell_requests.extend(self.core().answer_secret(id, answer, clock).unwrap());
                }
            }
        }
    }

    /// Performs the first exchange that waits for it.
    pub fn exchange(&mut self) -> bool {
        let Some((id, request)) = self.requests.pop_front() else {
            return false;
        };
        let answer = if self.is_plugged {
            self.world.borrow_mut().exchange(&named(request))
        } else {
            HttpAnswer::Offline
        };
        let clock = self.clock();
        let shell_requests = self.core().answer_http(id, answer, clock).unwrap();
        self.run(shell_requests);
        true
    }

    /// Syncs until there is nothing more to say.
    pub fn settle(&mut self) -> Page {
        self.send(Event::Refresh);
        for _ in 0..100 {
            if !self.exchange() {
                return self.page();
            }
        }
        panic!("the phone does not come to rest");
    }

    pub fn unplug(&mut self) {
        self.is_plugged = false;
    }

    pub fn plug(&mut self) {
        self.is_plugged = true;
    }

    pub fn sign_in(&mut self, login: &str) -> Page {
        self.sign_in_with(login, "open sesame", false)
    }

    pub fn sign_in_with(&mut self, login: &str, password: &str, discard_unsent: bool) -> Page {
        self.send(Event::SignIn {
            server: "http://server/".to_owned(),
            login: login.to_owned(),
            password: password.to_owned(),
            device: "phone".to_owned(),
            discard_unsent,
        })
    }

    pub fn perform(&mut self, subject: &str, offer: &str, values: &[(&str, &str)]) -> Page {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let values: HashMap<String, String> = values.iter().map(pair).collect();
        self.send(Event::Perform {
            subject: subject.to_owned(),
            offer: offer.to_owned(),
            values,
        })
    }

    /// Submits a ticket about the printer.
    pub fn submit(&mut self, description: &str) -> Page {
        let printer = uuid::Uuid::from_u128(super::people::PRINTER).to_string();
        let values = [("category", printer.as_str()), ("description", description)];
        self.perform("ticket", "submit", &values)
    }

    pub fn rows(&mut self, list: &str) -> Vec<CaseRow> {
        match self.send(Event::Open(Route::List(list.to_owned()))).content {
            Content::List(page) => page.rows,
            other => panic!("no list: {other:?}"),
        }
    }

    /// The only case of a list.
    pub fn only(&mut self, list: &str) -> String {
        let rows = self.rows(list);
        assert_eq!(rows.len(), 1, "{rows:?}");
        rows[0].case.clone()
    }

    pub fn case(&mut self, id: &str) -> CaseContent {
        match self.send(Event::Open(Route::Case(id.to_owned()))).content {
            Content::Case(page) => page,
            other => panic!("no case: {other:?}"),
        }
    }
}

/// The server's other name is that of the same.
fn named(request: HttpRequest) -> HttpRequest {
    let url = request.url.replacen(OTHER_NAME, "http://server", 1);
    HttpRequest { url, ..request }
}

/// What the person is told.
pub fn said(page: &Page) -> &str {
    let message = page.frame.message.as_ref();
    message.map_or("", |message| message.text.as_str())
}
