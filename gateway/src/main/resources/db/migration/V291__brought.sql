-- Owned by io.prunelle.gateway.hosts.transfer.
ALTER TABLE hosts.transfer_item ADD COLUMN brought text;

COMMENT ON COLUMN hosts.transfer_item.brought IS 'of what others may refer to as well: digest of what the transfer wrote to the destination, or was about to, where nothing had that name; null where something had';
