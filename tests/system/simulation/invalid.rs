//! What no page offers: acts that are not the person's to do, and events that
//! no working shell sends. None of them is done, unless the rule permits it
//! after all, and whoever tries it is told why.

use super::run::Run;
use anyhow::{Result, ensure};
use fieldloop::{Event, Route};

/// Offers that are made or not, whatever one would choose in them.
const PLAIN_OFFERS: [&str; 13] = [
    "close",
    "accept",
    "complete",
    "resume",
    "hold",
    "rate",
    "reopen",
    "cancel",
    "contest",
    "settle",
    "scrap",
    "dispose",
    "report_lost",
];
/// What belongs to any of them.
const FILLED_IN: [(&str, &str); 9] = [
    ("until", "2026-11-09"),
    ("closed_as", "withdrawn"),
    ("reason", "因为"),
    ("solution", "换了"),
    ("overall", "5"),
    ("attitude", "5"),
    ("speed", "5"),
    ("quality", "5"),
    ("comment", ""),
];
/// The offers that cases know, whoever may take them up.
const OFFERS: [&str; 15] = [
    "close", "accept", "assign", "complete", "resume", "hold", "reassign", "rate", "cancel",
    "jump", "confirm", "withdraw", "settle", "issue", "correct",
];

impl Run {
    /// Somebody does, with all that belongs to it, what their page does not offer.
    pub fn forbidden(&mut self, phone: usize) -> Result<()> {
        if self.has_to_sign_in(phone)? {
            return Ok(());
        }
        let Some(content) = self.open_case(phone)? else {
            return Ok(());
        };
        let is_offered = |name: &str| content.case.offers.iter().any(|offer| offer.name == name);
        let mut others = PLAIN_OFFERS.to_vec();
        others.retain(|name| !is_offered(name));
        let Some(offer) = self.rng.one_of(&others) else {
            return Ok(());
        };
        let values = FILLED_IN.map(|(name, value)| (name.to_owned(), value.to_owned()));
        self.tell(format!(
            "phone {phone}: tries {offer} on {}",
            content.subject
        ));
        self.send(phone, Event::Dismiss)?;
        let event = Event::Perform {
            subject: content.subject,
            offer: offer.to_owned(),
            values: values.into(),
        };
        let page = self.send(phone, event)?;
        let is_done = self.was_done(phone, &page)?;
        ensure!(!is_done, "promise 3: {offer} was not offered, but done");
        Ok(())
    }

    /// Somebody, or a broken shell, does what no page offers.
    pub fn invalid_event(&mut self, phone: usize) -> Result<()> {
        let cases: Vec<_> = self.server_state.cases.keys().collect();
        let case = self
            .rng
            .one_of(&cases)
            .map_or("ticket".to_owned(), ToString::to_string);
        let nonsense = [
            "",
            "ticket",
            "no-uuid",
            "../..",
            "00000000-0000-0000-0000-000000000000",
        ];
        let nonsense = nonsense[self.rng.below(nonsense.len())].to_owned();
        let offer = OFFERS[self.rng.below(OFFERS.len())].to_owned();
        let text = ["", "\0", "\u{202e}", "9", "-1"][self.rng.below(5)].to_owned();
        let text = if self.rng.once_in(4) {
            "长".repeat(5_000)
        } else {
            text
        };
        let names = [
            "text", "reason", "solution", "to", "overall", "photos", "store",
        ];
        let values = names.map(|name| (name.to_owned(), text.clone())).into();
        let event = match self.rng.below(10) {
            0..=2 => Event::Perform {
                subject: case,
                offer,
                values,
            },
            3 => Event::Perform {
                subject: nonsense,
                offer,
                values,
            },
            4 => Event::DoAgain { command: nonsense },
            5 => Event::LetGo { command: case },
            6 => Event::Open(Route::Case(nonsense)),
            7 => Event::Open(Route::List(nonsense)),
            8 => Event::Fill {
                input: nonsense,
                value: text,
            },
            _ => Event::Open(Route::Form {
                subject: case,
                offer: nonsense,
            }),
        };
        let is_act = matches!(event, Event::Perform { .. } | Event::DoAgain { .. });
        self.tell(format!(
            "phone {phone}: an invalid event, {}",
            brief(&event)
        ));
        self.send(phone, Event::Dismiss)?;
        let page = self.send(phone, event)?;
        if is_act {
            self.was_done(phone, &page)?;
        } else {
            let new = self.enter(phone);
            ensure!(new.is_empty(), "promise 3: nothing was done, but {new:?}");
        }
        Ok(())
    }
}

/// An event without what was filled in, which has no order.
fn brief(event: &Event) -> String {
    let whole = format!("{event:?}");
    let (told, _) = whole.split_once(", values").unwrap_or((&whole, ""));
    told.chars().take(80).collect()
}
