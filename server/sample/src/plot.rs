//! The turns that a ticket's story can take, each told on from where it is.
//!
//! What happens to whom, and how often, is decided in `stories`.

use super::{
    calendar::{CLOSES, OPENS, date_after, day_of, open_from, time_of},
    catalogue::{Listed, Trouble},
    deed::{Deed, Submission},
    rng::SampleRng,
    stores::SampleStore,
    story::Story,
    texts,
    world::World,
};
use domain::{
    date::Date,
    directory::{Person, Targets},
    ids::PersonId,
    rating::Rating,
    time::{Span, Timestamp},
};

/// From this target on nobody notes that a night lies in between.
const DAY_MIN: i64 = 24 * 60;

/// For so many days at most an engineer waits for others.
const HELD_DAYS: i64 = 7;

/// A story that is being told.
pub(super) struct Plot<'a> {
    pub world: &'a World,
    pub rng: &'a mut SampleRng,
    pub story: Story<Deed>,
    pub store: &'a SampleStore,
    pub requester: &'a Person,
    pub targets: Targets,
    trouble: &'a Trouble,
}

impl<'a> Plot<'a> {
    /// Somebody asks for help; now and then from where there is no signal.
    pub fn begin(
        world: &'a World,
        rng: &'a mut SampleRng,
        requester: &'a Person,
        at: Timestamp,
    ) -> Option<Self> {
        let (from, listed) = world.request(rng, requester)?;
        let trouble = rng.of(listed.offer.troubles)?;
        let targets = listed.promised(at, world.changed);
        let number = rng.between(1, 9);
        let submission = Submission {
            category: listed.category.id,
            targets,
            store: from.record.id,
            description: texts::description(rng, trouble, number),
            equipment: labels(rng, listed, from, number),
        };
        let mut story = Story::new(rng.case(at));
        let deeds = vec![(at, Deed::Submit(submission))];
        let delay = if rng.percent(8) {
            Span::minutes(rng.between(4, 35))
        } else {
            Span(rng.between(400, 4_000))
        };
        story.offline(rng, requester.id, at, at + delay, deeds);
        Some(Self {
            world,
            rng,
            story,
            store: from,
            requester,
            targets,
            trouble,
        })
    }

    /// The story as far as it is known by now.
    pub fn end(self) -> Story<Deed> {
        self.story.until(self.world.now)
    }

    /// Somebody does something so many minutes from here.
    pub fn does(&mut self, by: PersonId, after_min: i64, deed: Deed) {
        let at = self.story.told() + Span::minutes(after_min);
        self.story.online(self.rng, by, at, deed);
    }

    /// The day so many days after what was told last.
    fn date_after(&self, days: i64) -> Option<Date> {
        date_after(self.story.told(), days)
    }

    /// Somebody puts it on hold so many minutes from here, until so many days from then.
    pub fn holds(&mut self, by: PersonId, after_min: i64, days: i64, reason: &'static str) {
        let at = self.story.told() + Span::minutes(after_min);
        if let Some(until) = date_after(at, days) {
            self.does(by, after_min, Deed::Hold(until, reason));
        }
    }

    /// Somebody without a signal since `seen` does things, so many minutes after
    /// that, and has a signal again in the end.
    pub fn apart(
        &mut self,
        by: PersonId,
        seen: Timestamp,
        until_min: i64,
        deeds: Vec<(i64, Deed)>,
    ) {
        let at = |minutes| seen + Span::minutes(minutes);
        let deeds = deeds.into_iter().map(|(min, deed)| (at(min), deed));
        let deeds = deeds.collect();
        self.story.offline(self.rng, by, seen, at(until_min), deeds);
    }

    /// An engineer of the store's team, other than somebody.
    pub fn engineer(&mut self, other_than: Option<PersonId>) -> Option<PersonId> {
        let (team, at) = (self.store.record.team, self.story.told());
        self.world.engineer(self.rng, team, at, other_than)
    }

    /// How long until somebody has it: within the response target, mostly.
    pub fn patience_min(&mut self) -> i64 {
        let response = i64::from(self.targets.response_min);
        let percent = if self.rng.percent(88) {
            self.rng.between(8, 70)
        } else {
            self.rng.between(105, 320)
        };
        let at = self.story.told() + Span::minutes(response * percent / 100);
        let opens = open_from(at);
        let wait = opens.since(self.story.told()).0 / 60_000;
        if opens == at {
            wait
        } else {
            wait + self.rng.between(1, 25)
        }
    }

    /// Somebody of the team gets it, by themselves or through the desk.
    pub fn taken(&mut self) -> Option<PersonId> {
        let wait = self.patience_min();
        let engineer = self.engineer(None)?;
        if self.rng.percent(27) {
            let desk = self.world.dispatcher(self.rng)?;
            self.does(desk, wait, Deed::Assign(engineer));
        } else {
            self.does(engineer, wait, Deed::Accept);
        }
        Some(engineer)
    }

    /// The engineer works on it until it is done. Says whether that took longer
    /// than was promised.
    pub fn worked(&mut self, by: PersonId) -> bool {
        let target = i64::from(self.targets.completion_min);
        let is_late = self.rng.percent(9);
        let percent = if is_late {
            self.rng.between(108, 190)
        } else {
            self.rng.between(10, 62) * self.world.manner(by).pace / 100
        };
        let mut rest = (target * percent / 100).max(4);
        if self.rng.percent(32) {
            let before = rest * self.rng.between(10, 50) / 100;
            let note = self.rng.text(texts::NOTES).to_owned();
            rest = self.spent(by, before, rest, Deed::Note(note));
        }
        // Whoever is about to leave begins nothing that waits for others.
        if by != self.world.people.leaver && self.rng.percent(11) {
            let before = rest * self.rng.between(20, 60) / 100;
            let reason = self.rng.text(texts::WAITS);
            if let Some(until) = self.date_after(HELD_DAYS) {
                rest = self.spent(by, before, rest, Deed::Hold(until, reason));
            }
            let until = self.story.told() + Span::minutes(self.rng.between(180, 3_600));
            let wait = open_from(until).since(self.story.told()).0 / 60_000;
            let slack = self.rng.between(1, 40);
            self.does(by, wait + slack, Deed::Resume);
        }
        self.finished(by, rest);
        is_late
    }

