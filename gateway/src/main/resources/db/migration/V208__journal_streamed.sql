-- Owned by io.prunelle.gateway.journal. How far each chain was passed on to the receiver of `gateway.siem`; docs/siem.md tells how.
CREATE TABLE journal.streamed (
    chain integer     PRIMARY KEY REFERENCES journal.chain (id),
    block bigint      NOT NULL CHECK (block >= 0),
    at    timestamptz NOT NULL
);

COMMENT ON COLUMN journal.streamed.block IS 'all leaves up to and including those of this block were sent; it never goes back';
COMMENT ON COLUMN journal.streamed.chain IS 'cannot outlive its chain: of another with the same id, blocks would be skipped';
