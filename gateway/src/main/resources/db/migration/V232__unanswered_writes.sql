-- Owned by io.prunelle.gateway.hosts.transfer.
ALTER TABLE hosts.transfer_item ADD COLUMN unanswered integer NOT NULL DEFAULT 0;

COMMENT ON COLUMN hosts.transfer_item.unanswered IS 'how many times it was sent to the destination without a good answer: these may still be carried out';
COMMENT ON COLUMN hosts.transfer.erase_after IS 'when nobody relies any more on the record being at the source; of a transfer that is taken back, until when what it sent may still be carried out; null until a gateway has asked';
