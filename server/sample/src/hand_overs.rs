//! Equipment changes hands: what happens how often in a year of hand-overs between
//! people, most of them where there is no signal, and what there is besides.

use super::{
    calendar::{OPENS, day_of, open_from, time_of, weekday},
    custody::Custodies,
    equipment::{Handled, Handling, Round},
    hand_over::{HandOver, Year},
    handing::Handing,
    rng::SampleRng,
    signatures::Signature,
    story::Story,
    texts,
    world::World,
};
use domain::{condition::Condition, ids::PersonId, time::Span, transfers::UNCONFIRMED_MAX};
use std::collections::BTreeMap;

/// After so many days of the year people have what they need, and begin to hand it on.
const BEGINS: i64 = 30;
/// Hand-overs on a day, in hundredths, from Monday on.
const PER_DAY: [i64; 7] = [70, 50, 45, 45, 75, 60, 50];

/// Who signs in first, and gets something, but gives nothing away.
const READER: &str = "lin.wei@hengli";

/// How a hand-over goes on.
type Course = fn(&mut HandOver<'_, '_>);

/// How often each of them happens.
const COURSES: [(i64, Course); 7] = [
    (68, whole),
    (9, piece_by_piece),
    (6, late),
    (5, refused),
    (5, refused_in_part),
    (4, withdrawn),
    (3, withdrawn_in_part),
];

/// What there is besides, whatever the day: so many days ago, to whom, and what became
/// of it.
const BESIDES: [(i64, Option<&str>, Course); 13] = [
    (190, None, taken_back_before),
    (25, Some(READER), whole),
    (9, None, waits),
    (6, Some("kai.deng@hengli"), waits),
    (5, None, waits),
    (5, None, waits_in_part),
    (4, None, waits),
    (3, None, withdrawn_and_confirmed),
    (2, Some("mei.zhou@hengli"), waits),
    (2, None, refused),
    (1, Some(READER), waits),
    (1, None, waits_in_part),
    (1, None, waits),
];

/// The hand-overs, and how the names look under them.
#[derive(PartialEq, Eq)]
pub(super) struct HandOvers {
    /// In the order in which they begin.
    pub stories: Vec<Story<Handing>>,
    pub signatures: BTreeMap<PersonId, Signature>,
}

/// Every hand-over up to now; adds to the rounds what the admins do in the course of
/// them.
pub(super) fn hand_overs(world: &World, rounds: &mut Vec<Round>, rng: &mut SampleRng) -> HandOvers {
    let mut year = Year {
        world,
        rng,
        custodies: Custodies::of(rounds),
        rounds,
        signatures: BTreeMap::new(),
    };
    let mut stories = Vec::new();
    let today = day_of(world.now);
    for day in day_of(world.founded) + BEGINS..today {
        let besides = BESIDES.iter().filter(|(ago, ..)| today - ago == day);
        for (_, to, course) in besides {
            stories.extend(told(&mut year, day, *to, *course));
        }
        let usual = PER_DAY.get(weekday(day)).copied().unwrap_or_default();
        if year.rng.percent(usual) {
            stories.extend(told(&mut year, day, None, ordinary));
        }
    }
    let signatures = year.signatures;
    HandOvers {
        stories,
        signatures,
    }
}

/// A hand-over that begins on this day; none if nobody has anything to hand on.
fn told(year: &mut Year<'_>, day: i64, to: Option<&str>, course: Course) -> Option<Story<Handing>> {
    let minute = year.rng.between(OPENS, OPENS + 11 * 60);
    let at = time_of(day, minute) + Span(year.rng.between(0, 60_000));
    let people = &year.world.people;
    let reader = people.with_login(READER)?.id;
    let to = to.and_then(|login| people.with_login(login));
    let mut hand_over = HandOver::begin(year, at, to, reader)?;
    course(&mut hand_over);
    // None if even its beginning is still on its way.
    Some(hand_over.end()).filter(|story| !story.visits.is_empty())
}

fn ordinary(hand_over: &mut HandOver<'_, '_>) {
    let drawn = hand_over.year.rng.weighted(&COURSES, |(weight, _)| *weight);
    if let Some((_, course)) = drawn {
        course(hand_over);
    }
}

fn whole(hand_over: &mut HandOver<'_, '_>) {
    let after = hand_over.within(10, 1_700);
    hand_over.confirms_all(after);
}

/// The rest comes later; all at once if there is no rest.
fn piece_by_piece(hand_over: &mut HandOver<'_, '_>) {
    hand_over.confirms_first();
    whole(hand_over);
}

/// Both have to be reminded first.
fn late(hand_over: &mut HandOver<'_, '_>) {
    let after = UNCONFIRMED_MAX + hand_over.within(600, 3_000);
    hand_over.confirms_all(after);
}

fn refused(hand_over: &mut HandOver<'_, '_>) {
    hand_over.refuses();
}

fn refused_in_part(hand_over: &mut HandOver<'_, '_>) {
    hand_over.confirms_first();
    refused(hand_over);
}

fn withdrawn(hand_over: &mut HandOver<'_, '_>) {
    let after = hand_over.within(30, 2_000);
    hand_over.withdraws(after);
}

fn withdrawn_in_part(hand_over: &mut HandOver<'_, '_>) {
    hand_over.confirms_first();
    withdrawn(hand_over);
}

fn waits(_: &mut HandOver<'_, '_>) {}

fn waits_in_part(hand_over: &mut HandOver<'_, '_>) {
    hand_over.confirms_first();
}

/// The giver thinks again while the receiver, in a cellar, takes it over: an asset
/// admin has to hear both.
fn withdrawn_and_confirmed(hand_over: &mut HandOver<'_, '_>) {
    let seen = hand_over.story.told();
    let assets = hand_over.open.clone();
    let deed = hand_over.confirmation(&assets);
    hand_over.withdraws(Span::minutes(40));
    let at = open_from(seen + Span::minutes(90));
    hand_over.acts(hand_over.receiver.id, seen, at, deed);
    hand_over.story.in_vain();
}

/// An asset admin collects one of them before the confirmation arrives, and settles
/// that later.
fn taken_back_before(hand_over: &mut HandOver<'_, '_>) {
    let seen = hand_over.story.told();
    let (Some(asset), Some(admin)) = (hand_over.open.first().copied(), hand_over.admin()) else {
        return;
    };
    let day = day_of(seen) + 1;
    let on_that_day = |minute| time_of(day, OPENS + minute);
    let at = on_that_day(60);
    let collects = Handled {
        asset,
        id: hand_over.year.rng.command(at),
        at,
        deed: Handling::TakeBack(Condition::Worn),
    };
    let round = Round {
        by: admin,
        received: on_that_day(100),
        acts: vec![collects],
    };
    let assets = std::mem::take(&mut hand_over.open);
    let deed = hand_over.confirmation(&assets);
    let (by, rng) = (hand_over.receiver.id, &mut *hand_over.year.rng);
    let confirmed = vec![(on_that_day(80), deed)];
    let late = on_that_day(300);
    hand_over.story.offline(rng, by, seen, late, confirmed);
    hand_over.does(admin, Span::minutes(2_000), Handing::Settle(texts::SETTLED));
    hand_over.is_collected(asset, round);
}
