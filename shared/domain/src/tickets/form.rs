//! What can be offered for a ticket: for each offer its button, its form and
//! the act that comes of it.
//!
//! Which of them a person is offered is the rule's to say, not this file's.

use super::{Status, Ticket, TicketAct, TicketRefusal};
use crate::{
    directory::{Category, Directory, Person, Role, Targets},
    form::{self, Blank, Filled, Form, NotFilledIn},
    ids::{CategoryId, CommandId},
    rating::Rating,
    view::{Choice, Input, InputKind, Offer, Tone, Values, Viewer},
    words::Language,
};

/// The form with which a ticket begins.
const SUBMISSION: &[Form<Ticket>] = &[Form {
    name: "submit",
    label: "ticket-offer-submit",
    tone: Tone::Active,
    inputs: |blank| {
        vec![
            blank.store(),
            blank.category(),
            blank.text("description", "ticket-input-description"),
            blank
                .input("equipment", "ticket-input-equipment", InputKind::Labels)
                .optional(),
            blank.photos(),
        ]
    },
    act: |filled| {
        let category = filled.read("category")?;
        Ok(TicketAct::Submit {
            category,
            targets: filled.promised(category)?,
            store: filled.read("store")?,
            description: filled.text("description"),
            equipment: filled.lines("equipment")?,
            photos: filled.lines("photos")?,
        })
    },
}];

/// The forms of what can be done to one that exists, in the order of the
/// buttons.
const FORMS: &[Form<Ticket>] = &[
    Form {
        name: "accept",
        label: "ticket-offer-accept",
        tone: Tone::Active,
        inputs: |_| Vec::new(),
        act: |_| Ok(TicketAct::Accept),
    },
    Form {
        name: "assign",
        label: "ticket-offer-assign",
        tone: Tone::Active,
        inputs: |blank| vec![blank.engineer()],
        act: |filled| {
            Ok(TicketAct::Assign {
                to: filled.read("to")?,
            })
        },
    },
    Form {
        name: "complete",
        label: "ticket-offer-complete",
        tone: Tone::Active,
        inputs: |blank| {
            vec![
                blank.text("solution", "ticket-input-solution"),
                blank.photos(),
            ]
        },
        act: |filled| {
            Ok(TicketAct::Complete {
                assignment: filled.assignment()?,
                solution: filled.text("solution"),
                photos: filled.lines("photos")?,
            })
        },
    },
    Form {
        name: "resume",
        label: "ticket-offer-resume",
        tone: Tone::Active,
        inputs: |_| Vec::new(),
        act: |filled| {
            Ok(TicketAct::Resume {
                assignment: filled.assignment()?,
            })
        },
    },
    Form {
        name: "hold",
        label: "ticket-offer-hold",
        tone: Tone::Calm,
        inputs: |blank| vec![blank.reason()],
        act: |filled| {
            Ok(TicketAct::Hold {
                assignment: filled.assignment()?,
                reason: filled.text("reason"),
            })
        },
    },
    Form {
        name: "reassign",
        label: "ticket-offer-reassign",
        tone: Tone::Calm,
        inputs: |blank| vec![blank.engineer(), blank.reason()],
        act: |filled| {
            Ok(TicketAct::Reassign {
                assignment: filled.assignment()?,
                to: filled.read("to")?,
                reason: filled.text("reason"),
            })
        },
    },
    Form {
        name: "rate",
        label: "ticket-offer-rate",
        tone: Tone::Active,
        inputs: |blank| blank.rating(),
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
    },
    Form {
        name: "reopen",
        label: "ticket-offer-reopen",
        tone: Tone::Warning,
        inputs: |blank| vec![blank.reason()],
        act: |filled| {
            let completion = filled.case.and_then(Ticket::completion);
            Ok(TicketAct::Reopen {
                completion: completion.ok_or(TicketRefusal::NotCompleted)?.id,
                reason: filled.text("reason"),
            })
        },
    },
    Form {
        name: "note",
        label: "ticket-offer-note",
        tone: Tone::Calm,
        inputs: |blank| vec![blank.text("text", "ticket-input-note"), blank.photos()],
        act: |filled| {
            Ok(TicketAct::Note {
                text: filled.text("text"),
                photos: filled.lines("photos")?,
            })
        },
    },
    Form {
        name: "cancel",
        label: "ticket-offer-cancel",
        tone: Tone::Warning,
        inputs: |blank| vec![blank.reason().optional()],
        act: |filled| {
            Ok(TicketAct::Cancel {
                reason: filled.text("reason"),
            })
        },
    },
];

/// The offer with which a ticket begins.
pub(super) fn submission(viewer: &Viewer<'_>) -> Offer {
    SUBMISSION[0].offer(&Blank { case: None, viewer })
}

/// What the viewer is offered for a ticket now.
pub(super) fn offers(ticket: &Ticket, viewer: &Viewer<'_>) -> Vec<Offer> {
    form::offers(FORMS, ticket, viewer)
}

/// The form of the offer of this name, whether or not it is made now.
pub(super) fn named(name: &str, ticket: &Ticket, viewer: &Viewer<'_>) -> Option<Offer> {
    form::named(FORMS, name, ticket, viewer)
}

