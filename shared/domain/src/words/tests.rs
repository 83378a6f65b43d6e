//! Both languages are complete: the same messages with the same variables, all
//! of them used, each of them sayable.

use super::{Arg, Language, Message, Worded, Words};
use crate::{
    assets::{AssetState, AssetSuperseded},
    capabilities::{Act, Kind, Refusal, Superseded},
    directory::{Directory, Role},
    ids::PersonId,
    tickets::TicketSuperseded,
};
use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement},
    parser::parse,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};
use uuid::Uuid;

type Variables = BTreeSet<String>;

fn collect_inline(inline: &InlineExpression<&str>, variables: &mut Variables) {
    match inline {
        InlineExpression::VariableReference { id } => {
            variables.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => collect(expression, variables),
        InlineExpression::FunctionReference { arguments, .. } => {
            let named = arguments.named.iter().map(|it| &it.value);
            for inline in arguments.positional.iter().chain(named) {
                collect_inline(inline, variables);
            }
        }
        InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        other => panic!("messages stand on their own: {other:?}"),
    }
}

fn collect(expression: &Expression<&str>, variables: &mut Variables) {
    match expression {
        Expression::Inline(inline) => collect_inline(inline, variables),
        Expression::Select { selector, variants } => {
            collect_inline(selector, variables);
            for variant in variants {
                collect_pattern(&variant.value, variables);
            }
        }
    }
}

fn collect_pattern(pattern: &Pattern<&str>, variables: &mut Variables) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            collect(expression, variables);
        }
    }
}

