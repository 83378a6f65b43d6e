//! What people see of a transfer: its row, its page with every asset, and what they
//! are told of it.

use super::{
    Exception, Item, ItemState, Transfer, TransferAct,
    form::{FORMS, OPENINGS},
    rules::UNCONFIRMED_MAX,
    samples::STORIES,
};
use crate::{
    assets::HELD,
    capability::Capability,
    directory::{Directory, Person, Role},
    form::FormSpec,
    ids::{CaseId, CommandId, PersonId},
    photos::Picture,
    presented::{CaseRow, Listing, Notice, Presented, TypedEntry},
    scope::is_among,
    story::Story,
    text::folded,
    view::{Badge, Field, Tone, Viewer},
    words::Message,
};

/// The lists of transfers that a phone keeps: what waits for the person to confirm it,
/// all that they gave or got, and what asset admins have to look at. What a person has
/// confirmed and the server has not heard of stands among what they hold.
const TO_CONFIRM: &str = "transfer.to_confirm";
const MINE: &str = "transfer.mine";
const EXCEPTIONS: &str = "transfer.exceptions";

/// How many assets the title names; of more it says how many there are.
const NAMED_MAX: usize = 3;

impl Presented for Transfer {
    const CASES: &'static str = "transfer-cases";
    const LISTS: &'static [&'static str] = &[TO_CONFIRM, MINE, EXCEPTIONS];
    const STORIES: &'static [Story] = STORIES;
    const OPENINGS: &'static [FormSpec<Self>] = OPENINGS;
    const FORMS: &'static [FormSpec<Self>] = FORMS;

    fn lists_of(person: &Person) -> Vec<&'static str> {
        let exceptions = person.is(Role::AssetAdmin).then_some(EXCEPTIONS);
        [TO_CONFIRM, MINE].into_iter().chain(exceptions).collect()
    }

    fn list_title(list: &str) -> Option<&'static str> {
        match list {
            TO_CONFIRM => Some("transfer-list-to-confirm"),
            MINE => Some("transfer-list-mine"),
            EXCEPTIONS => Some("transfer-list-exceptions"),
            _ => None,
        }
    }

    /// To confirm stands first what has waited longest; of the others, what began
    /// last.
    fn listings(
        &self,
        person: &Person,
        directory: &Directory,
        pending: &[CommandId],
    ) -> Vec<Listing> {
        // Whoever may not read it has it because they took its code.
        let has_taken_code = !is_among(person, &self.audience(directory));
        let is_receiver = self.receiver == Some(person.id);
        let is_party = self.parties().any(|party| party == person.id);
        let is_exception = person.is(Role::AssetAdmin) && self.exception.is_some();
        let (oldest, latest) = (self.begun_at.0, self.begun_at.0.saturating_neg());
        let waits = self.is_open() && (is_receiver || has_taken_code);
        let holds_soon = is_receiver && self.confirmed_by(pending).next().is_some();
        let lists = [
            (TO_CONFIRM, waits, oldest),
            (MINE, is_party, latest),
            (HELD, holds_soon, latest),
            (EXCEPTIONS, is_exception, oldest),
        ];
        let lists = lists.into_iter().filter(|(_, stands, _)| *stands);
        lists
            .map(|(list, _, rank)| Listing {
                list,
                rank,
                closed_at: self.closed_at(),
            })
            .collect()
    }

    fn search_text(&self, directory: &Directory) -> String {
        let items = self.items.iter();
        let items = items.flat_map(|item| [item.tag.as_str(), &item.model]);
        let people = self.parties().filter_map(|id| directory.people.get(&id));
        let people = people.map(|person| person.name.as_str());
        let parts: Vec<&str> = items.chain(people).chain([self.reason.as_str()]).collect();
        folded(&parts.join("\n"))
    }

    fn row(&self, id: CaseId, viewer: &Viewer<'_>) -> CaseRow {
        let is_receiver = self.receiver == Some(viewer.person.id);
        CaseRow {
            case: id.to_string(),
            code: id.code(),
            thumbnail: String::new(),
            title: named(self.tags(), viewer),
            location: String::new(),
            person: match self.receiver {
                Some(receiver) if !is_receiver => viewer.person(receiver),
                _ => viewer.person(self.giver),
            },
            time: viewer.time(self.begun_at),
            status: self.status(viewer),
            due: self.is_open().then(|| {
                let due = self.begun_at + UNCONFIRMED_MAX;
                viewer.due(due, UNCONFIRMED_MAX)
            }),
            pending: false,
        }
    }

    /// Among what one holds stands what one has confirmed and the server has not heard of,
    /// and nothing else of it: what it has heard of stands there by itself.
    fn row_in(
        &self,
        list: &str,
        id: CaseId,
        pending: &[CommandId],
        viewer: &Viewer<'_>,
    ) -> CaseRow {
        let row = self.row(id, viewer);
        if list != HELD {
            return row;
        }
        let soon = self.confirmed_by(pending);
        CaseRow {
            title: named(soon.map(|item| item.tag.as_str()), viewer),
            ..row
        }
    }

    fn text(&self) -> &str {
        &self.reason
    }

    fn photos(&self) -> &[Picture] {
        &[]
    }

    fn fields(&self, viewer: &Viewer<'_>) -> Vec<Field> {
        let field = |label, text: String| Field {
            label: viewer.word(label),
            text,
        };
        let receiver = match self.receiver {
            Some(receiver) => viewer.person(receiver),
            None => viewer.word("transfer-by-code"),
        };
        let mut fields = vec![
            field("transfer-field-giver", viewer.person(self.giver)),
            field("transfer-field-receiver", receiver),
        ];
        if self.begun_by != self.giver {
            let begun_by = viewer.person(self.begun_by);
            fields.push(field("transfer-field-begun-by", begun_by));
        }
        if let Some((_, why)) = self.exception.filter(|_| self.settled_at.is_none()) {
            fields.push(field(
                "transfer-field-exception",
                self.exceptional(why, viewer),
            ));
        }
        let items = self.items.iter();
        fields.extend(items.map(|item| Field {
            label: item.tag.clone(),
            text: format!("{} · {}", item.model, self.stands(item, viewer)),
        }));
        fields
    }

    /// A transfer is begun anew as it was: what was handed out and refused.
    fn anew(&self, act: &TransferAct) -> TransferAct {
        act.clone()
    }

    /// Giver and receiver are told of all that is done by others; so is everybody whose
    /// act is without effect. The asset admins are told of what is contested.
    fn notices(&self, entries: &[TypedEntry<'_, TransferAct>], person: &Person) -> Vec<Notice> {
        let is_party = self.parties().any(|party| party == person.id);
        let adopted = entries.iter().filter(|entry| entry.received.is_some());
        let contested_by = self.contested_by(entries);
        let notices = adopted.filter_map(|entry| {
            let (message, tone) = match (entry.superseded, entry.author == person.id) {
                (Some(superseded), true) => (superseded.message(), Tone::Alarm),
                (None, true) => return None,
                (superseded, false) => {
                    let is_admins = person.is(Role::AssetAdmin) && contested_by == Some(entry.id);
                    if is_party {
                        self.told(entry, superseded.is_some(), person)?
                    } else {
                        is_admins.then(|| (self.contested(), Tone::Alarm))?
                    }
                }
            };
            Some(Notice {
                entry: entry.id,
                message,
                tone,
            })
        });
        notices.collect()
    }
}

