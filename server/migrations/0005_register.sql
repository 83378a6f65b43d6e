-- The register: files of cases that are taken in. A file is kept with its run until
-- newer runs take its place, so that a run which an instance began another can end,
-- and its refused lines can be given back.

create table register_runs (
    organisation uuid not null references organisations,
    id uuid not null,
    kind text not null,
    -- Who sent it, and whose acts it becomes.
    person uuid not null,
    device uuid not null,
    -- By these a second press of the same button joins the run that is under way.
    sha256 bytea not null,
    is_dry bool not null,
    only_new bool not null,
    reason text not null,
    file bytea not null,
    begun_at timestamptz not null,
    ended_at timestamptz,
    state text not null,
    -- How the file was read: encoding, separator, columns and its first lines.
    reading jsonb,
    -- How many lines the file has, once all are checked.
    lines int,
    -- How many of them are behind in this state, and what became of these.
    passed int not null default 0,
    created int not null default 0,
    changed int not null default 0,
    unchanged int not null default 0,
    refused int not null default 0,
    primary key (organisation, id)
);
-- One at a time, and where a worker looks.
create unique index register_runs_open on register_runs (organisation) where ended_at is null;

-- What is wrong with a line of a file, or with the file from there on.
create table register_refusals (
    organisation uuid not null,
    run uuid not null,
    line int not null,
    errors jsonb not null,
    primary key (organisation, run, line),
    foreign key (organisation, run) references register_runs (organisation, id) on delete cascade
);
