//! What can be offered for a ticket: for each offer its button, its form and
//! the act that comes of it.
//!
//! Which of them a person is offered is the rule's to say, not this file's.

use super::{
    Ticket, TicketAct, TicketRefusal,
    closing::{CLOSE, CLOSE_DUPLICATE},
    rules::may_be_asked_for,
};
use crate::{
    assets::{name_of, tag_meant_by},
    date::Date,
    directory::{Category, Person, Role, Store, Targets},
    form::{Blank, Filled, FormSpec, NotFilledIn, SOME_TEXT},
    ids::{CategoryId, CommandId},
    rating::Rating,
    refill::Refill,
    view::{Choice, Input, InputKind, Tone},
    words::Language,
};
use std::collections::BTreeSet;

/// The form with which a ticket begins.
pub(super) const OPENINGS: &[FormSpec<Ticket>] = &[FormSpec {
    name: "submit",
    label: "ticket-offer-submit",
    tone: Tone::Active,
    inputs: Some(|blank| {
        vec![
            blank.store(),
            blank.category(),
            blank.text("description", "ticket-input-description"),
            blank
                .labels("equipment", "ticket-input-equipment")
                .optional(),
            blank.photos(),
        ]
    }),
    probe: |blank| {
        let mut categories = blank.categories();
        let category = categories.next()?;
        Some(TicketAct::Submit {
            category: category.id,
            targets: category.targets?,
            store: blank.stores().next()?.id,
            description: SOME_TEXT.to_owned(),
            equipment: Vec::new(),
            photos: Vec::new(),
        })
    },
    act: |filled| {
        let category = filled.read("category")?;
        Ok(TicketAct::Submit {
            category,
            targets: filled.promised(category)?,
            store: filled.read("store")?,
            description: filled.text("description"),
            equipment: filled.equipment()?,
            photos: filled.lines("photos")?,
        })
    },
    refill: |act, _| match act {
        TicketAct::Submit {
            category,
            store,
            description,
            equipment,
            photos,
            ..
        } => Some(
            Refill::default()
                .value("store", store)
                .value("category", category)
                .value("description", description)
                .lines("equipment", equipment)
                .lines("photos", photos),
        ),
        _ => None,
    },
}];