impl Transfer {
    /// What these entries have confirmed.
    fn confirmed_by(&self, entries: &[CommandId]) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| match &item.state {
            ItemState::Confirmed { entry, .. } => entries.contains(entry),
            _ => false,
        })
    }

    fn tags(&self) -> impl Iterator<Item = &str> {
        self.items.iter().map(|item| item.tag.as_str())
    }

    fn status(&self, viewer: &Viewer<'_>) -> Badge {
        let has = |is: fn(&ItemState) -> bool| self.items.iter().any(|item| is(&item.state));
        let confirmed = has(|state| matches!(state, ItemState::Confirmed { .. }));
        let (id, tone) = if self.is_contested() {
            ("transfer-status-contested", Tone::Alarm)
        } else if self.is_open() && confirmed {
            ("transfer-status-partly", Tone::Active)
        } else if self.is_open() {
            ("transfer-status-open", Tone::Active)
        } else if confirmed {
            ("transfer-status-confirmed", Tone::Quiet)
        } else if has(|state| matches!(state, ItemState::Refused { .. })) {
            ("transfer-status-refused", Tone::Quiet)
        } else if has(|state| matches!(state, ItemState::NotMoved { .. })) {
            ("transfer-status-not-moved", Tone::Quiet)
        } else if has(|state| matches!(state, ItemState::Ended { .. })) {
            ("transfer-status-ended", Tone::Quiet)
        } else {
            ("transfer-status-withdrawn", Tone::Quiet)
        };
        Badge {
            text: viewer.word(id),
            tone,
        }
    }

    fn exceptional(&self, why: Exception, viewer: &Viewer<'_>) -> String {
        let said = viewer.word(match why {
            Exception::Overdue => "transfer-exception-overdue",
            Exception::Refused => "transfer-exception-refused",
            Exception::Contested => "transfer-exception-contested",
        });
        let claimants: Vec<String> = self.claimants.iter().map(|it| viewer.person(*it)).collect();
        if claimants.is_empty() {
            return said;
        }
        let message = Message::new("transfer-exception-claimed")
            .text("why", said)
            .text("people", claimants.join(", "));
        viewer.say(&message)
    }

    /// The entry by which what it stands contested for came to light.
    fn contested_by(&self, entries: &[TypedEntry<'_, TransferAct>]) -> Option<CommandId> {
        let mut adopted = entries.iter().filter(|entry| entry.received.is_some());
        let last = adopted.rfind(|entry| {
            entry.superseded.is_some() || matches!(entry.act, Some(TransferAct::Contest { .. }))
        });
        last.filter(|_| self.is_contested()).map(|entry| entry.id)
    }

    fn contested(&self) -> Message {
        let tags: Vec<&str> = self.tags().take(NAMED_MAX).collect();
        Message::new("transfer-notice-contested").text("tags", tags.join(", "))
    }

    /// What somebody else's act means to a person who has to do with it.
    fn told(
        &self,
        entry: &TypedEntry<'_, TransferAct>,
        is_superseded: bool,
        person: &Person,
    ) -> Option<(Message, Tone)> {
        let act = entry.act?;
        if is_superseded {
            // Who confirmed in vain has the assets in hand: the giver has to know.
            let is_claim = matches!(act, TransferAct::Confirm { .. });
            return is_claim.then(|| (self.contested(), Tone::Alarm));
        }
        let is_receiver = self.receiver == Some(person.id);
        let said = |id| {
            let count = i64::try_from(act.assets().len()).unwrap_or(i64::MAX);
            let tags: Vec<&str> = self.tags_of(act).take(NAMED_MAX).collect();
            Message::new(id)
                .person("by", entry.author)
                .number("count", count)
                .text("tags", tags.join(", "))
        };
        Some(match act {
            TransferAct::HandOut { .. } if is_receiver => {
                (said("transfer-notice-to-confirm"), Tone::Active)
            }
            TransferAct::HandOut { .. } if self.giver == person.id => {
                (said("transfer-notice-begun"), Tone::Calm)
            }
            // They have taken a code of it.
            TransferAct::HandOut { .. } => return None,
            TransferAct::Confirm { .. } => (said("transfer-notice-confirmed"), Tone::Calm),
            TransferAct::Refuse { .. } => (said("transfer-notice-refused"), Tone::Warning),
            TransferAct::Withdraw { .. } => (said("transfer-notice-withdrawn"), Tone::Calm),
            TransferAct::Contest { .. } => (self.contested(), Tone::Alarm),
            TransferAct::Settle { .. } => (said("transfer-notice-settled"), Tone::Calm),
            TransferAct::Remind => {
                let tags: Vec<&str> = self.offered().map(|item| item.tag.as_str()).collect();
                // What was decided meanwhile, nobody has to be reminded of.
                if tags.is_empty() {
                    return None;
                }
                let tags = tags.join(", ");
                let id = if is_receiver {
                    "transfer-notice-confirm-now"
                } else {
                    "transfer-notice-unconfirmed"
                };
                (Message::new(id).text("tags", tags), Tone::Warning)
            }
            TransferAct::NotMoved { .. } => (said("transfer-notice-not-moved"), Tone::Alarm),
            TransferAct::EndForDeparture { of } => {
                let ended = Message::new("transfer-notice-ended").person("of", *of);
                (ended, Tone::Warning)
            }
        })
    }

    fn tags_of(&self, act: &TransferAct) -> impl Iterator<Item = &str> {
        let assets = act.assets();
        let items = self.items.iter();
        let meant = items.filter(move |item| assets.contains(&item.asset));
        meant.map(|item| item.tag.as_str())
    }

    fn not_moved(&self, holder: Option<PersonId>) -> Message {
        let Some(holder) = holder else {
            return Message::new("transfer-item-not-moved");
        };
        let id = if holder == self.giver {
            "transfer-item-not-moved-stays"
        } else {
            "transfer-item-not-moved-but"
        };
        Message::new(id).person("holder", holder)
    }

    /// How it stands with an asset, and through whom.
    fn stands(&self, item: &Item, viewer: &Viewer<'_>) -> String {
        let decided = |id, by, at| {
            Message::new(id)
                .person("by", by)
                .text("at", viewer.time(at))
        };
        let message = match &item.state {
            ItemState::Offered => Message::new("transfer-item-offered"),
            ItemState::Confirmed {
                by, at, condition, ..
            } => decided("transfer-item-confirmed", *by, *at)
                .text("condition", viewer.word(condition.message_id())),
            ItemState::Refused { by, at } => decided("transfer-item-refused", *by, *at),
            ItemState::Withdrawn { by, at } => decided("transfer-item-withdrawn", *by, *at),
            ItemState::NotMoved { holder, .. } => self.not_moved(*holder),
            ItemState::Ended { .. } => Message::new("transfer-item-ended"),
        };
        viewer.say(&message)
    }
}

/// Assets by their tags, as far as they fit into a line.
fn named<'a>(tags: impl Iterator<Item = &'a str>, viewer: &Viewer<'_>) -> String {
    let tags: Vec<&str> = tags.collect();
    let named = tags.iter().take(NAMED_MAX).copied();
    let named = named.collect::<Vec<_>>().join(", ");
    if tags.len() <= NAMED_MAX {
        return named;
    }
    let more = Message::new("transfer-title-more")
        .text("named", named)
        .number("count", i64::try_from(tags.len()).unwrap_or(i64::MAX));
    viewer.say(&more)
}
