//! Forms filled in at random, as people could: what is chosen can be chosen, and what
//! has to be there is there.

use super::run::Run;
use domain::{
    date::Date,
    time::{Span, UTC},
    view::{Choice, Form, Input, InputKind},
};
use std::collections::HashMap;

/// What can be filled in and still be no act: the other asset may not be known here, the
/// store be the one that it belongs to, or the day be over by the phone's clock.
const UNSURE: [&str; 3] = ["replace", "relocate", "hold"];

impl Run {
    /// A form filled in. Every input has its value, so that no draft mixes in.
    pub fn fill(&mut self, phone: usize, form: &Form) -> HashMap<String, String> {
        let mut values = HashMap::new();
        for input in &form.inputs {
            let value = self.value(input);
            values.insert(input.name.clone(), value);
        }
        match form.offer.name.as_str() {
            "hand_out" => self.fill_hand_out(phone, form, &mut values),
            "confirm" => fill_confirmation(form, &mut values),
            "replace" => self.fill_replacement(&mut values),
            "correct" => {
                // Something has to differ.
                values.insert("model".to_owned(), self.rng.line());
            }
            _ => {}
        }
        values
    }

    fn value(&mut self, input: &Input) -> String {
        let is_blank = !input.required && self.rng.once_in(2);
        match &input.kind {
            InputKind::Choices { choices } => self.some_of(choices),
            _ if is_blank => String::new(),
            InputKind::Choice { choices } => {
                let choice = self.rng.one_of(choices);
                choice.map(|choice| choice.value).unwrap_or_default()
            }
            InputKind::Stars => (1 + self.rng.below(5)).to_string(),
            InputKind::Line => match input.name.as_str() {
                "bought" => "2025-03-08".to_owned(),
                "price" | "cost" => format!("{}.50", self.rng.below(5_000)),
                _ => self.rng.line(),
            },
            InputKind::Day => {
                let now = self.organisation.world.clock.now();
                let ahead = Span::days(1 + i64::try_from(self.rng.below(4)).unwrap());
                let day = Date::of_time(now + ahead, &UTC).expect("a day of the calendar");
                day.to_string()
            }
            InputKind::Text => self.rng.text(),
            InputKind::Labels { choices } => {
                let chosen = self.some_of(choices);
                format!("{chosen}\nPOS-{}\n打印机", self.rng.below(100))
            }
            InputKind::Photos { .. } => self.rng.photo(),
            InputKind::Signature { .. } => "2000x1000\n100,500 1900,400".to_owned(),
        }
    }

    /// One of these at least.
    fn some_of(&mut self, choices: &[Choice]) -> String {
        let mut chosen: Vec<&str> = Vec::new();
        for choice in choices {
            if self.rng.once_in(2) {
                chosen.push(&choice.value);
            }
        }
        if chosen.is_empty() {
            chosen.extend(choices.first().map(|choice| choice.value.as_str()));
        }
        chosen.join("\n")
    }

    /// What is handed out is all of one person's, who is not the one that gets it.
    fn fill_hand_out(&mut self, phone: usize, form: &Form, values: &mut HashMap<String, String>) {
        let session = self.phones[phone].stored.session.as_ref();
        let own = session.map(|session| session.person.id.to_string());
        for input in &form.inputs {
            match &input.kind {
                InputKind::Choices { choices } => {
                    let heading = self.rng.one_of(choices).map(|choice| choice.heading);
                    let mut of_one = choices.clone();
                    of_one.retain(|choice| Some(&choice.heading) == heading.as_ref());
                    values.insert(input.name.clone(), self.some_of(&of_one));
                }
                // Mostly to somebody; else to whoever takes the code.
                InputKind::Choice { choices } => {
                    let mut others = choices.clone();
                    others.retain(|choice| Some(&choice.value) != own.as_ref());
                    let to = self.rng.one_of(&others).filter(|_| !self.rng.once_in(4));
                    let to = to.map(|choice| choice.value);
                    values.insert(input.name.clone(), to.unwrap_or_default());
                }
                _ => {}
            }
        }
    }

    /// By one of those that there are.
    fn fill_replacement(&mut self, values: &mut HashMap<String, String>) {
        let tags: Vec<String> = self
            .server_state
            .assets()
            .map(|(_, it)| it.details.tag.clone())
            .collect();
        let tag = self.rng.one_of(&tags);
        values.insert("by".to_owned(), tag.unwrap_or_default());
    }
}

/// One of the assets at least is there.
fn fill_confirmation(form: &Form, values: &mut HashMap<String, String>) {
    let of_conditions = |input: &&Input| input.name.starts_with("condition-");
    let conditions: Vec<&Input> = form.inputs.iter().filter(of_conditions).collect();
    let are_blank = conditions
        .iter()
        .all(|input| values[&input.name].is_empty());
    if let (true, Some(first)) = (are_blank, conditions.first()) {
        values.insert(first.name.clone(), "good".to_owned());
    }
}

/// Whether there is something to choose wherever something has to be chosen, so that it
/// must be done. None if that cannot be said. A phone that has just been signed in has
/// no catalogue yet.
pub fn can_be_filled_in(form: &Form) -> Option<bool> {
    if UNSURE.contains(&form.offer.name.as_str()) {
        return None;
    }
    let is_empty =
        |kind: &InputKind| matches!(kind, InputKind::Choice { choices } if choices.is_empty());
    let mut inputs = form.inputs.iter();
    Some(!inputs.any(|input| input.required && is_empty(&input.kind)))
}