/// The forms of what can be done to one that exists, in the order of the
/// buttons.
pub(super) const FORMS: &[FormSpec<Ticket>] = &[
    FormSpec {
        name: "accept",
        label: "ticket-offer-accept",
        tone: Tone::Active,
        inputs: None,
        probe: |_| Some(TicketAct::Accept),
        act: |_| Ok(TicketAct::Accept),
        refill: |act, _| matches!(act, TicketAct::Accept).then(Refill::default),
    },
    FormSpec {
        name: "assign",
        label: "ticket-offer-assign",
        tone: Tone::Active,
        inputs: Some(|blank| vec![blank.engineer()]),
        probe: |blank| {
            let to = blank.engineers().next()?.id;
            Some(TicketAct::Assign { to })
        },
        act: |filled| {
            Ok(TicketAct::Assign {
                to: filled.read("to")?,
            })
        },
        refill: |act, _| match act {
            TicketAct::Assign { to } => Some(Refill::default().value("to", to)),
            _ => None,
        },
    },
    FormSpec {
        name: "complete",
        label: "ticket-offer-complete",
        tone: Tone::Active,
        inputs: Some(|blank| {
            vec![
                blank.text("solution", "ticket-input-solution"),
                blank.photos(),
            ]
        }),
        probe: |blank| {
            Some(TicketAct::Complete {
                assignment: blank.case?.assignment()?,
                solution: SOME_TEXT.to_owned(),
                photos: Vec::new(),
            })
        },
        act: |filled| {
            Ok(TicketAct::Complete {
                assignment: filled.assignment()?,
                solution: filled.text("solution"),
                photos: filled.lines("photos")?,
            })
        },
        refill: |act, _| match act {
            TicketAct::Complete {
                solution, photos, ..
            } => Some(
                Refill::default()
                    .value("solution", solution)
                    .lines("photos", photos),
            ),
            _ => None,
        },
    },
    FormSpec {
        name: "resume",
        label: "ticket-offer-resume",
        tone: Tone::Active,
        inputs: None,
        probe: |blank| {
            Some(TicketAct::Resume {
                assignment: blank.case?.assignment()?,
            })
        },
        act: |filled| {
            Ok(TicketAct::Resume {
                assignment: filled.assignment()?,
            })
        },
        refill: |act, _| matches!(act, TicketAct::Resume { .. }).then(Refill::default),
    },
    FormSpec {
        name: "hold",
        label: "ticket-offer-hold",
        tone: Tone::Calm,
        inputs: Some(|blank| {
            let until = blank.input("until", "ticket-input-until", InputKind::Day);
            vec![until, blank.reason()]
        }),
        probe: |blank| {
            let viewer = blank.viewer;
            let until = Date::of_time(viewer.now, viewer.time_zone)?;
            Some(TicketAct::Hold {
                assignment: blank.case?.assignment()?,
                until,
                over_at: until.over_at(viewer.time_zone)?,
                reason: SOME_TEXT.to_owned(),
            })
        },
        act: |filled| {
            let until: Date = filled.read("until")?;
            // A day that is over is none to wait for. The rule does not ask that again: a
            // clock may have been wrong, and then both sides are reminded at once.
            let over_at = until.over_at(filled.time_zone);
            let over_at = over_at.filter(|over_at| *over_at > filled.now);
            Ok(TicketAct::Hold {
                assignment: filled.assignment()?,
                until,
                over_at: over_at.ok_or(TicketRefusal::DayOutOfRange)?,
                reason: filled.text("reason"),
            })
        },
        refill: |act, _| match act {
            TicketAct::Hold { until, reason, .. } => Some(
                Refill::default()
                    .value("until", until)
                    .value("reason", reason),
            ),
            _ => None,
        },
    },
    FormSpec {
        name: "reassign",
        label: "ticket-offer-reassign",
        tone: Tone::Calm,
        inputs: Some(|blank| vec![blank.engineer(), blank.reason()]),
        probe: |blank| {
            Some(TicketAct::Reassign {
                assignment: blank.case?.assignment()?,
                to: blank.engineers().next()?.id,
                reason: SOME_TEXT.to_owned(),
            })
        },
        act: |filled| {
            Ok(TicketAct::Reassign {
                assignment: filled.assignment()?,
                to: filled.read("to")?,
                reason: filled.text("reason"),
            })
        },
        refill: |act, _| match act {
            TicketAct::Reassign { to, reason, .. } => {
                Some(Refill::default().value("to", to).value("reason", reason))
            }
            _ => None,
        },
    },
    FormSpec {
        name: "rate",
        label: "ticket-offer-rate",
        tone: Tone::Active,
        inputs: Some(rating),
        probe: |blank| {
            Some(TicketAct::Rate {
                completion: blank.case?.latest_completion()?.id,
                rating: Rating {
                    overall: 5,
                    attitude: 5,
                    speed: 5,
                    quality: 5,
                    comment: String::new(),
                },
            })
        },
        act: |filled| {
            let completion = filled.case.and_then(Ticket::latest_completion);
            Ok(TicketAct::Rate {
                completion: completion.ok_or(TicketRefusal::NotCompleted)?.id,
                rating: Rating {
                    overall: filled.read("overall")?,
                    attitude: filled.read("attitude")?,
                    speed: filled.read("speed")?,
                    quality: filled.read("quality")?,
                    comment: filled.text("comment"),
                },
            })
        },
        refill: |act, _| match act {
            TicketAct::Rate { rating, .. } => Some(
                Refill::default()
                    .value("overall", &rating.overall)
                    .value("attitude", &rating.attitude)
                    .value("speed", &rating.speed)
                    .value("quality", &rating.quality)
                    .value("comment", &rating.comment),
            ),
            _ => None,
        },
    },
    FormSpec {
        name: "reopen",
        label: "ticket-offer-reopen",
        tone: Tone::Warning,
        inputs: Some(|blank| vec![blank.reason()]),
        probe: |blank| {
            Some(TicketAct::Reopen {
                ending: blank.case?.ending()?,
                reason: SOME_TEXT.to_owned(),
            })
        },
        act: |filled| {
            let ending = filled.case.and_then(Ticket::ending);
            Ok(TicketAct::Reopen {
                ending: ending.ok_or(TicketRefusal::NotEnded)?,
                reason: filled.text("reason"),
            })
        },
        refill: |act, _| match act {
            TicketAct::Reopen { reason, .. } => Some(Refill::default().value("reason", reason)),
            _ => None,
        },
    },
    FormSpec {
        name: "note",
        label: "ticket-offer-note",
        tone: Tone::Calm,
        inputs: Some(|blank| vec![blank.text("text", "ticket-input-note"), blank.photos()]),
        probe: |_| {
            Some(TicketAct::Note {
                text: SOME_TEXT.to_owned(),
                photos: Vec::new(),
            })
        },
        act: |filled| {
            Ok(TicketAct::Note {
                text: filled.text("text"),
                photos: filled.lines("photos")?,
            })
        },
        refill: |act, _| match act {
            TicketAct::Note { text, photos } => Some(
                Refill::default()
                    .value("text", text)
                    .lines("photos", photos),
            ),
            _ => None,
        },
    },
    FormSpec {
        name: "cancel",
        label: "ticket-offer-cancel",
        tone: Tone::Warning,
        inputs: Some(|blank| vec![blank.reason().optional()]),
        probe: |_| {
            Some(TicketAct::Cancel {
                reason: String::new(),
            })
        },
        act: |filled| {
            Ok(TicketAct::Cancel {
                reason: filled.text("reason"),
            })
        },
        refill: |act, _| match act {
            TicketAct::Cancel { reason } => Some(Refill::default().value("reason", reason)),
            _ => None,
        },
    },
    CLOSE_DUPLICATE,
    CLOSE,
];

