//! What people see of an asset: its row, its page with the custody chain, and what
//! they are told of it.

use super::{
    Asset, AssetAct, AssetState, Custody, Handover, Repair, RepairEnd,
    form::{FORMS, OPENINGS},
    register::REGISTER,
    samples::STORIES,
};
use crate::{
    capability::Capability,
    directory::{Directory, Person, Role},
    form::FormSpec,
    ids::{CaseId, CommandId},
    photos::Picture,
    presented::{CaseRow, Listing, Notice, Presented, RegisterOf, TypedEntry},
    story::Story,
    text::folded,
    view::{Badge, Field, Tone, Viewer},
    words::Message,
};

/// The lists of assets that a phone keeps: what the person holds, what belongs to their
/// store, and what asset admins have to look at because its holder has left.
pub(crate) const HELD: &str = "asset.held";
const STORE: &str = "asset.store";
const EXCEPTIONS: &str = "asset.exceptions";

impl Presented for Asset {
    const CASES: &'static str = "asset-cases";
    const LISTS: &'static [&'static str] = &[HELD, STORE, EXCEPTIONS];
    const STORIES: &'static [Story] = STORIES;
    const OPENINGS: &'static [FormSpec<Self>] = OPENINGS;
    const FORMS: &'static [FormSpec<Self>] = FORMS;
    const REGISTER: Option<RegisterOf<Self>> = Some(REGISTER);

    fn lists_of(person: &Person) -> Vec<&'static str> {
        let exceptions = person.is(Role::AssetAdmin).then_some(EXCEPTIONS);
        [HELD, STORE].into_iter().chain(exceptions).collect()
    }

    fn list_title(list: &str) -> Option<&'static str> {
        match list {
            HELD => Some("asset-list-held"),
            STORE => Some("asset-list-store"),
            EXCEPTIONS => Some("asset-list-exceptions"),
            _ => None,
        }
    }

    /// What came last stands first.
    fn listings(&self, person: &Person, directory: &Directory, _: &[CommandId]) -> Vec<Listing> {
        let Some(last) = self.custody.last() else {
            return Vec::new();
        };
        let is_exception = person.is(Role::AssetAdmin) && self.is_left_behind(directory);
        let lists = [
            (HELD, self.holder() == Some(person.id)),
            (STORE, self.details.store == person.store),
            (EXCEPTIONS, is_exception),
        ];
        let lists = lists.into_iter().filter(|(_, stands)| *stands);
        lists
            .map(|(list, _)| Listing {
                list,
                rank: last.since.0.saturating_neg(),
                closed_at: self.closed_at(),
            })
            .collect()
    }

    /// Also by those who had it: whoever looks for what somebody had finds it when
    /// it is scrapped, too.
    fn search_text(&self, directory: &Directory) -> String {
        let details = &self.details;
        let store = directory.stores.get(&details.store);
        let mut parts = vec![
            details.tag.as_str(),
            &details.serial,
            &details.model,
            &details.category,
        ];
        parts.extend(store.map(|store| store.name.as_str()));
        let holders = self.custody.iter().filter_map(|custody| custody.holder);
        let people = holders.filter_map(|holder| directory.people.get(&holder));
        parts.extend(people.map(|person| person.name.as_str()));
        folded(&parts.join("\n"))
    }

    fn row(&self, id: CaseId, viewer: &Viewer<'_>) -> CaseRow {
        let details = &self.details;
        CaseRow {
            case: id.to_string(),
            code: id.code(),
            title: format!("{} {}", details.tag, details.model),
            thumbnail: String::new(),
            location: viewer.store(details.store),
            person: self
                .holder()
                .map(|it| viewer.person(it))
                .unwrap_or_default(),
            time: self
                .custody
                .last()
                .map(|last| viewer.time(last.since))
                .unwrap_or_default(),
            status: state(self.state(), viewer),
            due: None,
            pending: false,
        }
    }

    fn text(&self) -> &str {
        &self.details.model
    }

    fn photos(&self) -> &[Picture] {
        &[]
    }

    fn fields(&self, viewer: &Viewer<'_>) -> Vec<Field> {
        let details = &self.details;
        let field = |label, text: String| Field {
            label: viewer.word(label),
            text,
        };
        let mut fields = vec![field("asset-field-tag", details.tag.clone())];
        if !details.serial.is_empty() {
            fields.push(field("asset-field-serial", details.serial.clone()));
        }
        let condition = viewer.word(details.condition.message_id());
        fields.extend([
            field("asset-field-category", details.category.clone()),
            field("asset-field-store", viewer.store(details.store)),
            field("asset-field-condition", condition),
        ]);
        if let Some(bought) = details.bought {
            fields.push(field("asset-field-bought", bought.to_string()));
        }
        // What it cost is for those who keep the books, and for those who pay.
        let sees_costs = viewer.person.is(Role::AssetAdmin) || viewer.person.is(Role::Manager);
        if let (true, Some(price)) = (sees_costs, details.price) {
            fields.push(field("asset-field-price", price.to_string()));
        }
        for (label, other) in [
            ("asset-field-replaces", &self.replaces),
            ("asset-field-replaced-by", &self.replaced_by),
        ] {
            fields.extend(other.iter().map(|other| field(label, other.tag.clone())));
        }
        let chain = self.custody.iter().rev();
        fields.extend(chain.map(|custody| field("asset-field-custody", had(custody, viewer))));
        let repairs = self.repairs.iter().rev();
        fields
            .extend(repairs.map(|it| field("asset-field-repair", was_at(it, sees_costs, viewer))));
        fields
    }

    fn anew(&self, act: &AssetAct) -> AssetAct {
        act.anew(self)
    }

    /// Who gets it or has it no more is told by whom; and whoever acted in vain, why.
    /// What else happens to an asset is read on its page.
    fn notices(&self, entries: &[TypedEntry<'_, AssetAct>], person: &Person) -> Vec<Notice> {
        let adopted = entries.iter().filter(|entry| entry.received.is_some());
        let notices = adopted.filter_map(|entry| {
            if let Some(AssetAct::PlaceNotTaken { by }) = entry.act {
                return self
                    .told_in_vain(*by, entries, person)
                    .map(|message| Notice {
                        entry: entry.id,
                        message,
                        tone: Tone::Alarm,
                    });
            }
            // The transfer tells of it.
            if let Some(AssetAct::ChangeHands { .. }) = entry.act {
                return None;
            }
            let (message, tone) = match (entry.superseded, entry.author == person.id) {
                (Some(superseded), true) => (superseded.message(), Tone::Alarm),
                (None, false) => self.told(entry, person)?,
                (Some(_), false) | (None, true) => return None,
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

impl Asset {
    /// That the other did not come in its place, for whoever had meant it to.
    fn told_in_vain(
        &self,
        other: CaseId,
        entries: &[TypedEntry<'_, AssetAct>],
        person: &Person,
    ) -> Option<Message> {
        let meant = |entry: &&TypedEntry<'_, AssetAct>| match entry.act {
            Some(AssetAct::Replace { by, .. }) => *by == other,
            _ => false,
        };
        let replaced = entries.iter().rev().find(meant)?;
        let tag = self.details.tag.clone();
        (replaced.author == person.id)
            .then(|| Message::new("asset-notice-not-replaced").text("tag", tag))
    }

    /// What somebody else's act means to a person; nothing if it is none of theirs.
    fn told(&self, entry: &TypedEntry<'_, AssetAct>, person: &Person) -> Option<(Message, Tone)> {
        let mut chain = self.custody.iter();
        let begun = chain.clone().find(|custody| custody.entry == entry.id);
        let ended = chain.find(|it| it.ended.is_some_and(|end| end.entry == entry.id));
        let is_persons = |custody: Option<&Custody>| {
            custody.is_some_and(|custody| custody.holder == Some(person.id))
        };
        let message = |id| {
            Message::new(id)
                .person("by", entry.author)
                .text("tag", self.details.tag.clone())
        };
        if is_persons(begun) {
            Some((message("asset-notice-yours"), Tone::Active))
        } else if is_persons(ended) {
            Some((message("asset-notice-not-yours"), Tone::Calm))
        } else {
            None
        }
    }
}

/// Who had it, from when to when, and by what.
fn had(custody: &Custody, viewer: &Viewer<'_>) -> String {
    let store = viewer.store(custody.store);
    let holder = custody.holder.map(|holder| viewer.person(holder));
    let until = custody.ended.map(|end| viewer.time(end.at));
    let how = match custody.how {
        Handover::Received => "asset-custody-received",
        Handover::Issued => "asset-custody-issued",
        Handover::TakenBack => "asset-custody-taken-back",
        Handover::Relocated => "asset-custody-relocated",
        Handover::Replaced => "asset-custody-replaced",
        Handover::Replacing => "asset-custody-replacing",
        Handover::Transferred { .. } => "asset-custody-transferred",
    };
    let mut how = Message::new(how).person("by", custody.by);
    if let Handover::Transferred { transfer } = custody.how {
        how = how.text("transfer", transfer.code());
    }
    let how = viewer.say(&how);
    let message = match (&holder, &until) {
        (Some(_), Some(_)) => "asset-custody-held",
        (Some(_), None) => "asset-custody-holds",
        (None, Some(_)) => "asset-custody-stocked",
        (None, None) => "asset-custody-stocks",
    };
    let mut message = Message::new(message)
        .text("store", store)
        .text("since", viewer.time(custody.since))
        .text("how", how);
    if let Some(holder) = holder {
        message = message.text("holder", holder);
    }
    if let Some(until) = until {
        message = message.text("until", until);
    }
    viewer.say(&message)
}

/// Where it was repaired, from when to when, and what came of it.
fn was_at(repair: &Repair, sees_costs: bool, viewer: &Viewer<'_>) -> String {
    let since = viewer.time(repair.since);
    let vendor = &repair.vendor;
    let Some(RepairEnd { at, outcome, cost }) = repair.end else {
        let open = Message::new("asset-repair-open")
            .text("vendor", vendor.clone())
            .text("since", since);
        return viewer.say(&open);
    };
    let outcome = outcome.map_or("asset-repair-broken-off", |it| it.message_id());
    let over = Message::new("asset-repair-over")
        .text("vendor", vendor.clone())
        .text("since", since)
        .text("until", viewer.time(at))
        .text("outcome", viewer.word(outcome));
    match cost.filter(|_| sees_costs) {
        Some(cost) => format!("{} · {cost}", viewer.say(&over)),
        None => viewer.say(&over),
    }
}

fn state(state: AssetState, viewer: &Viewer<'_>) -> Badge {
    Badge {
        text: viewer.word(state.message_id()),
        tone: match state {
            AssetState::InStock | AssetState::InUse => Tone::Calm,
            AssetState::InRepair => Tone::Warning,
            AssetState::Lost => Tone::Alarm,
            AssetState::Scrapped | AssetState::Disposed => Tone::Quiet,
        },
    }
}
