-- Owned by io.prunelle.gateway.hosts.transfer: a record that becomes part of one that another practice has.
ALTER TABLE hosts.transfer_item ADD COLUMN theirs boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN hosts.transfer_item.theirs IS 'the destination has one of its own under this id, as the new practice has registered the patient: it stays as it is there';

-- Of a record that leaves its practice: nothing is there to say it any more once it is erased.
ALTER TABLE hosts.transfer ADD COLUMN identifiers text[];

COMMENT ON COLUMN hosts.transfer.identifiers IS 'by what else the patient is known, as a search has it, while a host is searched for what is left; null before and after';