impl From<NotFilledIn> for TicketRefusal {
    fn from(NotFilledIn: NotFilledIn) -> Self {
        Self::NotFilledIn
    }
}

impl Filled<'_, Ticket> {
    fn assignment(&self) -> Result<CommandId, TicketRefusal> {
        let assignment = self.case.and_then(Ticket::assignment);
        assignment.ok_or(TicketRefusal::NotInHand)
    }

    /// The equipment concerned, each piece once and as its label says it.
    fn equipment(&self) -> Result<Vec<String>, TicketRefusal> {
        let mut concerned = BTreeSet::new();
        let mut labels = Vec::new();
        for line in self.lines::<String>("equipment")? {
            let tag = tag_meant_by(&line).ok_or(TicketRefusal::MisreadLabel)?;
            let name = name_of(&tag);
            let mut known = self.directory.labelled.iter();
            let known = known.find(|it| it.name == name);
            if concerned.insert(name) {
                labels.push(known.map_or(tag, |it| it.label.clone()));
            }
        }
        Ok(labels)
    }

    /// What the category promises as far as this device knows.
    fn promised(&self, category: CategoryId) -> Result<Targets, TicketRefusal> {
        let category = self.directory.categories.get(&category);
        let promised = category.and_then(|category| category.targets);
        promised.ok_or(TicketRefusal::UnknownCategory)
    }
}

