-- Owned by io.prunelle.gateway.hosts.transfer.
ALTER TABLE hosts.transfer_item
    ADD COLUMN accepted_at timestamptz,
    ADD COLUMN accepted_by text;

COMMENT ON COLUMN hosts.transfer_item.accepted_at IS 'when somebody said that it was deleted on purpose where the record lives now; null while nobody has, or if it is there again';
