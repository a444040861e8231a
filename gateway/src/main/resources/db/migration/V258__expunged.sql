-- Owned by io.prunelle.gateway.hosts.transfer.
ALTER TABLE hosts.transfer_item ADD COLUMN expunged boolean NOT NULL DEFAULT false;
ALTER TABLE hosts.transfer ADD COLUMN failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0);

COMMENT ON COLUMN hosts.transfer_item.expunged IS 'whether the host it was removed from showed that it has no version of it any more';
COMMENT ON COLUMN hosts.transfer.failures IS 'attempts that have failed since it was asked for, or switched; those that ended with their gateway are none';
