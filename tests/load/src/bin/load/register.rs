//! The register of equipment, taken in from a file and given out as one.

use crate::{bench::Bench, server::KEEPER};
use anyhow::{Context, Result, ensure};
use load::report::{
    Report,
    Unit::{Bytes, Count, Milliseconds},
};
use serde_json::Value;
use std::{fmt::Write, thread::sleep, time::Duration};
use tests::client::Client;

pub const FULL: usize = 20_000;
pub const QUICK: usize = 1_000;

/// Of as many stores as a world of the benchmark has.
const STORES: usize = 5;

pub fn run(bench: &Bench, report: &mut Report, lines: usize) -> Result<()> {
    let mut site = bench.site("register", 1)?;
    let keeper = site.phone(KEEPER)?.client;
    let file = file(lines)?;
    let ((), spent) = site.measure(|| take_in(&keeper, &file, lines))?;
    let figure = |what: &str| format!("register of {lines}, {what}");
    report.judged_as(
        "register, taken in",
        &figure("taken in"),
        spent.seconds * 1e3,
    )?;
    let per_line = |value: f64| value / lines as f64;
    report.plain(
        &figure("CPU of server and Postgres per line"),
        per_line(spent.served_ms()),
        Milliseconds,
    );
    report.plain(
        &figure("statements per line"),
        per_line(spent.statements),
        Count,
    );
    report.plain(
        &figure("bytes of WAL per line"),
        per_line(spent.wal_bytes),
        Bytes,
    );
    let (given_out, spent) = site.measure(|| {
        let answered = keeper.send("GET", "/v1/register/asset/all.csv", "", &[])?;
        ensure!(answered.status == 200, "not given out");
        Ok(answered.body.len())
    })?;
    report.plain(&figure("given out"), spent.seconds * 1e3, Milliseconds);
    report.plain(
        &figure("bytes given out per line"),
        per_line(given_out as f64),
        Bytes,
    );
    site.server.stop()
}

/// New assets of several stores.
fn file(lines: usize) -> Result<Vec<u8>> {
    let mut file = "资产编号,序列号,型号,类别,购置日期,购置价格,门店,成色\r\n".to_owned();
    for number in 0..lines {
        let store = number % STORES;
        writeln!(
            file,
            "POS-{number:05},SN{number:09},海信 HK716,收银设备,2025-03-04,4299.00,{store} 号店,良好\r"
        )?;
    }
    Ok(file.into_bytes())
}

/// Sends it, and waits until all of it is there.
fn take_in(keeper: &Client, file: &[u8], lines: usize) -> Result<()> {
    let begun = keeper.send("POST", "/v1/register/asset/runs", "text/csv", file)?;
    ensure!(begun.status == 202, "not begun: {}", begun.json());
    let id = begun.json()["id"].as_str().context("no id")?.to_owned();
    let path = format!("/v1/register/asset/runs/{id}");
    loop {
        let told: Value = keeper.send("GET", &path, "", &[])?.json();
        if !told["ended_at"].is_null() {
            ensure!(told["created"] == lines, "{told}");
            return Ok(());
        }
        sleep(Duration::from_millis(50));
    }
}
