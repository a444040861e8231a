-- Owned by io.prunelle.gateway.hosts.transfer: a transfer that is no longer wanted is taken back though it is paused.
ALTER TABLE hosts.transfer ADD COLUMN unwanted_at timestamptz;

COMMENT ON COLUMN hosts.transfer.unwanted_at IS 'since when no decision wants it: it is taken back though it is paused; null as long as one does, and a pause stands';
