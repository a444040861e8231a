-- Owned by io.prunelle.gateway.journal: why the caller said to ask, as a code of PurposeOfUse and in the caller's words.
ALTER TABLE journal.entry
    ADD COLUMN purpose       text,
    ADD COLUMN stated_reason text;
