-- Owned by io.prunelle.gateway.journal. Entries and outcomes are the leaves of signed blocks, which are chained; docs/journal.md tells how.
-- What was written before had no chain and can be proven by nobody: it stays where it can be read by the owner, and is not shown beside what can.
ALTER TABLE journal.outcome RENAME TO unchained_outcome;
ALTER TABLE journal.entry RENAME TO unchained_entry;
ALTER INDEX journal.entry_of_patient RENAME TO unchained_entry_of_patient;
ALTER INDEX journal.entry_pkey RENAME TO unchained_entry_pkey;
ALTER INDEX journal.outcome_pkey RENAME TO unchained_outcome_pkey;

CREATE SEQUENCE journal.chain_id AS integer;

CREATE TABLE journal.chain (
    id         integer     PRIMARY KEY,
    instance   text        NOT NULL,
    purpose    text        NOT NULL CHECK (purpose IN ('requests', 'transactions')),
    started_at timestamptz NOT NULL
);

COMMENT ON TABLE journal.chain IS 'one per start of a gateway and purpose, so that nothing serialises instances';

CREATE TABLE journal.block (
    chain       integer     NOT NULL REFERENCES journal.chain (id),
    number      bigint      NOT NULL,
    recorded_at timestamptz NOT NULL,
    leaves      integer     NOT NULL,
    root        bytea       NOT NULL,
    previous    bytea       NOT NULL,
    key_id      text        NOT NULL,
    signature   bytea       NOT NULL,
    PRIMARY KEY (chain, number)
);

COMMENT ON COLUMN journal.block.previous IS 'digest of the block before; of the chain and what it closes in block 0';

CREATE TABLE journal.closed (
    chain    integer PRIMARY KEY REFERENCES journal.chain (id),
    closer   integer NOT NULL REFERENCES journal.chain (id),
    number   bigint  NOT NULL,
    digest   bytea   NOT NULL
);

COMMENT ON TABLE journal.closed IS 'where a chain ended, as the chain that closed it has signed';

CREATE TABLE journal.entry (
    id            uuid        NOT NULL,
    chain         integer     NOT NULL,
    leaf          integer     NOT NULL,
    block         bigint      NOT NULL,
    recorded_at   timestamptz NOT NULL,
    permitted     boolean     NOT NULL,
    decision      bigint,
    request_id    text        NOT NULL,
    trace_id      text,
    interaction   text        NOT NULL,
    resource_type text,
    resource_id   text,
    query         text,
    raw_query     text,
    method        text,
    path          text,
    practice      text,
    patient       text,
    host          text,
    hosting       text,
    reason        text        NOT NULL,
    purpose       text,
    stated_reason text,
    subject       text,
    name          text,
    role          text,
    organization  text,
    client        text,
    token_id      text,
    address       text,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);

COMMENT ON COLUMN journal.entry.id IS 'UUID version 7: partitions by it are partitions by time';
COMMENT ON COLUMN journal.entry.decision IS 'position in the consent ledger of the decision in force';

CREATE INDEX entry_of_block ON journal.entry (chain, block);
CREATE INDEX entry_of_patient ON journal.entry (patient, id DESC) WHERE patient IS NOT NULL;
CREATE INDEX entry_of_subject ON journal.entry (subject, id DESC) WHERE subject IS NOT NULL;
CREATE INDEX entry_of_request ON journal.entry (request_id);

-- By the entry's id, so that an outcome is dropped with its entry.
CREATE TABLE journal.outcome (
    entry       uuid        NOT NULL,
    chain       integer     NOT NULL,
    leaf        integer     NOT NULL,
    block       bigint      NOT NULL,
    recorded_at timestamptz NOT NULL,
    status      integer     NOT NULL,
    bytes       bigint      NOT NULL,
    duration_us bigint      NOT NULL,
    ending      text        NOT NULL,
    PRIMARY KEY (entry)
) PARTITION BY RANGE (entry);

CREATE INDEX outcome_of_block ON journal.outcome (chain, block);

-- The least UUID of version 7 of a month that begins on this day, in UTC.
CREATE FUNCTION journal.boundary(day date) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT
    RETURN (lpad(to_hex((extract(epoch FROM day::timestamp) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;

-- Makes the partitions from last month to three months ahead. Attaching waits for nobody who reads or writes, as creating in place would.
CREATE FUNCTION journal.prepare() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    month date;
    kind  text;
    part  text;
    made  integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(1886547818, 0);
    FOR ahead IN -1 .. 3 LOOP
        month := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead))::date;
        FOREACH kind IN ARRAY ARRAY['entry', 'outcome'] LOOP
            part := kind || to_char(month, '_YYYY_MM');
            IF to_regclass('journal.' || part) IS NULL THEN
                EXECUTE format('CREATE TABLE journal.%I (LIKE journal.%I INCLUDING ALL)', part, kind);
                EXECUTE format('ALTER TABLE journal.%I ATTACH PARTITION journal.%I FOR VALUES FROM (%L) TO (%L)', kind, part,
                    journal.boundary(month), journal.boundary((month + interval '1 month')::date));
                made := made + 1;
            END IF;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;

REVOKE ALL ON FUNCTION journal.prepare() FROM PUBLIC;

SELECT journal.prepare();
