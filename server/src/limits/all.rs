//! All limits of a running server, as its settings say.

use super::address::Address;
use super::callers::{Caller, DeviceKey, TwoWays};
use super::known::KnownTokens;
use super::overload::Overload;
use super::places::{Places, Share};
use super::queues::Queues;
use super::throttle::Throttle;
use crate::{clock::Clock, settings::Settings};
use std::sync::Arc;
use tokio::sync::{Mutex, Semaphore};
use uuid::Uuid;

/// All limits of a running server.
pub(crate) struct Limits {
    pub overload: Overload,
    /// One for each request that is worked on.
    pub permits: Arc<Semaphore>,
    pub callers: Queues<Caller>,
    /// Syncs that push and read, of one device.
    pub syncs_by_device: Queues<DeviceKey>,
    /// And of one person, by their organisation.
    pub syncs_by_person: Queues<(Uuid, Uuid)>,
    /// Held by those who have waited for news and look for it now: all wake at once.
    pub looks: Semaphore,
    /// Held by who looks whether the server is ready.
    pub health: Mutex<()>,
    pub connections: Places<Address>,
    /// In bytes.
    pub bodies: Places<Address>,
    /// In bytes.
    pub answers: Places<DeviceKey>,
    pub long_polls: TwoWays,
    pub uploads: TwoWays,
    pub downloads: TwoWays,
    pub known_tokens: KnownTokens,
    pub anonymous: Throttle,
    pub devices: Throttle,
    /// Failed sign-ins for a login from an address.
    pub sign_ins: Throttle,
    /// For a login, from wherever it has not been signed in with.
    pub sign_ins_by_login: Throttle,
    /// From a device that was signed in with the login before.
    pub sign_ins_by_device: Throttle,
    /// From an address.
    pub sign_ins_by_address: Throttle,
    /// Sign-ins that succeed, of a person.
    pub new_devices: Throttle,
    /// Where a login was last signed in with.
    pub known_origins: KnownTokens,
    /// What a person has the server store of their commands, in KiB.
    pub commands_stored: Throttle,
    /// And of photos, in units of 64 KiB.
    pub photos_stored: Throttle,
}

impl Limits {
    pub fn new(settings: &Settings, clock: &Clock) -> Self {
        let overload = Overload::default();
        let by = &overload;
        // Behind a proxy all connections are its own.
        let connections = Share {
            total: settings.connections.total,
            per_key: match settings.proxies {
                0 => settings.connections.per_key,
                _ => settings.connections.total,
            },
        };
        Self {
            permits: Arc::new(Semaphore::new(settings.permits)),
            callers: Queues::new("requests_per_caller", settings.requests_per_caller),
            syncs_by_device: Queues::new("syncs_per_device", settings.syncs_per_device),
            syncs_by_person: Queues::new("syncs_per_person", settings.syncs_per_person),
            looks: Semaphore::new(settings.looks),
            health: Mutex::default(),
            connections: Places::new("connections", connections, by),
            bodies: Places::new("body_bytes", settings.body_bytes, by),
            answers: Places::new("answer_bytes", settings.answer_bytes, by),
            long_polls: TwoWays::new(
                ["long_polls_per_address", "long_polls_per_device"],
                settings.long_polls,
                by,
            ),
            uploads: TwoWays::new(
                ["uploads_per_address", "uploads_per_device"],
                settings.uploads,
                by,
            ),
            downloads: TwoWays::new(
                ["downloads_per_address", "downloads_per_device"],
                settings.downloads,
                by,
            ),
            known_tokens: KnownTokens::default(),
            anonymous: Throttle::new("anonymous_requests", settings.anonymous_per_address, clock),
            devices: Throttle::new("device_requests", settings.requests_per_device, clock),
            sign_ins: Throttle::new("sign_ins", settings.sign_ins, clock),
            sign_ins_by_login: Throttle::new(
                "sign_ins_per_login",
                settings.sign_ins_per_login,
                clock,
            ),
            sign_ins_by_device: Throttle::new("sign_ins_per_device", settings.sign_ins, clock),
            sign_ins_by_address: Throttle::new(
                "sign_ins_per_address",
                settings.sign_ins_per_address,
                clock,
            ),
            new_devices: Throttle::new(
                "new_devices_per_person",
                settings.new_devices_per_person,
                clock,
            ),
            known_origins: KnownTokens::default(),
            commands_stored: Throttle::new(
                "commands_stored_per_person",
                settings.commands_stored_per_person,
                clock,
            ),
            photos_stored: Throttle::new(
                "photos_stored_per_person",
                settings.photos_stored_per_person,
                clock,
            ),
            overload,
        }
    }

    /// What is taken of what can be counted: name, how much is taken, how much there is.
    pub fn usage(&self) -> Vec<(&'static str, u64, u64)> {
        let two_ways = [&self.long_polls, &self.uploads, &self.downloads];
        let mut usage = vec![
            self.connections.usage(),
            self.bodies.usage(),
            self.answers.usage(),
        ];
        usage.extend(two_ways.map(TwoWays::usage));
        usage
    }
}
