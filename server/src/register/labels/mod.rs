//! Labels to be printed: a code for scanners, the tag for people, and what it is.
//!
//! The answer is a PDF in the sheet's own measures. What would not come out right is
//! said before anything is printed: a layout on which a code would be too small is not
//! offered, and a letter that this machine cannot draw is named.

mod fonts;
mod layout;
mod sheet;

#[cfg(test)]
mod tests;

use super::Keeper;
use crate::{Server, cases, error::Error};
use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use domain::{names::CaseName, register::Label};
use fonts::Letters;
use layout::LayoutName;
use serde::{Deserialize, Serialize};
use sheet::{Drawing, Pages};
use std::collections::{BTreeMap, BTreeSet};

/// How many labels are printed at once.
const LABELS_MAX: usize = 500;
/// How many names an answer repeats of those with which something is wrong.
const NAMED_MAX: usize = 20;

/// What is to be printed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    layout: LayoutName,
    /// The place of the first label, counted from 1: a sheet may have been used before.
    #[serde(default = "first")]
    start: usize,
    /// Whose labels, by the names that they bear.
    #[serde(default)]
    names: Vec<String>,
    /// Whether to draw a box for a letter that cannot be drawn.
    #[serde(default)]
    with_boxes: bool,
    /// Whether to print the labels' edges and a ruler instead, on plain paper.
    #[serde(default)]
    proof: bool,
}

const fn first() -> usize {
    1
}

/// What printing would come to.
#[derive(Debug, Serialize)]
pub struct Report {
    labels: usize,
    pages: usize,
    /// The layouts on which all of these labels can be read.
    layouts: Vec<&'static str>,
    /// The labels with letters that cannot be drawn, with these.
    undrawable: Vec<Undrawable>,
}

#[derive(Debug, Serialize)]
struct Undrawable {
    title: String,
    /// In the title, without which no label is printed.
    in_title: String,
    in_text: String,
}

/// `POST /v1/register/{kind}/labels/check`: what printing would come to.
///
/// # Errors
/// The caller does not keep the register, or a name is nobody's.
pub async fn check(
    State(server): State<Server>,
    keeper: Keeper,
    Json(asked): Json<Asked>,
) -> Result<Json<Report>, Error> {
    let labels = labels(&server, &keeper, &asked).await?;
    let _held = hold(&server)?;
    let report = tokio::task::spawn_blocking(move || {
        let mut letters = Letters::of_system();
        report(&asked, &labels, &mut letters)
    });
    let report = report
        .await
        .map_err(|error| Error::fault("look at labels", error))?;
    Ok(Json(report))
}

/// `POST /v1/register/{kind}/labels`: labels as a PDF, to be printed at 100 %.
///
/// # Errors
/// The same, or a label would not come out right.
pub async fn print(
    State(server): State<Server>,
    keeper: Keeper,
    Json(asked): Json<Asked>,
) -> Result<Response, Error> {
    let labels = labels(&server, &keeper, &asked).await?;
    let _held = hold(&server)?;
    let drawn = tokio::task::spawn_blocking(move || {
        let mut letters = Letters::of_system();
        draw(&asked, &labels, &mut letters)
    });
    let pdf = drawn
        .await
        .map_err(|error| Error::fault("draw labels", error))??;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (
            header::CONTENT_DISPOSITION,
            "inline; filename=\"labels.pdf\"",
        ),
    ];
    Ok((headers, pdf).into_response())
}

fn hold(server: &Server) -> Result<tokio::sync::OwnedSemaphorePermit, Error> {
    let held = server.register.answers.clone().try_acquire_owned();
    held.map_err(|_| Error::unavailable("other files are going out", 2))
}

