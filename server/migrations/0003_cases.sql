-- Cases: their documents, what was ruled, and who may read them.

create table cases (
    organisation uuid not null references organisations,
    id uuid not null,
    kind text not null,
    -- The Automerge document, as written by the judge.
    document bytea not null,
    -- How many changes the document has in `changes`.
    changes int not null,
    closed_at timestamptz,
    updated_at timestamptz not null,
    primary key (organisation, id)
);
create index cases_kind on cases (organisation, kind, closed_at);

-- What is delivered to phones that have the case already.
create table changes (
    organisation uuid not null,
    case_id uuid not null,
    n int not null,
    position bigint not null,
    -- The device that made it and has it, if the judge confirmed its change.
    device uuid,
    bytes bytea not null,
    primary key (organisation, case_id, n)
);

-- Who may read which case since when. A scope stands for a group of people
-- ("person:…", "pool:…", "desk"); a person's scopes follow from their record.
create table audience (
    organisation uuid not null,
    scope text not null,
    case_id uuid not null,
    -- Of the case's last change while the scope could read it, or of the change
    -- by which it no longer can.
    position bigint not null,
    -- Of the change by which the scope could read it.
    since bigint not null,
    gone bool not null,
    closed_at timestamptz,
    primary key (organisation, scope, case_id)
);
create index audience_feed on audience (organisation, scope, position, case_id);
create index audience_case on audience (organisation, case_id);

-- What was ruled on each command, so that a repeated push gets the same answer.
create table rulings (
    organisation uuid not null,
    command uuid not null,
    case_id uuid not null,
    device uuid not null,
    -- SHA-256 of the case's id and the command's JSON: another content under the
    -- same id is another command.
    content_sha256 bytea not null,
    -- What the server's document has in the position of the change that the
    -- phone claims.
    replacement bytea[] not null,
    outcome jsonb not null,
    -- What a refused command said. Refused is not lost, here either.
    refused_command text,
    received_at timestamptz not null,
    primary key (organisation, command)
);

-- The scopes in which a device was ever told of cases, so that it can be told to
-- forget them when its person is in them no more.
alter table devices add column scopes text[] not null default '{}';

-- From here on projections: `fieldloop-server rebuild` makes them anew out of
-- the documents.

create table entries (
    organisation uuid not null,
    case_id uuid not null,
    n int not null,
    id uuid not null,
    author uuid not null,
    acted_at timestamptz not null,
    received_at timestamptz not null,
    act jsonb,
    -- Why it has no effect.
    superseded jsonb,
    primary key (organisation, case_id, n)
);
create index entries_author on entries (organisation, author, acted_at);

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
create index tickets_status on tickets (organisation, status, due_at);
create index tickets_owner on tickets (organisation, owner, completed_at);

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
    primary key (organisation, completion)
);
create index ratings_engineer on ratings (organisation, engineer, first_rated_at);
create index ratings_case on ratings (organisation, case_id);
