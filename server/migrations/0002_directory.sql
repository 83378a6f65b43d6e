-- Organisations, their directory, their accounts and devices.
--
-- Every key begins with the organisation, so that the tables can be spread over
-- several databases by it. `position` is the row's position in the
-- feed, from which phones learn of directory changes.

create table organisations (
    id uuid primary key,
    -- Ends every login of the organisation, as in `lin.wei@hengli`.
    slug text not null unique,
    name text not null,
    -- The seed of the key by which the organisation certifies its devices (Ed25519).
    signing_key bytea not null
);

create table stores (
    organisation uuid not null references organisations,
    id uuid not null,
    name text not null,
    -- A team is nothing but the id that its engineers and its stores share.
    team uuid not null,
    -- How the record stood before, for acts that come late.
    former jsonb not null default '[]',
    position bigint not null,
    primary key (organisation, id)
);
create index stores_position on stores (organisation, position);

create table people (
    organisation uuid not null,
    id uuid not null,
    name text not null,
    store uuid not null,
    team uuid,
    roles text[] not null,
    active bool not null,
    -- Whether the person holds, or ever held, a role: such names stay known to everybody.
    served bool not null,
    -- Every store the person works or ever worked in: colleagues there learn of a move.
    known_in uuid[] not null,
    -- How the record stood before, for acts that come late.
    former jsonb not null default '[]',
    position bigint not null,
    primary key (organisation, id),
    constraint people_store foreign key (organisation, store) references stores (organisation, id)
);
create index people_position on people (organisation, position);

create table categories (
    organisation uuid not null references organisations,
    id uuid not null,
    parent uuid,
    name_zh text not null,
    name_en text not null,
    targets jsonb,
    former_targets jsonb not null,
    position bigint not null,
    primary key (organisation, id),
    constraint categories_parent foreign key (organisation, parent) references categories (organisation, id)
);
create index categories_position on categories (organisation, position);

create table accounts (
    organisation uuid not null,
    person uuid not null,
    -- Ends in the organisation's slug, so that it is unique everywhere.
    login text not null,
    -- Argon2id, as a PHC string.
    password_hash text not null,
    primary key (organisation, person),
    constraint accounts_login unique (organisation, login),
    constraint accounts_person foreign key (organisation, person) references people (organisation, id)
);

create table devices (
    organisation uuid not null,
    id uuid not null,
    person uuid not null,
    label text not null,
    -- SHA-256 of the bearer token, which itself is stored nowhere.
    token_sha256 bytea not null,
    -- The public half of the key by which the device signs what it hands over; none if
    -- its app makes none.
    key bytea,
    created_at timestamptz not null,
    last_sync_at timestamptz,
    -- When it had last brought everything that its person had done on it until then.
    settled_at timestamptz,
    revoked_at timestamptz,
    primary key (organisation, id),
    constraint devices_token unique (organisation, token_sha256),
    constraint devices_person foreign key (organisation, person) references people (organisation, id)
);
create index devices_person on devices (organisation, person);
