-- What both hosts were seen to have, signed before anything is removed.
ALTER TABLE hosts.transfer ADD COLUMN manifest text;
ALTER TABLE hosts.transfer ADD COLUMN manifest_signature bytea;
COMMENT ON COLUMN hosts.transfer.manifest IS 'what was compared on both hosts before anything was removed: canonical JSON (RFC 8785)';
COMMENT ON COLUMN hosts.transfer.manifest_signature IS 'Ed25519 over the bytes of the manifest, with the key of the journal that it names';
