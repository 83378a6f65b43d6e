//! The register of the equipment: a line of a spreadsheet for each asset, known by its
//! tag.
//!
//! A line with a new tag receives an asset, and issues it where it names a holder; one
//! with a known tag corrects what differs. Who has an asset that is there already is
//! changed by no line: that takes an act of its own, or a transfer.

use super::{
    Asset, AssetAct, AssetRefusal, AssetState, Condition, Correction, Details,
    case::{label_of, tag_meant_by},
};
use crate::{
    date::Date,
    directory::{Directory, Person, Role},
    ids::{PersonId, StoreId},
    money::Money,
    register::{Cell, CellError, Column, Holds, Label, Line, RegisterSpec},
    words::{Message, Words},
};

const TAG: &str = "tag";
const SERIAL: &str = "serial";
const MODEL: &str = "model";
const CATEGORY: &str = "category";
const BOUGHT: &str = "bought";
const PRICE: &str = "price";
const STORE: &str = "store";
const CONDITION: &str = "condition";
const HOLDER: &str = "holder";
const STATE: &str = "state";

const fn column(name: &'static str, title: &'static str) -> Column {
    Column {
        name,
        title,
        holds: Holds::Text,
    }
}

pub(super) const REGISTER: RegisterSpec<Asset, AssetAct, AssetRefusal> = RegisterSpec {
    columns: &[
        column(TAG, "asset-field-tag"),
        column(SERIAL, "asset-field-serial"),
        column(MODEL, "asset-input-model"),
        column(CATEGORY, "asset-field-category"),
        column(BOUGHT, "asset-field-bought"),
        column(PRICE, "asset-field-price"),
        column(STORE, "asset-field-store"),
        column(CONDITION, "asset-field-condition"),
        Column {
            name: HOLDER,
            title: "asset-column-holder",
            holds: Holds::Person,
        },
        column(STATE, "asset-column-state"),
    ],
    may_keep: |person: &Person| {
        if person.is(Role::AssetAdmin) {
            Ok(())
        } else {
            Err(AssetRefusal::NotAnAssetAdmin)
        }
    },
    read,
    write,
    label: |asset| Label {
        code: label_of(&asset.details.tag),
        title: asset.details.tag.clone(),
        text: asset.details.model.clone(),
    },
};

fn write(asset: &Asset, directory: &Directory, words: &Words) -> Vec<String> {
    let Details {
        tag,
        serial,
        model,
        category,
        bought,
        price,
        store,
        condition,
    } = &asset.details;
    let store = directory.stores.get(store);
    let holder = asset.holder().and_then(|id| directory.people.get(&id));
    vec![
        tag.clone(),
        serial.clone(),
        model.clone(),
        category.clone(),
        bought.map(|day| day.to_string()).unwrap_or_default(),
        price.map(|price| price.to_string()).unwrap_or_default(),
        store.map(|store| store.name.clone()).unwrap_or_default(),
        words.word(condition.message_id()),
        holder.map(|person| person.name.clone()).unwrap_or_default(),
        words.word(asset.state().message_id()),
    ]
}

fn read(asset: Option<&Asset>, line: &Line<'_>) -> Result<Vec<AssetAct>, Vec<CellError>> {
    let mut reader = Reader {
        line,
        errors: Vec::new(),
    };
    let acts = match asset {
        Some(asset) => reader.correction(asset).into_iter().collect(),
        None => reader.receipt().unwrap_or_default(),
    };
    if reader.errors.is_empty() {
        Ok(acts)
    } else {
        Err(reader.errors)
    }
}

/// Reads the cells of a line, and goes on where one cannot be read, so that all are
/// told at once.
struct Reader<'a> {
    line: &'a Line<'a>,
    errors: Vec<CellError>,
}

