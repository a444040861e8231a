-- Owned by io.prunelle.gateway.hosts.transfer: what a transfer carries, a row for each resource. None of its content.
CREATE TABLE hosts.transfer_item (
    transfer       uuid    NOT NULL REFERENCES hosts.transfer (id),
    resource       text    COLLATE "C" NOT NULL,
    shared         boolean NOT NULL,
    state          text    NOT NULL,
    digest         text,
    bytes          integer NOT NULL DEFAULT 0,
    refs           text[]  NOT NULL DEFAULT '{}',
    source_version text,
    source_updated timestamptz,
    listed         integer NOT NULL DEFAULT 0,
    touched        boolean NOT NULL DEFAULT false,
    place          integer,
    written        boolean NOT NULL DEFAULT false,
    version        text,
    seen           text,
    seen_version   text,
    PRIMARY KEY (transfer, resource),
    CHECK (state IN ('listed', 'sent', 'compared', 'erased', 'gone', 'absent'))
);

CREATE INDEX transfer_item_in_order ON hosts.transfer_item (transfer, place) WHERE place IS NOT NULL;

COMMENT ON COLUMN hosts.transfer_item.resource IS 'type/id, the same on both hosts';
COMMENT ON COLUMN hosts.transfer_item.shared IS 'reference data that other records may use too: brought along when the destination lacks it, never erased';
COMMENT ON COLUMN hosts.transfer_item.state IS 'listed: the source has it; sent: the destination took it; compared: the destination gives it back the same; erased: removed from the source; gone: the source no longer has it; absent: referred to, and not at the source';
COMMENT ON COLUMN hosts.transfer_item.digest IS 'SHA-256 of the canonical form at the source';
COMMENT ON COLUMN hosts.transfer_item.bytes IS 'of the canonical form';
COMMENT ON COLUMN hosts.transfer_item.refs IS 'what it refers to on the same host, as type/id';
COMMENT ON COLUMN hosts.transfer_item.source_version IS 'meta.versionId at the source';
COMMENT ON COLUMN hosts.transfer_item.source_updated IS 'meta.lastUpdated at the source: when it was written there, before it was moved';
COMMENT ON COLUMN hosts.transfer_item.listed IS 'number of the reading of the source that showed it last';
COMMENT ON COLUMN hosts.transfer_item.touched IS 'whether it has still to be brought over and compared';
COMMENT ON COLUMN hosts.transfer_item.place IS 'order in which it is written; those that refer to each other have the same';
COMMENT ON COLUMN hosts.transfer_item.written IS 'whether the destination has it from this transfer, or will have: only that may be taken back';
COMMENT ON COLUMN hosts.transfer_item.version IS 'the destination''s version of what was compared';
COMMENT ON COLUMN hosts.transfer_item.seen IS 'digest of what the host that was looked at last has; null when it has none';

-- Changes are caught up while the record is in use; then writers are held for the last of them.
ALTER TABLE hosts.transfer DROP CONSTRAINT transfer_state_check;
ALTER TABLE hosts.transfer ADD CONSTRAINT transfer_state_check CHECK (state IN
    ('queued', 'copying', 'compared', 'catching-up', 'frozen', 'switched', 'erasing', 'done', 'cancelling', 'cancelled', 'failed'));