/// The act that a filled form means.
pub(super) fn build(
    offer: &str,
    values: &Values,
    case: Option<&Ticket>,
    directory: &Directory,
) -> Result<TicketAct, TicketRefusal> {
    let forms = if case.is_some() { FORMS } else { SUBMISSION };
    let filled = Filled {
        case,
        values,
        directory,
    };
    form::build(forms, offer, &filled)
}

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

    /// What the category promises as far as this device knows.
    fn promised(&self, category: CategoryId) -> Result<Targets, TicketRefusal> {
        let category = self.directory.categories.get(&category);
        let promised = category.and_then(|category| category.targets);
        promised.ok_or(TicketRefusal::UnknownCategory)
    }
}

impl Blank<'_, Ticket> {
    fn reason(&self) -> Input {
        self.text("reason", "ticket-input-reason")
    }

    fn photos(&self) -> Input {
        self.input("photos", "ticket-input-photos", InputKind::Photos)
            .optional()
    }

    /// The rating of the latest completion, as given so far.
    fn rating(&self) -> Vec<Input> {
        let completion = self.case.and_then(Ticket::latest_completion);
        let given = completion.and_then(|done| Some(&done.rated.as_ref()?.rating));
        let stars = |name, label, stars: fn(&Rating) -> u8| {
            let input = self.input(name, label, InputKind::Stars);
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
            self.text("comment", "ticket-input-comment")
                .optional()
                .filled(comment.unwrap_or_default()),
        ]
    }

    /// The engineers a ticket can be given to: a colleague those of the team
    /// that serves the store, the desk everybody.
    fn engineer(&self) -> Input {
        let viewer = self.viewer;
        let store = self
            .case
            .and_then(|ticket| viewer.directory.stores.get(&ticket.store));
        let holder = self
            .case
            .filter(|ticket| ticket.status != Status::Pool)
            .and_then(|ticket| ticket.owner);
        let serves = |person: &Person| store.is_some_and(|store| person.team == Some(store.team));
        let is_desk = viewer.person.is(Role::Dispatcher);
        let choices = viewer
            .directory
            .holding(Role::Engineer)
            .filter(|person| holder != Some(person.id))
            .filter(|person| is_desk || serves(person))
            .map(|person| {
                let heading = match (is_desk, serves(person)) {
                    (false, _) => String::new(),
                    (true, true) => viewer.word("ticket-choice-team-in-charge"),
                    (true, false) => viewer.word("ticket-choice-other-teams"),
                };
                let choice = Choice {
                    value: person.id.to_string(),
                    label: person.name.clone(),
                    heading,
                };
                (serves(person), choice)
            })
            .collect();
        self.choice("to", "ticket-input-engineer", choices)
    }

    /// Where help can be asked for: requesters at their own store, the
    /// department anywhere, the stores one's team serves first.
    fn store(&self) -> Input {
        let viewer = self.viewer;
        let person = viewer.person;
        let choices = viewer
            .directory
            .stores
            .values()
            .filter(|store| store.id == person.store || person.is_service())
            .map(|store| {
                let is_near = store.id == person.store || person.team == Some(store.team);
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
            })
            .collect();
        self.choice("store", "ticket-input-store", choices)
            .filled(person.store.to_string())
    }

    /// What can be asked for, under its headings.
    fn category(&self) -> Input {
        let viewer = self.viewer;
        let name = |category: &Category| match viewer.words.language() {
            Language::Chinese => category.name_zh.clone(),
            Language::English => category.name_en.clone(),
        };
        let choices = viewer
            .directory
            .categories
            .values()
            .filter(|category| category.targets.is_some())
            .map(|category| {
                let heading = category.parent.map(|parent| viewer.category(parent));
                let choice = Choice {
                    value: category.id.to_string(),
                    label: name(category),
                    heading: heading.unwrap_or_default(),
                };
                (true, choice)
            })
            .collect();
        self.choice("category", "ticket-input-category", choices)
    }
}

/// The same act, meant for the ticket as it stands now: what doing a refused one
/// again comes to. A rating stays with the completion it was given for.
pub(super) fn anew(act: &TicketAct, ticket: &Ticket) -> TicketAct {
    let mut act = act.clone();
    let renewed = match &mut act {
        TicketAct::Hold { assignment, .. }
        | TicketAct::Resume { assignment }
        | TicketAct::Reassign { assignment, .. }
        | TicketAct::Complete { assignment, .. } => Some((assignment, ticket.assignment())),
        TicketAct::Reopen { completion, .. } => {
            Some((completion, ticket.completion().map(|done| done.id)))
        }
        TicketAct::Rate { completion, .. } => {
            let known = ticket.completion_by_id(*completion);
            let meant = known.or_else(|| ticket.latest_completion());
            Some((completion, meant.map(|done| done.id)))
        }
        TicketAct::Submit { .. }
        | TicketAct::Accept
        | TicketAct::Assign { .. }
        | TicketAct::Note { .. }
        | TicketAct::Cancel { .. } => None,
    };
    if let Some((old, Some(new))) = renewed {
        *old = new;
    }
    act
}
