-- Owned by io.prunelle.gateway.hosts.transfer: what refers to a resource that is everybody's is looked for with each reading.
CREATE INDEX transfer_item_shared ON hosts.transfer_item (transfer) WHERE shared;
