-- Owned by io.prunelle.gateway.hosts.transfer.
ALTER TABLE hosts.transfer_item
    ADD COLUMN version_at timestamptz,
    ADD COLUMN seen_at    timestamptz;

COMMENT ON COLUMN hosts.transfer_item.version_at IS 'when the destination says that it wrote the version that was compared; null when it does not say';
COMMENT ON COLUMN hosts.transfer_item.seen_at IS 'the same of what the host that was looked at last has';
