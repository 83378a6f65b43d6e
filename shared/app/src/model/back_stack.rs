//! Where a person is, on top of where they came from.

use crate::{
    event::Route,
    store::{FormKey, Query},
    subject::Subject,
};
use domain::ids::CaseId;

/// How many rows a list begins with, and how many more it shows each time.
pub const WINDOW: u32 = 50;
/// However deep a person goes, the back stack has no more entries than this.
pub const BACK_STACK_MAX: usize = 32;

/// An entry of the back stack: a route, what is searched for there, and how
/// many rows are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackEntry {
    pub route: Route,
    /// What is searched for; empty if nothing.
    pub search: String,
    /// How many rows are shown at most.
    pub limit: u32,
}

impl StackEntry {
    /// An entry for a route that was just opened.
    pub const fn to(route: Route) -> Self {
        Self {
            route,
            search: String::new(),
            limit: WINDOW,
        }
    }

    /// The case that the route is about.
    pub fn case(&self) -> Option<CaseId> {
        match &self.route {
            Route::Case(id) | Route::Code(id) => id.parse().ok(),
            Route::Form { subject, .. } => subject.parse::<Subject>().ok()?.case(),
            _ => None,
        }
    }

    /// What the store is asked for it.
    pub fn query(&self) -> Query {
        let limit = self.limit;
        match &self.route {
            Route::SignIn => Query::Nothing,
            Route::Settings => Query::Settings,
            Route::List(list) => Query::List {
                list: list.clone(),
                search: self.search.clone(),
                limit,
            },
            Route::Case(id) => id.parse().map_or(Query::Absent, Query::Case),
            Route::Code(id) => id.parse().map_or(Query::Absent, Query::Code),
            route @ (Route::Form { .. } | Route::Revision(_)) => {
                form_of(route).map_or(Query::Absent, Query::Form)
            }
            Route::Outbox => Query::Outbox { limit },
            Route::Notices => Query::Notices { limit },
        }
    }
}

/// The form to which a route leads; none if it leads to none.
pub fn form_of(route: &Route) -> Option<FormKey> {
    match route {
        Route::Form { subject, offer } => {
            Some(FormKey::Offer(subject.parse().ok()?, offer.clone()))
        }
        Route::Revision(command) => command.parse().ok().map(FormKey::Revision),
        _ => None,
    }
}
