-- Photos and signatures: named by the SHA-256 of their bytes, never inside a
-- document, uploaded in pieces that can be resumed. Their bytes are no rows: they
-- stand in the blob store, and what is here says where.

-- A blob whose bytes are durable in the store, as the object of this name. The row
-- is written after the bytes and deleted before them, so none promises what is not
-- there.
create table blobs (
    organisation uuid not null references organisations,
    sha256 bytea not null,
    media_type text not null,
    size bigint not null,
    object uuid not null,
    -- On whose account it stands as long as no case shows it.
    uploaded_by uuid not null,
    -- Since when no case shows it, or when its uploader was last told that it is
    -- here; null once a case does. It is collected a day later.
    unshown_since timestamptz,
    primary key (organisation, sha256)
);
create index blobs_unshown on blobs (organisation, unshown_since) where unshown_since is not null;

-- Who has shown that they have a blob: by sending it, or by being allowed to read
-- it when they were to send it. A case opens a blob to its readers only if one of
-- these named it there: a hash alone proves nothing.
create table blob_holders (
    organisation uuid not null,
    sha256 bytea not null,
    person uuid not null,
    primary key (organisation, sha256, person)
);

-- Objects of the store that no row of blobs names: written here before their bytes
-- are, so that a crash leaves nothing behind that nobody knows of.
create table blob_leftovers (
    organisation uuid not null,
    object uuid not null,
    sha256 bytea not null,
    since timestamptz not null,
    primary key (organisation, object)
);
create index blob_leftovers_since on blob_leftovers (since);

-- What a device uploads, and how far it is. By device, so that nobody can spoil
-- another's upload with wrong pieces.
create table blob_uploads (
    organisation uuid not null,
    device uuid not null,
    sha256 bytea not null,
    person uuid not null,
    received bigint not null,
    continued_at timestamptz not null,
    primary key (organisation, device, sha256)
);
create index blob_uploads_continued_at on blob_uploads (continued_at);

-- The pieces of an upload. They stay here until it is whole: an object of a store
-- cannot be appended to, a part of one has at least 5 MB on S3, and here a piece
-- and what it makes of the upload are one commit.
create table blob_pieces (
    organisation uuid not null,
    device uuid not null,
    sha256 bytea not null,
    first bigint not null,
    bytes bytea not null,
    primary key (organisation, device, sha256, first),
    foreign key (organisation, device, sha256) references blob_uploads on delete cascade
);
-- Photos are compressed already.
alter table blob_pieces alter column bytes set storage external;

-- A projection: which case shows which blob, and who named it there.
create table blob_uses (
    organisation uuid not null,
    sha256 bytea not null,
    case_id uuid not null,
    author uuid not null,
    primary key (organisation, sha256, case_id, author)
);

-- Whether a person has a blob, or may read a case in which one who has it shows it.
create function may_read_blob(
    of_organisation uuid, of_blob bytea, of_person uuid, of_scopes uuid[]
) returns bool language sql stable as $$
    select exists (select from blob_holders h
            where h.organisation = of_organisation and h.sha256 = of_blob
                and h.person = of_person)
        or exists (select from blob_uses u
            join blob_holders h on h.organisation = u.organisation
                and h.sha256 = u.sha256 and h.person = u.author
            join audience a on a.organisation = u.organisation and a.case_id = u.case_id
            where u.organisation = of_organisation and u.sha256 = of_blob
                and a.scope = any (of_scopes) and not a.gone)
$$;
