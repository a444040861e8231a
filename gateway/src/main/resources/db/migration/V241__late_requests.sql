-- Owned by io.prunelle.gateway.hosts.transfer.
ALTER TABLE hosts.transfer_item ADD COLUMN open_until timestamptz;
ALTER TABLE hosts.transfer ADD COLUMN differing text[];

COMMENT ON COLUMN hosts.transfer_item.unanswered IS 'how many times a host was asked to write or delete it without a good answer';
COMMENT ON COLUMN hosts.transfer_item.open_until IS 'until when a host may still carry out what it was asked; counts while unanswered is above 0';
COMMENT ON COLUMN hosts.transfer.differing IS 'medications, twenty at most, that the destination has in another form than the source; null for none';
COMMENT ON COLUMN hosts.transfer.erase_after IS 'when nobody relies any more on the record being at the source; null until a gateway has seen that it was switched';

-- What transfers under way have sent without an answer may have been sent right now.
UPDATE hosts.transfer_item SET open_until = now() + interval '4 minutes' WHERE unanswered > 0;
