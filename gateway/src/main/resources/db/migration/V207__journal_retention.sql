-- Owned by io.prunelle.gateway.journal. Of leaves that were dropped with their month while others of their block stay:
-- without these, the block's root could not be made again. Written by `gateway prune` as the owner; docs/journal.md tells what vouches for them.
CREATE TABLE journal.dropped_leaf (
    month text    NOT NULL,
    chain integer NOT NULL,
    block bigint  NOT NULL,
    leaf  integer NOT NULL,
    hash  bytea   NOT NULL,
    PRIMARY KEY (chain, block, leaf)
);
