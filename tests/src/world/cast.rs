//! The people whom most stories are about, and the scenarios of the contract.

use super::{Someone, World};
use anyhow::Result;
use domain::{directory::Role, ids::StoreId};

/// The people of one store and those who serve it.
#[derive(Clone, Debug)]
pub struct Cast {
    pub store: StoreId,
    /// Asks for help in the store.
    pub fang: Someone,
    /// An engineer of the team that serves it.
    pub lin: Someone,
    /// Another engineer of that team.
    pub su: Someone,
    pub chen: Someone,
    /// Keeps the equipment's records.
    pub tang: Someone,
}

impl World {
    /// The first store, with its people.
    pub fn cast(&self) -> Result<Cast> {
        let store = self.store(1, 1)?;
        let engineer = |name| self.someone(name, store, &[Role::Engineer], Some(1));
        Ok(Cast {
            store,
            fang: self.someone("王芳", store, &[], None)?,
            lin: engineer("林薇")?,
            su: engineer("苏晴")?,
            chen: self.someone("陈晨", store, &[Role::Dispatcher], None)?,
            tang: self.someone("唐敏", store, &[Role::AssetAdmin], None)?,
        })
    }
}