/// The rating of the latest completion, as given so far.
fn rating(blank: &Blank<'_, Ticket>) -> Vec<Input> {
    let completion = blank.case.and_then(Ticket::latest_completion);
    let given = completion.and_then(|done| Some(&done.rated.as_ref()?.rating));
    let stars = |name, label, stars: fn(&Rating) -> u8| {
        let input = blank.input(name, label, InputKind::Stars);
        match given {
            Some(given) => input.filled(stars(given).to_string()),
            None => input,
        }
    };
    let comment = given.map(|given| given.comment.clone());
    vec![
        stars("overall", "ticket-input-overall", |it| it.overall),
        stars("attitude", "ticket-input-attitude", |it| it.attitude),
        stars("speed", "ticket-input-speed", |it| it.speed),
        stars("quality", "ticket-input-quality", |it| it.quality),
        blank
            .text("comment", "ticket-input-comment")
            .optional()
            .filled(comment.unwrap_or_default()),
    ]
}

impl Blank<'_, Ticket> {
    pub(super) fn reason(&self) -> Input {
        self.text("reason", "ticket-input-reason")
    }

    fn photos(&self) -> Input {
        self.photos_to_add("photos", "ticket-input-photos")
    }

    /// The engineers to whom the viewer may give the ticket.
    fn engineers(&self) -> impl Iterator<Item = &Person> {
        let (ticket, asker) = (self.case, self.viewer.asker());
        let engineers = self.viewer.directory.holding(Role::Engineer);
        engineers.filter(move |person| ticket.is_some_and(|it| it.may_go_to(person, &asker)))
    }

    /// One of them, those of the team in charge first.
    fn engineer(&self) -> Input {
        let viewer = self.viewer;
        let is_desk = viewer.person.is(Role::Dispatcher);
        let ticket = self.case;
        let choice = |person: &Person| {
            let serves = ticket.is_some_and(|it| it.is_served_by(person, viewer.directory));
            let heading = match (is_desk, serves) {
                (false, _) => String::new(),
                (true, true) => viewer.word("ticket-choice-team-in-charge"),
                (true, false) => viewer.word("ticket-choice-other-teams"),
            };
            let choice = Choice {
                value: person.id.to_string(),
                label: person.name.clone(),
                heading,
            };
            (serves, choice)
        };
        let choices = self.engineers().map(choice).collect();
        self.choice("to", "ticket-input-engineer", choices)
    }

    /// The stores for which the viewer may ask for help.
    fn stores(&self) -> impl Iterator<Item = &Store> {
        let viewer = self.viewer;
        let stores = viewer.directory.stores.values();
        stores.filter(|store| may_be_asked_for(store.id, viewer.person))
    }

    /// One of them, one's own and those that one's team serves first.
    fn store(&self) -> Input {
        let viewer = self.viewer;
        let person = viewer.person;
        let choice = |store: &Store| {
            let is_near = store.id == person.store || person.serves(store);
            let heading = match (person.is_service(), is_near) {
                (false, _) => String::new(),
                (true, true) => viewer.word("ticket-choice-my-stores"),
                (true, false) => viewer.word("ticket-choice-other-stores"),
            };
            let choice = Choice {
                value: store.id.to_string(),
                label: store.name.clone(),
                heading,
            };
            (is_near, choice)
        };
        let choices = self.stores().map(choice).collect();
        self.choice("store", "ticket-input-store", choices)
            .filled(person.store.to_string())
    }

    /// What can be asked for.
    fn categories(&self) -> impl Iterator<Item = &Category> {
        let categories = self.viewer.directory.categories.values();
        categories.filter(|category| category.targets.is_some())
    }

    /// One of it, under its headings.
    fn category(&self) -> Input {
        let viewer = self.viewer;
        let choice = |category: &Category| {
            let heading = category.parent.map(|parent| viewer.category(parent));
            let choice = Choice {
                value: category.id.to_string(),
                label: match viewer.words.language() {
                    Language::Chinese => category.name_zh.clone(),
                    Language::English => category.name_en.clone(),
                },
                heading: heading.unwrap_or_default(),
            };
            (true, choice)
        };
        let choices = self.categories().map(choice).collect();
        self.choice("category", "ticket-input-category", choices)
    }
}
