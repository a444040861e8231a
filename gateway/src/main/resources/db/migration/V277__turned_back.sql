-- Owned by io.prunelle.gateway.hosts.transfer: a record goes back to where it could not be erased.
ALTER TABLE hosts.transfer
    ADD COLUMN turns     uuid REFERENCES hosts.transfer (id),
    ADD COLUMN onward_at timestamptz,
    ADD CONSTRAINT transfer_turns_check CHECK ((turns IS NULL OR kind = 'move') AND (onward_at IS NULL OR turns IS NOT NULL));

COMMENT ON COLUMN hosts.transfer.turns IS 'the transfer that could not erase the record where this one brings it back to: what it left there is no longer current; null for any other';
COMMENT ON COLUMN hosts.transfer.onward_at IS 'from when on what was left there is written over: it is not taken back from then on';

ALTER TABLE hosts.transfer_item ADD COLUMN forms text[];

COMMENT ON COLUMN hosts.transfer_item.forms IS 'where a record goes back to: digests of the forms that may be written over there, which are what was left there and looked at, and what was written there to bring it back; null for any other transfer';

-- What such a place has of the record that is neither what was left there nor what is brought back. None of its content.
CREATE TABLE hosts.transfer_found (
    transfer    uuid    NOT NULL REFERENCES hosts.transfer (id),
    resource    text    COLLATE "C" NOT NULL,
    digest      text    NOT NULL,
    refs        text[]  NOT NULL,
    deleted     boolean NOT NULL,
    there       boolean NOT NULL,
    held        boolean NOT NULL,
    accepted_at timestamptz,
    accepted_by text,
    PRIMARY KEY (transfer, resource)
);

COMMENT ON COLUMN hosts.transfer_found.digest IS 'SHA-256 of the canonical form as it was found; what somebody says of it holds for that form alone';
COMMENT ON COLUMN hosts.transfer_found.deleted IS 'whether it is what was left there, and the place where the record lives shows that it was deleted on purpose';
COMMENT ON COLUMN hosts.transfer_found.there IS 'whether the last look has found it';
COMMENT ON COLUMN hosts.transfer_found.accepted_at IS 'when somebody said that it is not to be kept; null while nobody has';
COMMENT ON COLUMN hosts.transfer_found.held IS 'whether the record has a form of its own; what somebody says holds as long as that is so';
