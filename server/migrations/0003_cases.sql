-- Cases: their documents, the changes that phones have yet to be told, who may
-- read them, and what was refused.
--
-- A document is the truth; all else here follows from it, but for the refusals and for
-- what people have read.
-- Rows are narrow, and there is no index that no query uses, for every act of
-- every phone writes here. Nothing refers to `organisations`: the device that
-- writes does, and a foreign key would take a lock in that one row with every
-- push.

create table cases (
    organisation uuid not null,
    id uuid not null,
    kind text not null,
    closed_at timestamptz,
    -- Those who have acted in it, whose names a phone shows beside what they did.
    authors uuid[] not null,
    -- As the judge wrote it: an Automerge document, compressed (`replica::packed`).
    document bytea not null,
    -- How many bytes it has before it is compressed, by which limits count.
    plain_bytes int not null,
    -- Who has begun it, of whom only so many may be open.
    opened_by uuid not null,
    primary key (organisation, id)
);
create index cases_open on cases (organisation, opened_by, kind) where closed_at is null;
-- It is compressed already.
alter table cases alter column document set storage external;

-- What is delivered to phones that have the case already: one row for all that
-- one push has changed of it. Every change stands in the document too, so these
-- are kept only as long as a phone may reasonably be away (`compaction`).
create table changes (
    organisation uuid not null,
    case_id uuid not null,
    position bigint not null,
    -- Who pushed: of what it was confirmed it needs nothing back.
    device uuid not null,
    -- How many bytes the changes have as they are delivered.
    plain_bytes int not null,
    -- The changes, compressed together (`replica::changes`).
    bytes bytea not null,
    primary key (organisation, case_id, position)
);
alter table changes alter column bytes set storage external;
-- Old changes lie together, so that this finds them and costs next to nothing.
create index changes_position on changes using brin (position);

-- From which position on an organisation's changes are there. A phone that has
-- less gets its cases whole.
alter table organisations add column changes_since bigint not null default 0;

-- Where the feed was at some time, for compaction to know what is old.
create table feed_times (
    at timestamptz primary key,
    position bigint not null
);

-- Who may read which case since when. A scope stands for a group of people (a
-- person, the pool of a team, the desk); a person's scopes follow from their
-- record. It is stored as its key (`Scope::key`).
create table audience (
    organisation uuid not null,
    case_id uuid not null,
    scope uuid not null,
    -- Of the case's last change while the scope could read it, or of the change
    -- by which it no longer can.
    position bigint not null,
    -- Of the change by which the scope could read it, or began to be told of it.
    since bigint not null,
    closed_at timestamptz,
    gone bool not null,
    -- Whether the scope could read it once before `since`, and then no more for a while:
    -- a phone that was away since then may have it from that time.
    was_gone bool not null default false,
    -- Whether the feed tells the scope's phones of it: they have it by themselves, or
    -- are to forget it. They get any other that they may read when they ask for it.
    in_feed bool not null,
    primary key (organisation, case_id, scope)
);
create index audience_feed on audience (organisation, scope, position, case_id) where in_feed;

-- Up to which entry of a case, by its number in the order of adoption, a person has read
-- what they are told of it, on whichever of their phones. What a phone tells is told at
-- `position` to the person's others. A row is there only for a case that the person could
-- once read, and only as long as phones tell of what it covers
-- (`server/src/sync/notices_read.rs`).
create table notices_read (
    organisation uuid not null,
    person uuid not null,
    case_id uuid not null,
    upto int not null,
    position bigint not null,
    primary key (organisation, person, case_id)
);
create index notices_read_position on notices_read (organisation, person, position, case_id);

-- Whether a person has read on in some case, at a position or after it.
create function are_notices_read(
    of_organisation uuid, of_person uuid, after_position bigint, after_case uuid
) returns bool language sql stable as $$
    select exists (select from notices_read
        where organisation = of_organisation and person = of_person
            and (position, case_id) > (after_position, after_case))
$$;

