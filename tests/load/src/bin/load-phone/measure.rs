//! What is measured, each in a process of its own, which says on its output what
//! it came to.

#![expect(clippy::print_stdout, reason = "its output is its answer")]

use crate::{
    cases,
    network::{MadeAnswers, StandingClock},
};
use anyhow::{Context, Result, bail, ensure};
use clap::ValueEnum;
use fieldloop::{Content, Event, ListPage, Page, Route};
use nix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};
use tests::phone::{Phone, Setup};

/// How many acts and searches are timed.
const ACTS: usize = 40;
const SEARCHES: usize = 15;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    FirstSync,
    Start,
    Acts,
    /// For a word that one in four texts has.
    SearchCommon,
    /// For the label of one case.
    SearchRare,
    SearchNothing,
    /// For one character, which is too short for the index of trigrams.
    SearchShort,
}

impl What {
    pub const fn name(self) -> &'static str {
        match self {
            Self::FirstSync => "first-sync",
            Self::Start => "start",
            Self::Acts => "acts",
            Self::SearchCommon => "search-common",
            Self::SearchRare => "search-rare",
            Self::SearchNothing => "search-nothing",
            Self::SearchShort => "search-short",
        }
    }
}

/// What a process says that it came to.
#[derive(Debug, Serialize, Deserialize)]
pub struct Measured {
    /// What each repetition took, in milliseconds.
    pub ms: Vec<f64>,
    /// And of it, the CPU of this process.
    pub cpu_ms: Vec<f64>,
    /// How much memory of its own the process had at most.
    pub peak_mb: f64,
    /// How many cases there are, or were found.
    pub count: usize,
}

/// Times repetitions, on the clock of the wall and on that of this process.
#[derive(Default)]
struct Times {
    ms: Vec<f64>,
    cpu_ms: Vec<f64>,
}

impl Times {
    fn time<T>(&mut self, run: impl FnOnce() -> Result<T>) -> Result<T> {
        let (begun, cpu) = (Instant::now(), cpu_ms()?);
        let done = run()?;
        self.ms.push(begun.elapsed().as_secs_f64() * 1e3);
        self.cpu_ms.push(cpu_ms()? - cpu);
        Ok(done)
    }
}

fn cpu_ms() -> Result<f64> {
    let time = clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)?;
    Ok(time.tv_sec() as f64 * 1e3 + time.tv_nsec() as f64 / 1e6)
}

/// The phone's own folder.
pub fn phone_folder(folder: &Path) -> PathBuf {
    folder.join("phone")
}

pub fn in_this_process(what: What, folder: &Path) -> Result<()> {
    let mut times = Times::default();
    let (mut phone, page) = times.time(|| {
        let phone = open(folder)?;
        let page = phone.page()?;
        Ok((phone, page))
    })?;
    if what == What::Start {
        ensure!(!page.frame.tabs.is_empty(), "nobody is signed in");
    } else {
        times = Times::default();
    }
    let count = match what {
        What::FirstSync => first_sync(&mut phone, &mut times)?,
        What::Start => 0,
        What::Acts => acts(&mut phone, &mut times)?,
        What::SearchCommon => searches(&mut phone, &mut times, "收银机")?,
        What::SearchRare => searches(&mut phone, &mut times, &cases::label(777))?,
        What::SearchNothing => searches(&mut phone, &mut times, "不存在的东西")?,
        What::SearchShort => searches(&mut phone, &mut times, "漏")?,
    };
    let measured = Measured {
        ms: times.ms,
        cpu_ms: times.cpu_ms,
        peak_mb: peak_mb()?,
        count,
    };
    println!("{}", serde_json::to_string(&measured)?);
    Ok(())
}

fn open(folder: &Path) -> Result<Phone> {
    let own = phone_folder(folder);
    fs::create_dir_all(&own)?;
    let network = Arc::new(MadeAnswers {
        folder: folder.to_path_buf(),
    });
    Phone::open(&own, network, Arc::new(StandingClock), Setup::of([7; 32]))
}

/// Signs in, and takes in everything.
fn first_sync(phone: &mut Phone, times: &mut Times) -> Result<usize> {
    let sign_in = Event::SignIn {
        server: "http://server".to_owned(),
        login: "lin@hengli".to_owned(),
        password: "password".to_owned(),
        device: "a phone".to_owned(),
        discard_unsent: false,
    };
    let page = times.time(|| {
        phone.send(sign_in)?;
        phone.settle()
    })?;
    ensure!(!page.frame.tabs.is_empty(), "nobody is signed in");
    Ok(usize::try_from(longest_list(phone)?.total)?)
}

/// Opens the list that has the most rows.
fn longest_list(phone: &mut Phone) -> Result<ListPage> {
    let mut lists = Vec::new();
    for tab in phone.page()?.frame.tabs {
        lists.push(list(phone.send(Event::Open(Route::List(tab.list)))?)?);
    }
    let longest = lists.into_iter().max_by_key(|list| list.total);
    let longest = longest.context("there is no list")?;
    list(phone.send(Event::Open(Route::List(longest.list)))?)
}

fn list(page: Page) -> Result<ListPage> {
    match page.content {
        Content::List(list) => Ok(list),
        other => bail!("not a list: {other:?}"),
    }
}

/// Notes on the cases of the longest list, each with its page open: how many.
fn acts(phone: &mut Phone, times: &mut Times) -> Result<usize> {
    let rows = longest_list(phone)?.rows;
    for n in 0..ACTS {
        let case = rows[n % rows.len()].case.clone();
        phone.send(Event::Open(Route::Case(case.clone())))?;
        let values = HashMap::from([("text".to_owned(), format!("第 {n} 次，还是不行"))]);
        let perform = Event::Perform {
            subject: case,
            offer: "note".to_owned(),
            values,
        };
        let waiting = phone.page()?.frame.sync.waiting;
        let page = times.time(|| phone.send(perform))?;
        ensure!(page.frame.sync.waiting == waiting + 1, "nothing was done");
        phone.send(Event::Back)?;
    }
    Ok(ACTS)
}

/// Searches the longest list, and says how many rows were found.
fn searches(phone: &mut Phone, times: &mut Times, text: &str) -> Result<usize> {
    longest_list(phone)?;
    let mut found = 0;
    for _ in 0..SEARCHES {
        let search = Event::Search(text.to_owned());
        let page = times.time(|| phone.send(search))?;
        found = list(page)?.total;
        phone.send(Event::Search(String::new()))?;
    }
    Ok(usize::try_from(found)?)
}

/// The most memory of its own that this process ever had: without the pages of files,
/// which are nearly all the program's, and of which this one, with what it measures by
/// and unoptimised, has many times as many as a phone's library. They only grow, so
/// that what there is of them at the end can be taken off the peak of both.
fn peak_mb() -> Result<f64> {
    let status =
        fs::read_to_string("/proc/self/status").context("the benchmark reads /proc: Linux only")?;
    let read = |name: &str| -> Result<f64> {
        let size = status.lines().find_map(|line| line.strip_prefix(name));
        let size = size.with_context(|| format!("no {name}"))?.trim();
        Ok(size.trim_end_matches(" kB").parse()?)
    };
    Ok((read("VmHWM:")? - read("RssFile:")?) / 1024.0)
}

/// How long the disk takes for a small write, some times over.
pub fn fsyncs(folder: &Path) -> Result<Vec<f64>> {
    let mut file = fs::File::create(folder.join("fsync"))?;
    let mut times = Vec::new();
    for _ in 0..20 {
        file.write_all(&[7; 4096])?;
        let begun = Instant::now();
        file.sync_all()?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    Ok(times)
}
