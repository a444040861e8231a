-- A version that a resource refers to is another one where the record lives now: there each begins anew.
ALTER TABLE hosts.transfer_item ADD COLUMN versioned text[];

COMMENT ON COLUMN hosts.transfer_item.versioned IS 'the versions that it refers to, as type/id/_history/version; null for none';