-- Whether a record of the directory stands at a position or after it.
create function is_directory_changed(of_organisation uuid, since bigint)
returns bool language sql stable as $$
    select exists (select from people where organisation = of_organisation and position >= since)
        or exists (select from stores where organisation = of_organisation and position >= since)
        or exists (select from categories where organisation = of_organisation and position >= since)
$$;

-- What may wait for a phone that has read each of its person's scopes up to a
-- row of the feed, the directory up to a position, and what its person has read on
-- their other phones up to a row: the one question of a
-- phone to which nothing has happened, which is most of them.
--
-- Where nothing waits there is no horizon, and the phone's cursor stays as it is:
-- what a running transaction will have put, the next look finds behind it. Only
-- one that lags far behind is given a horizon all the same, lest its cases count
-- as old when their changes are compacted.
--
-- Where something waits, and always after a push (`needs_horizon`), the horizon comes
-- first and what waits is looked at again after it: each statement of a volatile
-- function has a snapshot of its own, and what is decided at the horizon is in
-- the second.
create function feed_look(
    of_organisation uuid, of_scopes uuid[], read_positions bigint[], read_cases uuid[],
    directory_from bigint, of_person uuid, notices_position bigint, notices_case uuid,
    needs_horizon bool,
    -- By what the history that the phone has read is known again; null if it has none.
    of_checkpoint bigint, of_nonce bigint, of_drawn_since bigint, read_upto bigint,
    -- Whether it is the history that is here. If not, nothing is looked at.
    out is_known bool,
    -- Up to where the feed can be read, and by what that history is known again.
    out horizon bigint,
    out checkpoint bigint,
    out nonce bigint,
    out drawn_since bigint,
    out cases_wait bool,
    out directory_waits bool,
    out notices_wait bool,
    -- Whether something is there that a running transaction holds back.
    out holds_back bool
) language plpgsql volatile as $$
declare
    drawn bigint;
begin
    is_known := of_checkpoint is null
        or is_feed_traced(of_checkpoint, of_nonce, of_drawn_since, read_upto);
    cases_wait := false;
    directory_waits := false;
    notices_wait := false;
    holds_back := false;
    if not is_known then
        return;
    end if;
    select last_value into drawn from feed_positions;
    for look in 1..2 loop
        cases_wait := exists (
            select from unnest(of_scopes, read_positions, read_cases) as own (scope, position, case_id)
                cross join lateral (
                    select from audience a
                    where a.organisation = of_organisation and a.scope = own.scope
                        and a.in_feed and (a.position, a.case_id) > (own.position, own.case_id)
                    limit 1) as later);
        directory_waits := is_directory_changed(of_organisation, directory_from);
        notices_wait := are_notices_read(
            of_organisation, of_person, notices_position, notices_case);
        exit when look = 2
            or not (cases_wait or directory_waits or notices_wait or needs_horizon
                or drawn - 1000 > directory_from);
        horizon := feed_horizon();
    end loop;
    if horizon is not null then
        select t.checkpoint, t.nonce, t.drawn_since into checkpoint, nonce, drawn_since
            from feed_trace(horizon) as t;
    end if;
    holds_back := cases_wait and exists (
        select from unnest(of_scopes) as own (scope)
            cross join lateral (
                select from audience a
                where a.organisation = of_organisation and a.scope = own.scope
                    and a.in_feed and a.position > horizon
                limit 1) as later)
        or directory_waits and is_directory_changed(of_organisation, horizon + 1)
        or notices_wait and are_notices_read(
            of_organisation, of_person, horizon + 1, '00000000-0000-0000-0000-000000000000');
end $$;

-- Which case hangs on which record of the directory, as far as reading rights
-- do: a ticket on the store that it is for.
create table case_refs (
    organisation uuid not null,
    record uuid not null,
    case_id uuid not null,
    primary key (organisation, record, case_id)
);

