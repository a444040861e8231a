-- Owned by io.prunelle.gateway.hosts.transfer.
ALTER TABLE hosts.transfer ADD COLUMN given_up_at timestamptz;

COMMENT ON COLUMN hosts.transfer.given_up_at IS 'from when on the other practice''s host is not asked any more to take back what has arrived there: the transfer ends as cancelled, and that stays, once the host can carry out nothing more that it was asked for; null for any other';