impl Reader<'_> {
    fn receipt(&mut self) -> Option<Vec<AssetAct>> {
        let (tag, model, category) = (self.tag(), self.label(MODEL), self.label(CATEGORY));
        let serial = self.text(SERIAL).unwrap_or_default();
        let (bought, price) = (self.bought(None), self.price(None));
        let (store, condition) = (self.store(None), self.condition());
        let holder = self.new_holder();
        self.stands(if holder.is_some() {
            AssetState::InUse
        } else {
            AssetState::InStock
        });
        let (tag, model) = (self.needed(TAG, tag), self.needed(MODEL, model));
        let category = self.needed(CATEGORY, category);
        let store = self.needed(STORE, store);
        let condition = self.needed(CONDITION, condition);
        let details = Details {
            tag: tag?,
            serial,
            model: model?,
            category: category?,
            bought,
            price,
            store: store?,
            condition: condition?,
        };
        let issue = holder.map(|to| AssetAct::Issue {
            custody: self.line.id,
            to,
            store: details.store,
        });
        let mut acts = vec![AssetAct::Receive { details }];
        acts.extend(issue);
        Some(acts)
    }

    /// What puts right what differs; none if nothing does.
    fn correction(&mut self, asset: &Asset) -> Option<AssetAct> {
        let now = &asset.details;
        let mut said = now.clone();
        if let Some(serial) = self.text(SERIAL) {
            said.serial = serial;
        }
        for (column, detail) in [(MODEL, &mut said.model), (CATEGORY, &mut said.category)] {
            if let Some(text) = self.label(column) {
                *detail = text;
            }
        }
        said.bought = self.bought(now.bought);
        said.price = self.price(now.price);
        said.store = self.store(Some(now)).unwrap_or(now.store);
        said.condition = self.condition().unwrap_or(now.condition);
        self.is_with_whom_it_was(asset);
        self.stands(asset.state());
        let corrections = Correction::between(now, &said);
        let reason = self.line.reason.to_owned();
        (!corrections.is_empty()).then_some(AssetAct::Correct {
            corrections,
            reason,
        })
    }

    fn tag(&mut self) -> Option<String> {
        let text = self.label(TAG)?;
        let tag = tag_meant_by(&text);
        if tag.is_none() {
            self.refuse(TAG, Message::new("register-misread-label"));
        }
        tag
    }

    /// A text; none if the cell says nothing, or nothing that can be read.
    fn text(&mut self, column: &'static str) -> Option<String> {
        let text = self.line.text(column);
        self.kept(text).flatten()
    }

    /// The same, of what cannot be cleared.
    fn label(&mut self, column: &'static str) -> Option<String> {
        let text = self.text(column)?;
        self.needed(column, Some(text).filter(|text| !text.is_empty()))
    }

    fn bought(&mut self, now: Option<Date>) -> Option<Date> {
        match self.line.cell(BOUGHT) {
            Cell::Silent => now,
            Cell::Cleared => None,
            Cell::Says(text) => {
                let read = Date::from_cell(text).map_err(|_| {
                    let message = Message::new("register-no-date").text("value", text);
                    CellError::new(BOUGHT, message)
                });
                self.kept(read)
            }
        }
    }

    fn price(&mut self, now: Option<Money>) -> Option<Money> {
        match self.line.cell(PRICE) {
            Cell::Silent => now,
            Cell::Cleared => None,
            Cell::Says(text) => {
                let read = Money::from_cell(text).map_err(|_| {
                    let message = Message::new("register-no-amount").text("value", text);
                    CellError::new(PRICE, message)
                });
                self.kept(read)
            }
        }
    }

    fn store(&mut self, now: Option<&Details>) -> Option<StoreId> {
        let read = match self.line.cell(STORE) {
            Cell::Silent => return None,
            Cell::Cleared => Err(Message::new("register-needed")),
            Cell::Says(text) => self.line.store(text, now.map(|now| now.store)),
        };
        self.kept(read.map_err(|message| CellError::new(STORE, message)))
    }

    fn condition(&mut self) -> Option<Condition> {
        let read = match self.line.cell(CONDITION) {
            Cell::Silent => return None,
            Cell::Cleared => Err(Message::new("register-needed")),
            Cell::Says(text) => {
                let mut all = Condition::ALL.into_iter();
                let is_meant = |it: &Condition| {
                    self.line.is_word(text, it.message_id()) || text.parse() == Ok(*it)
                };
                all.find(is_meant)
                    .ok_or_else(|| Message::new("asset-register-no-condition").text("value", text))
            }
        };
        self.kept(read.map_err(|message| CellError::new(CONDITION, message)))
    }

    fn new_holder(&mut self) -> Option<PersonId> {
        let Cell::Says(text) = self.line.cell(HOLDER) else {
            return None;
        };
        let person = self.line.person(text);
        let id = person.map(|person| person.id);
        self.kept(id.map_err(|message| CellError::new(HOLDER, message)))
    }

    /// A line changes nobody's custody, not even to nobody's.
    fn is_with_whom_it_was(&mut self, asset: &Asset) {
        let is_same = match self.line.cell(HOLDER) {
            Cell::Silent => true,
            Cell::Cleared => asset.holder().is_none(),
            Cell::Says(text) => {
                let people = self.line.people(text);
                let mut named = people.iter().map(|person| person.id);
                let is_holder = named.any(|id| Some(id) == asset.holder());
                if people.is_empty()
                    && let Err(message) = self.line.person(text)
                {
                    self.refuse(HOLDER, message);
                    return;
                }
                is_holder
            }
        };
        if !is_same {
            self.refuse(HOLDER, Message::new("asset-register-custody"));
        }
    }

    /// A line changes nothing of how an asset stands.
    fn stands(&mut self, state: AssetState) {
        let is_same = match self.line.cell(STATE) {
            Cell::Silent => true,
            Cell::Cleared => false,
            Cell::Says(text) => {
                self.line.is_word(text, state.message_id()) || text == state.as_str()
            }
        };
        if !is_same {
            self.refuse(STATE, Message::new("asset-register-state"));
        }
    }

    fn needed<T>(&mut self, column: &'static str, read: Option<T>) -> Option<T> {
        let is_told = self.errors.iter().any(|it| it.column == Some(column));
        if read.is_none() && !is_told {
            self.refuse(column, Message::new("register-needed"));
        }
        read
    }

    fn kept<T>(&mut self, read: Result<T, CellError>) -> Option<T> {
        read.map_err(|error| self.errors.push(error)).ok()
    }

    fn refuse(&mut self, column: &'static str, message: Message) {
        self.errors.push(CellError::new(column, message));
    }
}
