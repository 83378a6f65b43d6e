//! Who calls, as limits know them, and what is shared out to them in two ways at once.

use super::{
    address::Address,
    overload::Overload,
    places::{Holder, Place, Places, Share},
};
use crate::error::Error;
use std::sync::Arc;
use uuid::Uuid;

/// Whose work it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Caller {
    /// A person, by their organisation, on however many devices.
    Person(Uuid, Uuid),
    /// Somebody who is nobody yet.
    Anonymous(Address),
}

/// A device, by its organisation.
pub(crate) type DeviceKey = (Uuid, Uuid);

/// Places that are shared out among addresses, and at each of them among devices.
#[derive(Clone, Debug)]
pub(crate) struct TwoWays {
    by_address: Places<Address>,
    by_device: Places<DeviceKey>,
}

/// A place as an address's and as a device's.
#[derive(Debug)]
pub(crate) struct TwoWayPlace {
    _by_address: Place<Address>,
    _by_device: Place<DeviceKey>,
}

impl TwoWays {
    pub fn new(
        [by_address, by_device]: [&'static str; 2],
        limit: PerCaller,
        by: &Overload,
    ) -> Self {
        let share = |per_key| Share {
            total: limit.total,
            per_key,
        };
        Self {
            by_address: Places::new(by_address, share(limit.per_address), by),
            by_device: Places::new(by_device, share(limit.per_device), by),
        }
    }

    /// How much is taken, and how much there is.
    pub fn usage(&self) -> (&'static str, u64, u64) {
        self.by_device.usage()
    }

    /// Takes a place.
    ///
    /// # Errors
    /// There is none, and nobody gives way.
    pub fn take(
        &self,
        address: Address,
        device: DeviceKey,
        holder: &Arc<Holder>,
    ) -> Result<TwoWayPlace, Error> {
        let by_device = self.by_device.take(device, 1, holder)?;
        Ok(TwoWayPlace {
            _by_address: self.by_address.take(address, 1, holder)?,
            _by_device: by_device,
        })
    }
}

/// How much there is of something that devices use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PerCaller {
    /// Of all together.
    pub total: u64,
    pub per_address: u64,
    pub per_device: u64,
}
