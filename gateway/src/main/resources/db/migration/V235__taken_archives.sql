-- Owned by io.prunelle.gateway.page.takeout: whether an archive was sent whole, and of which practices it has the whole record.
ALTER TABLE takeout.archive
    ADD COLUMN taken   int8multirange NOT NULL DEFAULT '{}',
    ADD COLUMN cut_off int8multirange NOT NULL DEFAULT '{}',
    ADD COLUMN sent    boolean        NOT NULL DEFAULT false,
    ADD COLUMN whole   text[]         NOT NULL DEFAULT '{}';

COMMENT ON COLUMN takeout.archive.taken IS 'which of its bytes have been sent, in whatever parts';
COMMENT ON COLUMN takeout.archive.cut_off IS 'which were sent in parts that did not come to their end: they count once a part goes on from there';
COMMENT ON COLUMN takeout.archive.sent IS 'whether all of its bytes have been, however many are left here';
COMMENT ON COLUMN takeout.archive.whole IS 'practices of whose record nothing is left out';