/// The labels that are asked for, in that order.
async fn labels(server: &Server, keeper: &Keeper, asked: &Asked) -> Result<Vec<Label>, Error> {
    let places = asked.layout.layout().places();
    if !(1..=places).contains(&asked.start) {
        let detail = format!("`start` is one of the places 1 to {places}");
        return Err(Error::invalid(detail));
    }
    if asked.names.len() > LABELS_MAX || (asked.names.is_empty() && !asked.proof) {
        return Err(Error::invalid(format!("`names` has 1 to {LABELS_MAX}")));
    }
    let kind = keeper.kind.as_dyn();
    let meant = asked.names.iter().map(|text| kind.name_meant_by(text));
    let meant: Vec<Option<CaseName>> = meant.collect();
    let names: BTreeSet<String> = meant.iter().flatten().map(ToString::to_string).collect();
    let names: Vec<String> = names.into_iter().collect();
    let mut connection = server.pool.acquire().await?;
    let bearers = cases::bearers(&mut connection, keeper.device.organisation, &names).await?;
    let labels: BTreeMap<String, Label> = bearers
        .into_iter()
        .filter_map(|bearer| {
            let history = cases::readable(bearer.id, &bearer.document)?;
            Some((bearer.name, history.case?.as_dyn().label()?))
        })
        .collect();
    let label = |name: &Option<CaseName>| labels.get(name.as_ref()?.as_str()).cloned();
    let found: Vec<Option<Label>> = meant.iter().map(label).collect();
    let unknown = found
        .iter()
        .zip(&asked.names)
        .filter(|(found, _)| found.is_none());
    let unknown: Vec<&str> = unknown.map(|(_, name)| name.as_str()).collect();
    if !unknown.is_empty() {
        return Err(Error::invalid(format!("there is no {}", some_of(&unknown))));
    }
    Ok(found.into_iter().flatten().collect())
}

/// So many of these as an answer repeats.
fn some_of(names: &[&str]) -> String {
    let shown = names.iter().take(NAMED_MAX);
    let shown = shown.map(|name| name.chars().take(64).collect());
    let shown: Vec<String> = shown.collect();
    match names.len().saturating_sub(NAMED_MAX) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn report(asked: &Asked, labels: &[Label], letters: &mut Letters) -> Report {
    let drawings: Vec<Drawing<'_>> = labels.iter().map(Drawing::of).collect();
    let offered = LayoutName::ALL.into_iter().filter(|name| {
        let layout = name.layout();
        let mut all = drawings.iter();
        all.all(|it| it.place(&layout, layout.place(0), letters).is_some())
    });
    let layouts = offered.map(LayoutName::as_str).collect();
    let undrawable = drawings.iter().filter_map(|drawing| {
        let (in_title, in_text) = drawing.undrawable(letters);
        let is_one = !(in_title.is_empty() && in_text.is_empty());
        is_one.then(|| Undrawable {
            title: drawing.label.title.clone(),
            in_title,
            in_text,
        })
    });
    let undrawable = undrawable.collect();
    let places = asked.layout.layout().places();
    Report {
        labels: labels.len(),
        pages: (asked.start - 1 + labels.len()).div_ceil(places),
        layouts,
        undrawable,
    }
}

fn draw(asked: &Asked, labels: &[Label], letters: &mut Letters) -> Result<Vec<u8>, Error> {
    let layout = asked.layout.layout();
    let mut pages = Pages::new(layout.page);
    if asked.proof {
        pages.proof(&layout, letters);
        return Ok(pages.finish());
    }
    let report = report(asked, labels, letters);
    let missing = report.undrawable.iter();
    let missing = missing.filter(|it| !asked.with_boxes || !it.in_title.is_empty());
    let missing: Vec<String> = missing
        .map(|it| format!("{} ({}{})", it.title, it.in_title, it.in_text))
        .collect();
    if !missing.is_empty() {
        let missing: Vec<&str> = missing.iter().map(String::as_str).collect();
        let detail = format!(
            "this server has no font for letters of {}: install one",
            some_of(&missing)
        );
        return Err(Error::invalid(detail));
    }
    for (nth, label) in (asked.start - 1..).zip(labels) {
        let place = nth % layout.places();
        if place == 0 || nth == asked.start - 1 {
            pages.begin();
        }
        let placed = Drawing::of(label).place(&layout, layout.place(place), letters);
        let placed = placed.ok_or_else(|| {
            let offered = report.layouts.join(", ");
            Error::invalid(format!(
                "{} does not fit on {}; all of these fit on: {offered}",
                label.title,
                asked.layout.as_str()
            ))
        })?;
        pages.draw(&placed, letters);
    }
    Ok(pages.finish())
}
