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

create sequence feed_positions;
-- From here on `last_value` is the last position drawn.
select setval('feed_positions', 1);

-- The locks' keys: a class in the upper 16 bits, so that no other advisory lock
-- is taken for one of them, and below it the number.
create function feed_lock_class() returns bigint language sql immutable return 17991;

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
