//! A phone that is signed in: a client of the tests, on a connection that counts.

use crate::{
    http::{Connection, Traffic},
    tickets,
};
use anyhow::{Result, bail};
use domain::{
    capabilities::Act,
    command::Command,
    ids::{CaseId, CommandId},
    tickets::TicketAct,
};
use load::texts::Draws;
use std::net::SocketAddr;
use tests::{
    client::Client,
    world::{MONDAY_MORNING, SLUG},
};

/// More syncs than this without what is waited for are a bug.
const SYNCS_MAX: usize = 1_000;

pub struct Phone {
    pub client: Client,
    pub connection: Connection,
    pub draws: Draws,
}

impl Phone {
    /// Signs in the person of that number.
    pub fn sign_in(address: SocketAddr, person: usize) -> Result<Self> {
        let login = format!("p{person}@{SLUG}");
        let client = Client::sign_in_as(&format!("http://{address}"), &login)?;
        let connection = Connection::open(address, &client.token)?;
        // The other half of a device's id is mostly the time.
        let (_, seed) = client.device.as_u64_pair();
        Ok(Self {
            client,
            connection,
            draws: Draws::seeded(seed),
        })
    }

    /// Does something to a case, or begins one, without telling the server.
    pub fn act(&mut self, case: CaseId, act: TicketAct) -> Result<CommandId> {
        let id = CommandId(self.draws.id(MONDAY_MORNING));
        let command = Command {
            id,
            author: self.client.person.id,
            at: MONDAY_MORNING,
            act: Act::Ticket(act),
        };
        self.client.execute(case, command)?;
        Ok(id)
    }

    pub fn submit(&mut self) -> Result<CaseId> {
        let case = CaseId(self.draws.id(MONDAY_MORNING));
        let store = self.client.person.store;
        let submit = tickets::submit(store, &mut self.draws);
        self.act(case, submit)?;
        Ok(case)
    }

    pub fn note(&mut self, case: CaseId) -> Result<CommandId> {
        let note = tickets::note(&mut self.draws);
        self.act(case, note)
    }

    /// What a sync would send now, ready on the line.
    pub fn message(&self) -> Result<Vec<u8>> {
        let request = self.client.request(self.client.pending());
        self.connection.encode(&request)
    }

    /// Syncs until it has seen something. What others have just pushed comes when
    /// all pushes that were under way with it have ended, and not before.
    pub fn sync_until(&mut self, has_seen: impl Fn(&Client) -> bool) -> Result<()> {
        for _ in 0..SYNCS_MAX {
            self.sync()?;
            if has_seen(&self.client) {
                return Ok(());
            }
        }
        bail!("it has not come after {SYNCS_MAX} syncs");
    }

    /// Syncs until there is no more.
    pub fn sync(&mut self) -> Result<Traffic> {
        let mut traffic = Traffic::default();
        loop {
            let request = self.client.request(self.client.pending());
            let (answer, went) = self.connection.ask(&request)?;
            traffic += went;
            self.client.settle(&answer)?;
            if !answer.more {
                return Ok(traffic);
            }
        }
    }
}