    /// The engineer is done after so much more work, now and then in a cellar.
    fn finished(&mut self, by: PersonId, rest: i64) {
        let solution = self.solution();
        let told = self.story.told();
        let closes = time_of(day_of(told), CLOSES);
        let is_today = told + Span::minutes(rest) < closes;
        if is_today && rest < 240 && self.rng.percent(18) {
            let until = rest + self.rng.between(6, 70);
            let note = Deed::Note(texts::CELLAR.to_owned());
            self.apart(by, told, until, vec![(rest / 2, note), (rest, solution)]);
        } else {
            self.spent(by, rest, rest, solution);
        }
    }

    /// If the day on which it was last told of is over, its engineer held it over
    /// the night.
    pub fn rested(&mut self, by: PersonId) {
        let closes = time_of(day_of(self.story.told()), CLOSES);
        if closes < self.world.now {
            let wait = closes.since(self.story.told()).0 / 60_000;
            self.holds(by, wait, 1, texts::NIGHT);
            let night = Span::minutes(self.rng.between(1, 30) + 11 * 60);
            let wait = (closes + night).since(self.story.told()).0 / 60_000;
            self.does(by, wait, Deed::Resume);
        }
    }

    /// After so much of the rest of the work the engineer does something. Nights
    /// are held out where they would count. Gives what is left of the rest.
    fn spent(&mut self, by: PersonId, minutes: i64, rest: i64, deed: Deed) -> i64 {
        let mut minutes = minutes;
        let left = rest - minutes;
        while i64::from(self.targets.completion_min) < DAY_MIN {
            let told = self.story.told();
            let closes = time_of(day_of(told), CLOSES + self.rng.between(-10, 20));
            if told + Span::minutes(minutes) <= closes {
                break;
            }
            let before = closes.since(told).0 / 60_000;
            minutes = (minutes - before).max(2);
            self.holds(by, before, 1, texts::NIGHT);
            let held = self.story.told();
            let opens = open_from(time_of(day_of(held), OPENS - 1).max(held));
            let night = opens.since(held).0 / 60_000;
            let slack = self.rng.between(1, 40);
            self.does(by, night + slack, Deed::Resume);
        }
        let at = self.story.told() + Span::minutes(minutes);
        let wait = open_from(at).since(self.story.told()).0 / 60_000;
        self.does(by, wait, deed);
        left
    }

    /// A colleague or the desk gives it to somebody else.
    pub fn given_on(&mut self, from: PersonId) -> Option<PersonId> {
        let to = self.engineer(Some(from))?;
        let wait = self.rng.between(3, 40);
        if self.rng.percent(60) {
            let reason = self.rng.text(texts::GIVEN_AWAY);
            self.does(from, wait, Deed::Reassign(to, reason));
        } else {
            let desk = self.world.dispatcher(self.rng)?;
            let reason = self.rng.text(texts::TAKEN_AWAY);
            self.does(desk, wait, Deed::Reassign(to, reason));
        }
        Some(to)
    }

    /// The requester says how it was; now and then with a second thought.
    pub fn rated(&mut self, by: PersonId, is_bad: bool) {
        let at = self.story.told() + Span::minutes(self.rng.between(4, 1_300));
        let wait = open_from(at).since(self.story.told()).0 / 60_000;
        let manner = self.world.manner(by);
        let mean = if open_from(at) >= self.world.month {
            manner.liked_now
        } else {
            manner.liked_before
        };
        let mean = if is_bad { mean - 180 } else { mean };
        let rating = self.rating(mean);
        self.does(self.requester.id, wait, Deed::Rate(rating));
        if self.rng.percent(3) {
            let rating = self.rating(mean + 60);
            let wait = self.rng.between(10, 90);
            self.does(self.requester.id, wait, Deed::Rate(rating));
        }
    }

    fn rating(&mut self, mean: i64) -> Rating {
        let overall = stars(self.rng.around(mean + 15, 150));
        let mut near = |off| stars(i64::from(overall) * 100 + off + self.rng.between(-60, 61));
        let (attitude, speed, quality) = (near(20), near(-20), near(0));
        let comments = match overall {
            4..=5 => texts::PRAISE,
            3 => texts::SO_SO,
            _ => texts::BLAME,
        };
        Rating {
            overall,
            attitude,
            speed,
            quality,
            comment: self.rng.text(comments).to_owned(),
        }
    }

    /// What was done, for stories that tell it themselves.
    pub fn solution(&mut self) -> Deed {
        Deed::Complete(texts::solution(self.rng, self.trouble))
    }
}

/// Stars from hundredths of a star.
fn stars(hundredths: i64) -> u8 {
    u8::try_from(((hundredths + 50) / 100).clamp(1, 5)).unwrap_or(3)
}

fn labels(rng: &mut SampleRng, listed: &Listed, store: &SampleStore, number: i64) -> Vec<String> {
    let Some(prefix) = listed.offer.label.filter(|_| rng.percent(85)) else {
        return Vec::new();
    };
    let label = |number: i64| format!("{prefix}-{}-{number:02}", store.code);
    if rng.percent(6) {
        vec![label(number), label(number + 1)]
    } else {
        vec![label(number)]
    }
}
