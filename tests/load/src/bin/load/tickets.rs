//! Tickets as they are lived: nine acts by two people.

use crate::phone::Phone;
use anyhow::{Context, Result};
use domain::{
    capabilities::Act,
    ids::{CaseId, CategoryId, CommandId, StoreId},
    rating::Rating,
    tickets::TicketAct,
};
use load::texts::Draws;
use tests::{
    client::{Client, hold},
    world::{MONDAY_MORNING, TARGETS},
};
use uuid::Uuid;

/// How many tickets go up at once: six acts of each are one push.
const BATCH: usize = 80;

pub fn submit(store: StoreId, draws: &mut Draws) -> TicketAct {
    TicketAct::Submit {
        // The one category of every world.
        category: CategoryId(Uuid::from_u128(2)),
        targets: TARGETS,
        store,
        description: draws.sentence(),
        equipment: vec![format!("POS-{:05}", draws.below(100_000))],
        photos: Vec::new(),
    }
}

pub fn note(draws: &mut Draws) -> TicketAct {
    TicketAct::Note {
        text: draws.sentence(),
        photos: Vec::new(),
    }
}

/// Two people of one store: who asks for help there, and who gives it.
pub struct Pair {
    pub requester: Phone,
    pub engineer: Phone,
}

impl Pair {
    /// Lives so many tickets from their submission to their rating.
    pub fn live(&mut self, tickets: usize) -> Result<()> {
        let mut left = tickets;
        while left > 0 {
            let batch = left.min(BATCH);
            self.live_batch(batch)?;
            left -= batch;
        }
        Ok(())
    }

    fn live_batch(&mut self, tickets: usize) -> Result<()> {
        let mut cases = Vec::new();
        for _ in 0..tickets {
            let case = self.requester.submit()?;
            self.requester.note(case)?;
            cases.push(case);
        }
        self.requester.sync()?;
        let is_here = |client: &Client| cases.iter().all(|it| client.held.contains_key(it));
        self.engineer.sync_until(is_here)?;
        let mut completions = Vec::new();
        for case in &cases {
            completions.push(self.work_on(*case)?);
        }
        self.engineer.sync()?;
        let rates: Vec<(CaseId, TicketAct)> = cases
            .iter()
            .zip(completions)
            .map(|(case, completion)| (*case, self.rate(completion)))
            .collect();
        self.requester.sync_until(|client| {
            let may = |(case, rate): &(CaseId, TicketAct)| {
                client.may(*case, &Act::Ticket(rate.clone()), MONDAY_MORNING)
            };
            rates.iter().all(may)
        })?;
        for (case, rate) in rates {
            self.requester.act(case, rate)?;
        }
        self.requester.sync()?;
        Ok(())
    }

    fn rate(&mut self, completion: CommandId) -> TicketAct {
        let rating = Rating {
            overall: 5,
            attitude: 5,
            speed: 4,
            quality: 5,
            comment: self.requester.draws.sentence(),
        };
        TicketAct::Rate { completion, rating }
    }

    fn work_on(&mut self, case: CaseId) -> Result<CommandId> {
        let engineer = &mut self.engineer;
        let assignment = engineer
            .act(case, TicketAct::Accept)
            .context("the ticket of one's own team is in the pool")?;
        engineer.note(case)?;
        let reason = engineer.draws.sentence();
        engineer.act(case, hold(assignment, MONDAY_MORNING, reason))?;
        engineer.act(case, TicketAct::Resume { assignment })?;
        engineer.note(case)?;
        let complete = TicketAct::Complete {
            assignment,
            solution: engineer.draws.sentence(),
            photos: Vec::new(),
        };
        engineer.act(case, complete)
    }
}
