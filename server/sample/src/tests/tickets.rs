//! That tickets could have happened, and show what they are there to show.

use super::{NOW, SAMPLE};
use crate::{
    Sample, SampleAccount,
    accounts::accounts,
    calendar::{CLOSES, DAYS, OPENS, day_of, minute_of, time_of},
    deed::Deed,
    phones::{CaseVersions, pushed},
    story::Story,
};
use domain::{
    capabilities::{Case, Kind},
    case::History,
    directory::{Directory, Person, Role},
    ids::PersonId,
    tickets::{Status, Ticket},
    time::{Span, Timestamp},
};
use replica::{
    document::Document,
    judge::{Caller, Judge},
    wire::Outcome,
};
use std::{collections::BTreeMap, sync::LazyLock};
use uuid::Uuid;

/// What became of every story.
static TOLD: LazyLock<Vec<History>> = LazyLock::new(|| tell_all(&SAMPLE));

fn tell_all(sample: &Sample) -> Vec<History> {
    let directory = sample.world.directory();
    let stories = sample.stories.iter();
    let told = stories.map(|story| tell(story, sample.world.founded, &directory));
    told.collect()
}

/// Tells a story to a judge without a database.
fn tell(story: &Story<Deed>, founded: Timestamp, directory: &Directory) -> History {
    let mut versions = CaseVersions::default();
    let mut document: Option<Document> = None;
    for visit in &story.visits {
        let person = &directory.people[&visit.by];
        let device = Uuid::from_u128(visit.by.0.as_u128() + 1);
        let seen = versions.at(visit.seen);
        let phone = (device, person);
        let commands = pushed((story.id, visit), seen, phone, directory).unwrap();
        let mut judge = match document.take() {
            None => Judge::open(Kind::Ticket),
            Some(document) => Judge::of(document),
        };
        let caller = Caller {
            person,
            device,
            acts_since: founded,
            directory,
            received: visit.received,
        };
        for command in commands {
            let ruling = judge.rule(&command.into(), &caller).unwrap();
            assert_eq!(ruling.outcome, Outcome::Adopted, "{visit:?}");
        }
        let judged = judge.close().unwrap().unwrap();
        versions.put(visit.received, judged.document.clone());
        document = Some(judged.document);
    }
    document.unwrap().history()
}

fn tickets() -> impl Iterator<Item = &'static Ticket> {
    TOLD.iter().map(|history| {
        let Some(Case::Ticket(ticket)) = &history.case else {
            panic!("every story begins a ticket");
        };
        ticket
    })
}

fn count(is: impl Fn(&Ticket) -> bool) -> usize {
    tickets().filter(|ticket| is(ticket)).count()
}

/// How much is without effect, all of it because a story means it.
fn count_of_superseded(sample: &Sample, told: &[History]) -> usize {
    for (story, history) in sample.stories.iter().zip(told) {
        let visits = story.visits.iter();
        let meant = visits.flat_map(|visit| visit.deeds.iter().map(|_| visit.is_superseded));
        let is: Vec<bool> = history
            .entries
            .iter()
            .map(|it| it.superseded.is_some())
            .collect();
        assert_eq!(is, meant.collect::<Vec<_>>(), "{story:#?}");
    }
    let entries = told.iter().flat_map(|history| &history.entries);
    entries.filter(|entry| entry.superseded.is_some()).count()
}

#[test]
fn what_is_without_effect_is_meant_to_be() {
    assert!(count_of_superseded(&SAMPLE, &TOLD) >= 8);
}

#[test]
fn nothing_happens_before_the_sample_or_after_now() {
    let begins = time_of(day_of(NOW) - DAYS, 0);
    for entry in TOLD.iter().flat_map(|history| &history.entries) {
        let received = entry.received.unwrap();
        assert!(begins < entry.at && entry.at < received && received <= NOW);
    }
    let submitted = count(|ticket| (OPENS..CLOSES).contains(&minute_of(ticket.submitted_at)));
    assert_eq!(submitted, TOLD.len(), "stores ask while they are open");
    let first_week = begins + Span::days(DAYS - 35);
    assert!(count(|ticket| ticket.submitted_at < first_week) > 50);
}

#[test]
fn whoever_has_left_does_nothing_any_more() {
    let leaver = SAMPLE.world.people.leaver;
    let mut acts = TOLD
        .iter()
        .flat_map(|history| &history.entries)
        .filter(|entry| entry.author == leaver)
        .peekable();
    assert!(acts.peek().is_some());
    assert!(acts.all(|entry| entry.at < SAMPLE.world.left));
    assert_eq!(
        count(|ticket| ticket.assignment().is_some() && ticket.owner == Some(leaver)),
        0
    );
}

