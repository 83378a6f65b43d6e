-- The feed: the order in which phones learn of what changed.
--
-- It is no table of its own. Every row that phones are told of carries the
-- `position` at which it was last written, and a reader asks for the
-- rows between its cursor and the horizon. Cases are written by `store.rs` and
-- `audience.rs` of `server/src/cases` and read through `feed_look` (0003) by
-- `server/src/sync/pull.rs`; the directory is in `server/src/records`.
--
-- The trap of any such order: a transaction that drew a lower number can commit
-- after a higher one was read. So whoever draws a position first takes a shared
-- lock named after a number that its position will exceed, and keeps it until
-- its end. The horizon is the lowest number so locked: what is not beyond it
-- was drawn by transactions that have ended, and Postgres makes a transaction
-- visible before it lets go of its locks.
--
-- Postgres' own transaction ids would do without the lock, but they count for
-- the whole cluster: a long transaction in somebody else's database would hold
-- the feed back, and a dump restored elsewhere would lose its order.
--
-- A position alone does not say of which history it is: a database that was put back
-- from a backup, or a replica that was promoted before it had everything, draws the
-- same numbers again for something else. So each transaction that draws a position
-- leaves a nonce there, and a cursor names what it has read by those nonces
-- (`feed_trace`, `is_feed_traced`).

create sequence feed_positions;
-- From here on `last_value` is the last position drawn.
select setval('feed_positions', 1);

-- The locks' keys: a class in the upper 16 bits, so that no other advisory lock
-- is taken for one of them, and below it the number.
create function feed_lock_class() returns bigint language sql immutable return 17991;

-- What the transaction at a position has drawn beside it.
create table feed_nonces (
    position bigint primary key,
    nonce bigint not null
);

-- Nonces that were drawn after everything up to their position had been decided:
-- whichever history has such a row has all of that.
create table feed_checkpoints (
    position bigint primary key,
    nonce bigint not null
);

create function feed_nonce() returns bigint language sql volatile as $$
    select hashtextextended(gen_random_uuid()::text, 0)
$$;

insert into feed_checkpoints values (1, feed_nonce());

-- The position of the current transaction in the feed: drawn once, then the
-- same.
create function feed_position() returns bigint language plpgsql volatile as $$
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

-- A position of its own for each act on cases, of which one transaction may do
-- several: a later one than the transaction had so far, under the same lock.
create function feed_next_position() returns bigint language plpgsql volatile as $$
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

-- Up to which position everything is decided. A reader takes its snapshot after
-- asking, never before.
create function feed_horizon() returns bigint language plpgsql volatile as $$
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

-- How many nonces lie between a checkpoint and the next at most.
create function feed_nonces_max() returns int language sql immutable return 64;

-- The nonces between two positions, combined in any order, and how many they are: one
-- more than there may be, if there are more.
create function feed_nonces_between(
    after bigint, upto bigint, out many bigint, out combined bigint
) language sql stable as $$
    select count(*), coalesce(bit_xor(n.nonce), 0)
        from (select n.nonce from feed_nonces n
              where n.position > after and n.position <= upto
              limit feed_nonces_max() + 1) as n
$$;

-- By what the history up to a position is known again, once that is decided: the last
-- checkpoint before it, and the nonces between. When they become many, a new checkpoint
-- takes their place. It is written without waiting for the disk: should it be lost, a
-- phone that was told of it is told everything once more.
create function feed_trace(
    upto bigint, out checkpoint bigint, out nonce bigint, out drawn_since bigint
) language plpgsql volatile as $$
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

-- Whether this history has what such a trace was taken of.
create function is_feed_traced(
    of_checkpoint bigint, of_nonce bigint, of_drawn_since bigint, upto bigint
) returns bool language sql stable as $$
    select upto <= (select last_value from feed_positions)
        and exists (select from feed_checkpoints c
            where c.position = of_checkpoint and c.nonce = of_nonce)
        and of_drawn_since = (select n.combined from feed_nonces_between(of_checkpoint, upto) as n)
$$;
