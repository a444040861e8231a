-- Owned by io.prunelle.gateway.hosts.transfer.
ALTER TABLE hosts.transfer ADD COLUMN versions_told boolean;

COMMENT ON COLUMN hosts.transfer.versions_told IS 'whether the source had said anything of itself when the manifest was signed: only then what it has of versions is archived, and may be removed; null before, and for manifests that were signed before this was kept';

COMMENT ON COLUMN hosts.transfer_item.brought IS 'of what others may refer to as well: digest of what the transfer wrote to the destination, or was about to, where nothing had that name; null where something had, and for what has become the patient''s and was written as such';
