-- Owned by io.prunelle.gateway.hosts.transfer: records on their way from one host to another.
CREATE TABLE hosts.transfer (
    id           uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    practice     text        NOT NULL,
    patient      text        NOT NULL,
    source       text        NOT NULL,
    destination  text        NOT NULL,
    hosting      text,
    decision     bigint,
    urgent       boolean     NOT NULL,
    state        text        NOT NULL DEFAULT 'queued',
    failed_in    text,
    reason       text,
    attempts     integer     NOT NULL DEFAULT 0,
    retry_at     timestamptz NOT NULL DEFAULT now(),
    manifest     text,
    root         text,
    resources    integer,
    bytes        bigint,
    expunged     boolean,
    requested_at timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    switched_at  timestamptz,
    ended_at     timestamptz,
    CHECK (source <> destination),
    CHECK (state IN ('queued', 'copying', 'compared', 'switched', 'erasing', 'done', 'cancelling', 'cancelled', 'failed')),
    CHECK ((state = 'failed') = (failed_in IS NOT NULL)),
    CHECK ((state IN ('done', 'cancelled')) = (ended_at IS NOT NULL))
);

COMMENT ON COLUMN hosts.transfer.decision IS 'position in the consent ledger of the decision that asked for it; null when none did, as for a lapsed certificate';
COMMENT ON COLUMN hosts.transfer.urgent IS 'whether the record may no longer be where it is';
COMMENT ON COLUMN hosts.transfer.manifest IS 'one line for each of the record''s resources: type/id, SHA-256, version at the destination, whether this transfer wrote it; empty once ended';
COMMENT ON COLUMN hosts.transfer.root IS 'SHA-256 over the manifest''s ids and digests';
COMMENT ON COLUMN hosts.transfer.expunged IS 'whether the source removed earlier versions as well; false when it does not offer that';

-- One at a time for a record, whatever the gateways do.
CREATE UNIQUE INDEX transfer_under_way ON hosts.transfer (practice, patient) WHERE ended_at IS NULL;
CREATE INDEX transfer_due ON hosts.transfer (urgent DESC, retry_at) WHERE ended_at IS NULL;
