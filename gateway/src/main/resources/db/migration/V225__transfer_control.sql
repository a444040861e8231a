-- Owned by io.prunelle.gateway.hosts.transfer: what people order of transfers.
ALTER TABLE hosts.transfer
    ADD COLUMN paused_at       timestamptz,
    ADD COLUMN paused_by       text,
    ADD COLUMN cancel_asked_at timestamptz,
    ADD COLUMN cancel_asked_by text;

COMMENT ON COLUMN hosts.transfer.paused_at IS 'since when it waits until somebody lets it go on; null while it does not';
COMMENT ON COLUMN hosts.transfer.cancel_asked_at IS 'when somebody ordered to take it back; once cancelled, the same decision does not ask for it again while this stands';

-- A host that is left alone, as far as one practice's records go.
CREATE TABLE hosts.pause (
    practice  text        NOT NULL,
    host      text        NOT NULL,
    paused_at timestamptz NOT NULL DEFAULT now(),
    paused_by text        NOT NULL,
    PRIMARY KEY (practice, host)
);

CREATE INDEX transfer_of_patient ON hosts.transfer (patient, practice, requested_at DESC);
CREATE INDEX transfer_of_practice ON hosts.transfer (practice, ended_at);
