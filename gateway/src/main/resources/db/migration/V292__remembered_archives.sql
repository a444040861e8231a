-- Owned by io.prunelle.gateway.page.takeout.
ALTER TABLE takeout.archive
    ADD COLUMN remembered_until date;

COMMENT ON COLUMN takeout.archive.remembered_until IS 'until when, in UTC, it counts whether all of it was sent: the last day on which a practice keeps a record that is erased then; null where it does not';
