//! A page as a person reads it: line by line, without what only shells need.

use fieldloop::{CasePage, CaseRow, Content, FormPage, OutboxRow, Page};

/// Everything that stands on a page but its frame.
pub fn lines(page: &Page) -> Vec<String> {
    match &page.content {
        Content::SignIn(page) => vec![page.login.clone(), page.reason.clone()],
        Content::List(page) => page.rows.iter().map(row).collect(),
        Content::Form(page) => form(page),
        Content::Case(content) => case(&content.case),
        Content::Code(page) => vec![page.text.clone(), page.hint.clone()],
        Content::Outbox(page) => {
            let rows = page.waiting.iter().chain(&page.refused);
            rows.map(outbox_row).collect()
        }
        Content::Notices(page) => {
            let rows = page.rows.iter();
            rows.map(|row| spaced(&[&row.time, &row.notice.text, &row.title]))
                .collect()
        }
        Content::Settings(page) => [
            &page.person,
            &page.roles,
            &page.store,
            &page.organisation,
            &page.login,
        ]
        .map(Clone::clone)
        .to_vec(),
        Content::Gone => vec![page.frame.title.clone()],
    }
}

/// Parts side by side, empty ones left out.
fn spaced(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(" ")
}

fn row(row: &CaseRow) -> String {
    let due = row.due.as_ref().map_or("", |due| due.text.as_str());
    spaced(&[
        &row.title,
        &row.location,
        &row.person,
        &row.status.text,
        due,
    ])
}

/// What heads the case, its fields, and a line for each entry:
/// `09:00/09:05 林薇 接单`, which was done at nine and received five minutes
/// later. Until it is received there is nothing behind the stroke.
fn case(case: &CasePage) -> Vec<String> {
    let mut lines = vec![row(&case.row), case.text.clone()];
    let fields = case.fields.iter();
    lines.extend(fields.map(|field| spaced(&[&field.label, &field.text])));
    lines.extend(case.timeline.iter().map(|entry| {
        let times = format!("{}/{}", entry.acted, entry.received);
        spaced(&[&times, &entry.title, &entry.text, &entry.superseded])
    }));
    lines
}

fn form(form: &FormPage) -> Vec<String> {
    let mut lines = vec![form.offer.label.clone(), form.obstacle.clone()];
    let inputs = form.inputs.iter();
    lines.extend(inputs.map(|input| spaced(&[&input.label, &input.value])));
    lines
}

fn outbox_row(row: &OutboxRow) -> String {
    spaced(&[&row.acted, &row.title, &row.text, &row.reason])
}
