//! What people do without a signal and so without knowing of each other, as the
//! clash table of the domain settles it.

use super::{
    deed::Deed,
    plot::Plot,
    stories::{Telling, done_and_rated},
    texts,
};
use domain::{
    ids::PersonId,
    time::{Span, Timestamp},
};

/// One row of the table each.
pub(super) const CLASHES: [Telling; 5] = [
    both_accept,
    done_while_given_away,
    both_done,
    cancelled_too_late,
    accepted_too_late,
];

/// Two engineers in machine rooms accept it; the first to have a signal has it.
fn both_accept(plot: &mut Plot<'_>) -> Option<()> {
    let first = plot.engineer(None)?;
    let second = plot.engineer(Some(first))?;
    let seen = plot.story.told() + Span::minutes(1);
    plot.apart(first, seen, 14, vec![(6, Deed::Accept)]);
    plot.apart(second, seen, 21, vec![(4, Deed::Accept)]);
    plot.story.in_vain();
    done_and_rated(plot, first);
    Some(())
}

/// The desk gives it away while its engineer, in a cellar, completes it.
fn done_while_given_away(plot: &mut Plot<'_>) -> Option<()> {
    let (by, seen, _) = given_away(plot)?;
    let (note, solution) = (texts::CELLAR.to_owned(), plot.solution());
    plot.apart(by, seen, 75, vec![(12, Deed::Note(note)), (50, solution)]);
    plot.rated(by, false);
    Some(())
}

/// So it does, and the other one completes it first.
fn both_done(plot: &mut Plot<'_>) -> Option<()> {
    let (by, seen, to) = given_away(plot)?;
    let (first, second) = (plot.solution(), plot.solution());
    plot.does(to, 25, first);
    plot.apart(by, seen, 90, vec![(50, second)]);
    plot.story.in_vain();
    plot.rated(to, false);
    Some(())
}

/// Taken by somebody, who from then on knows nothing of its being given on.
fn given_away(plot: &mut Plot<'_>) -> Option<(PersonId, Timestamp, PersonId)> {
    let by = plot.taken()?;
    let to = plot.engineer(Some(by))?;
    let desk = plot.world.dispatcher(plot.rng)?;
    let seen = plot.story.told() + Span::minutes(1);
    let reason = plot.rng.text(texts::TAKEN_AWAY);
    plot.does(desk, 30, Deed::Reassign(to, reason));
    Some((by, seen, to))
}

/// The requester cancels what has just been accepted.
fn cancelled_too_late(plot: &mut Plot<'_>) -> Option<()> {
    let by = plot.engineer(None)?;
    let seen = plot.story.told() + Span::minutes(1);
    plot.does(by, 5, Deed::Accept);
    let reason = plot.rng.text(texts::CANCELLED);
    plot.apart(plot.requester.id, seen, 15, vec![(8, Deed::Cancel(reason))]);
    plot.story.in_vain();
    done_and_rated(plot, by);
    Some(())
}

/// An engineer accepts what has just been cancelled.
fn accepted_too_late(plot: &mut Plot<'_>) -> Option<()> {
    let by = plot.engineer(None)?;
    let seen = plot.story.told() + Span::minutes(1);
    let reason = plot.rng.text(texts::CANCELLED);
    plot.does(plot.requester.id, 6, Deed::Cancel(reason));
    plot.apart(by, seen, 24, vec![(9, Deed::Accept)]);
    plot.story.in_vain();
    Some(())
}
