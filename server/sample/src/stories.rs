//! What happens how often: six weeks of ordinary days, the clashes of people
//! without a signal, and what is open now.

use super::{
    calendar::{DAYS, day_of, open_before, time_of, weekday},
    clashes::CLASHES,
    deed::Deed,
    plot::Plot,
    rng::SampleRng,
    story::Story,
    texts,
    world::World,
};
use domain::{
    ids::PersonId,
    tickets::ClosedAs,
    time::{Span, Timestamp},
};

/// Tickets on a day, from Monday on: shops work on weekends.
const PER_DAY: [i64; 7] = [15, 14, 14, 15, 18, 20, 18];
/// How many of them come in which hour, from 9 o'clock on.
const PER_HOUR: [i64; 13] = [9, 14, 12, 7, 6, 9, 10, 8, 7, 8, 11, 8, 3];
/// So many of a hundred tickets are clashes.
const CLASH_PERCENT: i64 = 4;

/// How a story goes on from its submission; none if there is nobody for it.
pub(super) type Telling = fn(&mut Plot<'_>) -> Option<()>;

/// Every story up to now, in the order of submission.
pub(super) fn stories(world: &World, rng: &mut SampleRng) -> Vec<Story<Deed>> {
    let mut stories: Vec<Story<Deed>> = submissions(world, rng)
        .into_iter()
        .filter_map(|at| {
            let telling = if rng.percent(CLASH_PERCENT) {
                rng.of(&CLASHES).copied()?
            } else {
                ordinary
            };
            told(world, rng, None, at, telling)
        })
        .collect();
    for (count, from_min, to_min, telling) in OPEN {
        for _ in 0..count {
            let at = open_before(world.now, rng.between(from_min, to_min));
            stories.extend(told(world, rng, None, at, telling));
        }
    }
    for (login, minutes, telling) in FOR_THE_READER {
        let at = open_before(world.now, minutes);
        stories.extend(told(world, rng, Some(login), at, telling));
    }
    for _ in 0..2 {
        let at = open_before(world.left, rng.between(300, 1_500));
        stories.extend(told(world, rng, None, at, left_behind));
    }
    stories.sort_by_key(|story| story.id);
    stories
}

/// A story of the one with this login, or of anybody.
fn told(
    world: &World,
    rng: &mut SampleRng,
    login: Option<&str>,
    at: Timestamp,
    telling: Telling,
) -> Option<Story<Deed>> {
    let requester = match login {
        Some(login) => world.people.with_login(login),
        None => world.requester(rng),
    };
    let mut plot = Plot::begin(world, rng, requester?, at)?;
    telling(&mut plot)?;
    // None if even its submission is still on its way.
    Some(plot.end()).filter(|story| !story.visits.is_empty())
}

/// When tickets are submitted, up to now.
fn submissions(world: &World, rng: &mut SampleRng) -> Vec<Timestamp> {
    let today = day_of(world.now);
    let hours: Vec<(i64, i64)> = (9..).zip(PER_HOUR).collect();
    let mut times = Vec::new();
    for day in today - DAYS + 1..=today {
        let usual = PER_DAY.get(weekday(day)).copied().unwrap_or_default();
        for _ in 0..rng.around(usual, 5) {
            let hour = rng.weighted(&hours, |(_, weight)| *weight);
            let hour = hour.map_or(12, |(hour, _)| *hour);
            let at = time_of(day, hour * 60 + rng.between(0, 60));
            times.push(at + Span(rng.between(0, 60_000)));
        }
    }
    times.retain(|at| *at < world.now);
    times.sort_unstable();
    times
}

fn ordinary(plot: &mut Plot<'_>) -> Option<()> {
    if plot.rng.percent(4) {
        let (wait, reason) = (plot.rng.between(1, 9), plot.rng.text(texts::CANCELLED));
        plot.does(plot.requester.id, wait, Deed::Cancel(reason));
        return Some(());
    }
    if plot.rng.percent(6) {
        adds(plot);
    }
    let mut by = plot.taken()?;
    if plot.rng.percent(8) {
        by = plot.given_on(by)?;
        if plot.rng.percent(18) {
            by = plot.given_on(by)?;
        }
    }
    if plot.rng.percent(5) {
        let desk = plot.world.dispatcher(plot.rng)?;
        let (wait, text) = (plot.rng.between(10, 60), plot.rng.text(texts::CHASES));
        plot.does(desk, wait, Deed::Note(text.to_owned()));
    }
    done_and_rated(plot, by);
    Some(())
}

fn adds(plot: &mut Plot<'_>) {
    let text = plot.rng.text(texts::ADDITIONS).to_owned();
    let wait = plot.rng.between(2, 12);
    plot.does(plot.requester.id, wait, Deed::Note(text));
}

/// The work, now and then a second time, and the rating.
pub(super) fn done_and_rated(plot: &mut Plot<'_>, by: PersonId) {
    let is_late = plot.worked(by);
    let mut is_bad = is_late && plot.rng.percent(60);
    // Whoever has left could not do it again.
    if by != plot.world.people.leaver && plot.rng.percent(4) {
        let reason = plot.rng.text(texts::REOPENED);
        let wait = plot.rng.between(60, 900);
        plot.does(plot.requester.id, wait, Deed::Reopen(reason));
        plot.worked(by);
        is_bad = plot.rng.percent(70);
    }
    if plot.rng.percent(72) {
        plot.rated(by, is_bad);
    }
}

/// What is open now, whatever the hour: how many, submitted so many opening
/// minutes ago, and what became of them.
const OPEN: [(usize, i64, i64, Telling); 9] = [
    (5, 1, 9, waits),
    (4, 70, 260, waits),
    (7, 30, 110, in_hand),
    (4, 700, 1_500, overdue),
    (6, 200, 2_600, on_hold),
    (1, 3_000, 3_400, hold_over),
    (6, 200, 9_000, closed),
    (2, 400, 900, bounced),
    (2, 800, 1_400, reopened),
];

/// What those find who sign in first: an open ticket at each step, and one that
/// waits for their rating.
const FOR_THE_READER: [(&str, i64, Telling); 6] = [
    ("lin.wei@hengli", 12, waits),
    ("lin.wei@hengli", 95, in_hand_of_gu),
    ("lin.wei@hengli", 640, unrated),
    ("hao.chen@hengli", 500, unrated),
    ("mei.zhou@hengli", 130, in_hand),
    ("kai.deng@hengli", 45, in_hand),
];

fn in_hand_of_gu(plot: &mut Plot<'_>) -> Option<()> {
    let gu = plot.world.people.with_login("jian.gu@hengli")?.id;
    plot.does(gu, 9, Deed::Accept);
    plot.does(gu, 15, Deed::Note(texts::NOTES[0].to_owned()));
    plot.rested(gu);
    Some(())
}

fn unrated(plot: &mut Plot<'_>) -> Option<()> {
    let by = in_hand_of(plot)?;
    let solution = plot.solution();
    plot.does(by, 25, solution);
    Some(())
}

fn waits(plot: &mut Plot<'_>) -> Option<()> {
    if plot.rng.percent(30) {
        adds(plot);
    }
    if plot.rng.percent(20) {
        let desk = plot.world.dispatcher(plot.rng)?;
        let text = plot.rng.text(texts::CHASES);
        plot.does(desk, 3, Deed::Note(text.to_owned()));
    }
    Some(())
}

fn in_hand_of(plot: &mut Plot<'_>) -> Option<PersonId> {
    let engineer = plot.engineer(None)?;
    let wait = plot.rng.between(2, 15);
    plot.does(engineer, wait, Deed::Accept);
    Some(engineer)
}

fn in_hand(plot: &mut Plot<'_>) -> Option<()> {
    let by = in_hand_of(plot)?;
    if plot.rng.percent(60) {
        let (wait, text) = (plot.rng.between(1, 12), plot.rng.text(texts::NOTES));
        plot.does(by, wait, Deed::Note(text.to_owned()));
    }
    plot.rested(by);
    Some(())
}

fn overdue(plot: &mut Plot<'_>) -> Option<()> {
    in_hand_of(plot).map(|_| ())
}

fn on_hold(plot: &mut Plot<'_>) -> Option<()> {
    let by = in_hand_of(plot)?;
    let (wait, reason) = (plot.rng.between(5, 60), plot.rng.text(texts::WAITS));
    plot.holds(by, wait, 4, reason);
    Some(())
}

/// Its engineer waits for others, and has forgotten that they said by when.
fn hold_over(plot: &mut Plot<'_>) -> Option<()> {
    let by = in_hand_of(plot)?;
    let (wait, reason) = (plot.rng.between(5, 60), plot.rng.text(texts::WAITS));
    plot.holds(by, wait, 1, reason);
    Some(())
}

/// The desk finds that it is nothing for the department, or that it is settled.
fn closed(plot: &mut Plot<'_>) -> Option<()> {
    let desk = plot.world.dispatcher(plot.rng)?;
    let (closed_as, reason) = if plot.rng.percent(50) {
        (ClosedAs::NotAService, plot.rng.text(texts::NOT_A_SERVICE))
    } else {
        (ClosedAs::Withdrawn, plot.rng.text(texts::NOT_NEEDED))
    };
    let wait = plot.rng.between(3, 20);
    plot.does(desk, wait, Deed::Close(closed_as, reason));
    Some(())
}

fn bounced(plot: &mut Plot<'_>) -> Option<()> {
    let first = in_hand_of(plot)?;
    let second = plot.given_on(first)?;
    plot.given_on(second)?;
    Some(())
}

fn reopened(plot: &mut Plot<'_>) -> Option<()> {
    let by = in_hand_of(plot)?;
    let (solution, reason) = (plot.solution(), plot.rng.text(texts::REOPENED));
    plot.does(by, 25, solution);
    plot.does(plot.requester.id, 40, Deed::Reopen(reason));
    Some(())
}

/// Its engineer leaves the group; the desk gives it to another.
fn left_behind(plot: &mut Plot<'_>) -> Option<()> {
    let desk = plot.world.dispatcher(plot.rng)?;
    let leaver = plot.world.people.leaver;
    plot.does(desk, 8, Deed::Assign(leaver));
    plot.holds(leaver, 20, 4, texts::WAITS[0]);
    let to = plot.engineer(Some(leaver))?;
    let wait = plot.world.left.since(plot.story.told()).0 / 60_000;
    plot.does(desk, wait + 60, Deed::Reassign(to, texts::HAS_LEFT));
    done_and_rated(plot, to);
    Some(())
}
