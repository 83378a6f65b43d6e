//! What must hold of equipment at every moment, whatever people have said of it: one
//! has it, it is at home somewhere, and who had it when is what hand-overs say, too.

use super::server_state::ServerState;
use anyhow::{Context, Result, ensure};
use domain::{
    assets::{Asset, AssetState, Custody, Handover},
    capabilities::Case,
    directory::Directory,
    ids::{CaseId, CommandId},
    transfers::{Item, ItemState, Transfer},
};

/// All of it, of everything that the server has.
pub fn custody_is_whole(server_state: &ServerState, directory: &Directory) -> Result<()> {
    for (id, known) in &server_state.cases {
        match &known.history.case {
            Some(Case::Asset(asset)) => {
                one_has_it(*id, asset)?;
                it_has_a_home(*id, asset, directory)?;
                what_was_handed_over_was_confirmed(*id, asset, server_state)?;
            }
            Some(Case::Transfer(transfer)) => {
                what_was_confirmed_was_handed_over(*id, transfer, server_state)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// A holder or a store's stock has it, as long as it is there; each gets it from the one
/// before, in the same instant and by the same entry.
fn one_has_it(id: CaseId, asset: &Asset) -> Result<()> {
    let links = asset.custody.windows(2);
    let pairs = links.map(|pair| (&pair[0], &pair[1]));
    for (former, next) in pairs {
        let passed = former.ended.map(|end| (end.entry, end.at));
        ensure!(
            passed == Some((next.entry, next.since)),
            "custody: {id} passed at {passed:?} and came at {next:?}"
        );
    }
    let is_over = matches!(asset.state(), AssetState::Scrapped | AssetState::Disposed);
    ensure!(
        asset.current().is_none() == is_over,
        "custody: {id} is {:?} and with {:?}",
        asset.state(),
        asset.current()
    );
    Ok(())
}

fn it_has_a_home(id: CaseId, asset: &Asset, directory: &Directory) -> Result<()> {
    let homes = asset.custody.iter().map(|custody| custody.store);
    let mut homes = homes.chain([asset.details.store]);
    let is_home = |store| directory.stores.contains_key(&store);
    ensure!(homes.all(is_home), "custody: {id} has no home: {asset:#?}");
    Ok(())
}

/// Each link that came by a hand-over names one in which that asset was confirmed, by
/// whoever has had it since, and was given by whoever had it before.
fn what_was_handed_over_was_confirmed(
    id: CaseId,
    asset: &Asset,
    server_state: &ServerState,
) -> Result<()> {
    for pair in asset.custody.windows(2) {
        let (former, link) = (&pair[0], &pair[1]);
        let Handover::Transferred { transfer } = link.how else {
            continue;
        };
        let transfer = transfer_of(transfer, server_state)
            .with_context(|| format!("custody: {id} came by no hand-over: {link:?}"))?;
        let mut items = transfer.items.iter();
        let item = items.find(|item| item.asset == id);
        ensure!(
            former.holder == Some(transfer.giver)
                && item.is_some_and(|it| is_confirmed_as(it, former, link)),
            "custody: {id} passed from {former:?} to {link:?}, says the asset, and {item:?}, \
             says the hand-over"
        );
    }
    Ok(())
}

fn is_confirmed_as(item: &Item, former: &Custody, link: &Custody) -> bool {
    let ItemState::Confirmed { entry, by, .. } = item.state else {
        return false;
    };
    item.custody == former.entry
        && link.holder == Some(by)
        && link.entry == entry.following_in(item.asset)
}

/// Each asset that stands as confirmed has passed by just that.
fn what_was_confirmed_was_handed_over(
    id: CaseId,
    transfer: &Transfer,
    server_state: &ServerState,
) -> Result<()> {
    for item in &transfer.items {
        let ItemState::Confirmed { entry, .. } = item.state else {
            continue;
        };
        let by: CommandId = entry.following_in(item.asset);
        let known = server_state.cases.get(&item.asset);
        let case = known.and_then(|known| known.history.case.as_ref());
        let Some(Case::Asset(asset)) = case else {
            anyhow::bail!("custody: {id} hands over what is no asset: {item:?}");
        };
        let mut links = asset.custody.iter();
        let link = links.find(|link| link.entry == by);
        ensure!(
            link.is_some_and(|link| link.how == Handover::Transferred { transfer: id }),
            "custody: {item:?} of {id} is confirmed, and the asset says {:#?}",
            asset.custody
        );
    }
    Ok(())
}

fn transfer_of(id: CaseId, server_state: &ServerState) -> Option<&Transfer> {
    match &server_state.cases.get(&id)?.history.case {
        Some(Case::Transfer(transfer)) => Some(transfer),
        _ => None,
    }
}
