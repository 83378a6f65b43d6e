//! Who may read a ticket, and what one needs at hand to say so.

use super::{
    acts,
    people::{ANA, BO, DORA, EAST, EVERYBODY, MEI, WEN},
    story::{Doing, Story, given, submission, ticket},
};
use crate::{
    capabilities::{Act, Case, permit},
    case::{Asker, Scope, may_read, scopes_of},
    command::CommandHeader,
    directory::{Directory, Role},
    ids::CommandId,
};
use std::{collections::BTreeSet, fmt::Write};

fn readers(story: &Story) -> String {
    let case = story.case();
    let may = |who| may_read(&story.directory.people[&who], &case, &story.directory);
    let names = EVERYBODY.into_iter().filter(|(who, _)| may(*who));
    names.map(|(_, name)| name).collect::<Vec<_>>().join(" ")
}

#[test]
fn those_read_a_ticket_who_have_to_do_with_it() {
    let mut table = String::new();
    let mut row = |what: &str, story: Story| {
        writeln!(table, "{what}: {}", readers(&story)).expect("a string");
    };
    row("in the pool", ticket());
    row("accepted by Ana", ticket().when(ANA.accepts()));
    row(
        "given to Bo",
        ticket().when(ANA.accepts()).when(ANA.reassigns_to(BO)),
    );
    row(
        "accepted by Bo too late",
        given(ticket()).when(ANA.accepts()).meanwhile(BO.accepts()),
    );
    row(
        "noted by Bo, and accepted by Ana",
        ticket()
            .when(BO.notes("the key is with me"))
            .when(ANA.accepts()),
    );
    row(
        "accepted too late by Bo, who had worked on it",
        given(ticket())
            .when(ANA.accepts())
            .meanwhile(BO.accepts())
            .meanwhile(BO.completes("new roller")),
    );
    row(
        "completed by Ana after Bo got it",
        given(ticket().when(ANA.accepts()))
            .when(DORA.reassigns_to(BO))
            .meanwhile(ANA.completes("new roller")),
    );
    row(
        "completed",
        ticket()
            .when(ANA.accepts())
            .when(ANA.completes("new roller")),
    );
    row("cancelled", ticket().when(MEI.cancels()));
    insta::assert_snapshot!(table, @r"
    in the pool: Mei Ana Bo Cai Dora Max
    accepted by Ana: Mei Ana Dora Max
    given to Bo: Mei Ana Bo Dora Max
    accepted by Bo too late: Mei Ana Dora Max
    noted by Bo, and accepted by Ana: Mei Ana Dora Max
    accepted too late by Bo, who had worked on it: Mei Ana Dora Max
    completed by Ana after Bo got it: Mei Ana Bo Dora Max
    completed: Mei Ana Dora Max
    cancelled: Mei Dora Max
    ");
}

#[test]
fn whoever_submits_under_a_known_id_gains_no_right_to_read() {
    let story = ticket();
    let mut case = story.case();
    let header = CommandHeader {
        id: CommandId(super::people::uuid(9)),
        author: WEN,
        at: super::story::START,
    };
    let again = Act::Ticket(submission());
    assert!(case.as_dyn_mut().apply(&header, &again).is_err());
    assert_eq!(case, story.case());
}

#[test]
fn the_scopes_of_a_person_follow_from_their_record() {
    let directory = super::people::directory();
    let mut table = String::new();
    for (who, name) in EVERYBODY {
        let scopes = scopes_of(&directory.people[&who])
            .into_iter()
            .map(|scope| match scope {
                Scope::Person(id) if id == who => "self".to_owned(),
                Scope::Pool(EAST) => "east pool".to_owned(),
                Scope::Pool(_) => "west pool".to_owned(),
                Scope::Store(id) if id == directory.people[&who].store => "store".to_owned(),
                Scope::Desk
                | Scope::AssetAdmins
                | Scope::AssetExceptions
                | Scope::Person(_)
                | Scope::Store(_) => scope.to_string(),
            });
        let scopes = scopes.collect::<Vec<_>>().join(", ");
        writeln!(table, "{name}: {scopes}").expect("a string");
    }
    insta::assert_snapshot!(table, @r"
    Mei: self, store
    Lan: self, store
    Zoe: self, store
    Ana: self, east pool, store
    Bo: self, east pool, store
    Cai: self, east pool, store
    Wen: self, west pool, store
    Dora: self, desk, store
    Max: self, desk, store
    Ada: self, store
    Lin: self, store
    Kai: self, asset_admins, asset_exceptions, store
    Ivo: 
    ");
}

#[test]
fn a_scope_is_written_as_the_tables_of_the_server_hold_it() {
    let scopes = [Scope::Person(MEI), Scope::Pool(EAST), Scope::Desk];
    assert_eq!(
        scopes.map(|scope| scope.to_string()),
        [
            "person:01930000-0000-7000-8000-000000000001",
            "pool:01930000-0000-7000-8000-0000000000c9",
            "desk",
        ]
    );
}

#[test]
fn a_ticket_whose_store_is_unknown_waits_in_nobodys_pool() {
    let story = ticket();
    let audience = story.case().as_dyn().audience(&Directory::default());
    assert_eq!(audience, BTreeSet::from([Scope::Person(MEI), Scope::Desk]));
}

/// The directory, cut down to what the case and the act say they refer to.
fn referred_to(directory: &Directory, case: Option<&Case>, act: &Act) -> Directory {
    let mut references = act.as_dyn().references();
    references.extend(
        case.map(|case| case.as_dyn().references())
            .unwrap_or_default(),
    );
    let mut cut = directory.clone();
    cut.people.retain(|id, _| references.people.contains(id));
    cut.stores.retain(|id, _| references.stores.contains(id));
    cut.categories
        .retain(|id, _| references.categories.contains(id));
    cut
}

#[test]
fn the_rules_look_up_nothing_but_what_the_case_and_the_act_refer_to() {
    for status in acts::statuses() {
        let (story, case) = acts::in_status(status);
        for (_, act) in acts::every(case.as_ref()) {
            let act = Act::Ticket(act);
            let cut = referred_to(&story.directory, case.as_ref(), &act);
            if let Some(case) = &case {
                assert_eq!(
                    case.as_dyn().audience(&story.directory),
                    case.as_dyn().audience(&cut)
                );
            }
            for (who, name) in EVERYBODY {
                let ask = |directory| {
                    let person = &story.directory.people[&who];
                    let at = super::story::minute(60);
                    permit(
                        case.as_ref(),
                        &act,
                        &Asker {
                            person,
                            at,
                            directory,
                        },
                    )
                };
                assert_eq!(ask(&story.directory), ask(&cut), "{name} {act:?}");
            }
        }
    }
}

#[test]
fn whoever_is_made_dispatcher_reads_what_the_desk_reads() {
    let mut story = ticket().when(ANA.accepts());
    assert!(!readers(&story).contains("Zoe"));
    let zoe = story
        .directory
        .people
        .get_mut(&super::people::ZOE)
        .expect("Zoe");
    zoe.roles.insert(Role::Dispatcher);
    assert!(readers(&story).contains("Zoe"));
}