#[test]
fn there_is_something_of_everything() {
    for status in Status::ALL {
        assert!(count(|ticket| ticket.status == status) >= 5, "{status:?}");
    }
    let past_due = |ticket: &Ticket| ticket.due().is_some_and(|due| due < NOW);
    assert!(count(|ticket| ticket.status == Status::Pool && past_due(ticket)) >= 2);
    assert!(count(|ticket| ticket.status == Status::InHand && past_due(ticket)) >= 2);
    assert!(count(|ticket| ticket.reassignments > 1) >= 3);
    assert!(count(|ticket| ticket.reopenings() > 0) >= 10);
}

#[test]
fn whoever_signs_in_first_finds_something_to_do() {
    let id = |login| SAMPLE.world.people.with_login(login).unwrap().id;
    let (lin, gu) = (id("lin.wei@hengli"), id("jian.gu@hengli"));
    let is_lins = |ticket: &Ticket, status| ticket.requester == lin && ticket.status == status;
    assert!(count(|ticket| is_lins(ticket, Status::Pool)) > 0);
    assert!(count(|ticket| is_lins(ticket, Status::InHand) && ticket.owner == Some(gu)) > 0);
    let is_unrated = |ticket: &Ticket| ticket.completion().is_some_and(|it| it.rated.is_none());
    assert!(count(|ticket| ticket.requester == lin && is_unrated(ticket)) > 0);
}

#[test]
fn most_are_in_time_and_some_are_not() {
    let shares = |is_in_time: fn(&Ticket) -> Option<bool>| {
        let known: Vec<bool> = tickets().filter_map(is_in_time).collect();
        known.iter().filter(|is| **is).count() * 100 / known.len()
    };
    let accepted = shares(Ticket::is_accepted_in_time);
    let done = shares(|ticket| ticket.round()?.is_in_time(ticket.targets));
    assert!((75..97).contains(&accepted), "{accepted} %");
    assert!((75..97).contains(&done), "{done} %");
}

#[test]
fn most_completions_are_rated() {
    let completions: Vec<_> = tickets().flat_map(Ticket::completions).collect();
    let rated = completions.iter().filter(|done| done.rated.is_some());
    let share = rated.count() * 100 / completions.len();
    assert!((60..80).contains(&share), "{share} %");
}

#[test]
fn the_ranking_has_winners_losers_and_a_newcomer() {
    let mut sums: BTreeMap<PersonId, [(i64, i64); 2]> = BTreeMap::new();
    for done in tickets().flat_map(Ticket::completions) {
        let Some(rated) = &done.rated else { continue };
        let sums = sums.entry(done.by).or_default();
        let month = usize::from(rated.first_at >= SAMPLE.world.month);
        sums[month].0 += i64::from(rated.rating.overall) * 100;
        sums[month].1 += 1;
    }
    let both = sums
        .values()
        .filter(|[before, now]| before.1 > 5 && now.1 > 5);
    let differences: Vec<i64> = both.map(|[a, b]| b.0 / b.1 - a.0 / a.1).collect();
    assert!(differences.len() >= 10, "{sums:?}");
    assert!(differences.iter().filter(|it| **it > 10).count() >= 2);
    assert!(differences.iter().filter(|it| **it < -10).count() >= 2);
    assert!(
        sums.values()
            .any(|[before, now]| before.1 == 0 && now.1 > 5)
    );
}

#[test]
fn every_offer_has_targets_and_is_asked_for() {
    for listed in &SAMPLE.world.catalogue.listed {
        let targets = listed.category.targets.unwrap();
        assert!(targets.response_min < targets.completion_min);
        assert!(!listed.offer.troubles.is_empty());
        assert!(count(|ticket| ticket.category == listed.category.id) > 0);
    }
}

#[test]
fn there_are_people_in_every_role_and_accounts_for_them() {
    let people = &SAMPLE.world.people;
    assert!((80..=100).contains(&people.all.len()));
    for (role, wanted) in Role::ALL.into_iter().zip([13, 2, 3, 2, 2, 1]) {
        assert_eq!(people.holding(role).count(), wanted, "{role:?}");
        assert!(
            accounts()
                .iter()
                .any(|account| account.roles.contains(&role))
        );
    }
    for store in &SAMPLE.world.stores {
        assert!(people.staff(store).count() >= 2, "{store:?}");
    }
    let named = |(account, person): (&SampleAccount, &Person)| {
        account.name == person.name && account.roles.iter().all(|role| person.is(*role))
    };
    assert!(accounts().iter().zip(&people.all).all(named));
}

#[test]
fn it_can_be_loaded_at_any_time() {
    for hours in (0..24 * 40).step_by(29) {
        let sample = Sample::new(Timestamp(NOW.0 - Span::minutes(hours * 60).0));
        assert!((600..=900).contains(&sample.stories.len()), "{hours}");
    }
    // At night, and on the first morning of a month.
    for hours in [12, 19 * 24 + 6] {
        let sample = Sample::new(Timestamp(NOW.0 - Span::minutes(hours * 60).0));
        count_of_superseded(&sample, &tell_all(&sample));
    }
}
