--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: are_notices_read(uuid, uuid, bigint, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.are_notices_read(of_organisation uuid, of_person uuid, after_position bigint, after_case uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    select exists (select from notices_read
        where organisation = of_organisation and person = of_person
            and (position, case_id) > (after_position, after_case))
$$;


--
-- Name: feed_horizon(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.feed_horizon() RETURNS bigint
    LANGUAGE plpgsql
    AS $$
declare
    drawn bigint;
    lowest bigint;
begin
    -- In this order: a position drawn after the first look is beyond it anyway.
    select last_value into drawn from feed_positions;
    select min(((classid::bigint & 65535) << 32) | objid::bigint) into lowest
        from pg_locks
        where locktype = 'advisory' and objsubid = 1
            and classid::bigint >> 16 = feed_lock_class()
            and database = (select oid from pg_database where datname = current_database());
    return least(drawn, lowest);
end $$;


--
-- Name: feed_lock_class(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.feed_lock_class() RETURNS bigint
    LANGUAGE sql IMMUTABLE
    RETURN 17991;


--
-- Name: feed_look(uuid, uuid[], bigint[], uuid[], bigint, uuid, bigint, uuid, boolean, bigint, bigint, bigint, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.feed_look(of_organisation uuid, of_scopes uuid[], read_positions bigint[], read_cases uuid[], directory_from bigint, of_person uuid, notices_position bigint, notices_case uuid, needs_horizon boolean, of_checkpoint bigint, of_nonce bigint, of_drawn_since bigint, read_upto bigint, OUT is_known boolean, OUT horizon bigint, OUT checkpoint bigint, OUT nonce bigint, OUT drawn_since bigint, OUT cases_wait boolean, OUT directory_waits boolean, OUT notices_wait boolean, OUT holds_back boolean) RETURNS record
    LANGUAGE plpgsql
    AS $$
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


--
-- Name: feed_next_position(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.feed_next_position() RETURNS bigint
    LANGUAGE plpgsql
    AS $$
declare
    before text := current_setting('fieldloop.position', true);
    drawn text;
begin
    if before is null or before = '' then
        return feed_position();
    end if;
    drawn := nextval('feed_positions');
    perform set_config('fieldloop.position', drawn, true);
    return drawn::bigint;
end $$;


--
-- Name: feed_nonce(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.feed_nonce() RETURNS bigint
    LANGUAGE sql
    AS $$
    select hashtextextended(gen_random_uuid()::text, 0)
$$;


--
-- Name: feed_nonces_between(bigint, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.feed_nonces_between(after bigint, upto bigint, OUT many bigint, OUT combined bigint) RETURNS record
    LANGUAGE sql STABLE
    AS $$
    select count(*), coalesce(bit_xor(n.nonce), 0)
        from (select n.nonce from feed_nonces n
              where n.position > after and n.position <= upto
              limit feed_nonces_max() + 1) as n
$$;


--
-- Name: feed_nonces_max(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.feed_nonces_max() RETURNS integer
    LANGUAGE sql IMMUTABLE
    RETURN 64;


--
-- Name: feed_position(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.feed_position() RETURNS bigint
    LANGUAGE plpgsql
    AS $$
declare
    drawn text := current_setting('fieldloop.position', true);
    floor bigint;
begin
    if drawn is null or drawn = '' then
        select last_value into floor from feed_positions;
        perform pg_advisory_xact_lock_shared((feed_lock_class() << 48) | floor);
        drawn := nextval('feed_positions');
        perform set_config('fieldloop.position', drawn, true);
        insert into feed_nonces values (drawn::bigint, feed_nonce());
    end if;
    return drawn::bigint;
end $$;


--
-- Name: feed_trace(bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.feed_trace(upto bigint, OUT checkpoint bigint, OUT nonce bigint, OUT drawn_since bigint) RETURNS record
    LANGUAGE plpgsql
    AS $$
declare
    many bigint;
begin
    select c.position, c.nonce into checkpoint, nonce
        from feed_checkpoints c where c.position <= upto order by c.position desc limit 1;
    select n.many, n.combined into many, drawn_since
        from feed_nonces_between(checkpoint, upto) as n;
    if many > feed_nonces_max() then
        perform set_config('synchronous_commit', 'off', true);
        insert into feed_checkpoints values (upto, feed_nonce()) on conflict do nothing;
        select c.position, c.nonce, 0 into checkpoint, nonce, drawn_since
            from feed_checkpoints c where c.position = upto;
    end if;
end $$;


--
-- Name: is_directory_changed(uuid, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.is_directory_changed(of_organisation uuid, since bigint) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    select exists (select from people where organisation = of_organisation and position >= since)
        or exists (select from stores where organisation = of_organisation and position >= since)
        or exists (select from categories where organisation = of_organisation and position >= since)
$$;


--
-- Name: is_feed_traced(bigint, bigint, bigint, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.is_feed_traced(of_checkpoint bigint, of_nonce bigint, of_drawn_since bigint, upto bigint) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    select upto <= (select last_value from feed_positions)
        and exists (select from feed_checkpoints c
            where c.position = of_checkpoint and c.nonce = of_nonce)
        and of_drawn_since = (select n.combined from feed_nonces_between(of_checkpoint, upto) as n)
$$;


--
-- Name: may_read_blob(uuid, bytea, uuid, uuid[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.may_read_blob(of_organisation uuid, of_blob bytea, of_person uuid, of_scopes uuid[]) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
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


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: _sqlx_migrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public._sqlx_migrations (
    version bigint NOT NULL,
    description text NOT NULL,
    installed_on timestamp with time zone DEFAULT now() NOT NULL,
    success boolean NOT NULL,
    checksum bytea NOT NULL,
    execution_time bigint NOT NULL
);


--
-- Name: accounts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.accounts (
    organisation uuid NOT NULL,
    person uuid NOT NULL,
    login text NOT NULL,
    password_hash text NOT NULL
);


--
-- Name: assets; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.assets (
    organisation uuid NOT NULL,
    case_id uuid NOT NULL,
    tag text NOT NULL,
    serial text NOT NULL,
    model text NOT NULL,
    category text NOT NULL,
    bought date,
    price bigint,
    store uuid NOT NULL,
    condition text NOT NULL,
    state text NOT NULL,
    holder uuid,
    held_since timestamp with time zone NOT NULL,
    in_stock_since timestamp with time zone NOT NULL
);


--
-- Name: audience; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audience (
    organisation uuid NOT NULL,
    case_id uuid NOT NULL,
    scope uuid NOT NULL,
    "position" bigint NOT NULL,
    since bigint NOT NULL,
    closed_at timestamp with time zone,
    gone boolean NOT NULL,
    was_gone boolean DEFAULT false NOT NULL,
    in_feed boolean NOT NULL
);


--
-- Name: blob_holders; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.blob_holders (
    organisation uuid NOT NULL,
    sha256 bytea NOT NULL,
    person uuid NOT NULL
);


--
-- Name: blob_leftovers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.blob_leftovers (
    organisation uuid NOT NULL,
    object uuid NOT NULL,
    sha256 bytea NOT NULL,
    since timestamp with time zone NOT NULL
);


--
-- Name: blob_pieces; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.blob_pieces (
    organisation uuid NOT NULL,
    device uuid NOT NULL,
    sha256 bytea NOT NULL,
    first bigint NOT NULL,
    bytes bytea NOT NULL
);
ALTER TABLE ONLY public.blob_pieces ALTER COLUMN bytes SET STORAGE EXTERNAL;


--
-- Name: blob_uploads; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.blob_uploads (
    organisation uuid NOT NULL,
    device uuid NOT NULL,
    sha256 bytea NOT NULL,
    person uuid NOT NULL,
    received bigint NOT NULL,
    continued_at timestamp with time zone NOT NULL
);


--
-- Name: blob_uses; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.blob_uses (
    organisation uuid NOT NULL,
    sha256 bytea NOT NULL,
    case_id uuid NOT NULL,
    author uuid NOT NULL
);


--
-- Name: blobs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.blobs (
    organisation uuid NOT NULL,
    sha256 bytea NOT NULL,
    media_type text NOT NULL,
    size bigint NOT NULL,
    object uuid NOT NULL,
    uploaded_by uuid NOT NULL,
    unshown_since timestamp with time zone
);


--
-- Name: case_deadlines; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_deadlines (
    organisation uuid NOT NULL,
    case_id uuid NOT NULL,
    at timestamp with time zone NOT NULL
);


--
-- Name: case_mentions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_mentions (
    organisation uuid NOT NULL,
    about text NOT NULL,
    case_id uuid NOT NULL
);


--
-- Name: case_names; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_names (
    organisation uuid NOT NULL,
    name text NOT NULL,
    case_id uuid NOT NULL
);


--
-- Name: case_refs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_refs (
    organisation uuid NOT NULL,
    record uuid NOT NULL,
    case_id uuid NOT NULL
);


--
-- Name: cases; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.cases (
    organisation uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    closed_at timestamp with time zone,
    authors uuid[] NOT NULL,
    document bytea NOT NULL,
    plain_bytes integer NOT NULL,
    opened_by uuid NOT NULL
);
ALTER TABLE ONLY public.cases ALTER COLUMN document SET STORAGE EXTERNAL;


--
-- Name: categories; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.categories (
    organisation uuid NOT NULL,
    id uuid NOT NULL,
    parent uuid,
    name_zh text NOT NULL,
    name_en text NOT NULL,
    targets jsonb,
    former_targets jsonb NOT NULL,
    "position" bigint NOT NULL
);


--
-- Name: changes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.changes (
    organisation uuid NOT NULL,
    case_id uuid NOT NULL,
    "position" bigint NOT NULL,
    device uuid NOT NULL,
    plain_bytes integer NOT NULL,
    bytes bytea NOT NULL
);
ALTER TABLE ONLY public.changes ALTER COLUMN bytes SET STORAGE EXTERNAL;


--
-- Name: devices; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.devices (
    organisation uuid NOT NULL,
    id uuid NOT NULL,
    person uuid NOT NULL,
    label text NOT NULL,
    token_sha256 bytea NOT NULL,
    key bytea,
    created_at timestamp with time zone NOT NULL,
    last_sync_at timestamp with time zone,
    settled_at timestamp with time zone,
    revoked_at timestamp with time zone,
    scopes uuid[] DEFAULT '{}'::uuid[] NOT NULL
);


--
-- Name: feed_checkpoints; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.feed_checkpoints (
    "position" bigint NOT NULL,
    nonce bigint NOT NULL
);


--
-- Name: feed_nonces; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.feed_nonces (
    "position" bigint NOT NULL,
    nonce bigint NOT NULL
);


--
-- Name: feed_positions; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.feed_positions
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: feed_times; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.feed_times (
    at timestamp with time zone NOT NULL,
    "position" bigint NOT NULL
);


--
-- Name: notices_read; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.notices_read (
    organisation uuid NOT NULL,
    person uuid NOT NULL,
    case_id uuid NOT NULL,
    upto integer NOT NULL,
    "position" bigint NOT NULL
);


--
-- Name: organisations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.organisations (
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    signing_key bytea NOT NULL,
    changes_since bigint DEFAULT 0 NOT NULL
);


--
-- Name: people; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.people (
    organisation uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    store uuid NOT NULL,
    team uuid,
    roles text[] NOT NULL,
    active boolean NOT NULL,
    served boolean NOT NULL,
    known_in uuid[] NOT NULL,
    former jsonb DEFAULT '[]'::jsonb NOT NULL,
    "position" bigint NOT NULL
);


--
-- Name: ratings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ratings (
    organisation uuid NOT NULL,
    case_id uuid NOT NULL,
    completion uuid NOT NULL,
    engineer uuid NOT NULL,
    store uuid NOT NULL,
    category uuid NOT NULL,
    overall smallint NOT NULL,
    attitude smallint NOT NULL,
    speed smallint NOT NULL,
    quality smallint NOT NULL,
    comment text NOT NULL,
    first_rated_at timestamp with time zone NOT NULL,
    rated_at timestamp with time zone NOT NULL
);


--
-- Name: refusals; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.refusals (
    organisation uuid NOT NULL,
    case_id uuid NOT NULL,
    command uuid NOT NULL,
    base bytea[] NOT NULL,
    outcome jsonb NOT NULL,
    said_sha256 bytea NOT NULL,
    said text NOT NULL
);


--
-- Name: register_refusals; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.register_refusals (
    organisation uuid NOT NULL,
    run uuid NOT NULL,
    line integer NOT NULL,
    errors jsonb NOT NULL
);


--
-- Name: register_runs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.register_runs (
    organisation uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    person uuid NOT NULL,
    device uuid NOT NULL,
    sha256 bytea NOT NULL,
    is_dry boolean NOT NULL,
    only_new boolean NOT NULL,
    reason text NOT NULL,
    file bytea NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    state text NOT NULL,
    reading jsonb,
    lines integer,
    passed integer DEFAULT 0 NOT NULL,
    created integer DEFAULT 0 NOT NULL,
    changed integer DEFAULT 0 NOT NULL,
    unchanged integer DEFAULT 0 NOT NULL,
    refused integer DEFAULT 0 NOT NULL
);


--
-- Name: stores; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.stores (
    organisation uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    team uuid NOT NULL,
    former jsonb DEFAULT '[]'::jsonb NOT NULL,
    "position" bigint NOT NULL
);


--
-- Name: tickets; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tickets (
    organisation uuid NOT NULL,
    case_id uuid NOT NULL,
    status text NOT NULL,
    requester uuid NOT NULL,
    store uuid NOT NULL,
    category uuid NOT NULL,
    owner uuid,
    submitted_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    completed_at timestamp with time zone,
    due_at timestamp with time zone,
    response_target_min integer NOT NULL,
    completion_target_min integer NOT NULL,
    waited_ms bigint,
    worked_ms bigint,
    reassignments integer NOT NULL,
    reopenings integer NOT NULL
);


--
-- Name: transfer_items; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.transfer_items (
    organisation uuid NOT NULL,
    case_id uuid NOT NULL,
    asset uuid NOT NULL,
    state text NOT NULL,
    decided_at timestamp with time zone
);


--
-- Name: transfers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.transfers (
    organisation uuid NOT NULL,
    case_id uuid NOT NULL,
    giver uuid NOT NULL,
    receiver uuid,
    reason text NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    exception text,
    excepted_at timestamp with time zone,
    settled_at timestamp with time zone
);


--
-- Data for Name: _sqlx_migrations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public._sqlx_migrations VALUES (1, 'feed', '2026-11-27 20:57:56.25458+00', true, '\xf74a2d91abbed8db2da7cfb04b6e983b876969876f202e3ca2c9fac958627bf53f39ca61e64e369adfe7a3c23ef87d2d', 6741543);
INSERT INTO public._sqlx_migrations VALUES (2, 'directory', '2026-11-27 20:57:56.261799+00', true, '\x5f001e5cd6d9fc524bb64625f62be59d36f29321749f333a7e37f02415d6d1148abb97327b68bd9973fc569362015d3f', 10673511);
INSERT INTO public._sqlx_migrations VALUES (3, 'cases', '2026-11-27 20:57:56.272761+00', true, '\x89c5393b145652db6e68d302a31612fc9fc7f6faad77e2ac6660bf1ad7013715c2669e253ae128433122d6558513c36f', 24784774);
INSERT INTO public._sqlx_migrations VALUES (4, 'blobs', '2026-11-27 20:57:56.298254+00', true, '\x11da8c8307fedcb8fbbefa549029fe695a71313fd01049717efed36baa6dfa07494ffb8b69121d9d1ec4cb0211b8b3f9', 13781123);
INSERT INTO public._sqlx_migrations VALUES (5, 'register', '2026-11-27 20:57:56.312191+00', true, '\xf46ad17d14d3a09123b7581de2a03d18ac61b001d8e39cc218c98a1bee3fbc861696eaeb2ca14303f025c6cd8476d573', 4093673);


--
-- Data for Name: accounts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.accounts VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000009000', 'p0@hengli', '$argon2id$v=19$m=64,t=1,p=1$uhKGdt7zT78aIqHwU3A0vw$bNLrQoliK/cE13iMeNuKMS0I4mtV2EMykaRcgPOIN+M');
INSERT INTO public.accounts VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000009001', 'p1@hengli', '$argon2id$v=19$m=64,t=1,p=1$px3UVh7uSNWmcB2lOnLRzg$hWp/bIkxba5dqKXlSJBX61uNWv1LLXQSHLiWoEfMWPk');
INSERT INTO public.accounts VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000009002', 'p2@hengli', '$argon2id$v=19$m=64,t=1,p=1$POBEVNuh+wdJxBOByvk/aA$SdKcmsJ+lerWC3ql8ggGVP7HSX+b5Sksw43khJXZ+EU');
INSERT INTO public.accounts VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000009003', 'p3@hengli', '$argon2id$v=19$m=64,t=1,p=1$VFj94IZhf0JzllUCD4++LA$aLqAqUaJ7tOo+F3dpz1WbyAfgB+vwli0PBMIUNh+aHM');
INSERT INTO public.accounts VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000009004', 'p4@hengli', '$argon2id$v=19$m=64,t=1,p=1$E5ePmmIysbw2cOmTkhwwCQ$eSsGasPPXmC4JVbSao3COlACqfUHT6aSGQNStNmq7I0');


--
-- Data for Name: assets; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.assets VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3284-7962-8592-a696928b5c74', 'IT-0002', '', 'K4e', '笔记本', NULL, NULL, '00000000-0000-0000-0000-000000005001', 'new', 'in_use', '00000000-0000-0000-0000-000000009000', '2026-11-02 01:00:00.001+00', '2026-11-02 01:00:00+00');
INSERT INTO public.assets VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3288-7b5f-a0e1-97f1aa8bef6f', 'IT-0003', '', 'K4e', '笔记本', NULL, NULL, '00000000-0000-0000-0000-000000005001', 'new', 'in_use', '00000000-0000-0000-0000-000000009001', '2026-11-02 01:00:00.001+00', '2026-11-02 01:00:00+00');
INSERT INTO public.assets VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-7500-a959-3943c6aaa326', 'IT-0001', '', 'K4e', '笔记本', NULL, NULL, '00000000-0000-0000-0000-000000005001', 'good', 'in_use', '00000000-0000-0000-0000-000000009001', '2026-11-02 01:00:00.001+00', '2026-11-02 01:00:00+00');


--
-- Data for Name: audience; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-738a-bf40-4d12684c8183', 'f420320c-e1da-5913-97c4-2ade60be186e', 12, 9, NULL, true, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3282-70a1-b0cc-23fc7a329972', 'f420320c-e1da-5913-97c4-2ade60be186e', 13, 10, NULL, true, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3284-7b29-95ed-567f26a93967', 'f420320c-e1da-5913-97c4-2ade60be186e', 13, 11, NULL, true, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-738a-bf40-4d12684c8183', '1bdd0a0a-3fd8-54fb-b114-c1bae3fd4900', 13, 9, NULL, false, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-738a-bf40-4d12684c8183', '8940b8a1-1448-569e-af9e-11adc15b9628', 13, 9, NULL, false, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-738a-bf40-4d12684c8183', 'a5206d3a-311a-56ff-a4fa-cceae739ccce', 13, 12, NULL, false, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3284-7b29-95ed-567f26a93967', '1bdd0a0a-3fd8-54fb-b114-c1bae3fd4900', 13, 11, NULL, false, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3284-7b29-95ed-567f26a93967', '8940b8a1-1448-569e-af9e-11adc15b9628', 13, 11, NULL, false, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3284-7b29-95ed-567f26a93967', 'a5206d3a-311a-56ff-a4fa-cceae739ccce', 13, 13, NULL, false, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3284-7962-8592-a696928b5c74', '1bdd0a0a-3fd8-54fb-b114-c1bae3fd4900', 15, 15, NULL, false, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3284-7962-8592-a696928b5c74', '8940b8a1-1448-569e-af9e-11adc15b9628', 15, 15, NULL, false, false, false);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3284-7962-8592-a696928b5c74', '94045f21-ea51-545a-b46b-ffeed222282b', 15, 15, NULL, false, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3284-7962-8592-a696928b5c74', 'f420320c-e1da-5913-97c4-2ade60be186e', 15, 15, NULL, false, false, false);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3284-7962-8592-a696928b5c74', 'fcd59d08-9072-5d53-a047-56c93e380775', 15, 15, NULL, false, false, false);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3288-7b5f-a0e1-97f1aa8bef6f', '8940b8a1-1448-569e-af9e-11adc15b9628', 15, 15, NULL, false, false, false);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3288-7b5f-a0e1-97f1aa8bef6f', '94045f21-ea51-545a-b46b-ffeed222282b', 15, 15, NULL, false, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3288-7b5f-a0e1-97f1aa8bef6f', 'a5206d3a-311a-56ff-a4fa-cceae739ccce', 15, 15, NULL, false, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3288-7b5f-a0e1-97f1aa8bef6f', 'f420320c-e1da-5913-97c4-2ade60be186e', 15, 15, NULL, false, false, false);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3288-7b5f-a0e1-97f1aa8bef6f', 'fcd59d08-9072-5d53-a047-56c93e380775', 15, 15, NULL, false, false, false);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3282-70a1-b0cc-23fc7a329972', '1bdd0a0a-3fd8-54fb-b114-c1bae3fd4900', 17, 10, '2026-11-02 01:00:00.002+00', false, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3282-70a1-b0cc-23fc7a329972', '8940b8a1-1448-569e-af9e-11adc15b9628', 17, 10, '2026-11-02 01:00:00.002+00', false, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3282-70a1-b0cc-23fc7a329972', 'a5206d3a-311a-56ff-a4fa-cceae739ccce', 17, 13, '2026-11-02 01:00:00.002+00', false, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-7500-a959-3943c6aaa326', '1bdd0a0a-3fd8-54fb-b114-c1bae3fd4900', 20, 15, NULL, true, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-7500-a959-3943c6aaa326', '8940b8a1-1448-569e-af9e-11adc15b9628', 20, 14, NULL, false, false, false);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-7500-a959-3943c6aaa326', '94045f21-ea51-545a-b46b-ffeed222282b', 20, 14, NULL, false, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-7500-a959-3943c6aaa326', 'a5206d3a-311a-56ff-a4fa-cceae739ccce', 20, 20, NULL, false, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-7500-a959-3943c6aaa326', 'f420320c-e1da-5913-97c4-2ade60be186e', 20, 14, NULL, false, false, false);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-7500-a959-3943c6aaa326', 'fcd59d08-9072-5d53-a047-56c93e380775', 20, 14, NULL, false, false, false);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3288-7b2a-ac7d-fe334978b70a', '1bdd0a0a-3fd8-54fb-b114-c1bae3fd4900', 20, 18, '2026-11-02 01:00:00.001+00', false, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3288-7b2a-ac7d-fe334978b70a', '8940b8a1-1448-569e-af9e-11adc15b9628', 20, 18, '2026-11-02 01:00:00.001+00', false, false, false);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3288-7b2a-ac7d-fe334978b70a', 'a5206d3a-311a-56ff-a4fa-cceae739ccce', 20, 18, '2026-11-02 01:00:00.001+00', false, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3288-7b2a-ac7d-fe334978b70a', 'fcd59d08-9072-5d53-a047-56c93e380775', 20, 18, '2026-11-02 01:00:00.001+00', false, false, false);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-328a-712b-8790-3234652f0399', '1bdd0a0a-3fd8-54fb-b114-c1bae3fd4900', 21, 21, NULL, false, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-328a-712b-8790-3234652f0399', '8940b8a1-1448-569e-af9e-11adc15b9628', 21, 21, NULL, false, false, false);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-328a-712b-8790-3234652f0399', 'a5206d3a-311a-56ff-a4fa-cceae739ccce', 21, 21, NULL, false, false, true);
INSERT INTO public.audience VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-328a-712b-8790-3234652f0399', 'fcd59d08-9072-5d53-a047-56c93e380775', 21, 21, NULL, false, false, false);


--
-- Data for Name: blob_holders; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.blob_holders VALUES ('00000000-0000-0000-0000-000000000001', '\xbf794e5211ccb0b347ab7621207b95a492a38e69ee87d022923fe0008e8d9b43', '00000000-0000-0000-0000-000000009000');
INSERT INTO public.blob_holders VALUES ('00000000-0000-0000-0000-000000000001', '\x2c5e27aec56f545ac4b674f6eb049abade27a20e3f80f32f9589b5bad430e3cf', '00000000-0000-0000-0000-000000009000');
INSERT INTO public.blob_holders VALUES ('00000000-0000-0000-0000-000000000001', '\x2737c9c70200178625cd8efbe8a184474a56bbd3e7b709c76e75f6ca075d8335', '00000000-0000-0000-0000-000000009001');
INSERT INTO public.blob_holders VALUES ('00000000-0000-0000-0000-000000000001', '\x371ff08e8033f7ce47512065763647137b16b13c589618da996e764b87a2e648', '00000000-0000-0000-0000-000000009001');


--
-- Data for Name: blob_leftovers; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: blob_pieces; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: blob_uploads; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: blob_uses; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.blob_uses VALUES ('00000000-0000-0000-0000-000000000001', '\xbf794e5211ccb0b347ab7621207b95a492a38e69ee87d022923fe0008e8d9b43', '01a199c5-3280-738a-bf40-4d12684c8183', '00000000-0000-0000-0000-000000009000');
INSERT INTO public.blob_uses VALUES ('00000000-0000-0000-0000-000000000001', '\x2c5e27aec56f545ac4b674f6eb049abade27a20e3f80f32f9589b5bad430e3cf', '01a199c5-3280-738a-bf40-4d12684c8183', '00000000-0000-0000-0000-000000009000');
INSERT INTO public.blob_uses VALUES ('00000000-0000-0000-0000-000000000001', '\x2737c9c70200178625cd8efbe8a184474a56bbd3e7b709c76e75f6ca075d8335', '01a199c5-3288-7b2a-ac7d-fe334978b70a', '00000000-0000-0000-0000-000000009001');
INSERT INTO public.blob_uses VALUES ('00000000-0000-0000-0000-000000000001', '\x371ff08e8033f7ce47512065763647137b16b13c589618da996e764b87a2e648', '01a199c5-3288-7b2a-ac7d-fe334978b70a', '00000000-0000-0000-0000-000000009001');


--
-- Data for Name: blobs; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.blobs VALUES ('00000000-0000-0000-0000-000000000001', '\xbf794e5211ccb0b347ab7621207b95a492a38e69ee87d022923fe0008e8d9b43', 'image/jpeg', 2354, '01a199c5-3280-7da1-99ce-0ae4c913d086', '00000000-0000-0000-0000-000000009000', NULL);
INSERT INTO public.blobs VALUES ('00000000-0000-0000-0000-000000000001', '\x2c5e27aec56f545ac4b674f6eb049abade27a20e3f80f32f9589b5bad430e3cf', 'image/jpeg', 4425, '01a199c5-3280-7b30-856d-459b5c18015c', '00000000-0000-0000-0000-000000009000', NULL);
INSERT INTO public.blobs VALUES ('00000000-0000-0000-0000-000000000001', '\x2737c9c70200178625cd8efbe8a184474a56bbd3e7b709c76e75f6ca075d8335', 'image/jpeg', 2858, '01a199c5-3280-75af-93ee-e25f8c934a6a', '00000000-0000-0000-0000-000000009001', NULL);
INSERT INTO public.blobs VALUES ('00000000-0000-0000-0000-000000000001', '\x371ff08e8033f7ce47512065763647137b16b13c589618da996e764b87a2e648', 'image/png', 2924, '01a199c5-3280-7702-b1a9-17f79a43b488', '00000000-0000-0000-0000-000000009001', NULL);


--
-- Data for Name: case_deadlines; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.case_deadlines VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-738a-bf40-4d12684c8183', '2026-11-03 16:00:00+00');
INSERT INTO public.case_deadlines VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-328a-712b-8790-3234652f0399', '2026-11-05 01:00:00+00');


--
-- Data for Name: case_mentions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.case_mentions VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-7500-a959-3943c6aaa326', '01a199c5-3288-7b2a-ac7d-fe334978b70a');
INSERT INTO public.case_mentions VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3284-7962-8592-a696928b5c74', '01a199c5-328a-712b-8790-3234652f0399');


--
-- Data for Name: case_names; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.case_names VALUES ('00000000-0000-0000-0000-000000000001', 'asset:it-0001', '01a199c5-3280-7500-a959-3943c6aaa326');
INSERT INTO public.case_names VALUES ('00000000-0000-0000-0000-000000000001', 'asset:it-0002', '01a199c5-3284-7962-8592-a696928b5c74');
INSERT INTO public.case_names VALUES ('00000000-0000-0000-0000-000000000001', 'asset:it-0003', '01a199c5-3288-7b5f-a0e1-97f1aa8bef6f');


--
-- Data for Name: case_refs; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.case_refs VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000005001', '01a199c5-3280-738a-bf40-4d12684c8183');
INSERT INTO public.case_refs VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000005001', '01a199c5-3282-70a1-b0cc-23fc7a329972');
INSERT INTO public.case_refs VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000005001', '01a199c5-3284-7b29-95ed-567f26a93967');
INSERT INTO public.case_refs VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000009001', '01a199c5-3280-738a-bf40-4d12684c8183');
INSERT INTO public.case_refs VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000009001', '01a199c5-3282-70a1-b0cc-23fc7a329972');
INSERT INTO public.case_refs VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000009001', '01a199c5-3284-7b29-95ed-567f26a93967');
INSERT INTO public.case_refs VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000005001', '01a199c5-3280-7500-a959-3943c6aaa326');
INSERT INTO public.case_refs VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000005001', '01a199c5-3284-7962-8592-a696928b5c74');
INSERT INTO public.case_refs VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000009000', '01a199c5-3284-7962-8592-a696928b5c74');
INSERT INTO public.case_refs VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000005001', '01a199c5-3288-7b5f-a0e1-97f1aa8bef6f');
INSERT INTO public.case_refs VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000009001', '01a199c5-3288-7b5f-a0e1-97f1aa8bef6f');
INSERT INTO public.case_refs VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000009001', '01a199c5-3288-7b2a-ac7d-fe334978b70a');
INSERT INTO public.case_refs VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000009001', '01a199c5-3280-7500-a959-3943c6aaa326');
INSERT INTO public.case_refs VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000009001', '01a199c5-328a-712b-8790-3234652f0399');


--
-- Data for Name: cases; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.cases VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-738a-bf40-4d12684c8183', 'ticket', NULL, '{00000000-0000-0000-0000-000000009000,00000000-0000-0000-0000-000000009001}', '\x0128b52ffd6313db5f2cdb045d0f00f398516c221ca44a7a69ea7af18bfb9129e895390b202c645befad1c5b6c618405274baa40b1620184050b50922ca14285c416b22effe9516fad45d38c3fc6f6ec1e453f477d26f1d7e4fe65b7f862de4bb2eb5cdad234efc51bd5bfa72585d4cca8cdfa24cb5d7ebf7f8a736a7d9a518bc98ed1932cc9af6d89f254775e6a93dc7aa77c9b28d931ba4d6c615b6badb5d6e2ebb7b5bf52c02b01a900def8f302f472e5071cc5310854038aa679b7e9ef257b49d66c375937367bcd1ea3e72fd1fe5373d74b96befa5ce2d4e4da3ccd72f75efbbfbe969ecc759bff8fc22ee32f380245a1b8c6064bcf2636a29751f432aa857a63e196e2ed425bfaa642529a018828ad0186a00a0dec05e142e28b9d30156c3ca5286b333b31c26e6cf80228bd39a3e64b132f5ff0273a0cfa00d342430c89454ab67cc19fe8f01911a80150252aa03085019ddc5c5d3efce848579993fd06434d978106ba00a49834e590549f70c1f4ab43552cc384a1f306b7336c65d401bfd707832f5b2557e4c659c815cea8c3d9b1620058b2d44f87906a184731f9ea2c11f946f984a696bb861570a7347faaf140d68e64b3553f17e1d3f085500c09640d501d2e2da32202ae14fd358ad5ae663672cbe704fd72757e082404ca56d19497237b051572d9a0e6ba4536d861e8d5c89d474127abca41', 1499, '00000000-0000-0000-0000-000000009000');
INSERT INTO public.cases VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3284-7b29-95ed-567f26a93967', 'ticket', NULL, '{00000000-0000-0000-0000-000000009000,00000000-0000-0000-0000-000000009001}', '\x0128b52ffd6313db5f2cd602d50900838d2f6aa2dbbdd7da6dadc5d7ef6cedafbf02781ff2bc88bf54fc8da217a0da4f24d3d462bb71da4d5ff5c5654d7feff57b9cbfd6989f97dcdbfbb4724bfadab5ef757b9ceb36ffff018140512802d960e9d9c446f432aaa909472150ad595b8534c11a1b0bb6146f17d40eb001d9c6b65ecaf2e28a30cab4eacd811cc132355ce569faf1028a8721273a5012d5eb1b9a4383c5862f80d29b336abe34f1f2057fa2c3a00f302d34c49058a464cb17fc890e9f11815a5b2931191088804e6eae2e2ffca0a77eb2649729f01d787a4aae5317b2462d6e55f064475668358cafae29b0c073483df0fc4fd39d23070711ca750414d09228df4cc1407f5c2f75c20d095de4120e3ff4bff113b5c6585009ef96f444e9202430364ee1d8838df1e73aec23901b550408b74da1642ca704bec2bab372868f826e0c8483', 982, '00000000-0000-0000-0000-000000009000');
INSERT INTO public.cases VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3284-7962-8592-a696928b5c74', 'asset', NULL, '{00000000-0000-0000-0000-000000009000,00000000-0000-0000-0000-000000009004}', '\x0128b52ffd6313db5f2c22033d0d0083934740d1cd82b5f69f7355a85831ad50a1b2e46241a12c39a1cc99164058b8d66ed45c32258a05104e9c588132c242152549accc95164058307467a808511f1c437c202ca07a868511169ca0e7dc130b202c581861c109b9640a4ac5daca43868511169290559c2c21aba0a7052e232c587cfdcedada5fa95021dd86bf0b633428f322fe7c8823900b27519d3989495d96f5c42559794e7bed1ee78ff6d393f87693db5ccddc7ff51eed757b9ceb36ff6f531b7fa270048a42f1c7064bcf2636a2979f70fca90985a338761985e2ef27cce5a6c6422dc5db05b6036b40b6b1ed8a035a0dec98f8b6158fba330a99391f162edd560f564c8af0ca0c9e6a88b9c8a2ea50ae0da90230a8842acb17fc890e9f1101d04d8e0825d69924747273750134fcc976582ba3465987bda3081e9ce1395cd6869e505c94ff77f0084cc7ad021204f9c0d5c75924e7e01590dcea584894ea8b1fb463a071f958b6f6024571608b3251692020edcfd89156f80619e4dd80dc7cdfb662194bffb6447f85978c3569e1ef37d9c2ac4d5aad75c0e866c8e9778417dccbee80f8c523f507046ceaa8652c171a6259', 1058, '00000000-0000-0000-0000-000000009004');
INSERT INTO public.cases VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3288-7b5f-a0e1-97f1aa8bef6f', 'asset', NULL, '{00000000-0000-0000-0000-000000009001,00000000-0000-0000-0000-000000009004}', '\x0128b52ffd6313db5f2c2203450d0033134740d1ed9f7355a85831ad50a1b2e46241a12c39a1cc99164058b8d66ed45c32258a05104e9c588132c242152549accc95164058307467a808511f1c437c202ca07a868511169ca0e7dc130b202c581861c109b9640a4ac502080bd95a5b79c8b030c24212b28a93256415f4b4c06584058bafdf595bfb2b152aa4dbf077618c06655ec49f0f71047229f1d9bfee674eb5ad9e4ccbd2e3fc7349a698d4e8cea6ae7f5f5fcbf3ecf57b9ceb36ff6f531b7fa270048a42f1c7064bcf2636a2979f70fca90985a338761985e2ef27cce5a6c6422dc5db05b6036b40b6b1cdca91264c469e43e78301b2e81ee520200b7b137621390ebdc121112cf6d84163a0ea50ae0da90230a8842acb17fc890e9f1101d04d8e584c8c1465747273750135fcc976582ba3465987bda3081e9ce1395cd6869ee8820b447fe91e51e6b1802055a11f088438894905de1d12541d694581ccf0e3c2924882c7e5b5f7ed16072e94884abb7547bef32d2408400009f8be6d5e612cf2fb817e1c9e33d604c1df87674b8236e9b3d601f7e520df016549e2c0ca6ad43240bb03fe8a17fa1ff030aabca06339723e0e02', 1058, '00000000-0000-0000-0000-000000009004');
INSERT INTO public.cases VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3282-70a1-b0cc-23fc7a329972', 'ticket', '2026-11-02 01:00:00.002+00', '{00000000-0000-0000-0000-000000009000,00000000-0000-0000-0000-000000009001}', '\x0128b52ffd6313db5f2cc1055d0e00c3d13d6d62dc9e45c34770f8c650d2eb93666801ffbdf7cef65e4494f4d248d2bbd66e6b2dbe7e676b7f8d805721af00de87bc11e825a8b6e5f71347b10b504d4db4f766eecb5efe7d5633e35f3f3f3f8a537bfef34c7159531493352575affdc4e8d79b9f9edcf5625c6ed4da6feeec3dc76925354a569eea5eb3c7b96ef3ff11c8267671138e6ac19f70cb08541385221b1b2c3d9bd8885ed4d4842230f81bbfbc411370e10d000bb6146f17dc681168f58b09deb022b52c00984b6249558fbe196838344370c7451f0a54317ab501e8b1e10ba0f4e68c9a2f4dbc7cc19fe830e8034c0b0d31241629d9f2057fa203499cd486032e3ab9b9ba56fc1078b24cb0ed5d2749f6f783664660aa3b9521fa791718bec7fa46366239585620b60bc2fe7e07474f545115c9523a8adf9b09ffbbc61b12c441011a6bbc07520205be87ee2f27f6bd6d3ea9bb8429bbc920b93787c01b95b4aea08ffb2d0cb031be0e4ac11a1e4af75824ed2da856e8b7539ecb5d6a0ab88b973fba6da06c5c9274cf0d2cfee55a0e1cf4cb7813c226c45aa9199ba98d8fae23f1ce14b328aa456b9f98b6a268e4200baa1ccbdfe659f46e8812dd7106974b4b78974177143c75e35df43ad0798c3c85e9a6e6f102', 1729, '00000000-0000-0000-0000-000000009000');
INSERT INTO public.cases VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-7500-a959-3943c6aaa326', 'asset', NULL, '{00000000-0000-0000-0000-000000000000,00000000-0000-0000-0000-000000009000,00000000-0000-0000-0000-000000009001,00000000-0000-0000-0000-000000009004}', '\x0128b52ffd6313db5f2c7e05dd1200831c656c225c69018485736e2ec9ed3925f779adad284afa6a4bb2d7927c3265490a65ceb400c202697be9fbd739a3693dbb49561297bd7a34a502859c724221951c419340219598d682b5f69f7355a85831ad50a1b2e46241a12c39a1cc991b35974c89620184132756a08cb0504549122b73a50510160cdd192a42d407c7101f080ba89e6161840527e839f7c402080b16465870422e998252b100c2c2b5d6561e322c8cb09084ace2640959053d2d701961c1e2eb77d6d6fe4a850ae93604fae185311a9405c59f8fd1cb6ffc8d5e80e3951108148abf9f1a50c4e835d37d31f6e85931ea7f3d71b9abce68af9ffc3fe7d463f0a7354febf37996d5f2df6bfe1bfd3a2df9e7bef2d29695bc3fd76dfe3f8ebff127fc89a398e537fe822350148a6b6cb0f46c62237a51eb22fe46e1081cc551fcbd017b63e196e2ed82db8137a0dbd8b662543a6b461b3e049edc988598528c039d5924431e04fc86ae432e0224dab5b6e1c65d9b8e5408736bd79c3a447b194427af21a0ea50ae0da90230a8842acb17fc890e9f11815adc31b198e8e8189ddc5c5d4bfcd05265444bb69e6898e8d44505edbe2f7bf7818abc9a5899dc36fee14d2254ada198fa471750a3989c76609376e6d2c5360b8c08491cb4eac4240078931828b2af08378860e2f2b7bfba9de8c3dc782d04a1e60da51d0e1c8401b9f34aa5431a79861d495b52f8d4e0fcfd3a6214e0714319983b222fcdcb45f9e500ca913c02002c47ee769ebb57b677f4bf712c532deeea955fc880e722d372663322d0253cb7c0c311ab4c74e4390921c727fe52aed761887d49cf5d3cf2eb7a39fd58ce8b8f83', 1662, '00000000-0000-0000-0000-000000009004');
INSERT INTO public.cases VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3288-7b2a-ac7d-fe334978b70a', 'transfer', '2026-11-02 01:00:00.001+00', '{00000000-0000-0000-0000-000000009000,00000000-0000-0000-0000-000000009001}', '\x0128b52ffd6313db5f2c4704a51200935f6b6aa2dbced99fbb5bd2e4e9ee28efe6b7bdec683ecb926f5277adfd253d5aa6a83fcd8db9efd75a6cbbf9cd9e3ba6e0354731d97da97947f9ffe4e92fff7e9bf996fc963ddfae79e67d738befee1a357b9ab3f5a8b7697a7bb6528584926409150b208a9c737349969c50e6b88cb0f064ca9214ca9c792f2035c33f94f4e430daeb936658246801d5332c8cb0e0043de79ed8ca4386851116929cd63cadcfe75956cb7faff99cab42c58a690184058e334992dcccfae7faf727abb5bb573b6484052a4fd02a4b2c8070e2c40a941116aaa0534c948a0510162e7a6549122b73474e28a4120b5c4658b0f8fa9dadfd750a9a5281424ea9e236fcf53139cf8bf81bc788bf51f40254fb89e8cd3da7e43eafb51545495f6d49f65a7a9c3f46f746cd32dfff77dd37f555e7b2d7ef71aedbfcff07040245a1086483a567131bd1cba8a6261c85c0b65e3f04b4554813acb1b1604bf17641ed001b906d6c1343abd2908c9f23c0f2e458550853214a0c8ab1eacb8343484133137ce4a0992a8064ca862f80d29b336abe34f1f2057fa2c3a00f302d34c49058a464cb17fc890e9f11811a9c2591d2030106e8e4e6ea023cfcd0014664c92e35637797eb0b5c0e6bcb76ada0caa812e99286664ab70165a88f5fcb5010bd8e94eb19b861f3a7a28a0fe8edf5e7c075fb5d84a99890cb12f62c96ef8209f3c23f1dc30914f37ada92fd4b1bfc6a62412578ac508013ca436e36b0c5aa81bb65e16ee03472f6140bfa25de58ad092d54aac1dda18a51420291d8146eea50f03ad4303e02754d45c0d1b529c0b4ad944026ac46ae94f328e864c93a08', 1351, '00000000-0000-0000-0000-000000009000');
INSERT INTO public.cases VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-328a-712b-8790-3234652f0399', 'transfer', NULL, '{00000000-0000-0000-0000-000000009000,00000000-0000-0000-0000-000000009001}', '\x0128b52ffd6313db5f2cf5012d0d0093d54e3f912d58025233fc43494f0ea3bd3e6986458216503dc3c2080b4ed073ee89b595870c0b232c2421519d3989495d96f5c42559794e7bede75c152a564c73971e7ffe3959f1dfbe625d051d32c2029527689525164038716205ca080b55d029264ac502080b17bdb2248995b92327145289052e232c587cfdced6fe3a054da94021a754711be63c2fe26f1c237a197fe3daf81bbd00c72da3e8e5a7368a242f6de9733ed3b3acbee3b29efcf75a7a9ceb36b988c235f1377a51137f3f35b10d388a5ec69f2814d960e9d9c4460c8e3f35a1f81b85a3f80bfec62fc05f3f00b45d58aba02281da81b59fda08e0e703c8422d85db05b5036a40b5b12dcb81316a76098198c1f2c324e28483601b1e23a67c35e0222a8fc31d116424886796f501a6858618128b946cf9823fd1e1332200aef91243e8a280874e6eae2e22fc767ae56f0ff56328cb0969432bcb992058379fb4af96bb45db70841f5bb75ad847bc9882cbf99cbfae3425800df525b67dcf7572fbd9acc82526f006319670dbb233c65f3220e89778e3aa2611db9a6f93c3cc26d4b9527412da9faff5bf7de0c2f0891c04', 757, '00000000-0000-0000-0000-000000009000');


--
-- Data for Name: categories; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.categories VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002', NULL, '收银系统', 'Point of sale', '{"response_min": 30, "completion_min": 240}', '[]', 2);


--
-- Data for Name: changes; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.changes VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-738a-bf40-4d12684c8183', 9, '01a199c5-3280-7a68-b13b-844c79eca218', 817, '\x0128b52ffd6313db5f2c3102ed0800c30f32a230380ad813110e5c319936cbcb934f5c4c243863e30a8fb63c69ce7054193000988b4a0cd488f1255a59c8bafca747bdb5164d33fe18dbb37b14fd1cf599c45f93fb97dde28b792fc9ae73694bd3bc176f54ff9e96145233a336eb932c77f9fdfe29cea9f569462d263b464fb224bfb625ca53dd79a94d72eb9df26da264c7e836b1856bedb6d6e2eb77b6f6d7129084a370f4183d7f89f69f9abb5eb2f4d5e732d76dfecf4bcf26360cfa00d342430c89454ab67cc19fe80c1b5d5462a0864e6eae6ecb4f14c71ffc2898c006550d5c3bcbe1e527330c166161ec06be8e10c62218519a1e4e906dcee50e9e04dc0fc79ff12350362e79d8d40626a2708d0307fa65bc214e13a869c3c12208ec637edf2810363c7c2fd3c11a');
INSERT INTO public.changes VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3282-70a1-b0cc-23fc7a329972', 10, '01a199c5-3280-7a68-b13b-844c79eca218', 683, '\x0128b52ffd6313db5f2cab011d060023c81ca230f8688434605c7e40c333cac598086bbadc284242a901981a436472000d11438ed08a00ed1af4b95c6bb7b5165fbfb3b5bf7ec8138ec211b5f69b3b7bcf715a498d9295a7bad7ec71aedbfcfffe6cc1d2b3890d833ec0b4d010436291922d5ff0273ac05ee308ad08109ddc5c1db25114c71efca20c60fdab910bbf1cba742a807532373769640f1935d38daa5c836c762a77f124e07e38feb41f81f27149caa636b08dc2351c58d12fe10d719aa0a6e6c10addd47dd595470958c22b3201');
INSERT INTO public.changes VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3284-7b29-95ed-567f26a93967', 11, '01a199c5-3280-7a68-b13b-844c79eca218', 683, '\x0128b52ffd6313db5f2cab01dd0500d3c71ba230a8c94a9f058e50647a661c6b52ec581c5159ca545d1c99d0b072967bf4aa8e282eab0c34c3d375adddd65a7cfdced6fefa214f637e5e726fefd3ca2de96bd7bed7ed71aedbfcfffe6cc1d2b3890d833ec0b4d010436291922d5ff0273ac05e631d515c56d1c9cdd5211b45710c1efca20c60fdab910bbf1cba742a80753237376964bfd18c9c04d96650aec39380d6e1f8867f047ae37a874d6d48220a97387ca0ff8d63190a6af2c3377eb608110af75102a68b934c');
INSERT INTO public.changes VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-738a-bf40-4d12684c8183', 12, '01a199c5-3280-7e6b-808e-8a93ba0e3927', 508, '\x0128b52ffd6313db5f2cfc00fd0500e38821a23068d9dedc7ebdbe6431e5024b8d615f2a384b60bc8a1ba6ea89aa1da4438f229586c034a440f5c507a53cd394596b2dbe7e5bfb2b4e4daecdd32c77efb5ffeb6be9c95cb7f9ff85a567139b0d5f00a53767d47c69e2e50bfe4487cf886082a53ce98e3b4bbf344d028424d28f62d9413ae586a83566ec3c1b51638bf1255aa540f5c5c71818fcf3a648873403ae736fd854cf3acc23a9994a0912e7871215c41d3c457f00d942caa2e9e26c61f651d0484902f439a888c4bd3d08');
INSERT INTO public.changes VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-738a-bf40-4d12684c8183', 13, '01a199c5-3280-7e6b-808e-8a93ba0e3927', 628, '\x0128b52ffd6313db5f2c74015d0900234f38a23068ddde804608dc15c35c60437bd8be5c4fb68ca9a2b5458ddd8810a46e5d58e61684529e69ca36e1b5a013ec9627261e249470d2a8d61b30292424ba6327e02a63e4460fa460764a0db11323ec06a44a7a69ea7af18bfb9129e895390b202c645befad1c5b6c618405274baa40b1620184059c9a5c9ba759eede6bffd7d7d293bd5e6cadb5f8fa6dedafa679b7e9ef257b49d66c375937367bcd1ee7bacdfff56c62e3f6dbf005507a7346cd97265ebee04f74f88c087a7dc962ca05961ac3be547096c07815374cd513553b48871e452a0d81694881ea8b8f60764a0d19031efc6b0c18c6c5b058c4d63a3680e892d57371c5e577fbd4615d897578f5d3464ea2faa64a58f304e6db8c616197980aa63986413f81700da526a0aa36e928fd46248a4b043d08');
INSERT INTO public.changes VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3282-70a1-b0cc-23fc7a329972', 13, '01a199c5-3280-7e6b-808e-8a93ba0e3927', 970, '\x0128b52ffd6313db5f2cca020d0a00834d33e28fedededf78bc4649325467558d999630109a73d0cbe7072214bd7af1f88c8c035d3a101cf8f3943329c9db2f62c1a3e82c33786925e9f34436cefcddc97bdfcfbac66c6df97dbef871f5a0f1468095423242986218e2810b6704cf9909722521ea11e1643112a018beb34fe948d787ecc1902338ae268adb5f8fa6dedaf2746bfdefcf4e4ae17e3727b9ceb36ffbfb0f46c62b3e10ba0f4e68c9a2f4dbc7cc19fe8f01911441a01aa135e2558fd11a45d01919f2c255cbd41d390eeb2d38904e386760dfa5c2a018beb340630fce8625759b2ca8303bca79daaf5954976ffe6eef30d7b72b0a2f357037710119d90d466a95a4d8ddd61735978aa34cfb5ed727e50b5c76d0b5238770ab5d6346cf8d961a3c4df5c0d9182145aac9420bd72a252c1284705e8af50569bc224da31cfb83940a20c117a1e5444e2521e04');
INSERT INTO public.changes VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3284-7b29-95ed-567f26a93967', 13, '01a199c5-3280-7e6b-808e-8a93ba0e3927', 508, '\x0128b52ffd6313db5f2cfc00ed0500334922a23068d9dedc7e0232ace0b956dd1a56c8429141d4ac998d39590808d4b893a4d85e65a88b5a1c2c323487060b6badc5d76f6b7f25d3d462bb71da4d5ff5c5654d7feff57b9ceb36ffbfb0f46c62b3e10ba0f4e68c9a2f4dbc7cc19fe8f019113869450c871c2139d9593141745ae522f509089b27c144498e90597106449b816678ba442d0e168d0117fcf3860e2762665de7d660a89e39c6232934bd0992e5071115241d6c8a7e02c19a298a8964ab0623eb6750111d8e7810');
INSERT INTO public.changes VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-7500-a959-3943c6aaa326', 14, '01a199c5-3280-78ce-bb18-0dcf27e0add0', 645, '\x0128b52ffd6313db5f2c8501350a00334f3ba230c836c65904c797a14891380c3399dd4dc2d122d09869c77a033b3d6f3d28f5512606c7140ae3d867ec7069cfa243221614ca9213ca9cb95173c99428164038716205ca080b559424b132575a0061c1d09da122447d700cf181b080ea1916465870829e734f2c80b06061840527e4922928150b202c5c6b6de521c3c2080b49c82a4e969055d0d302971116a850212dbe7e676dedaf1a94fd8d7e9d96fc735f7969cb4ade9feb36ffff45d2b3898daa43b936a40ac0a012aa2c5ff0273a7c460471c1545425742ef571f9d097a3c3b3cb8c508646cd78b1055383e4c845995d9799ad11d8691483630a853120fc7c0e00d3cccfce7e33ea5c656245742d2d49ed113020ec81ddf87b70845db8e33118d842043f1aa091f10f45295b28a8cda6b6c0429c9c1850f4cb6856a028d5a011da2d61f6c17768461c9bdf922dc055d6a230');
INSERT INTO public.changes VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-7500-a959-3943c6aaa326', 15, '01a199c5-3280-78ce-bb18-0dcf27e0add0', 650, '\x0128b52ffd6313db5f2c8a01750900430e36a23068db8c99427023835b104d2f6447c028e9452915b0484044fdf061246886549f1d1d2eed59a4e6e4ce1c65c3aac03932cbc9af4996d2b8ea632c8f90322cd0f49ab5c2db9836c243115d98da24bad66e0bf6fc1bfd3a2df9e7bef2d296f79cab42c58a69850a952554a890d75a6bf1f53b6b6b7f1d231c85a33fad795a9fcfb3ac96ff5eb3c7b96ef3ffdf1c3d9bd8b0a93a946b43aa000c2aa1caf2057fa2c367441067111c5f862245e230cc64763709478b4063a61deb0decf4bcf5a0d44799181c53288cc03fe3b4111e8ad0c9cdd5251a45710c1ffc816a3c6e0f71a7da43a3c07e79720420afcff60e135f5ebdb497aab31fa30bb30834e6af9d67900df13ee6fde26414e12ce41d429cc8ef77f4e3912d44d9ee8eb771fe25976ed36cdfe73d81e95a04ba11');
INSERT INTO public.changes VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3284-7962-8592-a696928b5c74', 15, '01a199c5-3280-78ce-bb18-0dcf27e0add0', 1159, '\x0128b52ffd6313db5f2c8703a50e00031654e2af4df4220a4751adc05bdbb80148305c0e74684a9308cc8e31ba42f585ba2486568e069fa2883ad24049a8068790301a4762a31a622eb23cb360adfde75c152a56502b54a82cb917c67012d5999398d465594f5c9295e7b4d73e87edc7c6624cd5e569d424432f5af86273b56a671081f6b990e440226826ea785e6d88dd8dc03f6383434818d1c9cdd5251a457114855850284b4e2873a6051016aeb51b35974c89620184132756a08cb0504549122b73a50510160cdd192a42d407c7101f080ba89e6161840527e839f7c402080b16465870422e998252b1b6f29061618485246415274bc82ae86981cb080b54a890165fbfb3b6f6570dca4e4fe2db4d6e733573ffd57bb4d7ed71aedbfcff1749cf2636aa0ee5da902a00834aa8b27cc19fe8f01911c405535195d0b9d4c7e5435f8e0ecf2e3342191a35e3c5164c0d92231765765d66b64660a791571b62776333fce86a575972a9779c3d1e01831c2d7c871d4a8c2b23fae58c22a207c9f527de51284fbdd92e441c3266cf1581b23635a1231f6037ad521002a0ec7b8f8ec6fa7677aa82ac3d307e0c5fb8cbb73870a10c3fda09a0783722a351144168a100359bda548438a9df56d15fa3ac467954ad311a19baebda81c86f8b16e0669c5318');
INSERT INTO public.changes VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3288-7b5f-a0e1-97f1aa8bef6f', 15, '01a199c5-3280-78ce-bb18-0dcf27e0add0', 1159, '\x0128b52ffd6313db5f2c87038d0e00339654e2af4df4220a4751adc05bdb78e1d4045aa6da085a302b979662519c59d812030da064457acc0964c3d478560cd2b35ce3486cdc63078dc1b37fce55a162c5b44285ca927b614c89cffe753f73aa6df5645ad6b3eb5ecb396cbf36cdbeae652f84755364a8a57d98d131a3fdb8d4b274dfd4ad627bde1858a4e4cd08fc331683f42c179ddc5c5da251144751880585b2e48432675a0061e15abb5173c99428164038716205ca080b559424b132575a0061c1d09da122447d700cf181b080ea1916465870829e734f2c80b06061840527e4922928150b202c646b6de521c3c2080b49c82a4e969055d0d302971116a850212dbe7e676dedaf1a94e5924c31a9d19d4d5dffbebe96e7d9ebf738d76dfeff8ba467131b5587726d48158041255459bee04f74f88c08e282a9a84ae85ceae3f2a12f4787679719a10c8d9af1620ba606c9918b32bb2e335b23b0d368609192376333fce86a575972a9779c3d1e01831c2d7c871d4a8c2b23fae58c22a207c9f527dea1f272f4377784889ec6845944206050a7380f78dc6835a62b86a2ef233a1aebe8ee940db2f628fc287ce11adee2c08512fc68b746c6771485c6a1a0029bda025971ea6288e80f205f8812b52b04608fc7caf3fbab05b80dce1506');
INSERT INTO public.changes VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3282-70a1-b0cc-23fc7a329972', 17, '01a199c5-3280-7a68-b13b-844c79eca218', 671, '\x0128b52ffd6313db5f2c9f01bd0800938d32a23068e1e276a4b1c30ada1a18c56a1d40d7d47c18498cd235234adb1f50a4d068d24067da250a237ab501e8b1f7def6decc7dd9cbbfcf6a66fcebe767b6d65a7cfdced6fe5a210fa7f6fce799e2b2a628266b4aea5ebbc7b96ef3ff5f1a3d9bd80060d00798161a62482c52b2e50bfe4487cf88a0432251854678d240eb845db34a74cf66e4084629bf441200884f8e3895970c67a7ac4723a401e3f2031a9e512ec64458d3e54611124a0dc0d41822930368881872845604e8079c344ebb4461049ddc5c9da75114c722fc766a02ff511c7d25c477a81518b00c9d8099cd127e30d18e8995c31e94697f963aa4e14d36c4aa3180ea72221d87afa600e8c7215b08c5528a4255541109f99f0915d9eef4377a01');
INSERT INTO public.changes VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3288-7b2a-ac7d-fe334978b70a', 18, '01a199c5-3280-7a68-b13b-844c79eca218', 747, '\x0128b52ffd6313db5f2ceb01850b00431244a230c836b23d61e02997a62f9fac44d8b3c861a52699c243c285835dc47644e232a8ad0db159d0c6b1cf8889891d1c8744406a867f28e9c961b4d727cdb048d002aa67581861c1097ace3db195870c0b232c2439ad795a9fcfb3ac96ff5eb39673ae0a152ba605101638ce24497233eb9febdf9facd6ee5eed901116a83c41ab2cb100c289132b504658a8824e31512a164058b8e8952549accc1d39a1904a2c701961610a9a5281424eb1f8fa9dadfd15a37ba36699efffbbee9bfaaa73d9ebf738d76dfe8f47cf26360cfa00d342430c89454ab67cc19fe8f01911c851c6e44c2c16ab785cd27327922040218ae062d30488a920880d768040d8a354aa8d97516dd0d886d82c6874727375fa278a6323fce20e000691371ffccca873618415313c6859aad937ef259cac543e8bb257a83473bd9cb728629cc78a4932a878c0f978e6f7060afac37572fb06ab78d31e7f36b57b4a142e35f2857e06630dca05d74f1c24ccb96e0adfd8d0f406');
INSERT INTO public.changes VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-7500-a959-3943c6aaa326', 20, '01a199c5-3280-7e6b-808e-8a93ba0e3927', 820, '\x0128b52ffd6313db5f2c3402250b00f31241a23068dbde80a406b161932146018200c84c2f717cbd24786a000b8c88ed408df8c3e3626893e463d7da86b3d6fed202080be7dc5c9225279439735bb8d67e7f5af3b43efbaccf9a9e67592dffbde673ae0a152b66ee3925f779adad284afa6a4bb2d7927c3265490a65ceb400c202697be9fbd739a3693dbb49561297bd7a8f73dde6ff684a050a39a5ca09855472044d0285546252a1425e6badc5d7ef5cfd10a3d74cf7c5d8a367c5a8fff5c4e5ae3aa3bd7ef2ff9c530f4acf26366ee3ae4d472a84b9b56b4e1da2bd0ca293d710f084e84f13437a2ccc1e2bfa6831b3c4c98662413c8f196f266e1d5075644e17a63689463554238636493ee8e4e6ea82fc44510c26fc2f5860c9128d462e6c9e0f1310289fe41630ff149d3d97b0d7ae83d5214c5300f9be0492eabd4c0658d01351b0d4545b8a640a3e8e1c741899ea040db69ffd302e35dd2cbb14bc59b79101fd2cc635a4902a9c5d9bab635bf9a5de');
INSERT INTO public.changes VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3288-7b2a-ac7d-fe334978b70a', 20, '01a199c5-3280-7e6b-808e-8a93ba0e3927', 810, '\x0128b52ffd6313db5f2c2a02d50b0003164aa2306801886624240863c4519f2b3d5459516165c2084b4fec2a13655e3408a9a0ab479c11014c154032c589132b504658a8824e31512adbc2ced99fbb5bd2e4e9ee28efe6b7bdec683ecb926f5277adfd253d5aa628f7fd5a8b6d37bfd973c714bce62826bb2f35ef28ff9f3cfde5df6f33df92dfb2e7db35cfbc6f6ef1dd5da3664f73b61ef5364d6fcf56aa9050922ca162014491736e2ec99213ca9c690184058e334992dcccfae7faf727abb5bb573b6484052a4fd02a4b2c701961e1c99425299429684a050a39c55a6bf1f5dbda5fd19b7b4ec97d5e6b2b8a92beda92ecb5f438d76dfe7f61e9d9c4a66dc31740e9cd19355f9a78f9823fd1e13322a8f3e0878eab63197e511176c291964d70bce4e972640d470845dcccaed10913133b387ac41911600c20fc211831f8242cb0d74cd70177c8b134cc0031f569b2bae119731921b582eb05d7541db10e4361e1eb20da8844d625f72223d16b604405590785a29fc1b0068a6222d9d5b6d1f46fd8d46ee0f220');
INSERT INTO public.changes VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-328a-712b-8790-3234652f0399', 21, '01a199c5-3280-7a68-b13b-844c79eca218', 747, '\x0128b52ffd6313db5f2ceb01b50b00131243a230c836ae20436cd21b13182c951e38890703362cc96865aa5a2242cd24276bc4ca14209cf18d639f51827866d92111909ae11f4a7a7218edf549332c12b480ea1916465870829e734facad3c64581861210989eacc494ceab2ac272ec9ca73da6b3fe7aa50b1629abbf4f8f3cfc98afff615eb21232c5079825659620184132756a08cb050059d62a2542c80b070d12b4b9258993b7242219558e032c2c21434a502859c62f1f53b5bfb2bc94b5bfa9ccff42cabefb8ac27ffbd961ee7bacdfff1e8d9c486411f605a688821b148c9962ff8131d3e230239ca989c89c562158f4b7aee4412042844115c6c9a00311504b1c10e10087b944ab5f132aa0d1a538070c647273757a77fa2380626fce27ac16f0ff508d4d7689bbf78669a4218c3760c2f970429fa667309272b87879e81e5f9d0019c440f73932e9c1c8a7c82e38462bc0195d6451f1fe3bd5c41ef492637da60556fdaf36753bb6989c28d46a7d05fa1ac46f971fd8cc34039d74de13b179ade');


--
-- Data for Name: devices; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.devices VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-7a68-b13b-844c79eca218', '00000000-0000-0000-0000-000000009000', '手机', '\x7badf18c045326edfdabd6f9f9db184987f4d391a53d93aa3e603c2293ac77a7', '\xad7502387a723835c25f68693d48d86be43694a36d60e43b0f978be3c5da6ecd', '2026-11-02 01:00:00+00', '2026-11-02 01:00:00+00', '2026-11-02 01:00:00+00', NULL, '{1bdd0a0a-3fd8-54fb-b114-c1bae3fd4900,94045f21-ea51-545a-b46b-ffeed222282b}');
INSERT INTO public.devices VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-78ce-bb18-0dcf27e0add0', '00000000-0000-0000-0000-000000009004', '手机', '\x05f1b56c59d97b877a641a0571fcb4f958e63d758c04c90058032fab582f94ca', '\x727f1f0f23474d79a85e0ba084978b4e7199988d1b60f628865f5af6d6d18c4a', '2026-11-02 01:00:00+00', '2026-11-02 01:00:00+00', '2026-11-02 01:00:00+00', NULL, '{94045f21-ea51-545a-b46b-ffeed222282b,a64d4a0b-c23f-5a4b-90d7-133770220c8e,e6bb02be-f3a8-5c3b-a860-091fd87702b1,fcd59d08-9072-5d53-a047-56c93e380775}');
INSERT INTO public.devices VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-7e6b-808e-8a93ba0e3927', '00000000-0000-0000-0000-000000009001', '手机', '\xec0f7f57868a191fdddc979970c7d355cabf93b615426ec35f8436edf04dd78d', '\x1641b62d7d6152d7248a44521803304b515b6f8386a568b7669bd7a81a2cf78d', '2026-11-02 01:00:00+00', '2026-11-02 01:00:00+00', '2026-11-02 01:00:00+00', NULL, '{94045f21-ea51-545a-b46b-ffeed222282b,a5206d3a-311a-56ff-a4fa-cceae739ccce,f420320c-e1da-5913-97c4-2ade60be186e}');


--
-- Data for Name: feed_checkpoints; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.feed_checkpoints VALUES (1, -1665312563340281429);


--
-- Data for Name: feed_nonces; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.feed_nonces VALUES (2, 6914612644155879186);
INSERT INTO public.feed_nonces VALUES (3, 719233903792723295);
INSERT INTO public.feed_nonces VALUES (4, -4049546183271825458);
INSERT INTO public.feed_nonces VALUES (5, -1119601907534191593);
INSERT INTO public.feed_nonces VALUES (6, -3627657004445706663);
INSERT INTO public.feed_nonces VALUES (7, 4397161521633629038);
INSERT INTO public.feed_nonces VALUES (8, 3496605540298490288);
INSERT INTO public.feed_nonces VALUES (9, -8548845438206560388);
INSERT INTO public.feed_nonces VALUES (10, 3472388181789054023);
INSERT INTO public.feed_nonces VALUES (11, -876644141717414265);
INSERT INTO public.feed_nonces VALUES (12, -6998711945368518938);
INSERT INTO public.feed_nonces VALUES (13, -8819227321296287017);
INSERT INTO public.feed_nonces VALUES (14, -858913195869408289);
INSERT INTO public.feed_nonces VALUES (15, 6433725310445272026);
INSERT INTO public.feed_nonces VALUES (16, -8110929502590294132);
INSERT INTO public.feed_nonces VALUES (17, -318413686673592689);
INSERT INTO public.feed_nonces VALUES (18, 8825030608193547865);
INSERT INTO public.feed_nonces VALUES (19, -6296106957925470645);
INSERT INTO public.feed_nonces VALUES (20, 7492520648328791407);
INSERT INTO public.feed_nonces VALUES (21, 2094771838258233033);
INSERT INTO public.feed_nonces VALUES (22, -1606122765323536127);
INSERT INTO public.feed_nonces VALUES (23, 8238187554503906787);


--
-- Data for Name: feed_times; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: notices_read; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.notices_read VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000009000', '01a199c5-3282-70a1-b0cc-23fc7a329972', 3, 16);
INSERT INTO public.notices_read VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000009001', '01a199c5-3288-7b2a-ac7d-fe334978b70a', 1, 19);


--
-- Data for Name: organisations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.organisations VALUES ('00000000-0000-0000-0000-000000000001', 'hengli', '恒利百货', '\x0662c58b1d6621b741afd20785f1d0df9d0c8b35ca8f3c44f3be3805b05de6d6', 0);


--
-- Data for Name: people; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.people VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000009000', '王芳', '00000000-0000-0000-0000-000000005001', NULL, '{}', true, false, '{00000000-0000-0000-0000-000000005001}', '[]', 4);
INSERT INTO public.people VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000009001', '林薇', '00000000-0000-0000-0000-000000005001', '00000000-0000-0000-0000-000000007001', '{engineer}', true, true, '{00000000-0000-0000-0000-000000005001}', '[]', 5);
INSERT INTO public.people VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000009002', '苏晴', '00000000-0000-0000-0000-000000005001', '00000000-0000-0000-0000-000000007001', '{engineer}', true, true, '{00000000-0000-0000-0000-000000005001}', '[]', 6);
INSERT INTO public.people VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000009003', '陈晨', '00000000-0000-0000-0000-000000005001', NULL, '{dispatcher}', true, true, '{00000000-0000-0000-0000-000000005001}', '[]', 7);
INSERT INTO public.people VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000009004', '唐敏', '00000000-0000-0000-0000-000000005001', NULL, '{asset_admin}', true, true, '{00000000-0000-0000-0000-000000005001}', '[{"team": null, "roles": ["asset_admin"], "store": "00000000-0000-0000-0000-000000005001", "until": 1793581200000, "active": true}, {"team": null, "roles": [], "store": "00000000-0000-0000-0000-000000005001", "until": 1793581200000, "active": true}]', 23);


--
-- Data for Name: ratings; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ratings VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3282-70a1-b0cc-23fc7a329972', '01a199c5-3287-7d69-923c-d59b7b863110', '00000000-0000-0000-0000-000000009001', '00000000-0000-0000-0000-000000005001', '00000000-0000-0000-0000-000000000002', 5, 5, 5, 5, '很快', '2026-11-02 01:00:00.003+00', '2026-11-02 01:00:00.003+00');


--
-- Data for Name: refusals; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.refusals VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-328c-7eea-bb39-80af5aad5df3', '01a199c5-328d-7757-bdb1-3c1fa57ba5d6', '{"\\xddf831e28845b4b604ed06e3f9b325aaf831fb2951e82b7be8bd99682d41ed0c"}', '{"refused": {"en": "Only asset admins can do this.", "zh": "只有资产管理员可以操作。", "reason": "{\"rule\":{\"asset\":\"not_an_asset_admin\"}}"}}', '\xd964d6802ceaa10506bbf09b81bccd82ced34a8fab9c32bf1621a5c25a4e2647', '{"id":"01a199c5-328d-7757-bdb1-3c1fa57ba5d6","author":"00000000-0000-0000-0000-000000009004","at":1793581200000,"act":{"asset":{"receive":{"details":{"tag":"IT-0004","serial":"","model":"K4e","category":"笔记本","bought":null,"price":null,"store":"00000000-0000-0000-0000-000000005001","condition":"new"}}}}}');
INSERT INTO public.refusals VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-328c-7eea-bb39-80af5aad5df3', '01a199c5-328f-71cc-880c-1da83f4cd39f', '{"\\xddf831e28845b4b604ed06e3f9b325aaf831fb2951e82b7be8bd99682d41ed0c"}', '{"refused": {"en": "Only asset admins can do this.", "zh": "只有资产管理员可以操作。", "reason": "{\"rule\":{\"asset\":\"not_an_asset_admin\"}}"}}', '\x6c5ff0ec65676a9e176a64ee6bb0cf1f9ffd863cbafa0c9e997a1313a7fd747e', '{"id":"01a199c5-328f-71cc-880c-1da83f4cd39f","author":"00000000-0000-0000-0000-000000009004","at":1793581200001,"act":{"asset":{"issue":{"custody":"01a199c5-328d-7757-bdb1-3c1fa57ba5d6","to":"00000000-0000-0000-0000-000000009001","store":"00000000-0000-0000-0000-000000005001"}}}}');


--
-- Data for Name: register_refusals; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: register_runs; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: stores; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.stores VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000005001', '1 号店', '00000000-0000-0000-0000-000000007001', '[]', 3);


--
-- Data for Name: tickets; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.tickets VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3280-738a-bf40-4d12684c8183', 'on_hold', '00000000-0000-0000-0000-000000009000', '00000000-0000-0000-0000-000000005001', '00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000009001', '2026-11-02 01:00:00+00', '2026-11-02 01:00:00.001+00', NULL, NULL, 30, 240, 1, NULL, 0, 0);
INSERT INTO public.tickets VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3284-7b29-95ed-567f26a93967', 'in_hand', '00000000-0000-0000-0000-000000009000', '00000000-0000-0000-0000-000000005001', '00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000009001', '2026-11-02 01:00:00+00', '2026-11-02 01:00:00.001+00', NULL, '2026-11-02 05:00:00.001+00', 30, 240, 1, NULL, 0, 0);
INSERT INTO public.tickets VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3282-70a1-b0cc-23fc7a329972', 'completed', '00000000-0000-0000-0000-000000009000', '00000000-0000-0000-0000-000000005001', '00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000009001', '2026-11-02 01:00:00+00', '2026-11-02 01:00:00.001+00', '2026-11-02 01:00:00.002+00', NULL, 30, 240, 1, 1, 0, 0);


--
-- Data for Name: transfer_items; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.transfer_items VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3288-7b2a-ac7d-fe334978b70a', '01a199c5-3280-7500-a959-3943c6aaa326', 'confirmed', '2026-11-02 01:00:00.001+00');
INSERT INTO public.transfer_items VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-328a-712b-8790-3234652f0399', '01a199c5-3284-7962-8592-a696928b5c74', 'offered', NULL);


--
-- Data for Name: transfers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.transfers VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-3288-7b2a-ac7d-fe334978b70a', '00000000-0000-0000-0000-000000009000', '00000000-0000-0000-0000-000000009001', '换岗交接', '2026-11-02 01:00:00+00', '2026-11-02 01:00:00.001+00', NULL, NULL, NULL);
INSERT INTO public.transfers VALUES ('00000000-0000-0000-0000-000000000001', '01a199c5-328a-712b-8790-3234652f0399', '00000000-0000-0000-0000-000000009000', '00000000-0000-0000-0000-000000009001', '换岗交接', '2026-11-02 01:00:00+00', NULL, NULL, NULL, NULL);


--
-- Name: feed_positions; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.feed_positions', 23, true);


--
-- Name: _sqlx_migrations _sqlx_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public._sqlx_migrations
    ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);


--
-- Name: accounts accounts_login; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_login UNIQUE (organisation, login);


--
-- Name: accounts accounts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (organisation, person);


--
-- Name: assets assets_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.assets
    ADD CONSTRAINT assets_pkey PRIMARY KEY (organisation, case_id);


--
-- Name: audience audience_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audience
    ADD CONSTRAINT audience_pkey PRIMARY KEY (organisation, case_id, scope);


--
-- Name: blob_holders blob_holders_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.blob_holders
    ADD CONSTRAINT blob_holders_pkey PRIMARY KEY (organisation, sha256, person);


--
-- Name: blob_leftovers blob_leftovers_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.blob_leftovers
    ADD CONSTRAINT blob_leftovers_pkey PRIMARY KEY (organisation, object);


--
-- Name: blob_pieces blob_pieces_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.blob_pieces
    ADD CONSTRAINT blob_pieces_pkey PRIMARY KEY (organisation, device, sha256, first);


--
-- Name: blob_uploads blob_uploads_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.blob_uploads
    ADD CONSTRAINT blob_uploads_pkey PRIMARY KEY (organisation, device, sha256);


--
-- Name: blob_uses blob_uses_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.blob_uses
    ADD CONSTRAINT blob_uses_pkey PRIMARY KEY (organisation, sha256, case_id, author);


--
-- Name: blobs blobs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.blobs
    ADD CONSTRAINT blobs_pkey PRIMARY KEY (organisation, sha256);


--
-- Name: case_deadlines case_deadlines_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_deadlines
    ADD CONSTRAINT case_deadlines_pkey PRIMARY KEY (organisation, case_id);


--
-- Name: case_mentions case_mentions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_mentions
    ADD CONSTRAINT case_mentions_pkey PRIMARY KEY (organisation, about, case_id);


--
-- Name: case_names case_names_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_names
    ADD CONSTRAINT case_names_pkey PRIMARY KEY (organisation, name);


--
-- Name: case_refs case_refs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_refs
    ADD CONSTRAINT case_refs_pkey PRIMARY KEY (organisation, record, case_id);


--
-- Name: cases cases_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_pkey PRIMARY KEY (organisation, id);


--
-- Name: categories categories_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.categories
    ADD CONSTRAINT categories_pkey PRIMARY KEY (organisation, id);


--
-- Name: changes changes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (organisation, case_id, "position");


--
-- Name: devices devices_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_pkey PRIMARY KEY (organisation, id);


--
-- Name: devices devices_token; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_token UNIQUE (organisation, token_sha256);


--
-- Name: feed_checkpoints feed_checkpoints_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feed_checkpoints
    ADD CONSTRAINT feed_checkpoints_pkey PRIMARY KEY ("position");


--
-- Name: feed_nonces feed_nonces_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feed_nonces
    ADD CONSTRAINT feed_nonces_pkey PRIMARY KEY ("position");


--
-- Name: feed_times feed_times_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feed_times
    ADD CONSTRAINT feed_times_pkey PRIMARY KEY (at);


--
-- Name: notices_read notices_read_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notices_read
    ADD CONSTRAINT notices_read_pkey PRIMARY KEY (organisation, person, case_id);


--
-- Name: organisations organisations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organisations
    ADD CONSTRAINT organisations_pkey PRIMARY KEY (id);


--
-- Name: organisations organisations_slug_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organisations
    ADD CONSTRAINT organisations_slug_key UNIQUE (slug);


--
-- Name: people people_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_pkey PRIMARY KEY (organisation, id);


--
-- Name: ratings ratings_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ratings
    ADD CONSTRAINT ratings_pkey PRIMARY KEY (organisation, case_id, completion);


--
-- Name: refusals refusals_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refusals
    ADD CONSTRAINT refusals_pkey PRIMARY KEY (organisation, case_id, command);


--
-- Name: register_refusals register_refusals_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register_refusals
    ADD CONSTRAINT register_refusals_pkey PRIMARY KEY (organisation, run, line);


--
-- Name: register_runs register_runs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register_runs
    ADD CONSTRAINT register_runs_pkey PRIMARY KEY (organisation, id);


--
-- Name: stores stores_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.stores
    ADD CONSTRAINT stores_pkey PRIMARY KEY (organisation, id);


--
-- Name: tickets tickets_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT tickets_pkey PRIMARY KEY (organisation, case_id);


--
-- Name: transfer_items transfer_items_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfer_items
    ADD CONSTRAINT transfer_items_pkey PRIMARY KEY (organisation, case_id, asset);


--
-- Name: transfers transfers_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfers
    ADD CONSTRAINT transfers_pkey PRIMARY KEY (organisation, case_id);


--
-- Name: audience_feed; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audience_feed ON public.audience USING btree (organisation, scope, "position", case_id) WHERE in_feed;


--
-- Name: blob_leftovers_since; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX blob_leftovers_since ON public.blob_leftovers USING btree (since);


--
-- Name: blob_uploads_continued_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX blob_uploads_continued_at ON public.blob_uploads USING btree (continued_at);


--
-- Name: blobs_unshown; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX blobs_unshown ON public.blobs USING btree (organisation, unshown_since) WHERE (unshown_since IS NOT NULL);


--
-- Name: case_deadlines_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX case_deadlines_at ON public.case_deadlines USING btree (at);


--
-- Name: case_mentions_case; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX case_mentions_case ON public.case_mentions USING btree (organisation, case_id);


--
-- Name: case_names_case; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX case_names_case ON public.case_names USING btree (organisation, case_id);


--
-- Name: cases_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX cases_open ON public.cases USING btree (organisation, opened_by, kind) WHERE (closed_at IS NULL);


--
-- Name: categories_position; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX categories_position ON public.categories USING btree (organisation, "position");


--
-- Name: changes_position; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX changes_position ON public.changes USING brin ("position");


--
-- Name: devices_person; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX devices_person ON public.devices USING btree (organisation, person);


--
-- Name: notices_read_position; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notices_read_position ON public.notices_read USING btree (organisation, person, "position", case_id);


--
-- Name: people_position; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX people_position ON public.people USING btree (organisation, "position");


--
-- Name: register_runs_open; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX register_runs_open ON public.register_runs USING btree (organisation) WHERE (ended_at IS NULL);


--
-- Name: stores_position; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX stores_position ON public.stores USING btree (organisation, "position");


--
-- Name: accounts accounts_person; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_person FOREIGN KEY (organisation, person) REFERENCES public.people(organisation, id);


--
-- Name: blob_pieces blob_pieces_organisation_device_sha256_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.blob_pieces
    ADD CONSTRAINT blob_pieces_organisation_device_sha256_fkey FOREIGN KEY (organisation, device, sha256) REFERENCES public.blob_uploads(organisation, device, sha256) ON DELETE CASCADE;


--
-- Name: blobs blobs_organisation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.blobs
    ADD CONSTRAINT blobs_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.organisations(id);


--
-- Name: categories categories_organisation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.categories
    ADD CONSTRAINT categories_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.organisations(id);


--
-- Name: categories categories_parent; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.categories
    ADD CONSTRAINT categories_parent FOREIGN KEY (organisation, parent) REFERENCES public.categories(organisation, id);


--
-- Name: devices devices_person; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_person FOREIGN KEY (organisation, person) REFERENCES public.people(organisation, id);


--
-- Name: people people_store; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_store FOREIGN KEY (organisation, store) REFERENCES public.stores(organisation, id);


--
-- Name: register_refusals register_refusals_organisation_run_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register_refusals
    ADD CONSTRAINT register_refusals_organisation_run_fkey FOREIGN KEY (organisation, run) REFERENCES public.register_runs(organisation, id) ON DELETE CASCADE;


--
-- Name: register_runs register_runs_organisation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register_runs
    ADD CONSTRAINT register_runs_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.organisations(id);


--
-- Name: stores stores_organisation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.stores
    ADD CONSTRAINT stores_organisation_fkey FOREIGN KEY (organisation) REFERENCES public.organisations(id);


--
-- PostgreSQL database dump complete
--


