-- Owned by io.prunelle.gateway.hosts.transfer: of a copy, earlier versions are taken along once the other practice has it.
ALTER TABLE hosts.transfer
    DROP CONSTRAINT transfer_state_check,
    DROP CONSTRAINT transfer_copy_check;
ALTER TABLE hosts.transfer
    ADD CONSTRAINT transfer_state_check CHECK (state IN ('queued', 'copying', 'compared', 'catching-up', 'frozen',
        'switched', 'archiving', 'erasing', 'certified', 'done', 'copied', 'cancelling', 'cancelled', 'failed')),
    -- What is kept is never erased, whatever the gateways do.
    ADD CONSTRAINT transfer_copy_check CHECK (CASE WHEN kind = 'copy'
        THEN state NOT IN ('switched', 'erasing', 'certified', 'done') AND coalesce(failed_in, '') NOT IN ('switched', 'erasing')
            AND (switched_at IS NULL OR coalesce(failed_in, state) IN ('archiving', 'copied'))
        ELSE state NOT IN ('archiving', 'copied') AND coalesce(failed_in, '') <> 'archiving' END);

-- Of a record that comes back to where a copy of it was kept.
ALTER TABLE hosts.transfer_item ADD COLUMN replaced boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN hosts.transfer_item.theirs IS 'the destination has one of its own under this id, as the new practice has registered the patient, or has gone on with what was copied to it before: it stays as it is there';
COMMENT ON COLUMN hosts.transfer_item.replaced IS 'the destination had an earlier state of this very resource, of which a copy was kept there: not to be removed there, whatever becomes of the transfer';
