//! What people see of an asset: its row, its page, and what they are told of it.

use super::{
    Asset, AssetAct, Condition,
    form::{FORMS, OPENINGS},
    samples::STORIES,
};
use crate::{
    directory::{Directory, Person, Role},
    form::FormSpec,
    ids::{BlobId, CaseId},
    presented::{CaseRow, Listing, Notice, Presented, TypedEntry},
    story::Story,
    view::{Badge, Field, Tone, Viewer},
};

/// The list of what was received into stock, for asset admins.
const STOCK: &str = "asset.stock";

impl Presented for Asset {
    const CASES: &'static str = "asset-cases";
    const LISTS: &'static [&'static str] = &[STOCK];
    const STORIES: &'static [Story] = STORIES;
    const OPENINGS: &'static [FormSpec<Self>] = OPENINGS;
    const FORMS: &'static [FormSpec<Self>] = FORMS;

    fn lists_of(person: &Person) -> Vec<&'static str> {
        if person.is(Role::AssetAdmin) {
            vec![STOCK]
        } else {
            Vec::new()
        }
    }

    fn list_title(list: &str) -> Option<&'static str> {
        (list == STOCK).then_some("asset-list-stock")
    }

    /// The latest first.
    fn listings(&self, person: &Person, _: &Directory) -> Vec<Listing> {
        let lists = Self::lists_of(person).into_iter();
        lists
            .map(|list| Listing {
                list,
                rank: self.received_at.0.saturating_neg(),
                closed_at: None,
            })
            .collect()
    }

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
        parts.join("\n").to_lowercase()
    }

    fn row(&self, id: CaseId, viewer: &Viewer<'_>) -> CaseRow {
        let details = &self.details;
        CaseRow {
            case: id.to_string(),
            code: id.code(),
            title: format!("{} {}", details.tag, details.model),
            location: viewer.store(details.store),
            person: String::new(),
            time: viewer.time(self.received_at),
            status: condition(details.condition, viewer),
            due: None,
            pending: false,
        }
    }

    fn text(&self) -> &str {
        &self.details.model
    }

    fn photos(&self) -> &[BlobId] {
        &[]
    }

    fn fields(&self, viewer: &Viewer<'_>) -> Vec<Field> {
        let details = &self.details;
        let field = |label, text: &str| Field {
            label: viewer.word(label),
            text: text.to_owned(),
        };
        let mut fields = vec![field("asset-field-tag", &details.tag)];
        if !details.serial.is_empty() {
            fields.push(field("asset-field-serial", &details.serial));
        }
        fields.extend([
            field("asset-field-category", &details.category),
            field("asset-field-store", &viewer.store(details.store)),
            field("asset-field-received", &viewer.time(self.received_at)),
        ]);
        fields
    }

    fn anew(&self, act: &AssetAct) -> AssetAct {
        act.anew(self)
    }

    /// Whoever corrected in vain is told; what else happens to an asset is read
    /// on its page.
    fn notices(&self, entries: &[TypedEntry<'_, AssetAct>], person: &Person) -> Vec<Notice> {
        let own = entries.iter().filter(|entry| entry.author == person.id);
        let adopted = own.filter(|entry| entry.received.is_some());
        let notices = adopted.filter_map(|entry| {
            Some(Notice {
                entry: entry.id,
                message: entry.superseded?.message(),
                tone: Tone::Alarm,
            })
        });
        notices.collect()
    }
}

fn condition(condition: Condition, viewer: &Viewer<'_>) -> Badge {
    Badge {
        text: viewer.word(condition.message_id()),
        tone: match condition {
            Condition::New | Condition::Good => Tone::Calm,
            Condition::Worn => Tone::Warning,
            Condition::Broken => Tone::Alarm,
        },
    }
}
