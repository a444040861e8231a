-- What transfers under way carried, as rows; they begin again with reading the source, or go on with removing from it.
INSERT INTO hosts.transfer_item (transfer, resource, shared, state, digest, written, touched, version)
SELECT t.id, split_part(line, ' ', 1), false, 'compared', split_part(line, ' ', 2), split_part(line, ' ', 3) = 'written',
    t.switched_at IS NULL, split_part(line, ' ', 4)
FROM hosts.transfer t CROSS JOIN LATERAL regexp_split_to_table(t.manifest, E'\n') AS line
WHERE t.ended_at IS NULL AND t.manifest <> '';

ALTER TABLE hosts.transfer DROP COLUMN manifest;
ALTER TABLE hosts.transfer ADD COLUMN held_ms integer;
COMMENT ON COLUMN hosts.transfer.held_ms IS 'how long writers were kept waiting at the switch, in milliseconds';
COMMENT ON COLUMN hosts.transfer.root IS 'Merkle root (RFC 9162, SHA-256) over "type/id digest" of what is the patient''s, in the order of bytes; from before the removal on';

UPDATE hosts.transfer SET state = 'catching-up' WHERE state = 'compared';
UPDATE hosts.transfer SET failed_in = 'catching-up' WHERE failed_in = 'compared';