/// Every message of a source, with the variables its words use.
fn messages(language: Language) -> BTreeMap<String, Variables> {
    let source = parse(language.source()).expect("valid Fluent");
    let mut messages = BTreeMap::new();
    for entry in source.body {
        let message = match entry {
            Entry::Message(message) => message,
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => continue,
            other => panic!("neither message nor comment: {other:?}"),
        };
        let mut variables = Variables::new();
        collect_pattern(&message.value.expect("words"), &mut variables);
        let former = messages.insert(message.id.name.to_owned(), variables);
        assert_eq!(former, None, "{} stands there twice", message.id.name);
    }
    messages
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_variables() {
    let [chinese, english] = Language::ALL.map(messages);
    assert_eq!(chinese, english);
}

/// The string literals of the code (tests left out) that look like message ids.
fn literals(folder: &Path, found: &mut BTreeSet<String>) {
    for file in fs::read_dir(folder).expect("a folder") {
        let path = file.expect("a file").path();
        let is_test = path.file_stem().is_some_and(|stem| stem == "tests");
        if is_test {
            continue;
        }
        if path.is_dir() {
            literals(&path, found);
            continue;
        }
        let code = fs::read_to_string(&path).expect("a text");
        let code = code
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default();
        let lines = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        for line in lines {
            let literal = |text: &&str| {
                text.starts_with(|c: char| c.is_ascii_lowercase())
                    && text.chars().all(|c| c.is_ascii_lowercase() || c == '-')
            };
            found.extend(
                line.split('"')
                    .skip(1)
                    .step_by(2)
                    .filter(literal)
                    .map(str::to_owned),
            );
        }
    }
}

#[test]
fn every_message_is_used_and_every_message_used_has_words() {
    let mut used = BTreeSet::new();
    literals(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut used,
    );
    let ids: BTreeSet<_> = messages(Language::English).into_keys().collect();
    let unused: Vec<_> = ids.difference(&used).collect();
    assert!(unused.is_empty(), "no code says {unused:?}");
    let topics = [
        "ticket-",
        "asset-",
        "refusal-",
        "register-",
        "superseded-",
        "role-",
        "span-",
        "due-",
        "timeline-",
        "newer-",
        "some",
        "list-",
    ];
    let is_id = |text: &&String| topics.iter().any(|topic| text.starts_with(topic));
    let wordless: Vec<_> = used.difference(&ids).filter(is_id).collect();
    assert!(wordless.is_empty(), "no words for {wordless:?}");
}

fn say(words: &Words, message: &Message) -> String {
    let (said, faults) = words.compose(message, &Directory::default());
    assert!(faults.is_empty(), "{message:?}: {faults:?}");
    assert_ne!(said, message.id);
    said
}

#[test]
fn every_message_can_be_said_with_its_variables() {
    for language in Language::ALL {
        let words = Words::new(language, &[]);
        for (id, variables) in messages(language) {
            let text = || Arg::Text("…".to_owned());
            let args = variables.into_iter().map(|name| (name.into(), text()));
            let (id, args) = (id.into(), args.collect());
            say(&words, &Message { id, args });
        }
    }
}

/// One of every reason why an entry has no effect on a ticket. A new one does not
/// compile before it stands here.
fn superseded_tickets() -> Vec<TicketSuperseded> {
    use TicketSuperseded as S;
    let by = PersonId(Uuid::from_u128(1));
    let all = vec![
        S::NotSubmitted,
        S::AlreadySubmitted,
        S::Taken { by },
        S::Cancelled,
        S::Closed { by },
        S::ReopenedSince,
        S::WorkHasBegun { by },
        S::Reassigned { to: by },
        S::Completed { by },
        S::KeptAsNote { by },
        S::AlreadyOnHold,
        S::NotOnHold,
        S::AlreadyReopened,
        S::AssignmentIsOver,
        S::Groundless,
        S::RatingIsFinal,
    ];
    let is_listed = |superseded: &TicketSuperseded| match superseded {
        S::NotSubmitted
        | S::AlreadySubmitted
        | S::Taken { .. }
        | S::Cancelled
        | S::Closed { .. }
        | S::ReopenedSince
        | S::WorkHasBegun { .. }
        | S::Reassigned { .. }
        | S::Completed { .. }
        | S::KeptAsNote { .. }
        | S::AlreadyOnHold
        | S::NotOnHold
        | S::AlreadyReopened
        | S::AssignmentIsOver
        | S::Groundless
        | S::RatingIsFinal => true,
    };
    assert!(all.iter().all(is_listed));
    all
}

/// The same for an asset.
fn superseded_assets() -> Vec<AssetSuperseded> {
    use AssetSuperseded as S;
    let by = PersonId(Uuid::from_u128(1));
    let all = vec![
        S::NotReceived,
        S::AlreadyReceived,
        S::Corrected { by },
        S::Groundless,
        S::Moved { by },
        S::Stood(AssetState::Lost),
        S::RepairIsOver,
    ];
    let is_listed = |superseded: &AssetSuperseded| match superseded {
        S::NotReceived
        | S::AlreadyReceived
        | S::Corrected { .. }
        | S::Groundless
        | S::Moved { .. }
        | S::Stood(_)
        | S::RepairIsOver => true,
    };
    assert!(all.iter().all(is_listed));
    all
}

#[test]
fn every_reason_is_said_in_both_languages_with_the_person_it_speaks_of() {
    let general = [Refusal::NotYours, Refusal::HasLeft, Refusal::OtherKind];
    let tickets = superseded_tickets().into_iter().map(Superseded::Ticket);
    let assets = superseded_assets().into_iter().map(Superseded::Asset);
    let superseded = tickets
        .chain(assets)
        .chain([Superseded::NotUnderstood])
        .map(|superseded| superseded.message());
    let all: Vec<_> = general
        .iter()
        .map(Worded::message)
        .chain(superseded)
        .collect();
    for language in Language::ALL {
        let known = messages(language);
        let words = Words::new(language, &[]);
        for message in &all {
            say(&words, message);
            let given: Variables = message
                .args
                .iter()
                .map(|(name, _)| name.to_string())
                .collect();
            assert_eq!(known.get(&*message.id), Some(&given), "{}", message.id);
        }
    }
}

#[test]
fn a_persons_roles_are_named() {
    let words = Words::new(Language::English, &[]);
    let mut person = crate::directory::Person {
        id: PersonId(Uuid::from_u128(1)),
        name: "Mei".to_owned(),
        store: crate::ids::StoreId(Uuid::from_u128(2)),
        team: None,
        roles: BTreeSet::new(),
        active: true,
        former: Vec::new(),
    };
    assert_eq!(words.roles(&person), "Requester");
    person.roles.extend(Role::ALL);
    assert_eq!(
        words.roles(&person),
        "Engineer, Service desk, Line manager, Asset admin, IT manager, Administrator"
    );
    let chinese = Words::new(Language::Chinese, &[]);
    assert!(chinese.roles(&person).starts_with("工程师、服务台、"));
}

#[test]
fn somebody_unknown_is_named_as_such_and_a_message_without_words_by_its_id() {
    let words = Words::new(Language::English, &[]);
    let by = PersonId(Uuid::from_u128(1));
    let taken = Message::new("ticket-did-accept").person("by", by);
    assert_eq!(
        words.say(&taken, &Directory::default()),
        "a colleague accepted"
    );
    assert_eq!(words.word("never-heard-of"), "never-heard-of");
}

#[test]
fn a_crate_above_adds_its_own_words() {
    let words = Words::new(Language::English, &["app-greeting = Good morning\n"]);
    assert_eq!(words.word("app-greeting"), "Good morning");
    assert_eq!(words.word("role-engineer"), "Engineer");
}

#[test]
fn a_name_is_said_as_it_is_whatever_it_holds() {
    let words = Words::new(Language::English, &[]);
    let message = Message::new("due-left").text("span", "{ $by } <b> \u{0}");
    assert_eq!(say(&words, &message), "{ $by } <b> \u{0} left");
}

#[test]
fn kinds_are_named_by_one_lower_case_word() {
    for kind in Kind::ALL {
        assert!(kind.as_str().chars().all(|c| c.is_ascii_lowercase()));
        let json = serde_json::to_string(kind).expect("a name");
        assert_eq!(json, format!("\"{}\"", kind.as_str()));
    }
    let act = Act::Ticket(crate::tickets::TicketAct::Accept);
    assert_eq!(act.kind(), Kind::Ticket);
}

#[test]
fn what_is_written_from_right_to_left_turns_no_sentence_around() {
    let words = Words::new(Language::English, &[]);
    let said = |name: &str| {
        let message = Message::new("asset-notice-yours")
            .text("by", "Mei")
            .text("tag", name);
        say(&words, &message)
    };
    assert!(said("ئا-7").contains("\u{2068}ئا-7\u{2069}"));
    let turned = said("7\u{202e}-\u{2069}ئا");
    assert!(turned.contains("\u{2068}7-ئا\u{2069}"), "{turned:?}");
    assert!(!said("POS-7").contains('\u{2068}'));
}