-- The names that cases bear, each of which is one case's in the organisation: an
-- asset's tag. Who takes one that is taken is refused; whoever knows one finds the case.
create table case_names (
    organisation uuid not null,
    name text not null,
    case_id uuid not null,
    primary key (organisation, name)
);
create index case_names_case on case_names (organisation, case_id);

-- What a case is about: the name of another (`kind:text`), or the text of its id. Whoever
-- asks for one of the two gets the other with it, as far as they may read it.
create table case_mentions (
    organisation uuid not null,
    about text not null,
    case_id uuid not null,
    primary key (organisation, about, case_id)
);
create index case_mentions_case on case_mentions (organisation, case_id);

-- Refused is not lost, here either; and a repeated push gets the same answer.
-- What was adopted needs no row: it stands in its document.
create table refusals (
    organisation uuid not null,
    case_id uuid not null,
    command uuid not null,
    -- What the server's document has in the place of the change that the phone
    -- claims: the base on which the command was given.
    base bytea[] not null,
    outcome jsonb not null,
    -- What the command said, by its SHA-256: another content under the same id is another
    -- command. And its beginning, for who looks into it; the phone has all of it.
    said_sha256 bytea not null,
    said text not null,
    primary key (organisation, case_id, command)
);

-- The scopes in which a device was ever told of cases, so that it can be told to
-- forget them when its person is in them no more.
alter table devices add column scopes uuid[] not null default '{}';

-- From here on projections: `fieldloop-server rebuild` makes them anew out of
-- the documents. `tickets`, `ratings`, `assets` and `transfers` are for figures, and
-- nothing that decides anything asks them; `case_deadlines` says when the system has
-- something to do, and `blob_uses` (0004) says by which cases a photo may be seen.

create table assets (
    organisation uuid not null,
    case_id uuid not null,
    tag text not null,
    serial text not null,
    model text not null,
    category text not null,
    bought date,
    -- In hundredths of the organisation's currency.
    price bigint,
    store uuid not null,
    condition text not null,
    state text not null,
    holder uuid,
    -- Since when whoever has it does, or last did.
    held_since timestamptz not null,
    in_stock_since timestamptz not null,
    primary key (organisation, case_id)
);

create table transfers (
    organisation uuid not null,
    case_id uuid not null,
    giver uuid not null,
    -- None until somebody has taken the code by which it was given out.
    receiver uuid,
    reason text not null,
    begun_at timestamptz not null,
    closed_at timestamptz,
    -- Why an asset admin has to look at it, and since when.
    exception text,
    excepted_at timestamptz,
    settled_at timestamptz,
    primary key (organisation, case_id)
);

create table transfer_items (
    organisation uuid not null,
    case_id uuid not null,
    asset uuid not null,
    state text not null,
    decided_at timestamptz,
    primary key (organisation, case_id, asset)
);

-- When the system does something to a case, unless something else has happened by
-- then.
create table case_deadlines (
    organisation uuid not null,
    case_id uuid not null,
    at timestamptz not null,
    primary key (organisation, case_id)
);
create index case_deadlines_at on case_deadlines (at);

create table tickets (
    organisation uuid not null,
    case_id uuid not null,
    status text not null,
    requester uuid not null,
    store uuid not null,
    category uuid not null,
    owner uuid,
    submitted_at timestamptz not null,
    accepted_at timestamptz,
    completed_at timestamptz,
    due_at timestamptz,
    response_target_min int not null,
    completion_target_min int not null,
    -- 接单用时 and, of the last round, 完单用时, in milliseconds.
    waited_ms bigint,
    worked_ms bigint,
    reassignments int not null,
    reopenings int not null,
    primary key (organisation, case_id)
);

create table ratings (
    organisation uuid not null,
    case_id uuid not null,
    -- The completion that is rated: its entry's id.
    completion uuid not null,
    engineer uuid not null,
    store uuid not null,
    category uuid not null,
    overall smallint not null,
    attitude smallint not null,
    speed smallint not null,
    quality smallint not null,
    comment text not null,
    first_rated_at timestamptz not null,
    rated_at timestamptz not null,
    primary key (organisation, case_id, completion)
);
