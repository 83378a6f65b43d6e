-- Small things by name: the session, the settings, the version of the folds.
create table meta (
    name text primary key,
    value text not null
) without rowid;

-- What lists need of every case this phone holds.
-- n: the number by which lists and the index of texts speak of it.
-- search_text: what a search looks through, in one width, case and composition.
-- evict: 0 stays, 1 goes once nothing of it is pending, 2 is stale: not
-- delivered again since the person signed in anew.
-- is_carried: whether the phone has it by itself; one that was only asked for goes
-- when nobody looks at it any more.
create table cases (
    n integer primary key,
    id blob not null unique,
    kind text not null,
    folded text,
    search_text text not null,
    closed_at integer,
    is_carried integer not null default 1,
    evict integer not null default 0
);
-- The names that the cases on this phone bear.
create table names (
    name text not null,
    case_id blob not null,
    primary key (name, case_id)
) without rowid;
create index names_case on names (case_id);
-- What people may hand on of the cases on this phone: for each case the grants, and
-- who holds it now.
create table grants (
    case_id blob primary key,
    holder blob,
    json text not null
) without rowid;
-- What one case says of another: about that, in the place of its status.
create table marks (
    about blob not null,
    case_id blob not null,
    message text not null,
    primary key (about, case_id)
) without rowid;
create index marks_case on marks (case_id);
-- The secrets that were given out by codes, or came with them.
create table secrets (
    secret blob primary key
) without rowid;
-- How forms offer the cases on this phone that bear a label, with where they belong and
-- who holds them.
create table labelled (
    case_id blob primary key,
    store blob not null,
    holder blob,
    json text not null
) without rowid;
-- How forms offer the open cases on this phone of which another can be a duplicate.
create table originals (
    case_id blob primary key,
    json text not null
) without rowid;
-- Which others a case is about: the text of a name that they bear, or their id.
create table mentions (
    about blob not null,
    case_id blob not null,
    primary key (about, case_id)
) without rowid;
create index mentions_case on mentions (case_id);
-- Counts the changes to grants, marks, secrets, labelled and originals, of which a part
-- is kept in memory.
create table revision (
    n integer not null
);
insert into revision values (0);
-- The documents, apart because they are large and lists read none of them.
create table documents (
    case_id blob primary key,
    document blob not null
);

create index cases_closed on cases (closed_at) where closed_at is not null;
create index cases_asked_for on cases (n) where is_carried = 0;
create index cases_evict on cases (evict) where evict <> 0;

-- In which lists a case stands. What is over stands last, the latest first
-- among equals.
create table listings (
    list text not null,
    is_closed integer not null,
    rank integer not null,
    tie integer not null,
    n integer not null,
    primary key (list, is_closed, rank, tie, n)
) without rowid;
create index listings_case on listings (n, list);

-- The index of cases.search_text: of each character with the one after it. It
-- holds no text of its own.
create virtual table search using fts5 (
    text,
    content = '',
    contentless_delete = 1,
    tokenize = 'ascii'
);

-- The outbox: commands that the server has not ruled on, in the order given.
-- is_stuck: only another version of the app can read it, or one before it in the
-- same case, so that it cannot be sent now.
-- is_kept_back: it came with a code that lets in whoever acts on it, and the person has
-- not done so. Sent alone it would be adopted, and the case be nobody's here.
create table pending (
    n integer primary key autoincrement,
    command_id blob not null unique,
    case_id blob not null,
    json text not null,
    is_stuck integer not null default 0,
    is_kept_back integer not null default 0
);
create index pending_case on pending (case_id);

-- Commands that were refused, to do again or let go.
create table refused (
    command_id blob primary key,
    case_id blob not null,
    command text not null,
    refusal text not null,
    at integer not null
) without rowid;

-- What a person is told of, with its words: it outlives its case.
-- number: of the entry, in the case's order of adoption, from 1; 0 while not known.
-- message: the sentence with its arguments, to be said in any language.
create table notices (
    case_id blob not null,
    entry blob not null,
    number integer not null,
    title text not null,
    message text not null,
    tone text not null,
    received integer not null,
    is_read integer not null,
    primary key (case_id, entry)
) without rowid;
create index notices_received on notices (received);
create index notices_unread on notices (is_read) where is_read = 0;
-- Up to which entry of a case the person has read what they are told of it, on any of
-- their phones.
-- since: when the server had received that, at the latest.
-- is_told: the server knows it.
create table notices_read (
    case_id blob primary key,
    upto integer not null,
    since integer not null,
    is_told integer not null
) without rowid;
create index notices_read_untold on notices_read (is_told) where is_told = 0;

-- The directory's records.
create table records (
    name text primary key,
    json text not null
) without rowid;

-- What was typed into a form and not yet done.
-- revises: the refused command that is changed in it; empty if none.
create table drafts (
    subject text not null,
    offer text not null,
    revises blob not null default x'',
    fields text not null,
    primary key (subject, offer, revises)
) without rowid;
create unique index drafts_revises on drafts (revises) where revises <> x'';

-- What the signatures were drawn with that waiting and refused commands show, so that
-- a refused one can be filled in again.
create table drawings (
    picture blob primary key,
    drawing text not null
) without rowid;

-- Who has left drafts on this phone and is not signed in, the last who left last. They
-- stand apart, so that nothing that shows what the person's is can show another's.
-- lost: how many of theirs had to make room.
create table left_by (
    n integer primary key autoincrement,
    organisation blob not null,
    person blob not null,
    lost integer not null default 0,
    unique (organisation, person)
);
-- Their drafts, as `drafts` has them, with the photos that these name.
create table left_drafts (
    n integer not null,
    subject text not null,
    offer text not null,
    revises blob not null,
    fields text not null,
    primary key (n, subject, offer, revises)
) without rowid;
create table left_photos (
    n integer not null,
    id blob not null,
    media_type text not null,
    is_thumbnail integer not null,
    bytes blob not null,
    primary key (n, id)
);

-- Cases to be asked for whole at the next sync.
create table refetch (
    case_id blob primary key
) without rowid;

-- Photos that were added on this phone, and that were looked at. The bytes stand
-- last, so that they are not read for the rest.
-- received: how many bytes the server has, as far as is known.
-- is_uploaded: the server has it whole.
-- is_thumbnail: it was made or fetched to be shown in small.
-- refusal: why the server does not take it, to be said in any language.
-- case_id: with which case it leaves this phone, once the server has it.
create table photos (
    id blob primary key,
    media_type text not null,
    case_id blob,
    received integer not null default 0,
    is_uploaded integer not null default 0,
    is_thumbnail integer not null default 0,
    failures integer not null default 0,
    refusal text,
    bytes blob not null
);

-- Which acts show a photo, until the server has both, unless they were refused.
create table photo_uses (
    photo blob not null,
    command_id blob not null,
    primary key (photo, command_id)
) without rowid;

-- Thumbnails that cases on this phone show and that are not here; the last ones are
-- asked for first.
-- not_before: the server did not have it, and is not asked again before that.
create table missing_thumbnails (
    n integer primary key autoincrement,
    id blob not null unique,
    case_id blob not null,
    not_before integer not null default 0,
    failures integer not null default 0
);
create index missing_thumbnails_case on missing_thumbnails (case_id);
