-- Photos and signatures: named by the SHA-256 of their bytes, never inside a
-- document, uploaded in pieces that can be resumed.

create table blobs (
    organisation uuid not null references organisations,
    sha256 bytea not null,
    media_type text not null,
    bytes bytea not null,
    -- Who may see it even where no case shows it yet.
    uploaded_by uuid not null,
    primary key (organisation, sha256)
);
-- Photos are compressed already.
alter table blobs alter column bytes set storage external;

-- What a device has uploaded of a blob so far. By device, so that nobody can
-- spoil another's upload with wrong pieces.
create table blob_pieces (
    organisation uuid not null,
    device uuid not null,
    sha256 bytea not null,
    first bigint not null,
    bytes bytea not null,
    uploaded_at timestamptz not null,
    primary key (organisation, device, sha256, first)
);
alter table blob_pieces alter column bytes set storage external;

-- A projection: which case shows which blob.
create table blob_uses (
    organisation uuid not null,
    sha256 bytea not null,
    case_id uuid not null,
    primary key (organisation, sha256, case_id)
);
